#include "core/domain/issueflow.h"
#include "core/domain/statuswords.h"

#include <QTest>

#include <random>

using namespace leadline;

namespace {

constexpr qint64 kHour = 3'600'000;
constexpr IssueStatus kTodo{.category = StatusCategory::Todo};
constexpr IssueStatus kDoing{.category = StatusCategory::Doing};
constexpr IssueStatus kDone{.category = StatusCategory::Done};

Instant at(int hours)
{
    return Instant{1'767'571'200'000 + hours * kHour};
}

IssueHistory history(StatusCategory now)
{
    IssueHistory history;
    history.createdAt = at(0);
    history.status.category = now;
    return history;
}

// "12" hours, "-" for a gap
QString hours(const std::optional<qint64> &ms)
{
    return ms ? QString::number(static_cast<double>(*ms) / kHour) : u"-"_s;
}

QString hours(Instant moment)
{
    return moment.isSet() ? QString::number(static_cast<double>(moment.ms() - at(0).ms()) / kHour) : u"-"_s;
}

// started resolved | active waiting blocked doing | backlog pickup resolution | reopened
QString told(const IssueFlow &flow)
{
    return u"%1 %2 | %3 %4 %5 %6 | %7 %8 %9 | %10"_s.arg(hours(flow.startedAt), hours(flow.resolvedAt),
        hours(flow.active), hours(flow.waiting), hours(flow.blocked), hours(flow.doing), hours(flow.backlog),
        hours(flow.pickup), hours(flow.resolution), flow.reopened ? QString::number(*flow.reopened) : u"-"_s);
}

} // namespace

class TestIssueFlow final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Worked on from 10 to 20 and from 30 to 40; flagged from 12 to 15 and, while it lay there, from 22 to 24.
    void workedExample()
    {
        IssueHistory issue = history(StatusCategory::Done);
        issue.assignees = {{.at = at(4), .from = 0, .to = 7}};
        issue.statuses = {{.at = at(10), .from = kTodo, .to = kDoing}, {.at = at(20), .from = kDoing, .to = kTodo},
            {.at = at(30), .from = kTodo, .to = kDoing}, {.at = at(40), .from = kDoing, .to = kDone}};
        issue.flags = {{.at = at(12), .from = false, .to = true}, {.at = at(15), .from = true, .to = false},
            {.at = at(22), .from = false, .to = true}, {.at = at(24), .from = true, .to = false}};
        const IssueFlow flow = issueFlowOf(issue);
        QCOMPARE(told(flow), u"10 40 | 17 8 5 20 | 4 6 30 | 0"_s);
        QCOMPARE(
            flow.doingSpells, (std::vector<Spell>{{.from = at(10), .to = at(20)}, {.from = at(30), .to = at(40)}}));
        QCOMPARE(
            flow.blockedSpells, (std::vector<Spell>{{.from = at(12), .to = at(15)}, {.from = at(22), .to = at(24)}}));
    }

    // Done at 20, back to work at 26, done for good at 30: the six hours in between are waiting.
    void reopened()
    {
        IssueHistory issue = history(StatusCategory::Done);
        issue.statuses = {{.at = at(10), .from = kTodo, .to = kDoing}, {.at = at(20), .from = kDoing, .to = kDone},
            {.at = at(26), .from = kDone, .to = kDoing}, {.at = at(30), .from = kDoing, .to = kDone}};
        QCOMPARE(told(issueFlowOf(issue)), u"10 30 | 14 6 0 14 | - 10 20 | 1"_s);
        issue.status = kDoing; // and once more, of which the tool has not told yet
        QCOMPARE(told(issueFlowOf(issue)), u"10 - | - - - - | - 10 - | 1"_s);
    }

    void withoutTransitionsAllIsAGap()
    {
        IssueHistory issue = history(StatusCategory::Done);
        issue.startedAt = at(5);
        issue.resolvedAt = at(9);
        QCOMPARE(told(issueFlowOf(issue)), u"5 9 | - - - - | - 5 4 | -"_s);
        issue.startedAt = {};
        QCOMPARE(told(issueFlowOf(issue)), u"- 9 | - - - - | - - 9 | -"_s);
    }

    // GitHub knows open and closed, and a label says when work began.
    void startWithoutAStatus()
    {
        IssueHistory issue = history(StatusCategory::Done);
        issue.startedAt = at(6);
        issue.statuses = {{.at = at(16), .from = kTodo, .to = kDone}};
        QCOMPARE(told(issueFlowOf(issue)), u"6 16 | 10 0 0 10 | - 6 10 | 0"_s);
    }

    // Done without having been worked on: there is no cycle time, rather than one of 0.
    void straightToDone()
    {
        IssueHistory issue = history(StatusCategory::Done);
        issue.statuses = {{.at = at(16), .from = kTodo, .to = kDone}};
        QCOMPARE(told(issueFlowOf(issue)), u"- 16 | - - - - | - - 16 | 0"_s);
    }

    void unknownStatusesAreAGap()
    {
        IssueHistory issue = history(StatusCategory::Done);
        issue.statuses = {{.at = at(2), .from = kTodo, .to = kDoing}, {.at = at(4), .from = kDoing, .to = {}},
            {.at = at(9), .from = {}, .to = kDone}};
        QCOMPARE(told(issueFlowOf(issue)), u"2 9 | - - - - | - 2 7 | 0"_s);
    }

    void statusesThatSayBlocked()
    {
        IssueHistory issue = history(StatusCategory::Doing);
        const IssueStatus held{.category = StatusCategory::Doing, .blocked = true};
        issue.statuses = {{.at = at(2), .from = kTodo, .to = kDoing}, {.at = at(5), .from = kDoing, .to = held}};
        issue.status = held;
        QCOMPARE(hours(issueFlowOf(issue).blockedAt), u"5"_s);
        issue.status = kDone;
        issue.statuses.push_back({.at = at(11), .from = held, .to = kDone});
        QCOMPARE(told(issueFlowOf(issue)), u"2 11 | 3 0 6 9 | - 2 9 | 0"_s);
        QVERIFY(!issueFlowOf(issue).blockedAt.isSet());
    }

    void flagsOfTheTool()
    {
        IssueHistory issue = history(StatusCategory::Doing);
        issue.statuses = {{.at = at(2), .from = kTodo, .to = kDoing}};
        issue.flags = {{.at = at(7), .from = false, .to = true}};
        issue.flagged = true;
        QCOMPARE(hours(issueFlowOf(issue).blockedAt), u"7"_s);
        issue.flags.clear(); // since when is not told: then nothing is said of it
        issue.status = kDone;
        issue.statuses.push_back({.at = at(11), .from = kDoing, .to = kDone});
        QCOMPARE(told(issueFlowOf(issue)), u"2 11 | - - - 9 | - 2 9 | 0"_s);
    }

    // The record is newer than its history, which is cut off.
    void resolvedButNotInTheHistory()
    {
        IssueHistory issue = history(StatusCategory::Done);
        issue.statuses = {{.at = at(2), .from = kTodo, .to = kDoing}};
        issue.resolvedAt = at(9);
        QCOMPARE(told(issueFlowOf(issue)), u"2 9 | 7 0 0 7 | - 2 7 | 0"_s);
        issue.status = {};
        QCOMPARE(told(issueFlowOf(issue)), u"2 9 | 7 0 0 7 | - 2 7 | 0"_s);
        issue.status = kDoing;
        QCOMPARE(told(issueFlowOf(issue)), u"2 - | - - - - | - 2 - | 0"_s);
    }

    // A stage whose event never came, or came too late, is counted in the next one.
    void stages()
    {
        IssueHistory issue = history(StatusCategory::Done);
        issue.statuses = {{.at = at(10), .from = kTodo, .to = kDoing}, {.at = at(30), .from = kDoing, .to = kDone}};
        QCOMPARE(hours(issueFlowOf(issue).backlog), u"-"_s);
        QCOMPARE(hours(issueFlowOf(issue).pickup), u"10"_s);
        issue.assignees = {{.at = at(12), .from = 0, .to = 7}}; // when it was in work already
        QCOMPARE(hours(issueFlowOf(issue).backlog), u"-"_s);
        issue.assignees = {{.at = at(12), .from = 5, .to = 7}}; // somebody had it from the first
        QCOMPARE(hours(issueFlowOf(issue).backlog), u"0"_s);
        QCOMPARE(hours(issueFlowOf(issue).assignedAt), u"0"_s);
    }

    void partsAddUp()
    {
        std::mt19937 random(11);
        const auto below = [&random](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
        int parted = 0;
        for (int round = 0; round < 2000; ++round) {
            IssueHistory issue = history(below(3) == 0 ? StatusCategory::Doing : StatusCategory::Done);
            const std::vector<IssueStatus> all = {
                kTodo, kDoing, kDone, {.category = StatusCategory::Doing, .blocked = true}};
            IssueStatus last = all[static_cast<std::size_t>(below(4))];
            int hour = below(5) - 1;
            for (int i = below(7); i > 0; --i) {
                hour += below(6);
                const IssueStatus next = all[static_cast<std::size_t>(below(4))];
                issue.statuses.push_back({.at = at(hour), .from = last, .to = next});
                last = next;
            }
            bool on = below(4) == 0;
            hour = below(4);
            for (int i = below(5); i > 0; --i) {
                hour += below(6);
                issue.flags.push_back({.at = at(hour), .from = on, .to = !on});
                on = !on;
            }
            if (below(2) == 0)
                issue.assignees = {{.at = at(below(20)), .from = below(2), .to = below(3)}};
            if (below(3) == 0)
                issue.startedAt = at(below(12));
            if (below(2) == 0)
                issue.resolvedAt = at(below(30));
            const IssueFlow flow = issueFlowOf(issue);
            if (flow.active) {
                ++parted;
                QCOMPARE(*flow.active + *flow.waiting + *flow.blocked, flow.resolvedAt.ms() - flow.startedAt.ms());
                QVERIFY(*flow.doing >= *flow.active && *flow.waiting >= 0 && *flow.blocked >= 0);
                qint64 doing = 0;
                for (const Spell &spell : flow.doingSpells)
                    doing += spell.to.ms() - spell.from.ms();
                QCOMPARE(doing, *flow.doing);
            }
            if (flow.resolvedAt.isSet())
                QCOMPARE(flow.backlog.value_or(0) + flow.pickup.value_or(0) + flow.resolution.value_or(0),
                    flow.resolvedAt.ms() - at(0).ms());
        }
        QVERIFY(parted > 300);
    }

    void onTime()
    {
        const Instant date = at(24); // midnight: the day counts
        QVERIFY(isOnTime(at(47), date).value());
        QVERIFY(!isOnTime(at(48), date).value());
        QVERIFY(isOnTime(at(30), at(30)).value());
        QVERIFY(!isOnTime(at(31), at(30)).value());
        QVERIFY(!isOnTime({}, date));
        QVERIFY(!isOnTime(at(31), {}));
    }

    void names()
    {
        QCOMPARE(categoryOfStatus(u"IN_PROGRESS"), StatusCategory::Doing);
        QCOMPARE(categoryOfStatus(u"Code Review"), StatusCategory::Doing);
        QCOMPARE(categoryOfStatus(u"To-Do"), StatusCategory::Todo);
        QCOMPARE(categoryOfStatus(u"closed: not_planned"), StatusCategory::Done);
        QCOMPARE(categoryOfStatus(u"Won’t do"), StatusCategory::Done);
        QCOMPARE(categoryOfStatus(u"Zwischenlager"), StatusCategory::Unknown);
        QVERIFY(saysBlocked(u"Blocked by vendor") && saysBlocked(u"ON HOLD") && !saysBlocked(u"Backlog"));
    }
};

QTEST_APPLESS_MAIN(TestIssueFlow)
#include "tst_issueflow.moc"
