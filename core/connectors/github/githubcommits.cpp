#include "core/connectors/github/githubactors.h"
#include "core/connectors/github/githubpage.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

// The pull request that brought the commit in: the first one merged.
QString broughtBy(const FieldReader &commit)
{
    QString best;
    Instant merged;
    for (const QJsonValue &node : commit.nodes("associatedPullRequests"_L1)) {
        const QJsonObject pull = node.toObject();
        const Instant at = Instant::fromIso(pull.value("mergedAt"_L1).toString());
        if (!at.isSet() || (merged.isSet() && at >= merged))
            continue;
        merged = at;
        const QJsonValue id = pull.value("fullDatabaseId"_L1);
        best = id.isDouble() ? QString::number(id.toInteger()) : id.toString();
    }
    return best;
}

} // namespace

Result<GitHubPage> parseCommits(const QJsonObject &data, const GitHubScope &scope)
{
    const QJsonObject target =
        data.value("repository"_L1).toObject().value("ref"_L1).toObject().value("target"_L1).toObject();
    if (!target.value("history"_L1).isObject())
        return fail(ErrorKind::Parse,
            u"GitHub's answer has no history of the default branch. Try again; the branch may just have been renamed."_s,
            u"$.data.repository.ref.target.history is not an object"_s);
    const QJsonObject history = target.value("history"_L1).toObject();
    GitHubPage page = pageOf(history);
    GitHubActors actors(scope.webBase);
    const JsonPlace place{.parent = nullptr, .name = u"data.repository.ref.target.history.nodes"_s};
    forEachObject(
        history.value("nodes"_L1).toArray(), &place, RecordKind::Commit, page.batch, [&](FieldReader &reader) {
            Commit commit;
            commit.externalId = reader.needText("oid"_L1);
            commit.repository.id = scope.id;
            commit.url = reader.text("url"_L1);
            commit.authoredAt = reader.needTime("authoredDate"_L1);
            commit.committedAt = reader.needTime("committedDate"_L1);
            commit.updatedAt = commit.committedAt;
            commit.subject = reader.text("messageHeadline"_L1, 300);
            commit.additions = reader.number("additions"_L1);
            commit.deletions = reader.number("deletions"_L1);
            commit.files = reader.number("changedFilesIfAvailable"_L1);
            for (const QJsonValue &parent : reader.nodes("parents"_L1))
                commit.parents.append(parent.toObject().value("oid"_L1).toString());
            commit.changeRequest.id = broughtBy(reader);
            commit.onDefaultBranch = true;
            noteOrder(page, commit.committedAt);
            if (!reader.ok()) {
                page.batch.quarantine.push_back(reader.quarantined(RecordKind::Commit, commit.externalId));
                return;
            }
            commit.author = actors.fromCommitAuthor(reader.object("author"_L1)).ref;
            page.batch.add(std::move(commit));
        });
    actors.moveInto(page.batch);
    return page;
}

} // namespace leadline
