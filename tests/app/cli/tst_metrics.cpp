#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 120'000;

const QByteArray kOwn = R"({
  "format": 1,
  "set": "Ours",
  "metrics": [
    {
      "id": "small_merges",
      "title": "Small merges",
      "definition": "Merged changes of at most 100 lines.",
      "unit": "count",
      "fact": "change",
      "time": "merged_at",
      "where": [{"column": "state", "is": "merged"}, {"column": "size", "at_most": 100}],
      "aggregate": "count"
    },
    {
      "id": "small_merges_sql",
      "title": "Small merges, asked in SQL",
      "definition": "The same as a SELECT.",
      "unit": "count",
      "sql": [
        "SELECT merged_at_ms AS at, service, id, 'change' AS fact",
        "FROM changes",
        "WHERE state = 'merged' AND size <= 100 AND merged_at_ms >= :from AND merged_at_ms < :to"
      ],
      "aggregate": "count"
    },
    {
      "id": "small_share",
      "title": "Share of small merges",
      "definition": "Small merges by both ways, divided.",
      "unit": "share",
      "formula": "small_merges_sql / small_merges"
    }
  ]
})";

} // namespace

// The real program on a real workspace: definitions of one's own, and SQL.
class TestCliMetrics final : public QObject {
    Q_OBJECT

private:
    struct Answer {
        int code = -1;
        QString out;
        QString err;

        [[nodiscard]] QJsonArray rows() const { return QJsonDocument::fromJson(out.toUtf8()).array(); }
        [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
    };

    QTemporaryDir m_folder;

    [[nodiscard]] Answer run(const QStringList &words, const QByteArray &input = {}) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LEADLINE_KEY"_s, QString(64, u'7'));
        environment.remove(u"LEADLINE_VAULT"_s);
        QProcess program;
        program.setProcessEnvironment(environment);
        program.start(qEnvironmentVariable("LEADLINE_BUILD_DIR") + u"/app/leadline-cli/leadline-cli"_s,
            QStringList{u"--workspace"_s, m_folder.filePath(u"sample.leadline"_s)} + words);
        program.write(input);
        program.closeWriteChannel();
        if (!program.waitForFinished(kPatienceMs))
            return {.code = -1, .out = {}, .err = program.errorString()};
        return {.code = program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -2,
            .out = QString::fromUtf8(program.readAllStandardOutput()),
            .err = QString::fromUtf8(program.readAllStandardError())};
    }

    [[nodiscard]] Answer json(const QStringList &words) const
    {
        return run(QStringList{u"--format"_s, u"json"_s} + words);
    }

    [[nodiscard]] QString write(const QString &name, const QByteArray &text) const
    {
        QFile file(m_folder.filePath(name));
        const bool written = file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        return written ? file.fileName() : QString();
    }

    static QStringList ids(const QJsonArray &rows)
    {
        QStringList list;
        for (const auto row : rows)
            list += row["id"_L1].toString();
        return list;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const Answer demo = run({u"demo"_s});
        QVERIFY2(demo.code == 0, qPrintable(demo.err));
    }

    void everyCommandHasItsHelp()
    {
        const Answer all = run({u"--help"_s});
        QCOMPARE(all.code, 0);
        for (const QString &command : {u"demo"_s, u"source"_s, u"sync"_s, u"records"_s, u"metric"_s, u"explain"_s,
                 u"sql"_s, u"dashboard"_s, u"report"_s, u"doctor"_s}) {
            QVERIFY2(all.out.contains(command), qPrintable(command));
            for (const QStringList &words : {QStringList{command, u"--help"_s}, {u"help"_s, command}}) {
                const Answer one = run(words);
                QCOMPARE(one.code, 0);
                QVERIFY2(one.out.startsWith(u"leadline-cli --workspace FILE "_s + command), qPrintable(one.out));
                QVERIFY(one.err.isEmpty());
            }
        }
        QVERIFY(run({u"metric"_s, u"--help"_s}).out.contains(u"import FILE"));
        QVERIFY(run({u"sql"_s, u"--help"_s}).out.contains(u"--views"));
        const Answer unknown = run({u"metrics"_s, u"--help"_s});
        QCOMPARE(unknown.code, 2);
        QVERIFY(unknown.err.contains(u"There is no command “metrics”"));
    }

    void definitionsAreChecked()
    {
        const QString good = write(u"own.json"_s, kOwn);
        Answer checked = run({u"metric"_s, u"check"_s, good});
        QVERIFY2(checked.code == 0, qPrintable(checked.out + checked.err));
        QVERIFY(checked.out.contains(u"No problem found in 3 definitions."));
        QCOMPARE(json({u"metric"_s, u"check"_s, good}).rows(), QJsonArray());
        QByteArray wrong = kOwn;
        wrong.replace("FROM changes", "FROM chnges").replace("\"merged_at\"", "\"merged\"");
        const QString bad = write(u"bad.json"_s, wrong);
        checked = run({u"metric"_s, u"check"_s, bad});
        QCOMPARE(checked.code, 1);
        QVERIFY2(checked.out.contains(u"bad.json:11:7: small_merges: There is no column 'merged' in 'change'."_s),
            qPrintable(checked.out));
        QVERIFY2(checked.out.contains(u"bad.json:22:15: small_merges_sql: There is no view “chnges”. Did you mean "
                                      "'changes'?"_s),
            qPrintable(checked.out));
        const QJsonArray rows = json({u"metric"_s, u"check"_s, bad}).rows();
        QCOMPARE(rows.at(0)["line"_L1].toInt(), 11);
        QCOMPARE(rows.at(0)["column"_L1].toInt(), 7);
        QCOMPARE(rows.at(0)["metric"_L1].toString(), u"small_merges"_s);
        QCOMPARE(run({u"metric"_s, u"check"_s, m_folder.filePath(u"none.json"_s)}).code, 2);
        QCOMPARE(run({u"metric"_s, u"check"_s}).code, 2);
        QCOMPARE(run({u"metric"_s, u"check"_s, u"-"_s}, kOwn).code, 0);
        QVERIFY(ids(json({u"metric"_s, u"list"_s, u"--own"_s}).rows()).isEmpty()); // nothing was kept
    }

    void nothingIsImportedWithAProblem()
    {
        const Answer imported = run({u"metric"_s, u"import"_s, m_folder.filePath(u"bad.json"_s)});
        QCOMPARE(imported.code, 1);
        QVERIFY(imported.err.contains(u"leadline: config: bad.json:11:7:"));
        QVERIFY(imported.err.contains(u"nothing was imported"));
        QVERIFY(ids(json({u"metric"_s, u"list"_s, u"--own"_s}).rows()).isEmpty());
    }

    void definitionsAreImportedAndCounted()
    {
        const QString file = m_folder.filePath(u"own.json"_s);
        Answer imported = json({u"metric"_s, u"import"_s, file});
        QVERIFY2(imported.code == 0, qPrintable(imported.err));
        QCOMPARE(imported.rows().size(), 3);
        QCOMPARE(imported.rows().at(0)["outcome"_L1].toString(), u"added"_s);
        imported = json({u"metric"_s, u"import"_s, file});
        QCOMPARE(imported.rows().at(0)["outcome"_L1].toString(), u"unchanged"_s);
        QVERIFY(ids(json({u"metric"_s, u"list"_s}).rows()).contains(u"small_merges_sql"_s));

        const QStringList options{u"--grain"_s, u"month"_s, u"--compare"_s, u"previous"_s};
        const QJsonObject counted = json(QStringList{u"metric"_s, u"eval"_s, u"small_merges"_s} + options).object();
        const QJsonObject asked = json(QStringList{u"metric"_s, u"eval"_s, u"small_merges_sql"_s} + options).object();
        QVERIFY(counted["points"_L1].toArray().size() >= 3);
        QCOMPARE(asked["points"_L1], counted["points"_L1]);
        QCOMPARE(asked["freshness"_L1], counted["freshness"_L1]);
        const QJsonArray share = json({u"metric"_s, u"eval"_s, u"small_share"_s}).object()["points"_L1].toArray();
        QCOMPARE(share.at(0)["value"_L1].toDouble(), 1.0);
        const QJsonArray split = json({u"metric"_s, u"eval"_s, u"small_merges_sql"_s, u"--by"_s, u"service"_s})
                                     .object()["points"_L1]
                                     .toArray();
        QVERIFY(split.size() > 1);
        QCOMPARE(split,
            json({u"metric"_s, u"eval"_s, u"small_merges"_s, u"--by"_s, u"service"_s}).object()["points"_L1].toArray());
        const Answer team = run({u"metric"_s, u"eval"_s, u"small_merges_sql"_s, u"--by"_s, u"team"_s});
        QCOMPARE(team.code, 2);
        QVERIFY2(team.err.contains(u"cannot be split or filtered by 'team'. Its SELECT gives: service."_s),
            qPrintable(team.err));
    }

    void figuresAreExplained()
    {
        const QJsonArray counted = json({u"explain"_s, u"small_merges"_s, u"--limit"_s, u"7"_s}).rows();
        const QJsonArray asked = json({u"explain"_s, u"small_merges_sql"_s, u"--limit"_s, u"7"_s}).rows();
        QCOMPARE(counted.size(), 7);
        for (qsizetype i = 0; i < counted.size(); ++i) {
            QCOMPARE(asked.at(i)["id"_L1], counted.at(i)["id"_L1]);
            QCOMPARE(asked.at(i)["title"_L1], counted.at(i)["title"_L1]);
        }
        QCOMPARE(run({u"explain"_s}).code, 2);
        QCOMPARE(run({u"explain"_s, u"nothing"_s}).code, 2);
    }

    void aMetricIsShown()
    {
        const QJsonObject shown = json({u"metric"_s, u"show"_s, u"small_merges_sql"_s}).object();
        QCOMPARE(shown["set"_L1].toString(), u"Ours"_s);
        QVERIFY(shown["sql"_L1].toString().startsWith(u"SELECT merged_at_ms AS at"));
        QCOMPARE(shown["facts"_L1].toArray(), QJsonArray{u"change"_s});
        QCOMPARE(shown["dimensions"_L1].toArray(), QJsonArray{u"service"_s});
        QCOMPARE(shown["used_in"_L1].toArray(), QJsonArray{u"formula of Share of small merges"_s});
        QCOMPARE(shown["json"_L1]["id"_L1].toString(), u"small_merges_sql"_s);
        const QJsonObject builtIn = json({u"metric"_s, u"show"_s, u"change_lead_time"_s}).object();
        QCOMPARE(builtIn["json"_L1]["fact"_L1].toString(), u"change"_s);
        QVERIFY(!builtIn["used_in"_L1].toArray().isEmpty());
        QCOMPARE(run({u"metric"_s, u"show"_s, u"small_merges"_s, u"--set"_s, u"Leadline 1"_s}).code, 2);
    }

    void definitionsAreExportedAsTheyWere()
    {
        const QString file = m_folder.filePath(u"export.json"_s);
        const Answer exported =
            run({u"metric"_s, u"export"_s, u"small_merges"_s, u"Ours/small_share"_s, u"--out"_s, file});
        QVERIFY2(exported.code == 0, qPrintable(exported.err));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QByteArray text = written.readAll();
        QVERIFY(text.contains("\"definition\": \"Merged changes of at most 100 lines.\""));
        QCOMPARE(run({u"metric"_s, u"export"_s, u"small_merges"_s, u"Ours/small_share"_s}).out.toUtf8(), text);
        QCOMPARE(json({u"metric"_s, u"import"_s, file}).rows().at(0)["outcome"_L1].toString(), u"unchanged"_s);
        QVERIFY(run({u"metric"_s, u"export"_s, u"--all"_s}).out.contains(u"small_merges_sql"));
        const Answer builtIn = run({u"metric"_s, u"export"_s, u"change_lead_time"_s});
        QCOMPARE(builtIn.code, 2);
        QVERIFY(builtIn.err.contains(u"is built in"));
        QCOMPARE(run({u"metric"_s, u"export"_s, u"small_merges"_s, u"--out"_s, u"/nowhere/x.json"_s}).code, 1);
    }

    void anotherMeaningNeedsAnotherVersion()
    {
        QByteArray changed = kOwn;
        changed.replace("\"at_most\": 100", "\"at_most\": 50");
        const QString file = write(u"changed.json"_s, changed);
        const Answer refused = run({u"metric"_s, u"import"_s, file});
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains(u"'Ours/small_merges' is here already as version 1 and means something else"_s),
            qPrintable(refused.err));
        const Answer replaced = json({u"metric"_s, u"import"_s, file, u"--replace"_s});
        QVERIFY2(replaced.code == 0, qPrintable(replaced.err));
        QCOMPARE(json({u"metric"_s, u"show"_s, u"small_merges"_s}).object()["version"_L1].toInt(), 2);
        QCOMPARE(json({u"metric"_s, u"eval"_s, u"small_merges"_s}).object()["version"_L1].toInt(), 2);
        QVERIFY(json({u"metric"_s, u"eval"_s, u"small_share"_s}).object()["points"_L1][0]["value"_L1].toDouble() > 1.0);
    }

    void switchedOffRemovedAndBroughtBack()
    {
        QCOMPARE(run({u"metric"_s, u"disable"_s, u"small_share"_s}).code, 0);
        Answer off = run({u"metric"_s, u"eval"_s, u"small_share"_s});
        QCOMPARE(off.code, 2);
        QVERIFY2(off.err.contains(u"“small_share” is switched off"_s), qPrintable(off.err));
        QCOMPARE(run({u"metric"_s, u"enable"_s, u"small_share"_s}).code, 0);
        QCOMPARE(run({u"metric"_s, u"eval"_s, u"small_share"_s}).code, 0);

        QCOMPARE(run({u"metric"_s, u"remove"_s, u"small_merges"_s}).code, 0);
        off = run({u"metric"_s, u"eval"_s, u"small_merges"_s});
        QCOMPARE(off.code, 2);
        QVERIFY(off.err.contains(u"was removed"));
        // What needed it says so, and everything else goes on.
        QVERIFY(run({u"metric"_s, u"eval"_s, u"small_share"_s}).err.contains(u"There is no metric 'small_merges'"));
        const QJsonArray own = json({u"metric"_s, u"list"_s, u"--own"_s}).rows();
        QCOMPARE(ids(own), QStringList({u"small_merges_sql"_s, u"small_share"_s}));
        QVERIFY(own.at(1)["state"_L1].toString().contains(u"There is no metric"));
        QCOMPARE(run({u"metric"_s, u"eval"_s, u"change_lead_time"_s}).code, 0);
        QCOMPARE(run({u"metric"_s, u"restore"_s, u"small_merges"_s}).code, 0);
        QCOMPARE(run({u"metric"_s, u"eval"_s, u"small_share"_s}).code, 0);
        for (const QString &verb : {u"remove"_s, u"restore"_s, u"enable"_s, u"disable"_s}) {
            QCOMPARE(run({u"metric"_s, verb}).code, 2);
            QCOMPARE(run({u"metric"_s, verb, u"nothing"_s}).code, 2);
        }
        QVERIFY(run({u"metric"_s, u"remove"_s, u"change_lead_time"_s}).err.contains(u"is built in"));
        const Answer doctor = run({u"doctor"_s});
        QVERIFY2(doctor.code == 0 && doctor.out.contains(u"unbroken"), qPrintable(doctor.out)); // the audit log
    }

    void sqlIsAnswered()
    {
        const Answer counted = json({u"sql"_s,
            u"SELECT state, count(*) AS n, max(merged_at) AS last FROM changes GROUP BY state ORDER BY state"_s});
        QVERIFY2(counted.code == 0, qPrintable(counted.err));
        QVERIFY(counted.rows().size() >= 2);
        QCOMPARE(counted.rows().last()["state"_L1].toString(), u"open"_s);
        QVERIFY(counted.rows().last()["last"_L1].isNull());
        const Answer csv = run({u"--format"_s, u"csv"_s, u"sql"_s, u"SELECT 1 AS a, 'x,y' AS b, NULL AS c"_s});
        QCOMPARE(csv.out, u"a,b,c\n1,\"x,y\",\n"_s);
        const Answer table = run({u"sql"_s, u"SELECT 1 AS a, 1 AS a"_s});
        QCOMPARE(table.out, u"a  a_2\n1    1\n"_s);
        QCOMPARE(run({u"sql"_s, u"--file"_s, u"-"_s}, "SELECT 7 AS x").out, u"x\n7\n"_s);
        QCOMPARE(
            json({u"sql"_s, u"SELECT :to - :from AS ms"_s, u"--from"_s, u"2026-01-01"_s, u"--to"_s, u"2026-01-02"_s})
                .rows()
                .at(0)["ms"_L1]
                .toInt(),
            2 * 86'400'000);
        QVERIFY(json({u"sql"_s, u"--views"_s}).rows().size() >= 26);
        const Answer columns = run({u"sql"_s, u"--views"_s, u"changes"_s});
        QVERIFY(columns.out.contains(u"merged_at_ms") && columns.out.contains(u"When it was merged."));
        QCOMPARE(run({u"sql"_s, u"--views"_s, u"setting"_s}).code, 2);
    }

    void sqlThatHurtsIsRefused_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("expected");
        QTest::newRow("write") << u"DELETE FROM changes"_s << u"Nothing can be written here"_s;
        QTest::newRow("attach") << u"ATTACH '/tmp/x' AS x"_s << u"Other files cannot be opened here"_s;
        QTest::newRow("pragma") << u"PRAGMA key"_s << u"PRAGMA cannot be used here"_s;
        QTest::newRow("secrets") << u"SELECT * FROM setting"_s << u"1:15: “setting” cannot be asked"_s;
        QTest::newRow("line") << u"SELECT id\nFROM chnges"_s << u"2:6: There is no view “chnges”"_s;
        QTest::newRow("loop") << u"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT count(*) FROM c"_s
                              << u"took longer than 1 s"_s;
        QTest::newRow("rows")
            << u"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 10000000) SELECT x FROM c"_s
            << u"more than 100,000 rows"_s;
        QTest::newRow("nothing") << QString() << u"There is no SELECT here"_s;
    }

    void sqlThatHurtsIsRefused()
    {
        QFETCH(QString, sql);
        QFETCH(QString, expected);
        const Answer refused = run({u"sql"_s, sql, u"--timeout"_s, u"1"_s});
        QCOMPARE(refused.code, 2);
        QVERIFY2(
            refused.err.startsWith(u"leadline: config: "_s) && refused.err.contains(expected), qPrintable(refused.err));
        QVERIFY(refused.out.isEmpty());
    }

    void wrongOptionsAreUsageErrors()
    {
        for (const QStringList &words : {QStringList{u"sql"_s}, {u"sql"_s, u"SELECT 1"_s, u"SELECT 2"_s},
                 {u"sql"_s, u"SELECT 1"_s, u"--limit"_s, u"0"_s}, {u"sql"_s, u"SELECT 1"_s, u"--timeout"_s, u"x"_s},
                 {u"sql"_s, u"SELECT 1"_s, u"--from"_s, u"2026-02-01"_s, u"--to"_s, u"2026-01-01"_s},
                 {u"sql"_s, u"--file"_s, u"/nowhere.sql"_s}, {u"metric"_s}, {u"metric"_s, u"frobnicate"_s},
                 {u"metric"_s, u"show"_s}, {u"metric"_s, u"eval"_s, u"nothing"_s}}) {
            const Answer answer = run(words);
            QVERIFY2(answer.code == 2, qPrintable(words.join(u' ') + answer.out));
            QVERIFY2(answer.err.startsWith(u"leadline: config: "_s), qPrintable(answer.err));
        }
    }
};

QTEST_GUILESS_MAIN(TestCliMetrics)
#include "tst_metrics.moc"
