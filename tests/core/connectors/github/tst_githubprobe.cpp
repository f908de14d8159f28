#include "tests/core/connectors/github/githubrun.h"

#include "core/connectors/registry.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Access = EntityProbe::Access;

class TestGitHubProbe final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatTheTokenMayRead()
    {
        GitHubEmulator emulator(smallOrganisation().records, {.tokenExpiry = "2199-04-12 09:29:42 +0200"});
        emulator.setFaults({{.kind = EmulatorFault::Kind::MissingScope,
                                .match = u"/repo/actions/runs"_s,
                                .after = 0,
                                .times = -1,
                                .value = 0},
            {.kind = EmulatorFault::Kind::NotFound,
                .match = u"/repo/deployments"_s,
                .after = 0,
                .times = -1,
                .value = 0}});
        GitHubRun run(emulator);
        const auto report = run.probe();
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QCOMPARE(report->account, u"lena-lead"_s);
        QCOMPARE(report->server, u"GitHub"_s);
        QCOMPARE(report->tokenExpiresAt.toIso(), u"2199-04-12T07:29:42Z"_s);
        QCOMPARE(report->entities.size(), 6U);
        const auto access = [&report](QLatin1StringView title) {
            return std::ranges::find(report->entities, QString(title), &EntityProbe::entity);
        };
        QCOMPARE(access("Pull requests"_L1)->access, Access::Yes);
        QCOMPARE(access("Workflow runs"_L1)->access, Access::No);
        QVERIFY(access("Workflow runs"_L1)->explanation.contains("Actions: read"_L1));
        QCOMPARE(access("Deployments"_L1)->access, Access::No);
        QVERIFY(report->warnings.isEmpty());
    }

    void warnsOfWhatIsComing()
    {
        GitHubEmulator emulator(smallOrganisation().records,
            {.tokenExpiry = Instant{QDateTime::currentMSecsSinceEpoch() + 3 * 86'400'000LL}.toIso().toLatin1(),
                .scopes = "gist"});
        GitHubRun run(emulator);
        run.config.scopes.clear(); // before any repository is chosen
        const auto report = run.probe();
        QVERIFY(report);
        QCOMPARE(report->warnings.size(), 2);
        QVERIFY(report->warnings.join(u' ').contains(u"scope “repo”"_s));
        QVERIFY(report->warnings.join(u' ').contains("expires on"_L1));
        QCOMPARE(report->entities.size(), 6U);
    }

    void aWrongTokenIsAnError()
    {
        GitHubEmulator emulator(smallOrganisation().records);
        GitHubRun run(emulator);
        run.token = "ghp_wrong";
        const auto report = run.probe();
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Auth);
    }

    void anEnterpriseServerTellsItsVersion()
    {
        GitHubEmulator emulator(smallOrganisation().records, {.enterprise = true});
        GitHubRun run(emulator);
        QVERIFY(run.config.url.endsWith("/api/v3"_L1));
        const auto report = run.probe();
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QCOMPARE(report->server, u"GitHub Enterprise Server 3.17.2"_s);
        QVERIFY(report->warnings.isEmpty());
    }

    void discoversEveryRepositoryOnce()
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
        GitHubEmulator emulator(records);
        GitHubRun run(emulator);
        const auto found = run.discover();
        QVERIFY2(found, qPrintable(found ? QString() : found.error().text));
        QCOMPARE(found->size(), 230U);
        QCOMPARE(found->front().scope, u"acme/service-229"_s);
        QCOMPARE(found->front().group, u"acme"_s);
        QCOMPARE(std::ranges::count(*found, true, &DiscoveredScope::archived), 1);
        emulator.resetCounts();
        QVERIFY(run.discover());
        QCOMPARE(emulator.counts().value(u"304"_s), emulator.requests());
    }

    void anOrganisationThatKeepsTheTokenOutDoesNotHideTheOthers()
    {
        GitHubEmulator emulator(smallOrganisation().records);
        emulator.setFaults(
            {{.kind = EmulatorFault::Kind::SingleSignOn, .match = u"/orgs/"_s, .after = 0, .times = -1, .value = 0}});
        GitHubRun run(emulator);
        const auto found = run.discover();
        QVERIFY(found);
        QCOMPARE(found->size(), static_cast<std::size_t>(emulator.paths().size()));
    }

    void theRegistryOffersGitHub()
    {
        const auto connectors = makeConnectors();
        QVERIFY(std::ranges::any_of(
            connectors, [](const auto &connector) { return connector->descriptor().kind == "github"_L1; }));
    }
};

QTEST_GUILESS_MAIN(TestGitHubProbe)
#include "tst_githubprobe.moc"
