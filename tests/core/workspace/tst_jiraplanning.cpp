#include "core/secrets/memorystore.h"
#include "core/secrets/secretstore.h"
#include "core/workspace/workspace.h"
#include "tests/core/workspace/syncfixture.h"
#include "tests/emulators/jira/jiraemulator.h"

#include <QTemporaryDir>

#include <cmath>

using namespace leadline;
using namespace leadline::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double kHour = 3'600'000;

// Five issues in two sprints, by hand. Hours of January 2026, UTC: "6.09" is the 6th at nine.
class SmallTracker {
public:
    SmallTracker()
    {
        Identity ann;
        ann.externalId = u"5b10:ann"_s;
        ann.name = u"Ann"_s;
        ann.actor = ActorClass::Human;
        m_records.add(ann);
        sprint(u"11"_s, u"5.09"_s, u"19.09"_s, u"19.10"_s);
        sprint(u"12"_s, u"19.11"_s, u"30.11"_s, u"30.12"_s);
        plan();
    }

    [[nodiscard]] const RecordBatch &records() const { return m_records; }

private:
    static Instant at(const QString &text)
    {
        return Instant::fromIso(
            u"2026-01-%1T%2:00:30Z"_s.arg(text.section(u'.', 0, 0).rightJustified(2, u'0'), text.section(u'.', 1)));
    }

    void sprint(const QString &id, const QString &start, const QString &end, const QString &completed)
    {
        Sprint made;
        made.externalId = id;
        made.board = u"PAY board"_s;
        made.name = "Sprint "_L1 + id;
        made.state = SprintState::Closed;
        made.startAt = at(start);
        made.endAt = at(end);
        made.completedAt = at(completed);
        m_records.add(made);
    }

    Issue &issue(int number, std::optional<double> points)
    {
        Issue made;
        made.externalId = QString::number(10'000 + number);
        made.project = u"PAY"_s;
        made.key = u"PAY-%1"_s.arg(number);
        made.title = u"Zahlung %1"_s.arg(number);
        made.typeRaw = u"Story"_s;
        made.type = IssueClass::Feature;
        made.statusRaw = u"Zu erledigen"_s;
        made.status = StatusCategory::Todo;
        made.points = points;
        made.createdAt = made.updatedAt = at(u"2.09"_s);
        made.author.id = made.assignee.id = u"5b10:ann"_s;
        m_records.add(made);
        return m_records.of<Issue>().back();
    }

    void move(Issue &issue, TransitionField field, const QString &from, const QString &to, const QString &when)
    {
        IssueTransition step;
        step.externalId = QString::number(++m_last);
        step.issue.id = issue.externalId;
        step.field = field;
        step.from = from;
        step.to = to;
        step.at = at(when);
        issue.updatedAt = std::max(issue.updatedAt, step.at);
        m_records.add(step);
        if (field != TransitionField::Status)
            return;
        issue.statusRaw = to;
        issue.status = to == "Fertig"_L1 ? StatusCategory::Done : StatusCategory::Doing;
        if (issue.status == StatusCategory::Done)
            issue.resolvedAt = step.at;
    }

    void work(Issue &issue, const QString &from, const QString &until)
    {
        move(issue, TransitionField::Status, u"Zu erledigen"_s, u"In Arbeit"_s, from);
        if (!until.isEmpty())
            move(issue, TransitionField::Status, u"In Arbeit"_s, u"Fertig"_s, until);
    }

    void plan()
    {
        constexpr auto kSprint = TransitionField::Sprint;
        m_records.of<Issue>().reserve(10);
        Issue &planned = issue(1, 5);
        move(planned, kSprint, {}, u"11"_s, u"3.09"_s);
        work(planned, u"6.09"_s, u"8.09"_s);
        planned.dueAt = Instant::fromIso(u"2026-01-08T00:00:00Z"); // the whole day

        Issue &carried = issue(2, 3);
        move(carried, kSprint, {}, u"11"_s, u"3.09"_s);
        move(carried, TransitionField::Status, u"Zu erledigen"_s, u"In Arbeit"_s, u"10.09"_s);
        move(carried, TransitionField::Flag, {}, u"Impediment"_s, u"12.09"_s);
        move(carried, TransitionField::Flag, u"Impediment"_s, {}, u"14.09"_s);
        // A status in which no issue is now, with a name that says nothing to a program.
        move(carried, TransitionField::Status, u"In Arbeit"_s, u"Fachabnahme"_s, u"16.09"_s);
        move(carried, kSprint, u"11"_s, u"11, 12"_s, u"19.10"_s); // as the sprint is closed
        move(carried, TransitionField::Status, u"Fachabnahme"_s, u"Fertig"_s, u"20.09"_s);

        Issue &added = issue(3, 2);
        move(added, kSprint, {}, u"11"_s, u"8.09"_s);
        work(added, u"9.09"_s, u"12.09"_s);
        added.dueAt = Instant::fromIso(u"2026-01-10T00:00:00Z");

        Issue &removed = issue(4, 8);
        move(removed, kSprint, {}, u"11"_s, u"3.09"_s);
        move(removed, kSprint, u"11"_s, {}, u"9.09"_s);
        move(removed, kSprint, {}, u"12"_s, u"19.10"_s);
        work(removed, u"26.09"_s, u"29.09"_s);

        Issue &open = issue(5, 1);
        move(open, kSprint, {}, u"12"_s, u"19.10"_s);
        work(open, u"28.09"_s, {});
        move(open, TransitionField::Flag, {}, u"Impediment"_s, u"29.09"_s);
        open.flagged = true;
        open.startedAt = at(u"28.09"_s);

        issue(6, {}); // nobody has planned it
    }

    RecordBatch m_records;
    int m_last = 500;
};

} // namespace

// The whole way: a tracker whose figures were worked out by hand → Jira's API → the encrypted file → the metrics.
class TestJiraPlanning final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<JiraEmulator> m_server;
    std::unique_ptr<Workspace> m_workspace;

    void open(const JiraEmulatorOptions &options)
    {
        m_workspace.reset();
        m_server = std::make_unique<JiraEmulator>(SmallTracker().records(), options);
        const QString name = options.form.cloud ? u"cloud.leadline"_s : u"center.leadline"_s;
        auto opened = Workspace::open({.file = m_folder.filePath(name),
            .key = workspaceKey(),
            .create = true,
            .clock = std::make_shared<ManualClock>(Instant::fromIso(u"2026-02-10T12:00:00Z")),
            .secrets = makeMemoryStore()});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
        m_workspace = std::move(*opened);
        SourceConfig config;
        config.name = u"tracker"_s;
        config.kind = u"jira"_s;
        config.url = m_server->address().toString();
        config.scopes = m_server->keys();
        if (options.form.cloud)
            config.options.insert(u"email"_s, options.email);
        QVERIFY(await(m_workspace->saveSource(config, options.token)));
        const auto report = syncOnce(*m_workspace);
        QVERIFY(report);
        QVERIFY2(report->problems.empty(),
            qPrintable(report->problems.empty() ? QString() : report->problems.front().error.text));
    }

    [[nodiscard]] MetricPoint total(const QString &metric)
    {
        const MetricQuery query{.metric = metric,
            .range = {Instant::fromIso(u"2026-01-01T00:00:00Z"), Instant::fromIso(u"2026-02-10T00:00:00Z")},
            .grain = Grain::All,
            .by = {},
            .where = {},
            .compare = CompareWith::Nothing};
        const Result<MetricResult> result = await(m_workspace->evaluate(query));
        return result && !result->series.empty() ? result->series.front().total : MetricPoint();
    }

    void compareWithHand()
    {
        const std::vector<std::pair<QString, double>> figures{
            {u"sprints_ended"_s, 2},
            {u"velocity"_s, (7 + 11) / 2.0}, // 1 and 3; 2 and 4
            {u"velocity_issues"_s, 2},
            {u"predictability"_s, 2 / 3.0}, // two of three, twice
            {u"scope_change"_s, 2 / 6.0}, // 3 came, 4 went, of 1, 2, 4 and 2, 4, 5
            {u"added_scope"_s, 1 / 6.0},
            {u"removed_scope"_s, 1 / 6.0},
            {u"carry_over"_s, 1 / 6.0}, // 2, of 1, 2, 3 and 2, 4, 5
            {u"points_closed"_s, 18},
            {u"flow_total"_s, (48 + 240 + 72 + 72) / 4.0 * kHour},
            {u"flow_active"_s, (48 + 192 + 72 + 72) / 4.0 * kHour},
            {u"flow_efficiency"_s, 384 / 432.0},
            {u"blocked_share"_s, 48 / 432.0},
            {u"blocked_issues"_s, 1},
            {u"on_time_delivery"_s, 0.5},
        };
        for (const auto &[metric, expected] : figures) {
            const double found = total(metric).value;
            QVERIFY2(std::abs(found - expected) < 1e-6 * std::max(1.0, expected),
                qPrintable(u"%1 is %2, by hand %3"_s.arg(metric).arg(found).arg(expected)));
        }
    }

private Q_SLOTS:
    void cleanup() { m_workspace.reset(); }

    void cloud()
    {
        open({});
        compareWithHand();
    }

    void dataCenter()
    {
        open({.form = {.cloud = false}, .zone = u"Europe/Berlin"_s});
        compareWithHand();
    }

    // What is changed in Jira changes the figures at the next sync.
    void aChangeArrives()
    {
        open({.zone = u"Asia/Tokyo"_s});
        m_server->change([](JiraWorld &world) {
            world.edit(u"10001"_s, [&world](QJsonObject &fields) {
                fields.insert(u"customfield_10016"_s, 13);
                fields.insert(u"customfield_10026"_s, QJsonValue::Null);
                fields.insert(u"updated"_s, world.json().time(Instant::fromIso(u"2026-02-09T12:00:00Z")));
            });
        });
        const auto report = syncOnce(*m_workspace);
        QVERIFY(report && report->problems.empty());
        QCOMPARE(report->records, 5); // the issue, its history of three changes, and whom they name
        QCOMPARE(total(u"points_closed"_s).value, 26);
    }
};

QTEST_GUILESS_MAIN(TestJiraPlanning)
#include "tst_jiraplanning.moc"
