#include "ui/charts/charttip.h"

#include "ui/charts/paintutil.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace leadline {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(leadline::ChartTip)
};

constexpr double kPad = 8;
constexpr double kGap = 12;
constexpr double kFromAnchor = 14;
constexpr size_t kMostRows = 10;

QString columnName(const ChartSpec &spec, double x)
{
    if (spec.formatX)
        return spec.formatX(x);
    if (spec.timeAxis)
        return periodName(x, spec.periodMs, spec.zone);
    const auto index = static_cast<qsizetype>(x);
    return index >= 0 && index < spec.categories.size() ? spec.categories[index] : QString();
}

QString valueText(const ChartSpec &spec, const ChartPoint &point)
{
    if (!std::isfinite(point.y))
        return Texts::tr("no data");
    QString text = formatted(spec.formatValue, point.y);
    if (std::isfinite(point.low) && std::isfinite(point.high))
        text += Texts::tr(" (%1 to %2)", "band, p25 to p75")
                    .arg(formatted(spec.formatValue, point.low), formatted(spec.formatValue, point.high));
    if (point.n > 0)
        text += Texts::tr(", n = %1").arg(QLocale().toString(point.n));
    return text;
}

} // namespace

QString ChartTip::text() const
{
    QStringList lines = {title};
    for (const Row &row : rows)
        lines += row.name.isEmpty() ? row.value : Texts::tr("%1: %2", "series and value").arg(row.name, row.value);
    return (lines + notes).join(u'\n');
}

ChartTip tipOf(const ChartSpec &spec, const Theme &theme, const ChartLayout &layout, int column, int strongSeries)
{
    const ChartColumn &at = layout.columns[size_t(column)];
    ChartTip tip{columnName(spec, at.x), {}, {}};
    bool partial = false;
    bool thin = false;
    size_t shown = 0;
    for (size_t s = 0; s < spec.series.size(); ++s) {
        if (at.points[s] < 0)
            continue;
        const ChartPoint &point = spec.series[s].points[size_t(at.points[s])];
        partial = partial || point.partial;
        thin = thin || isThin(spec, point);
        if (++shown > kMostRows && int(s) != strongSeries)
            continue;
        const bool several = spec.series.size() > 1;
        tip.rows.push_back({several ? seriesColor(spec, theme, int(s)) : QColor(), spec.series[s].name,
            valueText(spec, point), several && int(s) == strongSeries});
    }
    if (shown > tip.rows.size())
        tip.notes += Texts::tr("and %n more", nullptr, int(shown - tip.rows.size()));
    if (partial)
        tip.notes += Texts::tr("Incomplete period: more may come.");
    if (thin)
        tip.notes += Texts::tr("Greyed: fewer than %1 records.").arg(spec.thinBelow);
    for (const ChartLine &line : spec.lines) {
        if (line.vertical
            && std::abs(layout.pixelX(line.value) - at.centre()) <= std::max((at.right - at.left) / 2, 6.0))
            tip.notes += line.label;
    }
    return tip;
}

void paintTip(QPainter &painter, const ChartTip &tip, QPointF anchor, const QRectF &bounds, const Theme &theme)
{
    QFont title = theme.bodyFont();
    title.setWeight(QFont::DemiBold);
    title.setPixelSize(12);
    QFont body = theme.noteFont();
    body.setPixelSize(12);
    QFont strong = body;
    strong.setWeight(QFont::DemiBold);
    const double line = lineHeight(body) + 1;
    const double swatch = std::ranges::any_of(tip.rows, [](const auto &row) { return row.swatch.isValid(); }) ? 14 : 0;
    double names = 0;
    double values = 0;
    double notes = textWidth(title, tip.title);
    for (const ChartTip::Row &row : tip.rows) {
        names = std::max(names, textWidth(strong, row.name));
        values = std::max(values, textWidth(strong, row.value));
    }
    for (const QString &note : tip.notes)
        notes = std::max(notes, textWidth(body, note));
    const double most = std::max(bounds.width() - 2 * kPad - 8, 60.0);
    values = std::min(values, most - swatch - kGap);
    names = std::min(names, std::max(most - swatch - kGap - values, 0.0));
    const double width = std::min(std::max(swatch + names + (names > 0 ? kGap : 0) + values, notes), most);
    const double height = line * double(1 + tip.rows.size() + size_t(tip.notes.size()));
    QRectF box(0, 0, std::ceil(width + 2 * kPad), std::ceil(height + 2 * kPad - 2));
    box.moveTopLeft({anchor.x() + kFromAnchor, anchor.y() - box.height() / 2});
    if (box.right() > bounds.right() - 2)
        box.moveRight(anchor.x() - kFromAnchor);
    box.moveLeft(
        std::clamp(box.left(), bounds.left() + 2, std::max(bounds.right() - 2 - box.width(), bounds.left() + 2)));
    box.moveTop(
        std::clamp(box.top(), bounds.top() + 2, std::max(bounds.bottom() - 2 - box.height(), bounds.top() + 2)));

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.surfaceRaised);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    QRectF row(box.left() + kPad, box.top() + kPad - 1, width, line);
    paintText(painter, row, Qt::AlignLeft, tip.title, title, theme.text);
    for (const ChartTip::Row &entry : tip.rows) {
        row.translate(0, line);
        if (entry.swatch.isValid())
            painter.fillRect(QRectF(row.left(), row.center().y() - 4, 8, 8), entry.swatch);
        const QFont &font = entry.strong ? strong : body;
        paintText(painter, QRectF(row.left() + swatch, row.top(), names, line), Qt::AlignLeft, entry.name, font,
            theme.textMuted);
        const double from = names > 0 ? swatch + names + kGap : swatch;
        paintText(painter, QRectF(row.left() + from, row.top(), width - from, line), Qt::AlignRight, entry.value, font,
            theme.text);
    }
    for (const QString &note : tip.notes) {
        row.translate(0, line);
        paintText(painter, row, Qt::AlignLeft, note, body, theme.textFaint);
    }
}

} // namespace leadline
