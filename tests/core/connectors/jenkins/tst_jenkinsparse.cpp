#include "core/connectors/jenkins/jenkinscursor.h"
#include "core/connectors/jenkins/jenkinsparse.h"
#include "core/connectors/jenkins/jenkinsrepositories.h"
#include "core/connectors/jenkins/jenkinsverdict.h"

#include <QJsonDocument>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kStarted = 1'700'000'000'000;

// Slashes of addresses are written "\\/": moc takes them for comments otherwise.
QJsonObject json(const char *text)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text, &problem);
    if (problem.error != QJsonParseError::NoError)
        qFatal("%s", qPrintable(problem.errorString()));
    return document.object();
}

SourceConfig config(const QJsonObject &options = {})
{
    SourceConfig source;
    source.url = u"https://ci.example.org/jenkins/"_s;
    source.options = options;
    return source;
}

JenkinsJob jobNamed(const QString &fullName)
{
    JenkinsJob job;
    job.fullName = job.pipeline = fullName;
    job.path = jenkinsPath(fullName);
    return job;
}

JenkinsPage pageOf(const QJsonObject &build, const JenkinsJob &job, const JenkinsSettings &settings)
{
    auto page =
        parseBuilds({{u"builds"_s, QJsonArray{build}}}, {.settings = &settings, .job = &job, .key = job.fullName});
    return page ? std::move(*page) : JenkinsPage();
}

HttpResponse refusal(int status, HttpHeaders headers)
{
    return {.status = status,
        .headers = std::move(headers),
        .body = "<html>",
        .url = QUrl(u"https://ci.example.org/x"_s),
        .notModified = false};
}

} // namespace

class TestJenkinsParse final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void foldersBranchesAndJobsAreFound()
    {
        const auto listing = parseListing(json(R"({"_class":"hudson.model.Hudson","jobs":[
            {"_class":"com.cloudbees.hudson.plugins.folder.Folder","name":"acme","url":"http:\/\/wrong:8080/job/acme/","jobs":[
              {"_class":"org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject","name":"shop","url":"http:\/\/wrong:8080/job/acme/job/shop/","jobs":[
                {"_class":"org.jenkinsci.plugins.workflow.job.WorkflowJob","name":"main","url":"http:\/\/wrong:8080/job/acme/job/shop/job/main/","color":"blue","nextBuildNumber":8,
                 "lastBuild":{"number":7,"timestamp":1700000000000},"property":[{},{"branch":{"actions":[{},{"_class":"jenkins.scm.api.metadata.PrimaryInstanceMetadataAction"}]}}]},
                {"_class":"org.jenkinsci.plugins.workflow.job.WorkflowJob","name":"users%2Fann%2Fx","url":"http:\/\/wrong:8080/job/acme/job/shop/job/users%252Fann%252Fx/","lastBuild":{"number":2}},
                {"_class":"org.jenkinsci.plugins.workflow.job.WorkflowJob","name":"PR-12","url":"http:\/\/wrong:8080/job/acme/job/shop/job/PR-12/","lastBuild":null}]},
              {"_class":"com.cloudbees.hudson.plugins.folder.Folder","name":"deep","url":"http:\/\/wrong:8080/job/acme/job/deep/"}]},
            {"_class":"hudson.model.FreeStyleProject","name":"nightly build","color":"disabled","lastBuild":{"number":3}},
            {"_class":"hudson.maven.MavenModuleSet","name":"old","color":"red","lastBuild":{"number":9}}]})"),
            JenkinsFolder());
        QVERIFY(listing);
        QCOMPARE(listing->jobs.size(), 5U);
        const JenkinsJob &primary = listing->jobs[0];
        QCOMPARE(primary.fullName, u"acme/shop/main"_s);
        QCOMPARE(primary.pipeline, u"acme/shop"_s);
        QCOMPARE(primary.branch, u"main"_s);
        QCOMPARE(primary.path, u"/job/acme/job/shop/job/main"_s);
        QVERIFY(primary.isPrimary && primary.isPipeline && !primary.isPullRequest);
        QCOMPARE(primary.lastNumber, 7);
        QCOMPARE(primary.nextNumber, 8);
        QCOMPARE(primary.lastAt.ms(), 1'700'000'000'000);
        const JenkinsJob &encoded = listing->jobs[1];
        QCOMPARE(encoded.fullName, u"acme/shop/users%2Fann%2Fx"_s);
        QCOMPARE(encoded.branch, u"users/ann/x"_s);
        QCOMPARE(encoded.path, u"/job/acme/job/shop/job/users%252Fann%252Fx"_s); // encoded twice, and so it stays
        QVERIFY(listing->jobs[2].isPullRequest && listing->jobs[2].lastNumber == 0);
        const JenkinsJob &freestyle = listing->jobs[3];
        QCOMPARE(freestyle.path, u"/job/nightly%20build"_s);
        QVERIFY(freestyle.isDisabled && !freestyle.isPipeline && freestyle.branch.isEmpty());
        QCOMPARE(listing->deeper.size(), 1U);
        QCOMPARE(listing->deeper[0].path, u"/job/acme/job/deep"_s);
        QCOMPARE(listing->folders.size(), 4U); // everything, acme, shop, deep
    }

    void oldServersHaveNoClasses()
    {
        const auto listing = parseListing(
            json(
                R"({"jobs":[{"name":"folder","jobs":[{"name":"a","lastBuild":{"number":1}}]},{"name":"b","color":"blue","lastBuild":null}]})"),
            JenkinsFolder());
        QVERIFY(listing);
        QCOMPARE(listing->jobs.size(), 2U);
        QCOMPARE(listing->jobs[0].fullName, u"folder/a"_s);
        QVERIFY(listing->deeper.empty());
        QVERIFY(!parseListing(json(R"({"hello":1})"), JenkinsFolder()));
    }

    void oneBranchAloneKnowsItsProject()
    {
        const auto listing = parseListing(
            json(
                R"({"_class":"org.jenkinsci.plugins.workflow.job.WorkflowJob","name":"main","fullName":"acme/shop/main","lastBuild":{"number":1},
                "property":[{},{"branch":{}}]})"),
            {.fullName = u"acme/shop/main"_s, .path = u"/job/acme/job/shop/job/main"_s, .isMultibranch = false});
        QVERIFY(listing && listing->jobs.size() == 1U);
        QCOMPARE(listing->jobs[0].pipeline, u"acme/shop"_s);
        QCOMPARE(listing->jobs[0].branch, u"main"_s);
    }

    void resultsAreOurs_data()
    {
        QTest::addColumn<QString>("unstable");
        QTest::addColumn<QJsonValue>("result");
        QTest::addColumn<bool>("building");
        QTest::addColumn<RunResult>("expected");
        const QString usual = u"failure"_s;
        QTest::newRow("success") << usual << QJsonValue(u"SUCCESS"_s) << false << RunResult::Success;
        QTest::newRow("failure") << usual << QJsonValue(u"FAILURE"_s) << false << RunResult::Failure;
        QTest::newRow("unstable") << usual << QJsonValue(u"UNSTABLE"_s) << false << RunResult::Failure;
        QTest::newRow("unstable is good") << u"success"_s << QJsonValue(u"UNSTABLE"_s) << false << RunResult::Success;
        QTest::newRow("aborted") << usual << QJsonValue(u"ABORTED"_s) << false << RunResult::Cancelled;
        QTest::newRow("not built") << usual << QJsonValue(u"NOT_BUILT"_s) << false << RunResult::Skipped;
        QTest::newRow("running") << usual << QJsonValue(QJsonValue::Null) << true << RunResult::Running;
        QTest::newRow("running, already bad") << usual << QJsonValue(u"FAILURE"_s) << true << RunResult::Running;
        QTest::newRow("unheard of") << usual << QJsonValue(u"PERHAPS"_s) << false << RunResult::Unknown;
    }
    void resultsAreOurs()
    {
        QFETCH(const QString, unstable);
        QFETCH(const QJsonValue, result);
        QFETCH(const bool, building);
        const auto settings = jenkinsSettings(config({{u"unstable"_s, unstable}}));
        QVERIFY(settings);
        const JenkinsPage page = pageOf({{u"number"_s, 4}, {u"timestamp"_s, kStarted}, {u"duration"_s, 5000},
                                            {u"result"_s, result}, {u"building"_s, building}},
            jobNamed(u"ci"_s), *settings);
        QCOMPARE(page.builds.size(), 1U);
        const Build &build = page.builds[0].build;
        QTEST(build.result, "expected");
        QCOMPARE(build.finishedAt.isSet(), !building);
        QCOMPARE(build.externalId, u"ci#4"_s);
        QCOMPARE(build.url, u"https://ci.example.org/jenkins/job/ci/4/"_s);
    }

    void timesAreOfTheQueueAndTheClock()
    {
        const auto settings = jenkinsSettings(config());
        const JenkinsPage page =
            pageOf(json(R"({"number":4,"timestamp":1700000000000,"duration":-5,"result":"SUCCESS","actions":[{},null,
            {"_class":"jenkins.metrics.impl.TimeInQueueAction","queuingDurationMillis":90000}]})"),
                jobNamed(u"ci"_s), *settings);
        const Build &build = page.builds[0].build;
        QCOMPARE(build.startedAt.ms(), 1'700'000'000'000);
        QCOMPARE(build.queuedAt.ms(), 1'700'000'000'000 - 90'000);
        QCOMPARE(build.finishedAt, build.startedAt); // a clock went back: no time, rather than less than none
    }

    void causesTellTheTriggerAndWho_data()
    {
        QTest::addColumn<QByteArray>("causes");
        QTest::addColumn<QString>("trigger");
        QTest::addColumn<QString>("actor");
        QTest::newRow("user") << QByteArray(
            R"([{"_class":"hudson.model.Cause$UserIdCause","userId":"ann","userName":"Ann Lee"}])")
                              << u"manual"_s << u"ann"_s;
        QTest::newRow("nobody") << QByteArray(
            R"([{"_class":"hudson.model.Cause$UserIdCause","userId":null,"userName":"anonymous"}])")
                                << u"manual"_s << QString();
        QTest::newRow("old, no class") << QByteArray(R"([{"userId":"ann","userName":"Ann Lee"}])") << u"manual"_s
                                       << u"ann"_s;
        QTest::newRow("system") << QByteArray(R"([{"_class":"hudson.model.Cause$UserIdCause","userId":"SYSTEM"}])")
                                << u"manual"_s << QString();
        QTest::newRow("timer") << QByteArray(R"([{"_class":"hudson.triggers.TimerTrigger$TimerTriggerCause"}])")
                               << u"schedule"_s << QString();
        QTest::newRow("poll") << QByteArray(R"([{"_class":"hudson.triggers.SCMTrigger$SCMTriggerCause"}])") << u"push"_s
                              << QString();
        QTest::newRow("hook") << QByteArray(R"([{"_class":"com.cloudbees.jenkins.GitHubPushCause"}])") << u"push"_s
                              << QString();
        QTest::newRow("branch") << QByteArray(R"([{"_class":"jenkins.branch.BranchEventCause"}])") << u"push"_s
                                << QString();
        QTest::newRow("indexing") << QByteArray(R"([{"_class":"jenkins.branch.BranchIndexingCause"}])") << u"indexing"_s
                                  << QString();
        QTest::newRow("upstream") << QByteArray(
            R"([{"_class":"hudson.model.Cause$UpstreamCause","upstreamProject":"a/b","upstreamBuild":3}])")
                                  << u"upstream"_s << QString();
        QTest::newRow("replay") << QByteArray(
            R"([{"_class":"hudson.model.Cause$UserIdCause","userId":"ann"},{"_class":"org.jenkinsci.plugins.workflow.cps.replay.ReplayCause"}])")
                                << u"replay"_s << u"ann"_s;
        QTest::newRow("unheard of") << QByteArray(R"([{"_class":"com.example.OtherCause"}])") << QString() << QString();
    }
    void causesTellTheTriggerAndWho()
    {
        QFETCH(const QByteArray, causes);
        const auto settings = jenkinsSettings(config());
        const QJsonObject build{{u"number"_s, 4}, {u"timestamp"_s, kStarted}, {u"result"_s, u"SUCCESS"_s},
            {u"actions"_s, QJsonArray{QJsonObject{{u"causes"_s, QJsonDocument::fromJson(causes).array()}}}}};
        const JenkinsPage page = pageOf(build, jobNamed(u"ci"_s), *settings);
        QTEST(page.builds[0].build.trigger, "trigger");
        QTEST(page.builds[0].build.actor.id, "actor");
        JenkinsJob request = jobNamed(u"shop/PR-1"_s);
        request.isPullRequest = true;
        const JenkinsPage asked = pageOf(build, request, *settings);
        QCOMPARE(asked.builds[0].build.trigger == u"replay"_s, page.builds[0].build.trigger == u"replay"_s);
        if (page.builds[0].build.trigger != "replay"_L1)
            QCOMPARE(asked.builds[0].build.trigger, u"pull_request"_s);
    }

    void theRepositoryThatIsBuiltIsFound_data()
    {
        QTest::addColumn<QString>("job");
        QTest::addColumn<QString>("branch");
        QTest::addColumn<QByteArray>("actions");
        QTest::addColumn<QString>("remote");
        QTest::addColumn<QString>("sha");
        QTest::addColumn<QString>("expectedBranch");
        const QByteArray library =
            R"({"lastBuiltRevision":{"SHA1":"aaa","branch":[{"SHA1":"aaa","name":"main"}]},"remoteUrls":["https:\/\/h/platform/tools.git"]})";
        const QByteArray shop =
            R"({"lastBuiltRevision":{"SHA1":"bbb","branch":[{"SHA1":"bbb","name":"refs/remotes/origin/main"}]},"remoteUrls":["git@h:acme/shop.git"]})";
        const QByteArray hash = R"({"_class":"jenkins.scm.api.SCMRevisionAction","revision":{"hash":"aaa"}})";
        const QByteArray sharedLibrary =
            R"({"lastBuiltRevision":{"SHA1":"ccc","branch":[]},"remoteUrls":["https:\/\/h/platform/jenkins-library"]})";
        QTest::newRow("the last") << u"ci"_s << QString() << '[' + library + ',' + shop + ']' << u"h/acme/shop"_s
                                  << u"bbb"_s << u"main"_s;
        QTest::newRow("by the name") << u"acme/shop/ci"_s << QString() << '[' + shop + ',' + library + ']'
                                     << u"h/acme/shop"_s << u"bbb"_s << u"main"_s;
        QTest::newRow("by the revision") << u"acme/shop/ci"_s << u"main"_s
                                         << '[' + hash + ',' + library + ',' + shop + ']' << u"h/platform/tools"_s
                                         << u"aaa"_s << u"main"_s;
        QTest::newRow("a library by its name") << u"ci"_s << QString() << '[' + shop + ',' + sharedLibrary + ']'
                                               << u"h/acme/shop"_s << u"bbb"_s << u"main"_s;
        QTest::newRow("a library alone") << u"ci"_s << QString() << '[' + sharedLibrary + ']'
                                         << u"h/platform/jenkins-library"_s << u"ccc"_s << QString();
        QTest::newRow("a branch that is the job's")
            << u"ci"_s << u"users/ann"_s
            << QByteArray(
                   R"([{"lastBuiltRevision":{"SHA1":"d","branch":[{"SHA1":"d","name":"detached"}]},"remoteUrls":["https:\/\/h/a/b"]}])")
            << u"h/a/b"_s << u"d"_s << u"users/ann"_s;
        QTest::newRow("of two branches")
            << u"ci"_s << QString()
            << QByteArray(
                   R"([{"lastBuiltRevision":{"SHA1":"d","branch":[{"SHA1":"e","name":"origin/x"},{"SHA1":"d","name":"origin/y"}]},"remoteUrls":["https:\/\/h/a/b"]}])")
            << u"h/a/b"_s << u"d"_s << u"y"_s;
        QTest::newRow("of two addresses the first")
            << u"ci"_s << QString()
            << QByteArray(
                   R"([{"lastBuiltRevision":{"SHA1":"d","branch":[]},"remoteUrls":["https:\/\/h/a/one","https:\/\/h/a/two"]}])")
            << u"h/a/one"_s << u"d"_s << QString();
        QTest::newRow("nothing") << u"ci"_s << QString() << QByteArray("[{},null,{}]") << QString() << QString()
                                 << QString();
    }
    void theRepositoryThatIsBuiltIsFound()
    {
        QFETCH(const QString, job);
        QFETCH(const QString, branch);
        QFETCH(const QByteArray, actions);
        const auto settings = jenkinsSettings(config());
        JenkinsJob of = jobNamed(job);
        of.branch = branch;
        const JenkinsRevision revision =
            revisionOf({{u"actions"_s, QJsonDocument::fromJson(actions).array()}}, of, *settings);
        QTEST(revision.remote.id(), "remote");
        QTEST(revision.sha, "sha");
        QTEST(revision.branch, "expectedBranch");
    }

    void subversionHasRevisionsAndFolders()
    {
        const auto settings = jenkinsSettings(config());
        const QJsonObject trunk = json(
            R"({"actions":[],"changeSet":{"kind":"svn","revisions":[{"module":"https:\/\/svn.example.org/repos/acme/shop/trunk","revision":4711}]}})");
        const JenkinsRevision revision = revisionOf(trunk, jobNamed(u"ci"_s), *settings);
        QCOMPARE(revision.remote.path, u"repos/acme/shop"_s);
        QCOMPARE(revision.sha, u"4711"_s);
        QCOMPARE(revision.branch, u"trunk"_s);
        const QJsonObject branch = json(
            R"({"changeSets":[{"revisions":[]},{"revisions":[{"module":"https:\/\/svn.example.org/repos/acme/shop/branches/5.x/core","revision":9}]}]})");
        QCOMPARE(revisionOf(branch, jobNamed(u"ci"_s), *settings).branch, u"5.x"_s);
        QCOMPARE(revisionOf(branch, jobNamed(u"ci"_s), *settings).remote.path, u"repos/acme/shop"_s);
    }

    void theEnvironmentOfADeployment_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("job");
        QTest::addColumn<QByteArray>("parameters");
        QTest::addColumn<QString>("environment");
        const QString usual;
        const QByteArray none = "[]";
        const QByteArray production = R"([{"name":"VERSION","value":1},{"name":"ENV","value":"prod-eu"}])";
        QTest::newRow("no deployment") << usual << u"acme/build"_s << production << QString();
        QTest::newRow("a word in a word") << usual << u"acme/deployer-tests"_s << none << QString();
        QTest::newRow("by the parameter") << usual << u"acme/deploy"_s << production << u"prod-eu"_s;
        QTest::newRow("by the name") << usual << u"acme/deploy-staging"_s << none << u"deploy-staging"_s;
        QTest::newRow("by the folder") << usual << u"acme/production/deploy"_s << none << u"production/deploy"_s;
        QTest::newRow("by the pattern") << uR"(release-to-(?<environment>\w+))"_s << u"acme/release-to-live"_s
                                        << production << u"live"_s;
        QTest::newRow("an empty parameter")
            << usual << u"acme/deploy-qa"_s << QByteArray(R"([{"name":"ENV","value":null}])") << u"deploy-qa"_s;
    }
    void theEnvironmentOfADeployment()
    {
        QFETCH(const QString, pattern);
        QFETCH(const QString, job);
        QFETCH(const QByteArray, parameters);
        const auto settings =
            jenkinsSettings(config(pattern.isEmpty() ? QJsonObject() : QJsonObject{{u"deployment_jobs"_s, pattern}}));
        QVERIFY(settings);
        const QJsonObject build{{u"number"_s, 4}, {u"timestamp"_s, kStarted}, {u"result"_s, u"SUCCESS"_s},
            {u"actions"_s, QJsonArray{QJsonObject{{u"parameters"_s, QJsonDocument::fromJson(parameters).array()}}}}};
        const JenkinsPage page = pageOf(build, jobNamed(job), *settings);
        QTEST(page.builds[0].environment, "environment");
        const JenkinsJob of = jobNamed(job);
        const bool asksForParameters =
            buildTree({.settings = &*settings, .job = &of, .key = job}).contains("parameters"_L1);
        QCOMPARE(asksForParameters, !page.builds[0].environment.isEmpty()); // only where it must
    }

    void parametersAreNeverKept()
    {
        const auto settings = jenkinsSettings(config());
        const JenkinsPage page = pageOf(
            json(
                R"({"number":4,"timestamp":"yesterday","actions":[{"parameters":[{"name":"PASSWORD","value":"SECRET"}]}]})"),
            jobNamed(u"deploy"_s), *settings);
        QCOMPARE(page.quarantine.size(), 1U);
        QCOMPARE(page.quarantine[0].path, u"$.builds[0].timestamp"_s);
        QCOMPARE(page.quarantine[0].externalId, u"deploy#4"_s);
        QVERIFY(page.quarantine[0].payload.contains("yesterday"));
        QVERIFY(!page.quarantine[0].payload.contains("SECRET"));
        QCOMPARE(page.lowest, 4); // it counts as read
    }

    void stagesThatDeploy()
    {
        const auto settings =
            jenkinsSettings(config({{u"deployment_stages"_s, uR"(^Deploy to (?<environment>\w+)$)"_s}}));
        QVERIFY(settings);
        const QJsonArray runs = QJsonDocument::fromJson(
            R"([{"_links":{"self":{"href":"/jenkins/job/Test%20Workflow/16/wfapi/describe"}},"id":"2014-10-16_13-07-52","stages":[
            {"id":"5","name":"Build","status":"SUCCESS","startTimeMillis":1000,"durationMillis":10},
            {"id":"8","name":"Deploy to staging","status":"SUCCESS","startTimeMillis":2000,"durationMillis":10},
            {"id":"9","name":"Deploy to production","status":"FAILED","startTimeMillis":3000,"durationMillis":900,"pauseDurationMillis":600},
            {"id":"10","name":"Deploy to moon","status":"NOT_EXECUTED","startTimeMillis":3000,"durationMillis":0},
            {"id":"11","name":"Deploy to mars","status":"PAUSED_PENDING_INPUT","startTimeMillis":3000,"durationMillis":5}]}])")
                                    .array();
        const auto stages = parseStages(runs, *settings);
        QCOMPARE(stages.size(), 3U);
        QCOMPARE(stages[0].build, 16);
        QCOMPARE(stages[0].environment, u"staging"_s);
        QCOMPARE(stages[0].result, RunResult::Success);
        QCOMPARE(stages[1].result, RunResult::Failure);
        QCOMPARE(stages[1].startedAt.ms(), 3600); // after somebody had said yes
        QCOMPARE(stages[1].finishedAt.ms(), 3900);
        QCOMPARE(stages[2].result, RunResult::Pending);
        QVERIFY(!stages[2].finishedAt.isSet());
        QCOMPARE(buildsWithStages(runs), QList<qint64>{16});
        QCOMPARE(parseStages(runs.at(0), *settings, 17).front().build, 17);
        const auto none = jenkinsSettings(config());
        QVERIFY(parseStages(runs, *none).empty());
    }

    void scopesAreNamesOrAddresses_data()
    {
        QTest::addColumn<QString>("scope");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("path");
        QTest::newRow("all") << u"/"_s << QString() << QString();
        QTest::newRow("name") << u" acme/shop/ "_s << u"acme/shop"_s << u"/job/acme/job/shop"_s;
        QTest::newRow("address") << u"/job/acme/job/my%20shop/"_s << u"acme/my shop"_s << u"/job/acme/job/my%20shop"_s;
        QTest::newRow("branch") << u"acme/shop/users%2Fann"_s << u"acme/shop/users%2Fann"_s
                                << u"/job/acme/job/shop/job/users%252Fann"_s;
        QTest::newRow("a folder called job") << u"job"_s << u"job"_s << u"/job/job"_s;
    }
    void scopesAreNamesOrAddresses()
    {
        QFETCH(const QString, scope);
        QTEST(jenkinsFullName(scope), "name");
        QTEST(jenkinsPath(jenkinsFullName(scope)), "path");
    }

    void settingsAreChecked()
    {
        QCOMPARE(jenkinsSettings(config())->base, QUrl(u"https://ci.example.org/jenkins"_s));
        for (const QString &url : {QString(), u"ci.example.org"_s, u"ftp://ci.example.org"_s}) {
            SourceConfig bad = config();
            bad.url = url;
            const auto settings = jenkinsSettings(bad);
            QVERIFY(!settings && settings.error().kind == ErrorKind::Config);
        }
        const auto broken = jenkinsSettings(config({{u"deployment_jobs"_s, u"deploy("_s}}));
        QVERIFY(!broken);
        QVERIFY2(broken.error().text.contains("deployment_jobs"_L1), qPrintable(broken.error().text));
        QCOMPARE(jenkinsSettings(config({{u"build_days"_s, u"30"_s}}))->buildDays, 30);
        JenkinsSettings settings;
        QCOMPARE(jenkinsAuthorization(settings, "ann:11ab"), "Basic " + QByteArray("ann:11ab").toBase64());
        settings.user = u"ann"_s;
        QCOMPARE(jenkinsAuthorization(settings, "11ab\n"), "Basic " + QByteArray("ann:11ab").toBase64());
        QVERIFY(jenkinsAuthorization(settings, {}).isEmpty());
    }

    void refusalsSayWhatToDo()
    {
        const Instant now{1'700'000'000'000};
        QCOMPARE(jenkinsVerdict(refusal(401, {}), now).error.kind, ErrorKind::Auth);
        const HttpVerdict stranger = jenkinsVerdict(refusal(403, {{"X-You-Are-Authenticated-As", "anonymous"}}), now);
        QCOMPARE(stranger.error.kind, ErrorKind::Auth);
        const HttpVerdict missing = jenkinsVerdict(
            refusal(403, {{"X-You-Are-Authenticated-As", "ann"}, {"X-Required-Permission", "hudson.model.Item.Read"}}),
            now);
        QCOMPARE(missing.error.kind, ErrorKind::Permission);
        QVERIFY2(missing.error.text.contains("Job: Read"_L1), qPrintable(missing.error.text));
        QCOMPARE(jenkinsVerdict(refusal(404, {}), now).error.httpStatus, 404);
        QCOMPARE(jenkinsVerdict(refusal(503, {}), now).action, HttpVerdict::Action::Retry); // it is starting
    }

    void theBestBranchIsTheDefaultOne()
    {
        JenkinsRepositories repositories({u"main"_s, u"master"_s});
        const auto built = [](const QString &branch) {
            return JenkinsRevision{
                .remote = remoteAddressOf(u"https://h/acme/shop"_s), .sha = u"a"_s, .branch = branch};
        };
        const JenkinsJob job = jobNamed(u"ci"_s);
        const auto branchNow = [&repositories] {
            RecordBatch batch;
            repositories.moveChangesInto(batch);
            return batch.of<Repository>().empty() ? u"unchanged"_s : batch.of<Repository>().front().defaultBranch;
        };
        QCOMPARE(repositories.note(built(u"users/ann"_s), job), u"h/acme/shop"_s);
        QCOMPARE(branchNow(), QString());
        (void)repositories.note(built(u"master"_s), job);
        QCOMPARE(branchNow(), u"master"_s);
        (void)repositories.note(built(u"main"_s), job);
        QCOMPARE(branchNow(), u"main"_s);
        (void)repositories.note(built(u"master"_s), job);
        QCOMPARE(branchNow(), u"unchanged"_s);
        JenkinsJob primary = job;
        primary.isPrimary = true;
        (void)repositories.note(built(u"production"_s), primary);
        RecordBatch batch;
        repositories.moveChangesInto(batch);
        QCOMPARE(batch.of<Repository>().front().defaultBranch, u"production"_s);
        JenkinsRepositories again({u"main"_s});
        again.load(batch.checkpoints.front().cursor, false);
        (void)again.note(built(u"main"_s), job);
        RecordBatch nothing;
        again.moveChangesInto(nothing);
        QCOMPARE(nothing.size(), 0); // what Jenkins said is better than a guess
    }

    void aPlaceIsKept()
    {
        JenkinsCursor cursor;
        cursor.seen = 120;
        cursor.seenAt = Instant{1'700'000'000'000};
        cursor.open = listOf({7, 119});
        cursor.key = u"old/name"_s;
        const JenkinsCursor read = JenkinsCursor::fromJson(cursor.toJson());
        QCOMPARE(read.seen, 120);
        QCOMPARE(read.seenAt, cursor.seenAt);
        QCOMPARE(numbersIn(read.open), (QList<qint64>{7, 119}));
        QCOMPARE(read.key, u"old/name"_s);
        QCOMPARE(JenkinsCursor::fromJson("garbage").seen, 0);
    }
};

QTEST_GUILESS_MAIN(TestJenkinsParse)
#include "tst_jenkinsparse.moc"
