#include "ui/shell/dashboard/dashboardview.h"

#include "core/metrics/metriccatalog.h"
#include "ui/shell/dashboard/tile.h"

#include <QLabel>
#include <QScrollBar>

namespace leadline {

namespace {

constexpr int kSpace = 16; // pixels between widgets
constexpr int kMargin = 16;
constexpr int kCellHeight = 40;
constexpr int kNoteHeight = 24;

} // namespace

DashboardView::DashboardView(
    const DashboardSpec &dashboard, const QString &page, const TileContext &context, QWidget *parent)
    : QScrollArea(parent)
    , m_context(context)
    , m_content(new QWidget)
    , m_note(new QLabel(dashboard.note, m_content))
{
    setObjectName(u"dashboard"_s);
    setAccessibleName(dashboard.title);
    m_content->setObjectName(u"dashboardPage"_s);
    setFrameShape(QFrame::NoFrame);
    setWidget(m_content);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalScrollBar()->setSingleStep(24);
    m_note->setObjectName(u"messageText"_s);
    m_note->setVisible(!dashboard.note.isEmpty());
    for (const WidgetSpec &spec : dashboard.widgets) {
        if (spec.page != page)
            continue;
        Tile *tile = makeTile(spec, context, m_content);
        connect(tile, &Tile::rowsRequested, this, &DashboardView::rowsRequested);
        connect(tile, &Tile::itemRequested, this, &DashboardView::itemRequested);
        connect(tile, &Tile::fixRequested, this, &DashboardView::fixRequested);
        m_tiles.push_back(tile);
    }
}

void DashboardView::setTheme(const Theme &theme)
{
    for (Tile *tile : m_tiles)
        tile->setTheme(theme);
}

void DashboardView::refresh()
{
    for (Tile *tile : m_tiles)
        tile->refresh();
}

void DashboardView::refreshEmpty()
{
    for (Tile *tile : m_tiles) {
        if (tile->state() == Tile::State::Empty)
            tile->refresh();
    }
}

void DashboardView::refreshFor(const QStringList &facts)
{
    const auto catalog = m_context.workspace->catalog();
    const auto depends = [&](const Tile *tile) {
        if (tile->state() == Tile::State::Empty || tile->spec().metrics.isEmpty())
            return true; // the first facts of any kind change why it is empty
        return std::ranges::any_of(tile->spec().metrics, [&](const QString &metric) {
            const MetricDefinition *definition = catalog->find(metric);
            if (!definition)
                return false;
            const QStringList needed = catalog->factsOf(*definition);
            return std::ranges::any_of(needed, [&facts](const QString &fact) { return facts.contains(fact); });
        });
    };
    for (Tile *tile : m_tiles) {
        if (depends(tile))
            tile->refresh();
    }
}

void DashboardView::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    place();
}

void DashboardView::place()
{
    const int width = viewport()->width();
    const int top = kMargin + (m_note->text().isEmpty() ? 0 : kNoteHeight);
    const double cell = double(width - 2 * kMargin - (kGridColumns - 1) * kSpace) / kGridColumns;
    int bottom = top;
    m_note->setGeometry(kMargin, kMargin - 6, width - 2 * kMargin, kNoteHeight);
    const auto span = [cell](int cells) { return qRound(cells * (cell + kSpace)); };
    for (Tile *tile : m_tiles) {
        const QRect cells = tile->spec().cells;
        int above = 0; // what higher widgets need more than they have
        for (const Tile *other : m_tiles) {
            if (other->spec().cells.bottom() < cells.top())
                above = std::max(above, other->extraCells(span(other->spec().cells.width()) - kSpace));
        }
        const int left = kMargin + span(cells.left());
        const int right = kMargin + span(cells.left() + cells.width()) - kSpace;
        const int y = top + (cells.top() + above) * (kCellHeight + kSpace);
        const int height = (cells.height() + tile->extraCells(right - left)) * (kCellHeight + kSpace) - kSpace;
        tile->setGeometry(left, y, right - left, height);
        bottom = std::max(bottom, y + height);
    }
    m_content->resize(width, bottom + kMargin);
}

} // namespace leadline
