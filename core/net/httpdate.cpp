#include "core/net/httpdate.h"

#include <QLocale>

namespace leadline {

using namespace Qt::StringLiterals;

// Two-digit years that look more than 50 years away mean the past (RFC 9110).
static QDateTime inLikelyCentury(QDateTime time, Instant now)
{
    const QDateTime today = QDateTime::fromMSecsSinceEpoch(now.isSet() ? now.ms() : 0, QTimeZone::UTC);
    while (time.addYears(100) <= today.addYears(50))
        time = time.addYears(100);
    return time;
}

Instant httpDate(const QByteArray &value, Instant now)
{
    QString text = QString::fromLatin1(value).simplified();
    // The day of the week adds nothing, and a wrong one must not spoil the date.
    const auto start = text.indexOf(u' ');
    if (start < 0)
        return {};
    text = text.mid(start + 1);
    if (text.endsWith(" GMT"_L1) || text.endsWith(" UTC"_L1))
        text.chop(4);

    const QLocale c = QLocale::c();
    for (const QString &format : {u"d MMM yyyy HH:mm:ss"_s, u"MMM d HH:mm:ss yyyy"_s}) {
        const QDateTime time = c.toDateTime(text, format);
        if (time.isValid())
            return Instant{QDateTime(time.date(), time.time(), QTimeZone::UTC).toMSecsSinceEpoch()};
    }
    const QDateTime shortYear = c.toDateTime(text, u"d-MMM-yy HH:mm:ss"_s);
    if (!shortYear.isValid())
        return {};
    return Instant{
        inLikelyCentury(QDateTime(shortYear.date(), shortYear.time(), QTimeZone::UTC), now).toMSecsSinceEpoch()};
}

} // namespace leadline
