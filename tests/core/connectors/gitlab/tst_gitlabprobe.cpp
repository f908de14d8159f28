#include "core/connectors/gitlab/gitlabsettings.h"
#include "core/connectors/registry.h"
#include "tests/core/connectors/gitlab/gitlabfixture.h"
#include "tests/core/connectors/suite/suiterecords.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Access = EntityProbe::Access;

class TestGitLabProbe final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatTheTokenMayRead()
    {
        GitLabEmulator emulator(tinyOrganisation().records, {.tokenExpiry = u"2199-04-12"_s});
        emulator.setFaults({{.kind = EmulatorFault::Kind::MissingScope,
            .match = u"/project/pipelines"_s,
            .after = 0,
            .times = -1,
            .value = 0}});
        ConnectorRun run = gitlabRun(emulator);
        const auto report = run.probe();
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QCOMPARE(report->account, u"lena-lead"_s);
        QCOMPARE(report->server, u"GitLab 18.4.1-ee"_s);
        QCOMPARE(report->tokenExpiresAt.toIso(), u"2199-04-12T00:00:00Z"_s);
        QCOMPARE(report->entities.size(), 7U);
        const auto access = [&report](QLatin1StringView title) {
            return std::ranges::find(report->entities, QString(title), &EntityProbe::entity);
        };
        QCOMPARE(access("Merge requests"_L1)->access, Access::Yes);
        QCOMPARE(access("Deployments"_L1)->access, Access::Yes);
        QCOMPARE(access("Pipelines"_L1)->access, Access::No);
        QVERIFY(access("Pipelines"_L1)->explanation.contains("read_api"_L1));
        QVERIFY2(report->warnings.isEmpty(), qPrintable(report->warnings.join(u' ')));
    }

    void warnsOfWhatIsComing()
    {
        const Instant soon{QDateTime::currentMSecsSinceEpoch() + 3 * 86'400'000LL};
        GitLabEmulator emulator(
            tinyOrganisation().records, {.tokenExpiry = soon.toIso().left(10), .scopes = {u"read_user"_s}});
        ConnectorRun run = gitlabRun(emulator);
        run.config.scopes.clear(); // before any project is chosen
        const auto report = run.probe();
        QVERIFY(report);
        QCOMPARE(report->warnings.size(), 2);
        QVERIFY(report->warnings.join(u' ').contains(u"scope “read_api”"_s));
        QVERIFY(report->warnings.join(u' ').contains("expires on"_L1));
        QCOMPARE(report->entities.size(), 7U);
    }

    void aGroupIsProbedByOneOfItsProjects()
    {
        GitLabEmulator emulator(tinyOrganisation().records);
        ConnectorRun run = gitlabRun(emulator);
        run.config.scopes = {run.config.scopes.front().section(u'/', 0, 0) + u"/*"_s};
        const auto report = run.probe();
        QVERIFY(report && report->entities.size() == 7U);
        QCOMPARE(report->entities.front().access, Access::Yes);
    }

    void discoversEveryProjectOnceAndGroups()
    {
        RecordBatch records;
        for (int i = 0; i < 230; ++i) {
            Repository repository;
            repository.externalId = QString::number(1000 + i);
            repository.path = u"acme/service-%1"_s.arg(i);
            repository.updatedAt = Instant{1'760'000'000'000 + i * 1000LL};
            repository.archived = i == 3;
            records.add(repository);
        }
        GitLabEmulator emulator(records);
        ConnectorRun run = gitlabRun(emulator);
        const auto found = run.discover();
        QVERIFY2(found, qPrintable(found ? QString() : found.error().text));
        QCOMPARE(found->size(), 231U);
        QCOMPARE(found->front().scope, u"acme/service-229"_s);
        QCOMPARE(found->front().group, u"acme"_s);
        QCOMPARE(found->back().scope, u"acme/*"_s);
        QCOMPARE(std::ranges::count(*found, true, &DiscoveredScope::archived), 1);
    }

    void anInstallationBelowAFolderWorks()
    {
        GitLabEmulator emulator(tinyOrganisation().records, {.root = u"/tools/gitlab"_s});
        ConnectorRun run = gitlabRun(emulator);
        QVERIFY(run.config.url.endsWith("/tools/gitlab"_L1));
        const auto report = run.probe();
        QVERIFY2(report && report->warnings.isEmpty(), qPrintable(report ? QString() : report.error().text));
        MemorySink sink;
        const auto synced = run.sync(sink);
        QVERIFY(synced && synced->problems.empty());
        QVERIFY(sink.of<ChangeRequest>().size() > 10);
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("rest");
        QTest::addColumn<QString>("graphQl");
        QTest::newRow("default") << QString() << u"https://gitlab.com/api/v4"_s << u"https://gitlab.com/api/graphql"_s;
        QTest::newRow("slash") << u"https://git.acme.test/"_s << u"https://git.acme.test/api/v4"_s
                               << u"https://git.acme.test/api/graphql"_s;
        QTest::newRow("address of the API") << u"https://git.acme.test/api/v4/"_s << u"https://git.acme.test/api/v4"_s
                                            << u"https://git.acme.test/api/graphql"_s;
        QTest::newRow("folder") << u"https://acme.test/gitlab"_s << u"https://acme.test/gitlab/api/v4"_s
                                << u"https://acme.test/gitlab/api/graphql"_s;
    }
    void addresses()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, rest);
        QFETCH(const QString, graphQl);
        SourceConfig config;
        config.url = url;
        const auto settings = gitlabSettings(config);
        QVERIFY(settings);
        QCOMPARE(settings->rest.toString(), rest);
        QCOMPARE(settings->graphQl.toString(), graphQl);
    }

    void scopesAndOptions()
    {
        SourceConfig config;
        config.url = u"git.acme.test"_s;
        QVERIFY(!gitlabSettings(config));
        config.url.clear();
        config.options = {{u"sprints"_s, u"milestones"_s}, {u"builds"_s, u"jobs"_s}, {u"build_days"_s, u"90"_s}};
        const auto settings = gitlabSettings(config);
        QVERIFY(settings && settings->sprintsAreMilestones && settings->buildsAreJobs);
        QCOMPARE(settings->buildDays, 90);
        QVERIFY(gitlabScopeName(u"acme/sub/shop.api"_s) && !gitlabScopeName(u"acme/sub/shop.api"_s)->isGroup);
        QVERIFY(gitlabScopeName(u"acme/*"_s)->isGroup);
        QCOMPARE(gitlabScopeName(u"acme/sub/*"_s)->path, u"acme/sub"_s);
        for (const QString &wrong : {u"acme"_s, u"*"_s, u"https://gitlab.com/a/b"_s, u"a/b?c"_s, QString()})
            QVERIFY2(!gitlabScopeName(wrong), qPrintable(wrong));
    }

    void theRegistryOffersGitLab()
    {
        const auto connectors = makeConnectors();
        QVERIFY(std::ranges::any_of(
            connectors, [](const auto &connector) { return connector->descriptor().kind == "gitlab"_L1; }));
    }
};

QTEST_GUILESS_MAIN(TestGitLabProbe)
#include "tst_gitlabprobe.moc"
