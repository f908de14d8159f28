#include "ui/shell/frame/words.h"

#include "core/domain/enums.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace leadline {

namespace {

constexpr qint64 kMinute = 60'000;
constexpr qint64 kHour = 60 * kMinute;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

QDateTime inZone(Instant at, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(at.ms(), zone);
}

} // namespace

QString agoText(Instant at, Instant now)
{
    if (!at.isSet())
        return Words::tr("never");
    const qint64 ms = now.ms() - at.ms();
    if (ms < 2 * kMinute)
        return Words::tr("just now");
    if (ms < kHour)
        return Words::tr("%1 min ago").arg(ms / kMinute);
    if (ms < 48 * kHour)
        return Words::tr("%1 h ago").arg(ms / kHour);
    if (ms < 14 * 24 * kHour)
        return Words::tr("%1 days ago").arg(ms / (24 * kHour));
    return Words::tr("on %1").arg(dayText(at, QTimeZone::systemTimeZone()));
}

QString waitText(qint64 ms)
{
    if (ms < kMinute)
        return Words::tr("%1 s").arg(std::max<qint64>(1, ms / 1000));
    if (ms < 2 * kHour)
        return Words::tr("about %1 min").arg(std::max<qint64>(1, (ms + kMinute / 2) / kMinute));
    return Words::tr("about %1 h").arg((ms + kHour / 2) / kHour);
}

QString dayText(Instant at, const QTimeZone &zone)
{
    return at.isSet() ? QLocale().toString(inZone(at, zone).date(), u"d MMM yyyy"_s) : QString();
}

QString momentText(Instant at, const QTimeZone &zone)
{
    return at.isSet() ? QLocale().toString(inZone(at, zone), u"d MMM yyyy, HH:mm"_s) : QString();
}

QString countText(qint64 count)
{
    return QLocale().toString(count);
}

} // namespace leadline
