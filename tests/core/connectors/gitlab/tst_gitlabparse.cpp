#include "core/connectors/gitlab/gitlabparse.h"
#include "core/connectors/gitlab/gitlabverdict.h"
#include "core/connectors/shared/graphqldocument.h"

#include <QJsonDocument>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

// With ' in place of ".
QJsonDocument document(QByteArray json)
{
    return QJsonDocument::fromJson(json.replace('\'', '"'));
}

QJsonObject object(const QByteArray &json)
{
    return document(json).object();
}

GitLabScope scope()
{
    GitLabScope scope;
    scope.id = u"5"_s;
    scope.path = u"acme/shop"_s;
    scope.web = u"https://git.acme.test/gitlab"_s;
    scope.labels = {{u"11"_s, u"workflow::in dev"_s}, {u"12"_s, u"workflow::in review"_s}, {u"13"_s, u"bug"_s},
        {u"14"_s, u"blocked"_s}};
    scope.milestones = {{u"3"_s, u"milestone-30"_s}, {u"Sprint 4"_s, u"milestone-40"_s}};
    return scope;
}

// A page with one item of a list.
QJsonObject pageOf(const QString &list, const QJsonObject &item)
{
    return {{list, QJsonObject{{u"nodes"_s, QJsonArray{item}}}}};
}

QJsonObject request(const QByteArray &more)
{
    QJsonObject item = object(
        "{'id':'gid://gitlab/MergeRequest/77','iid':'7','title':'Add it','state':'merged','draft':false,"
        "'createdAt':'2026-01-05T10:00:00Z','updatedAt':'2026-01-06T10:00:00Z','mergedAt':'2026-01-06T09:00:00Z',"
        "'diffHeadSha':'head','mergeCommitSha':null,'author':{'username':'ann','name':'Ann'}}");
    const QJsonObject changes = object(more);
    for (auto it = changes.begin(); it != changes.end(); ++it)
        item.insert(it.key(), it.value());
    return item;
}

ChangeRequest changeOf(const QByteArray &more)
{
    const auto page = parseMergeRequests(pageOf(u"mergeRequests"_s, request(more)), scope());
    return page && !page->batch.of<ChangeRequest>().empty() ? page->batch.of<ChangeRequest>().front() : ChangeRequest();
}

// An issue with notes of such texts, an hour apart.
RecordBatch issueWith(const QStringList &notes, const QByteArray &more = "{}", const GitLabScope &where = scope())
{
    QJsonArray discussions;
    for (qsizetype i = 0; i < notes.size(); ++i) {
        const QJsonObject note{{u"id"_s, u"gid://gitlab/Note/%1"_s.arg(i + 1)}, {u"body"_s, notes.at(i)},
            {u"createdAt"_s, u"2026-01-05T1%1:00:00Z"_s.arg(i)}, {u"author"_s, QJsonObject{{u"username"_s, u"ann"_s}}}};
        discussions.append(QJsonObject{{u"notes"_s, QJsonObject{{u"nodes"_s, QJsonArray{note}}}}});
    }
    QJsonObject item = object(
        "{'id':'gid://gitlab/WorkItem/9','iid':'4','title':'It breaks','state':'OPEN',"
        "'createdAt':'2026-01-05T09:00:00Z','updatedAt':'2026-01-06T10:00:00Z','workItemType':{'name':'Issue'}}");
    const QJsonObject changes = object(more);
    QJsonArray widgets = changes.value("widgets"_L1).toArray();
    widgets.append(QJsonObject{{u"type"_s, u"NOTES"_s}, {u"discussions"_s, QJsonObject{{u"nodes"_s, discussions}}}});
    for (auto it = changes.begin(); it != changes.end(); ++it)
        item.insert(it.key(), it.value());
    item.insert("widgets"_L1, widgets);
    auto page = parseWorkItems(pageOf(u"workItems"_s, item), where);
    return page ? std::move(page->batch) : RecordBatch();
}

QStringList movesOf(const RecordBatch &batch)
{
    QStringList moves;
    for (const IssueTransition &move : batch.of<IssueTransition>())
        moves.append(enumName(move.field) + u' ' + move.from + u">"_s + move.to);
    return moves;
}

} // namespace

class TestGitLabParse final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCommitInTheTargetBranch()
    {
        QCOMPARE(changeOf("{'mergeCommitSha':'merge','squashCommitSha':'squash'}").mergeSha, u"merge"_s);
        QCOMPARE(changeOf("{'squashCommitSha':'squash'}").mergeSha, u"squash"_s);
        QCOMPARE(changeOf("{}").mergeSha, u"head"_s); // fast-forward
        QCOMPARE(changeOf("{'state':'opened','mergedAt':null,'mergeCommitSha':'x'}").mergeSha, QString());
    }

    void oldAndImportedMergesHaveATime()
    {
        QCOMPARE(changeOf("{'mergedAt':null,'closedAt':'2026-01-06T08:00:00Z'}").mergedAt.toIso(),
            u"2026-01-06T08:00:00Z"_s);
        QCOMPARE(changeOf("{'mergedAt':null}").mergedAt.toIso(), u"2026-01-06T10:00:00Z"_s);
        QCOMPARE(changeOf("{'state':'locked','mergedAt':null}").state, ChangeState::Open);
        QCOMPARE(changeOf("{'state':'closed','mergedAt':null}").closedAt.toIso(), u"2026-01-06T10:00:00Z"_s);
    }

    void approvalsAndDraftsAreNotesOfTheSystem()
    {
        const auto page = parseMergeRequests(
            pageOf(u"mergeRequests"_s,
                request(
                    "{'notes':{'nodes':["
                    "{'id':'gid://gitlab/Note/1','system':true,'body':'marked this merge request as "
                    "**draft**','createdAt':'2026-01-05T10:01:00Z','author':{'username':'ann'}},"
                    "{'id':'gid://gitlab/Note/2','system':true,'body':'marked this merge request as "
                    "**ready**','createdAt':'2026-01-05T12:00:00Z','author':{'username':'ann'}},"
                    "{'id':'gid://gitlab/Note/3','system':false,'body':'approved this merge "
                    "request','createdAt':'2026-01-05T12:30:00Z','author':{'username':'renovate-bot','bot':true}},"
                    "{'id':'gid://gitlab/DiffNote/"
                    "4','system':false,'body':'Why?','createdAt':'2026-01-05T13:00:00Z','author':{'username':'bob'}},"
                    "{'id':'gid://gitlab/Note/5','system':true,'body':'approved this merge "
                    "request','createdAt':'2026-01-05T14:00:00Z','author':{'username':'bob'}},"
                    "{'id':'gid://gitlab/Note/6','system':true,'body':'unapproved this merge "
                    "request','createdAt':'2026-01-05T15:00:00Z','author':{'username':'bob'}},"
                    "{'id':'gid://gitlab/Note/7','system':true,'body':'requested "
                    "changes','createdAt':'2026-01-05T16:00:00Z','author':{'username':'cleo'}},"
                    "{'id':'gid://gitlab/Note/8','system':true,'body':'added 3 "
                    "commits','createdAt':'2026-01-05T17:00:00Z','author':{'username':'ann'}},"
                    "{'id':'gid://gitlab/Note/"
                    "9','system':false,'body':'Gone','createdAt':'2026-01-05T18:00:00Z','author':{'username':'ghost1'}}"
                    "]}}")),
            scope());
        QVERIFY(page);
        const ChangeRequest &change = page->batch.of<ChangeRequest>().front();
        QCOMPARE(change.readyAt.toIso(), u"2026-01-05T12:00:00Z"_s);
        QCOMPARE(change.firstResponseAt.toIso(), u"2026-01-05T13:00:00Z"_s);
        QCOMPARE(change.firstApprovalAt.toIso(), u"2026-01-05T14:00:00Z"_s);
        const auto &reviews = page->batch.of<Review>();
        QCOMPARE(reviews.size(), 6U);
        QList<Verdict> verdicts;
        for (const Review &review : reviews)
            verdicts.append(review.verdict);
        QCOMPARE(verdicts,
            (QList<Verdict>{Verdict::Commented, Verdict::Commented, Verdict::Approved, Verdict::Dismissed,
                Verdict::ChangesRequested, Verdict::Commented}));
        QVERIFY(!reviews.back().reviewer.isSet()); // a deleted account
        const auto bot = std::ranges::find(page->batch.of<Identity>(), u"renovate-bot"_s, &Identity::externalId);
        QCOMPARE(bot->actor, ActorClass::Bot);
    }

    void issuesThatAreClosed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("keys");
        QTest::newRow("one") << u"Closes #12"_s << QStringList{u"acme/shop#12"_s};
        QTest::newRow("several") << u"This fixes #1, #2 and group/sub/other#33."_s
                                 << QStringList{u"acme/shop#1"_s, u"acme/shop#2"_s, u"group/sub/other#33"_s};
        QTest::newRow("address") << u"Resolves: https://gitlab.com/a/b/-/issues/9"_s << QStringList{u"a/b#9"_s};
        QTest::newRow("two sentences") << u"Fixed #5.\nImplementing #6"_s
                                       << QStringList{u"acme/shop#5"_s, u"acme/shop#6"_s};
        QTest::newRow("only mentioned") << u"See #12, related to #13; disclose #4"_s << QStringList();
    }
    void issuesThatAreClosed()
    {
        QFETCH(const QString, text);
        QFETCH(const QStringList, keys);
        QCOMPARE(gitlabClosedIssues(text, u"acme/shop"_s), keys);
    }

    void columnsOfBoardsAreStatuses()
    {
        const RecordBatch batch =
            issueWith({u"added ~13 label"_s, u"added ~11 label"_s, u"added ~12 label and removed ~11 label"_s,
                u"closed via merge request !7"_s, u"reopened"_s, u"changed the description"_s, u"removed ~12 label"_s});
        QCOMPARE(movesOf(batch),
            (QStringList{u"status open>in dev"_s, u"status in dev>in review"_s, u"status in review>closed"_s,
                u"status closed>in review"_s, u"status in review>open"_s}));
        QCOMPARE(batch.of<Issue>().front().startedAt.toIso(), u"2026-01-05T11:00:00Z"_s);
    }

    void peopleSprintsPointsAndBlocks()
    {
        const RecordBatch batch = issueWith({u"assigned to @bob"_s, u"assigned to @cleo and unassigned @bob"_s,
            u"changed iteration to *iteration:4711"_s, u"set weight to **3**"_s,
            u"changed weight to **5** from **3**"_s, u"added ~14 label"_s, u"removed ~14 label"_s,
            u"removed iteration *iteration:4711"_s});
        QStringList moves = movesOf(batch);
        QCOMPARE(moves,
            (QStringList{u"assignee >bob"_s, u"assignee bob>cleo"_s, u"sprint >4711"_s, u"points >3"_s, u"points 3>5"_s,
                u"flag >blocked"_s, u"flag blocked>"_s, u"sprint 4711>"_s}));
        QCOMPARE(batch.of<Issue>().front().startedAt.toIso(), u"2026-01-05T10:00:00Z"_s); // first assigned
    }

    void milestonesAreSprintsWhereThatIsWanted()
    {
        GitLabScope where = scope();
        where.sprintsAreMilestones = true;
        const RecordBatch batch = issueWith({u"changed milestone to %3"_s, u"changed milestone to %\"Sprint 4\""_s,
                                                u"changed iteration to *iteration:1"_s, u"removed milestone %4"_s},
            "{}", where);
        QCOMPARE(movesOf(batch),
            (QStringList{u"sprint >milestone-30"_s, u"sprint milestone-30>milestone-40"_s, u"sprint milestone-40>"_s}));
    }

    void widgetsOfAnIssue()
    {
        const RecordBatch batch = issueWith({},
            "{'workItemType':{'name':'Task'},'widgets':["
            "{'type':'ASSIGNEES','assignees':{'nodes':[{'username':'bob','name':'Bob'}]}},"
            "{'type':'LABELS','labels':{'nodes':[{'id':'gid://gitlab/ProjectLabel/12','title':'workflow::in "
            "review'},{'id':'x/15','title':'priority::1'}]}},"
            "{'type':'MILESTONE','milestone':{'id':'gid://gitlab/Milestone/30','dueDate':'2026-02-01'}},"
            "{'type':'WEIGHT','weight':5},{'type':'START_AND_DUE_DATE','dueDate':null},{'type':'EMOJI'},"
            "{'type':'HIERARCHY','parent':{'id':'gid://gitlab/WorkItem/8'}}]}");
        const Issue &issue = batch.of<Issue>().front();
        QCOMPARE(issue.key, u"acme/shop#4"_s);
        QCOMPARE(issue.assignee.id, u"bob"_s);
        QCOMPARE(issue.statusRaw, u"in review"_s);
        QCOMPARE(issue.status, StatusCategory::Doing);
        QCOMPARE(issue.points, 5.0);
        QCOMPARE(issue.parent.id, u"8"_s);
        QCOMPARE(issue.type, IssueClass::Subtask);
        QCOMPARE(issue.dueAt.toIso(), u"2026-02-01T00:00:00Z"_s);
        QCOMPARE(issue.priority, Priority::High);
    }

    void statusesOfNewServersAndIncidents()
    {
        const RecordBatch batch = issueWith({},
            "{'workItemType':{'name':'Incident'},'widgets':["
            "{'type':'STATUS','status':{'name':'Investigating','category':'IN_PROGRESS'}},"
            "{'type':'LABELS','labels':{'nodes':[{'id':'x/1','title':'severity::2'}]}}]}");
        QCOMPARE(batch.of<Issue>().front().statusRaw, u"Investigating"_s);
        QCOMPARE(batch.of<Issue>().front().status, StatusCategory::Doing);
        QCOMPARE(batch.of<Incident>().size(), 1U);
        QCOMPARE(batch.of<Incident>().front().severity, Severity::High);
    }

    void iterationsAndMilestonesOfAProject()
    {
        const QJsonObject project = object(
            "{'id':'gid://gitlab/Project/5','fullPath':'acme/shop','webUrl':'https://x',"
            "'mergeRequests':{'count':3,'nodes':[{'updatedAt':'2026-01-05T10:00:00Z'}]},'pipelines':{'nodes':[]},"
            "'labels':{'nodes':[{'id':'gid://gitlab/GroupLabel/3','title':'bug'}]},"
            "'iterations':{'nodes':[{'id':'gid://gitlab/Iteration/"
            "9','title':null,'state':'current','startDate':'2026-01-05','dueDate':'2026-01-18','updatedAt':'2026-01-"
            "05T00:00:10Z','iterationCadence':{'title':'Shop'}}]},"
            "'milestones':{'nodes':[{'id':'gid://gitlab/Milestone/"
            "30','iid':'3','title':'v1','state':'closed','startDate':'2026-01-01','dueDate':'2026-01-31','updatedAt':'"
            "2026-01-30T10:00:00Z'},"
            "{'id':'gid://gitlab/Milestone/"
            "31','iid':'4','title':'Someday','state':'active','startDate':null,'dueDate':null,'updatedAt':'2026-01-"
            "30T10:00:00Z'}]}}");
        const auto head = parseGitLabProject(project, false);
        QVERIFY(head);
        QCOMPARE(head->labels.value(u"3"_s), u"bug"_s);
        QVERIFY(!head->hasNewPipelines);
        QCOMPARE(head->sprints.of<Sprint>().size(), 1U);
        const Sprint &iteration = head->sprints.of<Sprint>().front();
        QCOMPARE(iteration.externalId, u"9"_s);
        QCOMPARE(iteration.board, u"Shop"_s);
        QCOMPARE(iteration.state, SprintState::Active);
        QCOMPARE(iteration.endAt.toIso(), u"2026-01-18T23:59:59Z"_s); // the last day belongs to it
        QVERIFY(iteration.name.contains("2026-01-05"_L1));
        const auto planned = parseGitLabProject(project, true);
        QVERIFY(planned);
        QCOMPARE(planned->sprints.of<Sprint>().size(), 1U);
        QCOMPARE(planned->sprints.of<Sprint>().front().externalId, u"milestone-30"_s);
        QCOMPARE(planned->sprints.of<Sprint>().front().completedAt.toIso(), u"2026-01-30T10:00:00Z"_s);
        QCOMPARE(planned->milestones.value(u"4"_s), u"milestone-31"_s);
    }

    void waitingForAPersonIsNoResult_data()
    {
        QTest::addColumn<QString>("status");
        QTest::addColumn<RunResult>("result");
        QTest::newRow("manual") << u"MANUAL"_s << RunResult::Pending;
        QTest::newRow("scheduled") << u"SCHEDULED"_s << RunResult::Pending;
        QTest::newRow("preparing") << u"PREPARING"_s << RunResult::Pending;
        QTest::newRow("resource") << u"WAITING_FOR_RESOURCE"_s << RunResult::Pending;
        QTest::newRow("canceling") << u"CANCELING"_s << RunResult::Running;
        QTest::newRow("canceled") << u"CANCELED"_s << RunResult::Cancelled;
        QTest::newRow("skipped") << u"SKIPPED"_s << RunResult::Skipped;
        QTest::newRow("new word") << u"EXPLODED"_s << RunResult::Unknown;
    }
    void waitingForAPersonIsNoResult()
    {
        QFETCH(const QString, status);
        QFETCH(const RunResult, result);
        const auto page = parsePipelines(
            pageOf(u"pipelines"_s,
                {{u"id"_s, u"gid://gitlab/Ci::Pipeline/1"_s}, {u"iid"_s, u"3"_s}, {u"status"_s, status},
                    {u"source"_s, u"schedule"_s}, {u"path"_s, u"/gitlab/acme/shop/-/pipelines/1"_s},
                    {u"createdAt"_s, u"2026-01-05T10:00:00+02:00"_s}, {u"updatedAt"_s, u"2026-01-05T10:00:00Z"_s}}),
            scope());
        QVERIFY(page);
        const Build &build = page->batch.of<Build>().front();
        QCOMPARE(build.result, result);
        QCOMPARE(build.pipeline, u"Schedule"_s);
        QCOMPARE(build.queuedAt.toIso(), u"2026-01-05T08:00:00Z"_s);
        QCOMPARE(build.url, u"https://git.acme.test/gitlab/acme/shop/-/pipelines/1"_s);
        QCOMPARE(build.attempt, 1);
    }

    void deploymentsWithAndWithoutAJob()
    {
        const QJsonArray list =
            document("[{'id':1,'status':'success','created_at':'2026-01-05T08:00:00Z','updated_at':'2026-01-05T12:05:"
                     "00Z','sha':'a','ref':'main',"
                     "'environment':{'name':'production'},'deployable':{'name':'deploy','started_at':'2026-01-05T12:00:"
                     "00Z','finished_at':'2026-01-05T12:04:00Z'}},"
                     "{'id':2,'status':'failed','created_at':'2026-01-06T08:00:00Z','updated_at':'2026-01-06T08:05:00Z'"
                     ",'sha':'b','ref':'hotfix/pay','environment':{'name':'production'},'deployable':null},"
                     "{'id':3,'status':'blocked','created_at':'2026-01-07T08:00:00Z','updated_at':'2026-01-07T08:05:"
                     "00Z','environment':{'name':'staging'},'deployable':{'name':'rollback staging'}}]")
                .array();
        const GitLabPage page = parseGitLabDeployments(list, scope());
        const auto &all = page.batch.of<Deployment>();
        QCOMPARE(all.size(), 3U);
        QCOMPARE(all[0].startedAt.toIso(), u"2026-01-05T12:00:00Z"_s);
        QCOMPARE(all[0].finishedAt.toIso(), u"2026-01-05T12:04:00Z"_s);
        QCOMPARE(all[1].finishedAt.toIso(), u"2026-01-06T08:05:00Z"_s);
        QVERIFY(all[1].unplanned && !all[1].rollback);
        QCOMPARE(all[2].result, RunResult::Pending);
        QVERIFY(!all[2].finishedAt.isSet() && all[2].rollback);
    }

    void plannedReleasesAreNotOut()
    {
        const auto page = parseGitLabReleases(
            object("{'releases':{'nodes':["
                   "{'id':'gid://gitlab/Release/"
                   "1','tagName':'v2.0.0-rc1','name':'RC','releasedAt':'2026-01-05T08:00:00Z'},"
                   "{'id':'gid://gitlab/Release/"
                   "2','tagName':'v2.0.0','name':'Two','releasedAt':'2099-01-05T08:00:00Z','upcomingRelease':true},"
                   "{'id':'gid://gitlab/Release/"
                   "3','tagName':'v1.0.0','name':'One','releasedAt':'2025-01-05T08:00:00Z','commit':{'sha':'c'}}]}}"),
            scope());
        QVERIFY(page);
        QCOMPARE(page->batch.of<Release>().size(), 2U);
        QVERIFY(page->batch.of<Release>()[0].prerelease);
        QVERIFY(!page->batch.of<Release>()[1].prerelease);
        QCOMPARE(page->batch.of<Release>()[1].sha, u"c"_s);
    }

    void aListThatIsHiddenIsToldSo()
    {
        const auto page = parsePipelines(object("{'pipelines':null}"), scope());
        QVERIFY(!page);
        QCOMPARE(page.error().kind, ErrorKind::Permission);
        QVERIFY(page.error().text.contains("role"_L1));
        QCOMPARE(parsePipelines(object("{'pipelines':{'nodes':7}}"), scope()).error().kind, ErrorKind::Parse);
    }

    void aPartBelowAnItemMayBeBlank()
    {
        using Fault = GitLabGraphQlFault::Kind;
        const HttpResponse response{.status = 200, .headers = {}, .body = {}, .url = {}, .notModified = false};
        const auto faultOf = [&response](
                                 const QByteArray &json) { return gitlabGraphQlFault(object(json), response).kind; };
        QCOMPARE(faultOf("{'data':{'project':{'mergeRequests':{}}},'errors':[{'message':'Internal server error',"
                         "'path':['project','mergeRequests','nodes',3,'diffStatsSummary']}]}"),
            Fault::None);
        QCOMPARE(faultOf("{'data':{'project':null},'errors':[{'message':'Internal server error','path':['project']}]}"),
            Fault::Other);
        QCOMPARE(faultOf("{'data':{'project':{}},'errors':[{'message':'Timeout on Project.mergeRequests',"
                         "'path':['project','mergeRequests']}]}"),
            Fault::TooExpensive);
        QCOMPARE(faultOf("{'login':'page'}"), Fault::Other);
    }

    void queriesWithoutWhatAServerDoesNotKnow()
    {
        for (const QString &name : {u"project"_s, u"mergerequests"_s, u"mergerequesttail"_s, u"workitems"_s,
                 u"workitemtail"_s, u"pipelines"_s, u"pipelinetail"_s, u"releases"_s, u"viewer"_s}) {
            const QString whole = graphQlDocument("gitlab/"_L1 + name, {});
            QVERIFY2(!whole.isEmpty() && !operationName(whole).isEmpty(), qPrintable(name));
            QVERIFY2(whole.size() < 10'000, qPrintable(name)); // GitLab takes no more
        }
        const QString items =
            graphQlDocument(u"gitlab/workitems"_s, {u"WorkItemWidgetIteration"_s, u"weight"_s, u"closedAt"_s});
        QVERIFY(!items.contains("Iteration"_L1) && !items.contains("eight"_L1) && !items.contains("closedAt"_L1));
        QVERIFY(items.contains("WorkItemWidgetNotes"_L1) && items.contains("updatedAfter: $since"_L1));
        QCOMPARE(items.count(u'{'), items.count(u'}'));
        const QString project = graphQlDocument(u"gitlab/project"_s, {u"iterations"_s, u"pipelines"_s});
        QVERIFY(!project.contains("iterations"_L1) && !project.contains("iterationCadence"_L1));
        QVERIFY(project.contains("milestones"_L1));
        QCOMPARE(project.count(u'{'), project.count(u'}'));
    }
};

QTEST_GUILESS_MAIN(TestGitLabParse)
#include "tst_gitlabparse.moc"
