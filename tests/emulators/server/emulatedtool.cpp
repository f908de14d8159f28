#include "tests/emulators/server/emulatedtool.h"

#include <algorithm>

namespace leadline {

using namespace Qt::StringLiterals;

QByteArray EmulatedRequest::header(const QByteArray &name) const
{
    const auto found = std::ranges::find(headers, name.toLower(), &std::pair<QByteArray, QByteArray>::first);
    return found == headers.end() ? QByteArray() : found->second;
}

QString EmulatedRequest::item(const QString &name) const
{
    return items().queryItemValue(name, QUrl::FullyDecoded);
}

int EmulatedRequest::pageSize(const QString &name, int usual, int largest) const
{
    const int asked = item(name).toInt();
    const int size = std::clamp(asked > 0 ? asked : usual, 1, largest);
    return mostItems > 0 ? std::min(size, mostItems) : size;
}

bool EmulatedAnswer::has(const QByteArray &header) const
{
    return std::ranges::any_of(
        headers, [&header](const auto &pair) { return pair.first.compare(header, Qt::CaseInsensitive) == 0; });
}

void EmulatedAnswer::set(const QByteArray &header, const QByteArray &value)
{
    std::erase_if(
        headers, [&header](const auto &pair) { return pair.first.compare(header, Qt::CaseInsensitive) == 0; });
    headers.emplace_back(header, value);
}

std::optional<EmulatedAnswer> EmulatedTool::refusal(const EmulatorFault &, const EmulatedRequest &) const
{
    return {};
}

void EmulatedTool::addLimit(EmulatedAnswer &answer, qint64 resetAtSeconds) const
{
    answer.set("X-RateLimit-Limit", "5000");
    answer.set("X-RateLimit-Remaining", "0");
    answer.set("X-RateLimit-Reset", QByteArray::number(resetAtSeconds));
}

void EmulatedTool::addHeaders(const EmulatedRequest &, EmulatedAnswer &, qint64) const
{
}

bool EmulatedTool::hasETags(const EmulatedRequest &) const
{
    return false;
}

} // namespace leadline
