#pragma once

#include "ui/shell/frame/filterstate.h"

#include <QWidget>

class QToolButton;
class QMenu;

namespace leadline {

struct Theme;
class FilterHistory;
class MultiChoice;

// The one row of filters above the dashboard: period, compare with, team, service, more; back, forward and reset.
class FilterBar final : public QWidget {
    Q_OBJECT

public:
    FilterBar(FilterHistory *history, QWidget *parent = nullptr);

    void setOptions(const QStringList &teams, const QStringList &services, const QStringList &repositories);
    void setTheme(const Theme &theme);

Q_SIGNALS:
    void customPeriodRequested();

private:
    void buildPeriodMenu();
    void buildCompareMenu();
    void buildGrainMenu();
    void offerTeams(const QStringList &teams);
    void show(const FilterState &state);
    template <typename Change> void change(Change &&change);

    FilterHistory *m_history;
    QToolButton *m_back;
    QToolButton *m_forward;
    QToolButton *m_period;
    QToolButton *m_compare;
    QMenu *m_otherTeam;
    QAction *m_workingHours;
    MultiChoice *m_team;
    MultiChoice *m_service;
    MultiChoice *m_repository;
    QToolButton *m_grain;
    QToolButton *m_reset;
};

} // namespace leadline
