#include "workedexamples.h"

using namespace leadline;
using namespace Qt::StringLiterals;

// Defects, code and security, each metric worked out by hand from the tables below. It is the end of March 2026.
class TestQuality final : public QObject {
    Q_OBJECT

private:
    static constexpr double kDayMs = 24 * kHourMs;
    MetricFixture m_fixture;
    int m_id = 0;

    void issue(const char *type, const char *created, int escaped = -1)
    {
        QJsonObject row = {
            {u"id"_s, ++m_id}, {u"type"_s, QLatin1StringView(type)}, {u"created_at"_s, QLatin1StringView(created)}};
        if (escaped >= 0)
            row[u"escaped"_s] = escaped;
        m_fixture.facts.add(u"issue"_s, row);
    }
    void merged(int count)
    {
        for (int i = 0; i < count; ++i)
            m_fixture.facts.add(u"change"_s,
                {{u"id"_s, ++m_id}, {u"state"_s, u"merged"_s}, {u"author_class"_s, u"human"_s},
                    {u"merged_at"_s, u"2026-03-10T10:00:00Z"_s}});
    }
    void measure(const char *project, const char *metric, const char *at, const char *until, double value)
    {
        QJsonObject row = {{u"id"_s, ++m_id}, {u"project"_s, QLatin1StringView(project)},
            {u"metric"_s, QLatin1StringView(metric)}, {u"at"_s, QLatin1StringView(at)}, {u"value"_s, value}};
        if (until)
            row[u"until_at"_s] = QLatin1StringView(until);
        m_fixture.facts.add(u"measure"_s, row);
    }
    // Limits as the store finds them: 7, 30 and 90 days.
    void finding(
        const char *kind, const char *severity, const char *opened, double daysToClose = -1, const char *state = "open")
    {
        const Instant from = Instant::fromIso(QString::fromLatin1(opened));
        QJsonObject row = {{u"id"_s, ++m_id}, {u"kind"_s, QLatin1StringView(kind)},
            {u"severity"_s, QLatin1StringView(severity)}, {u"state"_s, QLatin1StringView(state)},
            {u"opened_at"_s, from.toIso()}};
        static const QHash<QString, int> limits = {{u"critical"_s, 7}, {u"high"_s, 30}, {u"medium"_s, 90}};
        const int limit = limits.value(row[u"severity"_s].toString());
        if (limit > 0)
            row[u"due_at"_s] = Instant{from.ms() + static_cast<qint64>(limit * kDayMs)}.toIso();
        if (daysToClose >= 0) {
            row[u"closed_at"_s] = Instant{from.ms() + static_cast<qint64>(daysToClose * kDayMs)}.toIso();
            row[u"exposure"_s] = daysToClose <= 30 ? u"up to 30 days"_s
                : daysToClose <= 90                ? u"31 to 90 days"_s
                                                   : u"more than 90 days"_s;
        }
        if (row[u"state"_s].toString() == "fixed"_L1) {
            row[u"fix"_s] = daysToClose * kDayMs;
            if (limit > 0)
                row[u"late"_s] = daysToClose > limit ? 1 : 0;
        }
        m_fixture.facts.add(u"finding"_s, row);
    }

    void addIssues()
    {
        issue("bug", "2026-03-02T10:00:00Z", 1);
        issue("bug", "2026-03-03T10:00:00Z", 0);
        issue("bug", "2026-03-04T10:00:00Z", 0);
        issue("bug", "2026-03-05T10:00:00Z"); // of a tool without such labels
        for (int i = 0; i < 11; ++i)
            issue("feature", "2026-03-06T10:00:00Z");
        issue("task", "2026-03-06T10:00:00Z");
        issue("epic", "2026-03-07T10:00:00Z");
        issue("bug", "2026-02-27T10:00:00Z", 1); // before
        merged(50);
    }

    // Two projects; the shop was measured twice, and only the newer measure counts at the end of March.
    void addMeasures()
    {
        measure("shop", "lines_to_cover", "2026-03-01T10:00:00Z", "2026-03-20T10:00:00Z", 900);
        measure("shop", "lines_to_cover", "2026-03-20T10:00:00Z", nullptr, 1000);
        measure("shop", "conditions_to_cover", "2026-03-20T10:00:00Z", nullptr, 200);
        measure("shop", "uncovered_lines", "2026-03-20T10:00:00Z", nullptr, 250);
        measure("shop", "uncovered_conditions", "2026-03-20T10:00:00Z", nullptr, 100);
        measure("mail", "lines_to_cover", "2026-03-02T10:00:00Z", nullptr, 300);
        measure("mail", "uncovered_lines", "2026-03-02T10:00:00Z", nullptr, 25);
        measure("shop", "coverage", "2026-03-20T10:00:00Z", nullptr, 70.8);
        measure("mail", "coverage", "2026-03-02T10:00:00Z", nullptr, 91.2);
        measure("shop", "lines", "2026-03-20T10:00:00Z", nullptr, 4000);
        measure("mail", "lines", "2026-03-02T10:00:00Z", nullptr, 1000);
        measure("shop", "duplicated_lines", "2026-03-20T10:00:00Z", nullptr, 200);
        measure("mail", "duplicated_lines", "2026-03-02T10:00:00Z", nullptr, 0);
        measure("shop", "ncloc", "2026-03-20T10:00:00Z", nullptr, 3000);
        measure("mail", "ncloc", "2026-03-02T10:00:00Z", nullptr, 1000);
        measure("shop", "sqale_index", "2026-03-20T10:00:00Z", nullptr, 9000);
        measure("mail", "sqale_index", "2026-03-02T10:00:00Z", nullptr, 600);
        measure("shop", "code_smells", "2026-03-20T10:00:00Z", nullptr, 50);
        measure("mail", "code_smells", "2026-03-02T10:00:00Z", nullptr, 10);
        measure("shop", "sqale_rating", "2026-03-20T10:00:00Z", nullptr, 2);
        measure("mail", "sqale_rating", "2026-03-02T10:00:00Z", nullptr, 1);
        measure("shop", "security_rating", "2026-03-20T10:00:00Z", nullptr, 4);
        measure("mail", "security_rating", "2026-03-02T10:00:00Z", nullptr, 2);
        measure("shop", "security_hotspots_reviewed", "2026-03-20T10:00:00Z", nullptr, 60);
        measure("mail", "security_hotspots_reviewed", "2026-03-02T10:00:00Z", nullptr, 100);
    }

    void addFindings()
    {
        finding("vulnerability", "critical", "2026-03-01T12:00:00Z", 5, "fixed"); // in time
        finding("vulnerability", "critical", "2026-03-02T12:00:00Z", 9, "fixed"); // two days late
        finding("vulnerability", "high", "2026-01-20T12:00:00Z", 55, "fixed"); // late, exposed 31 to 90 days
        finding("vulnerability", "low", "2025-11-01T12:00:00Z", 131, "fixed"); // no limit, more than 90 days
        finding("vulnerability", "critical", "2026-03-20T12:00:00Z"); // open, limit on the 27th: over it
        finding("vulnerability", "high", "2026-03-11T12:00:00Z"); // open, limit in April
        finding("vulnerability", "medium", "2026-03-21T12:00:00Z"); // open, limit in June
        finding("vulnerability", "low", "2026-03-29T12:00:00Z"); // open, no limit
        finding("vulnerability", "high", "2026-03-05T12:00:00Z", 3, "ignored");
        finding("secret", "critical", "2026-03-15T12:00:00Z");
        finding("smell", "critical", "2026-03-15T12:00:00Z");
        finding("vulnerability", "critical", "2026-02-01T12:00:00Z", 2, "fixed"); // before
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture.now = Instant::fromIso(u"2026-03-31T12:00:00Z");
        addIssues();
        addMeasures();
        addFindings();
    }

    void everyMetricOfTheFile()
    {
        const auto days = [](double count) { return count * kDayMs; };
        checkExamples(m_fixture, u"quality.json"_s,
            {
                {u"bugs_opened"_s, 4, {}},
                {u"bug_ratio"_s, 4.0 / 16, u"1 epics"_s},
                {u"escaped_defects"_s, 1.0 / 3, u"1 where they were found is not told"_s},
                {u"defects_per_100_changes"_s, 8, {}},
                // 1,000 + 200 + 300 places, of which 250 + 100 + 25 no test reaches
                {u"coverable_code"_s, 1500, {}},
                {u"uncovered_code"_s, 375, {}},
                {u"coverage"_s, 0.75, {}},
                {u"project_coverage_percent"_s, 81, {}},
                {u"project_coverage"_s, 0.81, {}},
                {u"duplicated_lines"_s, 200, {}},
                {u"measured_lines"_s, 5000, {}},
                {u"duplication"_s, 0.04, {}},
                {u"code_lines"_s, 4000, {}},
                {u"debt_minutes"_s, 9600, {}},
                {u"technical_debt"_s, 20, {}}, // 9,600 minutes are 20 days of 8 hours
                {u"debt_ratio"_s, 0.08, {}}, // of 120,000 minutes to write 4,000 lines: a B
                {u"maintainability_rating"_s, 1.5, {}},
                {u"code_smells"_s, 60, {}},
                {u"smells_per_1000_lines"_s, 15, {}},
                {u"security_rating"_s, 3, {}},
                {u"well_rated_security"_s, 0.5, {}},
                {u"hotspots_reviewed_percent"_s, 80, {}},
                {u"hotspots_reviewed"_s, 0.8, {}},
                {u"open_vulnerabilities"_s, 4, {}},
                {u"open_severe_vulnerabilities"_s, 2, {}},
                {u"open_secrets"_s, 1, {}},
                {u"vulnerabilities_found"_s, 7, {}},
                {u"vulnerabilities_fixed"_s, 4, u"1 ignored"_s},
                {u"time_to_remediate"_s, days((5 + 9 + 55 + 131) / 4.0), u"1 ignored, 4 not fixed yet"_s},
                {u"time_to_remediate_median"_s, days(32), u"1 ignored, 4 not fixed yet"_s},
                {u"open_vulnerability_age"_s, days(10.5), {}}, // 2, 10, 11 and 20 days
                {u"overdue_vulnerabilities"_s, 1, {}},
                {u"open_with_limit"_s, 3, {}},
                {u"overdue_share"_s, 1.0 / 3, {}},
                {u"fixed_with_limit"_s, 3, {}},
                {u"fixed_late"_s, 2, {}},
                {u"fixed_late_share"_s, 2.0 / 3, u"2 no limit"_s}, // one low, one ignored
                {u"sla_breach"_s, 3.0 / 6, {}},
                {u"exposed_up_to_30_days"_s, 0.5, u"1 ignored"_s},
                {u"exposed_31_to_90_days"_s, 0.25, u"1 ignored"_s},
                {u"exposed_over_90_days"_s, 0.25, u"1 ignored"_s},
            });
    }

    // A measure holds until the next one: in the middle of March the old one counts.
    void measuresHold()
    {
        const MetricResult result = m_fixture.evaluate(
            {.metric = u"coverable_code"_s, .range = m_fixture.days("2026-03-09", "2026-03-29"), .grain = Grain::Week});
        QCOMPARE(valuesOf(result.series.front()), u"1200 1500 1500"_s);
    }

    // A size is without generated lines, and the result says how many were left out and where that is not known.
    void sizesSayWhatIsMasked()
    {
        MetricFixture fixture;
        auto change = [&fixture, id = 0](qint64 size, const QJsonValue &masked) mutable {
            fixture.facts.add(u"change"_s,
                {{u"id"_s, ++id}, {u"state"_s, u"merged"_s}, {u"author_class"_s, u"human"_s},
                    {u"merged_at"_s, u"2026-03-03T10:00:00Z"_s}, {u"size"_s, size}, {u"masked"_s, masked}});
        };
        const MetricQuery query{
            .metric = u"pr_size"_s, .range = fixture.days("2026-03-02", "2026-03-08"), .grain = Grain::All};
        change(10, 0);
        QCOMPARE(fixture.evaluate(query).notes, QStringList());
        change(30, 300);
        change(50, 500);
        change(70, QJsonValue()); // of a tool that tells only totals
        const MetricResult result = fixture.evaluate(query);
        QCOMPARE(result.series.front().total.value, 40.0);
        QCOMPARE(result.notes,
            (QStringList{u"Left out: 800 lines in generated files, of 2 of 4."_s, u"generated files included in 1"_s}));
    }

    void openVulnerabilitiesBySeverity()
    {
        const MetricResult result = m_fixture.evaluate({.metric = u"open_vulnerabilities"_s,
            .range = m_fixture.days("2026-03-01", "2026-03-31"),
            .grain = Grain::All,
            .by = {u"severity"_s}});
        QHash<QString, double> open;
        for (const MetricSeries &series : result.series)
            open.insert(series.key.front(), series.total.value);
        QCOMPARE(open, (QHash<QString, double>{{u"critical"_s, 1}, {u"high"_s, 1}, {u"medium"_s, 1}, {u"low"_s, 1}}));
    }

    // What was open at the end of each week, also what has been fixed since.
    void openVulnerabilitiesOverTime()
    {
        const MetricResult result = m_fixture.evaluate({.metric = u"open_vulnerabilities"_s,
            .range = m_fixture.days("2026-03-02", "2026-03-22"),
            .grain = Grain::Week});
        QCOMPARE(valuesOf(result.series.front()), u"3 2 3"_s);
    }
};

QTEST_GUILESS_MAIN(TestQuality)
#include "tst_quality.moc"
