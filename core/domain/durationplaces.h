#pragma once

#include <QStringList>

#include <optional>

namespace leadline {

// Where a stored duration lies in time: it begins at a time, after some other durations of the row have gone by.
struct DurationPlace {
    QString since; // a time column
    QStringList after; // duration columns; an unset one takes no time
};

// Of a duration column of a fact; none where it is no stretch of time (a sum of several).
[[nodiscard]] std::optional<DurationPlace> durationPlace(const QString &fact, const QString &column);

} // namespace leadline
