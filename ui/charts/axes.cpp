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

bool AxisTexts::fitsBeside(const QString &text, double areaWidth) const
{
    return areaWidth >= kWideEnough && width(text) + 14 <= widestBeside(areaWidth);
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
        texts.push_back(
            {QRectF(x + kSwatch + kPad, y, wide, rowHeight), names[i], Qt::AlignLeft, theme.textMuted, false});
        x += kSwatch + kPad + wide + 12;
    }
    return y + rowHeight + 4 - area.top();
}

void AxisTexts::placeValues(const ValueScale &scale, const QRectF &plot, double left)
{
    for (const ValueTick &tick : scale.ticks) {
        const double y = plot.bottom() - scale.fraction(tick.value) * plot.height();
        texts.push_back({QRectF(left, y - line / 2, plot.left() - 8 - left, line), tick.label, Qt::AlignRight,
            theme.textMuted, false});
    }
}

void AxisTexts::placeCategories(const QStringList &names, const QStringList &secondLine, const QRectF &plot,
    double slot, const std::function<double(double)> &x)
{
    const int every = std::max(1, int(std::ceil(30 / slot)));
    for (int i = 0; i < names.size(); i += every) {
        const double room = slot * every - 8;
        const double wide = std::min(room, width(names[i]) + 1);
        texts.push_back({QRectF(x(i) - wide / 2, plot.bottom() + 5, wide, line), names[i], Qt::AlignHCenter,
            theme.textMuted, false});
        if (i < secondLine.size()) {
            texts.push_back({QRectF(x(i) - room / 2, plot.bottom() + 5 + line, room, line), secondLine[i],
                Qt::AlignHCenter, theme.textFaint, false});
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
            Qt::AlignLeft, theme.textMuted, false});
    }
    return ticks;
}

bool AxisTexts::placeBeside(std::vector<Beside> labels, const QRectF &plot, double right, double furthest)
{
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
        double left = plot.right() + 6;
        if (named) {
            swatches.push_back({QRectF(left, centres[i] - kSwatch / 2, kSwatch, kSwatch), labels[i].series});
            left += kSwatch + 5;
        }
        texts.push_back({QRectF(left, centres[i] - line / 2, right - left, line), labels[i].text, Qt::AlignLeft,
            named ? theme.textMuted : theme.textFaint, false});
    }
    return true;
}

void AxisTexts::placeInside(const QString &text, double y, const QRectF &plot)
{
    const double wide = std::min(width(text) + 1, plot.width() - 4);
    QRectF rect(plot.right() - wide, y - line, wide, line);
    const auto collides = [&](const PlacedText &other) { return other.rect.intersects(rect); };
    while (std::ranges::any_of(texts, collides) && rect.bottom() + line < plot.bottom())
        rect.translate(0, 2);
    texts.push_back({rect, text, Qt::AlignRight, theme.textFaint, true});
}

void spread(std::vector<double> &centres, double height, double top, double bottom)
{
    for (size_t i = 0; i < centres.size(); ++i)
        centres[i] = std::max(centres[i], i == 0 ? top + height / 2 : centres[i - 1] + height);
    double limit = bottom - height / 2;
    for (size_t i = centres.size(); i-- > 0;) {
        centres[i] = std::min(centres[i], limit);
        limit = centres[i] - height;
    }
}

} // namespace leadline
