#include "core/connectors/bitbucket/bitbucketcursor.h"
#include "core/connectors/bitbucket/bitbucketparse.h"
#include "core/connectors/bitbucket/bitbucketsettings.h"
#include "core/connectors/bitbucket/bitbucketverdict.h"

#include <QJsonDocument>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

const BitbucketScope kScope{.id = u"repo-1"_s, .path = u"acme/shop"_s, .url = u"https://bitbucket.org/acme/shop"_s};

// JSON with ' for ".
QJsonObject json(QByteArray text)
{
    QJsonParseError problem;
    const QJsonObject object = QJsonDocument::fromJson(text.replace('\'', '"'), &problem).object();
    if (problem.error != QJsonParseError::NoError)
        qFatal("fixture: %s at %d", qPrintable(problem.errorString()), problem.offset);
    return object;
}

QJsonArray jsonList(const QByteArray &text)
{
    return json("{'list':[" + text + "]}").value("list"_L1).toArray();
}

QJsonObject valuesOf(const QByteArray &items)
{
    return json("{'pagelen':50,'values':[" + items + "]}");
}

const QByteArray kMergedPull =
    "{'id':7,'title':'PAY-3: round "
    "cents','state':'MERGED','draft':false,'created_on':'2026-03-02T08:00:00.000000+00:00',"
    "'updated_on':'2026-03-09T08:00:00.000000+00:00','comment_count':2,'author':{'uuid':'{ann}','nickname':'ann',"
    "'display_name':'Ann Lee','type':'user'},'closed_by':{'uuid':'{bob}','nickname':'bob','type':'user'},"
    "'merge_commit':{'hash':'cccccccccccc'},'source':{'branch':{'name':'PAY-4-cents'},'commit':{'hash':'aaaaaaaaaaaa'}}"
    ","
    "'destination':{'branch':{'name':'main'}},'links':{'html':{'href':'https://bitbucket.org/acme/shop/pull-requests/"
    "7'},"
    "'diffstat':{'href':'https://api.bitbucket.org/2.0/x'}}}";

const QByteArray kActivity =
    "{'update':{'state':'MERGED','date':'2026-03-05T10:00:00+00:00','draft':false},'pull_request':{'draft':false}},"
    "{'update':{'state':'MERGED','date':'2026-03-04T10:00:00+00:00','draft':false},'pull_request':{'draft':false}},"
    "{'approval':{'date':'2026-03-04T09:00:00+00:00','user':{'uuid':'{bob}','nickname':'bob'}}},"
    "{'changes_requested':{'date':'2026-03-03T12:00:00+00:00','user':{'uuid':'{bob}','nickname':'bob'}}},"
    "{'comment':{'id':91,'created_on':'2026-03-02T20:00:00+00:00','deleted':true,'user':{'uuid':'{bob}'}}},"
    "{'comment':{'id':90,'created_on':'2026-03-03T11:00:00+00:00','deleted':false,'user':{'uuid':'{ann}'}}},"
    "{'update':{'state':'OPEN','date':'2026-03-03T10:00:00+00:00','draft':false,"
    "'changes':{'draft':{'old':true,'new':false}}}},"
    "{'pull_request':{'draft':false},'update':{'state':'OPEN','date':'2026-03-02T08:00:00+00:00','draft':true}}";

RecordBatch completed(const QByteArray &pull, const BitbucketPullParts &parts, const FileMasks &masks = {})
{
    auto page = parseBitbucketPulls(valuesOf(pull), kScope);
    if (!page || page->pulls.size() != 1)
        qFatal("fixture: not one pull request");
    completeBitbucketPull(std::move(page->pulls.front()), parts, masks, page->batch);
    return std::move(page->batch);
}

Build onePipeline(const QByteArray &more)
{
    QJsonObject object = json("{'uuid':'{p1}','build_number':12,'run_number':2,'created_on':'2026-03-02T08:00:00.671Z',"
                              "'state':{'name':'COMPLETED','result':{'name':'SUCCESSFUL'}},"
                              "'completed_on':'2026-03-02T08:10:00Z','trigger':{'name':'PUSH'},"
                              "'target':{'ref_name':'main','selector':{'type':'branches','pattern':'main'},"
                              "'commit':{'hash':'abc'}}}");
    const QJsonObject changes = json(more);
    for (auto it = changes.begin(); it != changes.end(); ++it)
        object.insert(it.key(), it.value());
    const auto page = parseBitbucketPipelines({{u"values"_s, QJsonArray{object}}}, kScope);
    return page && page->batch.of<Build>().size() == 1 ? page->batch.of<Build>().front() : Build{};
}

HttpResponse answer(int status, const QByteArray &body, HttpHeaders headers = {})
{
    headers.emplace_back("Content-Type", "application/json");
    return {.status = status,
        .headers = std::move(headers),
        .body = body,
        .url = QUrl(u"https://api.bitbucket.org/2.0/x"_s),
        .notModified = false};
}

} // namespace

class TestBitbucketParse final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPullRequestWithItsHistory()
    {
        const BitbucketPullParts parts{.activity = jsonList(kActivity),
            .commits = jsonList("{'hash':'aaaaaaaaaaaa1111','date':'2026-03-01T09:00:00+00:00'},"
                                "{'hash':'bbbb','date':'2026-02-28T09:00:00+00:00'}"),
            .diffstat = jsonList("{'lines_added':5,'lines_removed':2,'new':{'path':'src/a.cpp'}},"
                                 "{'lines_added':900,'lines_removed':1,'new':{'path':'yarn.lock'}},"
                                 "{'lines_added':0,'lines_removed':7,'new':null,'old':{'path':'src/b.cpp'}}"),
            .mergeSha = u"cccccccccccc2222"_s};
        const RecordBatch batch = completed(kMergedPull, parts, FileMasks({u"*.lock"_s}));
        const ChangeRequest &change = batch.of<ChangeRequest>().front();
        QCOMPARE(change.externalId, u"repo-1/7"_s);
        QCOMPARE(change.state, ChangeState::Merged);
        QCOMPARE(change.issueKeys, (QStringList{u"PAY-3"_s, u"PAY-4"_s}));
        // The end is the first update with the last state: later ones are edits, and the last change is a comment.
        QCOMPARE(change.mergedAt.toIso(), u"2026-03-04T10:00:00Z"_s);
        QCOMPARE(change.closedAt, change.mergedAt);
        QCOMPARE(change.readyAt.toIso(), u"2026-03-03T10:00:00Z"_s);
        QCOMPARE(change.firstResponseAt.toIso(), u"2026-03-03T12:00:00Z"_s); // not the author's own comment
        QCOMPARE(change.firstApprovalAt.toIso(), u"2026-03-04T09:00:00Z"_s);
        QCOMPARE(change.firstCommitAt.toIso(), u"2026-02-28T09:00:00Z"_s);
        QCOMPARE(change.commits, 2);
        QCOMPARE(change.headSha, u"aaaaaaaaaaaa1111"_s);
        QCOMPARE(change.mergeSha, u"cccccccccccc2222"_s);
        QCOMPARE(change.mergedBy.id, u"bob"_s);
        QCOMPARE(change.additions, 905);
        QCOMPARE(change.deletions, 10);
        QCOMPARE(change.files, 3);
        QCOMPARE(change.maskedAdditions, 900);
        QCOMPARE(change.maskedDeletions, 1);
        QCOMPARE(change.maskedFiles, 1);
        QStringList reviews;
        for (const Review &review : batch.of<Review>())
            reviews.append(review.reviewer.id + u' ' + enumName(review.verdict));
        QCOMPARE(reviews, (QStringList{u"bob approved"_s, u"bob changes_requested"_s, u"ann commented"_s}));
    }

    void whatIsGoneIsAGap()
    {
        QByteArray declined = kMergedPull;
        declined.replace("'MERGED'", "'DECLINED'").replace("{'hash':'aaaaaaaaaaaa'}", "null");
        const RecordBatch batch = completed(declined, {});
        const ChangeRequest &change = batch.of<ChangeRequest>().front();
        QCOMPARE(change.state, ChangeState::Closed);
        QVERIFY(!change.mergedAt.isSet() && change.mergeSha.isEmpty() && change.headSha.isEmpty());
        QCOMPARE(change.closedAt, change.updatedAt); // better than none
        QVERIFY(!change.additions && !change.files && !change.commits && !change.firstCommitAt.isSet());
    }

    void aMergeWithoutItsWholeCommitKeepsTheShortOne()
    {
        const RecordBatch batch = completed(kMergedPull, {});
        QCOMPARE(batch.of<ChangeRequest>().front().mergeSha, u"cccccccccccc"_s);
    }

    void programsAndTheDeletedAreNoReviewers()
    {
        const BitbucketPullParts parts{
            .activity =
                jsonList("{'approval':{'date':'2026-03-03T09:00:00+00:00','user':{'uuid':'{bot}',"
                         "'display_name':'release token','type':'app_user'}}},"
                         "{'approval':{'date':'2026-03-03T10:00:00+00:00','user':{'display_name':'Former user'}}}"),
            .commits = {},
            .diffstat = {},
            .mergeSha = {}};
        const RecordBatch batch = completed(kMergedPull, parts);
        QCOMPARE(batch.of<Review>().size(), 2U);
        const auto bot = std::ranges::find(batch.of<Identity>(), u"bot"_s, &Identity::externalId);
        QCOMPARE(bot->actor, ActorClass::Bot);
        QCOMPARE(batch.of<Review>().back().reviewer.id, QString());
        QCOMPARE(batch.of<ChangeRequest>().front().firstApprovalAt.toIso(), u"2026-03-03T10:00:00Z"_s);
    }

    void aBadItemIsPutAsideAndTheRestIsKept()
    {
        const auto page = parseBitbucketPulls(
            valuesOf("{'id':1,'created_on':'soon','updated_on':'2026-03-02T08:00:00Z'},null,'text'," + kMergedPull),
            kScope);
        QVERIFY(page);
        QCOMPARE(page->pulls.size(), 1U);
        QCOMPARE(page->batch.quarantine.size(), 2U);
        QCOMPARE(page->batch.quarantine[0].path, u"$.values[0].created_on"_s);
        QCOMPARE(page->batch.quarantine[0].externalId, u"repo-1/1"_s);
        QVERIFY(!parseBitbucketPulls(json("{'values':{}}"), kScope));
        QVERIFY(!parseBitbucketRepository({}));
    }

    void pipelines()
    {
        Build build = onePipeline("{}");
        QCOMPARE(build.externalId, u"p1"_s);
        QCOMPARE(build.pipeline, u"branches: main"_s);
        QCOMPARE(build.result, RunResult::Success);
        QCOMPARE(build.queuedAt.toIso(), u"2026-03-02T08:00:00.671Z"_s);
        QCOMPARE(build.attempt, 2);
        QCOMPARE(build.trigger, u"push"_s);
        QCOMPARE(build.url, u"https://bitbucket.org/acme/shop/pipelines/results/12"_s);
        completeBitbucketBuild(build,
            jsonList("{'started_on':'2026-03-02T08:05:00Z','completed_on':'2026-03-02T08:09:00Z'},"
                     "{'started_on':'2026-03-02T08:03:00Z','completed_on':'2026-03-02T08:04:00Z'},{'state':{}}"));
        QCOMPARE(build.startedAt.toIso(), u"2026-03-02T08:03:00Z"_s);
        QCOMPARE(build.finishedAt.toIso(), u"2026-03-02T08:10:00Z"_s);

        build = onePipeline("{'target':{'type':'pipeline_pullrequest_target','source':'feature/x','destination':'main',"
                            "'selector':{'type':'pull-requests','pattern':'**'}},'trigger':{'name':'PULLREQUEST'}}");
        QCOMPARE(build.branch, u"feature/x"_s);
        QCOMPARE(build.pipeline, u"pull-requests: **"_s);
        QCOMPARE(onePipeline("{'target':{'ref_name':'main','selector':{'type':'default'}}}").pipeline, u"default"_s);
    }

    void pipelineStates_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::addColumn<RunResult>("result");
        const auto add = [](const QByteArray &state, RunResult result) {
            QTest::newRow(state.constData()) << state << result;
        };
        add("{'name':'PENDING'}", RunResult::Pending);
        add("{'name':'IN_PROGRESS','stage':{'name':'RUNNING'}}", RunResult::Running);
        add("{'name':'IN_PROGRESS','stage':{'name':'PAUSED'}}", RunResult::Success);
        add("{'name':'IN_PROGRESS','stage':{'name':'HALTED'}}", RunResult::Pending);
        add("{'name':'COMPLETED','result':{'name':'FAILED'}}", RunResult::Failure);
        add("{'name':'COMPLETED','result':{'name':'ERROR'}}", RunResult::Failure);
        add("{'name':'COMPLETED','result':{'name':'STOPPED'}}", RunResult::Cancelled);
        add("{'name':'COMPLETED','result':{'name':'EXPIRED'}}", RunResult::Cancelled);
        add("{'name':'COMPLETED','result':{'name':'SOMETHING_NEW'}}", RunResult::Unknown);
        add("'WHO_KNOWS'", RunResult::Unknown);
    }
    void pipelineStates()
    {
        QFETCH(const QByteArray, state);
        QFETCH(const RunResult, result);
        QCOMPARE(onePipeline("{'state':" + state + "}").result, result);
    }

    // One that waits for somebody to start the next step has passed when its last step ended.
    void aPausedPipelineHasEnded()
    {
        Build build = onePipeline("{'state':{'name':'IN_PROGRESS','stage':{'name':'PAUSED'}},'completed_on':null}");
        completeBitbucketBuild(build,
            jsonList("{'started_on':'2026-03-02T08:05:00Z','completed_on':'2026-03-02T08:09:00Z'},{'state':{}}"));
        QCOMPARE(build.result, RunResult::Success);
        QCOMPARE(build.finishedAt.toIso(), u"2026-03-02T08:09:00Z"_s);
    }

    void deployments()
    {
        const QByteArray answer =
            "{'uuid':'{d1}','state':{'name':'COMPLETED','started_on':'2026-03-02T09:00:00Z',"
            "'completed_on':'2026-03-02T09:05:00Z','status':{'name':'SUCCESSFUL'},'deployer':{'uuid':'{ann}'}},"
            "'environment':{'uuid':'{e1}'},'release':{'commit':{'hash':'abc'},"
            "'pipeline':{'target':{'ref_name':'hotfix/cents'}}}},"
            // as the documentation names the times
            "{'uuid':'{d2}','state':{'name':'IN_PROGRESS','start_date':'2026-03-02T08:00:00Z'},"
            "'environment':{'uuid':'{e2}','name':'Staging'},'release':null},"
            "{'uuid':'{d3}','state':{'name':'UNDEPLOYED'},'environment':{'uuid':'{e1}'},'release':null},"
            "{'uuid':'{d4}','state':{'name':'COMPLETED','started_on':'then'},'environment':{'uuid':'{e1}'}}";
        QCOMPARE(unnamedBitbucketEnvironments(valuesOf(answer)), QStringList{u"e1"_s});
        const auto names = bitbucketEnvironmentNames(
            jsonList("{'uuid':'{e1}','name':'EU','environment_type':{'name':'Production'}},"
                     "{'uuid':'{e2}','name':'Staging','environment_type':{'name':'Staging'}}"));
        QCOMPARE(names.value(u"e1"_s), u"EU (Production)"_s);
        QCOMPARE(names.value(u"e2"_s), u"Staging"_s);
        const auto page = parseBitbucketDeployments(valuesOf(answer), kScope, names);
        QVERIFY(page);
        const auto &all = page->batch.of<Deployment>();
        QCOMPARE(all.size(), 2U);
        QCOMPARE(all[0].environment, u"EU (Production)"_s);
        QCOMPARE(all[0].result, RunResult::Success);
        QCOMPARE(all[0].sha, u"abc"_s);
        QCOMPARE(all[0].finishedAt.toIso(), u"2026-03-02T09:05:00Z"_s);
        QCOMPARE(all[0].creator.id, u"ann"_s);
        QVERIFY(all[0].unplanned && !all[0].rollback);
        QCOMPARE(all[1].result, RunResult::Running);
        QCOMPARE(page->oldestUnfinished.toIso(), u"2026-03-02T08:00:00Z"_s);
        QCOMPARE(page->items, 4);
        QVERIFY(page->isNewestFirst);
        QCOMPARE(page->batch.quarantine.size(), 1U);
        QCOMPARE(page->batch.quarantine.front().path, u"$.values[3].state.started_on"_s);
    }

    void tags_data()
    {
        QTest::addColumn<QString>("tag");
        QTest::addColumn<bool>("prerelease");
        QTest::newRow("plain") << u"v1.4.0"_s << false;
        QTest::newRow("candidate") << u"v1.4.0-rc.1"_s << true;
        QTest::newRow("beta") << u"2.0b3"_s << true;
        QTest::newRow("name") << u"release-arc"_s << false;
        QTest::newRow("package") << u"@acme/beta@1.0.3"_s << false;
    }
    void tags()
    {
        QFETCH(const QString, tag);
        QFETCH(const bool, prerelease);
        const QByteArray item =
            "{'name':'" + tag.toUtf8() + "','date':null,'target':{'hash':'abc','date':'2026-03-02T09:00:00+00:00'}}";
        const auto page = parseBitbucketTags(valuesOf(item), kScope);
        QVERIFY(page && page->batch.of<Release>().size() == 1U);
        const Release &release = page->batch.of<Release>().front();
        QCOMPARE(release.prerelease, prerelease);
        QCOMPARE(release.publishedAt.toIso(), u"2026-03-02T09:00:00Z"_s);
        QCOMPARE(release.sha, u"abc"_s);
    }

    void commitAuthors()
    {
        const auto page = parseBitbucketCommits(
            valuesOf(
                "{'hash':'a1','date':'2026-03-02T09:00:00+00:00','message':'First line\\nsecond','author':"
                "{'raw':'Ann Lee <ann@acme.test>','user':{'uuid':'{ann}','nickname':'ann','display_name':'Ann Lee'}},"
                "'parents':[{'hash':'a0'}]},"
                "{'hash':'a0','date':'2026-03-01T09:00:00+00:00','author':{'raw':'Zoe <zoe@acme.test>'}}"),
            kScope);
        QVERIFY(page && page->batch.of<Commit>().size() == 2U);
        const auto &commits = page->batch.of<Commit>();
        QCOMPARE(commits[0].subject, u"First line"_s);
        QCOMPARE(commits[0].author.id, u"ann"_s);
        QCOMPARE(commits[0].parents, QStringList{u"a0"_s});
        QCOMPARE(commits[1].author.id, u"email:zoe@acme.test"_s);
        const auto ann = std::ranges::find(page->batch.of<Identity>(), u"ann"_s, &Identity::externalId);
        QCOMPARE(ann->email, u"ann@acme.test"_s);
        QCOMPARE(page->firstItem, QByteArray("a1"));
    }

    void verdicts_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<Action>("action");
        QTest::addColumn<QString>("words");
        QTest::newRow("token") << 401 << QByteArray() << ErrorKind::Auth << Action::Fail << u"app passwords"_s;
        QTest::newRow("scope") << 403
                               << QByteArray(R"({"type":"error","error":{"detail":{"required":["pullrequest"]}}})")
                               << ErrorKind::Permission << Action::Fail << u"“pullrequest”"_s;
        QTest::newRow("address") << 403 << QByteArray() << ErrorKind::Permission << Action::Fail
                                 << u"certain addresses"_s;
        QTest::newRow("gone") << 404 << QByteArray() << ErrorKind::Http << Action::Fail << u"may not see it"_s;
        QTest::newRow("removed") << 410 << QByteArray() << ErrorKind::Http << Action::Fail << u"newer Leadline"_s;
        QTest::newRow("limit") << 429 << QByteArray("Rate limit") << ErrorKind::RateLimit << Action::Retry
                               << u"goes on from there"_s;
        QTest::newRow("difference") << 555 << QByteArray() << ErrorKind::Http << Action::Fail << u"too large"_s;
        QTest::newRow("trouble") << 503 << QByteArray() << ErrorKind::Http << Action::Retry << u"problem of its own"_s;
    }
    void verdicts()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QFETCH(const ErrorKind, kind);
        QFETCH(const Action, action);
        QFETCH(const QString, words);
        const HttpVerdict verdict = bitbucketVerdict(answer(status, body), Instant{1'780'000'000'000});
        QCOMPARE(verdict.error.kind, kind);
        QCOMPARE(verdict.action, action);
        QVERIFY2(verdict.error.text.contains(words, Qt::CaseInsensitive), qPrintable(verdict.error.text));
    }

    void aLimitIsWaitedFor()
    {
        const Instant now{1'780'000'000'000};
        QCOMPARE(bitbucketVerdict(answer(429, {}), now).waitMs, 300'000);
        QCOMPARE(bitbucketVerdict(answer(429, {}, {{"Retry-After", "2.5"}}), now).waitMs, 2500);
    }

    void settings()
    {
        SourceConfig config;
        QCOMPARE(bitbucketSettings(config)->base.toString(), u"https://api.bitbucket.org/2.0"_s);
        QVERIFY(bitbucketSettings(config)->steps);
        config.url = u"https://bitbucket.org/acme/"_s; // the page people know
        QCOMPARE(bitbucketSettings(config)->base.toString(), u"https://api.bitbucket.org/2.0"_s);
        config.url = u"no address"_s;
        QVERIFY(!bitbucketSettings(config));
        config.url.clear();
        config.options = {{u"email"_s, u" ann@acme.test "_s}, {u"workspaces"_s, u"acme, other"_s},
            {u"steps"_s, u"false"_s}, {u"build_days"_s, u"90"_s}, {u"pull_request_days"_s, 30}};
        const auto settings = bitbucketSettings(config);
        QVERIFY(settings && !settings->steps);
        QCOMPARE(settings->workspaces, (QStringList{u"acme"_s, u"other"_s}));
        QCOMPARE(settings->buildDays, 90);
        QCOMPARE(settings->pullRequestDays, 30);

        ConnectorContext context;
        context.token = "secret";
        QCOMPARE(bitbucketTool(context, *settings, 0).authorization,
            "Basic " + QByteArray("ann@acme.test:secret").toBase64());
        QCOMPARE(bitbucketTool(context, {}, 0).authorization, QByteArray("Bearer secret"));
        QCOMPARE(*bitbucketRepositoryPath(u"acme/my shop"_s), u"acme/my%20shop"_s);
        for (const QString &bad : {u"shop"_s, u"a/b/c"_s, u"https://bitbucket.org/acme/shop"_s, u"/shop"_s})
            QVERIFY2(!bitbucketRepositoryPath(bad), qPrintable(bad));
    }

    void aCheckpointIsReadAsItWasWritten()
    {
        BitbucketCursor cursor;
        cursor.next = u"https://api.bitbucket.org/2.0/x?page=2"_s;
        cursor.watermark = Instant{1'780'000'000'000};
        cursor.isUnsorted = true;
        cursor.total = 17;
        cursor.head = u"abc"_s;
        const BitbucketCursor again = BitbucketCursor::fromJson(cursor.toJson());
        QCOMPARE(again.next, cursor.next);
        QCOMPARE(again.watermark, cursor.watermark);
        QVERIFY(again.isUnsorted && !again.until.isSet());
        QCOMPARE(again.total, 17);
        QCOMPARE(again.head, cursor.head);
        QVERIFY(BitbucketCursor::fromJson("rubbish").next.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestBitbucketParse)
#include "tst_bitbucketparse.moc"
