#include "ui/shell/window/workspaceview.h"

#include "ui/present/dashboardspec.h"
#include "ui/shell/dashboard/dashboardview.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/filterbar.h"
#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/perioddialog.h"
#include "ui/shell/frame/syncstatus.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/rows/rowspanel.h"
#include "ui/shell/window/navigation.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QSplitter>
#include <QTimer>

namespace leadline {

namespace {

constexpr std::array kRoles{"manager"_L1, "executive"_L1, "product"_L1, "developer"_L1};
constexpr int kFreshnessEveryMs = 60'000;

} // namespace

WorkspaceView::WorkspaceView(Workspace *workspace, const ShellParts &parts, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_parts(parts)
    , m_filters(new FilterHistory(parts.state->filter(workspace->file()), this))
    , m_context{workspace, m_filters, parts.state}
    , m_navigation(new Navigation(this))
    , m_filterBar(new FilterBar(m_filters, this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_sync(new SyncStatus(this))
{
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_filterBar);
    right->addWidget(m_splitter, 1);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_navigation);
    middle->addLayout(right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(middle, 1);
    layout->addWidget(m_sync);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);

    connect(m_navigation, &Navigation::pageChosen, this, &WorkspaceView::showPage);
    connect(m_navigation, &Navigation::settingsRequested, this, [this] { Q_EMIT settingsRequested({}); });
    connect(m_navigation, &Navigation::syncRequested, this, &WorkspaceView::syncRequested);
    connect(m_filterBar, &FilterBar::customPeriodRequested, this, &WorkspaceView::askPeriod);
    connect(m_filters, &FilterHistory::changed, this, [this](const FilterState &state) {
        m_parts.state->setFilter(m_workspace->file(), state);
        refresh();
    });
    connect(m_parts.appearance, &Appearance::themeChanged, this, &WorkspaceView::applyTheme);
    connectWorkspace();
    loadDashboards();
    updateFreshness();
    applyTheme();
}

WorkspaceView::~WorkspaceView() = default;

RowsPanel *WorkspaceView::rows()
{
    if (m_rows)
        return m_rows;
    m_rows = new RowsPanel(m_context);
    m_rows->hide();
    m_rows->setTheme(m_parts.appearance->theme());
    m_splitter->addWidget(m_rows);
    connect(m_rows, &RowsPanel::closeRequested, this, &WorkspaceView::hideRows);
    connect(m_rows, &RowsPanel::openRequested, this, [this](const QString &url) { m_parts.openUrl(QUrl(url)); });
    return m_rows;
}

void WorkspaceView::connectWorkspace()
{
    m_navigation->setWorkspace(m_workspace->isSample() ? tr("Sample organisation") : m_workspace->name(),
        m_workspace->isSample() ? tr("Invented, up to %1")
                                      .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(m_workspace->now().ms(),
                                                                  m_workspace->calendar().zone),
                                          u"MMM yyyy"_s))
                                : QString());
    connect(m_workspace, &Workspace::factsChanged, this, [this](quint64, const QStringList &facts) {
        if (m_dashboard)
            m_dashboard->refreshFor(facts);
        loadFilterOptions();
        updateFreshness();
    });
    connect(m_workspace, &Workspace::directoryChanged, this, &WorkspaceView::loadFilterOptions);
    connect(m_workspace, &Workspace::catalogChanged, this, &WorkspaceView::refresh);
    connect(m_workspace, &Workspace::historyLoaded, this, [this, seen = TimeRange()]() mutable {
        loadFilterOptions();
        // What lies before the newest part may change "all data", and what an empty widget says.
        const TimeRange data = m_workspace->dataRange();
        if (std::exchange(seen, data) == data || !m_dashboard)
            return;
        if (m_filters->current().preset == PeriodPreset::AllData)
            m_dashboard->refresh();
        else
            m_dashboard->refreshEmpty();
    });
    connect(m_workspace, &Workspace::sourcesChanged, this, &WorkspaceView::updateFreshness);
    connect(m_workspace, &Workspace::syncProgress, this, [this](const SyncProgress &progress) {
        m_sync->showProgress(progress);
        m_navigation->setSyncing(true);
    });
    connect(m_workspace, &Workspace::syncFinished, this, &WorkspaceView::updateFreshness);
    connect(m_workspace, &Workspace::allSyncsFinished, this, [this] {
        m_sync->showFinished();
        m_navigation->setSyncing(false);
        updateFreshness();
    });
    connect(m_sync, &SyncStatus::cancelRequested, m_workspace, [this] { m_workspace->cancelSync(); });
    auto *clock = new QTimer(this);
    connect(clock, &QTimer::timeout, this, &WorkspaceView::updateFreshness);
    clock->start(kFreshnessEveryMs);
}

void WorkspaceView::loadDashboards()
{
    for (const QLatin1StringView role : kRoles) {
        const QJsonObject object = m_workspace->dashboard(role);
        if (object.isEmpty())
            continue;
        if (auto dashboard = dashboardFromJson(object))
            m_dashboards.push_back(std::move(*dashboard));
        else
            qWarning("%s", qUtf8Printable(dashboard.error().text));
    }
    m_navigation->setDashboards(m_dashboards);
    const QStringList last = m_parts.state->page(m_workspace->file()).split(u'/');
    m_navigation->select(last.value(0), last.value(1));
    showPage(m_navigation->role(), m_navigation->page());
}

void WorkspaceView::showPage(const QString &role, const QString &page)
{
    const auto dashboard = std::ranges::find(m_dashboards, role, &DashboardSpec::role);
    if (dashboard == m_dashboards.end())
        return;
    m_parts.state->setPage(m_workspace->file(), role + u'/' + page);
    auto *shown = new DashboardView(*dashboard, page, m_context);
    connect(shown, &DashboardView::rowsRequested, this, [this](const RowsRequest &request) {
        rows()->showRows(request);
        showRows();
    });
    connect(shown, &DashboardView::itemRequested, this, [this](const QString &fact, qint64 id) {
        rows()->showItem(fact, id);
        showRows();
    });
    connect(shown, &DashboardView::fixRequested, this, &WorkspaceView::fix);
    if (m_dashboard) {
        m_dashboard->hide();
        m_dashboard->deleteLater();
    }
    m_dashboard = shown;
    m_splitter->insertWidget(0, m_dashboard);
    m_splitter->setStretchFactor(0, 1);
    m_dashboard->setTheme(m_parts.appearance->theme());
    m_dashboard->show();
    m_dashboard->refresh();
}

void WorkspaceView::refresh()
{
    if (m_dashboard)
        m_dashboard->refresh();
}

DashboardRequest WorkspaceView::reportRequest() const
{
    const FilterState &state = m_filters->current();
    const TimeRange period = periodOf(state, m_workspace->now(), m_workspace->calendar(), m_workspace->dataRange());
    return {.role = m_navigation->role(),
        .period = period,
        .grain = grainOf(state, period),
        .compare = state.compare,
        .where = filtersFor(state, {u"change"_s}),
        .others = state.otherTeam.isEmpty() ? std::vector<MetricFilter>{}
                                            : filtersFor(FilterState{.teams = {state.otherTeam}}, {u"change"_s}),
        .clock = clockOf(state),
        .widget = {},
        .page = {},
        .me = m_parts.state->me(m_workspace->file())};
}

void WorkspaceView::loadFilterOptions()
{
    auto teams = m_workspace->dimensionValues(u"change"_s, u"team"_s);
    auto services = m_workspace->dimensionValues(u"change"_s, u"service"_s);
    auto repositories = m_workspace->dimensionValues(u"change"_s, u"repository"_s);
    QList<QFuture<Result<QStringList>>> all{teams, services, repositories};
    QtFuture::whenAll(all.begin(), all.end()).then(this, [this](const QList<QFuture<Result<QStringList>>> &done) {
        QList<QStringList> lists;
        for (const auto &one : done)
            lists.append(one.resultCount() > 0 && one.result() ? *one.result() : QStringList());
        m_filterBar->setOptions(lists[0], lists[1], lists[2]);
    });
}

void WorkspaceView::applyTheme()
{
    const Theme &theme = m_parts.appearance->theme();
    m_navigation->setTheme(theme);
    m_filterBar->setTheme(theme);
    if (m_rows)
        m_rows->setTheme(theme);
    if (m_dashboard)
        m_dashboard->setTheme(theme);
}

void WorkspaceView::fix(EmptyReason::Fix fix)
{
    const FilterState &state = m_filters->current();
    switch (fix) {
    case EmptyReason::Fix::None:
        return;
    case EmptyReason::Fix::Connect:
        Q_EMIT connectRequested();
        return;
    case EmptyReason::Fix::Sync:
        Q_EMIT syncRequested();
        return;
    case EmptyReason::Fix::NewestData: {
        const TimeRange data = m_workspace->dataRange();
        m_filters->set(atNewestData(
            state, periodOf(state, m_workspace->now(), m_workspace->calendar(), data), data, m_workspace->calendar()));
        return;
    }
    case EmptyReason::Fix::ResetFilters: {
        FilterState all = state;
        all.teams.clear();
        all.services.clear();
        all.repositories.clear();
        m_filters->set(all);
        return;
    }
    case EmptyReason::Fix::Services:
        Q_EMIT settingsRequested(u"services"_s);
        return;
    case EmptyReason::Fix::WhoAmI:
        askWho();
        return;
    }
}

void WorkspaceView::askWho()
{
    m_workspace->dimensionValues(u"change"_s, u"author"_s).then(this, [this](const Result<QStringList> &names) {
        if (!names || names->isEmpty())
            return;
        auto *dialog = new QInputDialog(this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(tr("Who are you?"));
        dialog->setLabelText(tr("Your name among the authors. It is kept on this computer only."));
        dialog->setComboBoxItems(*names);
        connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &name) {
            m_parts.state->setMe(m_workspace->file(), name);
            refresh();
        });
        dialog->open();
    });
}

void WorkspaceView::askPeriod()
{
    const CalendarRules calendar = m_workspace->calendar();
    const TimeRange period = periodOf(m_filters->current(), m_workspace->now(), calendar, m_workspace->dataRange());
    const QDate first = QDateTime::fromMSecsSinceEpoch(period.from.ms(), calendar.zone).date();
    const QDate last = QDateTime::fromMSecsSinceEpoch(period.to.ms() - 1, calendar.zone).date();
    auto *dialog = new PeriodDialog(first, last, calendar.weekStart, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        FilterState state = m_filters->current();
        state.preset = PeriodPreset::Custom;
        state.firstDay = dialog->firstDay();
        state.lastDay = dialog->lastDay();
        m_filters->set(state);
    });
    dialog->open();
}

void WorkspaceView::showRows()
{
    if (rows()->isVisible())
        return;
    m_rows->show();
    m_splitter->setSizes({height() * 55 / 100, height() * 45 / 100});
}

void WorkspaceView::hideRows()
{
    rows()->hide();
    if (m_dashboard)
        m_dashboard->setFocus();
}

void WorkspaceView::updateFreshness()
{
    m_sync->showFreshness(m_workspace->sources(),
        m_workspace->isSample() ? Instant{QDateTime::currentMSecsSinceEpoch()} : m_workspace->now());
}

} // namespace leadline
