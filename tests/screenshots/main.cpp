#include "core/secrets/memorystore.h"
#include "core/workspace/workspace.h"
#include "ui/charts/cloudview.h"
#include "ui/shell/dashboard/dashboardview.h"
#include "ui/shell/dashboard/tile.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/translations.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/rows/recordtablemodel.h"
#include "ui/shell/rows/rowspanel.h"
#include "ui/shell/settings/metrics/metriceditor.h"
#include "ui/shell/settings/metrics/metricpreview.h"
#include "ui/shell/settings/metrics/metricspage.h"
#include "ui/shell/settings/metrics/metrictemplates.h"
#include "ui/shell/settings/settingsdialog.h"
#include "ui/shell/settings/sourcespage.h"
#include "ui/shell/start/passphrasedialog.h"
#include "ui/shell/window/mainwindow.h"
#include "ui/shell/window/navigation.h"
#include "ui/shell/window/shellcontroller.h"
#include "ui/shell/window/workspaceview.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDir>
#include <QProcess>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QWizard>

#include <cstdio>

// Renders every screen to PNG files: light, dark, small, and at 150 %. The last is another process, because the scale
// of a program is fixed when it starts.
using namespace leadline;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kPatienceMs = 120'000;

class Camera {
public:
    Camera(QString folder, QString workspaceFolder, QString suffix)
        : m_folder(std::move(folder))
        , m_state(workspaceFolder + u"/state.ini"_s)
        , m_appearance(*static_cast<QApplication *>(QCoreApplication::instance()), ThemeChoice::Light)
        , m_controller({&m_appearance, &m_state, [](const QUrl &) { }}, &Camera::open, workspaceFolder)
        , m_suffix(std::move(suffix))
    {
    }

    bool openSample()
    {
        m_controller.window()->resize(1440, 900);
        m_controller.window()->show();
        shoot(u"start"_s, m_controller.window());
        m_controller.openSample();
        return QTest::qWaitFor([this] { return m_controller.window()->view() != nullptr; }, kPatienceMs);
    }

    void everything(const QString &theme)
    {
        m_theme = theme;
        m_appearance.setChoice(themeChoiceFromName(theme));
        m_controller.window()->resize(1440, 900);
        const std::vector<std::pair<QString, QStringList>> pages{
            {u"manager"_s, {u"delivery"_s, u"reviews"_s, u"stability"_s}}, {u"executive"_s, {u"overview"_s}},
            {u"product"_s, {u"issues"_s}}, {u"developer"_s, {u"mine"_s}}};
        for (const auto &[role, names] : pages) {
            for (const QString &page : names)
                dashboard(role, page);
        }
        meet();
        settings();
        passphrase();
    }

    // The developer's page, once it knows who sits there.
    void meet()
    {
        auto names = m_controller.workspace()->dimensionValues(u"change"_s, u"author"_s);
        if (!QTest::qWaitFor([&names] { return names.isFinished(); }, kPatienceMs) || !names.result()
            || names.result()->isEmpty())
            return;
        m_state.setMe(m_controller.workspace()->file(), names.result()->at(names.result()->size() / 2));
        dashboard(u"developer"_s, u"mine"_s, u"developer-mine-known"_s);
        m_state.setMe(m_controller.workspace()->file(), {});
    }

    void dashboard(const QString &role, const QString &page, const QString &name = {})
    {
        WorkspaceView *view = m_controller.window()->view();
        view->navigation()->select(role, page);
        view->showPage(role, page);
        settle();
        shoot(name.isEmpty() ? role + u'-' + page : name, m_controller.window());
    }

    // The whole page at once, as high as it is.
    void wholePage(const QString &role, const QString &page)
    {
        m_controller.window()->resize(1440, 1450);
        dashboard(role, page, role + u'-' + page + u"-whole"_s);
        m_controller.window()->resize(1440, 900);
    }

    void small()
    {
        m_controller.window()->resize(1280, 800);
        dashboard(u"manager"_s, u"delivery"_s, u"medium-manager-delivery"_s);
        m_controller.window()->resize(1100, 700);
        dashboard(u"manager"_s, u"delivery"_s, u"small-manager-delivery"_s);
        dashboard(u"executive"_s, u"overview"_s, u"small-executive-overview"_s);
        m_controller.window()->resize(1440, 900);
    }

    void rows()
    {
        WorkspaceView *view = m_controller.window()->view();
        view->showPage(u"manager"_s, u"delivery"_s);
        settle();
        for (Tile *tile : view->dashboard()->tiles()) {
            if (tile->spec().id != "cycle-scatter"_L1)
                continue;
            // As if somebody had drawn a rectangle over all of it.
            constexpr double kAll = 1e18;
            Q_EMIT tile->findChild<CloudView *>()->rangeSelected(-kAll, kAll, -kAll, kAll);
        }
        if (!QTest::qWaitFor([view] { return view->rows()->model()->rowCount() > 0; }, kPatienceMs))
            std::fprintf(stderr, "no rows came\n");
        QTest::qWait(400); // the timeline of the first row
        shoot(u"rows"_s, m_controller.window());
        Q_EMIT view->rows()->closeRequested();
    }

    void settings()
    {
        m_controller.showSettings({});
        QTest::qWait(300);
        SettingsDialog *dialog = m_controller.settings();
        for (const QString &page : dialog->pageIds()) {
            dialog->showPage(page);
            waitForLists(dialog);
            shoot(u"settings-"_s + page, dialog);
        }
        metrics(static_cast<MetricsPage *>(dialog->page(u"metrics"_s)));
        dialog->sources()->add();
        if (auto *wizard = dialog->findChild<QWizard *>()) {
            QTest::qWait(100);
            shoot(u"wizard-tool"_s, wizard);
            wizard->next();
            QTest::qWait(100);
            shoot(u"wizard-address"_s, wizard);
            wizard->reject();
        }
        dialog->close();
        QTest::qWait(50);
    }

    // The page with a metric chosen, and its editor: with figures, with a mistake, and with the columns.
    void metrics(MetricsPage *page)
    {
        const auto settled = [](const MetricEditor *editor) {
            return QTest::qWaitFor(
                [editor] { return editor->isChecked() && !editor->preview()->isRunning(); }, kPatienceMs);
        };
        SettingsDialog *dialog = m_controller.settings();
        dialog->showPage(u"metrics"_s);
        page->select(u"Leadline 1/change_lead_time"_s);
        shoot(u"settings-metrics-chosen"_s, dialog);
        MetricEditor *editor = page->write(metricTemplates().last().text, {});
        if (!settled(editor))
            std::fprintf(stderr, "the preview of a metric never came\n");
        shoot(u"metric-editor"_s, editor);
        editor->setText(QString(metricTemplates().last().text).replace(u"FROM changes"_s, u"FROM chnges"_s));
        (void)settled(editor);
        shoot(u"metric-editor-problem"_s, editor);
        editor->findChild<QTabWidget *>()->setCurrentIndex(1);
        shoot(u"metric-editor-columns"_s, editor);
        editor->setText(metricTemplates().last().text);
        editor->reject();
        QTest::qWait(50);
    }

    void passphrase()
    {
        using Purpose = PassphraseDialog::Purpose;
        for (const auto &[purpose, name] :
            {std::pair(Purpose::Choose, u"passphrase-choose"_s), std::pair(Purpose::Enter, u"passphrase-enter"_s)}) {
            PassphraseDialog dialog(purpose, u"/home/ada/.local/share/leadline/secrets.vault"_s, m_controller.window());
            dialog.show();
            if (purpose == Purpose::Enter)
                dialog.setProblem(u"The passphrase of the vault is wrong. Try again."_s);
            shoot(name, &dialog);
        }
    }

private:
    // The page's lists are read in the background. A list that stays empty is no reason to wait long.
    static void waitForLists(QWidget *dialog)
    {
        QTest::qWait(150);
        (void)QTest::qWaitFor(
            [dialog] {
                const auto lists = dialog->findChildren<QAbstractItemView *>();
                return std::ranges::all_of(lists, [](const QAbstractItemView *list) {
                    return !list->isVisible() || (list->model() && list->model()->rowCount() > 0);
                });
            },
            1500);
        QTest::qWait(50);
    }

    static QFuture<Result<std::shared_ptr<Workspace>>> open(const QString &file, bool create)
    {
        using Opened = Result<std::shared_ptr<Workspace>>;
        auto opened =
            Workspace::open({.file = file, .key = QByteArray(32, 'k'), .create = create, .secrets = makeMemoryStore()});
        return QtFuture::makeReadyValueFuture(
            opened ? Opened(std::shared_ptr<Workspace>(std::move(*opened))) : Opened(std::unexpected(opened.error())));
    }

    void settle()
    {
        const auto tiles = m_controller.window()->view()->dashboard()->tiles();
        const bool ready = QTest::qWaitFor(
            [&tiles] {
                return std::ranges::none_of(
                    tiles, [](const Tile *tile) { return tile->state() == Tile::State::Loading; });
            },
            kPatienceMs);
        if (!ready)
            std::fprintf(stderr, "some widgets never stopped loading\n");
        QTest::qWait(150); // names of the attention list
    }

    void shoot(const QString &name, QWidget *widget)
    {
        QTest::qWait(30);
        const QString file =
            u"%1/%2%3%4.png"_s.arg(m_folder, name, m_theme.isEmpty() ? QString() : u'-' + m_theme, m_suffix);
        if (!widget->grab().save(file))
            std::fprintf(stderr, "%s could not be written\n", qPrintable(file));
    }

    QString m_folder;
    UiState m_state;
    Appearance m_appearance;
    ShellController m_controller;
    QString m_theme;
    QString m_suffix;
};

int shootAll(const QString &folder, const QString &workspaceFolder, bool scaled)
{
    Camera camera(folder, workspaceFolder, scaled ? u"-150"_s : QString());
    if (!camera.openSample()) {
        std::fprintf(stderr, "leadline: the sample organisation could not be opened\n");
        return 1;
    }
    if (scaled) {
        camera.dashboard(u"manager"_s, u"delivery"_s);
        camera.rows();
        camera.settings();
        return 0;
    }
    for (const QString &theme : {u"light"_s, u"dark"_s, u"high_contrast"_s}) {
        camera.everything(theme);
        camera.wholePage(u"manager"_s, u"delivery"_s);
        camera.rows();
        camera.small();
    }
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"leadline-screenshots"_s);
    installTranslations(application);
    const QStringList arguments = application.arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "leadline-screenshots DIR\n");
        return 2;
    }
    const QString folder = QDir(arguments[1]).absolutePath();
    if (!QDir().mkpath(folder)) {
        std::fprintf(stderr, "leadline: %s cannot be made\n", qPrintable(folder));
        return 1;
    }
    if (arguments.size() > 2) // the second process: the workspace is there already
        return shootAll(folder, arguments[2], true);
    const QTemporaryDir workspace;
    if (const int failed = shootAll(folder, workspace.path(), false))
        return failed;
    QProcess scaled;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_SCALE_FACTOR"_s, u"1.5"_s);
    scaled.setProcessEnvironment(environment);
    scaled.setProcessChannelMode(QProcess::ForwardedChannels);
    scaled.start(QCoreApplication::applicationFilePath(), {folder, workspace.path()});
    return scaled.waitForFinished(10 * 60'000) ? scaled.exitCode() : 1;
}
