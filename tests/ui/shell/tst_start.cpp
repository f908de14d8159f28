#include "gitfixture.h"

#include "core/domain/enums.h"
#include "core/secrets/memorystore.h"
#include "core/workspace/workspace.h"
#include "ui/shell/dashboard/dashboardview.h"
#include "ui/shell/dashboard/tile.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/syncstatus.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/settings/settingsdialog.h"
#include "ui/shell/settings/sourcewizard.h"
#include "ui/shell/start/startpage.h"
#include "ui/shell/window/mainwindow.h"
#include "ui/shell/window/shellcontroller.h"
#include "ui/shell/window/workspaceview.h"

#include <QApplication>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace leadline;

namespace {

constexpr int kPatienceMs = 120'000;

QFuture<Result<std::shared_ptr<Workspace>>> openTest(const QString &file, bool create)
{
    using Opened = Result<std::shared_ptr<Workspace>>;
    auto opened =
        Workspace::open({.file = file, .key = QByteArray(32, 'k'), .create = create, .secrets = makeMemoryStore()});
    return QtFuture::makeReadyValueFuture(
        opened ? Opened(std::shared_ptr<Workspace>(std::move(*opened))) : Opened(std::unexpected(opened.error())));
}

} // namespace

// From nothing to numbers, and what happens when somebody closes in the middle.
class TestStart final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void startPageOffersThreeWays();
    void aDroppedFolderBecomesASource();
    void aFileDropIsNoFolder();
    void connectingOpensTheWizard();
    void emptyWorkspaceSaysWhatToDo();
    void closingWhileSyncingLosesNothing();
    void aFileThatCannotBeOpenedIsToldPlainly();
    void geometryIsKept();
    void progressIsToldInWords();

private:
    void open();
    [[nodiscard]] bool drop(const QString &path);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<UiState> m_state;
    std::unique_ptr<Appearance> m_appearance;
    std::unique_ptr<ShellController> m_controller;
};

void TestStart::open()
{
    m_controller = std::make_unique<ShellController>(
        ShellParts{m_appearance.get(), m_state.get(), [](const QUrl &) { }}, &openTest, m_folder->path());
    m_controller->window()->show();
}

void TestStart::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_state = std::make_unique<UiState>(m_folder->filePath(u"state.ini"_s));
    m_appearance =
        std::make_unique<Appearance>(*static_cast<QApplication *>(QCoreApplication::instance()), ThemeChoice::Light);
    open();
}

void TestStart::cleanup()
{
    m_controller.reset();
    m_appearance.reset();
    m_state.reset();
}

bool TestStart::drop(const QString &path)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    enter.ignore();
    QCoreApplication::sendEvent(m_controller->window(), &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent dropped(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_controller->window(), &dropped);
    return true;
}

void TestStart::startPageOffersThreeWays()
{
    StartPage *start = m_controller->window()->start();
    QVERIFY(start->isVisible());
    int cards = 0;
    for (const QPushButton *button : start->findChildren<QPushButton *>())
        cards += button->objectName() == "startCard"_L1 && !button->accessibleName().isEmpty();
    QCOMPARE(cards, 3);
    m_controller->openLast(); // there is nothing to go back to
    QVERIFY(start->isVisible());
}

void TestStart::aDroppedFolderBecomesASource()
{
    QVERIFY(makeGitFolder(m_folder->filePath(u"shop"_s), 40));
    QVERIFY(drop(m_folder->filePath(u"shop"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(m_controller->window()->view() != nullptr, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(
        !m_controller->workspace()->sources().empty() && m_controller->workspace()->sources().front().lastReport,
        kPatienceMs);
    const SourceStatus source = m_controller->workspace()->sources().front();
    QCOMPARE(source.config.name, u"shop"_s);
    QCOMPARE(source.lastReport->outcome, SyncOutcome::Success);
    // The page fills by itself.
    m_controller->window()->view()->showPage(u"manager"_s, u"delivery"_s);
    const auto throughput = [this] {
        const auto &tiles = m_controller->window()->view()->dashboard()->tiles();
        return (*std::ranges::find_if(tiles, [](const Tile *tile) {
            return tile->spec().id == "throughput"_L1;
        }))->state();
    };
    QTRY_COMPARE_WITH_TIMEOUT(throughput(), Tile::State::Ready, kPatienceMs);
    // The same folder again is no second source.
    QVERIFY(drop(m_folder->filePath(u"shop"_s)));
    QTest::qWait(50);
    QCOMPARE(m_controller->workspace()->sources().size(), std::size_t(1));
}

void TestStart::aFileDropIsNoFolder()
{
    QFile file(m_folder->filePath(u"notes.txt"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(!drop(file.fileName()));
}

void TestStart::connectingOpensTheWizard()
{
    Q_EMIT m_controller->window()->start()->connectRequested();
    QTRY_VERIFY_WITH_TIMEOUT(m_controller->settings() != nullptr, kPatienceMs);
    auto *wizard = m_controller->settings()->findChild<SourceWizard *>();
    QVERIFY(wizard && wizard->isVisible());
    wizard->reject();
    QVERIFY(m_controller->workspace()->sources().empty());
}

void TestStart::emptyWorkspaceSaysWhatToDo()
{
    m_controller->openFile(m_folder->filePath(u"empty.leadline"_s), true);
    QTRY_VERIFY_WITH_TIMEOUT(m_controller->window()->view() != nullptr, kPatienceMs);
    const auto &tiles = m_controller->window()->view()->dashboard()->tiles();
    for (const Tile *tile : tiles) {
        QTRY_COMPARE_WITH_TIMEOUT(tile->state(), Tile::State::Empty, kPatienceMs);
        bool offers = false;
        for (const QPushButton *button : tile->findChildren<QPushButton *>())
            offers = offers || (button->isVisibleTo(tile) && button->text() == "Connect a tool"_L1);
        QVERIFY2(offers, qPrintable(tile->spec().id));
    }
}

void TestStart::closingWhileSyncingLosesNothing()
{
    QVERIFY(makeGitFolder(m_folder->filePath(u"big"_s), 3000));
    QVERIFY(drop(m_folder->filePath(u"big"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(m_controller->workspace() && m_controller->workspace()->isSyncing(), kPatienceMs);
    m_controller->window()->close();
    m_controller.reset(); // in the middle of it
    open();
    m_controller->openLast();
    QTRY_VERIFY_WITH_TIMEOUT(m_controller->window()->view() != nullptr, kPatienceMs);
    QCOMPARE(m_controller->workspace()->sources().size(), std::size_t(1));
    const QSignalSpy finished(m_controller->workspace(), &Workspace::syncFinished);
    m_controller->syncNow(false);
    QTRY_VERIFY_WITH_TIMEOUT(finished.count() > 0, kPatienceMs);
    auto commits = m_controller->workspace()->facts(u"commit"_s, {u"id"_s}, {});
    QTRY_VERIFY_WITH_TIMEOUT(m_controller->workspace()->isSettled(), kPatienceMs);
    commits = m_controller->workspace()->facts(u"commit"_s, {u"id"_s}, {});
    QTRY_VERIFY_WITH_TIMEOUT(commits.isFinished(), kPatienceMs);
    QVERIFY(commits.result());
    QCOMPARE(commits.result()->rows, qsizetype(3000)); // none lost, none twice
}

void TestStart::aFileThatCannotBeOpenedIsToldPlainly()
{
    QFile file(m_folder->filePath(u"foreign.leadline"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("this is no workspace ").repeated(400));
    file.close();
    m_controller->openFile(file.fileName(), false);
    const StartPage *start = m_controller->window()->start();
    QTRY_VERIFY_WITH_TIMEOUT(
        start->message().endsWith(u'.') && !start->message().contains(u"sqlite"_s, Qt::CaseInsensitive), kPatienceMs);
    QVERIFY(!m_controller->window()->view());
    QVERIFY(!m_controller->workspace());
}

void TestStart::geometryIsKept()
{
    QVERIFY(m_state->geometry(u"main"_s).isEmpty());
    m_controller->window()->close();
    QWidget other;
    QVERIFY(other.restoreGeometry(m_state->geometry(u"main"_s)));
}

void TestStart::progressIsToldInWords()
{
    SyncProgress progress;
    progress.source = u"GitHub"_s;
    progress.entity = u"Pull requests"_s;
    progress.scope = u"acme/api"_s;
    progress.pages = 12;
    progress.records = 1180;
    progress.remainingQuota = 4210;
    progress.quotaLimit = 5000;
    progress.millisecondsLeft = 170'000;
    const QString text = progressText(progress);
    for (const QString &part : {u"GitHub: Pull requests of acme/api"_s, u"12 page"_s, u"1,180 records"_s,
             u"4,210 of 5,000 requests left"_s, u"about 3 min left"_s})
        QVERIFY2(text.contains(part), qPrintable(text));
    SyncStatus status;
    const QSignalSpy cancel(&status, &SyncStatus::cancelRequested);
    status.show();
    status.showProgress(progress);
    auto *stop = status.findChild<QToolButton *>();
    QVERIFY(stop->isVisible());
    QTest::keyClick(stop, Qt::Key_Space);
    QCOMPARE(cancel.count(), 1);
    status.showFinished();
    QVERIFY(!stop->isVisible());
}

QTEST_MAIN(TestStart)
#include "tst_start.moc"
