#include "core/store/derived/factcolumns.h"

#include "core/domain/enums.h"

#include <span>

namespace leadline {

namespace {

using enum FactColumnInfo::Type;

struct Column {
    const char *name;
    FactColumnInfo::Type type;
    const char *description;
    bool ends = false;
};

constexpr Column kChange[] = {
    {"id", Integer, "Key of the change request."},
    {"repository", Code, "Repository that the change was made in."},
    {"service", Code, "Service that the repository belongs to."},
    {"team", Code, "Team of the author when the change was merged; when it was created, while it is not."},
    {"author", Code, "Who opened the change."},
    {"author_class", Code, "What the author is: human, bot, ai_reviewer or unknown."},
    {"source", Code, "Tool that told of it."},
    {"state", Code, "Open, merged or closed without a merge."},
    {"base_branch", Code, "Branch that the change goes into."},
    {"labels", Code, "All its labels, joined by line feeds; split and filter by label."},
    {"draft", Integer, "1 while it is not handed over for review."},
    {"deployment_inferred", Integer, "1 when its deployment was found by order in time, not by the commits."},
    {"unreviewed", Integer,
        "1 when merged without a response of another human; a gap where the tool tells no reviews."},
    {"created_at", Time, "When the change request was opened."},
    {"started_at", Time, "First commit, never later than the creation."},
    {"ready_at", Time, "When it was handed over for review."},
    {"first_response_at", Time, "First review or comment of another human after it was ready."},
    {"first_approval_at", Time, "First approval of another human."},
    {"merged_at", Time, "When it was merged."},
    {"closed_at", Time, "When it was closed or merged.", true},
    {"deployed_at", Time, "When it first reached production."},
    {"additions", Integer, "Lines added."},
    {"deletions", Integer, "Lines deleted."},
    {"size", Integer, "Lines added and deleted."},
    {"files", Integer, "Files changed."},
    {"commits", Integer, "Commits in the change."},
    {"comments", Integer, "Comments on it."},
    {"reviews", Integer, "Reviews and comments of other humans; a gap where the tool tells no reviews."},
    {"coding", Integer, "Time from the start until it was ready."},
    {"pickup", Integer, "Time from ready to the first response."},
    {"review", Integer, "Time from the first response to the first approval."},
    {"merge", Integer, "Time from the approval to the merge."},
    {"deploy", Integer, "Time from the merge to production."},
    {"cycle", Integer, "Time from the start to the merge."},
    {"lead", Integer, "Time from the start to production."},
};

constexpr Column kDeployment[] = {
    {"id", Integer, "Key of the event."},
    {"service", Code, "Service that was deployed."},
    {"repository", Code, "Repository that the commit is from."},
    {"environment", Code, "Environment as the tool names it."},
    {"environment_class", Code, "Production, staging, test, development or unknown, by the patterns in the settings."},
    {"origin", Code, "What it is: a deployment, or a release or merge that stands for one."},
    {"source", Code, "Tool that told of it."},
    {"started_at", Time, "When it began."},
    {"finished_at", Time, "When it ended."},
    {"recovered_at", Time, "When a failed one was put right: incident resolved, else the mending deployment finished."},
    {"succeeded", Integer, "1 when it reached the environment."},
    {"failed", Integer,
        "1 when it needed intervention: it caused an incident, was rolled back or followed by a hotfix."},
    {"unplanned", Integer, "1 when it was made out of need: rollback, hotfix, or to mend an incident."},
    {"rollback", Integer, "1 when it went back to an earlier state."},
    {"recovery", Integer, "Time from its finish until it was put right, for failed ones."},
    {"changes", Integer, "Change requests that it brought first."},
};

constexpr Column kIncident[] = {
    {"id", Integer, "Key of the incident."},
    {"service", Code, "Service that was affected."},
    {"repository", Code, "Repository that it was reported in."},
    {"severity", Code, "How bad it was: low, medium, high or critical."},
    {"link", Code, "How the deployment that caused it was found: explicit, inferred or none."},
    {"source", Code, "Tool that told of it."},
    {"opened_at", Time, "When it was opened."},
    {"resolved_at", Time, "When it was resolved.", true},
    {"resolution", Integer, "Time from opened to resolved."},
};

constexpr Column kReview[] = {
    {"id", Integer, "Key of the review or comment."},
    {"repository", Code, "Repository of the change."},
    {"service", Code, "Service that the repository belongs to."},
    {"team", Code, "Team of the reviewer at the time."},
    {"reviewer", Code, "Who answered."},
    {"reviewer_class", Code, "What the reviewer is: human, bot, ai_reviewer or unknown."},
    {"verdict", Code, "Approved, changes_requested, commented or dismissed."},
    {"source", Code, "Tool that told of it."},
    {"at", Time, "When it was given."},
    {"own", Integer, "1 when the change's own author wrote it."},
};

constexpr Column kIssue[] = {
    {"id", Integer, "Key of the issue."},
    {"repository", Code, "Repository that it is kept in, where it is."},
    {"project", Code, "Project of the tracker."},
    {"team", Code, "Team of the assignee when it was resolved; when it was created, while it is not."},
    {"assignee", Code, "Who it is assigned to."},
    {"type", Code, "Feature, bug, task, incident, epic or subtask."},
    {"status", Code, "Todo, doing or done."},
    {"priority", Code, "Lowest, low, medium, high or highest."},
    {"labels", Code, "All its labels, joined by line feeds; split and filter by label."},
    {"source", Code, "Tool that told of it."},
    {"created_at", Time, "When it was opened."},
    {"started_at", Time, "When work began."},
    {"resolved_at", Time, "When it was done.", true},
    {"due_at", Time, "When it should be done."},
    {"lead", Integer, "Time from created to resolved."},
    {"cycle", Integer, "Time from started to resolved."},
    {"points", Real, "Estimate in points."},
};

constexpr Column kBuild[] = {
    {"id", Integer, "Key of the build."},
    {"repository", Code, "Repository that was built."},
    {"service", Code, "Service that the repository belongs to."},
    {"pipeline", Code, "Pipeline or workflow."},
    {"branch", Code, "Branch that was built."},
    {"result", Code, "Success, failure, cancelled, skipped, running or pending."},
    {"source", Code, "Tool that told of it."},
    {"queued_at", Time, "When it was asked for."},
    {"started_at", Time, "When it began."},
    {"finished_at", Time, "When it ended.", true},
    {"queue", Integer, "Time from queued to started."},
    {"duration", Integer, "Time from started to finished."},
    {"attempt", Integer, "1 for the first run, more for repeated ones."},
};

constexpr Column kCommit[] = {
    {"id", Integer, "Key of the commit."},
    {"repository", Code, "Repository that it is in."},
    {"service", Code, "Service that the repository belongs to."},
    {"team", Code, "Team of the author when it was written."},
    {"author", Code, "Who wrote it."},
    {"author_class", Code, "What the author is: human, bot, ai_reviewer or unknown."},
    {"source", Code, "Tool that told of it."},
    {"authored_at", Time, "When it was written."},
    {"committed_at", Time, "When it was committed."},
    {"additions", Integer, "Lines added."},
    {"deletions", Integer, "Lines deleted."},
    {"files", Integer, "Files changed."},
    {"merge", Integer, "1 when it joins branches."},
    {"on_default_branch", Integer, "1 when it is part of the default branch."},
};

constexpr Column kRelease[] = {
    {"id", Integer, "Key of the release."},
    {"repository", Code, "Repository that was released."},
    {"service", Code, "Service that the repository belongs to."},
    {"source", Code, "Tool that told of it."},
    {"published_at", Time, "When it was published."},
    {"prerelease", Integer, "1 when it is not meant for everybody yet."},
};

struct Fact {
    QLatin1StringView name;
    std::span<const Column> columns;
};

constexpr Fact kFacts[] = {
    {"change"_L1, kChange},
    {"deployment"_L1, kDeployment},
    {"incident"_L1, kIncident},
    {"issue"_L1, kIssue},
    {"build"_L1, kBuild},
    {"review"_L1, kReview},
    {"commit"_L1, kCommit},
    {"release"_L1, kRelease},
};

} // namespace

QStringList factNames()
{
    QStringList names;
    for (const Fact &fact : kFacts)
        names += fact.name;
    return names;
}

std::vector<FactColumnInfo> factColumns(const QString &name)
{
    std::vector<FactColumnInfo> infos;
    for (const Fact &fact : kFacts) {
        if (fact.name != name)
            continue;
        for (const Column &column : fact.columns) {
            infos.push_back({.name = QString::fromLatin1(column.name),
                .type = column.type,
                .description = QString::fromLatin1(column.description),
                .ends = column.ends});
        }
    }
    return infos;
}

QByteArray overSql(const QString &fact)
{
    QByteArray sql = "max(0";
    for (const FactColumnInfo &column : factColumns(fact)) {
        if (column.type == FactColumnInfo::Type::Time)
            sql += ", ifnull(" + column.name.toLatin1() + (column.ends ? ", 9223372036854775807)" : ", 0)");
    }
    return sql + ')';
}

QByteArray factTable(const QString &fact)
{
    if (fact == "change"_L1)
        return "change_fact";
    return fact == "deployment"_L1 ? "deploy_event" : '"' + fact.toLatin1() + '"';
}

} // namespace leadline
