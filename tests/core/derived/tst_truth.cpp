#include "tests/core/derived/support/world.h"

#include "core/simulation/simulation.h"
#include "core/store/directorystore.h"
#include "core/store/recordwriter.h"

#include <QTest>

using namespace leadline;
using namespace leadline::test;

// What is derived from the records of a simulated organisation is what really happened there.
class TruthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        SimulationOptions options;
        options.teams = 3;
        options.people = 16;
        options.repositories = 6;
        options.days = 240;
        options.planning = true;
        m_truth = simulate(options);
        m_world = std::make_unique<World>();
        m_world->batch() = m_truth.records;
        m_world->write();
        QVERIFY(importOrganisation(m_world->database(), m_truth.people, m_truth.teams, m_truth.memberships,
            m_truth.identityPeople, u"tool"_s));
        m_world->derive();
    }

    void cleanupTestCase() { m_world.reset(); }

    void changesReachProductionWhenTheyDid()
    {
        QHash<QString, QString> derived;
        for (const QString &line :
            m_world->rows(u"SELECT c.external_id, ifnull(f.deployed_at, 'never'), ifnull(d.external_id, ''), "
                          u"f.deployment_inferred FROM change_fact f "
                          "JOIN change_request c ON c.id = f.id LEFT JOIN deployment d ON 4 * d.id = f.event"_s))
            derived.insert(line.section(u'|', 0, 0), line.section(u'|', 1));
        int deployed = 0;
        int inferred = 0;
        for (const TrueChange &change : m_truth.changes) {
            const QString known = derived.value(change.externalId);
            if (known.endsWith(u"|1"_s)) { // a guess, and marked as one
                ++inferred;
                continue;
            }
            const QString at = change.deployedAt.isSet() ? QString::number(change.deployedAt.ms()) : u"never"_s;
            QCOMPARE(known, u"%1|%2|0"_s.arg(at, change.deployment));
            deployed += change.deployedAt.isSet();
        }
        QVERIFY(deployed > 200);
        QVERIFY2(inferred * 20 < deployed, qPrintable(u"%1 of %2 are guesses"_s.arg(inferred).arg(deployed)));
    }

    void timesOfChanges()
    {
        QHash<QString, QString> derived;
        for (const QString &line :
            m_world->rows(
                u"SELECT c.external_id, f.started_at, ifnull(f.ready_at, 0), ifnull(f.first_response_at, 0), "
                u"ifnull(f.first_approval_at, 0), "
                "ifnull(f.merged_at, 0) FROM change_fact f JOIN change_request c ON c.id = f.id WHERE f.merged_at IS NOT NULL"_s))
            derived.insert(line.section(u'|', 0, 0), line.section(u'|', 1));
        int compared = 0;
        for (const TrueChange &change : m_truth.changes) {
            if (!change.mergedAt.isSet())
                continue;
            QStringList times;
            for (const Instant at :
                {change.startedAt, change.readyAt, change.firstResponseAt, change.firstApprovalAt, change.mergedAt})
                times += QString::number(at.isSet() ? at.ms() : 0);
            QCOMPARE(derived.value(change.externalId), times.join(u'|'));
            ++compared;
        }
        QVERIFY(compared > 200);
    }

    void teamsAtTheTime()
    {
        const FactTable changes = m_world->facts(u"change"_s);
        QHash<QString, QString> teams;
        for (const Team &team : m_truth.teams)
            teams.insert(team.externalId, team.name);
        QHash<qint64, QString> derived;
        const FactColumn team = changes.columns[u"team"_s];
        for (qsizetype row = 0; row < changes.rows; ++row)
            derived.insert(changes.columns[u"id"_s].integer(row), team.name(row));
        int known = 0;
        for (const TrueChange &change : m_truth.changes) {
            QCOMPARE(derived.value(m_world->idOf(u"change_request"_s, change.externalId)), teams.value(change.team));
            known += !change.team.isEmpty();
        }
        QVERIFY(known > 200);
    }

    // Failures and what was made because of them: the links are found where the records tell them.
    void failedDeployments()
    {
        QHash<QString, QString> derived;
        for (const QString &line :
            m_world->rows(
                u"SELECT d.external_id, e.failed, e.unplanned, ifnull(e.recovered_at, 0) FROM deploy_event e JOIN deployment d ON 4 * d.id = e.id"_s))
            derived.insert(line.section(u'|', 0, 0), line.section(u'|', 1));
        int failed = 0;
        int found = 0;
        int falselyBlamed = 0;
        int events = 0;
        for (const TrueDeployment &deployment : m_truth.deployments) {
            if (!deployment.production || !deployment.succeeded)
                continue;
            ++events;
            const bool known = derived.value(deployment.externalId).section(u'|', 0, 0) == u"1"_s;
            failed += deployment.failed;
            found += deployment.failed && known;
            falselyBlamed += !deployment.failed && known;
        }
        QVERIFY2(failed > 5, qPrintable(QString::number(failed)));
        // Incidents without a named cause are linked by time: nearly always right, and marked.
        QVERIFY2(found * 10 >= failed * 9, qPrintable(u"%1 of %2 found"_s.arg(found).arg(failed)));
        QVERIFY2(falselyBlamed * 10 <= failed,
            qPrintable(u"%1 of %2 events blamed, %3 failed"_s.arg(falselyBlamed).arg(events).arg(failed)));
    }

    void timeOfIssues()
    {
        QHash<QString, QString> derived;
        for (const QString &line : m_world->rows(
                 u"SELECT i.external_id, ifnull(f.started_at, 0), ifnull(f.resolved_at, 0), f.reopened, f.doing, "
                 u"f.active, f.waiting, f.blocked FROM issue_fact f JOIN issue i ON i.id = f.id"_s))
            derived.insert(line.section(u'|', 0, 0), line.section(u'|', 1));
        int done = 0;
        int blocked = 0;
        int reopened = 0;
        for (const TrueIssue &issue : m_truth.issues) {
            const QString known = derived.value(issue.externalId);
            if (!issue.resolvedAt.isSet()) {
                QCOMPARE(known.section(u'|', 0, 1), u"%1|0"_s.arg(issue.startedAt.isSet() ? issue.startedAt.ms() : 0));
                continue;
            }
            QStringList values;
            for (const qint64 value : {issue.startedAt.ms(), issue.resolvedAt.ms(), issue.reopened, issue.doing,
                     issue.active, issue.waiting, issue.blocked})
                values += QString::number(value);
            QCOMPARE(known, values.join(u'|'));
            ++done;
            blocked += issue.blocked > 0;
            reopened += issue.reopened > 0;
        }
        QVERIFY2(done > 150 && blocked > 10 && reopened > 4,
            qPrintable(u"%1 done, %2 blocked, %3 reopened"_s.arg(done).arg(blocked).arg(reopened)));
    }

    void sprints()
    {
        const QString columns =
            u"planned, added, readded, removed, completed, carries, ifnull(f.points_at_start, '-'), "
            u"ifnull(f.points, '-')"_s;
        QStringList derived = m_world->rows(
            u"SELECT i.external_id, s.external_id, %1 FROM sprint_item f JOIN issue i ON i.id = f.id / 1024 JOIN "
            u"sprint s ON s.id = f.sprint"_s.arg(columns));
        QStringList truth;
        qint64 counts[6] = {};
        for (const TrueSprintItem &item : m_truth.sprintItems) {
            QStringList cells{item.issue, item.sprint};
            const qint64 values[6] = {
                item.planned, item.added, item.readded, item.removed, item.completed, item.carries};
            for (int i = 0; i < 6; ++i) {
                cells += QString::number(values[i]);
                counts[i] += values[i];
            }
            for (const std::optional<double> &points : {item.pointsAtStart, item.points})
                cells += points ? QVariant(*points).toString() : u"-"_s;
            truth += cells.join(u'|');
        }
        truth.sort();
        derived.sort();
        QCOMPARE(derived, truth);
        for (const qint64 count : counts)
            QVERIFY(count > 2);
    }

    void changesOfIssues()
    {
        QHash<QString, int> naming;
        for (const ChangeRequest &change : m_truth.records.of<ChangeRequest>()) {
            for (const QString &key : change.issueKeys)
                ++naming[key];
        }
        int linked = 0;
        for (const QString &line :
            m_world->rows(u"SELECT i.key, f.changes FROM issue_fact f JOIN issue i ON i.id = f.id"_s)) {
            QCOMPARE(line.section(u'|', 1).toInt(), naming.value(line.section(u'|', 0, 0)));
            linked += line.section(u'|', 1).toInt() > 0;
        }
        QVERIFY(linked > 100);
    }

private:
    SimulatedOrganisation m_truth;
    std::unique_ptr<World> m_world;
};

QTEST_GUILESS_MAIN(TruthTest)
#include "tst_truth.moc"
