#include "core/base/instant.h"

#include <QDateTime>
#include <QTimeZone>

#include <chrono>
#include <optional>

namespace leadline {

using namespace Qt::StringLiterals;

QString Instant::toIso() const
{
    if (!isSet())
        return {};
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(m_ms, QTimeZone::UTC);
    return time.toString(m_ms % 1000 == 0 ? Qt::ISODate : Qt::ISODateWithMs);
}

// "2026-03-03T10:02:00Z", which nearly every API sends, without the detour through QDateTime.
static std::optional<qint64> plainUtc(QStringView text)
{
    static constexpr QStringView kPattern = u"dddd-dd-ddTdd:dd:ddZ";
    if (text.size() != kPattern.size())
        return {};
    const auto number = [text](qsizetype at, qsizetype digits) {
        int value = 0;
        for (qsizetype i = at; i < at + digits; ++i)
            value = value * 10 + (text[i].unicode() - u'0');
        return value;
    };
    for (qsizetype i = 0; i < kPattern.size(); ++i) {
        if (kPattern[i] == u'd' ? text[i] < u'0' || text[i] > u'9' : text[i] != kPattern[i])
            return {};
    }
    const std::chrono::year_month_day day(std::chrono::year(number(0, 4)),
        std::chrono::month(static_cast<unsigned>(number(5, 2))), std::chrono::day(static_cast<unsigned>(number(8, 2))));
    const int hour = number(11, 2);
    const int minute = number(14, 2);
    const int second = number(17, 2);
    if (!day.ok() || day.year() >= std::chrono::year(9999) || day.year() < std::chrono::year(1) || hour > 23
        || minute > 59 || second > 59)
        return {};
    const qint64 days = std::chrono::sys_days(day).time_since_epoch().count();
    return ((days * 24 + hour) * 60 + minute) * 60'000 + second * 1000;
}

Instant Instant::fromIso(QStringView text)
{
    if (const auto plain = plainUtc(text))
        return Instant{*plain};
    QString clean = text.trimmed().toString();
    if (clean.endsWith(" UTC"_L1))
        clean = clean.chopped(4) + u'Z';
    if (clean.size() > 10 && clean.at(10) == u' ')
        clean[10] = u'T';
    // "+0200" after a space, as some headers have it: "2024-04-12T09:29:42 +0200".
    clean.remove(u' ');
    // Qt rounds fractions beyond milliseconds up, which may move the day: cut them first.
    if (const auto dot = clean.indexOf(u'.'); dot > 0) {
        auto end = dot + 1;
        while (end < clean.size() && clean.at(end).isDigit())
            ++end;
        if (end - dot > 4)
            clean.remove(dot + 4, end - dot - 4);
    }
    const QDateTime time = QDateTime::fromString(clean, Qt::ISODateWithMs);
    if (!time.isValid() || time.timeSpec() == Qt::LocalTime || time.date().year() >= 9999)
        return {};
    return Instant{time.toMSecsSinceEpoch()};
}

} // namespace leadline
