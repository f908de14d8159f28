#include "tests/ui/shell/cuttexts.h"

#include "core/secrets/memorystore.h"
#include "core/workspace/workspace.h"
#include "ui/shell/dashboard/dashboardview.h"
#include "ui/shell/dashboard/tile.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/elidedlabel.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/settings/settingsdialog.h"
#include "ui/shell/window/mainwindow.h"
#include "ui/shell/window/shellcontroller.h"
#include "ui/shell/window/workspaceview.h"

#include <QApplication>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

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

// On the windows that people have, everything can be read in full.
class TestFit final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();

    void whatIsCutIsFound();
    void everyPageFits_data();
    void everyPageFits();
    void theSettingsFit();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<UiState> m_state;
    std::unique_ptr<Appearance> m_appearance;
    std::unique_ptr<ShellController> m_controller;
};

void TestFit::initTestCase()
{
    m_state = std::make_unique<UiState>(m_folder.filePath(u"state.ini"_s));
    m_appearance =
        std::make_unique<Appearance>(*static_cast<QApplication *>(QCoreApplication::instance()), ThemeChoice::Light);
    m_controller = std::make_unique<ShellController>(
        ShellParts{m_appearance.get(), m_state.get(), [](const QUrl &) { }}, &openTest, m_folder.path());
    m_controller->window()->show();
    m_controller->openSample();
    QTRY_VERIFY_WITH_TIMEOUT(m_controller->window()->view() != nullptr, kPatienceMs);
}

void TestFit::cleanupTestCase()
{
    m_controller.reset();
    m_appearance.reset();
    m_state.reset();
}

void TestFit::whatIsCutIsFound()
{
    QWidget parent;
    parent.resize(300, 200);
    auto *label = new ElidedLabel(&parent);
    label->setText(u"a text that is longer than a hundred pixels"_s);
    label->setGeometry(0, 0, 100, 20);
    auto *button = new QPushButton(u"A button with many words"_s, &parent);
    button->setGeometry(0, 30, 60, 30);
    parent.show();
    QCOMPARE(cutTexts(&parent), (QStringList{label->text(), button->text()}));
    label->resize(290, 20);
    button->resize(button->sizeHint());
    QCOMPARE(cutTexts(&parent), QStringList());
}

void TestFit::everyPageFits_data()
{
    QTest::addColumn<QString>("role");
    QTest::addColumn<QString>("page");
    QTest::newRow("delivery") << u"manager"_s << u"delivery"_s;
    QTest::newRow("reviews") << u"manager"_s << u"reviews"_s;
    QTest::newRow("stability") << u"manager"_s << u"stability"_s;
    QTest::newRow("executive") << u"executive"_s << u"overview"_s;
    QTest::newRow("product") << u"product"_s << u"issues"_s;
    QTest::newRow("developer") << u"developer"_s << u"mine"_s;
}

void TestFit::everyPageFits()
{
    QFETCH(const QString, role);
    QFETCH(const QString, page);
    WorkspaceView *view = m_controller->window()->view();
    view->showPage(role, page);
    const auto isReady = [view] {
        return std::ranges::none_of(
            view->dashboard()->tiles(), [](const Tile *tile) { return tile->state() == Tile::State::Loading; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), kPatienceMs);
    for (const QSize size : {QSize(1280, 800), QSize(1440, 900), QSize(2560, 1440)}) {
        m_controller->window()->resize(size);
        QTest::qWait(50);
        const QStringList cut = cutTexts(m_controller->window());
        QVERIFY2(cut.isEmpty(), qPrintable(u"%1: %2"_s.arg(size.width()).arg(cut.join(u" | "_s))));
    }
}

void TestFit::theSettingsFit()
{
    m_controller->showSettings({});
    SettingsDialog *dialog = m_controller->settings();
    for (const QString &page : dialog->pageIds()) {
        dialog->showPage(page);
        QTest::qWait(200);
        const QStringList cut = cutTexts(dialog);
        QVERIFY2(cut.isEmpty(), qPrintable(page + u": "_s + cut.join(u" | "_s)));
    }
    dialog->close();
}

QTEST_MAIN(TestFit)
#include "tst_fit.moc"
