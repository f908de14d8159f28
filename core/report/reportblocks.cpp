#include "core/report/reportblocks.h"

#include "core/report/reportparts.h"
#include "core/report/reportstyle.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPainter>

#include <algorithm>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr double kChartStretch = 0.45; // of its height, at most

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Report)
};

// "Filters    Team: Kestrel": a quiet list of facts under the title.
struct Fact {
    QString name;
    QString text;
};

std::vector<Fact> factsOf(const Report &report)
{
    std::vector<Fact> facts;
    const auto add = [&facts](const QString &name, const QString &text) {
        if (!text.isEmpty())
            facts.push_back({name, text});
    };
    add(Words::tr("Workspace"), report.workspace);
    add(Words::tr("Period"),
        report.comparedWith.isEmpty() ? report.period
                                      : Words::tr("%1, compared with %2").arg(report.period, report.comparedWith));
    add(Words::tr("Filters"), report.filters.isEmpty() ? Words::tr("none") : report.filters.join(u" · "_s));
    add(Words::tr("Data"), report.freshness.join(u'\n'));
    add(Words::tr("Charts"), report.reading);
    return facts;
}

} // namespace

Block titleBlock(const Report &report, double width)
{
    const QFont title = reportFont(21, QFont::DemiBold);
    const QFont note = reportFont(8);
    const std::vector<Fact> facts = factsOf(report);
    const double names = points(58);
    const double above = points(17);
    const double titleHeight = wrappedHeight(report.title, title, width);
    double height = above + titleHeight + points(6);
    for (const Fact &fact : facts)
        height += wrappedHeight(fact.text, note, width - names) + points(1);
    height += points(8);
    QString made;
    if (report.madeAt.isSet()) {
        const QDateTime at = QDateTime::fromMSecsSinceEpoch(report.madeAt.ms(), report.zone);
        made = Words::tr("%1, %2").arg(
            report.locale.toString(at.date(), Words::tr("d MMMM yyyy")), clockText(at.time(), report.locale));
    }
    const QString overline = report.role.isEmpty() ? u"Leadline"_s : u"Leadline · "_s + report.role;
    return {height, [=, text = report.title](QPainter &painter, const QRectF &area) {
                painter.fillRect(QRectF(area.left(), area.top(), area.width(), points(2)), ink().text);
                const QRectF line(area.left(), area.top() + points(5), area.width(), points(11));
                paintLine(painter, line, overline, {.font = reportFont(8, QFont::DemiBold), .color = ink().muted});
                paintLine(painter, line, made,
                    {.font = note, .color = ink().muted, .alignment = Qt::AlignRight | Qt::AlignTop});
                paintWrapped(painter, QRectF(area.left(), area.top() + above, area.width(), titleHeight), text,
                    {.font = title, .color = ink().text});
                double y = area.top() + above + titleHeight + points(6);
                for (const Fact &fact : facts) {
                    const double needed = wrappedHeight(fact.text, note, area.width() - names);
                    paintLine(painter, QRectF(area.left(), y, names, reportLineHeight(note)), fact.name,
                        {.font = note, .color = ink().muted});
                    paintWrapped(painter, QRectF(area.left() + names, y, area.width() - names, needed), fact.text,
                        {.font = note, .color = ink().text});
                    y += needed + points(1);
                }
                painter.setPen(QPen(ink().rule, points(0.5)));
                painter.drawLine(QPointF(area.left(), area.bottom()), QPointF(area.right(), area.bottom()));
            }};
}

Block headingBlock(const ReportSection &section, double width)
{
    const QFont heading = reportFont(11, QFont::DemiBold);
    const QFont subtitle = reportFont(8);
    const QFont body = reportFont(9);
    const double headingHeight = wrappedHeight(section.heading, heading, width);
    const double subtitleHeight = wrappedHeight(section.subtitle, subtitle, width);
    const double textHeight = wrappedHeight(section.text, body, width);
    const double gap = section.text.isEmpty() || headingHeight + subtitleHeight == 0 ? 0 : points(4);
    return {headingHeight + subtitleHeight + gap + textHeight,
        [=, h = section.heading, s = section.subtitle, t = section.text](QPainter &painter, const QRectF &area) {
            QRectF rest = area;
            paintWrapped(painter, rest, h, {.font = heading, .color = ink().text});
            rest.setTop(rest.top() + headingHeight);
            paintWrapped(painter, rest, s, {.font = subtitle, .color = ink().muted});
            rest.setTop(rest.top() + subtitleHeight + gap);
            paintWrapped(painter, rest, t, {.font = body, .color = ink().text});
        }};
}

Block chartBlock(const ReportSection &section, double width)
{
    if (!section.chart)
        return {};
    return {points(section.chartHeight),
        [width, chart = section.chart](QPainter &painter, const QRectF &area) {
            painter.translate(area.topLeft());
            painter.scale(kChartUnit, kChartUnit);
            painter.setRenderHint(QPainter::Antialiasing);
            chart(painter, QRectF(0, 0, width / kChartUnit, area.height() / kChartUnit));
        },
        points(section.chartHeight) * kChartStretch};
}

Block notesBlock(const QStringList &notes, double width)
{
    if (notes.isEmpty())
        return {};
    const QFont font = reportFont(7.2);
    const QString text = notes.join(u'\n');
    return {wrappedHeight(text, font, width), [text, font](QPainter &painter, const QRectF &area) {
                paintWrapped(painter, area, text, {.font = font, .color = ink().muted});
            }};
}

Block definitionBlock(const ReportDefinition &definition, double width)
{
    const QFont title = reportFont(8.5, QFont::DemiBold);
    const QFont body = reportFont(8.5);
    const QFont note = reportFont(7.2);
    const double side = width / 4 - points(9); // three of twelve columns
    const double main = width - width / 4;
    const double titleHeight = wrappedHeight(definition.title, title, side);
    const double textHeight = wrappedHeight(definition.text, body, main);
    const double noteHeight = wrappedHeight(definition.origin, note, main);
    const double padding = points(5);
    const double height =
        std::max(titleHeight, textHeight + noteHeight + (noteHeight > 0 ? points(1.5) : 0)) + 2 * padding;
    return {height, [=](QPainter &painter, const QRectF &area) {
                painter.setPen(QPen(ink().hair, points(0.4)));
                painter.drawLine(area.topLeft(), area.topRight());
                const double y = area.top() + padding;
                const double x = area.left() + area.width() / 4;
                paintWrapped(painter, QRectF(area.left(), y, side, titleHeight), definition.title,
                    {.font = title, .color = ink().text});
                paintWrapped(
                    painter, QRectF(x, y, main, textHeight), definition.text, {.font = body, .color = ink().text});
                paintWrapped(painter, QRectF(x, y + textHeight + points(1.5), main, noteHeight), definition.origin,
                    {.font = note, .color = ink().muted});
            }};
}

Block stacked(std::vector<Block> blocks, double gap)
{
    std::erase_if(blocks, [](const Block &block) { return block.height <= 0; });
    if (blocks.empty())
        return {};
    double height = gap * static_cast<double>(blocks.size() - 1);
    double stretch = 0;
    for (const Block &block : blocks) {
        height += block.height;
        stretch += block.stretch;
    }
    return {height,
        [gap, blocks, height](QPainter &painter, const QRectF &area) {
            double y = area.top();
            double more = area.height() - height;
            for (const Block &block : blocks) {
                const double grown = std::clamp(more, 0.0, block.stretch);
                more -= grown;
                painter.save();
                block.paint(painter, QRectF(area.left(), y, area.width(), block.height + grown));
                painter.restore();
                y += block.height + grown + gap;
            }
        },
        stretch};
}

Block padded(Block block, double height)
{
    block.height = std::max(block.height, height);
    if (!block.paint)
        block.paint = [](QPainter &, const QRectF &) { };
    return block;
}

Block sideBySide(std::vector<SideBlock> blocks)
{
    double height = 0;
    double stretch = 0;
    for (const SideBlock &side : blocks) {
        height = std::max(height, side.block.height);
        stretch = std::max(stretch, side.block.height + side.block.stretch);
    }
    stretch -= height; // what the one that grows highest needs beyond the highest now
    return {height,
        [blocks](QPainter &painter, const QRectF &area) {
            for (const auto &[block, from, width] : blocks) {
                const double own = std::min(area.height(), block.height + block.stretch);
                painter.save();
                block.paint(painter, QRectF(area.left() + from, area.top(), width, own));
                painter.restore();
            }
        },
        stretch};
}

} // namespace leadline
