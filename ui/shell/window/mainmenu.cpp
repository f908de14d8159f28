#include "ui/shell/window/mainmenu.h"

#include "core/workspace/workspace.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/window/mainwindow.h"
#include "ui/shell/window/shellcontroller.h"
#include "ui/shell/window/workspaceview.h"

#include <QActionGroup>
#include <QFileInfo>
#include <QMenuBar>

namespace leadline {

MainMenu::MainMenu(ShellController *controller, QMenuBar *bar, UiState *state, Appearance *appearance)
    : QObject(controller)
    , m_controller(controller)
    , m_state(state)
    , m_appearance(appearance)
{
    buildFile(bar->addMenu(tr("&File")));
    buildView(bar->addMenu(tr("&View")));
    QMenu *sync = bar->addMenu(tr("&Sync"));
    needsWorkspace(sync->addAction(
        tr("Sync &now"), QKeySequence(Qt::CTRL | Qt::Key_R), controller, [controller] { controller->syncNow(false); }));
    needsWorkspace(
        sync->addAction(tr("Read everything &again"), controller, [controller] { controller->syncNow(true); }));
    needsWorkspace(sync->addAction(tr("S&top"), QKeySequence(Qt::CTRL | Qt::Key_Period), controller,
        [controller] { controller->workspace()->cancelSync(); }));
    QMenu *help = bar->addMenu(tr("&Help"));
    needsWorkspace(add(help, tr("&Check this workspace…"), {}, &ShellController::showDoctor));
    add(help, tr("&About Leadline"), {}, &ShellController::showAbout);
    update();
}

QAction *MainMenu::add(QMenu *menu, const QString &text, const QKeySequence &keys, void (ShellController::*what)())
{
    return menu->addAction(text, keys, m_controller, what);
}

QAction *MainMenu::needsWorkspace(QAction *action)
{
    m_needWorkspace.push_back(action);
    return action;
}

void MainMenu::buildFile(QMenu *menu)
{
    add(menu, tr("&New workspace…"), QKeySequence::New, &ShellController::newWorkspace);
    add(menu, tr("&Open workspace…"), QKeySequence::Open, &ShellController::chooseWorkspace);
    m_recent = menu->addMenu(tr("Open &recent"));
    add(menu, tr("Open the &sample organisation"), {}, &ShellController::openSample);
    menu->addSeparator();
    add(menu, tr("&Connect a tool…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N), &ShellController::connectTool);
    add(menu, tr("Add a &Git folder…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G), &ShellController::chooseFolder);
    menu->addSeparator();
    needsWorkspace(
        add(menu, tr("Save a &report as PDF…"), QKeySequence(Qt::CTRL | Qt::Key_P), &ShellController::exportReport));
    menu->addSeparator();
    QAction *settings = menu->addAction(tr("S&ettings…"), QKeySequence(Qt::CTRL | Qt::Key_Comma), m_controller,
        [this] { m_controller->showSettings({}); });
    needsWorkspace(settings);
    menu->addSeparator();
    menu->addAction(
        tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), m_controller, [this] { m_controller->window()->close(); });
    connect(m_recent, &QMenu::aboutToShow, this, &MainMenu::fillRecent);
    fillRecent();
}

void MainMenu::buildView(QMenu *menu)
{
    const auto filters = [this] { return m_controller->window()->view()->filters(); };
    needsWorkspace(menu->addAction(tr("Filter &before"), this, [filters] { filters()->goBack(); }));
    needsWorkspace(menu->addAction(tr("Filter &after"), this, [filters] { filters()->goForward(); }));
    needsWorkspace(menu->addAction(tr("Work the numbers out &again"), QKeySequence(Qt::Key_F5), this,
        [this] { m_controller->window()->view()->refresh(); }));
    menu->addSeparator();
    QMenu *colours = menu->addMenu(tr("&Colours"));
    auto *group = new QActionGroup(this);
    const std::vector<std::pair<ThemeChoice, QString>> choices{{ThemeChoice::System, tr("As the &system")},
        {ThemeChoice::Light, tr("&Light")}, {ThemeChoice::Dark, tr("&Dark")},
        {ThemeChoice::HighContrast, tr("&High contrast")}};
    for (const auto &[choice, text] : choices) {
        QAction *action = colours->addAction(text);
        action->setCheckable(true);
        action->setActionGroup(group);
        connect(action, &QAction::triggered, this, [this, choice] {
            m_appearance->setChoice(choice);
            m_state->setTheme(choice);
        });
        connect(colours, &QMenu::aboutToShow, action,
            [this, action, choice] { action->setChecked(m_appearance->choice() == choice); });
    }
    menu->addAction(tr("&Full screen"), QKeySequence(Qt::Key_F11), this, [this] {
        MainWindow *window = m_controller->window();
        window->setWindowState(window->windowState() ^ Qt::WindowFullScreen);
    });
}

void MainMenu::fillRecent()
{
    m_recent->clear();
    for (const QString &file : m_state->recentFiles()) {
        QAction *action = m_recent->addAction(QFileInfo(file).completeBaseName());
        action->setToolTip(file);
        connect(action, &QAction::triggered, m_controller, [this, file] { m_controller->openFile(file, false); });
    }
    m_recent->setEnabled(!m_recent->isEmpty());
}

void MainMenu::update()
{
    for (QAction *action : m_needWorkspace)
        action->setEnabled(m_controller->workspace() != nullptr);
    fillRecent();
}

} // namespace leadline
