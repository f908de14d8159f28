#include "ui/present/dashboardspec.h"
#include "ui/shell/dashboard/tilecontext.h"

#include "core/domain/enums.h"
#include "core/metrics/metriccatalog.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace leadline;

namespace {

QJsonObject builtIn(const QString &role)
{
    QFile file(u":/leadline/dashboards/%1.json"_s.arg(role));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

QJsonObject minimal(const QJsonObject &widget)
{
    return {{u"role"_s, u"x"_s}, {u"pages"_s, QJsonArray{QJsonObject{{u"id"_s, u"p"_s}}}},
        {u"widgets"_s, QJsonArray{widget}}};
}

QJsonObject goodWidget()
{
    return {{u"id"_s, u"w"_s}, {u"page"_s, u"p"_s}, {u"form"_s, u"line"_s},
        {u"metrics"_s, QJsonArray{u"changes_merged"_s}}, {u"cells"_s, QJsonArray{0, 0, 6, 4}}};
}

} // namespace

class TestDashboards final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void builtInOnesAreSound_data();
    void builtInOnesAreSound();
    void managerHasWhatIsPromised();
    void faultsAreToldInWords_data();
    void faultsAreToldInWords();
    void filtersOnlyWhatTheFactsHave();
    void meIsReplaced();
};

void TestDashboards::builtInOnesAreSound_data()
{
    QTest::addColumn<QString>("role");
    for (const char *role : {"manager", "executive", "product", "developer"})
        QTest::newRow(role) << QString::fromLatin1(role);
}

void TestDashboards::builtInOnesAreSound()
{
    QFETCH(QString, role);
    const auto dashboard = dashboardFromJson(builtIn(role));
    QVERIFY2(dashboard, dashboard ? "" : qPrintable(dashboard.error().text));
    QCOMPARE(dashboard->role, role);
    const auto catalog = MetricCatalog::load();
    for (const WidgetSpec &widget : dashboard->widgets) {
        QVERIFY2(!widget.title.isEmpty(), qPrintable(widget.id));
        for (const QString &metric : widget.metrics)
            QVERIFY2(catalog->find(metric), qPrintable(widget.id + u": "_s + metric));
        for (const WidgetSpec &other : dashboard->widgets) {
            if (widget.page == other.page && widget.id != other.id)
                QVERIFY2(!widget.cells.intersects(other.cells), qPrintable(widget.id + u" lies on "_s + other.id));
        }
    }
}

void TestDashboards::managerHasWhatIsPromised()
{
    const auto dashboard = dashboardFromJson(builtIn(u"manager"_s));
    QVERIFY(dashboard);
    const auto dora = std::ranges::find(dashboard->widgets, u"dora"_s, &WidgetSpec::id);
    QVERIFY(dora != dashboard->widgets.end());
    QCOMPARE(dora->metrics.size(), 5);
    for (const WidgetForm form :
        {WidgetForm::Scatter, WidgetForm::Ageing, WidgetForm::Attention, WidgetForm::StackedBars})
        QVERIFY(
            std::ranges::any_of(dashboard->widgets, [form](const WidgetSpec &widget) { return widget.form == form; }));
}

void TestDashboards::faultsAreToldInWords_data()
{
    QTest::addColumn<QJsonObject>("widget");
    QTest::addColumn<QString>("word");
    QJsonObject form = goodWidget();
    form.insert(u"form"_s, u"hologram"_s);
    QTest::newRow("form") << form << u"hologram"_s;
    QJsonObject wide = goodWidget();
    wide.insert(u"cells"_s, QJsonArray{8, 0, 6, 4});
    QTest::newRow("cells") << wide << u"cells"_s;
    QJsonObject page = goodWidget();
    page.insert(u"page"_s, u"elsewhere"_s);
    QTest::newRow("page") << page << u"elsewhere"_s;
    QJsonObject empty = goodWidget();
    empty.remove(u"metrics"_s);
    QTest::newRow("no metric") << empty << u"metric"_s;
}

void TestDashboards::faultsAreToldInWords()
{
    QFETCH(QJsonObject, widget);
    QFETCH(QString, word);
    QVERIFY(dashboardFromJson(minimal(goodWidget())));
    const auto dashboard = dashboardFromJson(minimal(widget));
    QVERIFY(!dashboard);
    QVERIFY2(dashboard.error().text.contains(word), qPrintable(dashboard.error().text));
}

void TestDashboards::filtersOnlyWhatTheFactsHave()
{
    FilterState state;
    state.teams = {u"Heron"_s};
    state.services = {u"payments"_s};
    QStringList ignored;
    const auto ofChanges = filtersFor(state, {u"change"_s}, &ignored);
    QCOMPARE(ofChanges.size(), std::size_t(2));
    QVERIFY(ignored.isEmpty());
    const auto ofDeployments = filtersFor(state, {u"deployment"_s}, &ignored);
    QCOMPARE(ofDeployments.size(), std::size_t(1));
    QCOMPARE(ofDeployments.front().column, u"service"_s);
    QCOMPARE(ignored, QStringList{u"team"_s});
    QVERIFY(filtersFor({}, {u"change"_s}).empty());
    ignored.clear();
    const auto ofSprints = filtersFor(state, {u"sprint"_s, u"sprint_item"_s}, &ignored);
    QCOMPARE(ofSprints.size(), std::size_t(1));
    QCOMPARE(ofSprints.front().column, u"team"_s);
    QCOMPARE(ignored, QStringList{u"service"_s});
}

void TestDashboards::meIsReplaced()
{
    const std::vector<MetricFilter> where{{u"author"_s, {u"@me"_s}, false}};
    QVERIFY(!withPerson(where, {}));
    QCOMPARE(withPerson(where, u"Ada"_s)->front().values, QStringList{u"Ada"_s});
    QVERIFY(withPerson({}, {})->empty()); // a dashboard that is not about a person needs no name
}

QTEST_GUILESS_MAIN(TestDashboards)
#include "tst_dashboards.moc"
