#pragma once

#include <QString>

#include <functional>
#include <vector>

namespace leadline {

using ValueFormatter = std::function<QString(double)>;

struct ValueTick {
    double value = 0;
    QString label;
};

// The y axis: from value to fraction of the height (0 bottom, 1 top), and ticks that are round in the unit people read.
struct ValueScale {
    double low = 0;
    double high = 1;
    bool logarithmic = false;
    std::vector<ValueTick> ticks;

    [[nodiscard]] double fraction(double value) const;
    [[nodiscard]] double valueAt(double fraction) const;
};

// Widens low to a whole step and high a little; with fixedHigh the top stays where it is. About `wanted` ticks. The
// formatter decides whether the values are durations in milliseconds: then steps are minutes, hours or days.
[[nodiscard]] ValueScale linearScale(double low, double high, int wanted, const ValueFormatter &format, bool fixedHigh);

// low and high must be above 0.
[[nodiscard]] ValueScale logarithmicScale(double low, double high, int wanted, const ValueFormatter &format);

[[nodiscard]] QString formatted(const ValueFormatter &format, double value);

} // namespace leadline
