#pragma once

#include "core/domain/organisation.h"
#include "core/metrics/evaluation.h"
#include "core/metrics/metricdefinition.h"

#include <QJsonObject>

#include <map>

namespace leadline {

// A second opinion on any metric of a fact: slow, row by row over JSON, with QDateTime for every time and sorted lists
// for every quantile. It shares the definitions with the engine and nothing else.
struct NaivePoint {
    double value = kGap;
    qint64 n = 0;
};

struct NaiveResult {
    std::vector<QDate> periods; // first days; one invalid date for Grain::All
    std::map<QStringList, std::vector<NaivePoint>> points; // by series
    std::map<QStringList, NaivePoint> totals;
    std::map<QString, qint64> excluded;
};

// What one row adds.
struct NaiveValue {
    Instant at;
    double value = 0;
    QString name; // in MetricDefinition::of
};

class NaiveMetric {
public:
    NaiveMetric(const MetricDefinition &definition, const MetricQuery &query, const std::vector<QJsonObject> &rows,
        CalendarRules calendar, Instant now, Organisation organisation = {});
    [[nodiscard]] NaiveResult run();

private:
    [[nodiscard]] QDate periodOf(Instant at, Grain grain) const;
    [[nodiscard]] TimeRange rangeOf(QDate period, Grain grain) const; // whole
    [[nodiscard]] bool meets(const QJsonObject &row, const MetricCondition &condition) const;
    [[nodiscard]] bool meets(const QJsonObject &row, const MetricFilter &filter) const;
    [[nodiscard]] bool passes(const QJsonObject &row, bool count);
    [[nodiscard]] double valueOf(const QJsonObject &row, Instant moment, bool *outOfOrder) const;
    [[nodiscard]] QStringList namesOf(const QJsonObject &row, const QString &dimension) const;
    [[nodiscard]] std::vector<QStringList> keysOf(const QJsonObject &row) const;
    [[nodiscard]] double worked(const QJsonObject &row, Instant from, Instant to) const;
    [[nodiscard]] NaivePoint aggregate(const std::vector<NaiveValue> &values) const;
    [[nodiscard]] double shares(const std::vector<NaiveValue> &values) const;
    [[nodiscard]] double emptyValue(const TimeRange &clipped) const;
    void listPeriods();
    void flow();
    void stock();
    void perPeriod();
    void variation();
    void exclude(const QString &reason);

    const MetricDefinition &m_definition;
    const MetricQuery &m_query;
    const std::vector<QJsonObject> &m_rows;
    CalendarRules m_calendar;
    Instant m_now;
    Organisation m_organisation;
    Instant m_moment; // at which an open row is looked at
    Instant m_knownFrom; // of the first record
    NaiveResult m_result;
    mutable QHash<std::pair<QDate, int>, TimeRange> m_ranges; // by period and grain, for speed
};

[[nodiscard]] bool same(double left, double right); // gaps, too; but for the last digits

// In words where the engine's answer and the naive one do not agree in every series, period, total, count and reason.
[[nodiscard]] QString differenceOf(const Evaluation &engine, const NaiveResult &naive);

} // namespace leadline
