#include "ui/shell/dashboard/tabletile.h"

#include "core/metrics/valueformat.h"
#include "ui/present/dashboarddata.h"

#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTableView>

namespace leadline {

namespace {

constexpr int kHeadingPadding = 24; // left and right, of the style sheet

constexpr int kSortRole = Qt::UserRole;
constexpr int kKeyRole = Qt::UserRole + 1;

const MetricSeries *seriesOf(const MetricResult &result, const QStringList &key)
{
    const auto it = std::ranges::find(result.series, key, &MetricSeries::key);
    return it == result.series.end() ? nullptr : &*it;
}

} // namespace

TableTile::TableTile(WidgetSpec spec, TileContext context, QWidget *parent)
    : MetricTile(std::move(spec), context, new QTableView, parent)
    , m_table(static_cast<QTableView *>(body()))
    , m_model(new QStandardItemModel(this))
{
    auto *sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(m_model);
    sorted->setSortRole(kSortRole);
    m_table->setModel(sorted);
    m_table->setObjectName(u"plain"_s);
    m_table->setAccessibleName(this->spec().title);
    m_table->setShowGrid(false);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(28);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(
        Qt::Alignment(int(Qt::AlignRight) | int(Qt::AlignVCenter) | int(Qt::TextWordWrap)));
    connect(m_table->horizontalHeader(), &QHeaderView::sectionResized, this, &TableTile::fitHeadings);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        const auto results = shown();
        const QStringList key = index.siblingAtColumn(0).data(kKeyRole).toStringList();
        const std::size_t column = static_cast<std::size_t>(std::max(0, index.column() - 1));
        if (column < results.size() && !key.isEmpty())
            Q_EMIT rowsRequested(rowsOf(*results[column], key, period()));
    });
}

void TableTile::setTheme(const Theme &theme)
{
    MetricTile::setTheme(theme);
    if (state() == State::Ready)
        display();
}

void TableTile::addRow(const QStringList &key)
{
    const QString name = key.join(u" · "_s);
    auto *head = new QStandardItem(name.isEmpty() ? tr("none") : name);
    head->setData(name.toLower(), kSortRole);
    head->setData(key, kKeyRole);
    QList<QStandardItem *> row{head};
    for (const MetricResult *one : shown()) {
        auto *cell = new QStandardItem;
        cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        const MetricSeries *series = seriesOf(*one, key);
        if (series && !series->total.isGap()) {
            const QString band = bandOf(*one, *series, *context().workspace).text.section(u" · "_s, 0, 0);
            const QString value = formatValue(series->total.value, one->unit);
            cell->setText(band.isEmpty() ? value : u"%1 · %2"_s.arg(value, band));
            cell->setData(series->total.value, kSortRole);
            const DeltaText delta =
                describeDelta(series->total.value, series->previous.value, one->unit, one->better, comparedTo());
            cell->setToolTip(
                tr("n = %1").arg(series->total.n) + (delta.text.isEmpty() ? QString() : u"\n"_s + delta.text));
            if (one->unit != MetricUnit::Count && series->total.n < 5)
                cell->setForeground(theme().textFaint);
        } else {
            cell->setText(u"–"_s);
            cell->setForeground(theme().textFaint);
            cell->setToolTip(tr("Nothing to count in this period"));
        }
        row.append(cell);
    }
    m_model->appendRow(row);
    m_keys.push_back(key);
}

void TableTile::display()
{
    m_model->clear();
    m_keys.clear();
    const auto results = shown();
    QStringList headings{spec().by.value(0) == "team"_L1 ? tr("Team") : tr("Service")};
    for (const MetricResult *one : results)
        headings.append(one->title);
    m_model->setHorizontalHeaderLabels(headings);
    m_model->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (const MetricResult *one : results) {
        for (const MetricSeries &series : one->series) {
            if (m_keys.size() < static_cast<std::size_t>(spec().series)
                && std::ranges::find(m_keys, series.key) == m_keys.end())
                addRow(series.key);
        }
    }
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    fitHeadings();
}

void TableTile::fitHeadings()
{
    QHeaderView *header = m_table->horizontalHeader();
    QFont font = header->font();
    font.setWeight(QFont::DemiBold); // as the style sheet has it
    const QFontMetrics metrics(font);
    int height = 2 * metrics.lineSpacing();
    for (int section = 0; section < header->count(); ++section) {
        const QRect room(0, 0, header->sectionSize(section) - kHeadingPadding, 1000);
        const QString text = m_model->headerData(section, Qt::Horizontal).toString();
        height = std::max(height, metrics.boundingRect(room, Qt::TextWordWrap, text).height());
    }
    header->setFixedHeight(height + 10);
}

} // namespace leadline
