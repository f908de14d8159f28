#include "core/report/reportblocks.h"
#include "core/report/reportstyle.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Report)
};

constexpr double kGutter = points(14);
constexpr double kSpark = points(20);

struct CardFonts {
    QFont title = reportFont(8, QFont::DemiBold);
    QFont note = reportFont(7.2);
};

void paintSparkline(QPainter &painter, const QRectF &area, const std::vector<double> &values)
{
    double low = 0;
    double high = 0;
    for (const double value : values) {
        if (!std::isnan(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (values.size() < 2 || high <= low)
        return;
    const auto pointAt = [&](std::size_t i) {
        return QPointF(area.left() + area.width() * static_cast<double>(i) / static_cast<double>(values.size() - 1),
            area.bottom() - area.height() * (values[i] - low) / (high - low));
    };
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink().hair, points(0.4)));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    QPainterPath path;
    bool open = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) {
            open = false;
            continue;
        }
        open ? path.lineTo(pointAt(i)) : path.moveTo(pointAt(i));
        open = true;
    }
    painter.setPen(QPen(ink().series.front(), points(0.9), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    if (!std::isnan(values.back())) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink().series.front());
        painter.drawEllipse(pointAt(values.size() - 1), points(1.4), points(1.4));
    }
}

// An arrow and a word beside the colour, so that nothing is said by colour alone.
QString deltaText(const ReportCard &card)
{
    if (card.delta.isEmpty())
        return {};
    const QString arrow = card.direction > 0 ? u"▲ "_s : card.direction < 0 ? u"▼ "_s : QString();
    if (card.judgement == 0)
        return arrow + card.delta;
    return arrow
        + (card.judgement > 0 ? Words::tr("better: %1").arg(card.delta) : Words::tr("worse: %1").arg(card.delta));
}

struct CardMeasures {
    QFont figure; // one size for all, so that every figure fits
    double title = 0;
    double delta = 0;
    double band = 0;
};

void paintCard(QPainter &painter, const QRectF &area, const ReportCard &card, const CardMeasures &sizes)
{
    const CardFonts fonts;
    painter.setPen(QPen(ink().rule, points(0.5)));
    painter.drawLine(area.topLeft(), area.topRight());
    QRectF rest = area.adjusted(0, points(4), 0, 0);
    paintWrapped(painter, rest, card.title, {.font = fonts.title, .color = ink().text}, 2);
    rest.setTop(rest.top() + sizes.title);
    paintLine(painter, rest, card.figure, {.font = sizes.figure, .color = ink().text});
    rest.setTop(rest.top() + reportLineHeight(sizes.figure));
    paintWrapped(painter, rest, card.band, {.font = fonts.note, .color = ink().text}, 2);
    rest.setTop(rest.top() + sizes.band);
    const QColor color = card.judgement > 0 ? ink().better : card.judgement < 0 ? ink().worse : ink().muted;
    paintWrapped(painter, rest, deltaText(card), {.font = fonts.note, .color = color}, 4);
    rest.setTop(rest.top() + sizes.delta);
    paintLine(painter, rest, card.note, {.font = fonts.note, .color = ink().muted});
    paintSparkline(painter, QRectF(area.left(), area.bottom() - kSpark, area.width(), kSpark), card.sparkline);
}

QFont figureFont(const std::vector<ReportCard> &cards, double width)
{
    for (double size = 17; size > 9; size -= 0.5) {
        const QFont font = reportFont(size, QFont::DemiBold);
        const QFontMetricsF metrics(font);
        if (std::ranges::all_of(
                cards, [&](const ReportCard &card) { return metrics.horizontalAdvance(card.figure) <= width; }))
            return font;
    }
    return reportFont(9, QFont::DemiBold);
}

} // namespace

Block cardsBlock(const std::vector<ReportCard> &cards, double width)
{
    if (cards.empty())
        return {};
    const CardFonts fonts;
    // As many in a row as have room for their words, the rows evenly filled.
    const auto most =
        std::clamp<std::size_t>(static_cast<std::size_t>((width + kGutter) / (points(85) + kGutter)), 1, 6);
    const std::size_t rows = (cards.size() + most - 1) / most;
    const std::size_t perRow = (cards.size() + rows - 1) / rows;
    const double each = (width - kGutter * static_cast<double>(perRow - 1)) / static_cast<double>(perRow);
    CardMeasures sizes{.figure = figureFont(cards, each)};
    for (const ReportCard &card : cards) {
        sizes.title = std::max(sizes.title, wrappedHeight(card.title, fonts.title, each, 2));
        sizes.band = std::max(sizes.band, wrappedHeight(card.band, fonts.note, each, 2));
        sizes.delta = std::max(sizes.delta, wrappedHeight(deltaText(card), fonts.note, each, 4));
    }
    const bool sparks = std::ranges::any_of(cards, [](const ReportCard &card) { return card.sparkline.size() > 1; });
    const double height = points(4) + sizes.title + reportLineHeight(sizes.figure) + sizes.band + sizes.delta
        + reportLineHeight(fonts.note) + (sparks ? points(5) + kSpark : 0);
    const double gap = points(12);
    return {static_cast<double>(rows) * (height + gap) - gap, [=](QPainter &painter, const QRectF &area) {
                for (std::size_t i = 0; i < cards.size(); ++i) {
                    const double x = area.left() + static_cast<double>(i % perRow) * (each + kGutter);
                    const double y = area.top() + static_cast<double>(i / perRow) * (height + gap);
                    paintCard(painter, QRectF(x, y, each, height), cards[i], sizes);
                }
            }};
}

} // namespace leadline
