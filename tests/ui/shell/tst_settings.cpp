#include "gitfixture.h"

#include "core/secrets/memorystore.h"
#include "core/workspace/workspace.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/settings/attentionpage.h"
#include "ui/shell/settings/calendarpage.h"
#include "ui/shell/settings/directoryeditor.h"
#include "ui/shell/settings/identitymodel.h"
#include "ui/shell/settings/peoplepage.h"
#include "ui/shell/settings/proberesult.h"
#include "ui/shell/settings/servicemodel.h"
#include "ui/shell/settings/servicespage.h"
#include "ui/shell/settings/settingsdialog.h"
#include "ui/shell/settings/sourcemodel.h"
#include "ui/shell/settings/sourcespage.h"
#include "ui/shell/settings/sourcewizard.h"
#include "ui/shell/settings/teamspage.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace leadline;

namespace {

constexpr int kPatienceMs = 120'000;

} // namespace

// The settings on a real workspace with one Git folder in it.
class TestSettings final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void wizardAddsAGitFolder();
    void aTakenNameIsRefused();
    void sourceCanBePausedAndGoesOn();
    void peopleAreMergedAndUndone();
    void teamsAreMade();
    void servicesStandInAndName();
    void patternsShowTheirEffectBeforeTheyCount();
    void calendarIsKept();
    void aTeamHasHoursOfItsOwn();
    void undoMeansTheNewestChange();
    void nonsenseInTheCalendarIsRefused();
    void thresholdsCountAtOnce();
    void everyPageOpens();
    void probeSaysWhatIsMissing();
    void sourceIsRemovedWithItsData();

private:
    [[nodiscard]] QWizard *openWizard();
    [[nodiscard]] static QPushButton *buttonNamed(const QWidget *parent, const QString &text);

    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<UiState> m_state;
    std::unique_ptr<Appearance> m_appearance;
    std::unique_ptr<SettingsDialog> m_dialog;
};

void TestSettings::initTestCase()
{
    QVERIFY(makeGitFolder(m_folder.filePath(u"shop"_s), 60));
    auto opened = Workspace::open({.file = m_folder.filePath(u"own.leadline"_s),
        .key = QByteArray(32, 'k'),
        .create = true,
        .secrets = makeMemoryStore()});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    m_workspace = std::move(*opened);
    m_state = std::make_unique<UiState>(m_folder.filePath(u"state.ini"_s));
    m_appearance =
        std::make_unique<Appearance>(*static_cast<QApplication *>(QCoreApplication::instance()), ThemeChoice::Light);
    const ShellParts parts{m_appearance.get(), m_state.get(), [](const QUrl &) { }};
    m_dialog = std::make_unique<SettingsDialog>(m_workspace.get(), parts);
    m_dialog->show();
}

QWizard *TestSettings::openWizard()
{
    m_dialog->sources()->add();
    auto *wizard = m_dialog->findChild<SourceWizard *>();
    for (QRadioButton *button : wizard->currentPage()->findChildren<QRadioButton *>()) {
        if (button->text().contains(u"Git "_s) || button->text() == "Git"_L1)
            button->setChecked(true);
    }
    wizard->next();
    return wizard;
}

QPushButton *TestSettings::buttonNamed(const QWidget *parent, const QString &text)
{
    for (QPushButton *button : parent->findChildren<QPushButton *>()) {
        if (button->text() == text)
            return button;
    }
    return nullptr;
}

void TestSettings::wizardAddsAGitFolder()
{
    const QAbstractItemModelTester tester(
        m_dialog->sources()->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    QWizard *wizard = openWizard();
    const auto edits = wizard->currentPage()->findChildren<QLineEdit *>();
    edits[0]->setText(u"shop"_s);
    const auto url =
        std::ranges::find_if(edits, [&](const QLineEdit *edit) { return edit != edits[0] && edit->isVisible(); });
    QVERIFY(url != edits.end());
    QVERIFY(!wizard->button(QWizard::NextButton)->isEnabled()); // no folder yet
    (*url)->setText(m_folder.filePath(u"shop"_s));
    wizard->next();
    QCOMPARE(wizard->currentId(), int(SourceWizard::ProbePage));
    QTRY_VERIFY_WITH_TIMEOUT(wizard->currentPage()->isComplete(), kPatienceMs);
    while (wizard->currentId() != SourceWizard::SchedulePage) {
        const int before = wizard->currentId();
        wizard->next();
        QVERIFY(wizard->currentId() != before);
    }
    const QSignalSpy finished(m_workspace.get(), &Workspace::syncFinished);
    wizard->button(QWizard::FinishButton)->click();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isSettled(), kPatienceMs);
    const auto sources = m_workspace->sources();
    QCOMPARE(sources.size(), std::size_t(1));
    QCOMPARE(sources.front().config.kind, u"git"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->sources().front().records > 60, kPatienceMs); // counted behind the sync
    QCOMPARE(m_dialog->sources()->model()->rowCount(), 1);
}

void TestSettings::aTakenNameIsRefused()
{
    QWizard *wizard = openWizard();
    const auto edits = wizard->currentPage()->findChildren<QLineEdit *>();
    edits[0]->setText(u"shop"_s);
    for (QLineEdit *edit : edits) {
        if (edit != edits[0] && edit->isVisible())
            edit->setText(m_folder.path());
    }
    wizard->next();
    QCOMPARE(wizard->currentId(), int(SourceWizard::AddressPage));
    wizard->reject();
    QCOMPARE(m_workspace->sources().size(), std::size_t(1));
}

void TestSettings::sourceCanBePausedAndGoesOn()
{
    SourcesPage *page = m_dialog->sources();
    page->table()->selectRow(0);
    page->togglePause();
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->sources().front().config.paused, kPatienceMs);
    QCOMPARE(statusText(m_workspace->sources().front()), u"Paused"_s);
    QTRY_COMPARE(page->model()->index(0, SourceModel::StatusColumn).data().toString(), u"Paused"_s);
    page->togglePause();
    QTRY_VERIFY_WITH_TIMEOUT(!m_workspace->sources().front().config.paused, kPatienceMs);
}

void TestSettings::peopleAreMergedAndUndone()
{
    auto *page = qobject_cast<PeoplePage *>(m_dialog->page(u"people"_s));
    m_dialog->showPage(u"people"_s);
    QAbstractItemModel *model = page->table()->model();
    const QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 3, kPatienceMs); // three addresses
    const auto people = [model] {
        QSet<QString> names;
        for (int row = 0; row < model->rowCount(); ++row)
            names.insert(model->index(row, IdentityModel::PersonColumn).data().toString());
        return names.size();
    };
    const auto bots = [model] {
        int count = 0;
        for (int row = 0; row < model->rowCount(); ++row)
            count += model->index(row, IdentityModel::KindColumn).data().toString() == actorText(ActorClass::Bot);
        return count;
    };
    QVERIFY(people() >= 1);
    QCOMPARE(bots(), 0);
    page->table()->selectRow(0);
    auto *kind = buttonNamed(page, u"Kind"_s);
    QVERIFY(kind && kind->isEnabled());
    kind->menu()->actions().at(1)->trigger(); // a bot
    QTRY_COMPARE_WITH_TIMEOUT(bots(), 1, kPatienceMs);
    QTRY_VERIFY(buttonNamed(page, u"Undo"_s)->isEnabled());
    buttonNamed(page, u"Undo"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(bots(), 0, kPatienceMs);
    if (page->suggestions()->count() > 0) {
        const int before = page->suggestions()->count();
        page->acceptSuggestion();
        QTRY_COMPARE_WITH_TIMEOUT(page->suggestions()->count(), before - 1, kPatienceMs);
    }
}

void TestSettings::teamsAreMade()
{
    auto *page = qobject_cast<TeamsPage *>(m_dialog->page(u"teams"_s));
    m_dialog->showPage(u"teams"_s);
    page->addTeam(u"Checkout"_s);
    QTRY_COMPARE_WITH_TIMEOUT(page->teams()->topLevelItemCount(), 1, kPatienceMs);
    QCOMPARE(page->teams()->topLevelItem(0)->text(0), u"Checkout"_s);
    page->teams()->setCurrentItem(page->teams()->topLevelItem(0));
    page->addTeam(u"Payments"_s); // inside the chosen one
    QTRY_COMPARE_WITH_TIMEOUT(page->teams()->topLevelItem(0)->childCount(), 1, kPatienceMs);
    QCOMPARE(page->teams()->topLevelItem(0)->child(0)->text(0), u"Payments"_s);
    buttonNamed(page, u"Undo"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(page->teams()->topLevelItem(0)->childCount(), 0, kPatienceMs);
}

void TestSettings::servicesStandInAndName()
{
    auto *page = qobject_cast<ServicesPage *>(m_dialog->page(u"services"_s));
    m_dialog->showPage(u"services"_s);
    const QAbstractItemModelTester tester(page->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    QTRY_COMPARE_WITH_TIMEOUT(page->model()->rowCount(), 1, kPatienceMs);
    QVERIFY(page->model()->service(0).merges > 0); // the counts that help to choose
    page->table()->selectRow(0);
    page->setStandIn(DeploymentStandIn::Merges);
    QTRY_COMPARE_WITH_TIMEOUT(page->model()->service(0).standIn, DeploymentStandIn::Merges, kPatienceMs);
    QVERIFY(page->model()->setData(page->model()->index(0, ServiceModel::NameColumn), u"Web shop"_s, Qt::EditRole));
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isSettled(), kPatienceMs);
    auto directory = m_workspace->directory();
    QTRY_VERIFY_WITH_TIMEOUT(directory.isFinished(), kPatienceMs);
    QCOMPARE(directory.result()->services.front().name, u"Web shop"_s);
    QVERIFY(!page->model()->setData(page->model()->index(0, ServiceModel::NameColumn), u"  "_s, Qt::EditRole));
}

void TestSettings::patternsShowTheirEffectBeforeTheyCount()
{
    const EnvironmentPatterns patterns{
        .production = u"^prod"_s, .staging = u"stag"_s, .test = u"("_s, .development = u"dev"_s};
    QCOMPARE(classOf(u"Production-EU"_s, patterns), EnvironmentClass::Production);
    QCOMPARE(classOf(u"pre-staging"_s, patterns), EnvironmentClass::Staging);
    QCOMPARE(classOf(u"devprod"_s, patterns), EnvironmentClass::Development);
    QCOMPARE(classOf(u"(test"_s, patterns), EnvironmentClass::Unknown); // an unreadable pattern matches nothing
    auto *page = qobject_cast<ServicesPage *>(m_dialog->page(u"services"_s));
    page->productionPattern()->setText(u"live("_s);
    QVERIFY(!buttonNamed(page, u"Apply the patterns"_s)->isEnabled());
    page->productionPattern()->setText(u"live"_s);
    QVERIFY(buttonNamed(page, u"Apply the patterns"_s)->isEnabled());
    page->applyPatterns();
    QTRY_COMPARE_WITH_TIMEOUT(page->productionPattern()->text(), u"live"_s, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isSettled(), kPatienceMs);
    auto directory = m_workspace->directory();
    QTRY_VERIFY_WITH_TIMEOUT(directory.isFinished(), kPatienceMs);
    QCOMPARE(directory.result()->patterns.production, u"live"_s);
}

void TestSettings::calendarIsKept()
{
    auto *page = qobject_cast<CalendarPage *>(m_dialog->page(u"calendar"_s));
    m_dialog->showPage(u"calendar"_s);
    auto *zone = page->findChild<QComboBox *>(u"zone"_s);
    zone->setCurrentIndex(zone->findData(u"Asia/Tokyo"_s));
    page->apply();
    QTRY_COMPARE_WITH_TIMEOUT(m_workspace->calendar().zone.id(), QByteArray("Asia/Tokyo"), kPatienceMs);
}

void TestSettings::aTeamHasHoursOfItsOwn()
{
    auto *page = qobject_cast<CalendarPage *>(m_dialog->page(u"calendar"_s));
    const auto own = [this] {
        QFuture<Result<Directory>> directory = m_workspace->directory();
        directory.waitForFinished();
        return directory.result()->ownCalendars;
    };
    QTRY_VERIFY_WITH_TIMEOUT(page->whose()->count() > 1, kPatienceMs);
    page->whose()->setCurrentIndex(1); // the first team
    QVERIFY(page->own()->isVisible() && !page->own()->isChecked());
    auto *zone = page->findChild<QComboBox *>(u"zone"_s);
    QVERIFY(!zone->isEnabled());
    page->own()->setChecked(true);
    QVERIFY(zone->isEnabled());
    zone->setCurrentIndex(zone->findData(u"America/Lima"_s));
    page->apply();
    QTRY_COMPARE_WITH_TIMEOUT(own().size(), 1U, kPatienceMs);
    QCOMPARE(own().front().calendar.timeZone, u"America/Lima"_s);
    QVERIFY(own().front().team != 0);
    QCOMPARE(m_workspace->calendar().zone.id(), QByteArray("Asia/Tokyo")); // the workspace's stays
    QTRY_VERIFY_WITH_TIMEOUT(buttonNamed(page, u"Undo"_s)->isEnabled(), kPatienceMs);
    QCOMPARE(page->whose()->currentIndex(), 1);
    buttonNamed(page, u"Undo"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(own().empty(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!page->own()->isChecked(), kPatienceMs);
    page->whose()->setCurrentIndex(0);
}

// Also when it is pressed before the change has arrived.
void TestSettings::undoMeansTheNewestChange()
{
    auto *page = qobject_cast<CalendarPage *>(m_dialog->page(u"calendar"_s));
    auto *zone = page->findChild<QComboBox *>(u"zone"_s);
    auto *undo = buttonNamed(page, u"Undo"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isSettled(), kPatienceMs);
    QVERIFY(undo->isEnabled());
    const auto zoneNow = [this] { // while a change is on its way, none
        return m_workspace->isSettled() ? m_workspace->calendar().zone.id() : QByteArray();
    };
    for (const QString &id : {u"Europe/Paris"_s, u"Asia/Seoul"_s}) {
        zone->setCurrentIndex(zone->findData(id));
        page->apply();
    }
    undo->click();
    QTRY_COMPARE_WITH_TIMEOUT(zoneNow(), QByteArray("Europe/Paris"), kPatienceMs);
    undo->click();
    QTRY_COMPARE_WITH_TIMEOUT(zoneNow(), QByteArray("Asia/Tokyo"), kPatienceMs);
}

void TestSettings::nonsenseInTheCalendarIsRefused()
{
    auto *page = qobject_cast<CalendarPage *>(m_dialog->page(u"calendar"_s));
    auto boxes = page->findChildren<QCheckBox *>();
    boxes.removeOne(page->own());
    for (QCheckBox *box : std::as_const(boxes))
        box->setChecked(false);
    page->apply();
    QVERIFY(!page->findChild<QLabel *>(u"problem"_s)->text().isEmpty());
    boxes.first()->setChecked(true);
    page->apply();
    QVERIFY(page->findChild<QLabel *>(u"problem"_s)->text().isEmpty());
}

void TestSettings::thresholdsCountAtOnce()
{
    auto *page = qobject_cast<AttentionPage *>(m_dialog->page(u"attention"_s));
    const QSignalSpy changed(m_workspace.get(), &Workspace::settingChanged);
    page->setThreshold(AttentionKind::LongReview, 9);
    QCOMPARE(changed.count(), 1);
    const auto rules = attentionRulesFromJson(m_workspace->setting(u"attention"_s).toObject());
    QCOMPARE(std::ranges::find(rules, AttentionKind::LongReview, &AttentionRule::kind)->threshold, 9.0);
}

void TestSettings::everyPageOpens()
{
    for (const QString &id : m_dialog->pageIds()) {
        m_dialog->showPage(id);
        QVERIFY2(m_dialog->page(id)->isVisible(), qPrintable(id));
        QVERIFY2(!m_dialog->page(id)->grab().isNull(), qPrintable(id));
    }
}

void TestSettings::probeSaysWhatIsMissing()
{
    ProbeReport report;
    report.account = u"ada"_s;
    report.entities = {{u"Pull requests"_s, EntityProbe::Access::Yes, {}},
        {u"Deployments"_s, EntityProbe::Access::No, u"tick “Deployments: read”"_s}};
    report.warnings = {u"The token ends in 3 days"_s};
    const QString text = probeText(report);
    QVERIFY(text.contains(u"Signed in as ada"_s));
    QVERIFY(text.contains(u"✓ Pull requests"_s));
    QVERIFY(text.contains(u"✕ Deployments: tick “Deployments: read”"_s));
    QVERIFY(text.contains(u"⚠ The token ends in 3 days"_s));
}

void TestSettings::sourceIsRemovedWithItsData()
{
    SourcesPage *page = m_dialog->sources();
    m_dialog->showPage(u"sources"_s);
    page->table()->selectRow(0);
    page->remove(true);
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->sources().empty(), kPatienceMs);
    QTRY_COMPARE(page->model()->rowCount(), 0);
}

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
