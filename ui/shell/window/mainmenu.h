#pragma once

#include <QObject>

class QAction;
class QMenu;
class QMenuBar;

namespace leadline {

class ShellController;
class UiState;
class Appearance;

// The menu bar. Every action has its key, so that nothing needs a mouse.
class MainMenu final : public QObject {
    Q_OBJECT

public:
    MainMenu(ShellController *controller, QMenuBar *bar, UiState *state, Appearance *appearance);

    void update(); // what is possible now

private:
    void buildFile(QMenu *menu);
    void buildView(QMenu *menu);
    void fillRecent();
    QAction *add(QMenu *menu, const QString &text, const QKeySequence &keys, void (ShellController::*what)());
    QAction *needsWorkspace(QAction *action);

    ShellController *m_controller;
    UiState *m_state;
    Appearance *m_appearance;
    QMenu *m_recent = nullptr;
    std::vector<QAction *> m_needWorkspace;
};

} // namespace leadline
