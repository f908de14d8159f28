#include "ui/present/attentionrules.h"

#include "core/domain/enums.h"

#include <QTest>

using namespace leadline;

namespace {

constexpr qint64 kDay = 24LL * 3600 * 1000;
const Instant kNow = Instant::fromIso(u"2026-03-10T12:00:00Z");

Instant daysAgo(double days)
{
    return Instant{kNow.ms() - static_cast<qint64>(days * double(kDay))};
}

ChangeFact openChange(qint64 id, double createdDaysAgo)
{
    ChangeFact change;
    change.id = id;
    change.repository = u"acme/api"_s;
    change.state = enumName(ChangeState::Open);
    change.created = change.ready = daysAgo(createdDaysAgo);
    return change;
}

std::vector<qint64> idsOf(const std::vector<AttentionFinding> &findings, AttentionKind kind)
{
    for (const AttentionFinding &finding : findings) {
        if (finding.rule.kind != kind)
            continue;
        std::vector<qint64> ids;
        for (const AttentionHit &hit : finding.hits)
            ids.push_back(hit.id);
        return ids;
    }
    return {-1};
}

using Ids = std::vector<qint64>;

} // namespace

class TestAttention final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void waitingForReviewCountsFromReady();
    void draftsWaitForNobody();
    void longReviewEndsWithTheApproval();
    void noProgressCountsFromTheLastStep();
    void theWorstComesFirst();
    void unreviewedMergesAreRecentOnes();
    void deployRuleLooksOnlyWhereThereAreDeployments();
    void thresholdsAreKept();
    void aRuleThatIsOffFindsNothing();
    void theTextSaysTheThreshold();
    void stepsAndQuantiles();
    void readsTheColumnsOfTheFact();
};

void TestAttention::waitingForReviewCountsFromReady()
{
    ChangeFact late = openChange(1, 9);
    late.ready = daysAgo(1); // was a draft until yesterday
    const auto findings = findAttention({late, openChange(2, 3)}, defaultAttentionRules(), kNow);
    QCOMPARE(idsOf(findings, AttentionKind::NoFirstReview), Ids{2});
}

void TestAttention::draftsWaitForNobody()
{
    ChangeFact draft = openChange(1, 9);
    draft.draft = true;
    QCOMPARE(idsOf(findAttention({draft}, defaultAttentionRules(), kNow), AttentionKind::NoFirstReview), Ids{});
}

void TestAttention::longReviewEndsWithTheApproval()
{
    ChangeFact reviewed = openChange(1, 9);
    reviewed.firstResponse = daysAgo(4);
    ChangeFact approved = reviewed;
    approved.id = 2;
    approved.firstApproval = daysAgo(2);
    const auto findings = findAttention({reviewed, approved}, defaultAttentionRules(), kNow);
    QCOMPARE(idsOf(findings, AttentionKind::LongReview), Ids{1});
    QCOMPARE(idsOf(findings, AttentionKind::ApprovedNotMerged), Ids{2});
}

void TestAttention::noProgressCountsFromTheLastStep()
{
    ChangeFact answered = openChange(1, 40);
    answered.firstResponse = daysAgo(5);
    const auto findings = findAttention({answered, openChange(2, 15)}, defaultAttentionRules(), kNow);
    QCOMPARE(idsOf(findings, AttentionKind::NoProgress), Ids{2});
}

void TestAttention::theWorstComesFirst()
{
    const auto findings =
        findAttention({openChange(1, 3), openChange(2, 8), openChange(3, 5)}, defaultAttentionRules(), kNow);
    QCOMPARE(idsOf(findings, AttentionKind::NoFirstReview), (Ids{2, 3, 1}));
    QCOMPARE(findings.front().hits.front().value, 8.0 * double(kDay));
}

void TestAttention::unreviewedMergesAreRecentOnes()
{
    ChangeFact recent = openChange(1, 9);
    recent.state = enumName(ChangeState::Merged);
    recent.merged = daysAgo(2);
    recent.unreviewed = true;
    ChangeFact old = recent;
    old.id = 2;
    old.merged = daysAgo(30);
    ChangeFact reviewed = recent;
    reviewed.id = 3;
    reviewed.unreviewed = false;
    QCOMPARE(
        idsOf(findAttention({recent, old, reviewed}, defaultAttentionRules(), kNow), AttentionKind::MergedUnreviewed),
        Ids{1});
}

void TestAttention::deployRuleLooksOnlyWhereThereAreDeployments()
{
    ChangeFact waiting = openChange(1, 30);
    waiting.state = enumName(ChangeState::Merged);
    waiting.merged = daysAgo(20);
    ChangeFact library = waiting;
    library.id = 2;
    library.repository = u"acme/library"_s; // never deployed by itself
    ChangeFact deployed = waiting;
    deployed.id = 3;
    deployed.deployed = daysAgo(19);
    QCOMPARE(idsOf(findAttention({waiting, library, deployed}, defaultAttentionRules(), kNow),
                 AttentionKind::WaitingToDeploy),
        Ids{1});
}

void TestAttention::thresholdsAreKept()
{
    auto rules = defaultAttentionRules();
    rules[0].threshold = 5.5;
    rules[1].enabled = false;
    QVERIFY(attentionRulesFromJson(toJson(rules)) == rules);
    QVERIFY(attentionRulesFromJson({}) == defaultAttentionRules());
    QCOMPARE(
        attentionRulesFromJson({{u"no_first_review"_s, QJsonObject{{u"threshold"_s, -3}}}}).front().threshold, 0.0);
}

void TestAttention::aRuleThatIsOffFindsNothing()
{
    auto rules = defaultAttentionRules();
    rules[0].enabled = false;
    QCOMPARE(idsOf(findAttention({openChange(1, 9)}, rules, kNow), AttentionKind::NoFirstReview), Ids{-1});
}

void TestAttention::theTextSaysTheThreshold()
{
    QCOMPARE(attentionText({AttentionKind::NoFirstReview, 2}), u"Waiting for a first review for more than 2 days"_s);
    QCOMPARE(attentionText({AttentionKind::ApprovedNotMerged, 1}), u"Approved for more than 1 day, not merged"_s);
    QVERIFY(attentionText({AttentionKind::NoProgress, 2.5}).contains(u"2.5 days"_s));
}

void TestAttention::stepsAndQuantiles()
{
    ChangeFact change = openChange(1, 1);
    QCOMPARE(stepOf(change), OpenStep::WaitingForReview);
    change.firstResponse = daysAgo(0.5);
    QCOMPARE(stepOf(change), OpenStep::InReview);
    change.firstApproval = daysAgo(0.2);
    QCOMPARE(stepOf(change), OpenStep::Approved);
    change.draft = true;
    QCOMPARE(stepOf(change), OpenStep::Draft);
    QCOMPARE(quantileOf({4, 1, 3, 2}, 0.5), 2.5);
    QCOMPARE(quantileOf({7}, 0.95), 7.0);
    QVERIFY(qIsNaN(quantileOf({}, 0.5)));
}

void TestAttention::readsTheColumnsOfTheFact()
{
    FactTable table;
    table.fact = u"change"_s;
    table.rows = 2;
    const auto names = std::make_shared<Dictionary>(Dictionary{{QString(), u"open"_s, u"merged"_s}});
    table.columns.insert(u"id"_s, FactColumn::ofIntegers(std::vector<qint64>{11, 12}));
    table.columns.insert(u"state"_s, FactColumn::ofCodes(std::vector<qint32>{1, 2}, names));
    table.columns.insert(u"draft"_s, FactColumn::ofIntegers(std::vector<qint64>{1, 0}));
    table.columns.insert(u"merged_at"_s, FactColumn::ofIntegers(std::vector<qint64>{Instant::kUnset, 5000}));
    table.columns.insert(u"cycle"_s, FactColumn::ofIntegers(std::vector<qint64>{Instant::kUnset, 70}));
    const auto changes = changesOf(table);
    QCOMPARE(changes.size(), std::size_t(2));
    QCOMPARE(changes[0].id, 11);
    QCOMPARE(changes[0].state, u"open"_s);
    QVERIFY(changes[0].draft && !changes[0].merged.isSet() && changes[0].cycle == -1);
    QCOMPARE(changes[1].merged, Instant{5000});
    QCOMPARE(changes[1].cycle, 70);
    QVERIFY(!changes[1].created.isSet()); // a column that was not loaded
}

QTEST_GUILESS_MAIN(TestAttention)
#include "tst_attention.moc"
