#pragma once

#include "ui/shell/window/shellparts.h"

#include <QMainWindow>

class QStackedWidget;

namespace leadline {

class StartPage;
class Workspace;
class WorkspaceView;

// The frame: the start page or an open workspace. What menus do is the controller's.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(const ShellParts &parts);
    ~MainWindow() override;

    void showStart();
    void showWorkspace(Workspace *workspace); // the one before is no longer touched afterwards
    [[nodiscard]] StartPage *start() const { return m_start; }
    [[nodiscard]] WorkspaceView *view() const { return m_view; } // null on the start page

Q_SIGNALS:
    void folderDropped(const QString &folder);
    void viewChanged();

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    ShellParts m_parts;
    QStackedWidget *m_stack;
    StartPage *m_start;
    WorkspaceView *m_view = nullptr;
};

} // namespace leadline
