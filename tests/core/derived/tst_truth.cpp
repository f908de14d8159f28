#include "tests/core/derived/support/world.h"

#include "core/domain/durationplaces.h"
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

    // Working hours are counted from where a duration is said to begin; so it must end where it is said to end.
    void durationsLieWhereTheyAreSaidTo()
    {
        const std::vector<std::tuple<QString, QString, QString>> durations = {{u"change"_s, u"coding"_s, u"ready_at"_s},
            {u"change"_s, u"merge"_s, u"merged_at"_s}, {u"change"_s, u"cycle"_s, u"merged_at"_s},
            {u"change"_s, u"deploy"_s, u"deployed_at"_s}, {u"change"_s, u"lead"_s, u"deployed_at"_s},
            {u"deployment"_s, u"recovery"_s, u"recovered_at"_s}, {u"incident"_s, u"resolution"_s, u"resolved_at"_s},
            {u"issue"_s, u"lead"_s, u"resolved_at"_s}, {u"issue"_s, u"cycle"_s, u"resolved_at"_s},
            {u"issue"_s, u"backlog"_s, u"assigned_at"_s}, {u"issue"_s, u"pickup"_s, u"started_at"_s},
            {u"issue"_s, u"resolution"_s, u"resolved_at"_s}, {u"build"_s, u"queue"_s, u"started_at"_s},
            {u"build"_s, u"duration"_s, u"finished_at"_s}, {u"red_period"_s, u"duration"_s, u"ended_at"_s}};
        for (const auto &[fact, column, end] : durations) {
            const auto place = durationPlace(fact, column);
            QVERIFY2(place, qPrintable(fact + column));
            const FactTable table = m_world->facts(fact);
            const auto at = [&](const QString &name, qsizetype row) { return table.columns[name].integer(row); };
            int compared = 0;
            for (qsizetype row = 0; row < table.rows; ++row) {
                if (at(column, row) == Instant::kUnset || at(end, row) == Instant::kUnset)
                    continue;
                qint64 from = at(place->since, row);
                for (const QString &before : place->after)
                    from += at(before, row) == Instant::kUnset ? 0 : at(before, row);
                QVERIFY2(from + at(column, row) == at(end, row), qPrintable(fact + u' ' + column));
                ++compared;
            }
            QVERIFY2(compared > 5, qPrintable(fact + u' ' + column));
        }
        QVERIFY(!durationPlace(u"issue"_s, u"active"_s)); // a sum of several stretches of time
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

    void redPeriods()
    {
        QStringList expected;
        for (const TrueRedPeriod &period : m_truth.redPeriods)
            expected += u"%1|%2|%3|%4|%5|%6|%7"_s.arg(period.firstBuild, period.repository, period.branch)
                            .arg(period.beganAt.ms())
                            .arg(period.endedAt.isSet() ? period.endedAt.ms() : 0)
                            .arg(period.builds)
                            .arg(period.onDefaultBranch ? 1 : 0);
        expected.sort();
        QCOMPARE(
            m_world->rows(
                u"SELECT b.external_id, r.external_id, p.branch, p.began_at, ifnull(p.ended_at, 0), p.builds, "
                "p.on_default_branch FROM red_period p JOIN build b ON b.id = p.id JOIN repository r ON r.id = p.repository"_s),
            expected);
        QVERIFY(expected.size() > 50);
        QVERIFY(std::ranges::count(m_truth.redPeriods, true, &TrueRedPeriod::onDefaultBranch) > 5);
    }

    void flakyBuilds()
    {
        QStringList expected = m_truth.flakyBuilds;
        expected.sort();
        QCOMPARE(m_world->rows(u"SELECT external_id FROM build WHERE flaky"_s), expected);
        QVERIFY(expected.size() > 20);
    }

    void findings()
    {
        const FactTable table = m_world->facts(u"finding"_s);
        QHash<qint64, std::size_t> rows;
        for (std::size_t i = 0; i < static_cast<std::size_t>(table.rows); ++i)
            rows.insert(table.columns[u"id"_s].integer(static_cast<qsizetype>(i)), i);
        QHash<QString, QString> paths;
        for (const Repository &repository : m_truth.records.of<Repository>())
            paths.insert(repository.externalId, repository.path);
        int late = 0;
        for (const TrueFinding &finding : m_truth.findings) {
            const std::size_t row = rows.value(m_world->idOf(u"finding"_s, finding.externalId));
            const FactColumn place = table.columns[u"repository"_s];
            QCOMPARE(place.name(static_cast<qsizetype>(row)), paths.value(finding.repository));
            const qint64 fix = table.columns[u"fix"_s].integer(static_cast<qsizetype>(row));
            QCOMPARE(fix != Instant::kUnset, finding.fixedAt.isSet());
            if (finding.fixedAt.isSet())
                QCOMPARE(
                    table.columns[u"opened_at"_s].integer(static_cast<qsizetype>(row)) + fix, finding.fixedAt.ms());
            QCOMPARE(table.columns[u"late"_s].integer(static_cast<qsizetype>(row)) == 1, finding.late);
            late += finding.late;
        }
        QVERIFY(late > 5);
    }

    void escapedBugs()
    {
        const FactTable table = m_world->facts(u"issue"_s);
        QSet<qint64> expected;
        for (const QString &bug : m_truth.escapedBugs)
            expected.insert(m_world->idOf(u"issue"_s, bug));
        QSet<qint64> found;
        for (std::size_t i = 0; i < static_cast<std::size_t>(table.rows); ++i) {
            if (table.columns[u"escaped"_s].integer(static_cast<qsizetype>(i)) == 1)
                found.insert(table.columns[u"id"_s].integer(static_cast<qsizetype>(i)));
        }
        QCOMPARE(found, expected);
        QVERIFY(found.size() > 5);
    }

    void answers()
    {
        QStringList expected;
        int unanswered = 0;
        for (const TrueMessage &message : m_truth.messages) {
            expected += u"%1|%2|%3"_s.arg(message.externalId)
                            .arg(message.answeredAt.isSet() ? message.answeredAt.ms() : 0)
                            .arg(message.unanswered ? 1 : 0);
            unanswered += message.unanswered;
        }
        expected.sort();
        QCOMPARE(m_world->rows(
                     u"SELECT external_id, ifnull(answered_at, 0), answered_at IS NULL AND reactions = 0 FROM message "
                     "WHERE thread IS NULL AND channel <> 'alerts'"_s),
            expected);
        QVERIFY(unanswered > 50 && expected.size() > 2 * unanswered);
    }

    // Every measure but the newest of its kind holds until the next.
    void measures()
    {
        const QStringList gaps = m_world->rows(
            u"SELECT count(*) FROM measure m WHERE until_at IS NOT (SELECT min(n.at) FROM measure n WHERE n.project = "
            "m.project AND n.metric = m.metric AND n.at > m.at)"_s);
        QCOMPARE(gaps, QStringList{u"0"_s});
        QVERIFY(m_world->rows(u"SELECT id FROM measure WHERE until_at IS NOT NULL"_s).size() > 500);
    }

private:
    SimulatedOrganisation m_truth;
    std::unique_ptr<World> m_world;
};

QTEST_GUILESS_MAIN(TruthTest)
#include "tst_truth.moc"
