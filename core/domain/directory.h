#pragma once

#include "core/domain/records.h"

#include <QDate>

#include <memory>
#include <optional>
#include <variant>
#include <vector>

// Who is who and what belongs to what: people made of identities, teams, services made of repositories, environments,
// calendar.
namespace leadline {

struct IdentityEntry {
    qint64 id = 0;
    QString source;
    QString login;
    QString name;
    QString email;
    ActorClass actor = ActorClass::Unknown;
    qint64 person = 0; // 0 = nobody yet
};

struct PersonEntry {
    qint64 id = 0;
    QString name;
    QString timeZone;
    Instant leftAt;
};

struct TeamEntry {
    qint64 id = 0;
    QString name;
    qint64 parent = 0;
};

struct MembershipEntry {
    qint64 id = 0;
    qint64 team = 0;
    qint64 person = 0;
    Instant fromAt; // unset = always
    Instant toAt;
};

// Two people who may be one, with the reason in words ("same name, same e-mail domain").
struct MergeSuggestion {
    qint64 keep = 0;
    qint64 merge = 0;
    QString reason;
};

// What stands for a deployment in a service whose repositories report none.
enum class DeploymentStandIn { None, Releases, Merges };

struct ServiceEntry {
    qint64 id = 0;
    QString name;
    DeploymentStandIn standIn = DeploymentStandIn::None;
    std::vector<qint64> repositories;
    qint64 deployments = 0; // real ones to production, as a help to choose
    qint64 releases = 0;
    qint64 merges = 0;
};

struct RepositoryEntry {
    qint64 id = 0;
    QString source;
    QString path;
    qint64 service = 0;
};

struct EnvironmentPatterns { // case-insensitive regular expressions on the environment's name; first match wins, in
                             // this order
    QString production;
    QString staging;
    QString test;
    QString development;
};

struct EnvironmentEntry {
    QString name;
    EnvironmentClass environmentClass = EnvironmentClass::Unknown; // by the patterns
    qint64 deployments = 0;
};

struct WorkCalendar {
    QString timeZone; // IANA id, empty = the computer's
    int weekStart = 1; // 1 Monday … 7 Sunday
    std::vector<int> workDays = {1, 2, 3, 4, 5};
    int dayStartMinute = 9 * 60;
    int dayEndMinute = 17 * 60;
    std::vector<QDate> holidays;
};

// When a team or a person works, where that is not as in the workspace. Its start of the week says nothing.
struct OwnCalendar {
    qint64 team = 0;
    qint64 person = 0; // one of the two
    WorkCalendar calendar;
};

struct Directory {
    std::vector<IdentityEntry> identities;
    std::vector<PersonEntry> people;
    std::vector<TeamEntry> teams;
    std::vector<MembershipEntry> memberships;
    std::vector<MergeSuggestion> suggestions;
    std::vector<ServiceEntry> services;
    std::vector<RepositoryEntry> repositories;
    std::vector<EnvironmentEntry> environments;
    EnvironmentPatterns patterns;
    WorkCalendar calendar;
    std::vector<OwnCalendar> ownCalendars;
};

// --- changes; each has an inverse, so each can be undone
struct SetIdentityPerson {
    std::vector<qint64> identities;
    qint64 person = 0; // 0 = a person of its own
};
struct SetActorClass {
    std::vector<qint64> identities;
    ActorClass actor = ActorClass::Human;
};
struct SavePerson {
    PersonEntry person; // id 0 = new
};
struct SaveTeam {
    TeamEntry team; // id 0 = new
};
struct RemoveTeam {
    qint64 team = 0;
};
struct SaveMembership {
    MembershipEntry membership; // id 0 = new
};
struct RemoveMembership {
    qint64 membership = 0;
};
struct DismissSuggestion {
    MergeSuggestion suggestion;
};
struct SaveService {
    ServiceEntry service; // id 0 = new; its repositories leave their old service
};
struct RemoveService { // its repositories get services of their own again
    qint64 service = 0;
};
struct SetEnvironmentPatterns {
    EnvironmentPatterns patterns;
};
struct SetWorkCalendar {
    WorkCalendar calendar;
};
struct SetOwnCalendar {
    qint64 team = 0;
    qint64 person = 0; // one of the two
    std::optional<WorkCalendar> calendar; // none: like everybody again
};
struct RestoreDirectory; // the inverse of changes that touch many rows

using DirectoryChange = std::variant<SetIdentityPerson, SetActorClass, SavePerson, SaveTeam, RemoveTeam, SaveMembership,
    RemoveMembership, DismissSuggestion, SaveService, RemoveService, SetEnvironmentPatterns, SetWorkCalendar,
    SetOwnCalendar, std::shared_ptr<const RestoreDirectory>>;

} // namespace leadline
