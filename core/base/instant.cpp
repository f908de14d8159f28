#include "core/base/instant.h"

#include <QDateTime>
#include <QTimeZone>

namespace leadline {

using namespace Qt::StringLiterals;

QString Instant::toIso() const
{
    if (!isSet())
        return {};
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(m_ms, QTimeZone::UTC);
    return time.toString(m_ms % 1000 == 0 ? Qt::ISODate : Qt::ISODateWithMs);
}

Instant Instant::fromIso(QStringView text)
{
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
