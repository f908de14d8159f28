#include "ui/shell/frame/filterstate.h"

#include "core/domain/enums.h"

#include <QCoreApplication>
#include <QLocale>

namespace leadline {

namespace {

constexpr qint64 kDayMs = 24LL * 3600 * 1000;

// Names are kept in the settings file: never change them.
constexpr std::array kPresetNames{
    "7d"_L1, "30d"_L1, "90d"_L1, "180d"_L1, "365d"_L1, "quarter"_L1, "last_quarter"_L1, "all"_L1, "custom"_L1};
constexpr std::array kCompareNames{"nothing"_L1, "previous"_L1, "last_year"_L1, "target"_L1, "others"_L1};

template <typename E, std::size_t N>
E fromName(const std::array<QLatin1StringView, N> &names, const QString &name, E fallback)
{
    const auto it = std::ranges::find_if(names, [&name](QLatin1StringView candidate) { return candidate == name; });
    return it == names.end() ? fallback : static_cast<E>(it - names.begin());
}

QString text(const char *source)
{
    return QCoreApplication::translate("FilterState", source);
}

QDate quarterStart(QDate day)
{
    return QDate(day.year(), (day.month() - 1) / 3 * 3 + 1, 1);
}

QDate dayOf(Instant at, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(at.ms(), zone).date();
}

TimeRange lastDays(int days, QDate today, const QTimeZone &zone)
{
    return daysBetween(today.addDays(1 - days), today, zone);
}

} // namespace

QJsonObject toJson(const FilterState &state)
{
    QJsonObject object{{QStringLiteral("period"), kPresetNames[static_cast<std::size_t>(state.preset)]},
        {QStringLiteral("compare"), kCompareNames[static_cast<std::size_t>(state.compare)]},
        {QStringLiteral("teams"), QJsonArray::fromStringList(state.teams)},
        {QStringLiteral("services"), QJsonArray::fromStringList(state.services)},
        {QStringLiteral("repositories"), QJsonArray::fromStringList(state.repositories)}};
    if (state.preset == PeriodPreset::Custom) {
        object.insert(QStringLiteral("first"), state.firstDay.toString(Qt::ISODate));
        object.insert(QStringLiteral("last"), state.lastDay.toString(Qt::ISODate));
    }
    if (!state.otherTeam.isEmpty())
        object.insert(QStringLiteral("other_team"), state.otherTeam);
    if (state.workingHours)
        object.insert(QStringLiteral("clock"), QStringLiteral("working"));
    if (state.grain)
        object.insert(QStringLiteral("grain"), grainName(*state.grain));
    return object;
}

FilterState filterFromJson(const QJsonObject &object)
{
    const auto list = [&object](QLatin1StringView key) {
        QStringList values;
        for (const QJsonValue value : object.value(key).toArray())
            values.append(value.toString());
        return values;
    };
    FilterState state;
    state.preset = fromName(kPresetNames, object.value("period"_L1).toString(), PeriodPreset::Last90Days);
    state.compare = fromName(kCompareNames, object.value("compare"_L1).toString(), CompareWith::PreviousPeriod);
    state.otherTeam = object.value("other_team"_L1).toString();
    if ((state.compare == CompareWith::Others) == state.otherTeam.isEmpty()) { // neither without the other
        state.compare = state.otherTeam.isEmpty() ? CompareWith::PreviousPeriod : state.compare;
        state.otherTeam.clear();
    }
    state.workingHours = object.value("clock"_L1).toString() == "working"_L1;
    state.teams = list("teams"_L1);
    state.services = list("services"_L1);
    state.repositories = list("repositories"_L1);
    state.grain = grainFromName(object.value("grain"_L1).toString());
    state.firstDay = QDate::fromString(object.value("first"_L1).toString(), Qt::ISODate);
    state.lastDay = QDate::fromString(object.value("last"_L1).toString(), Qt::ISODate);
    if (state.preset == PeriodPreset::Custom
        && (!state.firstDay.isValid() || !state.lastDay.isValid() || state.lastDay < state.firstDay))
        state.preset = PeriodPreset::Last90Days;
    if (state.preset != PeriodPreset::Custom)
        state.firstDay = state.lastDay = {};
    return state;
}

TimeRange periodOf(const FilterState &state, Instant now, const CalendarRules &calendar, const TimeRange &data)
{
    const QTimeZone &zone = calendar.zone;
    const QDate today = dayOf(now, zone);
    switch (state.preset) {
    case PeriodPreset::Last7Days:
        return lastDays(7, today, zone);
    case PeriodPreset::Last30Days:
        return lastDays(30, today, zone);
    case PeriodPreset::Last90Days:
        return lastDays(90, today, zone);
    case PeriodPreset::Last180Days:
        return lastDays(180, today, zone);
    case PeriodPreset::Last365Days:
        return lastDays(365, today, zone);
    case PeriodPreset::ThisQuarter:
        return daysBetween(quarterStart(today), today, zone);
    case PeriodPreset::LastQuarter:
        return daysBetween(quarterStart(quarterStart(today).addDays(-1)), quarterStart(today).addDays(-1), zone);
    case PeriodPreset::AllData:
        if (!data.isEmpty())
            return daysBetween(dayOf(data.from, zone), dayOf(data.to, zone), zone);
        return lastDays(365, today, zone);
    case PeriodPreset::Custom:
        return daysBetween(state.firstDay, state.lastDay, zone);
    }
    return {};
}

Grain grainOf(const FilterState &state, const TimeRange &range)
{
    if (state.grain)
        return *state.grain;
    const qint64 days = (range.to.ms() - range.from.ms()) / kDayMs;
    if (days <= 31)
        return Grain::Day;
    if (days <= 400)
        return Grain::Week;
    return days <= 4 * 366 ? Grain::Month : Grain::Quarter;
}

QString presetText(PeriodPreset preset)
{
    switch (preset) {
    case PeriodPreset::Last7Days:
        return text(QT_TRANSLATE_NOOP("FilterState", "Last 7 days"));
    case PeriodPreset::Last30Days:
        return text(QT_TRANSLATE_NOOP("FilterState", "Last 30 days"));
    case PeriodPreset::Last90Days:
        return text(QT_TRANSLATE_NOOP("FilterState", "Last 90 days"));
    case PeriodPreset::Last180Days:
        return text(QT_TRANSLATE_NOOP("FilterState", "Last 180 days"));
    case PeriodPreset::Last365Days:
        return text(QT_TRANSLATE_NOOP("FilterState", "Last 365 days"));
    case PeriodPreset::ThisQuarter:
        return text(QT_TRANSLATE_NOOP("FilterState", "This quarter"));
    case PeriodPreset::LastQuarter:
        return text(QT_TRANSLATE_NOOP("FilterState", "Last quarter"));
    case PeriodPreset::AllData:
        return text(QT_TRANSLATE_NOOP("FilterState", "All data"));
    case PeriodPreset::Custom:
        return text(QT_TRANSLATE_NOOP("FilterState", "Chosen days"));
    }
    return {};
}

QString periodText(const FilterState &state, const TimeRange &range, const CalendarRules &calendar)
{
    if (state.preset != PeriodPreset::Custom)
        return presetText(state.preset).toLower();
    const QLocale locale;
    const QDate first = dayOf(range.from, calendar.zone);
    const QDate last = dayOf(Instant{range.to.ms() - 1}, calendar.zone);
    const QString firstText =
        locale.toString(first, first.year() == last.year() ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy"));
    return first == last ? locale.toString(last, QStringLiteral("d MMM yyyy"))
                         : firstText + QStringLiteral(" – ") + locale.toString(last, QStringLiteral("d MMM yyyy"));
}

QString compareText(CompareWith compare)
{
    switch (compare) {
    case CompareWith::Nothing:
        return text(QT_TRANSLATE_NOOP("FilterState", "Nothing"));
    case CompareWith::PreviousPeriod:
        return text(QT_TRANSLATE_NOOP("FilterState", "Previous period"));
    case CompareWith::SamePeriodLastYear:
        return text(QT_TRANSLATE_NOOP("FilterState", "Same period last year"));
    case CompareWith::Target:
        return text(QT_TRANSLATE_NOOP("FilterState", "Target"));
    case CompareWith::Others:
        return text(QT_TRANSLATE_NOOP("FilterState", "Another team"));
    }
    return {};
}

QString compareText(const FilterState &state)
{
    return state.compare == CompareWith::Others ? state.otherTeam : compareText(state.compare);
}

MeasuredBy clockOf(const FilterState &state)
{
    return state.workingHours ? MeasuredBy::WorkingHours : MeasuredBy::Definition;
}

} // namespace leadline
