#pragma once

#include <QDate>
#include <QtTypes>

#include <limits>
#include <vector>

namespace leadline::sim {

using Ms = qint64; // moments: milliseconds since 1970 UTC; spans: milliseconds

inline constexpr Ms kSecond = 1000;
inline constexpr Ms kMinute = 60 * kSecond;
inline constexpr Ms kHour = 60 * kMinute;
inline constexpr Ms kDay = 24 * kHour;
inline constexpr Ms kNever = std::numeric_limits<qint64>::max() / 4;

struct Zone {
    enum class Summer { None, Europe, America };
    const char *id; // IANA
    int minutes; // east of UTC in winter
    Summer summer;
    std::vector<int> holidays; // month * 100 + day
};

[[nodiscard]] const std::vector<Zone> &zones();
// Written out instead of asked from the system, whose zone data may differ from machine to machine.
[[nodiscard]] int offsetMinutes(const Zone &zone, QDate date);
[[nodiscard]] QDate dateOf(Ms moment); // in UTC
[[nodiscard]] Ms startOf(QDate date); // midnight UTC

// When somebody works: one shift a day, none on weekends, holidays and when away.
class WorkTime {
public:
    struct Shift {
        Ms from = 0;
        Ms to = 0; // == from: not at work
    };

    WorkTime() = default;
    WorkTime(QDate firstDay, std::vector<Shift> shifts)
        : m_base(startOf(firstDay))
        , m_shifts(std::move(shifts))
    {
    }

    // The moment itself when at work, else the begin of the next shift; kNever when there is none.
    [[nodiscard]] Ms next(Ms moment) const;
    // The moment at which so much working time has gone by.
    [[nodiscard]] Ms after(Ms moment, Ms work) const;

private:
    [[nodiscard]] std::size_t indexBefore(Ms moment) const;

    Ms m_base = 0;
    std::vector<Shift> m_shifts; // by local date; never overlapping
};

} // namespace leadline::sim
