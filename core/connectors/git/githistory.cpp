#include "core/connectors/git/githistory.h"

#include <cstring>
#include <unordered_map>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct OidHash {
    std::size_t operator()(const git_oid &oid) const
    {
        std::size_t hash = 0;
        std::memcpy(&hash, oid.id, sizeof hash);
        return hash;
    }
};
struct OidEqual {
    bool operator()(const git_oid &a, const git_oid &b) const { return git_oid_equal(&a, &b) != 0; }
};
using OidIndex = std::unordered_map<git_oid, int, OidHash, OidEqual>;

class HistoryReader {
public:
    HistoryReader(git_repository *repository, const GitMainLine &mainLine)
        : m_repository(repository)
        , m_mainLine(mainLine)
    {
        git_mailmap *mailmap = nullptr;
        if (git_mailmap_from_repository(&mailmap, repository) == 0)
            m_mailmap.reset(mailmap);
    }

    Result<GitHistory> read(const git_oid &known, const CancelToken &cancel)
    {
        git_revwalk *handle = nullptr;
        if (git_revwalk_new(&handle, m_repository) != 0)
            return fail(ErrorKind::Storage, u"The history could not be read."_s, gitFault());
        const GitWalkPtr walk(handle);
        git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME | GIT_SORT_REVERSE);
        git_revwalk_push(walk.get(), &m_mainLine.head);
        if (!git_oid_is_zero(&known))
            git_revwalk_hide(walk.get(), &known);
        git_oid oid;
        while (git_revwalk_next(&oid, walk.get()) == 0) {
            if (cancel.isCancelled())
                return fail(ErrorKind::Cancelled, u"Cancelled."_s);
            if (auto added = readCommit(oid); !added)
                return std::unexpected(added.error());
        }
        assignChanges();
        return std::move(m_history);
    }

private:
    Result<void> readCommit(const git_oid &oid)
    {
        git_commit *handle = nullptr;
        if (git_commit_lookup(&handle, m_repository, &oid) != 0) {
            return fail(ErrorKind::Storage,
                u"The repository is damaged or incomplete: commit %1 is missing. Run “git fsck” in it, or clone it again."_s
                    .arg(gitHex(oid).first(10)),
                gitFault());
        }
        const GitCommitPtr commit(handle);
        GitCommitInfo info;
        info.id = oid;
        for (unsigned int i = 0; i < git_commit_parentcount(handle); ++i)
            info.parents.push_back(*git_commit_parent_id(handle, i));
        readAuthor(handle, info);
        info.committedAt = Instant{qint64(git_commit_time(handle)) * 1000};
        const QString message = gitText(git_commit_message(handle), git_commit_message_encoding(handle));
        info.subject = message.section(u'\n', 0, 0).trimmed();
        m_index.emplace(oid, int(m_history.commits.size()));
        m_messages.push_back(message);
        m_history.commits.push_back(std::move(info));
        return {};
    }

    void readAuthor(git_commit *commit, GitCommitInfo &info) const
    {
        const git_signature *author = git_commit_author(commit);
        const char *name = author->name;
        const char *email = author->email;
        // Addresses in .mailmap compare without case, which libgit2 does not do: ask a second time in lower case.
        const QByteArray lowered = QByteArray(author->email).toLower();
        if (m_mailmap) {
            git_mailmap_resolve(&name, &email, m_mailmap.get(), author->name, author->email);
            if (email == author->email)
                git_mailmap_resolve(&name, &email, m_mailmap.get(), author->name, lowered.constData());
        }
        info.authorName = gitText(name, git_commit_message_encoding(commit)).trimmed();
        info.authorEmail = gitText(email).trimmed().toLower();
        info.authoredAt = Instant{qint64(author->when.time) * 1000};
    }

    [[nodiscard]] int indexOf(const git_oid &oid) const
    {
        const auto found = m_index.find(oid);
        return found == m_index.end() ? -1 : found->second;
    }

    // Walks the main line oldest first, so that a commit belongs to the first change that brought it in; every commit
    // is visited once.
    void assignChanges()
    {
        std::vector<int> line;
        for (int at = indexOf(m_mainLine.head); at >= 0;) {
            line.push_back(at);
            const auto &parents = m_history.commits[std::size_t(at)].parents;
            at = parents.empty() ? -1 : indexOf(parents.front());
        }
        m_taken.assign(m_history.commits.size(), false);
        for (const int at : line)
            m_taken[std::size_t(at)] = true;
        for (auto at = line.rbegin(); at != line.rend(); ++at)
            assignChange(*at);
    }

    void assignChange(int at)
    {
        GitCommitInfo &commit = m_history.commits[std::size_t(at)];
        const bool isMerge = commit.parents.size() > 1;
        auto merged = mergedChange(m_messages[std::size_t(at)], isMerge, m_mainLine.branch);
        if (!merged)
            return;
        // Rebased changes leave several commits with one number on the main line.
        if (merged->squashed && !m_history.changes.empty() && m_history.changes.back().merged.squashed
            && m_history.changes.back().merged.number == merged->number) {
            GitChange &previous = m_history.changes.back();
            previous.mergeCommit = at;
            ++previous.commits;
            commit.change = int(m_history.changes.size()) - 1;
            return;
        }
        GitChange change;
        change.merged = std::move(*merged);
        change.mergeCommit = at;
        change.firstCommit = at;
        commit.change = int(m_history.changes.size());
        if (isMerge) {
            for (std::size_t i = 1; i < commit.parents.size(); ++i)
                collectBranch(commit.parents[i], change, commit.change);
        } else {
            takeSquashed(at, change);
        }
        m_history.changes.push_back(std::move(change));
    }

    void takeSquashed(int at, GitChange &change) const
    {
        const GitCommitInfo &commit = m_history.commits[std::size_t(at)];
        change.commits = 1;
        change.author = at;
        // Hosting services stamp a squashed commit with the time of the merge: that says nothing of when work began.
        static constexpr qint64 kSameMoment = 60'000;
        if (commit.committedAt.ms() - commit.authoredAt.ms() > kSameMoment)
            change.firstCommitAt = commit.authoredAt;
    }

    void collectBranch(const git_oid &tip, GitChange &change, int number)
    {
        std::vector<int> open{indexOf(tip)};
        while (!open.empty()) {
            const int at = open.back();
            open.pop_back();
            if (at < 0 || m_taken[std::size_t(at)])
                continue;
            m_taken[std::size_t(at)] = true;
            GitCommitInfo &commit = m_history.commits[std::size_t(at)];
            commit.change = number;
            if (commit.parents.size() < 2)
                ++change.commits;
            change.firstCommit = std::min(change.firstCommit, at);
            if (commit.parents.size() < 2
                && (!change.firstCommitAt.isSet() || commit.authoredAt < change.firstCommitAt)) {
                change.firstCommitAt = commit.authoredAt;
                change.author = at;
            }
            for (const git_oid &parent : commit.parents)
                open.push_back(indexOf(parent));
        }
    }

    git_repository *m_repository;
    GitMainLine m_mainLine;
    GitMailmapPtr m_mailmap;
    GitHistory m_history;
    std::vector<QString> m_messages; // beside the commits
    OidIndex m_index;
    std::vector<bool> m_taken;
};

} // namespace

Result<GitHistory> readGitHistory(
    git_repository *repository, const GitMainLine &mainLine, const git_oid &known, const CancelToken &cancel)
{
    return HistoryReader(repository, mainLine).read(known, cancel);
}

bool isReachable(git_repository *repository, const git_oid &head, const git_oid &ancestor)
{
    return git_oid_equal(&head, &ancestor) != 0 || git_graph_descendant_of(repository, &head, &ancestor) == 1;
}

} // namespace leadline
