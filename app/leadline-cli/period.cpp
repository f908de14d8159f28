#include "period.h"

#include "core/workspace/workspace.h"

#include <QDateTime>

namespace leadline::cli {

using namespace Qt::StringLiterals;

static Result<Instant> readBound(const QString &text, const QTimeZone &zone, bool end)
{
    const QDate day = QDate::fromString(text, Qt::ISODate);
    if (day.isValid() && text.size() == 10) {
        if (day.year() > 2200 || day.year() < 1970)
            return fail(ErrorKind::Config, u"The year of %1 is out of range: Leadline knows 1970 to 2200."_s.arg(text));
        return Instant{day.addDays(end ? 1 : 0).startOfDay(zone).toMSecsSinceEpoch()};
    }
    if (const Instant at = Instant::fromIso(text); at.isSet())
        return at;
    return fail(ErrorKind::Config, u"“%1” is no date. Write it as 2026-03-01 or 2026-03-01T12:00:00Z."_s.arg(text));
}

Result<TimeRange> readPeriod(const Context &context, int days)
{
    const Arguments &arguments = context.arguments;
    if (days == 0 && !arguments.has(u"from"_s) && !arguments.has(u"to"_s))
        return TimeRange{};
    const QTimeZone zone = context.workspace->calendar().zone;
    TimeRange range;
    // Whole days, today included: the window's "last 90 days" and ours are the same.
    const auto dayOf = [&zone](qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms, zone).date(); };
    const QDate today = dayOf(context.workspace->now().ms());
    range.to = daysBetween(today, today, zone).to;
    if (arguments.has(u"to"_s)) {
        auto to = readBound(arguments.value(u"to"_s), zone, true);
        if (!to)
            return std::unexpected(to.error());
        range.to = *to;
    }
    if (arguments.has(u"from"_s)) {
        auto from = readBound(arguments.value(u"from"_s), zone, false);
        if (!from)
            return std::unexpected(from.error());
        range.from = *from;
    } else {
        range.from = days == 0 ? Instant{0} : daysBetween(dayOf(range.to.ms() - 1).addDays(1 - days), today, zone).from;
    }
    if (range.isEmpty())
        return fail(ErrorKind::Config, u"The period is empty: --from must be before --to."_s);
    return range;
}

} // namespace leadline::cli
