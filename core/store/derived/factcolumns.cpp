#include "core/store/derived/factcolumns.h"

#include "core/domain/enums.h"

#include <span>
#include <utility>

namespace leadline {

namespace {

using enum FactColumnInfo::Type;

struct Column {
    const char *name;
    FactColumnInfo::Type type;
    const char *description;
    bool ends = false;
    const char *sql = nullptr; // of a time that the table has not by this name
};

// Days that a finding may stay open, by severity. A sample policy that many adopt; low ones have no limit.
constexpr const char *kDueSql =
    "opened_at + CASE severity WHEN 4 THEN 7 WHEN 3 THEN 30 WHEN 2 THEN 90 END * 86400000";
static_assert(std::to_underlying(Severity::Medium) == 2 && std::to_underlying(Severity::High) == 3
        && std::to_underlying(Severity::Critical) == 4,
    "the expression above names them by their codes");

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
    {"linked", Integer, "1 when it names an issue."},
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
    {"size", Integer, "Lines added and deleted, without those in generated files."},
    {"masked", Integer, "Lines added and deleted in generated files; a gap where the tool tells no lines by file."},
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
    {"assigned_at", Time, "When somebody was first responsible for it."},
    {"started_at", Time, "When it first came into a status that means work; as the tool says where it tells none."},
    {"resolved_at", Time, "When it was done for good.", true},
    {"due_at", Time, "When it should be done."},
    {"blocked_at", Time, "Since when it is blocked, while it is."},
    {"slow_start_at", Time, "When it had been assigned for 7 days and work had not begun."},
    {"long_wip_at", Time, "When it had been in work for 14 days and was not done."},
    {"on_time", Integer, "1 when done by its due date; a gap without one, and until it is done."},
    {"changes", Integer, "Change requests that name it."},
    {"sprints", Integer, "Sprints that it has been in."},
    {"reopened", Integer, "How often it went back from done; a gap where the tool tells no statuses."},
    {"lead", Integer, "Time from created to resolved."},
    {"cycle", Integer, "Time from started to resolved."},
    {"doing", Integer, "Time in statuses that mean work, once it is resolved."},
    {"active", Integer, "Time in statuses that mean work while it was not blocked, once it is resolved."},
    {"waiting", Integer, "Time between start and resolution that it was put back or closed for a while."},
    {"blocked", Integer,
        "Time between start and resolution that it was blocked; a gap where the tool tells nothing of it."},
    {"backlog", Integer, "Time from created to assigned."},
    {"pickup", Integer, "Time from assigned to started."},
    {"resolution", Integer, "Time from started to resolved."},
    {"points", Real, "Estimate in points."},
    {"escaped", Integer,
        "1 when a label says that the bug was found in production, 0 when none does; a gap for other issues and where "
        "no such labels are used."},
};

constexpr Column kSprintItem[] = {
    {"id", Integer, "Key of the issue in the sprint."},
    {"board", Code, "Board that the sprint belongs to."},
    {"sprint", Code, "Name of the sprint."},
    {"team", Code, "Team of the assignee at the end; of who held most of the sprint's issues, where nobody held this."},
    {"assignee", Code, "Who it was assigned to at the end, or is now."},
    {"project", Code, "Project of the tracker."},
    {"type", Code, "Feature, bug, task, incident, epic or subtask."},
    {"priority", Code, "Lowest, low, medium, high or highest."},
    {"source", Code, "Tool that told of it."},
    {"started_at", Time, "When the sprint began."},
    {"ended_at", Time, "When the sprint ended.", true},
    {"entered_at", Time, "When the issue came into the sprint; its beginning for what was planned."},
    {"left_at", Time, "When the issue was taken out for good."},
    {"done_at", Time, "When it was done, if it was completed in the sprint."},
    {"planned", Integer, "1 when it was in the sprint at its beginning."},
    {"added", Integer, "1 when it came in later, also when it came back."},
    {"readded", Integer, "1 when it was taken out and came back."},
    {"removed", Integer, "1 when it was taken out and was not back at the end."},
    {"completed", Integer, "1 when it was in the sprint and done at the end, or is now."},
    {"carried", Integer, "1 when the consecutive sprint before it ended with the issue, not done."},
    {"carries", Integer, "How many consecutive sprints before it ended with the issue, not done."},
    {"first", Integer, "1 in the first sprint of the issue."},
    {"points_at_start", Real, "Estimate in points when it came into the sprint."},
    {"points", Real, "Estimate in points at the end, or now."},
};

constexpr Column kSprint[] = {
    {"id", Integer, "Key of the sprint."},
    {"board", Code, "Board that it belongs to."},
    {"sprint", Code, "Its name."},
    {"team", Code, "Team, at the end, of who held most of its issues."},
    {"state", Code, "Future, active or closed."},
    {"source", Code, "Tool that told of it."},
    {"started_at", Time, "When it began."},
    {"ended_at", Time, "When it ended.", true},
    {"due_at", Time, "When it should end."},
    {"items", Integer, "Issues in it at the end, or now."},
    {"planned", Integer, "Issues in it at its beginning."},
    {"kept", Integer, "Planned issues that were completed."},
    {"added", Integer, "Issues that came in later."},
    {"removed", Integer, "Issues that were taken out."},
    {"completed", Integer, "Issues in it that were done at the end, or are now."},
    {"carried", Integer, "Issues that the consecutive sprint before it had not done."},
    {"planned_points", Real, "Estimate of the planned issues at the beginning."},
    {"completed_points", Real, "Estimate of the completed issues."},
    {"predictability", Real, "1 less the share by which the completed issues differ from the planned, at least 0."},
    {"volatility", Real, "Spread of the completed issues of the last 5 sprints of the board, divided by their mean."},
    {"points_volatility", Real, "The same of the completed points."},
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
    {"attempt", Integer, "1 for the first run, more for repeated ones, as the tool counts."},
    {"on_default_branch", Integer, "1 when the default branch was built, not a change that goes into it."},
    {"holds", Integer,
        "Time from its end to the end of the pipeline's next build, while its result is the state of the default branch; "
        "a gap for other branches and for the newest."},
    {"retry", Integer, "1 when it repeats an earlier run of the pipeline on the same commit."},
    {"passed_first", Integer,
        "1 when the first run on its commit succeeded, 0 when it failed; a gap for repeated runs and those without a "
        "verdict."},
    {"flaky", Integer, "1 when the same commit ended differently when it was run again."},
};

constexpr Column kRedPeriod[] = {
    {"id", Integer, "Key of the build that failed first."},
    {"repository", Code, "Repository that was built."},
    {"service", Code, "Service that the repository belongs to."},
    {"pipeline", Code, "Pipeline or workflow that was red."},
    {"branch", Code, "Branch that it was red on."},
    {"source", Code, "Tool that told of it."},
    {"began_at", Time, "When the first failed build ended."},
    {"ended_at", Time, "When the next build that succeeded ended.", true},
    {"duration", Integer, "Time from began to ended."},
    {"builds", Integer, "Builds that failed in it."},
    {"on_default_branch", Integer, "1 when it is about the default branch, not a change that goes into it."},
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
    {"size", Integer, "Lines added and deleted, without those in generated files."},
    {"masked", Integer, "Lines added and deleted in generated files; a gap where the tool tells no lines by file."},
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

constexpr Column kFinding[] = {
    {"id", Integer, "Key of the finding."},
    {"repository", Code, "Repository that the project's name stands for."},
    {"service", Code, "Service that the repository belongs to."},
    {"project", Code, "Project of the tool that it was found in."},
    {"kind", Code, "Vulnerability, bug, smell, hotspot, licence or secret."},
    {"severity", Code, "Low, medium, high or critical."},
    {"state", Code, "Open, fixed or ignored (accepted, or no fault at all)."},
    {"rule", Code, "Rule or CVE."},
    {"package", Code, "Package that has it."},
    {"exposure", Code, "How long it was there, once it is gone: up to 30 days, 31 to 90 days, more than 90 days."},
    {"source", Code, "Tool that told of it."},
    {"opened_at", Time, "When it was found."},
    {"closed_at", Time, "When it was fixed or ignored; the last update where the tool does not say when.", true},
    {"due_at", Time, "By when it should be fixed: 7 days after a critical one was found, 30 high, 90 medium.", false,
        kDueSql},
    {"fix", Integer, "Time from found to fixed."},
    {"late", Integer, "1 when it was fixed after it was due, 0 when in time; a gap while open and without a limit."},
};

constexpr Column kMeasure[] = {
    {"id", Integer, "Key of the measure."},
    {"repository", Code, "Repository that the project's name stands for."},
    {"service", Code, "Service that the repository belongs to."},
    {"project", Code, "Project of the tool that was measured."},
    {"metric", Code, "What was measured: coverage, ncloc, sqale_index and others."},
    {"source", Code, "Tool that told of it."},
    {"at", Time, "When it was measured."},
    {"until_at", Time, "When the project was measured again: until then the value holds.", true},
    {"value", Real, "The value."},
};

constexpr Column kMessage[] = {
    {"id", Integer, "Key of the message."},
    {"channel", Code, "Channel that it was written in."},
    {"team", Code, "Team of the author at the time."},
    {"author", Code, "Who wrote it."},
    {"author_class", Code, "What the author is: human, bot, ai_reviewer or unknown."},
    {"source", Code, "Tool that told of it."},
    {"at", Time, "When it was written."},
    {"answered_at", Time, "First reply of another person to it, for messages that begin a thread."},
    {"reply", Integer, "1 when it answers in a thread, 0 when it begins one or stands alone."},
    {"response", Integer, "Time until the first reply of another person."},
    {"unanswered", Integer,
        "1 when neither another person replied nor anybody reacted, 0 when so; a gap for replies."},
    {"outside_hours", Integer,
        "1 when it was written outside of the working hours where the author is; a gap for programs."},
    {"replies", Integer, "Replies, as the tool counts."},
    {"reactions", Integer, "Reactions to it."},
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
    {"red_period"_L1, kRedPeriod},
    {"review"_L1, kReview},
    {"commit"_L1, kCommit},
    {"release"_L1, kRelease},
    {"sprint_item"_L1, kSprintItem},
    {"sprint"_L1, kSprint},
    {"finding"_L1, kFinding},
    {"measure"_L1, kMeasure},
    {"message"_L1, kMessage},
};

std::span<const Column> columnsNamed(const QString &name)
{
    for (const Fact &fact : kFacts) {
        if (fact.name == name)
            return fact.columns;
    }
    return {};
}

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
    for (const Column &column : columnsNamed(name)) {
        infos.push_back({.name = QString::fromLatin1(column.name),
            .type = column.type,
            .description = QString::fromLatin1(column.description),
            .ends = column.ends});
    }
    return infos;
}

QByteArray dueSql()
{
    return kDueSql;
}

QByteArray overSql(const QString &fact)
{
    QByteArray sql = "max(0";
    for (const Column &column : columnsNamed(fact)) {
        if (column.type == FactColumnInfo::Type::Time)
            sql += QByteArray(", ifnull(") + (column.sql ? column.sql : column.name)
                + (column.ends ? ", 9223372036854775807)" : ", 0)");
    }
    return sql + ')';
}

QByteArray factTable(const QString &fact)
{
    if (fact == "change"_L1 || fact == "issue"_L1 || fact == "sprint"_L1)
        return fact.toLatin1() + "_fact";
    return fact == "deployment"_L1 ? "deploy_event" : '"' + fact.toLatin1() + '"';
}

} // namespace leadline
