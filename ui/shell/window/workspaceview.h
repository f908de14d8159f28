#pragma once

#include "ui/present/dashboarddata.h"
#include "ui/shell/dashboard/tilecontext.h"
#include "ui/shell/window/shellparts.h"

#include <QWidget>

class QSplitter;

namespace leadline {

class DashboardView;
class FilterBar;
class FilterHistory;
class Navigation;
class RowsPanel;
class SyncStatus;

// One open workspace in the window: navigation, filters, a page of a dashboard, the rows behind its numbers, and the
// state of its sync.
class WorkspaceView final : public QWidget {
    Q_OBJECT

public:
    WorkspaceView(Workspace *workspace, const ShellParts &parts, QWidget *parent = nullptr);
    ~WorkspaceView() override;

    [[nodiscard]] FilterHistory *filters() const { return m_filters; }
    [[nodiscard]] DashboardView *dashboard() const { return m_dashboard; }
    [[nodiscard]] RowsPanel *rows(); // made when it is first asked for
    [[nodiscard]] Navigation *navigation() const { return m_navigation; }
    void showPage(const QString &role, const QString &page);
    void refresh();
    [[nodiscard]] DashboardRequest reportRequest() const; // all pages of the role that is shown, with the filter of now

Q_SIGNALS:
    void settingsRequested(const QString &page); // "sources", "services" …; empty = the first
    void connectRequested();
    void syncRequested();

private:
    void connectWorkspace();
    void loadDashboards();
    void loadFilterOptions();
    void applyTheme();
    void fix(EmptyReason::Fix fix);
    void askWho();
    void askPeriod();
    void showRows();
    void hideRows();
    void updateFreshness();

    Workspace *m_workspace;
    ShellParts m_parts;
    FilterHistory *m_filters;
    TileContext m_context;
    std::vector<DashboardSpec> m_dashboards;
    Navigation *m_navigation;
    FilterBar *m_filterBar;
    QSplitter *m_splitter;
    DashboardView *m_dashboard = nullptr;
    RowsPanel *m_rows = nullptr;
    SyncStatus *m_sync;
};

} // namespace leadline
