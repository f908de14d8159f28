#include "tests/core/connectors/suite/comparison.h"
#include "tests/core/connectors/suite/connectorsuite.h"
#include "tests/core/connectors/suite/suiterecords.h"

#include <QTest>

namespace leadline {

using namespace Qt::StringLiterals;

void ConnectorSuite::aDeletedScopeDoesNotStopTheOthers()
{
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    ConnectorRun reading = run();
    QVERIFY(reading.config.scopes.size() > 1);
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    const QString gone = reading.config.scopes.back();
    QStringList ids;
    m_fixture->server().between([&] {
        m_fixture->removeScope(gone);
        ids = m_fixture->touch(1, u"Still read"_s, afterwards());
    });
    const auto report = reading.sync(sink);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
    QVERIFY(!report->problems.empty());
    for (const ScopeProblem &problem : report->problems) {
        QCOMPARE(problem.scope, gone);
        QVERIFY2(problem.error.text.contains("deleted"_L1), qPrintable(problem.error.text));
    }
    QCOMPARE(report->outcome, SyncOutcome::Partial);
    QVERIFY(m_fixture->carries(sink, ids.front(), u"Still read"_s));
    if (m_fixture->mainKind() != RecordKind::Build)
        QCOMPARE(countDifference(sink, records, *m_fixture), QString()); // what was read before is kept
}

void ConnectorSuite::aRenamedScopeIsFollowed()
{
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    ConnectorRun reading = run();
    MemorySink sink;
    QCOMPARE(syncTrouble(reading, sink), QString());
    std::optional<QString> renamed;
    QStringList ids;
    m_fixture->server().between([&] {
        renamed = m_fixture->renameScope(reading.config.scopes.front());
        if (renamed)
            ids = m_fixture->touch(1, u"After the move"_s, afterwards());
    });
    if (!renamed)
        QSKIP("This tool keeps no trace of an old name: a renamed scope is a deleted one.");
    const auto report = reading.sync(sink);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
    QVERIFY2(report->problems.empty(),
        qPrintable(report->problems.empty() ? QString() : report->problems.front().error.text));
    QVERIFY2(report->notes.join(u' ').contains(*renamed), qPrintable(report->notes.join(u' ')));
    QVERIFY(m_fixture->carries(sink, ids.front(), u"After the move"_s));
    QCOMPARE(countDifference(sink, records, *m_fixture), QString()); // nothing twice under two names
}

void ConnectorSuite::aScopeThatNeverWasIsTold()
{
    const RecordBatch &records = tinyOrganisation().records;
    m_fixture->start(records);
    ConnectorRun reading = run();
    reading.config.scopes.prepend(u"nobody/was-ever-here"_s);
    MemorySink sink;
    const auto report = reading.sync(sink);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
    QVERIFY(!report->problems.empty());
    for (const ScopeProblem &problem : report->problems) {
        QCOMPARE(problem.scope, u"nobody/was-ever-here"_s);
        QVERIFY(problem.error.text.size() > 20);
    }
    QCOMPARE(difference(sink, records, *m_fixture), QString());
}

} // namespace leadline
