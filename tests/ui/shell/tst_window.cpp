#include "core/domain/enums.h"
#include "core/secrets/memorystore.h"
#include "core/workspace/workspace.h"
#include "ui/charts/metriccard.h"
#include "ui/shell/dashboard/dashboardview.h"
#include "ui/shell/dashboard/tile.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/rows/recordtablemodel.h"
#include "ui/shell/rows/rowspanel.h"
#include "ui/shell/rows/timelineview.h"
#include "ui/shell/start/startpage.h"
#include "ui/shell/window/mainwindow.h"
#include "ui/shell/window/navigation.h"
#include "ui/shell/window/shellcontroller.h"
#include "ui/shell/window/workspaceview.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QProgressDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace leadline;

namespace {

constexpr int kPatienceMs = 120'000; // the machine may be busy

QFuture<Result<std::shared_ptr<Workspace>>> openTest(const QString &file, bool create)
{
    using Opened = Result<std::shared_ptr<Workspace>>;
    auto opened =
        Workspace::open({.file = file, .key = QByteArray(32, 'k'), .create = create, .secrets = makeMemoryStore()});
    return QtFuture::makeReadyValueFuture(
        opened ? Opened(std::shared_ptr<Workspace>(std::move(*opened))) : Opened(std::unexpected(opened.error())));
}

} // namespace

// The real window on the real, encrypted sample workspace.
class TestWindow final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void everyWidgetOfEveryRoleAnswers_data();
    void everyWidgetOfEveryRoleAnswers();
    void filtersReachTheWidgetsAndGoBack();
    void anEmptyPeriodOffersTheNewestData();
    void aCardOpensItsRowsARowItsTimeline();
    void rowsCanBeFilteredSortedAndCopied();
    void chosenColumnsAreRemembered();
    void menusAndExportsOfAWidget();
    void theDeveloperSaysWhoTheyAre();
    void themeChangesEverything();
    void keyboardLeadsFromPageToBrowser();
    void aReportIsWrittenAndCanBeCancelled();
    void cardsShowTheirWholeTitles();
    void theLastPageAndFilterComeBack();

private:
    [[nodiscard]] WorkspaceView *view() const { return m_controller->window()->view(); }
    [[nodiscard]] Tile *tile(const QString &id) const;
    [[nodiscard]] bool settled() const;
    void open();

    QTemporaryDir m_folder;
    std::unique_ptr<UiState> m_state;
    std::unique_ptr<Appearance> m_appearance;
    std::unique_ptr<ShellController> m_controller;
    std::vector<QUrl> m_opened; // in the browser
};

void TestWindow::open()
{
    const ShellParts parts{m_appearance.get(), m_state.get(), [this](const QUrl &url) { m_opened.push_back(url); }};
    m_controller = std::make_unique<ShellController>(parts, &openTest, m_folder.path());
    m_controller->window()->resize(1440, 900);
    m_controller->window()->show();
}

void TestWindow::initTestCase()
{
    m_state = std::make_unique<UiState>(m_folder.filePath(u"state.ini"_s));
    m_appearance =
        std::make_unique<Appearance>(*static_cast<QApplication *>(QCoreApplication::instance()), ThemeChoice::Light);
    open();
    QVERIFY(m_controller->window()->start()->isVisible());
    QVERIFY(!view());
    Q_EMIT m_controller->window()->start()->sampleRequested();
    QTRY_VERIFY_WITH_TIMEOUT(view() != nullptr, kPatienceMs);
    QVERIFY(m_controller->workspace()->isSample());
}

void TestWindow::cleanupTestCase()
{
    m_controller.reset();
}

void TestWindow::init()
{
    m_opened.clear();
    view()->filters()->set({});
    view()->navigation()->select(u"manager"_s, u"delivery"_s);
    view()->showPage(u"manager"_s, u"delivery"_s);
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatienceMs);
}

Tile *TestWindow::tile(const QString &id) const
{
    const auto &tiles = view()->dashboard()->tiles();
    const auto found = std::ranges::find_if(tiles, [&id](const Tile *one) { return one->spec().id == id; });
    return found == tiles.end() ? nullptr : *found;
}

bool TestWindow::settled() const
{
    return std::ranges::none_of(
        view()->dashboard()->tiles(), [](const Tile *one) { return one->state() == Tile::State::Loading; });
}

void TestWindow::everyWidgetOfEveryRoleAnswers_data()
{
    QTest::addColumn<QString>("role");
    QTest::addColumn<QString>("page");
    QTest::newRow("delivery") << u"manager"_s << u"delivery"_s;
    QTest::newRow("reviews") << u"manager"_s << u"reviews"_s;
    QTest::newRow("stability") << u"manager"_s << u"stability"_s;
    QTest::newRow("executive") << u"executive"_s << u"overview"_s;
    QTest::newRow("product") << u"product"_s << u"issues"_s;
}

void TestWindow::everyWidgetOfEveryRoleAnswers()
{
    QFETCH(QString, role);
    QFETCH(QString, page);
    view()->showPage(role, page);
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatienceMs);
    for (const Tile *one : view()->dashboard()->tiles()) {
        QVERIFY2(one->state() == Tile::State::Ready, qPrintable(one->spec().id));
        QVERIFY2(one->toCsv().count(u'\n') > 1, qPrintable(one->spec().id)); // the table behind the picture
        QVERIFY(!one->accessibleName().isEmpty());
    }
}

void TestWindow::filtersReachTheWidgetsAndGoBack()
{
    const QString before = tile(u"throughput"_s)->toCsv();
    FilterState state = view()->filters()->current();
    state.preset = PeriodPreset::Last30Days;
    view()->filters()->set(state);
    QTRY_VERIFY_WITH_TIMEOUT(tile(u"throughput"_s)->toCsv() != before, kPatienceMs);
    QTest::keyClick(m_controller->window(), Qt::Key_Left, Qt::AltModifier);
    QTRY_COMPARE_WITH_TIMEOUT(tile(u"throughput"_s)->toCsv(), before, kPatienceMs);
    QTest::keyClick(m_controller->window(), Qt::Key_Right, Qt::AltModifier);
    QTRY_COMPARE(view()->filters()->current().preset, PeriodPreset::Last30Days);
}

void TestWindow::anEmptyPeriodOffersTheNewestData()
{
    FilterState state;
    state.preset = PeriodPreset::Custom;
    state.firstDay = QDate(2001, 1, 1);
    state.lastDay = QDate(2001, 1, 31);
    view()->filters()->set(state);
    QTRY_COMPARE_WITH_TIMEOUT(tile(u"throughput"_s)->state(), Tile::State::Empty, kPatienceMs);
    const auto buttons = tile(u"throughput"_s)->findChildren<QPushButton *>();
    const auto fix = std::ranges::find_if(buttons, [](const QPushButton *button) { return button->isVisible(); });
    QVERIFY(fix != buttons.end());
    QTest::mouseClick(*fix, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(tile(u"throughput"_s)->state(), Tile::State::Ready, kPatienceMs);
    QCOMPARE(view()->filters()->current().firstDay.daysTo(view()->filters()->current().lastDay), 30);
}

void TestWindow::aCardOpensItsRowsARowItsTimeline()
{
    RowsPanel *rows = view()->rows();
    const QAbstractItemModelTester tester(rows->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    QVERIFY(!rows->isVisible());
    const auto cards = tile(u"dora"_s)->findChildren<MetricCard *>();
    QCOMPARE(cards.size(), 5);
    cards[1]->setFocus();
    QTest::keyClick(cards[1], Qt::Key_Return);
    QVERIFY(rows->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(rows->model()->rowCount() > 10, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!rows->timeline()->url().isEmpty(), kPatienceMs); // of the first row, by itself
    QTRY_VERIFY_WITH_TIMEOUT(rows->timeline()->findChild<QTreeWidget *>()->topLevelItemCount() > 1, kPatienceMs);
    QTest::keyClick(rows->table(), Qt::Key_Escape);
    QTRY_VERIFY(!rows->isVisible());
}

void TestWindow::rowsCanBeFilteredSortedAndCopied()
{
    RowsPanel *rows = view()->rows();
    QTest::keyClick(tile(u"dora"_s)->findChildren<MetricCard *>()[1], Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(rows->model()->rowCount() > 10, kPatienceMs);
    const int all = rows->table()->model()->rowCount();
    auto *filter = rows->findChild<QLineEdit *>();
    QTest::keyClicks(filter, u"zzz no such title"_s);
    QCOMPARE(rows->table()->model()->rowCount(), 0);
    filter->clear();
    QCOMPARE(rows->table()->model()->rowCount(), all);
    const int value = static_cast<int>(rows->model()->keys().indexOf(u"value"_s));
    QVERIFY(value >= 0);
    rows->table()->sortByColumn(value, Qt::DescendingOrder);
    const auto sortValue = [rows, value](int row) {
        return rows->table()->model()->index(row, value).data(RecordTableModel::SortRole).toDouble();
    };
    QVERIFY(sortValue(0) >= sortValue(1) && sortValue(1) >= sortValue(all - 1));
    rows->table()->setFocus();
    QTest::keyClick(rows->table(), Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE(QGuiApplication::clipboard()->text().count(u'\n'), qsizetype(all + 1));
}

void TestWindow::chosenColumnsAreRemembered()
{
    RowsPanel *rows = view()->rows();
    const auto openRows = [&] {
        QTest::keyClick(tile(u"dora"_s)->findChildren<MetricCard *>()[1], Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(rows->model()->rowCount() > 10, kPatienceMs);
    };
    openRows();
    const int title = static_cast<int>(rows->model()->keys().indexOf(u"title"_s));
    QVERIFY(title >= 0 && !rows->table()->isColumnHidden(title));
    m_state->setColumns(rows->model()->fact(), "number,state");
    openRows();
    QTRY_VERIFY_WITH_TIMEOUT(rows->table()->isColumnHidden(title), kPatienceMs);
    m_state->setColumns(rows->model()->fact(), {});
}

void TestWindow::menusAndExportsOfAWidget()
{
    QVERIFY(tile(u"stages"_s)->toSvg().contains("<svg"));
    QVERIFY(tile(u"throughput"_s)->toText().contains(tile(u"throughput"_s)->spec().title));
    QSignalSpy rows(tile(u"throughput"_s), &Tile::rowsRequested);
    auto *button = tile(u"throughput"_s)->findChild<QToolButton *>(u"tileMenu"_s);
    QMenu *menu = button->menu();
    Q_EMIT menu->aboutToShow();
    QVERIFY(menu->actions().size() >= 8);
    menu->actions().first()->trigger();
    QCOMPARE(rows.count(), 1);
}

void TestWindow::theDeveloperSaysWhoTheyAre()
{
    view()->showPage(u"developer"_s, u"mine"_s);
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatienceMs);
    QCOMPARE(tile(u"my-cards"_s)->state(), Tile::State::Empty);
    auto names = m_controller->workspace()->dimensionValues(u"change"_s, u"author"_s);
    QTRY_VERIFY_WITH_TIMEOUT(names.isFinished(), kPatienceMs);
    QVERIFY(names.result() && !names.result()->isEmpty());
    FilterState all;
    all.preset = PeriodPreset::AllData;
    view()->filters()->set(all);
    m_state->setMe(m_controller->workspace()->file(), names.result()->first());
    view()->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(tile(u"my-cards"_s)->state(), Tile::State::Ready, kPatienceMs);
}

void TestWindow::themeChangesEverything()
{
    m_appearance->setChoice(ThemeChoice::Dark);
    QCOMPARE(m_controller->window()->palette().color(QPalette::Window), Theme::of(ThemeKind::Dark).window);
    m_appearance->setChoice(ThemeChoice::HighContrast);
    QCOMPARE(m_controller->window()->palette().color(QPalette::Window), Theme::of(ThemeKind::HighContrast).window);
    m_appearance->setChoice(ThemeChoice::Light);
    QCOMPARE(m_controller->window()->palette().color(QPalette::Window), Theme::of(ThemeKind::Light).window);
}

void TestWindow::keyboardLeadsFromPageToBrowser()
{
    // Without a mouse: role, page, a figure, its rows, a row's timeline, the tool.
    auto *roles = view()->navigation()->findChild<QComboBox *>();
    roles->setFocus();
    QTest::keyClick(roles, Qt::Key_Down);
    QVERIFY(view()->navigation()->role() != "manager"_L1);
    QTest::keyClick(roles, Qt::Key_Up);
    QCOMPARE(view()->navigation()->role(), u"manager"_s);
    auto *pages = view()->navigation()->findChild<QListWidget *>();
    pages->setFocus();
    QTest::keyClick(pages, Qt::Key_Down);
    QCOMPARE(view()->navigation()->page(), u"reviews"_s);
    QTest::keyClick(pages, Qt::Key_Up);
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatienceMs);
    QTest::keyClick(tile(u"dora"_s)->findChildren<MetricCard *>()[1], Qt::Key_Space);
    RowsPanel *rows = view()->rows();
    QTRY_VERIFY_WITH_TIMEOUT(rows->model()->rowCount() > 0, kPatienceMs);
    QTest::keyClick(rows->table(), Qt::Key_Return);
    auto *events = rows->timeline()->findChild<QTreeWidget *>();
    QTRY_VERIFY_WITH_TIMEOUT(events->topLevelItemCount() > 1, kPatienceMs);
    QTest::keyClick(events, Qt::Key_Return);
    QTRY_COMPARE(m_opened.size(), std::size_t(1));
    QVERIFY(m_opened.front().isValid() && m_opened.front().scheme().startsWith(u"http"_s));
}

void TestWindow::aReportIsWrittenAndCanBeCancelled()
{
    m_opened.clear();
    const QString file = m_folder.filePath(u"report.pdf"_s);
    m_controller->writeReport(file);
    auto *progress = m_controller->window()->findChild<QProgressDialog *>();
    QVERIFY(progress);
    progress->findChild<QPushButton *>()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!m_controller->window()->findChild<QProgressDialog *>(), kPatienceMs);
    QTest::qWait(200);
    m_controller->writeReport(file);
    QTRY_COMPARE_WITH_TIMEOUT(
        m_opened.size(), std::size_t(1), kPatienceMs); // of the second; the first is not heard of again
    QCOMPARE(m_opened.front(), QUrl::fromLocalFile(file));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly) && written.read(5) == "%PDF-");
    QVERIFY(QFile::remove(file));
    QTRY_VERIFY(!m_controller->window()->findChild<QProgressDialog *>());
    m_controller->writeReport(file);
    m_controller->window()->findChild<QProgressDialog *>()->findChild<QPushButton *>()->click();
    m_controller->workspace()->directory().waitForFinished(); // behind the queries of the report
    QTest::qWait(1500);
    QVERIFY(!QFile::exists(file));
    QCOMPARE(m_opened.size(), std::size_t(1));
    m_opened.clear();
}

void TestWindow::cardsShowTheirWholeTitles()
{
    for (const int width : {1440, 1280, 1100}) {
        m_controller->window()->resize(width, 900);
        QTest::qWait(100);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatienceMs);
        const auto cards = tile(u"dora"_s)->findChildren<MetricCard *>();
        QVERIFY(cards.size() > 3);
        for (const MetricCard *card : cards) {
            const auto words = card->spec().title.split(u' ');
            const QFontMetricsF metrics(Theme::of(ThemeKind::Light).titleFont());
            const double room = card->width() - 32;
            QVERIFY2(card->spec().titleLines >= (metrics.horizontalAdvance(card->spec().title) > room ? 2 : 1),
                qPrintable(card->spec().title));
            // Two lines hold it: as many words as fit in the first, the rest in the second.
            QString first = words.first();
            qsizetype next = 1;
            while (next < words.size() && metrics.horizontalAdvance(first + u' ' + words.at(next)) <= room)
                first += u' ' + words.at(next++);
            QVERIFY2(metrics.horizontalAdvance(words.sliced(next).join(u' ')) <= room, qPrintable(card->spec().title));
            const double figure =
                QFontMetricsF(Theme::of(ThemeKind::Light).figureFont()).horizontalAdvance(card->spec().value);
            QVERIFY2(figure <= room,
                qPrintable(
                    u"%1 takes %2 of %3 in a window of %4"_s.arg(card->spec().value).arg(figure).arg(room).arg(width)));
        }
    }
    m_controller->window()->resize(1440, 900);
}

void TestWindow::theLastPageAndFilterComeBack()
{
    FilterState state;
    state.preset = PeriodPreset::Last180Days;
    view()->filters()->set(state);
    view()->showPage(u"executive"_s, u"overview"_s);
    m_controller->window()->resize(1200, 800);
    m_controller->window()->close();
    m_controller.reset();
    open();
    m_controller->openLast();
    QTRY_VERIFY_WITH_TIMEOUT(view() != nullptr, kPatienceMs);
    QCOMPARE(view()->navigation()->role(), u"executive"_s);
    QCOMPARE(view()->filters()->current().preset, PeriodPreset::Last180Days);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
