#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/filterstate.h"

#include "core/domain/enums.h"

#include <QSignalSpy>
#include <QTest>

using namespace leadline;

namespace {

const Instant kNow = Instant::fromIso(u"2026-03-10T15:00:00Z");
const CalendarRules kUtc{};

QString daysOf(const TimeRange &range, const QTimeZone &zone = QTimeZone::utc())
{
    const auto text = [&zone](Instant at) {
        return QDateTime::fromMSecsSinceEpoch(at.ms(), zone).toString(u"yyyy-MM-dd HH:mm"_s);
    };
    return text(range.from) + u" / "_s + text(range.to);
}

} // namespace

class TestFilter final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void periodsAreWholeDays_data();
    void periodsAreWholeDays();
    void allDataFollowsTheData();
    void aDayWithASummerTimeChangeIsWhole();
    void grainFollowsTheLength();
    void survivesItsJson();
    void nonsenseBecomesTheDefault();
    void historyGoesBackAndForward();
    void anEqualFilterIsNoStep();
};

void TestFilter::periodsAreWholeDays_data()
{
    QTest::addColumn<int>("preset");
    QTest::addColumn<QString>("days");
    const auto row = [](const char *name, PeriodPreset preset, const QString &days) {
        QTest::newRow(name) << static_cast<int>(preset) << days;
    };
    row("week", PeriodPreset::Last7Days, u"2026-03-04 00:00 / 2026-03-11 00:00"_s);
    row("ninety", PeriodPreset::Last90Days, u"2025-12-11 00:00 / 2026-03-11 00:00"_s);
    row("quarter", PeriodPreset::ThisQuarter, u"2026-01-01 00:00 / 2026-03-11 00:00"_s);
    row("last quarter", PeriodPreset::LastQuarter, u"2025-10-01 00:00 / 2026-01-01 00:00"_s);
}

void TestFilter::periodsAreWholeDays()
{
    QFETCH(int, preset);
    QFETCH(QString, days);
    FilterState state;
    state.preset = static_cast<PeriodPreset>(preset);
    QCOMPARE(daysOf(periodOf(state, kNow, kUtc, {})), days);
}

void TestFilter::allDataFollowsTheData()
{
    FilterState state;
    state.preset = PeriodPreset::AllData;
    const TimeRange data{Instant::fromIso(u"2024-05-03T12:00:00Z"), Instant::fromIso(u"2025-02-01T01:00:00Z")};
    QCOMPARE(daysOf(periodOf(state, kNow, kUtc, data)), u"2024-05-03 00:00 / 2025-02-02 00:00"_s);
}

void TestFilter::aDayWithASummerTimeChangeIsWhole()
{
    FilterState state;
    state.preset = PeriodPreset::Custom;
    state.firstDay = state.lastDay = QDate(2026, 3, 29);
    const CalendarRules berlin{.zone = QTimeZone("Europe/Berlin"), .weekStart = Qt::Monday};
    const TimeRange range = periodOf(state, kNow, berlin, {});
    QCOMPARE(range.to.ms() - range.from.ms(), 23LL * 3600 * 1000);
}

void TestFilter::grainFollowsTheLength()
{
    const auto grain = [](int days) {
        FilterState state;
        const qint64 ms = days * 24LL * 3600 * 1000;
        return grainOf(state, {Instant{0}, Instant{ms}});
    };
    QCOMPARE(grain(7), Grain::Day);
    QCOMPARE(grain(90), Grain::Week);
    QCOMPARE(grain(730), Grain::Month);
    QCOMPARE(grain(3000), Grain::Quarter);
    FilterState chosen;
    chosen.grain = Grain::Month;
    QCOMPARE(grainOf(chosen, {Instant{0}, Instant{1}}), Grain::Month);
}

void TestFilter::survivesItsJson()
{
    FilterState state;
    state.preset = PeriodPreset::Custom;
    state.firstDay = QDate(2026, 1, 5);
    state.lastDay = QDate(2026, 2, 1);
    state.compare = CompareWith::SamePeriodLastYear;
    state.grain = Grain::Month;
    state.teams = {u"Kestrel"_s, u"Heron"_s};
    state.services = {u"payments"_s};
    state.repositories = {u"acme/api"_s};
    QVERIFY(filterFromJson(toJson(state)) == state);
    state.compare = CompareWith::Others;
    state.otherTeam = u"Otter"_s;
    state.workingHours = true;
    QVERIFY(filterFromJson(toJson(state)) == state);
    QCOMPARE(compareText(state), u"Otter"_s);
    state.compare = CompareWith::Target;
    state.otherTeam.clear();
    QVERIFY(filterFromJson(toJson(state)) == state);
    QVERIFY(filterFromJson(toJson({})) == FilterState{});
}

void TestFilter::nonsenseBecomesTheDefault()
{
    QVERIFY(
        filterFromJson({{u"period"_s, u"fortnight"_s}, {u"compare"_s, 7}, {u"grain"_s, u"eon"_s}}) == FilterState{});
    // Another team that nobody has named cannot be compared with.
    QVERIFY(filterFromJson({{u"compare"_s, u"others"_s}}) == FilterState{});
    // A custom period without readable days cannot be shown.
    QVERIFY(filterFromJson({{u"period"_s, u"custom"_s}, {u"first"_s, u"yesterday"_s}}) == FilterState{});
    QVERIFY(filterFromJson({{u"period"_s, u"custom"_s}, {u"first"_s, u"2026-03-02"_s}, {u"last"_s, u"2026-03-01"_s}})
        == FilterState{});
}

void TestFilter::historyGoesBackAndForward()
{
    FilterHistory history({});
    const QSignalSpy changes(&history, &FilterHistory::changed);
    FilterState week;
    week.preset = PeriodPreset::Last7Days;
    FilterState team = week;
    team.teams = {u"Heron"_s};
    history.set(week);
    history.set(team);
    history.goBack();
    QVERIFY(history.current() == week);
    QVERIFY(history.canGoBack() && history.canGoForward());
    history.goForward();
    QVERIFY(history.current() == team);
    history.goBack();
    history.goBack();
    history.goBack(); // there is nothing before the first
    QVERIFY(history.current() == FilterState{});
    QCOMPARE(changes.count(), 6);
    FilterState quarter;
    quarter.preset = PeriodPreset::ThisQuarter;
    history.set(quarter); // what was ahead is forgotten
    QVERIFY(!history.canGoForward());
}

void TestFilter::anEqualFilterIsNoStep()
{
    FilterHistory history({});
    const QSignalSpy changes(&history, &FilterHistory::changed);
    history.set({});
    QCOMPARE(changes.count(), 0);
    QVERIFY(!history.canGoBack());
}

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
