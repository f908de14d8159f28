#include "ui/charts/axes.h"

#include "ui/charts/paintutil.h"

#include <algorithm>
#include <cmath>

namespace leadline {

namespace {

constexpr double kWideEnough = 380; // for labels beside the plot
constexpr double kGutterShare = 0.28; // of the width, at most, for those labels
constexpr double kSwatch = 10;
constexpr double kPad = 6;
constexpr double kBeside = 8; // from the plot to a name beside it
constexpr double kFarEnough = 2; // a name that moved no further is still seen to belong to its line
constexpr double kNarrowestSlot = 30; // for a name below it
constexpr double kBetweenNames = 6;

// Broken between words only: a word that is wider than the room is left whole.
QStringList wordLines(const AxisTexts &texts, const QString &name, double room)
{
    QStringList lines;
    const QStringList words = name.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        const QString longer = lines.isEmpty() ? word : lines.last() + u' ' + word;
        if (!lines.isEmpty() && texts.width(longer) <= room)
            lines.last() = longer;
        else
            lines += word;
    }
    return lines;
}

} // namespace

AxisTexts::AxisTexts(const Theme &ofTheme)
    : theme(ofTheme)
    , font(ofTheme.noteFont())
    , line(lineHeight(font))
{
}

double AxisTexts::width(const QString &text) const
{
    return std::ceil(textWidth(font, text));
}

double AxisTexts::widestBeside(double areaWidth) const
{
    return areaWidth >= kWideEnough ? areaWidth * kGutterShare : 0;
}

double AxisTexts::placeLegend(const QStringList &names, const QRectF &area)
{
    double x = area.left();
    double y = area.top();
    const double rowHeight = line + 4;
    for (qsizetype i = 0; i < names.size(); ++i) {
        const double wide = std::min(width(names[i]) + 1, area.width() * 0.6);
        if (x > area.left() && x + kSwatch + kPad + wide > area.right()) {
            x = area.left();
            y += rowHeight;
        }
        swatches.push_back({QRectF(x, y + (rowHeight - kSwatch) / 2, kSwatch, kSwatch), int(i)});
        texts.push_back({QRectF(x + kSwatch + kPad, y, wide, rowHeight), names[i], Qt::AlignLeft, theme.textMuted});
        x += kSwatch + kPad + wide + 12;
    }
    return y + rowHeight + 4 - area.top();
}

void AxisTexts::placeValues(const ValueScale &scale, const QRectF &plot, double left)
{
    for (const ValueTick &tick : scale.ticks) {
        const double y = plot.bottom() - scale.fraction(tick.value) * plot.height();
        texts.push_back(
            {QRectF(left, y - line / 2, plot.left() - 8 - left, line), tick.label, Qt::AlignRight, theme.textMuted});
    }
}

CategoryNames AxisTexts::breakCategories(const QStringList &names, double slot, bool withSecondLine, int mostRows) const
{
    CategoryNames broken;
    const int every = std::max(1, int(std::ceil(kNarrowestSlot / slot)));
    const int second = withSecondLine ? 1 : 0;
    const auto breakInto = [&](double room, int levels) {
        broken = {};
        broken.room = room;
        broken.staggered = levels > 1;
        bool fits = true;
        for (qsizetype i = 0; i < names.size(); ++i) {
            broken.lines.push_back(i % every == 0 ? wordLines(*this, names[i], room) : QStringList());
            broken.perLevel = std::max(broken.perLevel, int(broken.lines.back().size()));
            fits = fits
                && std::ranges::all_of(broken.lines.back(), [&](const QString &text) { return width(text) <= room; });
        }
        broken.rows = levels * (broken.perLevel + second);
        return fits && broken.rows <= mostRows;
    };
    if (breakInto(slot * every - kBetweenNames, 1) || (every == 1 && breakInto(2 * slot - kBetweenNames, 2)))
        return broken;
    broken = {};
    broken.room = slot * every - kBetweenNames;
    broken.rows = 1 + second;
    for (qsizetype i = 0; i < names.size(); ++i)
        broken.lines.push_back(i % every == 0 ? QStringList{names[i]} : QStringList());
    return broken;
}

void AxisTexts::placeCategories(const CategoryNames &names, const QStringList &secondLine, const QRectF &plot,
    const std::function<double(double)> &x)
{
    const double level = names.staggered ? line * names.rows / 2 : 0;
    for (size_t i = 0; i < names.lines.size(); ++i) {
        const QStringList &lines = names.lines[i];
        const double centre = x(double(i));
        const double top = plot.bottom() + 5 + (i % 2 == 1 ? level : 0);
        for (qsizetype k = 0; k < lines.size(); ++k) {
            const double wide = std::min(names.room, width(lines[k]) + 1);
            texts.push_back({QRectF(centre - wide / 2, top + double(k) * line, wide, line), lines[k], Qt::AlignHCenter,
                theme.textMuted});
        }
        if (!lines.isEmpty() && qsizetype(i) < secondLine.size()) {
            texts.push_back({QRectF(centre - names.room / 2, top + names.perLevel * line, names.room, line),
                secondLine[qsizetype(i)], Qt::AlignHCenter, theme.textFaint});
        }
    }
}

std::vector<TimeTick> AxisTexts::placeTimes(const TimeAxis &axis, const QRectF &plot)
{
    const auto measure = [this](const QString &text) { return width(text); };
    std::vector<TimeTick> ticks = timeTicks(axis, plot.width(), measure);
    for (const TimeTick &tick : ticks) {
        const double x = plot.left() + (tick.at - axis.from) / (axis.to - axis.from) * plot.width();
        const double wide = width(tick.label);
        texts.push_back({QRectF(tick.centred ? x - wide / 2 : x + 4, plot.bottom() + 5, wide, line), tick.label,
            Qt::AlignLeft, theme.textMuted});
    }
    return ticks;
}

bool AxisTexts::placeBeside(std::vector<Beside> labels, const QRectF &plot, double right, double furthest)
{
    std::ranges::reverse(labels);
    std::ranges::stable_sort(labels, {}, &Beside::wanted);
    std::vector<double> centres;
    for (const Beside &label : labels)
        centres.push_back(label.wanted);
    spread(centres, line + 1, plot.top() - line / 2, plot.bottom() + line / 2);
    for (size_t i = 0; i < labels.size(); ++i) {
        if (std::abs(centres[i] - labels[i].wanted) > furthest)
            return false;
    }
    for (size_t i = 0; i < labels.size(); ++i) {
        const bool named = labels[i].series >= 0;
        double left = plot.right() + kBeside;
        if (named) {
            swatches.push_back({QRectF(left - 2, centres[i] - kSwatch / 2, kSwatch, kSwatch), labels[i].series});
            left += kSwatch + 3;
        } else if (labels[i].led && std::abs(centres[i] - labels[i].wanted) > kFarEnough) {
            leaders.emplace_back(plot.right(), labels[i].wanted, left - 1, centres[i]);
        }
        texts.push_back({QRectF(left, centres[i] - line / 2, right - left, line), labels[i].text, Qt::AlignLeft,
            named ? theme.textMuted : theme.textFaint});
    }
    return true;
}

LineNaming AxisTexts::naming(const std::vector<LineName> &lines, double areaWidth) const
{
    const auto fit = [&](QString LineName::*text) {
        return std::ranges::all_of(
            lines, [&](const LineName &name) { return kBeside + width(name.*text) + 6 <= areaWidth * kGutterShare; });
    };
    if (areaWidth >= kWideEnough && fit(&LineName::full))
        return LineNaming::Beside;
    return fit(&LineName::brief) ? LineNaming::Brief : LineNaming::Above;
}

double AxisTexts::lineGutter(const std::vector<LineName> &lines, LineNaming naming) const
{
    double wide = 0;
    for (const LineName &name : lines)
        wide = std::max(wide, width(naming == LineNaming::Beside ? name.full : name.brief));
    return naming == LineNaming::Above || lines.empty() ? 0 : wide + kBeside;
}

double AxisTexts::placeLinesAbove(const std::vector<LineName> &lines, const QRectF &area, double top)
{
    double x = area.left();
    double y = top;
    for (const LineName &name : lines) {
        const double wide = std::min(width(name.full) + 1, area.width());
        if (x > area.left() && x + wide > area.right()) {
            x = area.left();
            y += line;
        }
        texts.push_back({QRectF(x, y, wide, line), name.full, Qt::AlignLeft, theme.textFaint});
        x += wide + 12;
    }
    return lines.empty() ? 0 : y + line + 4 - top;
}

void spread(std::vector<double> &centres, double height, double top, double bottom)
{
    // Taking i heights from the i-th leaves the task of the nearest ascending row of numbers: neighbours out of order
    // become one group, which stands at the mean of its members.
    struct Group {
        double sum = 0;
        size_t count = 0;
        [[nodiscard]] double mean() const { return sum / double(count); }
    };
    std::vector<Group> groups;
    for (size_t i = 0; i < centres.size(); ++i) {
        groups.push_back({centres[i] - double(i) * height, 1});
        while (groups.size() > 1 && groups[groups.size() - 2].mean() > groups.back().mean()) {
            const Group last = groups.back();
            groups.pop_back();
            groups.back().sum += last.sum;
            groups.back().count += last.count;
        }
    }
    const double lowest = top + height / 2;
    const double highest = bottom - height / 2 - double(centres.size() - 1) * height;
    size_t i = 0;
    for (const Group &group : groups) {
        const double place = std::min(std::max(group.mean(), lowest), highest); // without room for all, from the bottom
        for (size_t k = 0; k < group.count; ++k, ++i)
            centres[i] = place + double(i) * height;
    }
}

} // namespace leadline
