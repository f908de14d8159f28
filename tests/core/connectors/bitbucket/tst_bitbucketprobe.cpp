#include "tests/core/connectors/bitbucket/bitbucketfixture.h"
#include "tests/core/connectors/suite/suiterecords.h"

#include "core/connectors/registry.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Access = EntityProbe::Access;
using Kind = EmulatorFault::Kind;

namespace {

RecordBatch twoWorkspaces()
{
    RecordBatch records;
    for (int i = 0; i < 230; ++i) {
        Repository repository;
        repository.externalId = QString::number(1000 + i);
        repository.path = u"%1/service-%2"_s.arg(i < 130 ? u"acme"_s : u"other"_s).arg(i);
        repository.updatedAt = Instant{1'760'000'000'000 + i * 1000LL};
        repository.fork = i == 3;
        records.add(repository);
    }
    return records;
}

} // namespace

class TestBitbucketProbe final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatTheTokenMayRead()
    {
        BitbucketEmulator emulator(tinyOrganisation().records, {.withoutPipelines = true});
        emulator.setFaults(
            {{.kind = Kind::MissingScope, .match = u"/repo/deployments"_s, .after = 0, .times = -1, .value = 0}});
        BitbucketRun run(emulator);
        const auto report = run.probe();
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QCOMPARE(report->account, u"Lena Lead"_s);
        QCOMPARE(report->server, u"Bitbucket Cloud"_s);
        QCOMPARE(report->entities.size(), 5U);
        const auto entity = [&report](QLatin1StringView title) {
            return std::ranges::find(report->entities, QString(title), &EntityProbe::entity);
        };
        QCOMPARE(entity("Pull requests"_L1)->access, Access::Yes);
        QCOMPARE(entity("Commits"_L1)->access, Access::Yes);
        QCOMPARE(entity("Pipelines"_L1)->access, Access::NotEnabled);
        QCOMPARE(entity("Deployments"_L1)->access, Access::No);
        QVERIFY(entity("Deployments"_L1)->explanation.contains("read:pipeline:bitbucket"_L1));
        QVERIFY(report->warnings.isEmpty());
    }

    void triesARepositoryBeforeAnyIsChosen()
    {
        BitbucketEmulator emulator(tinyOrganisation().records);
        BitbucketRun run(emulator);
        run.config.scopes.clear();
        const auto report = run.probe();
        QVERIFY(report);
        QCOMPARE(report->entities.size(), 5U);
        BitbucketEmulator empty{RecordBatch()};
        BitbucketRun lonely(empty);
        const auto nothing = lonely.probe();
        QVERIFY(nothing && nothing->entities.empty());
        QCOMPARE(nothing->warnings.size(), 1);
    }

    // Access tokens may not say who they are, nor list workspaces.
    void anAccessTokenIsTriedToo()
    {
        BitbucketEmulator emulator(tinyOrganisation().records);
        BitbucketRun run(emulator);
        run.config.options = {};
        auto report = run.probe();
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QCOMPARE(report->account, u"Access token"_s);
        QCOMPARE(report->entities.size(), 5U);
        const auto found = run.discover();
        QVERIFY(!found);
        QVERIFY2(found.error().text.contains("short names"_L1), qPrintable(found.error().text));
        run.config.options = {{u"workspaces"_s, emulator.paths().front().section(u'/', 0, 0)}};
        const auto listed = run.discover();
        QVERIFY(listed);
        QCOMPARE(listed->size(), static_cast<std::size_t>(emulator.paths().size()));
    }

    void discoversEveryRepositoryOnce()
    {
        BitbucketEmulator emulator(twoWorkspaces());
        BitbucketRun run(emulator);
        const auto found = run.discover();
        QVERIFY2(found, qPrintable(found ? QString() : found.error().text));
        QCOMPARE(found->size(), 230U);
        QCOMPARE(found->front().scope, u"other/service-229"_s);
        QCOMPARE(found->front().group, u"other"_s);
        QCOMPARE(std::ranges::count(*found, true, &DiscoveredScope::fork), 1);
        QCOMPARE(emulator.requests(), 4); // workspaces, two pages and one
    }

    void aWorkspaceThatKeepsTheTokenOutDoesNotHideTheOthers()
    {
        BitbucketEmulator emulator(twoWorkspaces());
        emulator.setFaults(
            {{.kind = Kind::MissingScope, .match = u"/repositories"_s, .after = 0, .times = 1, .value = 0}});
        BitbucketRun run(emulator);
        const auto found = run.discover();
        QVERIFY(found);
        QCOMPARE(found->size(), 130U);
    }

    void theRegistryOffersBitbucket()
    {
        const auto connectors = makeConnectors();
        QVERIFY(std::ranges::any_of(
            connectors, [](const auto &connector) { return connector->descriptor().kind == "bitbucket"_L1; }));
    }
};

QTEST_GUILESS_MAIN(TestBitbucketProbe)
#include "tst_bitbucketprobe.moc"
