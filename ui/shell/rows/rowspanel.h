#pragma once

#include "ui/shell/dashboard/tilecontext.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QMenu;
class QSortFilterProxyModel;
class QSplitter;
class QTableView;
class QToolButton;

namespace leadline {

class RecordTableModel;
class TimelineView;
struct Theme;

// The rows behind a number, and beside them the timeline of the chosen row. Enter leads from a row to its timeline, and
// from there to the tool; Escape closes.
class RowsPanel final : public QWidget {
    Q_OBJECT

public:
    RowsPanel(const TileContext &context, QWidget *parent = nullptr);

    void showRows(const RowsRequest &request);
    void showItem(const QString &fact, qint64 id);
    void setTheme(const Theme &theme);
    [[nodiscard]] RecordTableModel *model() const { return m_model; }
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] TimelineView *timeline() const { return m_timeline; }

Q_SIGNALS:
    void openRequested(const QString &url);
    void closeRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildHead();
    void buildTable();
    void take(const Result<MetricRows> &rows, const QString &valueTitle, MetricUnit unit);
    void loadItems(RowsRequest::OfFact items);
    void showTimelineOf(int row, bool focus);
    void restoreColumns();
    void fillColumnsMenu();
    void copy();
    void exportCsv();
    [[nodiscard]] QString tableText(QChar separator, bool onlySelected) const;

    TileContext m_context;
    RecordTableModel *m_model;
    QSortFilterProxyModel *m_proxy;
    QSplitter *m_splitter;
    QTableView *m_table;
    TimelineView *m_timeline;
    QWidget *m_rows;
    QLabel *m_title;
    QLabel *m_count;
    QLineEdit *m_filter;
    QToolButton *m_columns;
    QToolButton *m_copy;
    QToolButton *m_export;
    QToolButton *m_close;
    quint64 m_request = 0;
    quint64 m_timelineRequest = 0;
};

} // namespace leadline
