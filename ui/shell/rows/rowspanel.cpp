#include "ui/shell/rows/rowspanel.h"

#include "core/domain/recordexport.h"
#include "core/metrics/metriccatalog.h"
#include "ui/charts/theme.h"
#include "ui/shell/frame/ask.h"
#include "ui/shell/frame/icons.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/frame/words.h"
#include "ui/shell/rows/recordtablemodel.h"
#include "ui/shell/rows/timelineview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace leadline {

namespace {

constexpr int kLimit = 5000;

QToolButton *textButton(const QString &text, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAutoRaise(true);
    return button;
}

} // namespace

RowsPanel::RowsPanel(const TileContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new RecordTableModel(this))
    , m_proxy(new QSortFilterProxyModel(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_table(new QTableView)
    , m_timeline(new TimelineView)
    , m_rows(new QWidget)
    , m_title(new QLabel(this))
    , m_count(new QLabel(this))
    , m_filter(new QLineEdit(this))
    , m_columns(textButton(tr("Columns ▾"), this))
    , m_copy(textButton(tr("Copy"), this))
    , m_export(textButton(tr("Save as CSV…"), this))
    , m_close(textButton({}, this))
{
    setObjectName(u"details"_s);
    setAttribute(Qt::WA_StyledBackground);
    buildTable();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildHead();
    auto *inner = new QVBoxLayout(m_rows);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(m_table);
    m_splitter->addWidget(m_rows);
    m_splitter->addWidget(m_timeline);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    layout->addWidget(m_splitter, 1);
    connect(m_timeline, &TimelineView::openRequested, this, &RowsPanel::openRequested);
}

void RowsPanel::buildHead()
{
    m_title->setObjectName(u"heading"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_count->setObjectName(u"note"_s);
    m_filter->setPlaceholderText(tr("Filter the rows"));
    m_filter->setAccessibleName(tr("Filter the rows"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(180);
    m_close->setAccessibleName(tr("Close the rows"));
    m_close->setToolTip(tr("Close (Esc)"));
    m_columns->setPopupMode(QToolButton::InstantPopup);
    m_columns->setMenu(new QMenu(m_columns));
    m_columns->setStyleSheet(u"QToolButton::menu-indicator { image: none; }"_s);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(16, 8, 8, 8);
    row->setSpacing(8);
    row->addWidget(m_title, 1);
    for (QWidget *widget :
        {static_cast<QWidget *>(m_count), static_cast<QWidget *>(m_filter), static_cast<QWidget *>(m_columns),
            static_cast<QWidget *>(m_copy), static_cast<QWidget *>(m_export), static_cast<QWidget *>(m_close)})
        row->addWidget(widget);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_filter, &QLineEdit::textChanged, m_proxy, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_columns->menu(), &QMenu::aboutToShow, this, &RowsPanel::fillColumnsMenu);
    connect(m_copy, &QToolButton::clicked, this, &RowsPanel::copy);
    connect(m_export, &QToolButton::clicked, this, &RowsPanel::exportCsv);
    connect(m_close, &QToolButton::clicked, this, &RowsPanel::closeRequested);
}

void RowsPanel::buildTable()
{
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(RecordTableModel::SortRole);
    m_proxy->setFilterKeyColumn(-1);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(m_proxy);
    m_table->setObjectName(u"plain"_s);
    m_table->setAccessibleName(tr("Rows"));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->horizontalHeader()->setSectionsMovable(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    connect(m_table, &QTableView::activated, this,
        [this](const QModelIndex &index) { showTimelineOf(m_proxy->mapToSource(index).row(), true); });
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &current) {
            if (current.isValid())
                showTimelineOf(m_proxy->mapToSource(current).row(), false);
        });
    auto *copyKeys = new QShortcut(QKeySequence::Copy, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(copyKeys, &QShortcut::activated, this, &RowsPanel::copy);
}

void RowsPanel::setTheme(const Theme &theme)
{
    m_close->setIcon(icon(u"close"_s, theme.textMuted));
}

void RowsPanel::showRows(const RowsRequest &request)
{
    ++m_request;
    m_title->setText(request.title);
    m_title->setToolTip(request.title);
    m_count->setText(tr("looking…"));
    m_rows->show();
    m_filter->clear();
    m_model->clear();
    m_timeline->setMessage(tr("Choose a row to see what happened to it, step by step."));
    if (const auto *ofFact = std::get_if<RowsRequest::OfFact>(&request.what)) {
        loadItems(*ofFact);
        return;
    }
    const auto &metric = std::get<RowsRequest::OfMetric>(request.what);
    const auto catalog = m_context.workspace->catalog();
    const MetricDefinition *definition = catalog->find(metric.query.metric);
    const bool counted = !definition || metric.unit == MetricUnit::Count || metric.unit == MetricUnit::PerDay
        || metric.unit == MetricUnit::PerWeek;
    const QString valueTitle = counted || metric.unit == MetricUnit::Share ? QString() : definition->title;
    m_context.workspace->rowsBehind(metric.query, metric.seriesKey, metric.period, kLimit)
        .then(this, [this, asked = m_request, valueTitle, unit = metric.unit](const Result<MetricRows> &rows) {
            if (asked == m_request)
                take(rows, valueTitle, unit);
        });
}

void RowsPanel::loadItems(RowsRequest::OfFact items)
{
    if (items.ids.size() > kLimit)
        items.ids.resize(kLimit);
    auto records = m_context.workspace->records(items.fact, items.ids);
    records.then(this, [this, asked = m_request, items](const Result<std::vector<QJsonObject>> &found) {
        if (asked != m_request)
            return;
        if (!found) {
            take(std::unexpected(found.error()), {}, items.unit);
            return;
        }
        MetricRows rows{.fact = items.fact, .rows = {}, .total = static_cast<qint64>(found->size())};
        for (std::size_t i = 0; i < found->size() && i < items.ids.size(); ++i) {
            rows.rows.push_back(MetricRow{.id = items.ids[i],
                .record = (*found)[i],
                .value = i < items.values.size() ? items.values[i] : kGap,
                .explanation = {}});
        }
        take(rows, items.valueTitle, items.unit);
    });
}

void RowsPanel::take(const Result<MetricRows> &rows, const QString &valueTitle, MetricUnit unit)
{
    if (!rows) {
        m_count->setText(rows.error().text);
        return;
    }
    m_model->setRows(*rows, valueTitle, unit, m_context.workspace->calendar().zone);
    const auto shown = static_cast<qint64>(rows->rows.size());
    m_count->setText(rows->total > shown ? tr("the first %1 of %2").arg(countText(shown), countText(rows->total))
                                         : tr("%Ln row(s)", nullptr, static_cast<int>(shown)));
    restoreColumns();
    if (m_proxy->rowCount() > 0) {
        m_table->setFocus();
        m_table->setCurrentIndex(m_proxy->index(0, 0));
    }
}

void RowsPanel::showItem(const QString &fact, qint64 id)
{
    showRows({tr("One item"), RowsRequest::OfFact{fact, {id}, {}, {}, MetricUnit::Count}});
}

void RowsPanel::showTimelineOf(int row, bool focus)
{
    if (row < 0 || row >= m_model->rowCount())
        return;
    const quint64 asked = ++m_timelineRequest;
    const QTimeZone zone = m_context.workspace->calendar().zone;
    if (focus)
        m_timeline->setFocus();
    if (m_model->fact().isEmpty()) {
        m_timeline->setMessage(tr("This row comes from the SELECT of the metric. Where it gives “id” and “fact”, the "
                                  "record behind it is shown here."));
        return;
    }
    m_context.workspace->timeline(m_model->fact(), m_model->idAt(row))
        .then(this, [this, asked, zone, focus](const Result<Timeline> &timeline) {
            if (asked != m_timelineRequest)
                return;
            if (timeline)
                m_timeline->setTimeline(*timeline, zone);
            else
                m_timeline->setMessage(timeline.error().text);
            if (focus)
                m_timeline->setFocus();
        });
}

void RowsPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closeRequested();
    else
        QWidget::keyPressEvent(event);
}

void RowsPanel::restoreColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    const QSignalBlocker quiet(header);
    const QString saved = QString::fromUtf8(m_context.state->columns(m_model->fact()));
    const QStringList shown = saved.isEmpty() ? m_model->usualKeys() : saved.split(u',');
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const QString key = m_model->keys().at(column);
        m_table->setColumnHidden(column, !shown.contains(key) && key != "value"_L1);
        m_table->resizeColumnToContents(column);
        header->resizeSection(column, std::clamp(header->sectionSize(column), 60, 320));
    }
}

void RowsPanel::fillColumnsMenu()
{
    QMenu *menu = m_columns->menu();
    menu->clear();
    for (int column = 0; column < m_model->columnCount(); ++column) {
        QAction *action = menu->addAction(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_table->setColumnHidden(column, !shown);
            QStringList keys;
            for (int each = 0; each < m_model->columnCount(); ++each) {
                if (!m_table->isColumnHidden(each))
                    keys.append(m_model->keys().at(each));
            }
            m_context.state->setColumns(m_model->fact(), keys.join(u',').toUtf8());
        });
    }
}

QString RowsPanel::tableText(QChar separator, bool onlySelected) const
{
    std::vector<int> columns;
    QStringList headings;
    const auto cell = [separator](const QString &text) {
        return separator == u',' ? csvCell(text) : QString(text).replace(separator, u' ');
    };
    for (int visual = 0; visual < m_model->columnCount(); ++visual) {
        const int column = m_table->horizontalHeader()->logicalIndex(visual);
        if (m_table->isColumnHidden(column))
            continue;
        columns.push_back(column);
        headings.append(cell(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()));
    }
    QStringList lines{headings.join(separator)};
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        if (onlySelected && !m_table->selectionModel()->isRowSelected(row))
            continue;
        QStringList cells;
        for (const int column : columns)
            cells.append(cell(m_proxy->index(row, column).data().toString()));
        lines.append(cells.join(separator));
    }
    return lines.join(u'\n') + u'\n';
}

void RowsPanel::copy()
{
    const bool some = m_table->selectionModel()->selectedRows().size() > 1;
    QGuiApplication::clipboard()->setText(tableText(u'\t', some));
}

void RowsPanel::exportCsv()
{
    askSaveFile(this, tr("Save the rows"), u"rows.csv"_s, tr("CSV files (*.csv)"),
        [this](const QString &file) { writeFile(this, file, tableText(u',', false).toUtf8()); });
}

} // namespace leadline
