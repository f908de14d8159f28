#pragma once

#include "ui/shell/window/shellparts.h"

#include <QDialog>

class QListWidget;
class QStackedWidget;

namespace leadline {

class SourcesPage;
class Workspace;

// All settings of a workspace, one page each.
class SettingsDialog final : public QDialog {
    Q_OBJECT

public:
    SettingsDialog(Workspace *workspace, const ShellParts &parts, QWidget *parent = nullptr);

    void showPage(const QString &id); // "sources", "people", "teams", "services", "calendar", "attention", "metrics",
                                      // "appearance", "privacy"
    [[nodiscard]] QStringList pageIds() const;
    [[nodiscard]] QWidget *page(const QString &id) const;
    [[nodiscard]] SourcesPage *sources() const { return m_sources; }

private:
    void addPage(const QString &id, const QString &title, const QString &iconName, QWidget *page);
    void applyTheme();

    ShellParts m_parts;
    QListWidget *m_list;
    QStackedWidget *m_pages;
    SourcesPage *m_sources;
};

} // namespace leadline
