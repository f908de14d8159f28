#include "core/secrets/memorystore.h"
#include "core/workspace/metriclibrary.h"
#include "core/workspace/workspace.h"
#include "ui/charts/chartview.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/settings/metrics/codeeditor.h"
#include "ui/shell/settings/metrics/metriceditor.h"
#include "ui/shell/settings/metrics/metricpreview.h"
#include "ui/shell/settings/metrics/metricspage.h"
#include "ui/shell/settings/metrics/metrictemplates.h"
#include "ui/shell/settings/metrics/viewcolumns.h"
#include "ui/shell/settings/settingsdialog.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTreeWidget>

using namespace leadline;

namespace {
constexpr int kPatienceMs = 120'000;
} // namespace

// The page of the metrics and its editor, on the sample organisation.
class TestMetrics final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void everyMetricCanBeRead();
    void searchingLooksAtMeaningsToo();
    void everyTemplateCountsAtOnce();
    void mistakesAreShownWhereTheyAre();
    void aNewMetricIsSavedAndFound();
    void editingKeepsEarlierVersions();
    void nothingIsLostByAccident();
    void aSlowSelectCanBeCancelled();
    void metricsAreSwitchedRemovedAndUndone();
    void filesGoOutAndIn();
    void builtInOnesCanBeDuplicated();
    void columnsCanBeLookedUp();
    void theEditorIndents();

private:
    [[nodiscard]] MetricsPage *page() const { return static_cast<MetricsPage *>(m_dialog->page(u"metrics"_s)); }
    [[nodiscard]] static bool settled(const MetricEditor *editor)
    {
        return QTest::qWaitFor(
            [editor] { return editor->isChecked() && !editor->preview()->isRunning(); }, kPatienceMs);
    }
    [[nodiscard]] QPushButton *button(const QString &text) const
    {
        for (QPushButton *one : page()->findChildren<QPushButton *>()) {
            if (one->text() == text)
                return one;
        }
        return nullptr;
    }
    // Saves a definition as a person would, and waits for it.
    [[nodiscard]] bool saveNew(const QString &text)
    {
        MetricEditor *editor = page()->write(text, {});
        bool done = false;
        connect(editor, &MetricEditor::saved, this, [&done] { done = true; });
        if (!settled(editor))
            return false;
        editor->save();
        return QTest::qWaitFor([&done] { return done; }, kPatienceMs);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<UiState> m_state;
    std::unique_ptr<Appearance> m_appearance;
    std::unique_ptr<SettingsDialog> m_dialog;
};

void TestMetrics::initTestCase()
{
    auto opened = Workspace::open({.file = m_folder.filePath(u"own.leadline"_s),
        .key = QByteArray(32, 'k'),
        .create = true,
        .secrets = makeMemoryStore()});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    m_workspace = std::move(*opened);
    auto filled = m_workspace->fillWithSample(7);
    QVERIFY(QTest::qWaitFor([&] { return filled.isFinished() && m_workspace->isSettled(); }, kPatienceMs));
    m_state = std::make_unique<UiState>(m_folder.filePath(u"state.ini"_s));
    m_appearance =
        std::make_unique<Appearance>(*static_cast<QApplication *>(QCoreApplication::instance()), ThemeChoice::Light);
    const ShellParts parts{m_appearance.get(), m_state.get(), [](const QUrl &) { }};
    m_dialog = std::make_unique<SettingsDialog>(m_workspace.get(), parts);
    m_dialog->showPage(u"metrics"_s);
    m_dialog->show();
    QVERIFY(page());
}

void TestMetrics::cleanup()
{
    QStringList keys;
    for (const CustomMetric &metric : m_workspace->metrics()->custom())
        keys += metric.key();
    auto removed = m_workspace->metrics()->remove(keys);
    QVERIFY(QTest::qWaitFor([&] { return removed.isFinished(); }, kPatienceMs));
    page()->search({});
}

void TestMetrics::everyMetricCanBeRead()
{
    int shown = 0;
    for (int i = 0; i < page()->tree()->topLevelItemCount(); ++i)
        shown += page()->tree()->topLevelItem(i)->childCount();
    QCOMPARE(std::size_t(shown), m_workspace->catalog()->definitions().size());
    for (const MetricDefinition &metric : m_workspace->catalog()->definitions()) {
        page()->select(metric.set + u'/' + metric.id);
        const QString details = page()->details();
        QVERIFY2(details.contains(metric.definition), qPrintable(metric.id));
        QVERIFY2(details.contains(u"\"id\": \""_s + metric.id), qPrintable(details));
    }
    page()->select(u"Leadline 1/change_lead_time"_s);
    QVERIFY2(page()->details().contains(u"Manager: How delivery is going"), qPrintable(page()->details()));
    QVERIFY(!button(u"Edit…"_s)->isEnabled() && !button(u"Remove"_s)->isEnabled());
    QVERIFY(button(u"Duplicate…"_s)->isEnabled());
}

void TestMetrics::searchingLooksAtMeaningsToo()
{
    page()->search(u"first commit"_s);
    QStringList found;
    for (int i = 0; i < page()->tree()->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *group = page()->tree()->topLevelItem(i);
        for (int row = 0; row < group->childCount(); ++row) {
            if (!group->isHidden() && !group->child(row)->isHidden())
                found += group->child(row)->text(0);
        }
    }
    QVERIFY(found.contains(u"Change lead time"_s));
    QVERIFY(!found.contains(u"Open incidents"_s));
}

void TestMetrics::everyTemplateCountsAtOnce()
{
    QVERIFY(metricTemplates().size() >= 3);
    for (const MetricTemplate &one : metricTemplates()) {
        MetricEditor *editor = page()->write(one.text, {});
        QVERIFY(settled(editor));
        QVERIFY2(editor->problems().empty(), qPrintable(one.title));
        QVERIFY2(!editor->preview()->figure().isEmpty(), qPrintable(one.title));
        QVERIFY2(editor->preview()->note().contains(u"n = ") && editor->preview()->note().contains(u" ms"),
            qPrintable(editor->preview()->note()));
        QVERIFY(!editor->preview()->findChild<ChartView *>()->spec().series.empty());
        // Split by whatever it can be split by.
        const auto boxes = editor->preview()->findChildren<QComboBox *>();
        const auto split = std::ranges::find(
            boxes, u"Split the preview by"_s, [](const QComboBox *box) { return box->accessibleName(); });
        QVERIFY(split != boxes.end() && (*split)->count() > 1);
        (*split)->setCurrentIndex(1);
        QVERIFY(settled(editor));
        QVERIFY2(!editor->preview()->findChild<ChartView *>()->spec().series.empty(), qPrintable(one.title));
        editor->reject();
    }
}

void TestMetrics::mistakesAreShownWhereTheyAre()
{
    QString text = metricTemplates().at(2).text;
    text.replace(u"FROM changes"_s, u"FROM chnges"_s);
    MetricEditor *editor = page()->write(text, {});
    QVERIFY(settled(editor));
    QCOMPARE(editor->problems().size(), 1U);
    auto *list = editor->findChild<QTreeWidget *>();
    const auto lists = editor->findChildren<QTreeWidget *>();
    for (QTreeWidget *one : lists) {
        if (one->accessibleName() == u"Problems of the definition"_s)
            list = one;
    }
    QCOMPARE(list->topLevelItemCount(), 1);
    QVERIFY(list->topLevelItem(0)->text(1).contains(u"There is no view “chnges”"));
    QTest::keyClick(editor, Qt::Key_F8);
    auto *code = editor->findChild<CodeEditor *>();
    const QTextCursor cursor = code->textCursor();
    QVERIFY(cursor.block().text().sliced(cursor.positionInBlock()).startsWith(u"chnges"));
    QVERIFY(editor->preview()->figure().isEmpty());
    editor->save(); // does nothing
    QVERIFY(m_workspace->metrics()->custom().empty());
    editor->setText(metricTemplates().at(2).text);
    QVERIFY(settled(editor));
    QVERIFY(editor->problems().empty() && !editor->preview()->figure().isEmpty());
    editor->setText(u"{"_s);
    QVERIFY(settled(editor));
    QVERIFY(!editor->problems().empty());
    editor->setText(QString(metricTemplates().at(2).text).replace(u"FROM changes"_s, u"FROM chnges"_s));
    QVERIFY(settled(editor));
    editor->reject(); // as it was opened: nothing to lose
    QVERIFY(QTest::qWaitFor([this] { return page()->findChildren<MetricEditor *>().isEmpty(); }, kPatienceMs));
}

void TestMetrics::aNewMetricIsSavedAndFound()
{
    QVERIFY(saveNew(metricTemplates().at(2).text));
    QVERIFY(m_workspace->catalog()->find(u"late_merges"));
    QCOMPARE(page()->tree()->topLevelItem(0)->text(0), u"Your own"_s);
    QCOMPARE(page()->tree()->topLevelItem(0)->childCount(), 1);
    QVERIFY(page()->details().contains(u"Changes merged on a Saturday or Sunday (UTC)."));
    QVERIFY(page()->details().contains(u"service, team"));
    QVERIFY(button(u"Edit…"_s)->isEnabled());
}

void TestMetrics::editingKeepsEarlierVersions()
{
    QVERIFY(saveNew(metricTemplates().at(0).text));
    const CustomMetric first = m_workspace->metrics()->custom().front();
    MetricEditor *editor = page()->write(first.text, first.key());
    QVERIFY(settled(editor));
    editor->setText(QString(first.text).replace(u"86400000"_s, u"172800000"_s));
    QVERIFY(settled(editor));
    editor->save();
    QVERIFY(QTest::qWaitFor([&] { return m_workspace->metrics()->custom().front().version == 2; }, kPatienceMs));
    const CustomMetric second = m_workspace->metrics()->custom().front();
    editor = page()->write(second.text, second.key());
    QPushButton *earlier = nullptr;
    for (QPushButton *one : editor->findChildren<QPushButton *>()) {
        if (one->text() == u"Earlier versions"_s)
            earlier = one;
    }
    QVERIFY(earlier && earlier->isVisible());
    earlier->menu()->actions().front()->trigger();
    QCOMPARE(editor->text(), first.text);
    editor->setText(second.text);
    editor->reject();
}

void TestMetrics::nothingIsLostByAccident()
{
    MetricEditor *editor = page()->write(metricTemplates().at(0).text, {});
    QVERIFY(settled(editor));
    editor->setText(u"{}"_s);
    editor->reject();
    auto *question = editor->findChild<QMessageBox *>();
    QVERIFY(question && question->isVisible());
    QVERIFY(editor->isVisible());
    for (QAbstractButton *one : question->buttons()) {
        if (one->text() == u"Close without saving"_s)
            one->click();
    }
    QVERIFY(QTest::qWaitFor([this] { return page()->findChildren<MetricEditor *>().isEmpty(); }, kPatienceMs));
}

void TestMetrics::aSlowSelectCanBeCancelled()
{
    QString text = metricTemplates().at(2).text;
    text.replace(u"FROM changes"_s, u"FROM changes, reviews a, reviews b, reviews c, commits d"_s)
        .replace(u"service, team, id"_s, u"changes.id"_s)
        .replace(u"merged_at_ms AS at"_s, u"changes.merged_at_ms AS at"_s);
    MetricEditor *editor = page()->write(text, {});
    QVERIFY(QTest::qWaitFor([&] { return editor->isChecked(); }, kPatienceMs));
    QVERIFY2(editor->problems().empty(),
        qPrintable(editor->problems().empty() ? QString() : editor->problems().front().message));
    QVERIFY(editor->preview()->isRunning());
    for (QPushButton *one : editor->preview()->findChildren<QPushButton *>())
        one->click();
    QVERIFY(!editor->preview()->isRunning()); // at once, without waiting for the thread
    QVERIFY(editor->preview()->figure().isEmpty());
    editor->reject();
}

void TestMetrics::metricsAreSwitchedRemovedAndUndone()
{
    QVERIFY(saveNew(metricTemplates().at(2).text));
    const QString key = u"Custom/late_merges"_s;
    page()->select(key);
    button(u"Switch off"_s)->click();
    QVERIFY(QTest::qWaitFor([&] { return !m_workspace->catalog()->find(u"late_merges"); }, kPatienceMs));
    QCOMPARE(page()->tree()->topLevelItem(0)->child(0)->text(3), u"switched off"_s);
    QVERIFY(page()->details().contains(u"nothing counts it"));
    button(u"Switch on"_s)->click();
    QVERIFY(QTest::qWaitFor([&] { return m_workspace->catalog()->find(u"late_merges") != nullptr; }, kPatienceMs));
    page()->select(key);
    page()->tree()->setFocus();
    QTest::keyClick(page()->tree(), Qt::Key_Delete);
    QVERIFY(QTest::qWaitFor([&] { return m_workspace->metrics()->custom().empty(); }, kPatienceMs));
    QVERIFY(QTest::qWaitFor([&] { return button(u"Undo"_s)->isEnabled(); }, kPatienceMs));
    // The catalogue follows a moment later: it must have forgotten the metric before it can have it again.
    QVERIFY(QTest::qWaitFor([&] { return !m_workspace->catalog()->find(u"late_merges"); }, kPatienceMs));
    button(u"Undo"_s)->click();
    QVERIFY(QTest::qWaitFor([&] { return m_workspace->metrics()->custom().size() == 1; }, kPatienceMs));
    QVERIFY(QTest::qWaitFor([&] { return m_workspace->catalog()->find(u"late_merges") != nullptr; }, kPatienceMs));
}

void TestMetrics::filesGoOutAndIn()
{
    QVERIFY(saveNew(metricTemplates().at(0).text) && saveNew(metricTemplates().at(2).text));
    page()->tree()->selectAll();
    const QString file = m_folder.filePath(u"out.json"_s);
    page()->exportTo(file);
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(customMetricsOf(written.readAll()).size(), 2U);
    auto removed = m_workspace->metrics()->remove({u"Custom/late_merges"_s, u"Custom/quick_merges"_s});
    QVERIFY(QTest::qWaitFor([&] { return removed.isFinished(); }, kPatienceMs));
    page()->importFile(file);
    QVERIFY(QTest::qWaitFor([&] { return m_workspace->metrics()->custom().size() == 2; }, kPatienceMs));
    const QString bad = m_folder.filePath(u"bad.json"_s);
    QFile wrong(bad);
    QVERIFY(wrong.open(QIODevice::WriteOnly) && wrong.write("{\"metrics\": [{\"id\": \"x\"}]}") > 0);
    wrong.close();
    page()->importFile(bad);
    QVERIFY(QTest::qWaitFor([&] { return page()->findChild<QMessageBox *>() != nullptr; }, kPatienceMs));
    QVERIFY(page()->findChild<QMessageBox *>()->text().contains(u"bad.json:1:"));
    page()->findChild<QMessageBox *>()->close();
    QCOMPARE(m_workspace->metrics()->custom().size(), 2U);
    page()->importFile(m_folder.filePath(u"none.json"_s));
}

void TestMetrics::builtInOnesCanBeDuplicated()
{
    page()->select(u"Leadline 1/change_lead_time"_s);
    page()->duplicate();
    auto *editor = page()->findChild<MetricEditor *>();
    QVERIFY(editor && settled(editor));
    QVERIFY(editor->problems().empty());
    QVERIFY(editor->text().contains(u"\"id\": \"change_lead_time_copy\""));
    QVERIFY(!editor->preview()->figure().isEmpty());
    editor->save();
    QVERIFY(QTest::qWaitFor([&] { return m_workspace->metrics()->custom().size() == 1; }, kPatienceMs));
}

void TestMetrics::columnsCanBeLookedUp()
{
    ViewColumns columns(m_workspace->sqlViews());
    QString chosen;
    connect(&columns, &ViewColumns::chosen, this, [&chosen](const QString &name) { chosen = name; });
    columns.findChild<QLineEdit *>()->setText(u"first response"_s);
    QTreeWidgetItem *found = nullptr;
    for (int i = 0; i < columns.tree()->topLevelItemCount(); ++i) {
        QTreeWidgetItem *view = columns.tree()->topLevelItem(i);
        for (int row = 0; row < view->childCount(); ++row) {
            if (!view->isHidden() && !view->child(row)->isHidden() && !found)
                found = view->child(row);
        }
    }
    QVERIFY(found);
    QVERIFY(found->text(1).contains(u"first response", Qt::CaseInsensitive));
    Q_EMIT columns.tree()->itemActivated(found, 0);
    QCOMPARE(chosen, found->text(0));
}

void TestMetrics::theEditorIndents()
{
    CodeEditor code;
    code.show();
    QTest::keyClicks(&code, u"{"_s);
    QTest::keyClick(&code, Qt::Key_Return);
    QTest::keyClicks(&code, u"\"a\": 1,"_s);
    QTest::keyClick(&code, Qt::Key_Return);
    QTest::keyClick(&code, Qt::Key_Tab);
    QTest::keyClicks(&code, u"x"_s);
    QCOMPARE(code.toPlainText(), u"{\n  \"a\": 1,\n    x"_s);
    const int narrow = code.numbersWidth();
    code.setPlainText(u"\n"_s.repeated(1200));
    QVERIFY(code.numbersWidth() > narrow);
    code.goTo(1000, 1);
    QCOMPARE(code.textCursor().blockNumber(), 999);
    code.goTo(99'999, 9); // nowhere
}

QTEST_MAIN(TestMetrics)
#include "tst_metrics.moc"
