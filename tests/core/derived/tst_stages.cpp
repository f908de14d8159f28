#include "core/domain/stages.h"

#include <QTest>

#include <array>
#include <random>

using namespace leadline;

namespace {

constexpr Instant hour(int hours)
{
    return Instant(qint64{1'767'225'600'000} + qint64{3'600'000} * hours);
}

constexpr qint64 hours(int count)
{
    return qint64{3'600'000} * count;
}

qint64 sum(const ChangeStages &stages)
{
    qint64 total = 0;
    for (const auto &stage : {stages.coding, stages.pickup, stages.review, stages.merge, stages.deploy})
        total += stage.value_or(0);
    return total;
}

} // namespace

class StagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wholeLife()
    {
        const ChangeStages stages = stagesOf({.createdAt = hour(5),
            .firstCommitAt = hour(0),
            .readyAt = hour(6),
            .firstResponseAt = hour(10),
            .firstApprovalAt = hour(15),
            .mergedAt = hour(16),
            .deployedAt = hour(30)});
        QCOMPARE(stages.coding, hours(6));
        QCOMPARE(stages.pickup, hours(4));
        QCOMPARE(stages.review, hours(5));
        QCOMPARE(stages.merge, hours(1));
        QCOMPARE(stages.deploy, hours(14));
        QCOMPARE(stages.cycle, hours(16));
        QCOMPARE(stages.lead, hours(30));
    }

    // Rebasing gives commits later dates than the pull request has.
    void firstCommitAfterCreation()
    {
        const ChangeStages stages =
            stagesOf({.createdAt = hour(5), .firstCommitAt = hour(9), .readyAt = hour(5), .mergedAt = hour(12)});
        QCOMPARE(stages.startedAt, hour(5));
        QCOMPARE(stages.coding, qint64{0});
        QCOMPARE(stages.cycle, hours(7));
    }

    void missingStagesAreGapsCountedInTheNext()
    {
        const ChangeStages silent =
            stagesOf({.createdAt = hour(2), .firstCommitAt = hour(0), .readyAt = hour(2), .mergedAt = hour(9)});
        QVERIFY(!silent.pickup);
        QVERIFY(!silent.review);
        QCOMPARE(silent.merge, hours(7));
        QVERIFY(!silent.deploy);
        QVERIFY(!silent.lead);

        const ChangeStages commented =
            stagesOf({.createdAt = hour(0), .firstResponseAt = hour(3), .mergedAt = hour(9)});
        QCOMPARE(commented.pickup, hours(3));
        QVERIFY(!commented.review);
        QCOMPARE(commented.merge, hours(6));
    }

    void openChangeHasWhatItHasLeftBehind()
    {
        const ChangeStages stages =
            stagesOf({.createdAt = hour(1), .firstCommitAt = hour(0), .readyAt = hour(2), .firstResponseAt = hour(4)});
        QCOMPARE(stages.coding, hours(2));
        QCOMPARE(stages.pickup, hours(2));
        QVERIFY(!stages.merge);
        QVERIFY(!stages.cycle);
    }

    void draftIsStillBeingCoded()
    {
        const ChangeStages stages =
            stagesOf({.createdAt = hour(1), .firstCommitAt = hour(0), .readyAt = hour(1), .draft = true});
        QCOMPARE(stages.startedAt, hour(0));
        QVERIFY(!stages.coding);
        QVERIFY(!stages.readyAt.isSet());
    }

    void nothingKnown()
    {
        const ChangeStages stages = stagesOf({});
        QVERIFY(!stages.startedAt.isSet());
        QVERIFY(!stages.cycle);
    }

    // Whatever the tools say and in whatever order: the stages are never negative and add up.
    void stagesAddUp()
    {
        std::mt19937_64 random(7);
        const auto maybe = [&random] { return random() % 4 == 0 ? Instant() : hour(static_cast<int>(random() % 200)); };
        int merged = 0;
        int deployed = 0;
        for (int i = 0; i < 20000; ++i) {
            const ChangeTimes times{.createdAt = maybe(),
                .firstCommitAt = maybe(),
                .readyAt = maybe(),
                .firstResponseAt = maybe(),
                .firstApprovalAt = maybe(),
                .mergedAt = maybe(),
                .deployedAt = maybe(),
                .draft = random() % 5 == 0};
            const ChangeStages stages = stagesOf(times);
            for (const auto &stage :
                {stages.coding, stages.pickup, stages.review, stages.merge, stages.deploy, stages.cycle, stages.lead})
                QVERIFY(stage.value_or(0) >= 0);
            if (stages.cycle) {
                ++merged;
                QVERIFY(stages.coding && stages.merge);
                QCOMPARE(sum(stages), stages.lead ? *stages.lead : *stages.cycle);
            }
            if (stages.lead) {
                ++deployed;
                QVERIFY(*stages.lead >= *stages.cycle);
                QVERIFY(stages.deploy);
            } else {
                QVERIFY(!stages.deploy);
            }
        }
        QVERIFY(merged > 5000 && deployed > 3000);
    }
};

QTEST_APPLESS_MAIN(StagesTest)
#include "tst_stages.moc"
