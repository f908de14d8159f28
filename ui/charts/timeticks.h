#pragma once

#include <QString>
#include <QTimeZone>

#include <functional>
#include <vector>

namespace leadline {

struct TimeTick {
    double at = 0; // ms since 1970
    QString label;
    bool centred = false; // under its period; else it starts at a mark ("from here on March")
};

struct TimeAxis {
    double from = 0; // ms since 1970
    double to = 0;
    QTimeZone zone;
    double periodMs = 0; // > 0: `periods` are labelled where there is room
    std::vector<double> periods; // starts, ascending
};

enum class PeriodSize { Day, Week, Month, Quarter, Year };
[[nodiscard]] PeriodSize periodSize(double periodMs);

// "Mon 2 Mar 2026", "week of 2 Mar 2026", "March 2026", "Q1 2026", "2026"; without periods "Mon 2 Mar 2026 14:05".
[[nodiscard]] QString periodName(double at, double periodMs, const QTimeZone &zone);

// Labels that people read (Mon 2 Mar, Mar, 2026), as many as fit without touching in so many pixels.
[[nodiscard]] std::vector<TimeTick> timeTicks(
    const TimeAxis &axis, double pixels, const std::function<double(const QString &)> &textWidth);

} // namespace leadline
