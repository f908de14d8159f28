#include "core/connectors/bitbucketserver/bitbucketserverparse.h"
#include "core/connectors/bitbucketserver/bitbucketserversettings.h"
#include "tests/core/connectors/bitbucketserver/bitbucketserverfixture.h"
#include "tests/core/connectors/suite/suiterecords.h"

#include <QDir>
#include <QJsonDocument>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

const BitbucketServerScope kScope{.id = u"7"_s,
    .path = u"PRJ/shop"_s,
    .url = u"https://git.acme.test/projects/PRJ/repos/shop"_s,
    .defaultBranch = u"main"_s};

// JSON with ' for ".
QJsonObject json(QByteArray text)
{
    QJsonParseError problem;
    const QJsonObject object = QJsonDocument::fromJson(text.replace('\'', '"'), &problem).object();
    if (problem.error != QJsonParseError::NoError)
        qFatal("fixture: %s at %d", qPrintable(problem.errorString()), problem.offset);
    return object;
}

QJsonObject listOf(const QJsonObject &object)
{
    return object.contains("values"_L1) ? object : QJsonObject{{u"values"_s, QJsonArray{object}}};
}

// What is not asked for.
const QStringList kNotRead{u"GET_projects.json"_s, u"GET_pull-request-settings.json"_s,
    u"GET_pull-requests_id_changes.json"_s, u"GET_pull-requests_id_comments.json"_s,
    u"GET_pull-requests_id_participants.json"_s, u"GET_tags.json"_s, u"GET_branches.json"_s,
    u"GET_build-status_1.0_commits_stats.json"_s, u"GET_application-properties.json"_s, u"error_404_project.json"_s,
    u"error_pull_request_not_exist.json"_s};

} // namespace

class TestBitbucketServerParse final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPullRequestWithItsHistory()
    {
        auto page = parseBitbucketServerPulls(
            json("{'isLastPage':false,'nextPageStart':17,'values':[{'id':5,'version':3,'title':'PAY-1 cents',"
                 "'state':'MERGED','createdDate':1772438400000,'updatedDate':1772700000000,'closedDate':1772600000000,"
                 "'fromRef':{'id':'refs/heads/PAY-2-x','latestCommit':'aaaa'},'toRef':{'displayId':'main'},"
                 "'author':{'user':{'name':'Ann.Lee','slug':'ann.lee','displayName':'Ann Lee',"
                 "'emailAddress':'ann@acme.test','id':3,'type':'NORMAL'}},'properties':{'commentCount':2}}]}"),
            kScope);
        QVERIFY(page && page->pulls.size() == 1U);
        QCOMPARE(page->next, u"17"_s);
        const QByteArray bob = "{'name':'bob','slug':'bob','id':4,'type':'NORMAL'}";
        const QJsonArray activities = json("{'list':[{'id':9,'action':'MERGED','createdDate':1772600000000,'user':"
            + bob + ",'commit':{'id':'cccc'}},{'id':8,'action':'APPROVED','createdDate':1772590000000,'user':" + bob
            + "},{'id':7,'action':'REVIEWED','createdDate':1772580000000,'user':" + bob
            + "},{'id':6,'action':'COMMENTED','commentAction':'ADDED','createdDate':1772500000000,'user':" + bob
            + ",'comment':{'id':60,'createdDate':1772500000000,'author':" + bob
            + ",'comments':[{'id':61,'createdDate':1772510000000,'author':{'name':'ann.lee','slug':'ann.lee'}}]}},"
              "{'id':5,'action':'COMMENTED','commentAction':'DELETED','createdDate':1772450000000},"
              "{'id':4,'action':'RESCOPED','createdDate':1772440000000}]}")
                                          .value("list"_L1)
                                          .toArray();
        const QJsonArray commits = json(
            "{'list':[{'id':'aaaa','authorTimestamp':1772430000000},{'id':'bbbb','authorTimestamp':1772420000000}]}")
                                       .value("list"_L1)
                                       .toArray();
        RecordBatch batch;
        completeBitbucketServerPull(page->pulls.front(), {.activities = activities, .commits = commits}, batch);
        const ChangeRequest &change = batch.of<ChangeRequest>().front();
        QCOMPARE(change.externalId, u"7/5"_s);
        QCOMPARE(change.author.id, u"ann.lee"_s);
        QCOMPARE(change.mergedAt, Instant{1772600000000});
        QCOMPARE(change.mergedBy.id, u"bob"_s);
        QCOMPARE(change.mergeSha, u"cccc"_s);
        QCOMPARE(change.headBranch, u"PAY-2-x"_s);
        QCOMPARE(change.issueKeys, (QStringList{u"PAY-1"_s, u"PAY-2"_s}));
        QCOMPARE(change.firstCommitAt, Instant{1772420000000});
        QCOMPARE(change.commits, 2);
        QCOMPARE(change.firstResponseAt, Instant{1772500000000});
        QCOMPARE(change.firstApprovalAt, Instant{1772590000000});
        QVERIFY(!change.additions);
        QStringList reviews;
        for (const Review &review : batch.of<Review>())
            reviews.append(review.reviewer.id + u' ' + enumName(review.verdict));
        QCOMPARE(reviews,
            (QStringList{u"bob approved"_s, u"bob changes_requested"_s, u"bob commented"_s, u"ann.lee commented"_s}));
    }

    void timesOfBothForms()
    {
        QCOMPARE(bitbucketServerTime(QJsonValue(Q_INT64_C(1530766870000))), Instant{1530766870000});
        QCOMPARE(bitbucketServerTime(u"2018-07-05T05:01:10+0000"_s).toIso(), u"2018-07-05T05:01:10Z"_s);
        QVERIFY(!bitbucketServerTime(QJsonValue::Null).isSet() && !bitbucketServerTime(u"yesterday"_s).isSet());
    }

    void builds()
    {
        Commit commit;
        commit.externalId = u"abc"_s;
        RecordBatch batch;
        bool unfinished = false;
        addBitbucketServerBuilds(
            json("{'list':[{'key':'K1','name':'Unit "
                 "tests','state':'FAILED','dateAdded':1772600000000,'url':'https://ci'},"
                 "{'key':'K2','state':'INPROGRESS','dateAdded':1772600000000},{'state':'FAILED'}]}")
                .value("list"_L1)
                .toArray(),
            commit, kScope, batch, unfinished);
        QVERIFY(unfinished);
        QCOMPARE(batch.of<Build>().size(), 2U);
        QCOMPARE(batch.quarantine.size(), 1U);
        const Build &build = batch.of<Build>().front();
        QCOMPARE(build.externalId, u"abc/K1"_s);
        QCOMPARE(build.pipeline, u"Unit tests"_s);
        QCOMPARE(build.branch, u"main"_s);
        QCOMPARE(build.result, RunResult::Failure);
        QCOMPARE(build.finishedAt, Instant{1772600000000});
        QVERIFY(!build.startedAt.isSet()); // nobody tells
        QCOMPARE(batch.of<Build>().back().pipeline, u"K2"_s);
        QVERIFY(!batch.of<Build>().back().finishedAt.isSet());
    }

    void settings()
    {
        SourceConfig config;
        QVERIFY(!bitbucketServerSettings(config)); // there is no usual server
        config.url = u"https://git.acme.test/bitbucket/rest/api/1.0/"_s;
        QCOMPARE(bitbucketServerSettings(config)->base.toString(), u"https://git.acme.test/bitbucket/rest"_s);
        config.options = {{u"user"_s, u"ann"_s}, {u"builds"_s, u"false"_s}};
        const auto settings = bitbucketServerSettings(config);
        QVERIFY(settings && !settings->builds);
        ConnectorContext context;
        context.token = "secret";
        QCOMPARE(bitbucketServerTool(context, *settings).authorization, "Basic " + QByteArray("ann:secret").toBase64());
        QCOMPARE(bitbucketServerTool(context, {}).authorization, QByteArray("Bearer secret"));
        QCOMPARE(*bitbucketServerAddress(u"~ann/tools"_s), u"/api/1.0/projects/~ann/repos/tools"_s);
        QVERIFY(!bitbucketServerAddress(u"shop"_s) && !bitbucketServerAddress(u"https://a/b"_s));
    }

    void theProbeTellsTheServerAndTheRepositories()
    {
        BitbucketServerEmulator emulator(tinyOrganisation().records);
        BitbucketServerRun run(emulator);
        const auto report = run.probe();
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QCOMPARE(report->server, u"Bitbucket Data Center 8.19.1"_s);
        QCOMPARE(report->account, u"lena-lead"_s);
        QCOMPARE(report->entities.size(), 2U);
        const auto found = run.discover();
        QVERIFY(found);
        QCOMPARE(found->size(), static_cast<std::size_t>(emulator.paths().size()));
    }

    // Something that leaves the time of the last change as it was.
    void whatHappensToOpenPullRequestsIsSeen()
    {
        BitbucketServerEmulator emulator(tinyOrganisation().records);
        BitbucketServerRun run(emulator);
        MemorySink sink;
        QVERIFY(run.sync(sink));
        QVERIFY(run.sync(sink));
        emulator.resetCounts();
        QVERIFY(run.sync(sink));
        QCOMPARE(emulator.counts().value(u"/repo/pull/activities"_s), 0);
        bool wasOpen = false;
        emulator.between([&] {
            for (BitbucketServerWorldRepository *repository : emulator.world().repositories()) {
                for (BitbucketServerPullItem &pull : repository->pulls) {
                    if (wasOpen || pull.state != "OPEN"_L1)
                        continue;
                    wasOpen = true;
                    pull.json.insert(u"reviewers"_s, QJsonArray{QJsonObject{{u"status"_s, u"APPROVED"_s}}});
                }
            }
        });
        QVERIFY(wasOpen);
        QVERIFY(run.sync(sink));
        QCOMPARE(emulator.counts().value(u"/repo/pull/activities"_s), 1);
    }

    // Answers of real servers, where their folder lies beside the source.
    void samples()
    {
        const QDir folder(
            qEnvironmentVariable("LEADLINE_SOURCE_DIR", u"."_s) + u"/../shared/samples/bitbucket_server"_s);
        if (!folder.exists())
            QSKIP("the folder of recorded answers is not beside the source");
        for (const QString &name : folder.entryList({u"*.json"_s}, QDir::Files)) {
            if (kNotRead.contains(name))
                continue;
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QJsonObject whole = QJsonDocument::fromJson(file.readAll()).object();
            const QJsonObject list = listOf(whole);
            if (name.contains("repos"_L1) || name == "GET_repo.json"_L1) {
                for (const QJsonValue &value : list.value("values"_L1).toArray())
                    QVERIFY2(parseBitbucketServerRepository(value.toObject()), qPrintable(name));
            } else if (name.contains("activities"_L1)) {
                RecordBatch batch;
                ChangeRequest change;
                change.externalId = u"7/1"_s;
                change.createdAt = change.updatedAt = Instant{1'400'000'000'000};
                completeBitbucketServerPull(
                    change, {.activities = list.value("values"_L1).toArray(), .commits = {}}, batch);
                QVERIFY2(batch.quarantine.empty() && batch.of<Review>().size() >= 2U, qPrintable(name));
            } else if (name.contains("build-status"_L1)) {
                RecordBatch batch;
                bool unfinished = false;
                addBitbucketServerBuilds(list.value("values"_L1).toArray(), {}, kScope, batch, unfinished);
                QVERIFY2(batch.quarantine.empty() && batch.of<Build>().size() == 2U, qPrintable(name));
            } else if (name.contains("commit"_L1)) {
                const auto page = parseBitbucketServerCommits(list, kScope);
                QVERIFY2(page && page->batch.quarantine.empty() && !page->batch.of<Commit>().empty(), qPrintable(name));
            } else {
                QVERIFY2(name.startsWith("GET_pull-requests"_L1), qPrintable(name));
                const auto page = parseBitbucketServerPulls(list, kScope);
                QVERIFY2(page && page->batch.quarantine.empty() && !page->pulls.empty(), qPrintable(name));
                for (const ChangeRequest &change : page->pulls)
                    QVERIFY2(change.state != ChangeState::Unknown && change.author.isSet(), qPrintable(name));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestBitbucketServerParse)
#include "tst_bitbucketserverparse.moc"
