#pragma once

#include "core/domain/records.h"

#include <tuple>

// The one list of every record's fields: JSON keys, CSV headings and database columns come from it.
namespace leadline {

enum class FieldRole {
    Plain, // replaced by each newer version of the record
    Sticky, // a set value is never replaced by an unset one (two calls may each know half)
    Derived // computed in the workspace, never written by a connector
};

template <typename Record, typename Value> struct Field {
    const char *name;
    Value Record::*member;
    FieldRole role = FieldRole::Plain;
};

template <typename Record>
struct RecordSchema; // specialised below: `kind` and `fields` (a tuple of Field), without those of RecordBase

template <typename Record, typename Value>
constexpr Field<Record, Value> field(const char *name, Value Record::*member, FieldRole role = FieldRole::Plain)
{
    return {name, member, role};
}

template <> struct RecordSchema<Repository> {
    static constexpr RecordKind kind = RecordKind::Repository;
    static constexpr auto fields =
        std::tuple(field("path", &Repository::path), field("default_branch", &Repository::defaultBranch),
            field("archived", &Repository::archived), field("fork", &Repository::fork));
};

template <> struct RecordSchema<Commit> {
    static constexpr RecordKind kind = RecordKind::Commit;
    static constexpr auto fields = std::tuple(field("repository", &Commit::repository),
        field("author", &Commit::author), field("authored_at", &Commit::authoredAt),
        field("committed_at", &Commit::committedAt), field("additions", &Commit::additions, FieldRole::Sticky),
        field("deletions", &Commit::deletions, FieldRole::Sticky), field("files", &Commit::files, FieldRole::Sticky),
        field("parents", &Commit::parents, FieldRole::Sticky), field("subject", &Commit::subject),
        field("change_request", &Commit::changeRequest, FieldRole::Sticky),
        field("on_default_branch", &Commit::onDefaultBranch, FieldRole::Sticky),
        field("masked_additions", &Commit::maskedAdditions, FieldRole::Sticky),
        field("masked_deletions", &Commit::maskedDeletions, FieldRole::Sticky),
        field("masked_files", &Commit::maskedFiles, FieldRole::Sticky));
};

template <> struct RecordSchema<ChangeRequest> {
    static constexpr RecordKind kind = RecordKind::ChangeRequest;
    static constexpr auto fields =
        std::tuple(field("repository", &ChangeRequest::repository), field("number", &ChangeRequest::number),
            field("title", &ChangeRequest::title), field("author", &ChangeRequest::author),
            field("state", &ChangeRequest::state), field("draft", &ChangeRequest::draft),
            field("created_at", &ChangeRequest::createdAt), field("first_commit_at", &ChangeRequest::firstCommitAt),
            field("ready_at", &ChangeRequest::readyAt), field("first_response_at", &ChangeRequest::firstResponseAt),
            field("first_approval_at", &ChangeRequest::firstApprovalAt), field("merged_at", &ChangeRequest::mergedAt),
            field("closed_at", &ChangeRequest::closedAt), field("merged_by", &ChangeRequest::mergedBy),
            field("merge_sha", &ChangeRequest::mergeSha), field("head_sha", &ChangeRequest::headSha),
            field("head_branch", &ChangeRequest::headBranch), field("base_branch", &ChangeRequest::baseBranch),
            field("additions", &ChangeRequest::additions), field("deletions", &ChangeRequest::deletions),
            field("files", &ChangeRequest::files),
            field("commits", &ChangeRequest::commits),
            field("comments", &ChangeRequest::comments), field("labels", &ChangeRequest::labels),
            field("issue_keys", &ChangeRequest::issueKeys),
            field("deployed_at", &ChangeRequest::deployedAt, FieldRole::Derived),
            field("deployment", &ChangeRequest::deployment, FieldRole::Derived),
            field("deployment_inferred", &ChangeRequest::deploymentInferred, FieldRole::Derived),
            field("masked_additions", &ChangeRequest::maskedAdditions),
            field("masked_deletions", &ChangeRequest::maskedDeletions),
            field("masked_files", &ChangeRequest::maskedFiles));
};

template <> struct RecordSchema<Review> {
    static constexpr RecordKind kind = RecordKind::Review;
    static constexpr auto fields =
        std::tuple(field("change_request", &Review::changeRequest), field("reviewer", &Review::reviewer),
            field("verdict", &Review::verdict), field("at", &Review::at), field("comments", &Review::comments));
};

template <> struct RecordSchema<Issue> {
    static constexpr RecordKind kind = RecordKind::Issue;
    static constexpr auto fields = std::tuple(field("repository", &Issue::repository),
        field("project", &Issue::project), field("key", &Issue::key), field("title", &Issue::title),
        field("type_raw", &Issue::typeRaw), field("type", &Issue::type), field("status_raw", &Issue::statusRaw),
        field("status", &Issue::status), field("priority", &Issue::priority), field("points", &Issue::points),
        field("parent", &Issue::parent), field("author", &Issue::author), field("assignee", &Issue::assignee),
        field("created_at", &Issue::createdAt), field("started_at", &Issue::startedAt),
        field("resolved_at", &Issue::resolvedAt), field("due_at", &Issue::dueAt), field("labels", &Issue::labels),
        field("flagged", &Issue::flagged));
};

template <> struct RecordSchema<IssueTransition> {
    static constexpr RecordKind kind = RecordKind::IssueTransition;
    static constexpr auto fields = std::tuple(field("issue", &IssueTransition::issue),
        field("field", &IssueTransition::field), field("from", &IssueTransition::from),
        field("to", &IssueTransition::to), field("at", &IssueTransition::at), field("by", &IssueTransition::by));
};

template <> struct RecordSchema<Sprint> {
    static constexpr RecordKind kind = RecordKind::Sprint;
    static constexpr auto fields = std::tuple(field("board", &Sprint::board), field("name", &Sprint::name),
        field("state", &Sprint::state), field("start_at", &Sprint::startAt), field("end_at", &Sprint::endAt),
        field("completed_at", &Sprint::completedAt), field("goal", &Sprint::goal));
};

template <> struct RecordSchema<Build> {
    static constexpr RecordKind kind = RecordKind::Build;
    static constexpr auto fields = std::tuple(field("repository", &Build::repository),
        field("pipeline", &Build::pipeline), field("number", &Build::number), field("branch", &Build::branch),
        field("sha", &Build::sha), field("result", &Build::result), field("queued_at", &Build::queuedAt),
        field("started_at", &Build::startedAt), field("finished_at", &Build::finishedAt),
        field("attempt", &Build::attempt), field("trigger", &Build::trigger), field("actor", &Build::actor),
        field("on_default_branch", &Build::onDefaultBranch, FieldRole::Derived),
        field("until_at", &Build::untilAt, FieldRole::Derived),
        field("retry", &Build::retry, FieldRole::Derived), field("flaky", &Build::flaky, FieldRole::Derived));
};

template <> struct RecordSchema<Deployment> {
    static constexpr RecordKind kind = RecordKind::Deployment;
    static constexpr auto fields = std::tuple(field("repository", &Deployment::repository),
        field("environment", &Deployment::environment), field("sha", &Deployment::sha), field("ref", &Deployment::ref),
        field("result", &Deployment::result), field("started_at", &Deployment::startedAt),
        field("finished_at", &Deployment::finishedAt), field("rollback", &Deployment::rollback),
        field("unplanned", &Deployment::unplanned), field("creator", &Deployment::creator));
};

template <> struct RecordSchema<Incident> {
    static constexpr RecordKind kind = RecordKind::Incident;
    static constexpr auto fields = std::tuple(field("repository", &Incident::repository),
        field("title", &Incident::title), field("opened_at", &Incident::openedAt),
        field("resolved_at", &Incident::resolvedAt), field("severity", &Incident::severity),
        field("cause_sha", &Incident::causeSha), field("deployment", &Incident::deployment, FieldRole::Sticky),
        field("link", &Incident::link, FieldRole::Sticky));
};

template <> struct RecordSchema<Release> {
    static constexpr RecordKind kind = RecordKind::Release;
    static constexpr auto fields = std::tuple(field("repository", &Release::repository), field("tag", &Release::tag),
        field("name", &Release::name), field("published_at", &Release::publishedAt), field("sha", &Release::sha),
        field("prerelease", &Release::prerelease));
};

template <> struct RecordSchema<Message> {
    static constexpr RecordKind kind = RecordKind::Message;
    static constexpr auto fields = std::tuple(field("channel", &Message::channel), field("author", &Message::author),
        field("at", &Message::at), field("thread", &Message::thread), field("replies", &Message::replies),
        field("reactions", &Message::reactions), field("answer", &Message::answer, FieldRole::Derived),
        field("answered_at", &Message::answeredAt, FieldRole::Derived));
};

template <> struct RecordSchema<Measure> {
    static constexpr RecordKind kind = RecordKind::Measure;
    static constexpr auto fields = std::tuple(field("project", &Measure::project), field("metric", &Measure::metric),
        field("at", &Measure::at), field("value", &Measure::value),
        field("until_at", &Measure::untilAt, FieldRole::Derived));
};

template <> struct RecordSchema<Finding> {
    static constexpr RecordKind kind = RecordKind::Finding;
    static constexpr auto fields = std::tuple(field("project", &Finding::project), field("kind", &Finding::kind),
        field("severity", &Finding::severity), field("state", &Finding::state), field("opened_at", &Finding::openedAt),
        field("closed_at", &Finding::closedAt), field("rule", &Finding::rule), field("package", &Finding::package));
};

template <> struct RecordSchema<Person> {
    static constexpr RecordKind kind = RecordKind::Person;
    static constexpr auto fields = std::tuple(
        field("name", &Person::name), field("time_zone", &Person::timeZone), field("left_at", &Person::leftAt));
};

template <> struct RecordSchema<Identity> {
    static constexpr RecordKind kind = RecordKind::Identity;
    static constexpr auto fields = std::tuple(field("login", &Identity::login, FieldRole::Sticky),
        field("name", &Identity::name, FieldRole::Sticky), field("email", &Identity::email, FieldRole::Sticky),
        field("actor", &Identity::actor, FieldRole::Sticky), field("person", &Identity::person, FieldRole::Derived));
};

template <> struct RecordSchema<Team> {
    static constexpr RecordKind kind = RecordKind::Team;
    static constexpr auto fields = std::tuple(field("name", &Team::name), field("parent", &Team::parent));
};

template <> struct RecordSchema<Membership> {
    static constexpr RecordKind kind = RecordKind::Membership;
    static constexpr auto fields = std::tuple(field("team", &Membership::team), field("person", &Membership::person),
        field("from_at", &Membership::fromAt), field("to_at", &Membership::toAt));
};

// Calls visit(field, value) for every field of the record's own; visit is generic over the value's type.
template <typename Record, typename Visitor> void forEachField(Record &record, Visitor &&visit)
{
    std::apply([&](const auto &...fields) { (visit(fields, record.*(fields.member)), ...); },
        RecordSchema<std::remove_const_t<Record>>::fields);
}

} // namespace leadline
