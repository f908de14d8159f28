#include "core/domain/recordexport.h"

#include <QTest>

using namespace leadline;

class TestRecordExport final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jsonHasTheKeysOfTheSchemaAndNoUnsetValues()
    {
        ChangeRequest change;
        change.source = u"shop"_s;
        change.externalId = u"12345678901"_s;
        change.repository = {u"42"_s};
        change.number = 7;
        change.state = ChangeState::Merged;
        change.mergedAt = Instant::fromIso(u"2026-03-03T10:02:00Z");
        change.labels = {u"bug"_s, u"ui"_s};
        const QJsonObject json = toJson(change);
        QCOMPARE(json[u"repository"].toString(), u"42"_s);
        QCOMPARE(json[u"state"].toString(), u"merged"_s);
        QCOMPARE(json[u"merged_at"].toString(), u"2026-03-03T10:02:00Z"_s);
        QCOMPARE(json[u"labels"].toArray().size(), 2);
        QVERIFY(!json.contains(u"closed_at"));
        QVERIFY(!json.contains(u"additions"));
    }

    void csvIsSafeToOpenInASpreadsheet()
    {
        Commit commit;
        commit.externalId = u"abc"_s;
        commit.subject = u"=HYPERLINK(\"http://x\",\"y\")"_s;
        commit.additions = -3;
        const QStringList headings = csvHeadings(RecordKind::Commit);
        const QString line = toCsvLine(commit);
        QVERIFY(line.contains(u"\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""_s));
        QVERIFY(line.contains(u",-3,"_s));
        QCOMPARE(headings.first(), u"source"_s);
        QVERIFY(headings.contains(u"on_default_branch"_s));
    }

    void namesRoundTrip()
    {
        for (int i = 0; i < kRecordKindCount; ++i) {
            const auto kind = static_cast<RecordKind>(i);
            QCOMPARE(recordKindFromName(pluralName(kind)), kind);
            QCOMPARE(recordKindFromName(QString(enumName(kind))), kind);
        }
        QCOMPARE(pluralName(RecordKind::Repository), u"repositories"_s);
        QCOMPARE(pluralName(RecordKind::ChangeRequest), u"change_requests"_s);
        QVERIFY(!recordKindFromName(u"cookies"));
    }
};

QTEST_APPLESS_MAIN(TestRecordExport)
#include "tst_recordexport.moc"
