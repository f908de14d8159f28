#include "core/connectors/jenkins/jenkinssync.h"

#include "core/connectors/shared/moments.h"

// The builds of one job, newest first, until what the last run knew.
namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kPage = 100;
constexpr qint64 kDay = 24LL * 60 * 60 * 1000;
constexpr int kPatienceMs = 180'000; // old builds are read from the server's disk one by one
constexpr qsizetype kMostOpen = 50; // builds that wait for somebody for weeks

// The same job name once more after the job was deleted: other builds with the same numbers.
QString nextKey(const JenkinsCursor &last, const JenkinsJob &job)
{
    const QString key = last.key.isEmpty() ? job.fullName : last.key;
    const qint64 generation = key.section(u'~', -1).toLongLong();
    return key.contains(u'~') && generation > 0 ? key.section(u'~', 0, -2) + u'~' + QString::number(generation + 1)
                                                : key + "~2"_L1;
}

} // namespace

std::optional<JenkinsSync::Reading> JenkinsSync::begin(const Target &target, const JenkinsJob &job) const
{
    if (job.lastNumber <= 0)
        return {};
    Reading reading;
    reading.target = &target;
    reading.job = &job;
    JenkinsCursor &cursor = reading.cursor;
    const auto known = m_run.remembered(target.scope, job.fullName);
    const JenkinsCursor last = known ? JenkinsCursor::fromJson(known->cursor) : JenkinsCursor();
    if (job.nextNumber > 0 && job.nextNumber <= last.seen) {
        cursor.key = nextKey(last, job);
    } else if (m_context->full) {
        cursor.key = last.key;
        cursor.repository = last.repository;
    } else {
        cursor = last;
    }
    reading.where = {.settings = &m_settings, .job = &job, .key = cursor.key.isEmpty() ? job.fullName : cursor.key};
    if (m_settings.buildDays > 0)
        reading.until = before(m_context->clock->now(), m_settings.buildDays * kDay);

    reading.wantedFrom = cursor.seen + 1;
    for (const qint64 number : numbersIn(cursor.open)) {
        if (number + kPage > job.lastNumber)
            reading.wantedFrom = std::min(reading.wantedFrom, number);
        else
            reading.farOpen.append(number);
    }
    reading.hasList = reading.wantedFrom <= job.lastNumber || cursor.newest > 0;
    if (!reading.hasList && reading.farOpen.isEmpty())
        return {};
    return reading;
}

QCoro::Task<Result<void>> JenkinsSync::readJob(const Target *target, const JenkinsJob *job)
{
    auto begun = begin(*target, *job);
    if (!begun)
        co_return Result<void>{};
    Reading reading = std::move(*begun);
    if (!reading.farOpen.isEmpty()) {
        auto again = readFarOpen(&reading);
        const Result<void> read = co_await std::move(again);
        if (!read)
            co_return read;
    }
    auto listing = readList(&reading);
    co_return co_await std::move(listing);
}

QCoro::Task<Result<void>> JenkinsSync::readList(Reading *reading)
{
    ListGuard guard(u"Jenkins"_s);
    JenkinsCursor &cursor = reading->cursor;
    for (bool goesOn = reading->hasList; goesOn;) {
        auto asking = readPage(reading);
        Result<JenkinsPage> page = co_await std::move(asking);
        if (!page)
            co_return std::unexpected(page.error());
        const qint64 items = page->items;
        goesOn = takePage(*reading, *page);
        // Pages that come no nearer to the oldest build are the same page again and again.
        const Result<void> admitted = goesOn ? guard.admit({.next = QByteArray::number(cursor.offset),
                                                   .items = items,
                                                   .total = std::max(cursor.newest, reading->job->lastNumber),
                                                   .firstItem = QByteArray::number(cursor.lowest)})
                                             : Result<void>{};
        if (!goesOn)
            finish(*reading);
        if (!admitted) // a place in a list that cannot be trusted is no place to go on from
            cursor.offset = cursor.lowest = cursor.newest = 0;
        m_run.countPage();
        auto keeping = keep(reading, std::move(*page), !goesOn);
        const Result<void> kept = co_await std::move(keeping);
        if (!kept)
            co_return kept;
        if (!admitted)
            co_return admitted;
        m_run.tellProgress(reading->target->scope, reading->job->pipeline);
    }
    co_return Result<void>{};
}

QCoro::Task<Result<JenkinsPage>> JenkinsSync::readPage(const Reading *reading)
{
    const qint64 from = reading->cursor.offset;
    const bool isFirst = reading->cursor.newest == 0;
    const qint64 count =
        isFirst ? std::clamp<qint64>(reading->job->lastNumber - reading->wantedFrom + 1, 1, kPage) : kPage;
    HttpRequest request =
        m_api.request(jenkinsUrl(m_api, reading->job->path, buildsTree(reading->where, from, from + count)));
    request.timeoutMs = kPatienceMs;
    auto sending = m_api.send(std::move(request));
    const Result<RestAnswer> answer = co_await std::move(sending);
    if (!answer)
        co_return std::unexpected(answer.error());
    Result<JenkinsPage> page = parseBuilds(answer->json.object(), reading->where);
    if (page && page->first == 0 && page->items < count) // an old server, which does not tell: a short page is the last
        page->first = std::max<qint64>(1, page->lowest);
    co_return page;
}

// Moves the cursor behind the page and leaves in it what is new.
bool JenkinsSync::takePage(Reading &reading, JenkinsPage &page) const
{
    JenkinsCursor &cursor = reading.cursor;
    const qint64 passed = cursor.lowest;
    const QList<qint64> open = numbersIn(cursor.open);
    // What was built while the pages were read has moved the list: some come once more.
    std::erase_if(page.builds, [&](const JenkinsBuild &one) {
        const qint64 number = one.build.number;
        return (passed > 0 && number >= passed) || (number <= cursor.seen && !open.contains(number));
    });
    if (cursor.newest == 0) {
        cursor.newest = page.newest;
        cursor.newestAt = page.newestAt;
    }
    if (page.lowest > 0)
        cursor.lowest = passed > 0 ? std::min(passed, page.lowest) : page.lowest;
    cursor.offset += page.items;
    QList<qint64> running = numbersIn(cursor.openNow);
    bool isOld = false;
    for (const JenkinsBuild &one : page.builds) {
        isOld = isOld || (reading.until.isSet() && one.build.startedAt < reading.until);
        if (!one.build.finishedAt.isSet() && running.size() < kMostOpen)
            running.append(one.build.number);
    }
    cursor.openNow = listOf(running);
    const bool isFirstKept = page.first > 0 && cursor.lowest <= page.first;
    return page.items > 0 && cursor.lowest > reading.wantedFrom && !isFirstKept && !isOld;
}

void JenkinsSync::finish(Reading &reading) const
{
    JenkinsCursor &cursor = reading.cursor;
    cursor.seen = std::max({cursor.seen, cursor.newest, cursor.newest > 0 ? 0 : reading.job->lastNumber});
    if (cursor.newestAt.isSet())
        cursor.seenAt = cursor.newestAt;
    cursor.open = listOf(numbersIn(cursor.openNow) + reading.farOpen);
    cursor.newest = cursor.lowest = cursor.offset = 0;
    cursor.newestAt = {};
    cursor.openNow.clear();
}

// Builds that still ran when they were read, and that many others have followed since.
QCoro::Task<Result<void>> JenkinsSync::readFarOpen(Reading *reading)
{
    for (const qint64 number : std::exchange(reading->farOpen, {})) {
        auto getting = m_api.get(
            jenkinsUrl(m_api, reading->job->path + u'/' + QString::number(number), buildTree(reading->where)));
        const Result<RestAnswer> answer = co_await std::move(getting);
        JenkinsPage page; // stays empty when the build is no longer kept
        if (answer) {
            auto parsed = parseBuilds({{u"builds"_s, QJsonArray{answer->json.object()}}}, reading->where);
            if (!parsed)
                co_return std::unexpected(parsed.error());
            page = std::move(*parsed);
        } else if (answer.error().httpStatus != 404) {
            co_return std::unexpected(answer.error());
        }
        if (!page.builds.empty() && !page.builds.front().build.finishedAt.isSet())
            reading->farOpen.append(number);
        JenkinsCursor &cursor = reading->cursor;
        QList<qint64> open = numbersIn(cursor.open);
        if (!reading->farOpen.contains(number))
            open.removeAll(number);
        cursor.open = listOf(open);
        auto keeping = keep(reading, std::move(page), !reading->hasList);
        const Result<void> kept = co_await std::move(keeping);
        if (!kept)
            co_return kept;
    }
    co_return Result<void>{};
}

} // namespace leadline
