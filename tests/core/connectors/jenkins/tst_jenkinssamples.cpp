#include "core/connectors/jenkins/jenkinsparse.h"

#include <QDir>
#include <QJsonDocument>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

// Recorded answers of real servers, where their folder lies beside the source.
class TestJenkinsSamples final : public QObject {
    Q_OBJECT

private:
    QDir m_samples;
    JenkinsSettings m_settings;

    [[nodiscard]] QJsonDocument sample(const QString &name) const
    {
        QFile file(m_samples.filePath(name + ".json"_L1));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()) : QJsonDocument();
    }

    [[nodiscard]] JenkinsPage pageOf(const QJsonObject &build, bool isRequest = false) const
    {
        JenkinsJob job;
        job.fullName = job.pipeline = u"ci"_s;
        job.path = u"/job/ci"_s;
        job.isPullRequest = isRequest;
        auto page = parseBuilds(
            {{u"builds"_s, QJsonArray{build}}}, {.settings = &m_settings, .job = &job, .key = job.fullName});
        return page ? std::move(*page) : JenkinsPage();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_samples = QDir(qEnvironmentVariable("LEADLINE_SOURCE_DIR", u"."_s) + u"/../shared/samples/jenkins"_s);
        if (!m_samples.exists())
            QSKIP("the folder of recorded answers is not beside the source");
        SourceConfig config;
        config.url = u"https://ci.example.org"_s;
        config.options.insert(u"deployment_stages"_s, u"^Deploy"_s);
        m_settings = *jenkinsSettings(config);
    }

    void builds_data()
    {
        QTest::addColumn<RunResult>("result");
        QTest::addColumn<qint64>("number");
        QTest::addColumn<QString>("repository");
        QTest::addColumn<QString>("branch");
        QTest::addColumn<QString>("sha");
        const auto row = [](const char *name, RunResult result, qint64 number, const QString &repository = {},
                             const QString &branch = {}, const QString &sha = {}) {
            QTest::newRow(name) << result << number << repository << branch << sha;
        };
        const QString first = u"f6617799ff337984df0b80156995ddb87f60c0af"_s;
        const QString second = u"385bbf9dd7bc367b9980f58a6c4489ba95cbb9a9"_s;
        row("GET_build_git_buildData_multiple_branches", RunResult::Failure, 179, u"github.com/myrepo/hygieia"_s,
            u"master"_s, first);
        row("GET_build_git_buildData_multiple_repos", RunResult::Failure, 179, u"github.com/myrepo/hygieia222"_s,
            u"test"_s, second);
        row("GET_build_git_buildData_multiple_scm", RunResult::Failure, 179, u"github.com/myrepo/hygieia222"_s,
            u"test"_s, second);
        row("GET_build_svn_changeSet_object", RunResult::Failure, 2483, u"svn.apache.org/repos/asf/lucene/dev"_s,
            u"branch_5x"_s, u"1651902"_s);
        row("GET_build_pipeline_changeSets_duplicates", RunResult::Failure, 2483,
            u"svn.apache.org/repos/asf/lucene/dev"_s, u"branch_5x"_s, u"1651902"_s);
        row("GET_job_name_number_api_json", RunResult::Success, 10);
        row("GET_job_name_number_api_json_empty_null_params", RunResult::Success, 10);
        row("GET_job_name_number_api_json_git_changeSets", RunResult::Success, 10);
        row("GET_job_name_number_api_json_no_params", RunResult::Success, 10);
    }
    void builds()
    {
        QFETCH(const RunResult, result);
        QFETCH(const QString, repository);
        QFETCH(const QString, branch);
        QFETCH(const QString, sha);
        const JenkinsPage page = pageOf(sample(QString::fromLatin1(QTest::currentDataTag())).object());
        QVERIFY(page.quarantine.empty());
        QCOMPARE(page.builds.size(), 1U);
        const JenkinsBuild &build = page.builds[0];
        QCOMPARE(build.build.result, result);
        QTEST(build.build.number, "number");
        QCOMPARE(build.revision.remote.id(), repository);
        QCOMPARE(build.build.branch, branch);
        QCOMPARE(build.build.sha, sha);
        QVERIFY(build.build.startedAt.isSet() && build.build.finishedAt > build.build.startedAt);
        QVERIFY(!build.build.actor.isSet()); // "anonymous" is nobody
        if (repository.isEmpty())
            QCOMPARE(build.build.trigger, u"manual"_s);
    }

    void listings_data()
    {
        QTest::addColumn<int>("jobs");
        QTest::addColumn<int>("deeper");
        QTest::addColumn<QString>("first");
        QTest::newRow("GET_api_json_multibranch") << 2 << 0 << u"job1"_s;
        QTest::newRow("GET_api_json_multibranch_branch_job") << 1 << 0 << QString();
        QTest::newRow("GET_api_json_root_jobs") << 0 << 5 << QString(); // of which the builds were not asked for
        QTest::newRow("GET_api_json_tree_jobs_builds") << 2 << 0 << u"job1"_s;
        QTest::newRow("GET_job_folder_api_json") << 0 << 1 << QString();
        QTest::newRow("GET_job_name_api_json") << 1 << 0 << QString();
    }
    void listings()
    {
        QFETCH(const int, jobs);
        QFETCH(const int, deeper);
        QFETCH(const QString, first);
        const auto listing =
            parseListing(sample(QString::fromLatin1(QTest::currentDataTag())).object(), JenkinsFolder());
        QVERIFY2(listing, qPrintable(listing ? QString() : listing.error().text));
        QCOMPARE(int(listing->jobs.size()), jobs);
        QCOMPARE(int(listing->deeper.size()), deeper);
        if (jobs > 0)
            QCOMPARE(listing->jobs[0].fullName, first);
    }

    void theBuildsOfAJob()
    {
        JenkinsJob job;
        job.fullName = u"fish"_s;
        const auto page = parseBuilds(
            sample(u"GET_job_name_api_json"_s).object(), {.settings = &m_settings, .job = &job, .key = job.fullName});
        QVERIFY(page);
        QCOMPARE(page->items, 7);
        QCOMPARE(page->newest, 7);
        QCOMPARE(page->lowest, 1);
        QCOMPARE(page->first, 1);
        QCOMPARE(page->quarantine.size(), 7U); // without times: only names of builds were asked for
    }

    void stages()
    {
        const QJsonArray runs = sample(u"GET_job_name_wfapi_runs"_s).array();
        QCOMPARE(buildsWithStages(runs), (QList<qint64>{16, 15}));
        const auto stages = parseStages(runs, m_settings);
        QCOMPARE(stages.size(), 2U);
        QCOMPARE(stages[0].result, RunResult::Pending);
        QCOMPARE(stages[1].build, 15);
        QCOMPARE(stages[1].result, RunResult::Success);
        QCOMPARE(stages[1].finishedAt.ms(), 1'413'459'937'070);
        const auto one = parseStages(sample(u"GET_job_name_number_wfapi_describe"_s).object(), m_settings, 16);
        QCOMPARE(one.size(), 1U);
        QCOMPARE(one[0].id, u"10"_s);
    }

    // Whatever else Jenkins says: it is an error in words, or nothing; never a record.
    void everyFileIsReadWithoutHarm()
    {
        const QStringList names = m_samples.entryList({u"*.json"_s}, QDir::Files);
        QVERIFY(names.size() >= 26);
        JenkinsJob job;
        job.fullName = job.pipeline = u"ci"_s;
        for (const QString &name : names) {
            const QJsonDocument document = sample(name.chopped(5));
            QVERIFY2(!document.isNull(), qPrintable(name));
            const QJsonObject object = document.object();
            const auto page = parseBuilds(object, {.settings = &m_settings, .job = &job, .key = job.fullName});
            QVERIFY2(page || page.error().text.size() > 20, qPrintable(name));
            const auto listing = parseListing(object, JenkinsFolder());
            QVERIFY2(listing || listing.error().text.size() > 20, qPrintable(name));
            const JenkinsPage one = pageOf(object, true);
            QVERIFY2(one.builds.size() + one.quarantine.size() == 1U, qPrintable(name));
            if (!name.contains("wfapi"_L1))
                QVERIFY2(parseStages(object, m_settings).empty(), qPrintable(name));
        }
    }
};

QTEST_GUILESS_MAIN(TestJenkinsSamples)
#include "tst_jenkinssamples.moc"
