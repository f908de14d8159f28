#pragma once

#include "core/simulation/model.h"
#include "core/simulation/random.h"
#include "core/simulation/simulation.h"

namespace leadline::sim {

inline constexpr const char *kDependencyBot = "dependabot[bot]";
inline constexpr const char *kAiReviewer = "copilot-pull-request-reviewer[bot]";
inline constexpr const char *kActionsBot = "github-actions[bot]";

// Writes down what happens, as the tool would tell it, and beside it what is true. Draws nothing that matters to the
// model: its own random numbers only make ids look like ids.
class Recorder {
public:
    Recorder(SimulatedOrganisation &organisation, quint64 seed, Ms end);

    [[nodiscard]] QString nextId();
    [[nodiscard]] QString nextSha();

    void addIdentity(const QString &login, const QString &name, const QString &email, ActorClass actor);
    void addRepository(Repository &repository, bool archived);

    struct CommitDraft {
        QString author; // identity
        Ms authoredAt = 0;
        Ms committedAt = 0;
        QStringList parents;
        QString subject;
        QString change; // external id
        qint64 lines = 0;
        bool onDefault = false;
    };
    int addCommit(const Repository &repository, const CommitDraft &draft); // index of the record
    [[nodiscard]] CommitDraft copyOf(int commit, Ms committedAt) const; // as a rebase makes it; without parents
    [[nodiscard]] const QString &shaOf(int commit) const
    {
        return commits()[static_cast<std::size_t>(commit)].externalId;
    }
    [[nodiscard]] Ms committedAt(int commit) const
    {
        return commits()[static_cast<std::size_t>(commit)].committedAt.ms();
    }
    void markOnDefault(int commit) { commits()[static_cast<std::size_t>(commit)].onDefaultBranch = true; }

    int addChange(Repository &repository, const QString &author, const QString &title, Ms now);
    [[nodiscard]] ChangeRequest &change(int record) { return changes()[static_cast<std::size_t>(record)]; }
    [[nodiscard]] TrueChange &truth(int record) { return m_out.changes[static_cast<std::size_t>(record)]; }
    void addReview(int change, const QString &reviewer, Verdict verdict, Ms now, qint64 comments);

    int addIssue(Repository &repository, const QString &author, WorkKind kind, const QString &title, Ms now);
    [[nodiscard]] Issue &issue(int record) { return m_out.records.of<Issue>()[static_cast<std::size_t>(record)]; }
    // What the statuses of a new and of a done issue are called.
    void nameStatuses(const QString &open, const QString &done)
    {
        m_openName = open;
        m_doneName = done;
    }
    [[nodiscard]] const QString &openName() const { return m_openName; }
    [[nodiscard]] const QString &doneName() const { return m_doneName; }
    void markEscaped(int record); // somebody met the bug in production
    void moveIssue(
        int record, TransitionField field, const QString &from, const QString &to, const QString &by, Ms now);

    int addSprint(const QString &board, const QString &name, Ms now); // index of the record
    [[nodiscard]] leadline::Sprint &sprint(int record)
    {
        return m_out.records.of<leadline::Sprint>()[static_cast<std::size_t>(record)];
    }
    void addTruth(const TrueIssue &truth) { m_out.issues.push_back(truth); }
    void addTruth(const TrueSprintItem &truth) { m_out.sprintItems.push_back(truth); }

    struct BuildDraft {
        QString branch;
        QString sha;
        QString trigger;
        QString actor;
        Ms queuedAt = 0;
        Ms startedAt = 0;
        Ms finishedAt = 0;
        bool success = true;
        int attempt = 1;
    };
    int addBuild(Repository &repository, const BuildDraft &draft); // index of the record
    void markFlaky(int build);
    std::size_t addRedPeriod(
        const Repository &repository, const BuildDraft &draft, int build, bool onDefault); // index of the truth
    [[nodiscard]] TrueRedPeriod &redPeriod(std::size_t index) { return m_out.redPeriods[index]; }

    struct DeploymentDraft {
        QString environment;
        QString sha;
        QString ref;
        Ms startedAt = 0;
        Ms finishedAt = 0;
        bool success = true;
        bool production = false;
        bool rollback = false;
        bool unplanned = false;
        QString creator;
    };
    int addDeployment(
        const Repository &repository, const DeploymentDraft &draft); // index of the record and of the truth
    [[nodiscard]] TrueDeployment &deployment(int index) { return m_out.deployments[static_cast<std::size_t>(index)]; }

    int addIncident(const Repository &repository, int issueRecord, Severity severity, Ms now);
    [[nodiscard]] Incident &incident(int record)
    {
        return m_out.records.of<Incident>()[static_cast<std::size_t>(record)];
    }
    void addRelease(const Repository &repository, const QString &tag, const QString &sha, Ms now, bool prerelease);

private:
    [[nodiscard]] std::vector<Commit> &commits() { return m_out.records.of<Commit>(); }
    [[nodiscard]] const std::vector<Commit> &commits() const { return m_out.records.of<Commit>(); }
    [[nodiscard]] std::vector<ChangeRequest> &changes() { return m_out.records.of<ChangeRequest>(); }
    [[nodiscard]] Instant cut(Ms moment) const
    {
        return moment <= m_end ? Instant{moment} : Instant{};
    } // not known yet

    SimulatedOrganisation &m_out;
    Random m_random;
    Ms m_end;
    qint64 m_lastId = 1'204'000'000;
    quint64 m_shas = 0;
    quint64 m_seed;
    QString m_openName = QStringLiteral("open");
    QString m_doneName = QStringLiteral("closed");
};

} // namespace leadline::sim
