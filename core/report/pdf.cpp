#include "core/report/report.h"

#include "core/report/reportblocks.h"
#include "core/report/reportstyle.h"
#include "core/report/savefile.h"
#include "core/report/tablelayout.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QPageLayout>
#include <QPainter>
#include <QPdfWriter>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Report)
};

constexpr double kSideMargin = points(51); // 18 mm
constexpr double kTopMargin = points(54);
constexpr double kBottomMargin = points(54);
constexpr double kColumnGap = points(16);
constexpr double kSectionGap = points(20);
constexpr double kInnerGap = points(7);
constexpr int kLongTable = 14; // rows; shorter ones may stand beside something

bool isLong(const ReportSection &section)
{
    return !section.table.isEmpty() && (section.columns >= 12 || section.table.rows.size() > kLongTable);
}

int columnsOf(const ReportSection &section)
{
    return std::clamp(section.columns, 1, 12);
}

double columnsWidth(int columns, double width)
{
    const double one = (width - 11 * kColumnGap) / 12;
    return one * columns + kColumnGap * (columns - 1);
}

Block emptyTableBlock(const ReportTable &table, double width)
{
    return notesBlock({table.emptyText.isEmpty() ? Words::tr("Nothing in this period.") : table.emptyText}, width);
}

Block shortTableBlock(const ReportTable &table, double width)
{
    if (table.isEmpty())
        return {};
    if (table.rows.empty())
        return emptyTableBlock(table, width);
    const auto layout = std::make_shared<TableLayout>(table, width);
    double height = layout->headerHeight();
    for (int row = 0; row < layout->rows(); ++row)
        height += layout->rowHeight(row);
    return {height, [layout](QPainter &painter, const QRectF &area) {
                QPointF at = area.topLeft();
                layout->paintHeader(painter, at);
                at.ry() += layout->headerHeight();
                for (int row = 0; row < layout->rows(); ++row) {
                    layout->paintRow(painter, at, row);
                    at.ry() += layout->rowHeight(row);
                }
            }};
}

// The section in one piece, its heading at least so high.
Block wholeSection(const ReportSection &section, double width, double headHeight)
{
    const Block heading = headingBlock(section, width);
    return stacked({padded(heading, headHeight), cardsBlock(section.cards, width), chartBlock(section, width),
                       shortTableBlock(section.table, width), notesBlock(section.notes, width)},
        kInnerGap);
}

void placeTable(Pages &pages, const ReportTable &table)
{
    const auto layout = std::make_shared<TableLayout>(table, pages.body().width());
    const Block header{layout->headerHeight(),
        [layout](QPainter &painter, const QRectF &area) { layout->paintHeader(painter, area.topLeft()); }};
    for (int row = 0; row < layout->rows(); ++row) {
        const Block line{layout->rowHeight(row),
            [layout, row](QPainter &painter, const QRectF &area) { layout->paintRow(painter, area.topLeft(), row); }};
        // A heading of a group is never the last on a page.
        const bool isGroup = layout->isGroup(row) && row + 1 < layout->rows();
        const double needed = line.height + (isGroup ? layout->rowHeight(row + 1) : 0);
        if (row > 0 && needed > pages.left())
            pages.startPage();
        if (row == 0 || pages.atTop())
            pages.place(header, needed);
        pages.place(line);
    }
}

void placeLongTable(Pages &pages, const ReportSection &section)
{
    const double width = pages.body().width();
    const Block lead = stacked(
        {headingBlock(section, width), cardsBlock(section.cards, width), chartBlock(section, width)}, kInnerGap);
    if (section.table.rows.empty()) {
        pages.place(
            stacked({lead, emptyTableBlock(section.table, width), notesBlock(section.notes, width)}, kInnerGap));
        return;
    }
    if (lead.height > 0) {
        pages.place(lead, points(70)); // never a heading alone at the foot of a page
        pages.skip(points(3));
    }
    placeTable(pages, section.table);
    if (const Block notes = notesBlock(section.notes, width); notes.height > 0) {
        pages.skip(kInnerGap);
        pages.place(notes);
    }
}

void placeSections(Pages &pages, const std::vector<ReportSection> &sections)
{
    const double width = pages.body().width();
    std::size_t i = 0;
    while (i < sections.size()) {
        pages.skip(kSectionGap);
        if (isLong(sections[i])) {
            placeLongTable(pages, sections[i++]);
            continue;
        }
        std::size_t end = i;
        double headHeight = 0; // so that what stands under the headings is level
        for (int used = 0; end < sections.size() && !isLong(sections[end]); ++end) {
            used += columnsOf(sections[end]);
            if (used > 12)
                break;
            headHeight =
                std::max(headHeight, headingBlock(sections[end], columnsWidth(columnsOf(sections[end]), width)).height);
        }
        std::vector<SideBlock> row;
        for (int used = 0; i < end; ++i) {
            const double part = columnsWidth(columnsOf(sections[i]), width);
            row.push_back({.block = wholeSection(sections[i], part, headHeight),
                .from = used == 0 ? 0 : columnsWidth(used, width) + kColumnGap,
                .width = part});
            used += columnsOf(sections[i]);
        }
        std::erase_if(row, [](const SideBlock &side) { return !side.block.paint; });
        if (!row.empty())
            pages.place(sideBySide(std::move(row)));
    }
}

void placeDefinitions(Pages &pages, const std::vector<ReportDefinition> &definitions)
{
    if (definitions.empty())
        return;
    const double width = pages.body().width();
    ReportSection head;
    head.heading = Words::tr("Definitions");
    head.subtitle = Words::tr("What each figure of this report counts");
    std::vector<Block> blocks;
    double height = 0;
    for (const ReportDefinition &definition : definitions) {
        blocks.push_back(definitionBlock(definition, width));
        height += blocks.back().height;
    }
    // At the foot of a page only when they are over there: one or two and the rest overleaf read badly.
    if (height > pages.left() && pages.left() < pages.body().height() / 3)
        pages.startPage();
    pages.skip(kSectionGap * 1.4);
    pages.place(headingBlock(head, width), kInnerGap + blocks.front().height);
    pages.skip(kInnerGap);
    for (const Block &block : blocks)
        pages.place(block);
}

void paintFrame(QPainter &painter, const Report &report, const QSizeF &paper, int page, int count)
{
    const TextStyle note{.font = reportFont(7.2), .color = ink().muted};
    TextStyle right = note;
    right.alignment = Qt::AlignRight | Qt::AlignTop;
    const double width = paper.width() - 2 * kSideMargin;
    const QRectF foot(kSideMargin, paper.height() - points(36), width, points(10));
    QStringList below{u"Leadline"_s};
    if (!report.workspace.isEmpty())
        below += report.workspace;
    paintLine(painter, foot, below.join(u" · "_s), note);
    paintLine(painter, foot, Words::tr("%1 / %2").arg(page + 1).arg(count), right);
    if (page == 0)
        return; // the title says it
    const QRectF head(kSideMargin, points(30), width, points(10));
    paintLine(painter, head, report.title, note);
    paintLine(painter, head, report.period, right);
    painter.setPen(QPen(ink().rule, points(0.4)));
    painter.drawLine(QPointF(head.left(), points(43)), QPointF(head.right(), points(43)));
}

QByteArray render(const Report &report, ReportPageSize size)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPdfVersion(QPagedPaintDevice::PdfVersion_1_6);
    writer.setTitle(report.title);
    writer.setCreator(u"Leadline"_s);
    writer.setResolution(kDotsPerInch);
    writer.setPageLayout(QPageLayout(QPageSize(size == ReportPageSize::A4 ? QPageSize::A4 : QPageSize::Letter),
        QPageLayout::Portrait, QMarginsF(0, 0, 0, 0)));
    const QSizeF paper = QSizeF(writer.width(), writer.height());
    Pages pages(
        QRectF(QPointF(kSideMargin, kTopMargin), QPointF(paper.width() - kSideMargin, paper.height() - kBottomMargin)));
    pages.place(titleBlock(report, pages.body().width()));
    placeSections(pages, report.sections);
    placeDefinitions(pages, report.definitions);

    QPainter painter(&writer);
    for (int page = 0; page < pages.count(); ++page) {
        if (page > 0)
            writer.newPage();
        paintFrame(painter, report, paper, page, pages.count());
        pages.paint(painter, page);
    }
    painter.end();
    return buffer.data();
}

} // namespace

Result<void> writePdf(
    const Report &report, const QString &file, ReportPageSize size, const std::function<bool()> &isCancelled)
{
    if (!qobject_cast<QGuiApplication *>(QCoreApplication::instance()))
        return fail(ErrorKind::Config,
            Words::tr("Reports need the graphical part of Qt. Start the program with QT_QPA_PLATFORM=offscreen."));
    const QByteArray document = render(report, size);
    if (isCancelled && isCancelled())
        return fail(ErrorKind::Cancelled, Words::tr("The report was not written."));
    return saveFile(file, document);
}

} // namespace leadline
