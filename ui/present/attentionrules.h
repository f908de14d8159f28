#pragma once

#include "ui/present/changefacts.h"

#include <QJsonObject>

namespace leadline {

// What a manager wants to be told of. Each rule has one threshold that people can change.
enum class AttentionKind {
    NoFirstReview,
    LongReview,
    ApprovedNotMerged,
    NoProgress,
    VeryLarge,
    MergedUnreviewed,
    WaitingToDeploy
};

struct AttentionRule {
    AttentionKind kind = AttentionKind::NoFirstReview;
    double threshold = 0; // days; lines for VeryLarge; the look-back in days for MergedUnreviewed
    bool enabled = true;

    bool operator==(const AttentionRule &) const = default;
};

struct AttentionHit {
    qint64 id = 0;
    double value = 0; // ms it has lasted; lines
};

struct AttentionFinding {
    AttentionRule rule;
    std::vector<AttentionHit> hits; // the worst first
};

[[nodiscard]] std::vector<AttentionRule> defaultAttentionRules();
[[nodiscard]] QString attentionKey(AttentionKind kind); // stable name in the settings
[[nodiscard]] QJsonObject toJson(const std::vector<AttentionRule> &rules);
[[nodiscard]] std::vector<AttentionRule> attentionRulesFromJson(
    const QJsonObject &object); // missing ones have their default

[[nodiscard]] QString attentionText(const AttentionRule &rule); // "Waiting for a first review for more than 2 days"
[[nodiscard]] QString attentionLabel(AttentionKind kind); // for the settings, without the threshold
[[nodiscard]] QString thresholdUnit(AttentionKind kind); // "days", "lines"
[[nodiscard]] MetricUnit valueUnit(AttentionKind kind);

// How old a change may be that breaks a rule although it is no longer open.
[[nodiscard]] Instant attentionSince(const std::vector<AttentionRule> &rules, Instant now);
[[nodiscard]] std::vector<AttentionFinding> findAttention(
    const std::vector<ChangeFact> &changes, const std::vector<AttentionRule> &rules, Instant now);

} // namespace leadline
