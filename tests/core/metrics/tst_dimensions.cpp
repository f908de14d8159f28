#include "core/metrics/filtertext.h"
#include "metricfixture.h"

using namespace leadline;
using namespace Qt::StringLiterals;

// Splits and filters by what is not stored, and durations in working hours: worked by hand.
class TestDimensions final : public QObject {
    Q_OBJECT

private:
    int m_id = 0;

    QJsonObject merged(const char *at, const char *team = "Otter", const QString &labels = {}, int size = 5)
    {
        return {{u"id"_s, ++m_id}, {u"state"_s, u"merged"_s}, {u"author_class"_s, u"human"_s}, {u"author"_s, u"ann"_s},
            {u"team"_s, QLatin1StringView(team)}, {u"labels"_s, labels}, {u"size"_s, size},
            {u"merged_at"_s, QLatin1StringView(at)}};
    }

    // "name value, name value" in the order of the names.
    static QString partsOf(const MetricResult &result)
    {
        QStringList parts;
        for (const MetricSeries &series : result.series)
            parts.append(series.key.join(u'+') + u' ' + QString::number(series.total.value));
        parts.sort();
        return parts.join(u", "_s);
    }

    static MetricResult split(MetricFixture &fixture, const QStringList &by, const QString &where = {})
    {
        MetricQuery query{.metric = u"changes_merged"_s,
            .range = fixture.days("2026-03-02", "2026-03-15"),
            .grain = Grain::All,
            .by = by};
        if (!where.isEmpty())
            query.where = {*filterFromText(where)};
        return fixture.evaluate(query);
    }

    static void makeTeams(MetricFixture &fixture)
    {
        fixture.facts.setOrganisation(
            {.parentTeams = {{u"Otter"_s, u"Water"_s}, {u"Heron"_s, u"Water"_s}, {u"Water"_s, u"Nature"_s}},
                .calendars = {}});
    }

    static std::shared_ptr<const WorkingTime> hours(WorkingHours those)
    {
        return std::make_shared<const WorkingTime>(std::move(those));
    }

private Q_SLOTS:
    void weekdayAndHourAreOfTheZone()
    {
        MetricFixture fixture; // Berlin
        for (const char *at : {"2026-03-03T23:30:00Z", "2026-03-04T08:59:59Z", "2026-03-04T09:00:00Z"})
            fixture.facts.add(u"change"_s, merged(at));
        QCOMPARE(partsOf(split(fixture, {u"weekday"_s})), u"Wednesday 3"_s);
        QCOMPARE(partsOf(split(fixture, {u"weekday"_s, u"hour"_s})),
            u"Wednesday+00:00 1, Wednesday+09:00 1, Wednesday+10:00 1"_s);
        QCOMPARE(partsOf(split(fixture, {}, u"hour=00:00|10:00"_s)), u" 2"_s);
        fixture.calendar.zone = QTimeZone::utc();
        QCOMPARE(partsOf(split(fixture, {u"weekday"_s})), u"Tuesday 1, Wednesday 2"_s);
    }

    // By another zone only what lies near midnight changes its day.
    void anotherZoneMovesOnlyWhatItShould()
    {
        MetricFixture fixture;
        for (int hour = 0; hour < 14 * 24; ++hour)
            fixture.facts.add(u"change"_s,
                merged(qPrintable(
                    Instant{Instant::fromIso(u"2026-03-02T00:30:00Z").ms() + hour * qint64{3'600'000}}.toIso())));
        const auto hoursOf = [&](const char *zone) {
            fixture.calendar.zone = QTimeZone(zone);
            std::map<QString, double> counts;
            for (const MetricSeries &series : split(fixture, {u"weekday"_s}).series)
                counts[series.key.front()] = series.total.value;
            return counts;
        };
        const auto utc = hoursOf("UTC");
        QCOMPARE(utc.size(), 7U);
        for (const auto &[day, count] : utc)
            QCOMPARE(count, 48.0);
        // Two weeks of Berlin begin an hour before those of UTC, of which nothing is here.
        for (const auto &[day, count] : hoursOf("Europe/Berlin"))
            QCOMPARE(count, day == "Monday"_L1 ? 47.0 : 48.0);
        for (const auto &[day, count] :
            hoursOf("America/New_York")) // one Sunday has 23 hours, of the other 20 are here
            QCOMPARE(count, day == "Sunday"_L1 ? 43.0 : 48.0);
    }

    void sizesAreClasses()
    {
        MetricFixture fixture;
        for (const int size : {0, 10, 11, 100, 101, 400, 401, 1000, 1001})
            fixture.facts.add(u"change"_s, merged("2026-03-04T12:00:00Z", "Otter", {}, size));
        QJsonObject unknown = merged("2026-03-04T12:00:00Z");
        unknown.remove(u"size"_s);
        fixture.facts.add(u"change"_s, unknown);
        QCOMPARE(partsOf(split(fixture, {u"size_class"_s})), u" 1, L 2, M 2, S 2, XL 1, XS 2"_s);
        QCOMPARE(partsOf(split(fixture, {}, u"size_class=XS|XL"_s)), u" 3"_s);
    }

    void aRowCountsUnderEachOfItsLabels()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2026-03-03T12:00:00Z", "Otter", u"bug\nurgent"_s));
        fixture.facts.add(u"change"_s, merged("2026-03-04T12:00:00Z", "Heron", u"bug"_s));
        fixture.facts.add(u"change"_s, merged("2026-03-05T12:00:00Z", "Heron"));
        const MetricResult result = split(fixture, {u"label"_s});
        QCOMPARE(partsOf(result), u" 1, bug 2, urgent 1"_s);
        QCOMPARE(result.notes.size(), 1);
        QVERIFY(result.notes.front().contains(u"each label"_s));
        QCOMPARE(
            partsOf(split(fixture, {u"label"_s, u"team"_s})), u"+Heron 1, bug+Heron 1, bug+Otter 1, urgent+Otter 1"_s);
        QCOMPARE(partsOf(split(fixture, {}, u"label=bug"_s)), u" 2"_s);
        QCOMPARE(partsOf(split(fixture, {}, u"label!=bug"_s)), u" 1"_s);
        QCOMPARE(partsOf(split(fixture, {}, u"label=urgent or label="_s)), u" 2"_s);
        const auto rows = fixture.engine().rows(result.query, {u"bug"_s}, {}, -1);
        QCOMPARE(rows->total, 2);
    }

    void aTeamHoldsItsParts()
    {
        MetricFixture fixture;
        makeTeams(fixture);
        fixture.facts.add(u"change"_s, merged("2026-03-03T12:00:00Z", "Otter"));
        fixture.facts.add(u"change"_s, merged("2026-03-04T12:00:00Z", "Otter"));
        fixture.facts.add(u"change"_s, merged("2026-03-05T12:00:00Z", "Heron"));
        fixture.facts.add(u"change"_s, merged("2026-03-05T12:00:00Z", "Water"));
        fixture.facts.add(u"change"_s, merged("2026-03-05T12:00:00Z", ""));
        QCOMPARE(partsOf(split(fixture, {u"team"_s})), u" 1, Heron 1, Otter 2, Water 1"_s);
        QCOMPARE(partsOf(split(fixture, {u"team_tree"_s})), u" 1, Heron 1, Nature 4, Otter 2, Water 4"_s);
        QCOMPARE(partsOf(split(fixture, {}, u"team=Water"_s)), u" 4"_s);
        QCOMPARE(partsOf(split(fixture, {}, u"team=Nature"_s)), u" 4"_s); // itself has no rows
        QCOMPARE(partsOf(split(fixture, {}, u"team=Otter"_s)), u" 2"_s);
        QCOMPARE(partsOf(split(fixture, {}, u"team!=Water"_s)), u" 1"_s);
        const MetricResult nobody = split(fixture, {}, u"team=Lynx"_s);
        QCOMPARE(nobody.notes, QStringList{u"No record has 'Lynx', which is filtered by."_s});
    }

    void teamsThatHoldEachOtherEndNowhere()
    {
        MetricFixture fixture;
        fixture.facts.setOrganisation({.parentTeams = {{u"A"_s, u"B"_s}, {u"B"_s, u"A"_s}}, .calendars = {}});
        fixture.facts.add(u"change"_s, merged("2026-03-03T12:00:00Z", "A"));
        QCOMPARE(partsOf(split(fixture, {u"team_tree"_s})), u"A 1, B 1"_s);
    }

    void tenThousandTeamsWithNamesInAnyScript()
    {
        MetricFixture fixture;
        Organisation organisation;
        for (int i = 0; i < 10'000; ++i) {
            const QString name = u"команда %1 海獭 🦦"_s.arg(i);
            organisation.parentTeams.insert(name, u"Büro %1"_s.arg(i % 100));
            QJsonObject row = merged("2026-03-03T12:00:00Z");
            row[u"team"_s] = name;
            fixture.facts.add(u"change"_s, row);
        }
        fixture.facts.setOrganisation(organisation);
        QCOMPARE(split(fixture, {u"team"_s}).series.size(), 10'000U);
        QCOMPARE(split(fixture, {u"team_tree"_s}).series.size(), 10'100U);
        QCOMPARE(partsOf(split(fixture, {}, u"team=Büro 7"_s)), u" 100"_s);
        QCOMPARE(partsOf(split(fixture, {}, u"team=команда 42 海獭 🦦|команда 43 海獭 🦦"_s)), u" 2"_s);
    }

    void openRowsAgeFromMomentToMoment()
    {
        MetricFixture fixture; // Wednesday, 18 March, noon
        for (const char *created : {"2026-03-01T12:00:00Z", "2026-03-12T12:00:00Z"})
            fixture.facts.add(u"change"_s,
                {{u"id"_s, ++m_id}, {u"author_class"_s, u"human"_s}, {u"draft"_s, 0},
                    {u"created_at"_s, QLatin1StringView(created)}});
        MetricQuery query{.metric = u"open_changes"_s,
            .range = fixture.days("2026-03-02", "2026-03-22"),
            .grain = Grain::Week,
            .by = {u"age_class"_s}};
        QHash<QString, QString> values;
        for (const MetricSeries &series : fixture.evaluate(query).series)
            values.insert(series.key.front(), valuesOf(series));
        // At the end of the weeks the first is 7.5 and 14.5 days old, and now 17; the second 3.5, and now 6.
        QCOMPARE(values.value(u"1 to 2 weeks"_s), u"1 0 0"_s);
        QCOMPARE(values.value(u"2 to 4 weeks"_s), u"0 1 1"_s);
        QCOMPARE(values.value(u"3 to 7 days"_s), u"0 1 1"_s);
        QCOMPARE(values.size(), 3);
        query.by.clear();
        query.where = {*filterFromText(u"age_class=2 to 4 weeks"_s)};
        QCOMPARE(valuesOf(fixture.evaluate(query).series.at(0)), u"0 1 1"_s);
        const auto rows = fixture.engine().rows(query, {}, fixture.evaluate(query).series.at(0).points.at(1).range, -1);
        QCOMPARE(rows->total, 1);
        QCOMPARE(rows->rows.front().id, qint64(m_id - 1));
    }

    void unknownDimensionsSayWhatThereIs()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2026-03-03T12:00:00Z"));
        const auto result = fixture.engine().evaluate(
            {.metric = u"changes_merged"_s, .range = fixture.days("2026-03-02", "2026-03-15"), .by = {u"week_day"_s}});
        QVERIFY(!result);
        QVERIFY2(result.error().text.contains(u"Did you mean 'weekday'?"_s), qPrintable(result.error().text));
        QVERIFY(result.error().text.contains(u"size_class, source, state, team, team_tree, weekday"_s));
    }

    void splittingThenSummingGivesTheWhole()
    {
        MetricFixture fixture;
        makeTeams(fixture);
        for (int i = 0; i < 200; ++i)
            fixture.facts.add(u"change"_s,
                merged(
                    qPrintable(Instant{Instant::fromIso(u"2026-03-02T00:00:00Z").ms() + i * qint64{5'555'000}}.toIso()),
                    i % 3 == 0 ? "Otter" : "Heron", {}, i * 9));
        const double whole = split(fixture, {}).series.at(0).total.value;
        for (const QStringList &by : {QStringList{u"weekday"_s}, QStringList{u"hour"_s, u"team"_s},
                 QStringList{u"size_class"_s, u"weekday"_s}, QStringList{u"age_class"_s}, QStringList{u"source"_s}}) {
            double sum = 0;
            for (const MetricSeries &series : split(fixture, by).series)
                sum += series.total.value;
            QCOMPARE(sum, whole);
        }
    }

    // --- working hours

    void waitingByNightIsNoWork()
    {
        MetricFixture fixture;
        fixture.facts.setOrganisation({.parentTeams = {},
            .calendars = {.workspace = hours({.zone = QTimeZone("Europe/Berlin")}),
                .teams = {{u"Lynx"_s, hours({.zone = QTimeZone("America/New_York")})}},
                .people = {{u"dee"_s, hours({.zone = QTimeZone("Europe/Berlin"), .weekdays = {6, 7}})}}}});
        // Ready Tuesday 3 March 10:02 in Berlin, answered Wednesday 09:10: 7 h 8 min of work.
        QJsonObject row = merged("2026-03-04T12:00:00Z");
        row[u"started_at"_s] = u"2026-03-03T08:02:00Z"_s;
        row[u"coding"_s] = 3'600'000;
        row[u"pickup"_s] = (23 * 60 + 8) * 60'000;
        fixture.facts.add(u"change"_s, row);
        const auto pickup = [&](MeasuredBy clock) {
            return fixture.evaluate({.metric = u"pickup_time"_s,
                .range = fixture.days("2026-03-02", "2026-03-08"),
                .grain = Grain::All,
                .clock = clock});
        };
        MetricResult result = pickup(MeasuredBy::WorkingHours);
        QCOMPARE(result.series.at(0).total.value, (7 * 60 + 8) * 60'000.0);
        QCOMPARE(result.unit, MetricUnit::WorkingTime);
        QCOMPARE(pickup(MeasuredBy::Definition).series.at(0).total.value, (23 * 60 + 8) * 60'000.0);
        QCOMPARE(pickup(MeasuredBy::Definition).unit, MetricUnit::Duration);
        // The rows say it in words.
        const auto rows = fixture.engine().rows(result.query, {}, {}, -1);
        const auto explained =
            explainRows(*rows, result.query, *fixture.catalog(), fixture.facts, fixture.calendar.zone);
        QVERIFY2(explained->rows.front().explanation.endsWith(u"7.1 working hours"_s),
            qPrintable(explained->rows.front().explanation));
        // New York sleeps until 15:00 in Berlin: Tuesday 15:00 to 23:00 is its day.
        row[u"id"_s] = ++m_id;
        row[u"team"_s] = u"Lynx"_s;
        fixture.facts.add(u"change"_s, row);
        row[u"id"_s] = ++m_id;
        row[u"author"_s] = u"dee"_s; // works at weekends only, whatever her team does
        fixture.facts.add(u"change"_s, row);
        result = fixture.evaluate({.metric = u"pickup_time"_s,
            .range = fixture.days("2026-03-02", "2026-03-08"),
            .grain = Grain::All,
            .by = {u"team"_s, u"author"_s},
            .clock = MeasuredBy::WorkingHours});
        QHash<QString, double> values;
        for (const MetricSeries &series : result.series)
            values.insert(series.key.join(u'+'), series.total.value / 3'600'000);
        QCOMPARE(values.value(u"Lynx+ann"_s), 8.0);
        QCOMPARE(values.value(u"Lynx+dee"_s), 0.0);
    }

    void stagesAddUpInWorkingHoursToo()
    {
        MetricFixture fixture;
        fixture.facts.setOrganisation(
            {.parentTeams = {}, .calendars = {.workspace = hours({.zone = QTimeZone("Europe/Berlin")})}});
        QJsonObject row = merged("2026-03-12T12:00:00Z");
        row[u"deployed_at"_s] = u"2026-03-13T09:00:00Z"_s;
        row[u"started_at"_s] = u"2026-03-05T05:00:00Z"_s;
        qint64 lead = 0;
        for (const auto &[stage, hoursOf] : {std::pair{u"coding"_s, 30}, std::pair{u"pickup"_s, 17},
                 std::pair{u"merge"_s, 111}, std::pair{u"deploy"_s, 38}}) {
            row[stage] = hoursOf * kHourMs;
            lead += hoursOf;
        }
        row[u"lead"_s] = static_cast<double>(lead) * kHourMs;
        fixture.facts.add(u"change"_s, row);
        double sum = 0;
        const auto value = [&](const QString &metric) {
            const MetricResult result = fixture.evaluate({.metric = metric,
                .range = fixture.days("2026-03-02", "2026-03-15"),
                .grain = Grain::All,
                .clock = MeasuredBy::WorkingHours});
            if (result.unit != MetricUnit::WorkingTime)
                QTest::qFail(qPrintable(metric), __FILE__, __LINE__);
            return result.series.at(0).total.value / kHourMs;
        };
        for (const QString &stage :
            {u"stage_coding"_s, u"stage_pickup"_s, u"stage_review"_s, u"stage_merge"_s, u"stage_deploy"_s})
            sum += value(stage);
        QCOMPARE(sum, value(u"stage_total"_s));
        // Thursday 06:00 to the Friday of the week after, 10:00: six whole days and an hour.
        QCOMPARE(sum, 6 * 8 + 1.0);
    }

    void whatIsNoStretchOfTimeStaysElapsed()
    {
        MetricFixture fixture;
        fixture.facts.add(u"change"_s, merged("2026-03-04T12:00:00Z"));
        fixture.texts = {{u"my.json"_s, R"({"metrics": [{"id": "odd", "title": "O", "definition": "D",
            "unit": "duration", "fact": "change", "time": "merged_at", "value": "size", "aggregate": "mean"}]})"}};
        const MetricResult result = fixture.evaluate(
            {.metric = u"odd"_s, .range = fixture.days("2026-03-02", "2026-03-08"), .clock = MeasuredBy::WorkingHours});
        QCOMPARE(result.unit, MetricUnit::Duration);
        QVERIFY(result.notes.join(u' ').contains(u"elapsed time"_s));
        // A count has no clock, and no note either.
        QCOMPARE(split(fixture, {}).notes.size(), 0);
    }

    void definitionsMayChooseTheClock()
    {
        MetricFixture fixture;
        fixture.facts.setOrganisation(
            {.parentTeams = {}, .calendars = {.workspace = hours({.zone = QTimeZone("Europe/Berlin")})}});
        QJsonObject row = merged("2026-03-09T09:00:00Z"); // Monday 10:00; created on Friday at 16:00
        row[u"created_at"_s] = u"2026-03-06T15:00:00Z"_s;
        fixture.facts.add(u"change"_s, row);
        fixture.texts = {{u"my.json"_s, R"({"metrics": [
            {"id": "worked", "title": "W", "definition": "D", "unit": "duration", "fact": "change", "time": "merged_at",
             "value": {"from": "created_at", "to": "merged_at", "clock": "working"}, "aggregate": "mean"},
            {"id": "twice", "title": "T", "definition": "D", "unit": "duration", "formula": "worked * 2"},
            {"id": "bad", "title": "B", "definition": "D", "unit": "duration", "fact": "change", "time": "merged_at",
             "value": {"column": "size", "clock": "working"}, "aggregate": "mean"}]})"}};
        const auto value = [&](const QString &metric, MeasuredBy clock) {
            return fixture.evaluate(
                {.metric = metric, .range = fixture.days("2026-03-02", "2026-03-15"), .clock = clock});
        };
        QCOMPARE(value(u"worked"_s, MeasuredBy::Definition).series.at(0).total.value, 2 * kHourMs);
        QCOMPARE(value(u"worked"_s, MeasuredBy::Definition).unit, MetricUnit::WorkingTime);
        QCOMPARE(value(u"worked"_s, MeasuredBy::Elapsed).series.at(0).total.value, 66 * kHourMs);
        QCOMPARE(value(u"twice"_s, MeasuredBy::Definition).series.at(0).total.value, 4 * kHourMs);
        QCOMPARE(value(u"twice"_s, MeasuredBy::Definition).unit, MetricUnit::WorkingTime);
        QCOMPARE(fixture.catalog()->problems().size(), 1);
        QVERIFY(fixture.catalog()->problems().front().message.contains(
            u"Working hours are of a time between two moments"_s));
    }
};

QTEST_APPLESS_MAIN(TestDimensions)
#include "tst_dimensions.moc"
