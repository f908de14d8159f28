#pragma once

#include "core/base/instant.h"

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace leadline {

inline constexpr qint64 kSecondMs = 1000;
inline constexpr qint64 kHourMs = 3600 * kSecondMs;
inline constexpr qint64 kDayMs = 24 * kHourMs;

// Draws that are the same for a seed on every machine: the library's distributions are not.
class Dice {
public:
    explicit Dice(quint64 seed)
        : m_engine(seed)
    {
    }
    [[nodiscard]] double uniform() { return static_cast<double>(m_engine() >> 11U) * 0x1.0p-53; }
    [[nodiscard]] qint64 below(qint64 end) { return static_cast<qint64>(uniform() * static_cast<double>(end)); }
    [[nodiscard]] bool chance(double share) { return uniform() < share; }
    [[nodiscard]] double normal()
    {
        return std::sqrt(-2 * std::log(1 - uniform())) * std::cos(2 * std::numbers::pi * uniform());
    }
    [[nodiscard]] double logNormal(double median, double sigma) { return median * std::exp(sigma * normal()); }
    [[nodiscard]] qint64 hours(double median, double sigma) // in ms, whole seconds
    {
        return static_cast<qint64>(logNormal(median * 3600, sigma)) * kSecondMs;
    }
    [[nodiscard]] qint64 count(double median, double sigma) { return std::llround(logNormal(median, sigma)); }
    template <typename T> [[nodiscard]] const T &of(const std::vector<T> &list)
    {
        return list[static_cast<std::size_t>(below(static_cast<qint64>(list.size())))];
    }

    // A moment of work between two: more of it every year, seldom at the weekend, around noon; whole seconds.
    [[nodiscard]] Instant workTime(Instant from, Instant to)
    {
        const qint64 days = (to.ms() - from.ms()) / kDayMs;
        for (;;) {
            const qint64 day = below(days);
            const qint64 date = from.ms() / kDayMs + day;
            const bool weekend = (date + 3) % 7 >= 5; // 1970 began on a Thursday
            if (chance(weekend ? 0.08 : 0.5 + 0.5 * static_cast<double>(day) / static_cast<double>(days)))
                return Instant(
                    date * kDayMs + std::clamp<qint64>(std::llround(13 * 3600 + 9000 * normal()), 0, 86'399) * 1000);
        }
    }

private:
    std::mt19937_64 m_engine;
};

// `total` parted by weights like 1, 1/2, 1/3 … (a few repositories see most of the work): the sum is exact.
[[nodiscard]] inline std::vector<qint64> zipfParts(qint64 total, std::size_t parts, double exponent)
{
    std::vector<double> until(parts);
    double sum = 0;
    for (std::size_t i = 0; i < parts; ++i)
        until[i] = sum += std::pow(static_cast<double>(i + 1), -exponent);
    std::vector<qint64> counts(parts);
    qint64 given = 0;
    for (std::size_t i = 0; i < parts; ++i) {
        const qint64 upTo = std::llround(static_cast<double>(total) * until[i] / sum);
        counts[i] = upTo - given;
        given = upTo;
    }
    return counts;
}

} // namespace leadline
