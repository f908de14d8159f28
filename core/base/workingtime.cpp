#include "core/base/workingtime.h"

#include <QDateTime>
#include <QSet>

#include <algorithm>

namespace leadline {

namespace {

// The table reaches over everything that tools tell of; times beyond are counted as if they lay at its ends.
constexpr int kFirstYear = 1990;
constexpr int kLastYear = 2060;
constexpr qint64 kDay = 86'400'000;
constexpr qint64 kMinute = 60'000;

// Moments of clock times, which must be asked for in their order. A time that the clocks skip is the moment at which
// they do; of a time that they repeat a beginning is the first, an end the second.
class LocalClock {
public:
    explicit LocalClock(const QTimeZone &zone)
    {
        const QDateTime from(QDate(kFirstYear, 1, 1).addDays(-2), QTime(), QTimeZone::UTC);
        const QDateTime to(QDate(kLastYear + 1, 1, 3), QTime(), QTimeZone::UTC);
        m_offset = zone.offsetFromUtc(from) * qint64{1000};
        for (const QTimeZone::OffsetData &change : zone.transitions(from, to))
            m_changes.push_back({change.atUtc.toMSecsSinceEpoch(), change.offsetFromUtc * qint64{1000}});
    }

    qint64 at(QDate date, int minute, bool end = false)
    {
        const qint64 wall = (date.toJulianDay() - kJulianEpoch) * kDay + minute * kMinute;
        for (; m_next < m_changes.size(); ++m_next) {
            const Change &change = m_changes[m_next];
            const bool after = wall - change.offset >= change.at;
            if (wall - m_offset < change.at)
                return wall - (after && end ? change.offset : m_offset);
            if (!after)
                return change.at;
            m_offset = change.offset;
        }
        return wall - m_offset;
    }

private:
    static constexpr qint64 kJulianEpoch = 2'440'588; // 1 January 1970
    struct Change {
        qint64 at = 0;
        qint64 offset = 0;
    };
    std::vector<Change> m_changes;
    std::size_t m_next = 0;
    qint64 m_offset = 0;
};

} // namespace

const std::vector<WorkingTime::Day> &WorkingTime::days() const
{
    std::call_once(m_made, [this] {
        const QSet<QDate> holidays(m_hours.holidays.begin(), m_hours.holidays.end());
        LocalClock clock(m_hours.zone);
        const QDate first(kFirstYear, 1, 1);
        const qint64 count = first.daysTo(QDate(kLastYear + 1, 1, 1));
        m_days.reserve(static_cast<std::size_t>(count));
        qint64 worked = 0;
        for (qint64 i = 0; i < count; ++i) {
            const QDate date = first.addDays(i);
            const bool works = std::ranges::contains(m_hours.weekdays, date.dayOfWeek()) && !holidays.contains(date)
                && m_hours.endMinute > m_hours.startMinute;
            Day day{.before = worked};
            day.begin = clock.at(date, works ? m_hours.startMinute : 0);
            day.end = works ? std::max(day.begin, clock.at(date, m_hours.endMinute, true)) : day.begin;
            worked += day.end - day.begin;
            m_days.push_back(day);
        }
    });
    return m_days;
}

// The last day whose work has begun by then, or the first of the table.
const WorkingTime::Day &WorkingTime::dayOf(qint64 at) const
{
    const std::vector<Day> &all = days();
    const auto last = static_cast<qint64>(all.size()) - 1;
    auto place = static_cast<std::size_t>(std::clamp<qint64>((at - all.front().begin) / kDay, 0, last));
    while (place > 0 && all[place].begin > at)
        --place;
    while (place + 1 < all.size() && all[place + 1].begin <= at)
        ++place;
    return all[place];
}

qint64 WorkingTime::until(qint64 at) const
{
    const Day &day = dayOf(at);
    return day.before + std::clamp(at, day.begin, day.end) - day.begin;
}

bool WorkingTime::isWorking(qint64 at) const
{
    const Day &day = dayOf(at);
    return at >= day.begin && at < day.end;
}

} // namespace leadline
