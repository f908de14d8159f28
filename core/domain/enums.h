#pragma once

#include <QLatin1StringView>
#include <QStringView>

#include <array>
#include <optional>

namespace leadline {

// Every enumeration of the records has a stable name for JSON, CSV and the database views. Unknown comes first (value
// 0): tools invent new states, and a record with one is kept.

enum class RecordKind {
    Repository,
    Commit,
    ChangeRequest,
    Review,
    Issue,
    IssueTransition,
    Sprint,
    Build,
    Deployment,
    Incident,
    Release,
    Message,
    Measure,
    Finding,
    Person,
    Identity,
    Team,
    Membership
};
inline constexpr int kRecordKindCount = 18;

enum class ActorClass { Unknown, Human, Bot, AiReviewer };
enum class ChangeState { Unknown, Open, Merged, Closed };
enum class Verdict { Unknown, Commented, Approved, ChangesRequested, Dismissed };
enum class IssueClass { Unknown, Feature, Bug, Task, Incident, Epic, Subtask };
enum class StatusCategory { Unknown, Todo, Doing, Done };
enum class Priority { Unknown, Lowest, Low, Medium, High, Highest };
enum class TransitionField { Unknown, Status, Assignee, Sprint, Points, Flag };
enum class SprintState { Unknown, Future, Active, Closed };
enum class RunResult { Unknown, Pending, Running, Success, Failure, Cancelled, Skipped };
enum class EnvironmentClass { Unknown, Production, Staging, Test, Development };
enum class Severity { Unknown, Low, Medium, High, Critical };
enum class IncidentLink { None, Explicit, Inferred };
enum class FindingKind { Unknown, Vulnerability, Bug, Smell, Hotspot, Licence, Secret };
enum class FindingState { Unknown, Open, Fixed, Ignored };

template <typename E> struct EnumNames; // specialised below: `values`, in the order of the enumerators

#define LEADLINE_ENUM_NAMES(E, ...)                                                                                    \
    template <> struct EnumNames<E> {                                                                                  \
        static constexpr auto values = std::to_array<QLatin1StringView>({__VA_ARGS__});                                \
    }

using namespace Qt::Literals::StringLiterals;

LEADLINE_ENUM_NAMES(RecordKind, "repository"_L1, "commit"_L1, "change_request"_L1, "review"_L1, "issue"_L1,
    "issue_transition"_L1, "sprint"_L1, "build"_L1, "deployment"_L1, "incident"_L1, "release"_L1, "message"_L1,
    "measure"_L1, "finding"_L1, "person"_L1, "identity"_L1, "team"_L1, "membership"_L1);
LEADLINE_ENUM_NAMES(ActorClass, "unknown"_L1, "human"_L1, "bot"_L1, "ai_reviewer"_L1);
LEADLINE_ENUM_NAMES(ChangeState, "unknown"_L1, "open"_L1, "merged"_L1, "closed"_L1);
LEADLINE_ENUM_NAMES(Verdict, "unknown"_L1, "commented"_L1, "approved"_L1, "changes_requested"_L1, "dismissed"_L1);
LEADLINE_ENUM_NAMES(
    IssueClass, "unknown"_L1, "feature"_L1, "bug"_L1, "task"_L1, "incident"_L1, "epic"_L1, "subtask"_L1);
LEADLINE_ENUM_NAMES(StatusCategory, "unknown"_L1, "todo"_L1, "doing"_L1, "done"_L1);
LEADLINE_ENUM_NAMES(Priority, "unknown"_L1, "lowest"_L1, "low"_L1, "medium"_L1, "high"_L1, "highest"_L1);
LEADLINE_ENUM_NAMES(TransitionField, "unknown"_L1, "status"_L1, "assignee"_L1, "sprint"_L1, "points"_L1, "flag"_L1);
LEADLINE_ENUM_NAMES(SprintState, "unknown"_L1, "future"_L1, "active"_L1, "closed"_L1);
LEADLINE_ENUM_NAMES(
    RunResult, "unknown"_L1, "pending"_L1, "running"_L1, "success"_L1, "failure"_L1, "cancelled"_L1, "skipped"_L1);
LEADLINE_ENUM_NAMES(EnvironmentClass, "unknown"_L1, "production"_L1, "staging"_L1, "test"_L1, "development"_L1);
LEADLINE_ENUM_NAMES(Severity, "unknown"_L1, "low"_L1, "medium"_L1, "high"_L1, "critical"_L1);
LEADLINE_ENUM_NAMES(IncidentLink, "none"_L1, "explicit"_L1, "inferred"_L1);
LEADLINE_ENUM_NAMES(
    FindingKind, "unknown"_L1, "vulnerability"_L1, "bug"_L1, "smell"_L1, "hotspot"_L1, "licence"_L1, "secret"_L1);
LEADLINE_ENUM_NAMES(FindingState, "unknown"_L1, "open"_L1, "fixed"_L1, "ignored"_L1);

#undef LEADLINE_ENUM_NAMES

template <typename E> [[nodiscard]] constexpr QLatin1StringView enumName(E value)
{
    return EnumNames<E>::values[static_cast<std::size_t>(value)];
}

template <typename E> [[nodiscard]] std::optional<E> enumFromName(QStringView name)
{
    const auto &values = EnumNames<E>::values;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] == name)
            return static_cast<E>(i);
    }
    return {};
}

} // namespace leadline
