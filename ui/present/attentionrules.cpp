#include "ui/present/attentionrules.h"

#include "core/domain/enums.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSet>

namespace leadline {

namespace {

constexpr qint64 kDayMs = 24LL * 3600 * 1000;
constexpr qint64 kDeployLookBackDays = 90; // older ones were most likely never meant to be deployed

struct Attention {
    Q_DECLARE_TR_FUNCTIONS(Attention)
};

constexpr std::array kKeys{"no_first_review"_L1, "long_review"_L1, "approved_not_merged"_L1, "no_progress"_L1,
    "very_large"_L1, "merged_unreviewed"_L1, "waiting_to_deploy"_L1};

// How far the change breaks the rule; nothing when it keeps it.
std::optional<double> breaks(
    const ChangeFact &change, const AttentionRule &rule, Instant now, const QSet<QString> &deploying)
{
    const bool open = change.state == enumName(ChangeState::Open);
    const auto longerThan = [&](Instant since) -> std::optional<double> {
        if (!since.isSet() || double(now.ms() - since.ms()) < rule.threshold * double(kDayMs))
            return {};
        return static_cast<double>(now.ms() - since.ms());
    };
    switch (rule.kind) {
    case AttentionKind::NoFirstReview:
        return open && stepOf(change) == OpenStep::WaitingForReview ? longerThan(std::max(change.ready, change.created))
                                                                    : std::nullopt;
    case AttentionKind::LongReview:
        return open && stepOf(change) == OpenStep::InReview ? longerThan(change.firstResponse) : std::nullopt;
    case AttentionKind::ApprovedNotMerged:
        return open && stepOf(change) == OpenStep::Approved ? longerThan(change.firstApproval) : std::nullopt;
    case AttentionKind::NoProgress:
        return open ? longerThan(std::max({change.created, change.ready, change.firstResponse, change.firstApproval}))
                    : std::nullopt;
    case AttentionKind::VeryLarge:
        return open && double(change.size) > rule.threshold ? std::optional(double(change.size)) : std::nullopt;
    case AttentionKind::MergedUnreviewed:
        if (!change.unreviewed || !change.merged.isSet()
            || double(now.ms() - change.merged.ms()) > rule.threshold * double(kDayMs))
            return {};
        return static_cast<double>(now.ms() - change.merged.ms());
    case AttentionKind::WaitingToDeploy:
        if (change.deployed.isSet() || !change.merged.isSet() || !deploying.contains(change.repository)
            || now.ms() - change.merged.ms() > kDeployLookBackDays * kDayMs)
            return {};
        return longerThan(change.merged);
    }
    return {};
}

} // namespace

std::vector<AttentionRule> defaultAttentionRules()
{
    using enum AttentionKind;
    return {{NoFirstReview, 2}, {LongReview, 3}, {ApprovedNotMerged, 1}, {NoProgress, 14}, {VeryLarge, 1000},
        {MergedUnreviewed, 7}, {WaitingToDeploy, 7}};
}

QString attentionKey(AttentionKind kind)
{
    return kKeys[static_cast<std::size_t>(kind)];
}

QJsonObject toJson(const std::vector<AttentionRule> &rules)
{
    QJsonObject object;
    for (const AttentionRule &rule : rules)
        object.insert(
            attentionKey(rule.kind), QJsonObject{{u"threshold"_s, rule.threshold}, {u"enabled"_s, rule.enabled}});
    return object;
}

std::vector<AttentionRule> attentionRulesFromJson(const QJsonObject &object)
{
    std::vector<AttentionRule> rules = defaultAttentionRules();
    for (AttentionRule &rule : rules) {
        const QJsonObject saved = object.value(attentionKey(rule.kind)).toObject();
        rule.threshold = std::max(0.0, saved.value("threshold"_L1).toDouble(rule.threshold));
        rule.enabled = saved.value("enabled"_L1).toBool(true);
    }
    return rules;
}

QString attentionText(const AttentionRule &rule)
{
    const QString number = QLocale().toString(rule.threshold, 'f', QLocale::FloatingPointShortest);
    const QString days = rule.threshold == 1 ? Attention::tr("1 day") : Attention::tr("%1 days").arg(number);
    switch (rule.kind) {
    case AttentionKind::NoFirstReview:
        return Attention::tr("Waiting for a first review for more than %1").arg(days);
    case AttentionKind::LongReview:
        return Attention::tr("In review for more than %1 without an approval").arg(days);
    case AttentionKind::ApprovedNotMerged:
        return Attention::tr("Approved for more than %1, not merged").arg(days);
    case AttentionKind::NoProgress:
        return Attention::tr("Open, no step forward for more than %1").arg(days);
    case AttentionKind::VeryLarge:
        return Attention::tr("Open with more than %1 changed lines").arg(number);
    case AttentionKind::MergedUnreviewed:
        return Attention::tr("Merged without a review in the last %1").arg(days);
    case AttentionKind::WaitingToDeploy:
        return Attention::tr("Merged for more than %1, not in production").arg(days);
    }
    return {};
}

QString attentionLabel(AttentionKind kind)
{
    switch (kind) {
    case AttentionKind::NoFirstReview:
        return Attention::tr("Waiting for a first review for more than");
    case AttentionKind::LongReview:
        return Attention::tr("In review without an approval for more than");
    case AttentionKind::ApprovedNotMerged:
        return Attention::tr("Approved but not merged for more than");
    case AttentionKind::NoProgress:
        return Attention::tr("Open without a step forward for more than");
    case AttentionKind::VeryLarge:
        return Attention::tr("Open with more changed lines than");
    case AttentionKind::MergedUnreviewed:
        return Attention::tr("Merged without a review in the last");
    case AttentionKind::WaitingToDeploy:
        return Attention::tr("Merged but not in production for more than");
    }
    return {};
}

QString thresholdUnit(AttentionKind kind)
{
    return kind == AttentionKind::VeryLarge ? Attention::tr("lines") : Attention::tr("days");
}

MetricUnit valueUnit(AttentionKind kind)
{
    return kind == AttentionKind::VeryLarge ? MetricUnit::Lines : MetricUnit::Duration;
}

Instant attentionSince(const std::vector<AttentionRule> &rules, Instant now)
{
    double days = kDeployLookBackDays;
    for (const AttentionRule &rule : rules) {
        if (rule.kind == AttentionKind::MergedUnreviewed)
            days = std::max(days, rule.threshold);
    }
    return Instant(now.ms() - static_cast<qint64>(std::min(days, 36500.0) * double(kDayMs)));
}

std::vector<AttentionFinding> findAttention(
    const std::vector<ChangeFact> &changes, const std::vector<AttentionRule> &rules, Instant now)
{
    QSet<QString> deploying; // repositories whose changes reach production at all
    for (const ChangeFact &change : changes) {
        if (change.deployed.isSet())
            deploying.insert(change.repository);
    }
    std::vector<AttentionFinding> findings;
    for (const AttentionRule &rule : rules) {
        if (!rule.enabled)
            continue;
        AttentionFinding finding{rule, {}};
        for (const ChangeFact &change : changes) {
            if (const auto value = breaks(change, rule, now, deploying))
                finding.hits.push_back({change.id, *value});
        }
        std::ranges::sort(finding.hits, std::greater{}, &AttentionHit::value);
        if (rule.kind == AttentionKind::MergedUnreviewed)
            std::ranges::reverse(finding.hits); // the newest first
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace leadline
