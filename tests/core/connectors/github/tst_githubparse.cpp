#include "core/connectors/github/githubactors.h"
#include "core/connectors/github/githubparse.h"
#include "core/connectors/shared/graphqldocument.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

GitHubScope scope()
{
    return {.id = u"77"_s,
        .path = u"acme/pay"_s,
        .url = u"https://github.com/acme/pay"_s,
        .webBase = u"https://github.com"_s,
        .incidentLabels = QRegularExpression(u"\\bincident\\b"_s)};
}

// JSON with ' for ".
QJsonObject json(QByteArray text)
{
    QJsonParseError problem;
    const QJsonObject object = QJsonDocument::fromJson(text.replace('\'', '"'), &problem).object();
    if (problem.error != QJsonParseError::NoError)
        qFatal("fixture: %s at %d", qPrintable(problem.errorString()), problem.offset);
    return object;
}

// data.repository.NAME of the given nodes
QJsonObject listOf(const QString &name, const QByteArray &nodes)
{
    return json("{'repository':{'" + name.toUtf8()
        + "':{'totalCount':9,'pageInfo':{'hasNextPage':true,'endCursor':'c1'},'nodes':[" + nodes + "]}}}");
}

QByteArray pull(const QByteArray &more)
{
    QJsonObject object =
        json("{'id':'PR_1','fullDatabaseId':'5000000001','number':12,'url':'https://github.com/acme/pay/pull/12', "
             "'title':'PAY-3: round cents UTF-8','state':'OPEN','isDraft':false,'createdAt':'2026-03-02T08:00:00Z'"
             ",'updatedAt':'2026-03-04T08:00:00Z', 'author':{'__typename':'User','login':'ann','name':'Ann'},'base"
             "RefName':'main','headRefName':'ann/PAY-4-x','headRefOid':'aaaa', 'mergeCommit':{'oid':'test-merge','"
             "parents':{'totalCount':2}},'additions':10,'deletions':2,'changedFiles':3,'totalCommentsCount':4, 'la"
             "bels':{'nodes':[{'name':'bug'}]}, 'closingIssuesReferences':{'nodes':[{'number':7,'repository':{'nam"
             "eWithOwner':'acme/pay'}}]}, 'reviews':{'pageInfo':{'hasNextPage':false},'nodes':[]}, 'commits':{'tot"
             "alCount':2,'pageInfo':{'hasNextPage':false},'nodes':[ {'commit':{'authoredDate':'2026-03-01T10:00:00"
             "Z','committedDate':'2026-03-02T07:00:00Z'}}, {'commit':{'authoredDate':'2026-02-28T10:00:00Z','commi"
             "ttedDate':'2026-03-02T07:01:00Z'}}]}, 'timelineItems':{'pageInfo':{'hasNextPage':false},'nodes':[]}}");
    const QJsonObject changes = json(more);
    for (auto it = changes.begin(); it != changes.end(); ++it)
        object.insert(it.key(), it.value());
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

ChangeRequest onePull(const QByteArray &more)
{
    const auto page = parsePullRequests(listOf(u"pullRequests"_s, pull(more)), scope());
    return page && page->batch.of<ChangeRequest>().size() == 1 ? page->batch.of<ChangeRequest>().front()
                                                               : ChangeRequest{};
}

QByteArray deployment(const QByteArray &statuses, const QByteArray &more = "{}")
{
    QJsonObject object =
        json("{'id':'DE_1','databaseId':31,'environment':'production','task':'deploy','commitOid':'abc','ref':{'na"
             "me':'main'}, 'createdAt':'2026-03-02T08:00:00Z','updatedAt':'2026-03-02T09:00:00Z','creator':{'__typ"
             "ename':'Bot','login':'github-actions'}, 'statuses':{'pageInfo':{'hasNextPage':false},'nodes':["
            + statuses + "]}}");
    const QJsonObject changes = json(more);
    for (auto it = changes.begin(); it != changes.end(); ++it)
        object.insert(it.key(), it.value());
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Deployment oneDeployment(const QByteArray &text)
{
    const auto page = parseDeployments(listOf(u"deployments"_s, text), scope());
    return page && page->batch.of<Deployment>().size() == 1 ? page->batch.of<Deployment>().front() : Deployment{};
}

} // namespace

class TestGitHubParse final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pullRequestWithItsFields()
    {
        const ChangeRequest change = onePull("{}");
        QCOMPARE(change.externalId, u"5000000001"_s);
        QCOMPARE(change.repository.id, u"77"_s);
        QCOMPARE(change.state, ChangeState::Open);
        QCOMPARE(change.author.id, u"ann"_s);
        QCOMPARE(change.mergeSha, QString()); // the commit of a test merge is not believed
        QCOMPARE(change.firstCommitAt.toIso(), u"2026-02-28T10:00:00Z"_s);
        QCOMPARE(change.readyAt.toIso(), u"2026-03-02T08:00:00Z"_s);
        QCOMPARE(change.commits, 2);
        QCOMPARE(change.issueKeys, QStringList({u"PAY-3"_s, u"PAY-4"_s, u"acme/pay#7"_s}));
        QCOMPARE(change.labels, QStringList{u"bug"_s});
    }

    void mergedPullRequest()
    {
        const auto page = parsePullRequests(listOf(u"pullRequests"_s,
                                                pull("{'state':'MERGED','mergedAt':'2026-03-03T08:00:00Z','closedAt':'"
                                                     "2026-03-03T08:00:00Z', 'mergedBy':{'"
                                                     "__typename':'User','login':'bob'}}")),
            scope());
        QVERIFY(page);
        const ChangeRequest &change = page->batch.of<ChangeRequest>().front();
        QCOMPARE(change.mergeSha, u"test-merge"_s);
        QCOMPARE(change.mergedBy.id, u"bob"_s);
        // A merge with two parents brings the commits with their old dates.
        QCOMPARE(page->oldestMergedCommit.toIso(), u"2026-03-02T07:00:00Z"_s);
        QVERIFY(page->hasNext);
        QCOMPARE(page->endCursor, u"c1"_s);
        QCOMPARE(page->total, 9);
    }

    void ghostsAndUnknownStatesAreKept()
    {
        const ChangeRequest change = onePull("{'author':null,'state':'FROZEN'}");
        QCOMPARE(change.number, 12);
        QVERIFY(!change.author.isSet());
        QCOMPARE(change.state, ChangeState::Unknown);
        QVERIFY(!onePull("{'author':{'__typename':'User','login':'ghost'}}").author.isSet());
    }

    void reviewsOfBotsAndOfTheAuthorAreNoResponse()
    {
        const auto page = parsePullRequests(
            listOf(u"pullRequests"_s,
                pull("{'reviews':{'pageInfo':{'hasNextPage':false},'nodes':[ "
                     "{'id':'R0','fullDatabaseId':'1','state':'PEND"
                     "ING','submittedAt':null,'author':{'__typename':'User','login':'me'}}, "
                     "{'id':'R1','fullDatabaseId':'2"
                     "','state':'COMMENTED','submittedAt':'2026-03-02T08:01:00Z','author':{'__typename':'Bot','login':'"
                     "cod"
                     "erabbitai'},'comments':{'totalCount':5}}, "
                     "{'id':'R2','fullDatabaseId':'3','state':'COMMENTED','submi"
                     "ttedAt':'2026-03-02T09:00:00Z','author':{'__typename':'User','login':'ann'}}, "
                     "{'id':'R3','fullDataba"
                     "seId':'4','state':'APPROVED','submittedAt':'2026-03-02T12:00:00Z','author':{'__typename':'User','"
                     "log"
                     "in':'bob'}}, "
                     "{'id':'R4','fullDatabaseId':'5','state':'CELEBRATED','submittedAt':'2026-03-02T13:00:00"
                     "Z','author':null}]}, 'timelineItems':{'pageInfo':{'hasNextPage':false},'nodes':[ "
                     "{'__typename':'Issu"
                     "eComment','id':'IC_9','createdAt':'2026-03-02T11:00:00Z','author':{'__typename':'User','login':'"
                     "cid'"
                     "}}, {'__typename':'SomethingNewEvent'}]}}")),
            scope());
        QVERIFY(page);
        QVERIFY(page->batch.quarantine.empty());
        const ChangeRequest &change = page->batch.of<ChangeRequest>().front();
        QCOMPARE(change.firstResponseAt.toIso(), u"2026-03-02T11:00:00Z"_s);
        QCOMPARE(change.firstApprovalAt.toIso(), u"2026-03-02T12:00:00Z"_s);
        const auto &reviews = page->batch.of<Review>();
        QCOMPARE(reviews.size(), 5U); // without the pending one
        QCOMPARE(reviews[0].reviewer.id, u"coderabbitai[bot]"_s);
        QCOMPARE(reviews[3].verdict, Verdict::Unknown);
        QVERIFY(!reviews[3].reviewer.isSet());
        QCOMPARE(reviews[4].externalId, u"comment-IC_9"_s);
        const auto &people = page->batch.of<Identity>();
        const auto classOf = [&people](QLatin1StringView login) {
            return std::ranges::find(people, QString(login), &Identity::externalId)->actor;
        };
        QCOMPARE(classOf("coderabbitai[bot]"_L1), ActorClass::AiReviewer);
        QCOMPARE(classOf("ann"_L1), ActorClass::Human);
    }

    void timeAsADraftIsNotWaiting()
    {
        const ChangeRequest change = onePull(
            "{'timelineItems':{'pageInfo':{'hasNextPage':false},'nodes':[ {'__typename':'IssueComment','id':'IC_1"
            "','createdAt':'2026-03-02T09:00:00Z','author':{'__typename':'User','login':'bob'}}, {'__typename':'R"
            "eadyForReviewEvent','createdAt':'2026-03-02T15:00:00Z'}, {'__typename':'IssueComment','id':'IC_2','c"
            "reatedAt':'2026-03-02T16:00:00Z','author':{'__typename':'User','login':'bob'}}]}}");
        QCOMPARE(change.readyAt.toIso(), u"2026-03-02T15:00:00Z"_s);
        QCOMPARE(change.firstResponseAt.toIso(), u"2026-03-02T16:00:00Z"_s);
    }

    void aBadReviewIsPutAsideAlone()
    {
        const auto page = parsePullRequests(listOf(u"pullRequests"_s,
                                                pull("{}") + ","
                                                    + pull("{'id':'PR_2','fullDatabaseId':'6','reviews':{'nodes':[ "
                                                           "{'id':'R1','fullDatabaseId':'2','state':'APPR"
                                                           "OVED','submittedAt':'soon','author':null}]}}")
                                                    + ",null,7"),
            scope());
        QVERIFY(page);
        QCOMPARE(page->batch.of<ChangeRequest>().size(), 2U);
        QCOMPARE(page->batch.quarantine.size(), 2U);
        QCOMPARE(
            page->batch.quarantine[0].path, u"$.data.repository.pullRequests.nodes[1].reviews.nodes[0].submittedAt"_s);
        QCOMPARE(page->batch.quarantine[0].kind, RecordKind::Review);
        QCOMPARE(page->batch.quarantine[1].path, u"$.data.repository.pullRequests.nodes[3]"_s);
    }

    void aPageThatIsNoListIsAnError()
    {
        const auto page = parsePullRequests(json("{'repository':{'pullRequests':null}}"), scope());
        QVERIFY(!page);
        QCOMPARE(page.error().kind, ErrorKind::Parse);
        QVERIFY(!parseCommits(json("{'repository':{'ref':null}}"), scope()));
        QVERIFY(!parseRuns(json("{'message':'hm'}"), scope()));
    }

    void issuesHaveAClassAndAStart()
    {
        const QByteArray issue =
            "{'id':'I_1','fullDatabaseId':'901','number':3,'title':'Cards fail','state':'CLOSED','stateReason':'N"
            "OT_PLANNED', 'createdAt':'2026-03-02T08:00:00Z','updatedAt':'2026-03-03T08:00:00Z','closedAt':'2026-"
            "03-03T08:00:00Z', 'author':{'__typename':'User','login':'ann'},'assignees':{'nodes':[{'__typename':'"
            "User','login':'bob'}]}, 'labels':{'nodes':[{'name':'incident'},{'name':'sev-2'},{'name':'priority: h"
            "igh'}]},'milestone':{'dueOn':'2026-04-01T00:00:00Z'}, 'timelineItems':{'pageInfo':{'hasNextPage':fal"
            "se},'nodes':[ {'__typename':'AssignedEvent','id':'E1','createdAt':'2026-03-02T10:00:00Z','assignee':"
            "{'__typename':'User','login':'bob'}}, {'__typename':'LabeledEvent','id':'E2','createdAt':'2026-03-02"
            "T11:00:00Z','label':{'name':'In progress'}}, {'__typename':'ClosedEvent','id':'E3','createdAt':'2026"
            "-03-03T08:00:00Z','actor':null}]}}";
        const auto page = parseIssues(listOf(u"issues"_s, issue), scope());
        QVERIFY(page);
        const Issue &read = page->batch.of<Issue>().front();
        QCOMPARE(read.key, u"acme/pay#3"_s);
        QCOMPARE(read.type, IssueClass::Incident);
        QCOMPARE(read.status, StatusCategory::Done);
        QCOMPARE(read.statusRaw, u"closed: not_planned"_s);
        QCOMPARE(read.priority, Priority::High);
        QCOMPARE(read.assignee.id, u"bob"_s);
        QCOMPARE(read.startedAt.toIso(), u"2026-03-02T11:00:00Z"_s);
        QCOMPARE(page->batch.of<IssueTransition>().size(), 2U);
        const Incident &incident = page->batch.of<Incident>().front();
        QCOMPARE(incident.externalId, u"901"_s);
        QCOMPARE(incident.severity, Severity::High);
        QCOMPARE(incident.resolvedAt.toIso(), u"2026-03-03T08:00:00Z"_s);
        QVERIFY(incident.causeSha.isEmpty());
    }

    void classesOfIssues_data()
    {
        QTest::addColumn<QString>("label");
        QTest::addColumn<IssueClass>("type");
        QTest::newRow("bug") << u"kind/bug"_s << IssueClass::Bug;
        QTest::newRow("debug is no bug") << u"debugging"_s << IssueClass::Unknown;
        QTest::newRow("enhancement") << u"enhancement"_s << IssueClass::Feature;
        QTest::newRow("epic") << u"Epic"_s << IssueClass::Epic;
        QTest::newRow("chore") << u"type: chore"_s << IssueClass::Task;
        QTest::newRow("incident") << u"incident"_s << IssueClass::Incident;
        QTest::newRow("other") << u"good first issue"_s << IssueClass::Unknown;
    }
    void classesOfIssues()
    {
        QFETCH(const QString, label);
        QFETCH(const IssueClass, type);
        const QByteArray issue =
            "{'id':'I_1','number':3,'title':'x','state':'OPEN','createdAt':'2026-03-02T08:00:00Z','updatedAt':'20"
            "26-03-03T08:00:00Z', 'labels':{'nodes':[{'name':'"
            + label.toUtf8() + "'}]}}";
        const auto page = parseIssues(listOf(u"issues"_s, issue), scope());
        QVERIFY(page);
        QCOMPARE(page->batch.of<Issue>().front().type, type);
        QCOMPARE(page->batch.of<Issue>().front().externalId, u"I_1"_s); // an old server has no number
        QCOMPARE(page->batch.of<Issue>().front().status, StatusCategory::Todo);
    }

    void deploymentsEndAsTheirHistorySays_data()
    {
        QTest::addColumn<QByteArray>("statuses");
        QTest::addColumn<RunResult>("result");
        QTest::addColumn<QString>("finished");
        const QByteArray running = "{'state':'IN_PROGRESS','createdAt':'2026-03-02T08:01:00Z'}";
        const QByteArray success = "{'state':'SUCCESS','createdAt':'2026-03-02T08:05:00Z'}";
        const QByteArray failure = "{'state':'FAILURE','createdAt':'2026-03-02T08:04:00Z'}";
        const QByteArray inactive = "{'state':'INACTIVE','createdAt':'2026-03-05T08:00:00Z'}";
        QTest::newRow("nothing yet") << QByteArray() << RunResult::Pending << QString();
        QTest::newRow("running") << running << RunResult::Running << QString();
        QTest::newRow("success, newest first")
            << success + ',' + running << RunResult::Success << u"2026-03-02T08:05:00Z"_s;
        QTest::newRow("a later one does not undo it")
            << inactive + ',' + success + ',' + running << RunResult::Success << u"2026-03-02T08:05:00Z"_s;
        QTest::newRow("failed") << running + ',' + failure << RunResult::Failure << u"2026-03-02T08:04:00Z"_s;
        QTest::newRow("failed, then tried again")
            << failure + ',' + success << RunResult::Success << u"2026-03-02T08:05:00Z"_s;
        QTest::newRow("replaced before its end") << running + ',' + inactive << RunResult::Cancelled << QString();
        QTest::newRow("unheard of") << QByteArray("{'state':'DREAMING','createdAt':'2026-03-02T08:01:00Z'}")
                                    << RunResult::Unknown << QString();
    }
    void deploymentsEndAsTheirHistorySays()
    {
        QFETCH(const QByteArray, statuses);
        QFETCH(const RunResult, result);
        QFETCH(const QString, finished);
        const Deployment read = oneDeployment(deployment(statuses));
        QCOMPARE(read.externalId, u"31"_s);
        QCOMPARE(read.result, result);
        QCOMPARE(read.finishedAt.toIso(), finished);
        QCOMPARE(read.creator.id, u"github-actions[bot]"_s);
    }

    void rollbacksAndHotfixesAreSeen_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<bool>("rollback");
        QTest::addColumn<bool>("unplanned");
        QTest::newRow("plain") << QByteArray("{}") << false << false;
        QTest::newRow("task") << QByteArray("{'task':'rollback'}") << true << true;
        QTest::newRow("ref") << QByteArray("{'ref':{'name':'revert-12-x'}}") << true << true;
        QTest::newRow("hotfix") << QByteArray("{'ref':{'name':'hotfix/1.2.1'}}") << false << true;
        QTest::newRow("payload as text") << QByteArray("{'payload':'{\\'rollback\\':true}'}") << true << true;
        QTest::newRow("payload as object") << QByteArray("{'payload':{'rollback':true}}") << true << true;
        QTest::newRow("payload written twice")
            << QByteArray("{'payload':'\\'{\\\\\\'rollback\\\\\\':true}\\''}") << true << true;
        QTest::newRow("payload of something else") << QByteArray("{'payload':'just words'}") << false << false;
        QTest::newRow("a word inside a word")
            << QByteArray("{'ref':{'name':'reverted-index-cleanup'}}") << false << false;
    }
    void rollbacksAndHotfixesAreSeen()
    {
        QFETCH(const QByteArray, more);
        QFETCH(const bool, rollback);
        QFETCH(const bool, unplanned);
        const Deployment read = oneDeployment(deployment({}, more));
        QCOMPARE(read.externalId, u"31"_s);
        QCOMPARE(read.rollback, rollback);
        QCOMPARE(read.unplanned, unplanned);
    }

    void commitsHaveParentsAndAuthors()
    {
        const QByteArray nodes =
            " {'oid':'c2','authoredDate':'2026-03-01T10:00:00+02:00','committedDate':'2026-03-02T10:00:00Z','mess"
            "ageHeadline':'Merge','additions':3,'deletions':1, 'changedFilesIfAvailable':2,'parents':{'nodes':[{'"
            "oid':'c1'},{'oid':'b1'}]}, 'author':{'name':'Ann','email':'ann@acme.test','user':{'__typename':'User"
            "','login':'ann'}}, 'associatedPullRequests':{'nodes':[{'fullDatabaseId':'9','mergedAt':null},{'fullD"
            "atabaseId':'10','mergedAt':'2026-03-02T10:00:00Z'}]}}, {'oid':'c1','authoredDate':'2026-03-01T08:00:"
            "00Z','committedDate':'2026-03-01T08:00:00Z','messageHeadline':'x','parents':{'nodes':[]}, 'author':{"
            "'name':'Old','email':'Old@Acme.Test','user':null}}, {'oid':'c0','authoredDate':'2026-03-01T07:00:00Z"
            "','committedDate':'2026-03-01T07:00:00Z','messageHeadline':'y','parents':{'nodes':[]}, 'author':{'na"
            "me':'Cid','email':'42+cid@users.noreply.github.com','user':null}}";
        const auto page = parseCommits(
            json("{'repository':{'ref':{'target':{'oid':'c2','history':{'totalCount':3,'pageInfo':{'hasNextPage':false"
                 "},'nodes':["
                + nodes + "]}}}}}"),
            scope());
        QVERIFY(page);
        const auto &commits = page->batch.of<Commit>();
        QCOMPARE(commits.size(), 3U);
        QCOMPARE(commits[0].parents, QStringList({u"c1"_s, u"b1"_s}));
        QCOMPARE(commits[0].changeRequest.id, u"10"_s);
        QCOMPARE(commits[0].authoredAt.toIso(), u"2026-03-01T08:00:00Z"_s);
        QCOMPARE(commits[1].author.id, u"email:old@acme.test"_s);
        QCOMPARE(commits[2].author.id, u"cid"_s);
        QVERIFY(commits[0].onDefaultBranch);
    }

    void runsOfEveryConclusion_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("conclusion");
        QTest::addColumn<RunResult>("result");
        QTest::newRow("success") << QByteArray("completed") << QByteArray("success") << RunResult::Success;
        QTest::newRow("startup failure") << QByteArray("completed") << QByteArray("startup_failure")
                                         << RunResult::Failure;
        QTest::newRow("timed out") << QByteArray("completed") << QByteArray("timed_out") << RunResult::Failure;
        QTest::newRow("cancelled") << QByteArray("completed") << QByteArray("cancelled") << RunResult::Cancelled;
        QTest::newRow("skipped") << QByteArray("completed") << QByteArray("skipped") << RunResult::Skipped;
        QTest::newRow("new word") << QByteArray("completed") << QByteArray("exploded") << RunResult::Unknown;
        QTest::newRow("queued") << QByteArray("queued") << QByteArray("") << RunResult::Pending;
        QTest::newRow("running") << QByteArray("in_progress") << QByteArray("") << RunResult::Running;
    }
    void runsOfEveryConclusion()
    {
        QFETCH(const QByteArray, status);
        QFETCH(const QByteArray, conclusion);
        QFETCH(const RunResult, result);
        const QByteArray run =
            "{'id':9000000001,'name':'CI','run_number':4,'head_branch':'main','head_sha':'s','status':'" + status
            + "','conclusion':'" + conclusion
            + "','created_at':'2026-03-02T08:00:00Z','updated_at':'2026-03-02T08:09:00Z','event':'push', 'actor':{'"
              "login':'dependabot[bot]','type':'Bot'}}";
        const auto page = parseRuns(json("{'total_count':1,'workflow_runs':[" + run + "]}"), scope());
        QVERIFY(page);
        const Build &build = page->batch.of<Build>().front();
        QCOMPARE(build.externalId, u"9000000001"_s);
        QCOMPARE(build.result, result);
        QCOMPARE(build.finishedAt.isSet(), status == "completed");
        QCOMPARE(build.startedAt, build.queuedAt); // an old server does not tell
        QCOMPARE(build.actor.id, u"dependabot[bot]"_s);
    }

    void draftsOfReleasesAreLeftOut()
    {
        const QByteArray nodes =
            "{'databaseId':1,'tagName':'v1','name':'One','isDraft':false,'isPrerelease':true,'createdAt':'2026-01"
            "-01T00:00:00Z', 'publishedAt':'2026-03-01T00:00:00Z','tagCommit':{'oid':'abc'}},{'databaseId':2,'tag"
            "Name':'v2','isDraft':true,'publishedAt':null}";
        const auto page = parseReleases(listOf(u"releases"_s, nodes), scope());
        QVERIFY(page);
        QCOMPARE(page->batch.of<Release>().size(), 1U);
        QVERIFY(page->batch.quarantine.empty());
        QCOMPARE(page->batch.of<Release>().front().publishedAt.toIso(), u"2026-03-01T00:00:00Z"_s);
    }

    void openListsAreFoundAndFilled()
    {
        QJsonObject data = listOf(u"pullRequests"_s,
            pull("{}") + ','
                + pull("{'id':'PR_2','reviews':{'pageInfo':{'hasNextPage':true,'endCursor':'r9'}, "
                       "'nodes':[{'id':'R1','fullD"
                       "atabaseId':'2','state':'COMMENTED','submittedAt':'2026-03-02T08:01:00Z','author':null}]}}"));
        const auto open = openLists(data, "pullRequests"_L1);
        QCOMPARE(open.size(), 1U);
        QCOMPARE(open[0].id, u"PR_2"_s);
        QCOMPARE(open[0].list, u"reviews"_s);
        QCOMPARE(open[0].endCursor, u"r9"_s);
        appendToList(data, "pullRequests"_L1, open[0],
            json("{'n':[{'id':'R2','fullDatabaseId':'3','state':'APPROVED','submittedAt':'2026-03-02T09:01:00Z','autho"
                 "r':null}]}")
                .value("n"_L1)
                .toArray());
        const auto page = parsePullRequests(data, scope());
        QVERIFY(page);
        QCOMPARE(page->batch.of<Review>().size(), 2U);
    }

    void queriesAreInTheProgram()
    {
        const QString query = graphQlDocument(u"github/pullrequests"_s, {});
        QCOMPARE(operationName(query), u"PullRequests"_s);
        QVERIFY(query.contains("fullDatabaseId"_L1));
        const QString older = graphQlDocument(u"github/issues"_s, {u"fullDatabaseId"_s, u"issueType"_s, u"parent"_s},
            {{u"fullDatabaseId"_s, u"databaseId"_s}});
        QVERIFY(
            !older.contains("fullDatabaseId"_L1) && !older.contains("issueType"_L1) && !older.contains("parent"_L1));
        QVERIFY(older.contains("databaseId"_L1));
        QCOMPARE(older.count(u'{'), older.count(u'}'));
    }
};

QTEST_GUILESS_MAIN(TestGitHubParse)
#include "tst_githubparse.moc"
