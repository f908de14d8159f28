#pragma once

#include "core/base/error.h"
#include "ui/shell/window/shellparts.h"

#include <QFuture>
#include <QObject>

#include <memory>

namespace leadline {

class MainMenu;
class MainWindow;
class SettingsDialog;
class Workspace;

// Opens workspaces and routes what people ask for: the menus, the start page, dropped folders, settings, sync.
class ShellController final : public QObject {
    Q_OBJECT

public:
    using OpenWorkspace = std::function<QFuture<Result<std::shared_ptr<Workspace>>>(const QString &file, bool create)>;

    // Workspaces that a person did not name are kept in `folder`.
    ShellController(ShellParts parts, OpenWorkspace open, QString folder, QObject *parent = nullptr);
    ~ShellController() override;

    [[nodiscard]] MainWindow *window() const { return m_window.get(); }
    [[nodiscard]] Workspace *workspace() const { return m_workspace.get(); } // null on the start page
    [[nodiscard]] SettingsDialog *settings() const { return m_settings; } // null unless open
    [[nodiscard]] MainMenu *menu() const { return m_menu; }

    void openFile(const QString &file, bool create);
    void openSample();
    void openLast(); // the newest that is still there, else the start page
    void addFolder(const QString &folder); // as a Git source of the open workspace, or of a person's own
    void connectTool();
    void showSettings(const QString &page);
    void syncNow(bool full);
    void newWorkspace();
    void chooseWorkspace();
    void chooseFolder();
    void exportReport();
    void writeReport(const QString &file); // of the role that is shown, with its filters
    void showDoctor();
    void showAbout();

Q_SIGNALS:
    void workspaceOpened();

private:
    void open(const QString &file, bool create, std::function<void()> then);
    void fillSample();
    void show();
    void withOwnWorkspace(std::function<void()> then);
    void failed(const QString &title, const Error &error);
    void saveFolderSource(const QString &folder);

    ShellParts m_parts;
    OpenWorkspace m_open;
    QString m_folder;
    std::shared_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window; // dies before the workspace it shows
    MainMenu *m_menu;
    SettingsDialog *m_settings = nullptr;
    bool m_opening = false;
};

} // namespace leadline
