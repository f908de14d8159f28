#pragma once

#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/window/mainwindow.h"
#include "ui/shell/window/shellcontroller.h"

namespace leadline {

// A window with a workspace in front of a camera. Pictures are named by screen, theme, width where it is not the
// usual one, and scale where it is not 100 %. What does not fit is told on standard error.
class Camera {
public:
    static constexpr int kPatienceMs = 120'000;
    static constexpr int kUsualWidth = 1440;

    Camera(QString folder, const QString &workspaceFolder, QString suffix);

    void setTheme(const QString &theme);
    void setWidth(int width); // of the window: 1440 by 900 and its like

    [[nodiscard]] bool openSample();
    [[nodiscard]] bool openNew(const QString &name); // an empty workspace
    [[nodiscard]] ShellController &controller() { return m_controller; }
    [[nodiscard]] MainWindow *window() const { return m_controller.window(); }
    [[nodiscard]] const Theme &theme() const { return m_appearance.theme(); }
    [[nodiscard]] UiState &state() { return m_state; }

    void dashboard(const QString &role, const QString &page, const QString &name = {});
    void settle() const; // until no widget loads
    void shoot(const QString &name, QWidget *widget); // a part of the window, or a window of its own
    static void pause(int ms); // what needs no more than a turn of the event loop

private:
    using Opened = Result<std::shared_ptr<Workspace>>;
    static QFuture<Opened> open(const QString &file, bool create);

    QString m_folder;
    QString m_workspaceFolder;
    UiState m_state;
    Appearance m_appearance;
    ShellController m_controller;
    QString m_theme;
    QString m_suffix;
    bool m_isWindowUsual = true;
};

} // namespace leadline
