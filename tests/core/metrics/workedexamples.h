#pragma once

#include "metricfixture.h"

#include <QFile>
#include <QSet>

namespace leadline {

// What a metric must give over March 2026, worked out by hand; `excluded` as excludedOf() writes it.
struct WorkedExample {
    QString metric;
    double value; // kGap = none
    QString excluded;
};

[[nodiscard]] inline bool isSame(double value, double expected)
{
    return qIsNaN(expected) ? qIsNaN(value) : qAbs(value - expected) <= 1e-9 * qMax(1.0, qAbs(expected));
}

// The ids of one file of built-in definitions.
[[nodiscard]] inline QSet<QString> metricsOfFile(const QString &name)
{
    QFile file(QStringLiteral(":/leadline/metrics/") + name);
    QSet<QString> ids;
    if (!file.open(QIODevice::ReadOnly))
        return ids;
    const QJsonArray metrics = QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("metrics")].toArray();
    for (const QJsonValue metric : metrics)
        ids.insert(metric[QStringLiteral("id")].toString());
    return ids;
}

// Every definition of the file has an example, and every example comes out.
inline void checkExamples(MetricFixture &fixture, const QString &file, const std::vector<WorkedExample> &examples)
{
    QSet<QString> untried = metricsOfFile(file);
    QVERIFY2(!untried.isEmpty(), qPrintable(file));
    for (const WorkedExample &example : examples) {
        untried.remove(example.metric);
        const MetricResult result = fixture.evaluate(
            {.metric = example.metric, .range = fixture.days("2026-03-01", "2026-03-31"), .grain = Grain::Month});
        QCOMPARE(result.series.size(), 1);
        const double value = result.series.front().total.value;
        QVERIFY2(isSame(value, example.value),
            qPrintable(QStringLiteral("%1: %2 instead of %3").arg(example.metric).arg(value).arg(example.value)));
        QVERIFY2(excludedOf(result) == example.excluded,
            qPrintable(QStringLiteral("%1: excluded %2").arg(example.metric, excludedOf(result))));
    }
    QVERIFY2(untried.isEmpty(), qPrintable(QStringList(untried.begin(), untried.end()).join(u' ')));
}

} // namespace leadline
