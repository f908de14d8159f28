#pragma once

#include "core/metrics/metricquery.h"

#include <QDate>
#include <QJsonObject>

namespace leadline {

enum class PeriodPreset {
    Last7Days,
    Last30Days,
    Last90Days,
    Last180Days,
    Last365Days,
    ThisQuarter,
    LastQuarter,
    AllData,
    Custom
};

// What the filter bar says: shared by every widget of a dashboard.
struct FilterState {
    PeriodPreset preset = PeriodPreset::Last90Days;
    QDate firstDay; // of a custom period
    QDate lastDay; // included
    CompareWith compare = CompareWith::PreviousPeriod;
    QString otherTeam; // CompareWith::Others
    bool workingHours = false; // durations in working hours
    std::optional<Grain> grain; // unset = by the length of the period
    QStringList teams; // empty = all
    QStringList services;
    QStringList repositories;

    bool operator==(const FilterState &) const = default;
};

[[nodiscard]] QJsonObject toJson(const FilterState &state);
[[nodiscard]] FilterState filterFromJson(const QJsonObject &object); // what cannot be read has its default

// Whole days up to and with today, in the calendar's time zone. `data` is what "all data" means.
[[nodiscard]] TimeRange periodOf(
    const FilterState &state, Instant now, const CalendarRules &calendar, const TimeRange &data);
[[nodiscard]] Grain grainOf(const FilterState &state, const TimeRange &range);

[[nodiscard]] QString presetText(PeriodPreset preset); // "Last 90 days"
[[nodiscard]] QString periodText(const FilterState &state, const TimeRange &range,
    const CalendarRules &calendar); // "last 90 days", "3 Mar – 1 Jun 2026"
[[nodiscard]] QString compareText(CompareWith compare);
[[nodiscard]] QString compareText(const FilterState &state); // "Previous period", "Heron"
[[nodiscard]] MeasuredBy clockOf(const FilterState &state);

} // namespace leadline
