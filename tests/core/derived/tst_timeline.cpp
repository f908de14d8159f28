#include "tests/core/derived/support/world.h"

#include "core/store/directorystore.h"

#include <QTest>

using namespace leadline;
using namespace leadline::test;

namespace {

// "hour what who"
QStringList story(const Timeline &timeline)
{
    QStringList lines;
    for (const TimelineEvent &event : timeline.events) {
        const qint64 hours = (event.at.ms() - hour(0).ms()) / 3'600'000;
        lines += u"%1 %2 %3"_s.arg(hours).arg(event.what, event.who).trimmed();
    }
    return lines;
}

Timeline timelineOf(World &world, const QString &fact, qint64 id)
{
    auto timeline = readTimeline(world.database(), fact, id);
    if (!timeline)
        qFatal("%s", qPrintable(timeline.error().text));
    return *timeline;
}

void fill(World &world)
{
    world.repository(u"app"_s);
    world.identity(u"ann"_s, u"Ann Lee"_s);
    world.identity(u"bob"_s, u"Bob"_s);
    Commit &commit = world.commit(u"c1"_s);
    commit.changeRequest.id = u"1"_s;
    commit.author.id = u"ann"_s;
    commit.authoredAt = hour(3);
    world.commit(u"m1"_s, {u"c1"_s}).committedAt = hour(10);
    ChangeRequest &change = world.change(u"1"_s, u"m1"_s, 10);
    change.number = 17;
    change.title = u"Count the beans"_s;
    change.firstCommitAt = hour(3);
    change.createdAt = hour(4);
    change.readyAt = hour(5);
    change.mergedBy.id = u"bob"_s;
    change.issueKeys = {u"PAY-1"_s};
    world.review(u"1"_s, u"bob"_s, Verdict::Commented, 7);
    world.review(u"1"_s, u"bob"_s, Verdict::Approved, 9);
    world.deployment(u"d1"_s, u"m1"_s, 20);
    world.incident(u"i1"_s, 22, 25);
    Issue issue;
    issue.externalId = issue.key = u"PAY-1"_s;
    issue.title = u"Beans"_s;
    issue.createdAt = hour(1);
    issue.resolvedAt = hour(26);
    issue.assignee.id = u"ann"_s;
    world.batch().add(issue);
    IssueTransition transition;
    transition.externalId = u"t1"_s;
    transition.issue.id = u"PAY-1"_s;
    transition.field = TransitionField::Status;
    transition.from = u"To do"_s;
    transition.to = u"Doing"_s;
    transition.at = hour(2);
    transition.by.id = u"ann"_s;
    world.batch().add(transition);
    world.derive();
}

} // namespace

class TimelineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void change()
    {
        World world;
        fill(world);
        const Timeline timeline = timelineOf(world, u"change"_s, world.idOf(u"change_request"_s, u"1"_s));
        QCOMPARE(timeline.title, u"#17 Count the beans"_s);
        QCOMPARE(story(timeline),
            (QStringList{u"3 Commit Ann Lee"_s, u"4 Opened Ann Lee"_s, u"5 Ready for review Ann Lee"_s,
                u"7 Commented Bob"_s, u"9 Approved Bob"_s, u"10 Merged Bob"_s, u"19 Deployment to production started"_s,
                u"20 Deployed to production"_s, u"22 Incident opened (linked by time)"_s, u"25 Recovered"_s,
                u"25 Incident resolved"_s}));
    }

    void review()
    {
        World world;
        fill(world);
        const qint64 id = world.database().integer(u"SELECT min(id) FROM review"_s).value();
        QCOMPARE(timelineOf(world, u"review"_s, id).title, u"#17 Count the beans"_s);
    }

    void deployment()
    {
        World world;
        fill(world);
        const Timeline timeline = timelineOf(world, u"deployment"_s, world.idOf(u"deployment"_s, u"d1"_s) * 4);
        QCOMPARE(timeline.title, u"Deployment of acme/app to production"_s);
        QCOMPARE(story(timeline).first(), u"10 Change merged Ann Lee"_s);
        QVERIFY(story(timeline).contains(u"25 Recovered"_s));
    }

    void incident()
    {
        World world;
        fill(world);
        const Timeline timeline = timelineOf(world, u"incident"_s, world.idOf(u"incident"_s, u"i1"_s));
        QCOMPARE(story(timeline),
            (QStringList{u"20 Deployed to production"_s, u"22 Incident opened"_s, u"25 Incident resolved"_s}));
    }

    void issue()
    {
        World world;
        fill(world);
        const Timeline timeline = timelineOf(world, u"issue"_s, world.idOf(u"issue"_s, u"PAY-1"_s));
        QCOMPARE(timeline.title, u"PAY-1 Beans"_s);
        QCOMPARE(story(timeline),
            (QStringList{u"1 Created"_s, u"2 Status changed Ann Lee"_s, u"4 Change opened Ann Lee"_s,
                u"10 Change merged"_s, u"26 Resolved Ann Lee"_s}));
        QCOMPARE(timeline.events[1].detail, u"To do → Doing"_s);
    }

    void release()
    {
        World world;
        fill(world);
        world.release(u"v1"_s, u"m1"_s, 30);
        world.derive();
        QCOMPARE(
            story(timelineOf(world, u"release"_s, world.idOf(u"release"_s, u"v1"_s))), QStringList{u"30 Published"_s});
    }

    void whatIsNotThere()
    {
        World world;
        QCOMPARE(readTimeline(world.database(), u"change"_s, 5).error().kind, ErrorKind::Storage);
        QCOMPARE(readTimeline(world.database(), u"weather"_s, 5).error().kind, ErrorKind::Config);
    }
};

QTEST_GUILESS_MAIN(TimelineTest)
#include "tst_timeline.moc"
