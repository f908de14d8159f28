#pragma once

#include "core/metrics/factssnapshot.h"
#include "core/metrics/metricengine.h"
#include "tests/fakes/memoryfacts.h"

#include <QDateTime>
#include <QTest>

namespace leadline {

inline constexpr double kHourMs = 3'600'000;

// Facts by hand, the built-in catalogue (or one with more) and an engine over both.
class MetricFixture {
public:
    MemoryFacts facts;
    CalendarRules calendar{.zone = QTimeZone("Europe/Berlin"), .weekStart = Qt::Monday};
    Instant now = Instant::fromIso(u"2026-03-18T12:00:00Z");
    std::vector<MetricCatalog::Text> texts;

    [[nodiscard]] std::shared_ptr<const MetricCatalog> catalog() const
    {
        return MetricCatalog::fromTexts(texts, MemoryFacts::dataModel());
    }

    [[nodiscard]] MetricEngine engine()
    {
        auto snapshot = FactsSnapshot::load(facts, facts.facts(), 7);
        Q_ASSERT(snapshot);
        return {catalog(), *snapshot, calendar, now};
    }

    // Both days included, as a person says it.
    [[nodiscard]] TimeRange days(const char *first, const char *last) const
    {
        return daysBetween(QDate::fromString(QLatin1StringView(first), Qt::ISODate),
            QDate::fromString(QLatin1StringView(last), Qt::ISODate), calendar.zone);
    }

    // An error fails the test and gives an empty result.
    [[nodiscard]] MetricResult evaluate(const MetricQuery &query)
    {
        auto result = engine().evaluate(query);
        if (!result) {
            QTest::qFail(qPrintable(result.error().text), __FILE__, __LINE__);
            return {};
        }
        return *result;
    }
};

// Values of points, gaps as "-": "3 1 2".
[[nodiscard]] inline QString valuesOf(const MetricSeries &series, double scale = 1)
{
    QStringList values;
    for (const MetricPoint &point : series.points)
        values.append(point.isGap() ? QStringLiteral("-") : QString::number(point.value / scale));
    return values.join(QLatin1Char(' '));
}

[[nodiscard]] inline QString excludedOf(const MetricResult &result)
{
    QStringList list;
    for (const ExcludedCount &excluded : result.excluded)
        list.append(QStringLiteral("%1 %2").arg(excluded.count).arg(excluded.reason));
    list.sort();
    return list.join(QStringLiteral(", "));
}

} // namespace leadline
