#include "core/connectors/git/gitsubjects.h"

#include "core/connectors/shared/remoteaddress.h"

#include <QRegularExpression>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

QString firstLine(const QString &text)
{
    return text.section(u'\n', 0, 0).trimmed();
}

// The first line after the subject that is not empty: where GitHub puts the title.
QString bodyLine(const QString &message)
{
    const QStringList lines = message.split(u'\n');
    for (qsizetype i = 1; i < lines.size(); ++i) {
        if (const QString line = lines[i].trimmed(); !line.isEmpty())
            return line;
    }
    return {};
}

struct MergeForm {
    QRegularExpression pattern; // groups: number, title, branch
    bool titleInBody;
};

const std::vector<MergeForm> &mergeForms()
{
    static const std::vector<MergeForm> forms = {
        // GitHub: "Merge pull request #12 from owner/branch", the title below.
        {QRegularExpression(uR"(^Merge pull request #(?<number>\d+) from (?<branch>\S+))"_s), true},
        // Bitbucket Data Center: "Merge pull request #12 in PROJ/repo from branch to main", the title below.
        {QRegularExpression(uR"(^Merge pull request #(?<number>\d+) in \S+ from (?<branch>\S+) to \S+)"_s), true},
        // Bitbucket Data Center, newer: "Pull request #12: Title".
        {QRegularExpression(uR"(^Pull request #(?<number>\d+): (?<title>.+))"_s), false},
        // Bitbucket Cloud: "Merged in branch (pull request #12)", the title below.
        {QRegularExpression(uR"(^Merged in (?<branch>\S+) \(pull request #(?<number>\d+)\))"_s), true},
        // Azure DevOps: "Merged PR 12: Title".
        {QRegularExpression(uR"(^Merged PR (?<number>\d+): (?<title>.+))"_s), false},
        // Merge tools of large projects: "feature #12 Title (author)", "Merge #12: Title", "Merge PR #12: Title".
        {QRegularExpression(uR"(^Merge(?: PR)? #(?<number>\d+):? (?<title>.+))"_s), false},
        {QRegularExpression(uR"(^(?:feature|bug|minor|security|docs?) #(?<number>\d+) (?<title>.+))"_s), false},
    };
    return forms;
}

std::optional<MergedChange> gitLabMerge(const QString &message)
{
    static const QRegularExpression reference(
        uR"(^See merge request \S*!(?<number>\d+)\s*$)"_s, QRegularExpression::MultilineOption);
    const auto match = reference.match(message);
    if (!match.hasMatch())
        return {};
    static const QRegularExpression subject(uR"(^Merge branch '(?<branch>[^']+)')"_s);
    MergedChange change;
    change.number = match.captured(u"number").toLongLong();
    change.branch = subject.match(message).captured(u"branch");
    change.title = change.branch.isEmpty() ? firstLine(message) : bodyLine(message);
    return change;
}

// "Merge branch 'x'" by Git itself. Bringing the main line up to date is no change.
std::optional<MergedChange> plainMerge(const QString &message, const QString &defaultBranch)
{
    static const QRegularExpression form(
        uR"(^Merge (?:remote-tracking )?branch '(?<branch>[^']+)'(?: of (?<remote>\S+))?(?: into (?<into>\S+))?)"_s);
    const auto match = form.match(message);
    if (!match.hasMatch())
        return {};
    QString branch = match.captured(u"branch");
    if (branch.startsWith(u"origin/"))
        branch = branch.mid(7);
    if (branch == defaultBranch || branch == u"master" || branch == u"main" || branch == u"trunk")
        return {};
    return MergedChange{.number = 0, .title = branch, .branch = branch, .squashed = false};
}

} // namespace

std::optional<MergedChange> mergedChange(const QString &message, bool isMerge, const QString &defaultBranch)
{
    if (auto change = gitLabMerge(message)) {
        change->squashed = !isMerge;
        return change;
    }
    for (const MergeForm &form : mergeForms()) {
        const auto match = form.pattern.match(message);
        if (!match.hasMatch())
            continue;
        MergedChange change;
        change.number = match.captured(u"number").toLongLong();
        change.branch = match.captured(u"branch");
        change.title = form.titleInBody ? bodyLine(message) : match.captured(u"title").trimmed();
        if (change.title.isEmpty())
            change.title = change.branch;
        change.squashed = !isMerge;
        return change;
    }
    if (isMerge)
        return plainMerge(message, defaultBranch);
    // GitHub's squash and rebase: "Title (#12)".
    static const QRegularExpression squash(uR"(^(?<title>.+?)\s*\(#(?<number>\d+)\)$)"_s);
    if (const auto match = squash.match(firstLine(message)); match.hasMatch()) {
        return MergedChange{.number = match.captured(u"number").toLongLong(),
            .title = match.captured(u"title"),
            .branch = {},
            .squashed = true};
    }
    return {};
}

bool isPrereleaseTag(const QString &tag)
{
    static const QRegularExpression form(
        uR"((?:^|[\d._-])(?:a|b|rc|alpha|beta|pre|preview|dev|snapshot|nightly)[._-]?\d*(?:$|[.+-]))"_s,
        QRegularExpression::CaseInsensitiveOption);
    return form.match(tag).hasMatch();
}

WebPages webPagesOf(const QString &remoteUrl)
{
    const RemoteAddress address = remoteAddressOf(remoteUrl);
    if (!address.path.contains(u'/'))
        return {};
    WebPages pages;
    pages.path = address.path;
    pages.base = address.web();
    const QString &host = address.host;
    if (host.contains(u"gitlab")) {
        pages.commit = pages.base + u"/-/commit/"_s;
        pages.change = pages.base + u"/-/merge_requests/"_s;
        pages.tag = pages.base + u"/-/tags/"_s;
    } else if (host.contains(u"bitbucket")) {
        pages.commit = pages.base + u"/commits/"_s;
        pages.change = pages.base + u"/pull-requests/"_s;
        pages.tag = pages.base + u"/commits/tag/"_s;
    } else {
        pages.commit = pages.base + u"/commit/"_s;
        pages.change = pages.base + u"/pull/"_s;
        pages.tag = pages.base + u"/releases/tag/"_s;
    }
    return pages;
}

} // namespace leadline
