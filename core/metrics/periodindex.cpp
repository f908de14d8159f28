#include "core/metrics/periodindex.h"

#include <QDateTime>

namespace leadline {

namespace {

QDateTime local(Instant at, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(at.ms(), zone);
}

} // namespace

PeriodIndex::PeriodIndex(const TimeRange &range, Grain grain, const CalendarRules &rules)
    : m_range(range)
    , m_buckets(bucketsOf(range, grain, rules))
{
    for (const Bucket &bucket : m_buckets)
        m_ends.push_back(bucket.range.to.ms());
    const qint64 days = (range.to.ms() - range.from.ms() + kDay - 1) / kDay;
    m_firstOfDay.reserve(static_cast<std::size_t>(days));
    qint32 bucket = 0;
    for (qint64 day = 0; day < days; ++day) {
        while (range.from.ms() + day * kDay >= m_ends[static_cast<std::size_t>(bucket)])
            ++bucket;
        m_firstOfDay.push_back(bucket);
    }
}

TimeRange PeriodIndex::clipped(int bucket) const
{
    const TimeRange &whole = m_buckets[static_cast<std::size_t>(bucket)].range;
    return {std::max(whole.from, m_range.from), std::min(whole.to, m_range.to)};
}

TimeRange comparedRange(const TimeRange &range, CompareWith compare, const QTimeZone &zone, Instant now)
{
    if (range.isEmpty() || (compare != CompareWith::PreviousPeriod && compare != CompareWith::SamePeriodLastYear))
        return {};
    const Instant end = now > range.from && now < range.to ? now : range.to;
    const QDateTime from = local(range.from, zone);
    QDateTime otherFrom;
    QDateTime otherTo;
    if (compare == CompareWith::SamePeriodLastYear) {
        otherFrom = from.addYears(-1);
        otherTo = local(end, zone).addYears(-1);
    } else {
        const qint64 days = from.date().daysTo(local(range.to, zone).date());
        if (days > 0 && from.time() == local(range.to, zone).time()) {
            otherFrom = from.addDays(-days);
            otherTo = local(end, zone).addDays(-days);
        } else { // not whole days: the same length, whatever the clocks did
            const qint64 length = range.to.ms() - range.from.ms();
            return {Instant{range.from.ms() - length}, Instant{end.ms() - length}};
        }
    }
    return {Instant{otherFrom.toMSecsSinceEpoch()}, Instant{otherTo.toMSecsSinceEpoch()}};
}

double localDays(const TimeRange &range, const QTimeZone &zone)
{
    const QDateTime from = local(range.from, zone);
    const QDateTime to = local(range.to, zone);
    const qint64 shift = (to.offsetFromUtc() - from.offsetFromUtc()) * qint64{1000};
    return static_cast<double>(range.to.ms() - range.from.ms() + shift) / 86'400'000;
}

} // namespace leadline
