#include "tests/core/connectors/suite/suiterecords.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMinute = 60'000;
constexpr qint64 kWeek = 7 * 24 * 60 * kMinute;
constexpr qint64 kFirstItem = 1'700'000'000'000;

SimulatedOrganisation madeOf(int repositories, int days)
{
    SimulatedOrganisation made = simulate(
        {.seed = 7, .end = {}, .teams = 2, .people = 12, .repositories = repositories, .days = days, .activity = 1.0});
    // So few repositories have no releases of their own.
    for (int i = 0; i < 5; ++i) {
        Release release;
        release.externalId = QString::number(900'000'000 + i);
        release.repository.id = made.records.of<Repository>().front().externalId;
        release.tag = release.name = u"v1.%1"_s.arg(i);
        release.publishedAt = release.updatedAt = Instant{1'765'000'000'000 + i * kWeek};
        release.prerelease = i == 4;
        made.records.add(release);
    }
    return made;
}

ChangeRequest plainChange(int number, Instant at, const QString &repository)
{
    ChangeRequest change;
    change.externalId = QString::number(5'000'000 + number);
    change.repository.id = repository;
    change.number = number;
    change.title = u"Change %1"_s.arg(number);
    change.state = ChangeState::Closed;
    change.createdAt = change.readyAt = at;
    change.closedAt = change.updatedAt = Instant{at.ms() + kMinute};
    change.headBranch = u"change-%1"_s.arg(number);
    change.baseBranch = u"main"_s;
    return change;
}

Issue plainIssue(int number, Instant at, const Repository &repository)
{
    Issue issue;
    issue.externalId = QString::number(5'000'000 + number);
    issue.repository.id = repository.externalId;
    issue.project = repository.path;
    issue.key = repository.path + u'#' + QString::number(number);
    issue.title = u"Issue %1"_s.arg(number);
    issue.statusRaw = u"closed"_s;
    issue.status = StatusCategory::Done;
    issue.createdAt = at;
    issue.resolvedAt = issue.updatedAt = Instant{at.ms() + kMinute};
    return issue;
}

Build plainBuild(int number, Instant at, const QString &repository)
{
    Build build;
    build.externalId = QString::number(5'000'000 + number);
    build.repository.id = repository;
    build.pipeline = u"CI"_s;
    build.number = number;
    build.branch = u"main"_s;
    build.result = RunResult::Success;
    build.queuedAt = build.startedAt = at;
    build.finishedAt = build.updatedAt = Instant{at.ms() + kMinute};
    return build;
}

} // namespace

const SimulatedOrganisation &smallOrganisation()
{
    static const SimulatedOrganisation organisation = madeOf(4, 120);
    return organisation;
}

const SimulatedOrganisation &tinyOrganisation()
{
    static const SimulatedOrganisation organisation = madeOf(2, 45);
    return organisation;
}

RecordBatch manyScripts()
{
    RecordBatch records = tinyOrganisation().records;
    for (ChangeRequest &change : records.of<ChangeRequest>()) {
        change.title = u"支払い 🚀 إصلاح – "_s + change.title;
        change.headBranch += u"-оплата"_s;
    }
    for (Issue &issue : records.of<Issue>())
        issue.title = u"“Δοκιμή” 결제 ไทย "_s + issue.title;
    for (Incident &incident : records.of<Incident>())
        incident.title = u"“Δοκιμή” 결제 ไทย "_s + incident.title;
    for (Release &release : records.of<Release>())
        release.name = u"Ausgabe Zürich "_s + release.name;
    for (Identity &identity : records.of<Identity>())
        identity.name = u"王小明 "_s + identity.name;
    return records;
}

RecordBatch manyItems(RecordKind kind, int count)
{
    RecordBatch records;
    Repository repository;
    repository.externalId = u"77"_s;
    repository.path = u"acme/long-lived"_s;
    repository.defaultBranch = u"main"_s;
    repository.updatedAt = Instant{kFirstItem + count * kMinute};
    records.add(repository);
    for (int number = 1; number <= count; ++number) {
        const Instant at{kFirstItem + number * kMinute};
        if (kind == RecordKind::ChangeRequest)
            records.add(plainChange(number, at, repository.externalId));
        else if (kind == RecordKind::Issue)
            records.add(plainIssue(number, at, repository));
        else
            records.add(plainBuild(number, at, repository.externalId));
    }
    return records;
}

} // namespace leadline
