#pragma once

#include "ui/present/dashboardspec.h"
#include "ui/shell/dashboard/tilecontext.h"

#include <QScrollArea>

class QLabel;

namespace leadline {

class Tile;
struct Theme;

// One page of a dashboard: its widgets on a grid of 12 columns, in a size that never changes while data arrives.
class DashboardView final : public QScrollArea {
    Q_OBJECT

public:
    DashboardView(
        const DashboardSpec &dashboard, const QString &page, const TileContext &context, QWidget *parent = nullptr);

    [[nodiscard]] const std::vector<Tile *> &tiles() const { return m_tiles; }
    void setTheme(const Theme &theme);
    void refresh(); // every widget asks again
    void refreshEmpty(); // those that have nothing to show
    void refreshFor(const QStringList &facts); // those that depend on what changed

Q_SIGNALS:
    void rowsRequested(const leadline::RowsRequest &request);
    void itemRequested(const QString &fact, qint64 id);
    void fixRequested(leadline::EmptyReason::Fix fix);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();

    TileContext m_context;
    QWidget *m_content;
    QLabel *m_note;
    std::vector<Tile *> m_tiles;
};

} // namespace leadline
