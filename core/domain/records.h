#pragma once

#include "core/base/instant.h"
#include "core/domain/enums.h"

#include <QString>
#include <QStringList>

#include <optional>

// The records of every tool, in one vocabulary. Times are UTC; ids are the tool's own, and together with the source
// they are the natural key. Fields are listed for export and storage in recordschema.h.
namespace leadline {

// A reference to another record of the same source, by its external id; empty = none.
template <RecordKind K> struct RefTo {
    QString id;

    [[nodiscard]] bool isSet() const { return !id.isEmpty(); }
    bool operator==(const RefTo &) const = default;
};

using RepositoryRef = RefTo<RecordKind::Repository>;
using ChangeRequestRef = RefTo<RecordKind::ChangeRequest>;
using DeploymentRef = RefTo<RecordKind::Deployment>;
using IssueRef = RefTo<RecordKind::Issue>;
using MessageRef = RefTo<RecordKind::Message>;
using SprintRef = RefTo<RecordKind::Sprint>;
using IdentityRef = RefTo<RecordKind::Identity>;
using PersonRef = RefTo<RecordKind::Person>;
using TeamRef = RefTo<RecordKind::Team>;

struct RecordBase {
    QString source; // name of the source; set by the store
    QString externalId;
    QString url; // the page a person would open
    Instant updatedAt;
};

struct Repository : RecordBase {
    QString path; // "owner/name"
    QString defaultBranch;
    bool archived = false;
    bool fork = false;
};

struct Commit : RecordBase { // externalId is the sha
    RepositoryRef repository;
    IdentityRef author;
    Instant authoredAt;
    Instant committedAt;
    std::optional<qint64> additions;
    std::optional<qint64> deletions;
    std::optional<qint64> files;
    // Of those lines and files, what lies in generated files; unset where the tool does not tell lines by file.
    std::optional<qint64> maskedAdditions;
    std::optional<qint64> maskedDeletions;
    std::optional<qint64> maskedFiles;
    QStringList parents; // shas
    QString subject;
    ChangeRequestRef changeRequest; // that brought it in
    bool onDefaultBranch = false;
};

struct ChangeRequest : RecordBase { // pull request, merge request
    RepositoryRef repository;
    qint64 number = 0;
    QString title;
    IdentityRef author;
    ChangeState state = ChangeState::Unknown;
    bool draft = false;
    Instant createdAt;
    Instant firstCommitAt; // earliest author date of its commits, as the tool has it (may be after createdAt)
    Instant readyAt; // last "ready for review" before the first review, else createdAt
    Instant firstResponseAt; // first review or comment by another human, between ready and the end
    Instant firstApprovalAt; // first approval by another human
    Instant mergedAt;
    Instant closedAt;
    IdentityRef mergedBy;
    QString mergeSha; // only when merged
    QString headSha;
    QString headBranch;
    QString baseBranch;
    std::optional<qint64> additions;
    std::optional<qint64> deletions;
    std::optional<qint64> files;
    std::optional<qint64> maskedAdditions; // as of a commit
    std::optional<qint64> maskedDeletions;
    std::optional<qint64> maskedFiles;
    std::optional<qint64> commits;
    std::optional<qint64> comments;
    QStringList labels;
    QStringList issueKeys; // found in branch, title or closing references
    Instant deployedAt; // derived
    DeploymentRef deployment; // derived
    bool deploymentInferred = false; // derived: by order in time, not by ancestry
};

struct Review : RecordBase { // a review or a comment on a change request
    ChangeRequestRef changeRequest;
    IdentityRef reviewer;
    Verdict verdict = Verdict::Unknown;
    Instant at;
    std::optional<qint64> comments;
};

struct Issue : RecordBase {
    RepositoryRef repository;
    QString project; // key or name of the tracker's project, where it has them
    QString key; // "PAY-12", "owner/name#12"
    QString title;
    QString typeRaw;
    IssueClass type = IssueClass::Unknown;
    QString statusRaw;
    StatusCategory status = StatusCategory::Unknown;
    Priority priority = Priority::Unknown;
    std::optional<double> points;
    IssueRef parent;
    IdentityRef author;
    IdentityRef assignee;
    Instant createdAt;
    Instant startedAt;
    Instant resolvedAt;
    Instant dueAt;
    QStringList labels;
    bool flagged = false;
};

struct IssueTransition : RecordBase {
    IssueRef issue;
    TransitionField field = TransitionField::Unknown;
    QString from;
    QString to;
    Instant at;
    IdentityRef by;
};

struct Sprint : RecordBase {
    QString board;
    QString name;
    SprintState state = SprintState::Unknown;
    Instant startAt;
    Instant endAt;
    Instant completedAt;
    QString goal;
};

struct Build : RecordBase {
    RepositoryRef repository;
    QString pipeline;
    qint64 number = 0;
    QString branch;
    QString sha;
    RunResult result = RunResult::Unknown;
    Instant queuedAt;
    Instant startedAt;
    Instant finishedAt;
    qint64 attempt = 1;
    QString trigger;
    IdentityRef actor;
    bool onDefaultBranch = false; // derived: what the branch holds was built, not a change that goes into it
    Instant untilAt; // derived: end of the next run of the pipeline, for those on the default branch
    bool retry = false; // derived: repeats an earlier run of the pipeline on the same commit
    bool flaky = false; // derived: the same commit ended differently when it was run again
};

struct Deployment : RecordBase {
    RepositoryRef repository;
    QString environment; // as the tool names it
    QString sha;
    QString ref; // branch or tag
    RunResult result = RunResult::Unknown; // from the status history: later "inactive" does not undo a success
    Instant startedAt;
    Instant finishedAt;
    bool rollback = false;
    bool unplanned = false; // rollback, hotfix or revert, by label, branch or linked incident
    IdentityRef creator;
};

struct Incident : RecordBase {
    RepositoryRef repository;
    QString title;
    Instant openedAt;
    Instant resolvedAt;
    Severity severity = Severity::Unknown;
    QString causeSha; // commit the reporter blames, where the tool says so
    DeploymentRef deployment; // the deployment that caused it, named by the tool; or derived
    IncidentLink link = IncidentLink::None; // how `deployment` was found
};

struct Release : RecordBase {
    RepositoryRef repository;
    QString tag;
    QString name;
    Instant publishedAt;
    QString sha;
    bool prerelease = false;
};

struct Message : RecordBase { // metadata only, never the text
    QString channel;
    IdentityRef author;
    Instant at;
    QString thread; // external id of the message that began it; empty, or its own id, on that message
    std::optional<qint64> replies;
    std::optional<qint64> reactions;
    MessageRef answer; // derived: first reply of another person
    Instant answeredAt; // derived
};

struct Measure : RecordBase {
    QString project;
    QString metric; // SonarQube's key, whatever the tool: "coverage", "ncloc", "sqale_index" (see docs/data-model.md)
    Instant at;
    std::optional<double> value;
    Instant untilAt; // derived: when the next measure of the same thing was taken
};

struct Finding : RecordBase {
    QString project;
    FindingKind kind = FindingKind::Unknown;
    Severity severity = Severity::Unknown;
    FindingState state = FindingState::Unknown;
    Instant openedAt;
    Instant closedAt;
    QString rule; // rule key or CVE
    QString package;
};

struct Person : RecordBase { // belongs to the workspace, not to a tool
    QString name;
    QString timeZone; // IANA id, empty = the workspace's
    Instant leftAt;
};

struct Identity : RecordBase { // an account of a tool, or an author's e-mail in Git
    QString login;
    QString name;
    QString email;
    ActorClass actor = ActorClass::Unknown;
    PersonRef person; // set in the workspace by merging
};

struct Team : RecordBase {
    QString name;
    TeamRef parent;
};

struct Membership : RecordBase {
    TeamRef team;
    PersonRef person;
    Instant fromAt;
    Instant toAt; // unset = still a member
};

} // namespace leadline
