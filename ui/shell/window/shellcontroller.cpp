#include "ui/shell/window/shellcontroller.h"

#include "core/report/report.h"
#include "core/workspace/workspace.h"
#include "ui/present/dashboardreport.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/ask.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/settings/settingsdialog.h"
#include "ui/shell/settings/sourcespage.h"
#include "ui/shell/start/startpage.h"
#include "ui/shell/window/mainmenu.h"
#include "ui/shell/window/mainwindow.h"
#include "ui/shell/window/workspaceview.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QMenuBar>
#include <QPointer>
#include <QProgressDialog>

#include <atomic>

namespace leadline {

namespace {
constexpr quint64 kSampleSeed = 20260301;
constexpr auto kEnding = "leadline"_L1;
} // namespace

ShellController::ShellController(ShellParts parts, OpenWorkspace open, QString folder, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
    , m_open(std::move(open))
    , m_folder(std::move(folder))
    , m_window(std::make_unique<MainWindow>(m_parts))
    , m_menu(new MainMenu(this, m_window->menuBar(), m_parts.state, m_parts.appearance))
{
    StartPage *start = m_window->start();
    connect(start, &StartPage::sampleRequested, this, &ShellController::openSample);
    connect(start, &StartPage::connectRequested, this, &ShellController::connectTool);
    connect(start, &StartPage::folderRequested, this, &ShellController::chooseFolder);
    connect(start, &StartPage::fileRequested, this, [this](const QString &file) { openFile(file, false); });
    connect(m_window.get(), &MainWindow::folderDropped, this, &ShellController::addFolder);
}

ShellController::~ShellController()
{
    m_window.reset(); // before the workspace: its widgets ask it
    m_workspace.reset();
}

void ShellController::open(const QString &file, bool create, std::function<void()> then)
{
    if (m_opening)
        return;
    if (m_workspace && QFileInfo(m_workspace->file()) == QFileInfo(file)) {
        then();
        return;
    }
    m_opening = true;
    QDir().mkpath(QFileInfo(file).absolutePath());
    m_window->start()->setBusy(tr("Opening …"));
    m_open(file, create)
        .then(this, [this, file, then = std::move(then)](const Result<std::shared_ptr<Workspace>> &opened) {
            m_opening = false;
            if (!opened) {
                m_window->start()->setBusy({});
                if (opened.error().kind == ErrorKind::Cancelled)
                    return; // the person changed their mind: nothing to tell
                if (opened.error().kind == ErrorKind::Config && !QFileInfo::exists(file))
                    m_parts.state->removeRecentFile(file);
                failed(tr("The workspace could not be opened"), opened.error());
                return;
            }
            if (m_settings)
                m_settings->close();
            m_window->showStart(); // nothing shows the old workspace any more
            m_workspace = *opened;
            m_menu->update();
            then();
        });
}

void ShellController::openFile(const QString &file, bool create)
{
    open(file, create, [this] { show(); });
}

void ShellController::openSample()
{
    open(m_folder + u"/sample."_s + kEnding, true, [this] {
        if (m_workspace->isSample())
            show();
        else
            fillSample();
    });
}

void ShellController::fillSample()
{
    m_window->start()->setBusy(tr("Making two years of the sample organisation. This takes some seconds …"));
    m_workspace->fillWithSample(kSampleSeed).then(this, [this](const Result<void> &filled) {
        if (!filled) {
            failed(tr("The sample could not be made"), filled.error());
            return;
        }
        if (m_workspace->isSettled()) {
            show();
            return;
        }
        connect(m_workspace.get(), &Workspace::settled, this, [this] { show(); }, Qt::SingleShotConnection);
    });
}

void ShellController::openLast()
{
    for (const QString &file : m_parts.state->recentFiles()) {
        if (QFileInfo::exists(file)) {
            openFile(file, false);
            return;
        }
    }
}

void ShellController::show()
{
    if (m_window->view() && m_workspace)
        return;
    m_workspace->warmUp({u"change"_s, u"deployment"_s}); // every role's first page asks for them
    m_parts.state->addRecentFile(m_workspace->file());
    m_window->showWorkspace(m_workspace.get());
    m_window->start()->setBusy({});
    m_menu->update();
    WorkspaceView *view = m_window->view();
    connect(view, &WorkspaceView::settingsRequested, this, &ShellController::showSettings);
    connect(view, &WorkspaceView::connectRequested, this, &ShellController::connectTool);
    connect(view, &WorkspaceView::syncRequested, this, [this] { syncNow(false); });
    connect(m_workspace.get(), &Workspace::storageFailed, view,
        [this](const Error &error) { failed(tr("The workspace could not be written"), error); });
    m_workspace->startSchedule();
    Q_EMIT workspaceOpened();
}

void ShellController::failed(const QString &title, const Error &error)
{
    if (m_window->view())
        tell(m_window.get(), title, error.text);
    else
        m_window->start()->setProblem(error.text);
}

// The sample stays as it is: what a person connects goes into a workspace of their own.
void ShellController::withOwnWorkspace(std::function<void()> then)
{
    if (m_workspace && !m_workspace->isSample()) {
        show();
        then();
        return;
    }
    open(m_folder + u"/workspace."_s + kEnding, true, [this, then = std::move(then)] {
        show();
        then();
    });
}

void ShellController::addFolder(const QString &folder)
{
    withOwnWorkspace([this, folder] { saveFolderSource(folder); });
}

void ShellController::saveFolderSource(const QString &folder)
{
    QString name = QFileInfo(folder).fileName();
    QStringList taken;
    for (const SourceStatus &source : m_workspace->sources()) {
        if (source.config.kind == "git"_L1 && QFileInfo(source.config.url) == QFileInfo(folder)) {
            m_workspace->startSync({source.config.name}); // it is here already: read what is new
            return;
        }
        taken.append(source.config.name);
    }
    for (int number = 2; taken.contains(name); ++number)
        name = u"%1 (%2)"_s.arg(QFileInfo(folder).fileName()).arg(number);
    const SourceConfig config{.name = name, .kind = u"git"_s, .url = folder, .atStart = true};
    Workspace *workspace = m_workspace.get();
    workspace->saveSource(config, {}).then(this, [this, name](const Result<void> &saved) {
        if (!saved)
            failed(tr("The folder could not be added"), saved.error());
        else if (m_workspace)
            m_workspace->startSync({name});
    });
}

void ShellController::connectTool()
{
    withOwnWorkspace([this] {
        showSettings(u"sources"_s);
        m_settings->sources()->add();
    });
}

void ShellController::chooseFolder()
{
    askFolder(m_window.get(), tr("Choose a Git folder"), [this](const QString &folder) { addFolder(folder); });
}

void ShellController::newWorkspace()
{
    askSaveFile(m_window.get(), tr("New workspace"), u"workspace."_s + kEnding,
        tr("Leadline workspaces (*.%1)").arg(kEnding), [this](const QString &file) { openFile(file, true); });
}

void ShellController::chooseWorkspace()
{
    askOpenFile(m_window.get(), tr("Open a workspace"), tr("Leadline workspaces (*.%1)").arg(kEnding),
        [this](const QString &file) { openFile(file, false); });
}

void ShellController::showSettings(const QString &page)
{
    if (!m_workspace)
        return;
    if (!m_settings) {
        m_settings = new SettingsDialog(m_workspace.get(), m_parts, m_window.get());
        m_settings->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_settings, &QObject::destroyed, this, [this] { m_settings = nullptr; });
        connect(m_settings, &QDialog::finished, this, [this] { m_settings = nullptr; });
        m_settings->open();
    }
    if (!page.isEmpty())
        m_settings->showPage(page);
}

void ShellController::syncNow(bool full)
{
    if (m_workspace && !m_workspace->isSyncing())
        m_workspace->startSync({}, full);
}

void ShellController::exportReport()
{
    if (!m_window->view())
        return;
    const QString name = m_workspace->isSample() ? tr("Sample organisation") : m_workspace->name();
    askSaveFile(m_window.get(), tr("Save a report as PDF"), tr("%1 report").arg(name) + u".pdf"_s,
        tr("PDF files (*.pdf)"), [this](const QString &file) { writeReport(file); });
}

void ShellController::writeReport(const QString &file)
{
    auto *progress = new QProgressDialog(tr("Making the report …"), tr("Cancel"), 0, 0, m_window.get());
    progress->setAttribute(Qt::WA_DeleteOnClose);
    progress->setMinimumDuration(300);
    const auto cancelled = std::make_shared<std::atomic_bool>(false);
    connect(progress, &QProgressDialog::canceled, this, [cancelled] { cancelled->store(true); });
    const ReportPageSize size =
        QLocale().measurementSystem() == QLocale::ImperialUSSystem ? ReportPageSize::Letter : ReportPageSize::A4;
    makeDashboardReport(m_workspace.get(), m_window->view()->reportRequest())
        .then(QtFuture::Launch::Async,
            [file, size, cancelled](const Result<Report> &report) -> Result<void> {
                if (!report)
                    return std::unexpected(report.error());
                return writePdf(*report, file, size, [cancelled] { return cancelled->load(); });
            })
        .then(m_window.get(), [this, file, progress = QPointer(progress)](const Result<void> &written) {
            if (progress)
                progress->close();
            if (written)
                m_parts.openUrl(QUrl::fromLocalFile(file));
            else if (written.error().kind != ErrorKind::Cancelled)
                failed(tr("The report was not written"), written.error());
        });
}

void ShellController::showDoctor()
{
    m_workspace->doctor().then(this, [this](const Result<QStringList> &lines) {
        QString text = lines ? lines->join(u'\n') : lines.error().text;
        text.replace(u"ok\t"_s, u"✓  "_s)
            .replace(u"warning\t"_s, u"⚠  "_s)
            .replace(u"fault\t"_s, u"✕  "_s)
            .replace(u'_', u' ');
        tell(m_window.get(), tr("Check of this workspace"), text);
    });
}

void ShellController::showAbout()
{
    tell(m_window.get(), tr("About Leadline"),
        tr("Leadline %1\nSoftware engineering intelligence on your own desk.\nFree software under the GNU General "
           "Public License, version 3 or later.")
            .arg(QStringLiteral(LEADLINE_VERSION)));
}

} // namespace leadline
