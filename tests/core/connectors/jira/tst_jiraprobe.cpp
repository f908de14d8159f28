#include "tests/core/connectors/jira/jirarun.h"

#include "core/connectors/registry.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Access = EntityProbe::Access;

class TestJiraProbe final : public QObject {
    Q_OBJECT

private:
    static Access accessTo(const ProbeReport &report, const QString &entity)
    {
        const auto found = std::ranges::find(report.entities, entity, &EntityProbe::entity);
        return found == report.entities.end() ? Access::Unknown : found->access;
    }

private Q_SLOTS:
    void tellsWhatTheTokenMayRead()
    {
        JiraEmulator emulator(smallOrganisation().records);
        emulator.setFaults({{.kind = EmulatorFault::Kind::MissingScope, .match = u"/board"_s, .times = -1}});
        JiraRun run(emulator);
        const auto report = run.probe();
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QCOMPARE(report->account, u"Lena Lead"_s);
        QCOMPARE(report->server, u"Jira Cloud"_s);
        QCOMPARE(report->entities.size(), 5U);
        for (const QString &entity : {u"Fields"_s, u"Issues"_s, u"Histories"_s, u"Versions"_s})
            QVERIFY2(accessTo(*report, entity) == Access::Yes, qPrintable(entity));
        QCOMPARE(accessTo(*report, u"Boards and sprints"_s), Access::No);
        QVERIFY2(report->warnings.isEmpty(), qPrintable(report->warnings.join(u' ')));
    }

    void dataCenterTellsItsVersion()
    {
        JiraEmulator emulator(smallOrganisation().records, {.form = {.cloud = false}});
        JiraRun run(emulator);
        run.config.scopes.clear(); // before any project is chosen
        const auto report = run.probe();
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QCOMPARE(report->server, u"Jira Data Center 9.12.4"_s);
        QCOMPARE(report->entities.size(), 4U); // histories come with the issues
        QCOMPARE(accessTo(*report, u"Boards and sprints"_s), Access::Yes);
    }

    void findsProjects()
    {
        for (const bool cloud : {true, false}) {
            JiraEmulator emulator(smallOrganisation().records, {.form = {.cloud = cloud}});
            JiraRun run(emulator);
            const auto found = run.discover();
            QVERIFY2(found, qPrintable(found ? QString() : found.error().text));
            QCOMPARE(found->size(), 4U);
            QCOMPARE(found->front().scope, u"P1"_s);
            QVERIFY(found->front().title.contains(u'/'));
        }
    }

    void aWrongProjectIsTold()
    {
        JiraEmulator emulator(smallOrganisation().records);
        JiraRun run(emulator);
        run.config.scopes = {u"WRONG"_s};
        const auto report = run.probe();
        QVERIFY(report);
        QCOMPARE(accessTo(*report, u"Issues"_s), Access::No);
        run.config.scopes = {u"not a key"_s};
        QVERIFY(!run.probe());
    }

    void itIsOffered()
    {
        for (const auto &connector : makeConnectors()) {
            const ConnectorDescriptor descriptor = connector->descriptor();
            if (descriptor.kind != "jira"_L1)
                continue;
            QVERIFY(descriptor.needsToken && descriptor.canDiscover);
            QCOMPARE(descriptor.tokenKinds.size(), 3);
            return;
        }
        QFAIL("There is no Jira among the connectors.");
    }
};

QTEST_GUILESS_MAIN(TestJiraProbe)
#include "tst_jiraprobe.moc"
