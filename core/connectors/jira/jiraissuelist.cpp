#include "core/connectors/jira/jirasync.h"

#include "core/connectors/shared/moments.h"
#include "core/net/retrypolicy.h"

#include <QMap>

// Issues are read in the order of their changes, oldest first. Every page begins anew at the minute where the last one
// ended: places in a list (tokens, numbers) move when issues are changed meanwhile, minutes do not. Only where more
// happened in one minute than fits on a page, the list itself goes on.
namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kIssues = "issues"_L1;
constexpr qint64 kMinute = 60'000;
constexpr qint64 kOverlap = 5 * kMinute; // Jira finds what was just changed a little later
constexpr qint64 kDay = 24 * 60 * kMinute; // who is that far ahead of the server's clock is not believed
constexpr int kSmallestPage = 5;
constexpr int kSmaller = 4; // times, when a page took too long
constexpr qsizetype kHistories = 1000; // issues whose histories one question may be about
constexpr int kChanges = 10'000; // on a page of histories
constexpr int kMostRestarts = 5;
constexpr int kBadRequest = 400;
constexpr int kServerFails = 500;

} // namespace

JiraSync::Reading JiraSync::beginReading() const
{
    Reading reading;
    for (const Project &project : m_projects)
        reading.from.insert(project.id, m_zone.floor(before(m_cursor.readUntil.value(project.id), kOverlap)));
    reading.jql = jqlOf(reading);
    return reading;
}

// One question about all projects, each from where it stands.
QString JiraSync::jqlOf(const Reading &reading) const
{
    QMap<QString, QStringList> projects; // by their lower bound in words
    for (const Project &project : m_projects) {
        const Instant from = std::max(reading.from.value(project.id), reading.place); // unset is the least
        projects[from.isSet() ? m_zone.words(from) : QString()].append(project.id);
    }
    QStringList clauses;
    for (const auto &[from, ids] : projects.asKeyValueRange()) {
        const QString of = u"project in (%1)"_s.arg(ids.join(u", "_s));
        clauses.append(from.isEmpty() ? of : u"(%1 AND updated >= \"%2\")"_s.arg(of, from));
    }
    return clauses.join(u" OR "_s) + u" ORDER BY updated ASC, key ASC"_s;
}

QCoro::Task<Result<void>> JiraSync::readIssues()
{
    for (const Project &project : m_projects) {
        if (m_cursor.readUntil.contains(project.id))
            continue;
        auto counting = countIssues(&project);
        if (const Result<void> counted = co_await std::move(counting); !counted)
            co_return counted;
    }
    auto historing = readHistories(true); // that the last run left
    if (const Result<void> read = co_await std::move(historing); !read)
        co_return read;
    Reading reading = beginReading();
    auto walking = walkIssues(&reading);
    co_return co_await std::move(walking);
}

// In pieces as large as the server manages.
QCoro::Task<Result<RestAnswer>> JiraSync::askForIssues(Reading *reading)
{
    for (;;) {
        auto asking = m_api.search({.jql = reading->jql,
            .fields = m_terms.fields.asked(),
            .withHistory = true,
            .most = reading->most,
            .token = reading->token,
            .startAt = reading->startAt});
        Result<RestAnswer> answer = co_await std::move(asking);
        const bool tookTooLong = !answer && answer.error().httpStatus >= kServerFails;
        if (!tookTooLong || reading->most <= kSmallestPage)
            co_return answer;
        reading->most = std::max(kSmallestPage, reading->most / kSmaller);
    }
}

QCoro::Task<Result<void>> JiraSync::walkIssues(Reading *reading)
{
    for (bool more = true; more;) {
        auto asking = askForIssues(reading);
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        const QJsonObject json = answer->json.object();
        if (const QStringList epics = unknownEpics(json, m_terms); !epics.isEmpty()) {
            auto finding = findEpics(epics);
            if (const Result<void> found = co_await std::move(finding); !found)
                co_return found;
        }
        Result<JiraIssuePage> page = parseJiraIssues(json, m_terms, m_cursor.recent);
        if (!page)
            co_return std::unexpected(page.error());
        takePlace(*page, serverTime(answer->response, m_context->clock->now()));
        more = goesOn(*reading, *page);
        const Result<void> moved = more ? moveOn(*reading, *page) : Result<void>{};
        more = more && moved;
        m_run.countPage();
        m_run.countItems(static_cast<qint64>(page->batch.of<Issue>().size()));
        auto putting = putIssues(std::move(page->batch), !more);
        if (const Result<void> kept = co_await std::move(putting); !kept)
            co_return kept;
        if (!moved)
            co_return moved;
        if (isWaitingForHistories(more)) {
            auto historing = readHistories(!more);
            if (const Result<void> read = co_await std::move(historing); !read)
                co_return read;
        }
        m_run.tellProgress({}, u"Issues"_s);
    }
    co_return Result<void>{};
}

// How many issues there are, to show whether all of them arrived.
QCoro::Task<Result<void>> JiraSync::countIssues(const Project *project)
{
    const QString jql = "project = "_L1 + project->id;
    auto asking = m_api.isCloud()
        ? m_api.post(m_api.core(u"/search/approximate-count"_s), QJsonObject{{u"jql"_s, jql}})
        : m_api.get(m_api.core(u"/search"_s, {{u"jql"_s, jql}, {u"maxResults"_s, u"0"_s}, {u"fields"_s, u"id"_s}}));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer) {
        const ErrorKind kind = answer.error().kind;
        if (kind == ErrorKind::Http || kind == ErrorKind::Parse || kind == ErrorKind::Permission)
            co_return Result<void>{}; // everything can be read without
        co_return std::unexpected(answer.error());
    }
    const QLatin1StringView member = m_api.isCloud() ? "count"_L1 : "total"_L1;
    const qint64 total = answer->json.object().value(member).toInteger(-1);
    if (total < 0)
        co_return Result<void>{};
    m_run.expect(total);
    RecordBatch batch;
    batch.completeness.push_back({.scope = project->scope, .kind = RecordKind::Issue, .serverTotal = total});
    auto putting = m_run.put(std::move(batch));
    co_return co_await std::move(putting);
}

// Epic links name issues by their keys, records by their ids.
QCoro::Task<Result<void>> JiraSync::findEpics(QStringList keys)
{
    const int most = static_cast<int>(keys.size());
    auto asking = m_api.search(
        {.jql = u"issuekey in (%1) ORDER BY key ASC"_s.arg(keys.join(u", "_s)), .fields = {u"key"_s}, .most = most});
    const Result<RestAnswer> answer = co_await std::move(asking);
    for (const QString &key : std::as_const(keys))
        m_terms.epics.insert(key, QString()); // asked once, found or not
    if (!answer) {
        // One epic that was deleted or is hidden makes the whole question a bad one.
        if (answer.error().httpStatus == kBadRequest)
            co_return Result<void>{};
        co_return std::unexpected(answer.error());
    }
    for (const QJsonValue &issue : answer->json.object().value("issues"_L1).toArray()) {
        const QJsonObject object = issue.toObject();
        m_terms.epics.insert(object.value("key"_L1).toString(), object.value("id"_L1).toString());
    }
    co_return Result<void>{};
}

// Moves the place up to the newest change of the page, and notes what was read.
void JiraSync::takePlace(JiraIssuePage &page, Instant serverNow)
{
    for (const JiraIssuePage::Seen &issue : page.seen) {
        const bool isNew = m_cursor.recent.value(issue.id, Instant::kUnset) != issue.updatedAt.ms();
        m_cursor.recent.insert(issue.id, issue.updatedAt.ms());
        if (issue.updatedAt.ms() <= serverNow.ms() + kDay)
            m_newest = std::max(m_newest, issue.updatedAt);
        if (!isNew || !m_api.isCloud())
            continue;
        if (!m_hasHistories) {
            m_cursor.again = earlier(m_cursor.again, issue.updatedAt);
            continue;
        }
        if (!m_cursor.pending.contains(issue.id))
            m_cursor.pending.append(issue.id);
        m_cursor.pendingSince = earlier(m_cursor.pendingSince, issue.updatedAt);
    }
    m_shortenedHistories += page.shortenedHistories;
    for (const Project &project : m_projects) {
        Instant &until = m_cursor.readUntil[project.id];
        until = std::max(until, m_newest);
    }
    m_cursor.forgetBefore(before(m_newest, kOverlap + kMinute));
}

bool JiraSync::goesOn(const Reading &reading, const JiraIssuePage &page) const
{
    if (m_api.isCloud())
        return !page.nextToken.isEmpty();
    // Totals may be wrong and pages short: only where both say that it is the end, it is.
    if (page.items == 0)
        return !reading.expected.isEmpty() && reading.restarts < kMostRestarts;
    const qint64 most = page.most > 0 ? page.most : reading.most;
    return page.items >= most || page.total < 0 || reading.startAt + page.items < page.total;
}

Result<void> JiraSync::moveOn(Reading &reading, const JiraIssuePage &page) const
{
    Reading next = reading;
    next.place = m_zone.isKnown() ? m_zone.floor(m_newest) : Instant();
    next.jql = jqlOf(next);
    const bool isFurther = next.place.isSet() && next.place > reading.place && next.jql != reading.jql;
    if (isFurther) {
        reading.place = next.place;
        reading.jql = next.jql;
        reading.token.clear();
        reading.startAt = 0;
        reading.expected.clear();
        reading.restarts = 0;
    } else if (m_api.isCloud()) {
        reading.token = page.nextToken;
    } else if (!reading.expected.isEmpty() && page.firstItem != reading.expected && reading.restarts < kMostRestarts) {
        // An issue that was changed has left its place, and others moved up.
        reading.startAt = 0;
        reading.expected.clear();
        ++reading.restarts;
    } else {
        const bool overlaps = page.items > 1;
        reading.startAt += page.items - (overlaps ? 1 : 0);
        reading.expected = overlaps ? page.lastItem : QByteArray();
    }
    const QString where = u"%1 %2 %3 %4"_s.arg(reading.jql, reading.token).arg(reading.startAt).arg(reading.restarts);
    return reading.guard.admit({.next = where.toUtf8(), .items = page.items, .total = -1, .firstItem = page.firstItem});
}

bool JiraSync::isWaitingForHistories(bool goesOn) const
{
    return m_hasHistories && (m_cursor.pending.size() >= kHistories || (!goesOn && !m_cursor.pending.isEmpty()));
}

// Of a list of its own: that it fails does not keep the issues away.
QCoro::Task<Result<void>> JiraSync::readHistories(bool all)
{
    auto reading = readPendingHistories(all);
    const Result<void> read = co_await std::move(reading);
    if (read)
        co_return read;
    const Result<void> goOn = m_run.noteProblem(scopes(), u"Histories"_s, read.error());
    if (!goOn)
        co_return goOn;
    giveUpHistories();
    auto putting = putIssues({}, false);
    co_return co_await std::move(putting);
}

QCoro::Task<Result<void>> JiraSync::readPendingHistories(bool all)
{
    ListGuard guard(u"Jira"_s);
    qsizetype most = kHistories;
    const qsizetype enough = all ? 1 : kHistories;
    for (bool isResumed = true; m_cursor.pending.size() >= enough; isResumed = false) {
        const QStringList ids = m_cursor.pending.first(std::min(most, m_cursor.pending.size()));
        QJsonObject body{{u"issueIdsOrKeys"_s, QJsonArray::fromStringList(ids)},
            {u"fieldIds"_s, QJsonArray::fromStringList(m_terms.fields.askedOfHistory())}, {u"maxResults"_s, kChanges}};
        if (!m_cursor.historyToken.isEmpty())
            body.insert(u"nextPageToken"_s, m_cursor.historyToken);
        auto asking = m_api.post(m_api.core(u"/changelog/bulkfetch"_s), body);
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer && isResumed && !m_cursor.historyToken.isEmpty() && answer.error().httpStatus == kBadRequest) {
            m_cursor.historyToken.clear(); // a place of an earlier run, which is no longer good
            continue;
        }
        if (!answer && answer.error().httpStatus >= kServerFails && most > kSmallestPage) {
            most /= kSmaller; // it took too long
            m_cursor.historyToken.clear();
            continue;
        }
        if (!answer)
            co_return std::unexpected(answer.error());
        Result<JiraHistoryPage> page = parseJiraHistories(answer->json.object(), m_terms);
        if (!page)
            co_return std::unexpected(page.error());
        Result<void> admitted;
        m_cursor.historyToken = page->nextToken;
        if (page->nextToken.isEmpty()) {
            m_cursor.pending = m_cursor.pending.mid(ids.size());
            if (m_cursor.pending.isEmpty())
                m_cursor.pendingSince = {};
        } else {
            admitted = guard.admit(
                {.next = page->nextToken.toUtf8(), .items = page->items, .total = -1, .firstItem = page->firstItem});
        }
        m_run.countPage();
        auto putting = putIssues(std::move(page->batch), m_cursor.pending.isEmpty());
        if (const Result<void> kept = co_await std::move(putting); !kept)
            co_return kept;
        if (!admitted)
            co_return admitted;
        m_run.tellProgress({}, u"Histories"_s);
    }
    co_return Result<void>{};
}

// Nothing waits any longer; the next run begins where histories are missing.
void JiraSync::giveUpHistories()
{
    m_hasHistories = false;
    m_cursor.again = earlier(m_cursor.again, m_cursor.pendingSince);
    m_cursor.pending.clear();
    m_cursor.pendingSince = {};
    m_cursor.historyToken.clear();
}

QCoro::Task<Result<void>> JiraSync::putIssues(RecordBatch batch, bool finished)
{
    QByteArray cursor = m_cursor.toJson();
    if (batch.size() == 0 && batch.quarantine.empty() && cursor == m_keptCursor)
        co_return Result<void>{};
    m_keptCursor = cursor;
    batch.checkpoints.push_back({.scope = {}, .entity = kIssues, .cursor = std::move(cursor), .finished = finished});
    auto putting = m_run.put(std::move(batch));
    co_return co_await std::move(putting);
}

} // namespace leadline
