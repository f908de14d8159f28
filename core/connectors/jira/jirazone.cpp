#include "core/connectors/jira/jirazone.h"

#include <QDateTime>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMinute = 60'000;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kUnknownZone = 25 * kHour; // zones are at most 14 hours before and 12 behind, and a summer time

QDateTime utc(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::UTC);
}

} // namespace

JiraZone::JiraZone(const QString &ianaId)
{
    if (const QTimeZone zone(ianaId.toUtf8()); !ianaId.isEmpty() && zone.isValid())
        m_zone = zone;
}

Instant JiraZone::floor(Instant at) const
{
    if (!at.isSet())
        return at;
    const qint64 minute = at.ms() - ((at.ms() % kMinute) + kMinute) % kMinute;
    if (!m_zone.isValid())
        return Instant{minute - kUnknownZone};
    const int offset = m_zone.offsetFromUtc(utc(minute));
    const bool isEven =
        offset == m_zone.offsetFromUtc(utc(minute - kHour)) && offset == m_zone.offsetFromUtc(utc(minute + kHour));
    return Instant{isEven ? minute : minute - kHour};
}

QString JiraZone::words(Instant floored) const
{
    const QDateTime moment = utc(floored.ms());
    return (m_zone.isValid() ? moment.toTimeZone(m_zone) : moment).toString(u"yyyy/MM/dd HH:mm"_s);
}

} // namespace leadline
