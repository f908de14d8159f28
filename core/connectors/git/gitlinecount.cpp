#include "core/connectors/git/gitlinecount.h"

#include <git2.h>

#include <algorithm>
#include <cstring>

namespace leadline {

static constexpr std::size_t kLooksAt = 8000; // bytes in which git, too, looks for a NUL

static bool isBinary(std::string_view text)
{
    return text.substr(0, kLooksAt).contains('\0');
}

static qint64 linesIn(std::string_view text)
{
    return std::ranges::count(text, '\n') + (!text.empty() && text.back() != '\n' ? 1 : 0);
}

// Most changes are small: what both texts begin and end with, in whole lines, needs no comparison. It is part of a
// shortest edit.
static void trimCommonLines(std::string_view &before, std::string_view &after)
{
    const std::size_t shorter = std::min(before.size(), after.size());
    std::size_t head = static_cast<std::size_t>(
        std::mismatch(before.begin(), before.begin() + std::ptrdiff_t(shorter), after.begin()).first - before.begin());
    while (head > 0 && before[head - 1] != '\n')
        --head;
    before.remove_prefix(head);
    after.remove_prefix(head);

    const std::size_t rest = std::min(before.size(), after.size());
    std::size_t tail = 0;
    while (tail < rest && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    const auto beginsLine = [](std::string_view text, std::size_t at) { return at == 0 || text[at - 1] == '\n'; };
    if (tail > 0 && !(beginsLine(before, before.size() - tail) && beginsLine(after, after.size() - tail))) {
        const std::size_t end = before.find('\n', before.size() - tail);
        tail = end == std::string_view::npos ? 0 : before.size() - end - 1;
    }
    before.remove_suffix(tail);
    after.remove_suffix(tail);
}

GitLineCount gitLineCount(std::string_view before, std::string_view after)
{
    if (isBinary(before) || isBinary(after))
        return {};
    trimCommonLines(before, after);
    if (before.empty() || after.empty())
        return {.additions = linesIn(after), .deletions = linesIn(before)};
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.context_lines = 0;
    options.flags |= GIT_DIFF_FORCE_TEXT;
    GitLineCount count;
    const auto countLine = [](const git_diff_delta *, const git_diff_hunk *, const git_diff_line *line, void *payload) {
        auto &counted = *static_cast<GitLineCount *>(payload);
        counted.additions += line->origin == GIT_DIFF_LINE_ADDITION ? 1 : 0;
        counted.deletions += line->origin == GIT_DIFF_LINE_DELETION ? 1 : 0;
        return 0;
    };
    if (git_diff_buffers(before.data(), before.size(), nullptr, after.data(), after.size(), nullptr, &options, nullptr,
            nullptr, nullptr, countLine, &count)
        != 0)
        return {};
    return count;
}

} // namespace leadline
