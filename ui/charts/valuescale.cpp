#include "ui/charts/valuescale.h"

#include <QLocale>
#include <QRegularExpression>

#include <cmath>

namespace leadline {

namespace {

constexpr double kSecond = 1000;
constexpr double kMinute = 60 * kSecond;
constexpr double kHour = 60 * kMinute;
constexpr double kDay = 24 * kHour;

struct ReadLabel {
    double number = std::numeric_limits<double>::quiet_NaN();
    QString unit;
};

// "3.2 h" → 3.2 and "h"; decimal comma too. Grouped digits are joined.
ReadLabel readLabel(const QString &label)
{
    static const QRegularExpression pattern(
        QStringLiteral("^([-\u2212]?)([0-9]+(?:[ \u00a0\u202f',.][0-9]{3})*)(?:[.,]([0-9]+))?(?![0-9])(.*)$"));
    const QRegularExpressionMatch match = pattern.match(label);
    if (!match.hasMatch())
        return {.unit = label};
    QString digits;
    for (const QChar c : match.captured(2)) {
        if (c.isDigit())
            digits += c;
    }
    const double number = (digits + u'.' + match.captured(3)).toDouble();
    return {match.captured(1).isEmpty() ? number : -number, match.captured(4).trimmed()};
}

struct DurationUnits {
    bool isDuration = false;
    double day = kDay; // a working day may have eight hours
};

DurationUnits probe(const ValueFormatter &format)
{
    const double hour = readLabel(formatted(format, kHour)).number;
    const double tenDays = readLabel(formatted(format, 10 * kDay)).number;
    DurationUnits units;
    units.isDuration = hour == 1 || hour == 60 || tenDays == 10 || tenDays == 30 || tenDays == 240;
    if (tenDays == 30)
        units.day = kDay / 3;
    return units;
}

std::vector<double> decimalSteps(double from, int decades)
{
    std::vector<double> steps;
    const int first = static_cast<int>(std::floor(std::log10(from)));
    for (int power = first; power < first + decades; ++power) {
        for (const double step : {1.0, 2.0, 5.0})
            steps.push_back(step * std::pow(10.0, power));
    }
    return steps;
}

std::vector<double> durationSteps(double day)
{
    std::vector<double> steps = {1 * kSecond, 2 * kSecond, 5 * kSecond, 10 * kSecond, 15 * kSecond, 30 * kSecond,
        1 * kMinute, 2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute, 1 * kHour, 2 * kHour};
    if (day == kDay)
        steps.insert(steps.end(), {3 * kHour, 6 * kHour, 12 * kHour});
    else
        steps.push_back(4 * kHour);
    for (const double step : decimalSteps(1, 6))
        steps.push_back(step * day);
    return steps;
}

std::vector<ValueTick> ticksOf(double low, double high, double step, const ValueFormatter &format)
{
    std::vector<ValueTick> ticks;
    const double first = std::ceil(low / step - 1e-9);
    const double last = std::floor(high / step + 1e-9);
    for (double k = first; k <= last; ++k)
        ticks.push_back({k * step, formatted(format, k * step)});
    return ticks;
}

// A rounded label must not lie about its place: in one unit the labels rise by equal amounts.
bool areHonest(const std::vector<ValueTick> &ticks)
{
    ReadLabel before;
    double stride = std::numeric_limits<double>::quiet_NaN();
    for (const ValueTick &tick : ticks) {
        const ReadLabel now = readLabel(tick.label);
        if (tick.label.isEmpty() || (!std::isnan(now.number) && now.number == before.number && now.unit == before.unit))
            return false;
        if (now.unit != before.unit || std::isnan(now.number) || std::isnan(before.number)) {
            stride = std::numeric_limits<double>::quiet_NaN();
        } else {
            const double rise = now.number - before.number;
            if (!std::isnan(stride) && std::abs(rise - stride) > 1e-6 * std::max(std::abs(rise), 1.0))
                return false;
            stride = rise;
        }
        before = now;
    }
    return true;
}

// "1.0 h" says no more than "1 h"; and zero needs no unit.
void shorten(std::vector<ValueTick> &ticks)
{
    static const QRegularExpression zeros(QStringLiteral("(?<=[0-9])[.,]0{1,2}(?![0-9])"));
    for (ValueTick &tick : ticks) {
        if (tick.value == 0 && readLabel(tick.label).number == 0)
            tick.label = QStringLiteral("0");
        else
            tick.label.remove(zeros);
    }
}

} // namespace

QString formatted(const ValueFormatter &format, double value)
{
    return format ? format(value) : QLocale().toString(value, 'g', 6);
}

double ValueScale::fraction(double value) const
{
    if (!logarithmic)
        return (value - low) / (high - low);
    return std::log(std::max(value, low) / low) / std::log(high / low);
}

double ValueScale::valueAt(double fraction) const
{
    return logarithmic ? low * std::pow(high / low, fraction) : low + fraction * (high - low);
}

ValueScale linearScale(double low, double high, int wanted, const ValueFormatter &format, bool fixedHigh)
{
    const DurationUnits units = probe(format);
    if (!(high > low))
        high = low + (units.isDuration ? kHour : 1);
    ValueScale scale;
    const double ideal = (high - low) / std::max(wanted, 1);
    const std::vector<double> steps = units.isDuration ? durationSteps(units.day) : decimalSteps(ideal, 7);
    for (const double step : steps) {
        if (step < ideal * 0.7) // nearer to what is wanted, rather than never more
            continue;
        scale.low = std::floor(low / step + 1e-9) * step;
        scale.high = fixedHigh ? high : std::ceil(high / step - 1e-9) * step;
        if (!fixedHigh && step <= high) // half a step of emptiness above the data would waste the height
            scale.high = std::min(scale.high, high + 0.06 * (high - scale.low));
        scale.ticks = ticksOf(scale.low, scale.high, step, format);
        if (areHonest(scale.ticks))
            break;
    }
    shorten(scale.ticks);
    return scale;
}

ValueScale logarithmicScale(double low, double high, int wanted, const ValueFormatter &format)
{
    const DurationUnits units = probe(format);
    ValueScale scale;
    scale.logarithmic = true;
    scale.low = low;
    scale.high = std::max(high, low * 10);
    std::vector<double> values;
    if (units.isDuration) {
        values = {kSecond, 10 * kSecond, kMinute, 5 * kMinute, 15 * kMinute, kHour};
        if (units.day == kDay)
            values.insert(values.end(), {4 * kHour, 12 * kHour});
        for (const double days : {1, 3, 7, 14, 30, 90, 180, 365, 1000, 3000})
            values.push_back(days * units.day);
    } else {
        for (double value = std::pow(10, std::floor(std::log10(low))); value <= scale.high * 1.001; value *= 10)
            values.push_back(value);
    }
    const double apart = 0.8 / std::max(wanted, 1);
    double before = -1;
    for (const double value : values) {
        const double at = scale.fraction(value);
        if (value < low * 0.999 || at > 1.0001 || (before >= 0 && at - before < apart))
            continue;
        scale.ticks.push_back({value, formatted(format, value)});
        before = at;
    }
    shorten(scale.ticks);
    return scale;
}

} // namespace leadline
