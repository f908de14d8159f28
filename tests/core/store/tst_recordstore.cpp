#include "core/store/recordstore.h"
#include "core/store/sourcestore.h"
#include "tests/core/store/storefixture.h"

#include <QTest>

using namespace leadline;
using namespace leadline::test;

// Reading records back, sources and their reports, settings, and the audit log.
class TestRecordStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void filters_data();
    void filters();
    void rangeOrderAndLimit();
    void unknownFieldAndValueAreTold();
    void byIdInTheOrderAsked();
    void sourcesComeBack();
    void removedSourceKeepsOrLosesItsData();
    void reportsAndFreshness();
    void countsAgainstTheToolsTotals();
    void settings();
    void auditChainHolds();
    void auditTampering_data();
    void auditTampering();
    void auditCannotBeChangedByAccident();

private:
    QStringList idsOf(RecordKind kind, const RecordFilter &filter);

    std::optional<StoreFixture> m_store;
    std::optional<Database> m_database;
};

void TestRecordStore::init()
{
    m_store.emplace();
    m_database.emplace(m_store->database());
    SourceConfig hub;
    hub.name = u"hub"_s;
    hub.kind = u"github"_s;
    LEADLINE_OK(saveSource(*m_database, hub));
    RecordWriter writer(*m_database);
    LEADLINE_OK(writeBatch(*m_database, writer, page(0)));
}

void TestRecordStore::cleanup()
{
    m_database.reset();
    m_store.reset();
}

QStringList TestRecordStore::idsOf(RecordKind kind, const RecordFilter &filter)
{
    QStringList ids;
    const auto read = readRecords(*m_database, kind, filter, [&](const QJsonObject &record) {
        ids += record.value("external_id"_L1).toString();
        return true;
    });
    return read ? ids : QStringList{read.error().text};
}

void TestRecordStore::filters_data()
{
    QTest::addColumn<RecordKind>("kind");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("text") << RecordKind::ChangeRequest << u"title"_s << u"Title of c4"_s << QStringList{u"c4"_s};
    QTest::newRow("number") << RecordKind::ChangeRequest << u"number"_s << u"7"_s << QStringList{u"c7"_s};
    QTest::newRow("enumeration") << RecordKind::ChangeRequest << u"state"_s << u"merged"_s << QStringList();
    QTest::newRow("yes or no") << RecordKind::Repository << u"archived"_s << u"false"_s << QStringList{u"r1"_s};
    QTest::newRow("item of a list") << RecordKind::ChangeRequest << u"labels"_s << u"team 2"_s << QStringList{u"c2"_s};
    QTest::newRow("part of an item") << RecordKind::ChangeRequest << u"labels"_s << u"team"_s << QStringList();
    QTest::newRow("reference by id") << RecordKind::Review << u"change_request"_s << u"c5"_s << QStringList{u"v5"_s};
    QTest::newRow("reference by number") << RecordKind::Review << u"change_request"_s << u"5"_s << QStringList{u"v5"_s};
    QTest::newRow("reference by path") << RecordKind::Commit << u"repository"_s << u"shop/other"_s << QStringList();
    QTest::newRow("account") << RecordKind::ChangeRequest << u"author"_s << u"account3"_s
                             << QStringList{u"c3"_s, u"c7"_s};
    QTest::newRow("time") << RecordKind::Repository << u"updated_at"_s << u"2026-01-01T00:00:00Z"_s
                          << QStringList{u"r1"_s};
    QTest::newRow("source") << RecordKind::Repository << u"source"_s << u"hub"_s << QStringList{u"r1"_s};
}

void TestRecordStore::filters()
{
    QFETCH(RecordKind, kind);
    QFETCH(QString, field);
    QFETCH(QString, value);
    QFETCH(QStringList, expected);
    RecordFilter filter;
    filter.where = {{field, value}};
    QCOMPARE(idsOf(kind, filter), expected);
}

void TestRecordStore::rangeOrderAndLimit()
{
    RecordFilter filter;
    QCOMPARE(idsOf(RecordKind::Commit, filter).size(), 10);
    filter.limit = 3;
    QCOMPARE(idsOf(RecordKind::Commit, filter), (QStringList{u"sha0"_s, u"sha1"_s, u"sha2"_s}));
    filter.range = {minute(2), minute(3)};
    QCOMPARE(idsOf(RecordKind::Commit, filter).size(), 3);
    filter.range = {minute(3), {}};
    QVERIFY(idsOf(RecordKind::Commit, filter).isEmpty());
    filter.range = {{}, minute(2)};
    QVERIFY(idsOf(RecordKind::Commit, filter).isEmpty());
    int seen = 0;
    LEADLINE_OK(readRecords(*m_database, RecordKind::Commit, {}, [&](const QJsonObject &) { return ++seen < 2; }));
    QCOMPARE(seen, 2);
}

void TestRecordStore::unknownFieldAndValueAreTold()
{
    const auto refusal = [&](const QString &field, const QString &value) {
        RecordFilter filter;
        filter.where = {{field, value}};
        const auto read =
            readRecords(*m_database, RecordKind::ChangeRequest, filter, [](const QJsonObject &) { return true; });
        return read || read.error().kind != ErrorKind::Config ? QString() : read.error().text;
    };
    QVERIFY(refusal(u"colour"_s, u"red"_s).contains(u"change requests have no field \"colour\""));
    QVERIFY(refusal(u"state"_s, u"ajar"_s).contains(u"It takes unknown, open, merged, closed"));
    QVERIFY(refusal(u"number"_s, u"many"_s).contains(u"a number"));
    QVERIFY(refusal(u"draft"_s, u"1"_s).contains(u"true or false"));
    QVERIFY(refusal(u"created_at"_s, u"yesterday"_s).contains(u"a time such as"));
    QVERIFY(refusal(u"title\" = '' OR 1=1 --"_s, u"x"_s).contains(u"have no field"));
}

void TestRecordStore::byIdInTheOrderAsked()
{
    const auto read = readRecordsById(*m_database, RecordKind::ChangeRequest, {3, 999, 1});
    LEADLINE_OK(read);
    QCOMPARE(read->size(), std::size_t{2});
    QCOMPARE(read->front().value("external_id"_L1).toString(), u"c2"_s);
    QCOMPARE(read->back().value("external_id"_L1).toString(), u"c0"_s);
}

void TestRecordStore::sourcesComeBack()
{
    SourceConfig config;
    config.name = u"folder"_s;
    config.kind = u"git"_s;
    config.url = u"/srv/git"_s;
    config.scopes = {u"a"_s, u"b"_s};
    config.options = {{u"depth"_s, 3}};
    config.paused = true;
    config.everyHours = 6;
    config.atStart = true;
    LEADLINE_OK(saveSource(*m_database, config));
    auto read = readSources(*m_database);
    LEADLINE_OK(read);
    QCOMPARE(read->size(), std::size_t{2});
    QVERIFY(read->back() == config);
    config.paused = false;
    LEADLINE_OK(saveSource(*m_database, config));
    read = readSources(*m_database);
    QVERIFY(read->size() == 2 && read->back() == config);
    QVERIFY(!saveSource(*m_database, {}));
}

void TestRecordStore::removedSourceKeepsOrLosesItsData()
{
    QVERIFY(removeSource(*m_database, u"never"_s, true).error().text.contains(u"There is no source named"));
    LEADLINE_OK(removeSource(*m_database, u"hub"_s, false));
    QVERIFY(readSources(*m_database)->empty());
    QCOMPARE(idsOf(RecordKind::ChangeRequest, {}).size(), 10);
    QCOMPARE(recordOf(*m_database, RecordKind::Repository, u"r1"_s).value("source"_L1).toString(), u"hub"_s);
    SourceConfig again;
    again.name = u"hub"_s;
    again.kind = u"github"_s;
    LEADLINE_OK(saveSource(*m_database, again));
    QCOMPARE(readCounts(*m_database, u"hub"_s)->records, 35);
    LEADLINE_OK(removeSource(*m_database, u"hub"_s, true));
    for (const QString &table : {u"repository"_s, u"identity"_s, u"change_request"_s, u"review"_s, u"commit"_s,
             u"checkpoint"_s, u"completeness"_s, u"quarantine"_s, u"pending_reference"_s, u"run"_s})
        QCOMPARE(count(*m_database, table), 0);
    QCOMPARE(*m_database->integer(u"SELECT count(*) FROM dirty WHERE id = 0"_s), kRecordKindCount);
}

void TestRecordStore::reportsAndFreshness()
{
    SyncReport report;
    report.source = u"hub"_s;
    report.startedAt = minute(1);
    report.finishedAt = minute(2);
    report.outcome = SyncOutcome::Partial;
    report.requests = 4;
    report.records = 35;
    report.problems.push_back(
        {u"shop/basket"_s, u"issues"_s, fail(ErrorKind::Permission, u"May not read issues."_s, u"403"_s).error()});
    report.notes = {u"renamed: a is now b"_s};
    const qint64 first = *startRun(*m_database, 1, minute(1));
    LEADLINE_OK(finishRun(*m_database, 1, first, report));
    const qint64 second = *startRun(*m_database, 1, minute(3));
    QVERIFY(second > first);
    auto reports = readReports(*m_database, u"hub"_s, 10);
    LEADLINE_OK(reports);
    QCOMPARE(reports->size(), std::size_t{1}); // the second has not ended
    QCOMPARE(reports->front().outcome, SyncOutcome::Partial);
    QCOMPARE(reports->front().requests, 4);
    QCOMPARE(reports->front().finishedAt, minute(2));
    QCOMPARE(reports->front().notes, report.notes);
    QCOMPARE(reports->front().problems.front().error.text, u"May not read issues."_s);
    QCOMPARE(reports->front().problems.front().error.kind, ErrorKind::Permission);
    QCOMPARE(*m_database->integer(u"SELECT complete FROM freshness WHERE source = 1 AND last_success IS NULL"_s), 0);
    report.outcome = SyncOutcome::Success;
    report.problems.clear();
    report.finishedAt = minute(9);
    LEADLINE_OK(finishRun(*m_database, 1, second, report));
    reports = readReports(*m_database, {}, 1);
    QCOMPARE(reports->front().finishedAt, minute(9));
    QCOMPARE(*m_database->integer(u"SELECT last_success FROM freshness WHERE source = 1"_s), minute(9).ms());
    // The tool says that there are 100 changes, and 10 were read.
    QCOMPARE(*m_database->integer(u"SELECT complete FROM freshness WHERE source = 1"_s), 0);
    QCOMPARE(
        *m_database->integer(
            u"SELECT count(*) FROM freshness WHERE note = '10 of 100 change requests of shop/basket were read.'"_s),
        1);
    LEADLINE_OK(m_database->execute(u"UPDATE completeness SET server_total = 10"_s));
    LEADLINE_OK(finishRun(*m_database, 1, second, report));
    QCOMPARE(*m_database->integer(u"SELECT complete FROM freshness WHERE source = 1"_s), 1);
}

void TestRecordStore::countsAgainstTheToolsTotals()
{
    const auto counts = readCounts(*m_database, u"hub"_s);
    LEADLINE_OK(counts);
    QCOMPARE(counts->records, 35); // 10 changes, reviews and commits, 4 accounts, a repository
    QCOMPARE(counts->quarantined, 2);
    for (const QString &table : {u"commit"_s, u"review"_s}) {
        LEADLINE_OK(m_database->execute(
            u"SAVEPOINT one; DELETE FROM \"%1\" WHERE id = (SELECT min(id) FROM \"%1\")"_s.arg(table)));
        QCOMPARE(readCounts(*m_database, u"hub"_s)->records, 34);
        LEADLINE_OK(m_database->execute(u"ROLLBACK TO one; RELEASE one"_s));
        QCOMPARE(readCounts(*m_database, u"hub"_s)->records, 35);
    }
    const auto scopes = readScopeCounts(*m_database, u"hub"_s);
    LEADLINE_OK(scopes);
    QCOMPARE(scopes->size(), std::size_t{1});
    QCOMPARE(scopes->front().tool.serverTotal, 100);
    QCOMPARE(scopes->front().kept, 10);
}

void TestRecordStore::settings()
{
    QVERIFY(readSetting(*m_database, u"theme"_s)->isUndefined());
    for (const QJsonValue &value : {QJsonValue(u"dark"_s), QJsonValue(2.5), QJsonValue(true),
             QJsonValue(QJsonObject{{u"a"_s, 1}}), QJsonValue(QJsonValue::Null)}) {
        LEADLINE_OK(saveSetting(*m_database, u"theme"_s, value));
        QCOMPARE(*readSetting(*m_database, u"theme"_s), value);
    }
    LEADLINE_OK(saveSetting(*m_database, u"theme"_s, QJsonValue(QJsonValue::Undefined)));
    QVERIFY(readSetting(*m_database, u"theme"_s)->isUndefined());
}

void TestRecordStore::auditChainHolds()
{
    QCOMPARE(*verifyAudit(*m_database), 0);
    for (int i = 0; i < 5; ++i)
        LEADLINE_OK(appendAudit(*m_database, minute(i), u"ann"_s, u"change"_s, u"line %1"_s.arg(i)));
    QCOMPARE(*verifyAudit(*m_database), 5);
}

void TestRecordStore::auditTampering_data()
{
    QTest::addColumn<QString>("deed");
    QTest::addColumn<QString>("told");
    QTest::newRow("changed") << u"UPDATE audit SET detail = 'line 2!' WHERE seq = 3"_s
                             << u"line 3 of 2026-01-01 00:02 UTC was changed"_s;
    QTest::newRow("other actor") << u"UPDATE audit SET actor = 'bob' WHERE seq = 1"_s
                                 << u"line 1 of 2026-01-01 00:00 UTC was changed"_s;
    QTest::newRow("moved between fields")
        << u"UPDATE audit SET action = 'changel', detail = 'ine 1' WHERE seq = 2"_s << u"line 2 of"_s;
    QTest::newRow("removed") << u"DELETE FROM audit WHERE seq = 3"_s << u"line 3 is missing"_s;
    QTest::newRow("first removed") << u"DELETE FROM audit WHERE seq = 1"_s << u"line 1 is missing"_s;
    QTest::newRow("last removed") << u"DELETE FROM audit WHERE seq = 5"_s << u"line 5 is missing at the end"_s;
    QTest::newRow("all removed") << u"DELETE FROM audit"_s << u"line 1 is missing at the end"_s;
    QTest::newRow("exchanged")
        << u"UPDATE audit SET seq = -2 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = -2"_s
        << u"line 2 of 2026-01-01 00:02 UTC does not follow"_s;
    QTest::newRow("removed and numbered anew")
        << u"DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5"_s
        << u"line 3 of 2026-01-01 00:03 UTC does not follow"_s;
}

void TestRecordStore::auditTampering()
{
    QFETCH(QString, deed);
    QFETCH(QString, told);
    for (int i = 0; i < 5; ++i)
        LEADLINE_OK(appendAudit(*m_database, minute(i), u"ann"_s, u"change"_s, u"line %1"_s.arg(i)));
    LEADLINE_OK(m_database->execute(u"DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted"_s));
    LEADLINE_OK(m_database->execute(deed));
    const auto verified = verifyAudit(*m_database);
    QVERIFY(!verified);
    QCOMPARE(verified.error().kind, ErrorKind::Storage);
    QVERIFY2(verified.error().text.contains(told), qPrintable(verified.error().text));
}

void TestRecordStore::auditCannotBeChangedByAccident()
{
    LEADLINE_OK(appendAudit(*m_database, minute(0), u"ann"_s, u"change"_s, u"line"_s));
    QVERIFY(!m_database->execute(u"UPDATE audit SET detail = ''"_s));
    QVERIFY(!m_database->execute(u"DELETE FROM audit"_s));
    QCOMPARE(*verifyAudit(*m_database), 1);
}

QTEST_GUILESS_MAIN(TestRecordStore)
#include "tst_recordstore.moc"
