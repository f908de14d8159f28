#include "tests/screenshots/screens.h"

#include "core/domain/enums.h"
#include "core/workspace/workspace.h"
#include "tests/screenshots/camera.h"
#include "ui/charts/cloudview.h"
#include "ui/shell/dashboard/dashboardview.h"
#include "ui/shell/dashboard/tile.h"
#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/multichoice.h"
#include "ui/shell/frame/perioddialog.h"
#include "ui/shell/frame/syncstatus.h"
#include "ui/shell/rows/recordtablemodel.h"
#include "ui/shell/rows/rowspanel.h"
#include "ui/shell/start/passphrasedialog.h"
#include "ui/shell/start/startpage.h"
#include "ui/shell/start/workspaceopener.h"
#include "ui/shell/window/navigation.h"
#include "ui/shell/window/workspaceview.h"

#include <QFile>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <cstdio>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

const std::vector<std::pair<QString, QStringList>> &pages()
{
    static const std::vector<std::pair<QString, QStringList>> all{
        {u"manager"_s, {u"delivery"_s, u"reviews"_s, u"stability"_s, u"planning"_s}},
        {u"executive"_s, {u"overview"_s}}, {u"product"_s, {u"issues"_s, u"flow"_s, u"sprints"_s}},
        {u"developer"_s, {u"mine"_s}}};
    return all;
}

// The dialog of that kind that is shown now; null and a word when there is none.
template <typename Dialog> Dialog *shown(QWidget *parent)
{
    Dialog *found = nullptr;
    (void)QTest::qWaitFor(
        [&] {
            for (Dialog *dialog : parent->findChildren<Dialog *>())
                found = dialog->isVisible() ? dialog : found;
            return found != nullptr;
        },
        5000);
    if (!found)
        std::fprintf(stderr, "no %s came\n", Dialog::staticMetaObject.className());
    return found;
}

template <typename Dialog> void shootAndClose(Camera &camera, const QString &name)
{
    auto *dialog = shown<Dialog>(camera.window());
    if (!dialog)
        return;
    Camera::pause(100);
    camera.shoot(name, dialog);
    dialog->close();
    Camera::pause(20);
}

Tile *tileOf(Camera &camera, QLatin1StringView id)
{
    for (Tile *tile : camera.window()->view()->dashboard()->tiles()) {
        if (tile->spec().id == id)
            return tile;
    }
    return nullptr;
}

// The developer's page, once it knows who sits there.
void shootKnownDeveloper(Camera &camera)
{
    Workspace *workspace = camera.controller().workspace();
    auto names = workspace->dimensionValues(u"change"_s, u"author"_s);
    if (!QTest::qWaitFor([&names] { return names.isFinished(); }, Camera::kPatienceMs) || !names.result()
        || names.result()->isEmpty())
        return;
    camera.state().setMe(workspace->file(), names.result()->at(names.result()->size() / 2));
    camera.dashboard(u"developer"_s, u"mine"_s, u"developer-mine-known"_s);
    camera.state().setMe(workspace->file(), {});
}

void shootRows(Camera &camera)
{
    WorkspaceView *view = camera.window()->view();
    view->navigation()->select(u"manager"_s, u"delivery"_s);
    view->showPage(u"manager"_s, u"delivery"_s);
    camera.settle();
    if (const Tile *tile = tileOf(camera, "cycle-scatter"_L1)) {
        // As if somebody had drawn a rectangle over all of it.
        constexpr double kAll = 1e18;
        Q_EMIT tile->findChild<CloudView *>()->rangeSelected(-kAll, kAll, -kAll, kAll);
    }
    if (!QTest::qWaitFor([view] { return view->rows()->model()->rowCount() > 0; }, Camera::kPatienceMs))
        std::fprintf(stderr, "no rows came\n");
    Camera::pause(400); // the timeline of the first row
    camera.shoot(u"rows"_s, camera.window());
    Q_EMIT view->rows()->closeRequested();
}

// A keychain that stays locked.
class LockedKeychain final : public SecretStore {
public:
    QFuture<Result<std::optional<QByteArray>>> read(const QString &) override
    {
        return locked<std::optional<QByteArray>>();
    }
    QFuture<Result<void>> write(const QString &, const QByteArray &) override { return locked<void>(); }
    QFuture<Result<void>> remove(const QString &) override { return locked<void>(); }
    [[nodiscard]] QString description() const override { return {}; }

private:
    template <typename T> static QFuture<Result<T>> locked()
    {
        return QtFuture::makeReadyValueFuture(Result<T>(fail(ErrorKind::Permission, u"locked"_s)));
    }
};

void shootPassphrases(Camera &camera)
{
    using Purpose = PassphraseDialog::Purpose;
    for (const auto &[purpose, name] :
        {std::pair(Purpose::Choose, u"passphrase-choose"_s), std::pair(Purpose::Enter, u"passphrase-enter"_s)}) {
        PassphraseDialog dialog(purpose, u"/home/ada/.local/share/leadline/secrets.vault"_s, camera.window());
        dialog.show();
        if (purpose == Purpose::Enter)
            dialog.setProblem(u"The passphrase of the vault is wrong. Try again."_s);
        camera.shoot(name, &dialog);
    }
    const QTemporaryDir folder;
    WorkspaceOpener opener({.keychain = std::make_shared<LockedKeychain>(),
        .unlock = [] { return QtFuture::makeReadyValueFuture(Result<void>()); },
        .vaultFile = folder.filePath(u"secrets.vault"_s)});
    opener.setWindow(camera.window());
    const auto opened = opener.open(folder.filePath(u"team.leadline"_s), true);
    shootAndClose<QMessageBox>(camera, u"keychain-locked"_s);
}

void shootMenu(Camera &camera, QMenu *menu, const QString &name)
{
    menu->popup(camera.window()->mapToGlobal(QPoint(300, 120)));
    camera.shoot(name, menu);
    menu->close();
}

} // namespace

void shootStart(Camera &camera)
{
    camera.shoot(u"start"_s, camera.window());
    const QTemporaryDir folder;
    QFile foreign(folder.filePath(u"foreign.leadline"_s));
    if (foreign.open(QIODevice::WriteOnly))
        foreign.write(QByteArray("this is no workspace ").repeated(400));
    foreign.close();
    camera.controller().openFile(foreign.fileName(), false);
    StartPage *start = camera.window()->start();
    (void)QTest::qWaitFor([start] { return start->message().endsWith(u'.'); }, 5000);
    camera.shoot(u"start-problem"_s, camera.window());
    start->setBusy({});
    start->setProblem({});
}

void shootPages(Camera &camera)
{
    for (const auto &[role, names] : pages()) {
        for (const QString &page : names)
            camera.dashboard(role, page);
    }
    shootKnownDeveloper(camera);
    shootRows(camera);
}

void shootStates(Camera &camera)
{
    WorkspaceView *view = camera.window()->view();
    view->navigation()->select(u"manager"_s, u"delivery"_s);
    view->showPage(u"manager"_s, u"delivery"_s);
    camera.shoot(u"loading"_s, camera.window()); // the answers take longer than the picture
    camera.settle();

    SyncProgress progress{.source = u"GitHub"_s, .scope = u"acme/checkout-api"_s, .entity = u"Pull requests"_s};
    progress.pages = 12;
    progress.records = 1180;
    progress.remainingQuota = 4210;
    progress.quotaLimit = 5000;
    progress.millisecondsLeft = 170'000;
    view->findChild<SyncStatus *>()->showProgress(progress);
    camera.shoot(u"syncing"_s, camera.window());
    view->findChild<SyncStatus *>()->showFinished();

    FilterState before = view->filters()->current();
    FilterState nothing = before;
    nothing.preset = PeriodPreset::Custom;
    nothing.firstDay = QDate(2001, 1, 1);
    nothing.lastDay = QDate(2001, 3, 31);
    view->filters()->set(nothing);
    Camera::pause(100);
    camera.settle();
    camera.shoot(u"empty-period"_s, camera.window());
    view->filters()->set(before);
    camera.settle();

    WidgetSpec broken = tileOf(camera, "throughput"_L1)->spec();
    broken.metrics = {u"no_such_metric"_s};
    const std::unique_ptr<Tile> tile(
        makeTile(broken, {camera.controller().workspace(), view->filters(), &camera.state()}, nullptr));
    tile->setTheme(camera.theme());
    tile->resize(440, 300);
    tile->show();
    tile->refresh();
    (void)QTest::qWaitFor([&tile] { return tile->state() != Tile::State::Loading; }, Camera::kPatienceMs);
    camera.shoot(u"widget-error"_s, tile.get());
}

void shootQuestions(Camera &camera)
{
    WorkspaceView *view = camera.window()->view();
    view->showPage(u"manager"_s, u"delivery"_s);
    camera.settle();
    shootPassphrases(camera);
    PeriodDialog period(QDate(2026, 1, 5), QDate(2026, 3, 29), Qt::Monday, camera.window());
    period.show();
    camera.shoot(u"period"_s, &period);
    period.close();

    auto *menuButton = tileOf(camera, "stages"_L1)->findChild<QToolButton *>(u"tileMenu"_s);
    shootMenu(camera, menuButton->menu(), u"menu-widget"_s);
    for (QAction *action : menuButton->menu()->actions()) {
        if (action->text() == "Explain"_L1)
            action->trigger();
    }
    shootAndClose<QDialog>(camera, u"explain"_s);
    for (auto *button : view->findChildren<QToolButton *>()) {
        if (button->text().startsWith("Last 90 days"_L1))
            shootMenu(camera, button->menu(), u"menu-period"_s);
    }
    shootMenu(camera, camera.window()->menuBar()->actions().front()->menu(), u"menu-file"_s);
    for (auto *choice : view->findChildren<MultiChoice *>()) {
        choice->click();
        if (auto *popup = choice->findChild<QFrame *>()) {
            Camera::pause(50);
            camera.shoot(u"choice"_s, popup);
            popup->close();
        }
        break;
    }
    camera.controller().showDoctor();
    shootAndClose<QMessageBox>(camera, u"doctor"_s);
    camera.controller().showAbout();
    shootAndClose<QMessageBox>(camera, u"about"_s);
}

} // namespace leadline
