#pragma once

#include "core/metrics/metricquery.h"

#include <QByteArray>

#include <map>
#include <vector>

namespace leadline {

// One metric query, and what it means in SQL over columns that are named as those of the fact.
struct Part {
    enum class Kind { Count, Mean, Quantile, Open };
    MetricQuery query;
    QByteArray fact;
    QByteArray time; // column that places a row; of what is open: its beginning
    Kind kind = Kind::Count;
    QByteArray value; // Mean, Quantile: an expression, NULL = left out
    double quantile = 0.5;
    QByteArray ended; // Open: an expression, NULL = still open
    QByteArray where; // what definition and query ask of a row
};

struct Question {
    QByteArray name;
    std::vector<Part> parts; // a breakdown asks several metrics
};

// The fixed set of 20 questions of a dashboard, as asked at the end of the organisation's history.
[[nodiscard]] std::vector<Question> dashboardQuestions();
inline const Instant kAskedAt = Instant::fromIso(u"2026-01-01T00:00:00Z");

struct Answer {
    double value = kGap;
    double low = kGap;
    double high = kGap;
    qint64 n = 0;
};
// By "names of the dimensions|period's beginning in ms" or "…|total". Points without a record are left out.
using Answers = std::map<QByteArray, Answer>;

// Where two differ, in words; empty = nowhere. Sums of many values may differ in the last digits.
[[nodiscard]] QByteArray differenceOf(const Answers &ours, const Answers &theirs);

} // namespace leadline
