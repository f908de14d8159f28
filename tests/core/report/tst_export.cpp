#include "samplereport.h"

#include "core/report/csvexport.h"
#include "core/report/reportparts.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesEveryPeriod();
    void writesSplitResults();
    void keepsNumbersExact();
    void writesRows();
    void disarmsFormulas();
    void writesFiles();
    void wordsCards();
    void wordsTables();
    void wordsPeriodsAndFreshness();
};

void TestExport::writesEveryPeriod()
{
    const MetricResult result = sampleResult(u"Change lead time"_s, MetricUnit::Duration, 7'200'000, 1);
    const QStringList lines = csvOf(result).split(u'\n');
    QCOMPARE(lines.size(), 1 + 12 + 1 + 1); // heading, periods, total, the end of the last line
    QCOMPARE(lines.at(0), u"metric,from,to,value,low,high,n,partial,unit"_s);
    QVERIFY(lines.at(1).startsWith("change_lead_time,2025-12-08T00:00:00Z,2025-12-15T00:00:00Z,"_L1));
    QCOMPARE(lines.at(3),
        u"change_lead_time,2025-12-22T00:00:00Z,2025-12-29T00:00:00Z,,,,0,false,seconds"_s); // a gap is empty
    QVERIFY(lines.at(12).contains(",true,"_L1));
    QCOMPARE(lines.at(13),
        u"change_lead_time,2025-12-08T00:00:00Z,2026-02-28T00:00:00Z,7200,4320,11520,412,false,seconds"_s);
}

void TestExport::writesSplitResults()
{
    MetricResult result = sampleResult(u"Size"_s, MetricUnit::Lines, 100, 1);
    result.query.by = {u"team"_s, u"repository"_s};
    result.series.front().key = {u"Kestrel, the first"_s, u"=SUM(A1)"_s};
    const QStringList lines = csvOf(result).split(u'\n');
    QCOMPARE(lines.at(0), u"metric,team,repository,from,to,value,low,high,n,partial,unit"_s);
    QVERIFY(lines.at(1).startsWith("size,\"Kestrel, the first\",'=SUM(A1),2025-12-08"_L1));
    QVERIFY(lines.at(1).endsWith(",lines"_L1));
    result.series.clear();
    QCOMPARE(csvOf(result).count(u'\n'), 1);
}

void TestExport::keepsNumbersExact()
{
    MetricResult result = sampleResult(u"Share"_s, MetricUnit::Share, 0.1, 1);
    result.series.front().points = {result.series.front().points.front()};
    result.series.front().points.front().value = 1.0 / 3;
    const QString cell = csvOf(result).split(u'\n').at(1).split(u',').at(3);
    QCOMPARE(cell.toDouble(), 1.0 / 3);
    result.series.front().points.front().value = -2;
    QCOMPARE(csvOf(result).split(u'\n').at(1).split(u',').at(3), u"-2"_s);
}

void TestExport::writesRows()
{
    MetricRows rows;
    rows.fact = u"change"_s;
    rows.rows.push_back({.id = 1,
        .record = {{u"additions"_s, 12}, {u"title"_s, u"Say \"yes\""_s}, {u"number"_s, 7}},
        .value = 90'000,
        .explanation = u"ready 3 March, first response 4 March"_s});
    rows.rows.push_back({.id = 2,
        .record = {{u"title"_s, u"Other"_s}, {u"labels"_s, QJsonArray{u"bug"_s, u"ui"_s}}},
        .value = kGap,
        .explanation = {}});
    const QStringList lines = csvOf(rows, MetricUnit::Duration).split(u'\n');
    QCOMPARE(lines.at(0), u"number,title,additions,labels,value,unit,explanation"_s);
    QCOMPARE(lines.at(1), u"7,\"Say \"\"yes\"\"\",12,,90,seconds,\"ready 3 March, first response 4 March\""_s);
    QCOMPARE(lines.at(2), u",Other,,bug; ui,,seconds,"_s);
    QCOMPARE(csvOf(MetricRows{}, MetricUnit::Count), u"value,unit,explanation\n"_s);
}

void TestExport::disarmsFormulas()
{
    MetricRows rows;
    rows.rows.push_back(
        {.id = 1, .record = {{u"title"_s, u"=HYPERLINK(\"x\")"_s}}, .value = 1, .explanation = u"@SUM"_s});
    const QString line = csvOf(rows, MetricUnit::Count).split(u'\n').at(1);
    QVERIFY(line.startsWith("\"'=HYPERLINK"_L1) && line.endsWith(",'@SUM"_L1));
}

void TestExport::writesFiles()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"rows.csv"_s);
    QVERIFY(writeCsv(u"name\n田中\n"_s, file));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(written.readAll(), "name\n田中\n");
    QVERIFY(!writeCsv(u"x"_s, folder.filePath(u"missing/rows.csv"_s)));
}

void TestExport::wordsCards()
{
    const ReportWords words{.locale = QLocale::c(), .zone = QTimeZone::utc()};
    const ReportCard longer =
        cardOf(sampleResult(u"Change lead time"_s, MetricUnit::Duration, 52 * 3'600'000.0, 2), u"High"_s, words);
    QCOMPARE(longer.figure, u"2.2 d"_s);
    QCOMPARE(longer.judgement, -1);
    QCOMPARE(longer.direction, 1);
    QVERIFY(longer.delta.contains("18 % longer than the 82 days before"_L1));
    QCOMPARE(longer.note, u"n = 412"_s);
    QCOMPARE(longer.sparkline.size(), 11U); // the incomplete week is not drawn
    QVERIFY(longer.sparkline[2] != longer.sparkline[2]);

    MetricResult nothing = sampleResult(u"Change lead time"_s, MetricUnit::Duration, 1, 1);
    nothing.series.front().total.value = kGap;
    nothing.series.front().total.n = 0;
    const ReportCard empty = cardOf(nothing, {}, words);
    QCOMPARE(empty.figure, u"–"_s);
    QCOMPARE(empty.direction, 0);
    QVERIFY(empty.delta.isEmpty());
    nothing.series.clear();
    QCOMPARE(cardOf(nothing, {}, words).figure, u"–"_s);
}

void TestExport::wordsTables()
{
    const ReportWords words{.locale = QLocale::c(), .zone = QTimeZone::utc()};
    MetricResult result = sampleResult(u"Size"_s, MetricUnit::Lines, 120, 2);
    const ReportTable periods = tableOf(result, words);
    QCOMPARE(periods.rows.size(), 12U);
    QCOMPARE(periods.rows.front(), (QStringList{u"Week of 8 Dec 2025"_s, u"153 lines"_s, u"30"_s}));
    QCOMPARE(periods.rows[2].at(1), u"–"_s);
    QVERIFY(periods.rows.back().front().endsWith("(incomplete)"_L1));

    result.query.by = {u"base_branch"_s};
    result.series.front().key = {QString()};
    result.series.push_back(result.series.front());
    const ReportTable branches = tableOf(result, words, 1);
    QCOMPARE(branches.headings, (QStringList{u"Base branch"_s, u"Size"_s, u"Before"_s, u"n"_s}));
    QCOMPARE(branches.rows.size(), 1U);
    QCOMPARE(branches.rows.front(), (QStringList{u"(none)"_s, u"120 lines"_s, u"102 lines"_s, u"412"_s}));
    result.series.clear();
    QCOMPARE(tableOf(result, words).rows.size(), 0U);
}

void TestExport::wordsPeriodsAndFreshness()
{
    const ReportWords words{.locale = QLocale::c(), .zone = QTimeZone("Asia/Tokyo")};
    const Instant midnight = Instant::fromIso(u"2026-01-31T15:00:00Z"); // 1 February in Tokyo
    QCOMPARE(periodText({midnight, Instant{midnight.ms() + 28LL * 86'400'000}}, words),
        u"1 February 2026 to 28 February 2026"_s);
    QCOMPARE(periodText({midnight, Instant{midnight.ms() + 86'400'000}}, words), u"1 February 2026"_s);
    QCOMPARE(periodText({}, words), QString());
    QCOMPARE(freshnessLines({{u"GitHub"_s, {}, true, {}}}, words), QStringList{u"GitHub: never read"_s});
    QVERIFY(freshnessLines({{u"GitHub"_s, midnight, false, {}}}, words)
            .front()
            .startsWith("GitHub: read on 1 February 2026 at "_L1));
}

QTEST_APPLESS_MAIN(TestExport)
#include "tst_export.moc"
