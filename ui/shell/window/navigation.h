#pragma once

#include "ui/present/dashboardspec.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QListWidget;
class QToolButton;

namespace leadline {

struct Theme;

// The column at the left: whose workspace, which role, which page of it; settings and sync at its foot.
class Navigation final : public QWidget {
    Q_OBJECT

public:
    explicit Navigation(QWidget *parent = nullptr);

    void setWorkspace(const QString &name, const QString &note);
    void setDashboards(const std::vector<DashboardSpec> &dashboards);
    void select(const QString &role, const QString &page); // emits nothing; unknown ones choose the first
    void setTheme(const Theme &theme);
    void setSyncing(bool syncing);

    [[nodiscard]] QString role() const;
    [[nodiscard]] QString page() const;

Q_SIGNALS:
    void pageChosen(const QString &role, const QString &page);
    void settingsRequested();
    void syncRequested();

private:
    void fillPages();

    std::vector<DashboardSpec> m_dashboards;
    QLabel *m_name;
    QLabel *m_note;
    QComboBox *m_role;
    QListWidget *m_pages;
    QToolButton *m_settings;
    QToolButton *m_sync;
    const Theme *m_theme = nullptr;
};

} // namespace leadline
