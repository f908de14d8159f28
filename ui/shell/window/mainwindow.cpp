#include "ui/shell/window/mainwindow.h"

#include "core/workspace/workspace.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/start/startpage.h"
#include "ui/shell/window/workspaceview.h"

#include <QCloseEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QStackedWidget>

namespace leadline {

namespace {

constexpr auto kWindow = "main"_L1;

QString droppedFolder(const QMimeData *data)
{
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile() && QFileInfo(url.toLocalFile()).isDir())
            return url.toLocalFile();
    }
    return {};
}

} // namespace

MainWindow::MainWindow(const ShellParts &parts)
    : m_parts(parts)
    , m_stack(new QStackedWidget(this))
    , m_start(new StartPage(this))
{
    setMinimumSize(1000, 640);
    resize(1440, 900);
    setAcceptDrops(true);
    setCentralWidget(m_stack);
    m_stack->addWidget(m_start);
    restoreGeometry(m_parts.state->geometry(kWindow));
    m_start->setTheme(m_parts.appearance->theme());
    connect(m_parts.appearance, &Appearance::themeChanged, this,
        [this] { m_start->setTheme(m_parts.appearance->theme()); });
    showStart();
}

MainWindow::~MainWindow() = default;

void MainWindow::showStart()
{
    delete m_view;
    m_view = nullptr;
    m_start->setRecentFiles(m_parts.state->recentFiles());
    m_stack->setCurrentWidget(m_start);
    setWindowTitle(tr("Leadline"));
    Q_EMIT viewChanged();
}

void MainWindow::showWorkspace(Workspace *workspace)
{
    delete m_view;
    m_view = new WorkspaceView(workspace, m_parts, this);
    m_stack->addWidget(m_view);
    m_stack->setCurrentWidget(m_view);
    setWindowTitle(tr("%1 – Leadline").arg(workspace->isSample() ? tr("Sample organisation") : workspace->name()));
    Q_EMIT viewChanged();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_parts.state->setGeometry(kWindow, saveGeometry());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!droppedFolder(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    if (const QString folder = droppedFolder(event->mimeData()); !folder.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT folderDropped(folder);
    }
}

} // namespace leadline
