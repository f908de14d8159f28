#include "ui/charts/paint.h"
#include "ui/charts/paintutil.h"

#include <QCoreApplication>
#include <QPainterPath>

#include <cmath>

namespace leadline {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(leadline::MetricCard)
};

constexpr double kPad = 16;
constexpr int kTitleLines = 2;
constexpr double kBandStep = 10; // of the four-step ladder in the chip
constexpr double kUnitGap = 5; // between the number and its unit

void paintArrow(QPainter &painter, QPointF centre, int direction, const QColor &color)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const double sign = direction > 0 ? -1 : 1;
    if (direction == 0)
        painter.drawRect(QRectF(centre.x() - 4, centre.y() - 1, 8, 2));
    else
        painter.drawPolygon(QPolygonF(
            {centre + QPointF(0, 4 * sign), centre + QPointF(-4.5, -3.5 * sign), centre + QPointF(4.5, -3.5 * sign)}));
    painter.setBrush(Qt::NoBrush);
}

void paintSparkline(
    QPainter &painter, const QRectF &rect, const std::vector<double> &values, const QColor &line, const Theme &theme)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double value : values) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (std::ranges::count_if(values, [](double value) { return std::isfinite(value); })
        < 4) // two or three dots are no course
        return;
    const double span = high > low ? high - low : 1;
    const auto at = [&](size_t i) {
        const double y = high > low ? (values[i] - low) / span : 0.5;
        return QPointF(
            rect.left() + rect.width() * double(i) / double(values.size() - 1), rect.bottom() - y * rect.height());
    };
    painter.setPen(QPen(line, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    QPolygonF run;
    QPointF last;
    for (size_t i = 0; i <= values.size(); ++i) {
        if (i < values.size() && std::isfinite(values[i])) {
            last = at(i);
            run.append(last);
            continue;
        }
        if (run.size() == 1)
            painter.drawLine(run.first() - QPointF(1, 0), run.first() + QPointF(1, 0));
        else if (run.size() > 1)
            painter.drawPolyline(run);
        run.clear();
    }
    painter.setPen(QPen(theme.surface, 1.5));
    painter.setBrush(line);
    painter.drawEllipse(last, 3.5, 3.5);
    painter.setBrush(Qt::NoBrush);
}

// Words in at most so many lines; what does not fit ends in an ellipsis.
QStringList wrapped(const QString &text, const QFont &font, double width, int mostLines)
{
    QStringList lines = {QString()};
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        const QString longer = lines.last().isEmpty() ? word : lines.last() + u' ' + word;
        if (lines.size() < mostLines && !lines.last().isEmpty() && textWidth(font, longer) > width)
            lines += word;
        else
            lines.last() = longer;
    }
    return lines;
}

// "107 per week": the number is what the eye looks for, its unit may be small. A space before a digit parts thousands.
qsizetype unitStart(const QString &value)
{
    for (qsizetype i = 1; i + 1 < value.size(); ++i) {
        if (value[i].isSpace() && value[i - 1].isDigit() && !value[i + 1].isDigit())
            return i + 1;
    }
    return value.size();
}

// Gives the width it took.
double paintFigure(QPainter &painter, const QRectF &row, const QString &value, const Theme &theme, const QColor &color)
{
    const QFont large = theme.figureFont();
    const QFont small = theme.titleFont();
    const qsizetype unit = unitStart(value);
    const QString number = value.left(unit).trimmed();
    const double wide = std::min(std::ceil(textWidth(large, number)) + 1, row.width());
    paintText(painter, QRectF(row.left(), row.top(), wide, row.height()), Qt::AlignLeft, number, large, color);
    if (unit >= value.size())
        return wide;
    const double left = row.left() + wide + kUnitGap;
    const double unitWide = std::min(std::ceil(textWidth(small, value.sliced(unit))) + 1, row.right() - left);
    // Both stand on one line; texts are placed by the middle of their capitals.
    const double lower = (QFontMetricsF(large).capHeight() - QFontMetricsF(small).capHeight()) / 2;
    paintText(painter, QRectF(left, row.top() + lower, unitWide, row.height()), Qt::AlignLeft, value.sliced(unit),
        small, color);
    return wide + kUnitGap + unitWide;
}

// Four steps, lowest left: the filled ones say how far up this band is.
void paintBandChip(QPainter &painter, const QRectF &row, const CardSpec &spec, const Theme &theme)
{
    const QFont font = theme.noteFont();
    const int filled = 4 - std::clamp(spec.band, 0, 3);
    double x = row.left();
    for (int step = 0; step < 4; ++step) {
        const double height = 4 + 2.0 * step;
        const QRectF bar(x, row.center().y() + 5 - height, kBandStep - 6, height);
        painter.fillRect(bar, step < filled ? theme.bands[std::clamp(spec.band, 0, 3)] : theme.gridLine);
        x += kBandStep - 4;
    }
    x += 4;
    const double width = std::min(std::ceil(textWidth(font, spec.bandText)) + 1, row.right() - x);
    paintText(painter, QRectF(x, row.top(), width, row.height()), Qt::AlignLeft, spec.bandText, font, theme.textMuted);
}

double bandChipWidth(const CardSpec &spec, const Theme &theme)
{
    return 4 * (kBandStep - 4) + 4 + std::ceil(textWidth(theme.noteFont(), spec.bandText)) + 1;
}

// In as many lines as there are above `bottom`.
void paintDelta(QPainter &painter, QRectF row, double bottom, const CardSpec &spec, const Theme &theme)
{
    const QFont font = theme.noteFont();
    const QColor color = spec.judgement > 0 ? theme.better : spec.judgement < 0 ? theme.worse : theme.neutral;
    const QString word = spec.judgement > 0 ? Texts::tr("Better: %1")
        : spec.judgement < 0                ? Texts::tr("Worse: %1")
                                            : QStringLiteral("%1");
    const int direction = spec.direction != 0 ? spec.direction : spec.judgement;
    paintArrow(painter, QPointF(row.left() + 5, row.center().y()), direction, color);
    row.setLeft(row.left() + 15);
    const int lines = std::max(1, static_cast<int>((bottom - row.top()) / row.height()));
    for (const QString &line : wrapped(word.arg(spec.delta), font, row.width(), lines)) {
        paintText(painter, row, Qt::AlignLeft, line, font, color);
        row.translate(0, row.height());
    }
}

} // namespace

int cardTitleLines(const CardSpec &spec, double width, const Theme &theme)
{
    return static_cast<int>(wrapped(spec.title, theme.titleFont(), width - 2 * kPad, kTitleLines).size());
}

void paintCard(QPainter &painter, const QRectF &area, const CardSpec &spec, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setBrush(Qt::NoBrush);

    const QFont title = theme.titleFont();
    const QFont note = theme.noteFont();
    const QFont figure = theme.figureFont();
    const double noteLine = lineHeight(note);
    QRectF row = area.adjusted(kPad, 10, -kPad, 0);
    row.setHeight(lineHeight(title));
    const QStringList titleLines = wrapped(spec.title, title, row.width(), kTitleLines);
    const double below =
        row.top() + double(std::max(qsizetype(spec.titleLines), titleLines.size())) * row.height() + noteLine + 4;
    for (const QString &line : titleLines) {
        paintText(painter, row, Qt::AlignLeft, line, title, theme.text);
        row.translate(0, row.height());
    }
    row.setHeight(noteLine);
    paintText(painter, row, Qt::AlignLeft, spec.subtitle, note, theme.textMuted);
    row = QRectF(row.left(), below, row.width(), lineHeight(figure));

    const QRectF foot(row.left(), area.bottom() - 9 - noteLine, row.width(), noteLine);
    if (spec.value.isEmpty()) { // why there is no figure takes the place of the figure
        QRectF line(row.left(), row.top() + 4, row.width(), lineHeight(theme.bodyFont()));
        for (const QString &text : wrapped(spec.note, theme.bodyFont(), line.width(), 4)) {
            paintText(painter, line, Qt::AlignLeft, text, theme.bodyFont(), theme.textMuted);
            line.translate(0, line.height());
        }
        painter.restore();
        return;
    }
    const double figureWidth = paintFigure(painter, row, spec.value, theme, spec.thin ? theme.textFaint : theme.text);
    const QRectF spark(row.left() + figureWidth + 20, row.top() + 6, row.width() - figureWidth - 24, row.height() - 12);
    if (spark.width() >= 40)
        paintSparkline(painter, spark, spec.sparkline, spec.thin ? theme.axis : theme.accent, theme);
    const double noteWidth = std::ceil(textWidth(note, spec.note)) + 1;
    const bool hasBand = spec.band >= 0 && !spec.bandText.isEmpty();
    const bool besides = !hasBand || bandChipWidth(spec, theme) + 12 + noteWidth <= foot.width();
    const QRectF noteRow = besides ? foot : foot.translated(0, -noteLine - 2);
    if (!spec.delta.isEmpty())
        paintDelta(
            painter, QRectF(row.left(), row.bottom() + 4, row.width(), noteLine), noteRow.top() + 1, spec, theme);
    if (hasBand)
        paintBandChip(painter, foot, spec, theme);
    paintText(painter, noteRow, hasBand && besides ? Qt::AlignRight : Qt::AlignLeft, spec.note, note, theme.textFaint);
    painter.restore();
}

} // namespace leadline
