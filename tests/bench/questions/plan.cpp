#include "tests/bench/questions/plan.h"

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kNoBots = "author_class NOT IN ('bot', 'ai_reviewer')";
constexpr const char *kReachedProduction = "environment_class = 'production' AND succeeded = 1";
constexpr const char *kFinishedBuild = "result IN ('success', 'failure')";

TimeRange lastDays(int days)
{
    return daysBetween(QDate(2025, 12, 31).addDays(1 - days), QDate(2025, 12, 31), QTimeZone::utc());
}

TimeRange since(QDate first)
{
    return daysBetween(first, QDate(2025, 12, 31), QTimeZone::utc());
}

const TimeRange kAllYears = since({2021, 1, 1});
const TimeRange kYear = since({2025, 1, 1});
const TimeRange kTwoYears = since({2024, 1, 1});

// A query of a metric with its meaning in SQL.
class PartMaker {
public:
    PartMaker(const char *metric, const char *fact, const char *time, const QByteArray &where)
    {
        m_part.query.metric = QString::fromLatin1(metric);
        m_part.fact = fact;
        m_part.time = time;
        m_part.where = where;
    }
    PartMaker &in(const TimeRange &range, Grain grain, const QStringList &by = {})
    {
        m_part.query.range = range;
        m_part.query.grain = grain;
        m_part.query.by = by;
        return *this;
    }
    PartMaker &quantile(const char *value, double quantile)
    {
        m_part.kind = Part::Kind::Quantile;
        m_part.value = value;
        m_part.quantile = quantile;
        return *this;
    }
    PartMaker &mean(const char *value)
    {
        m_part.kind = Part::Kind::Mean;
        m_part.value = value;
        return *this;
    }
    PartMaker &open(const char *ended)
    {
        m_part.kind = Part::Kind::Open;
        m_part.ended = ended;
        return *this;
    }
    PartMaker &only(const char *column, const QStringList &names, bool exclude = false)
    {
        m_part.query.where.push_back({.column = QString::fromLatin1(column), .values = names, .exclude = exclude});
        m_part.where += (m_part.where.isEmpty() ? "" : " AND ") + QByteArray(column)
            + (exclude ? " NOT IN ('" : " IN ('") + names.join(u"', '"_s).toUtf8() + "')";
        return *this;
    }
    operator Part() const { return m_part; }

private:
    Part m_part;
};

PartMaker merged(const char *metric)
{
    return {metric, "change", "merged_at", QByteArray("state = 'merged' AND ") + kNoBots};
}

PartMaker deployed(const char *metric)
{
    return {metric, "change", "deployed_at", QByteArray("state = 'merged' AND ") + kNoBots};
}

PartMaker deployments(const char *metric)
{
    return {metric, "deployment", "finished_at", kReachedProduction};
}

PartMaker builds(const char *metric)
{
    return {metric, "build", "finished_at", kFinishedBuild};
}

PartMaker issues(const char *metric)
{
    return {metric, "issue", "resolved_at", "type <> 'epic'"};
}

std::vector<Part> stageBreakdown()
{
    std::vector<Part> parts;
    for (const char *stage : {"coding", "pickup", "review", "merge", "deploy"}) {
        PartMaker part = deployed((QByteArray("stage_") + stage).constData());
        parts.push_back(part.in(kYear, Grain::Month, {u"team"_s})
                .mean(("CASE WHEN lead IS NOT NULL THEN coalesce(" + QByteArray(stage) + ", 0) END").constData()));
    }
    return parts;
}

} // namespace

std::vector<Question> dashboardQuestions()
{
    const char *changeEnd = "least(coalesce(merged_at, closed_at), coalesce(closed_at, merged_at))";
    const auto openChanges = [&](const char *metric) {
        return PartMaker(metric, "change", "created_at", QByteArray("draft = 0 AND ") + kNoBots).open(changeEnd);
    };
    return {
        {"cycle time by week, five years", {merged("pr_cycle_time").in(kAllYears, Grain::Week).quantile("cycle", 0.5)}},
        {"cycle time by week and team, half a year",
            {merged("pr_cycle_time").in(lastDays(182), Grain::Week, {u"team"_s}).quantile("cycle", 0.5)}},
        {"cycle time by week and team, five years",
            {merged("pr_cycle_time").in(kAllYears, Grain::Week, {u"team"_s}).quantile("cycle", 0.5)}},
        {"p85 of size by month and team, five years",
            {merged("pr_size_p85").in(kAllYears, Grain::Month, {u"team"_s}).quantile("size", 0.85)}},
        {"change lead time by month and service, a year",
            {deployed("change_lead_time").in(kYear, Grain::Month, {u"service"_s}).quantile("lead", 0.5)}},
        {"deployments by month and service, two years",
            {deployments("deployments").in(kTwoYears, Grain::Month, {u"service"_s})}},
        {"change fail rate by month and service, two years",
            {deployments("change_fail_rate")
                    .in(kTwoYears, Grain::Month, {u"service"_s})
                    .mean("CASE WHEN failed = 1 THEN 1.0 ELSE 0.0 END")}},
        {"recovery time by month, two years",
            {PartMaker("failed_deployment_recovery_time", "deployment", "recovered_at",
                QByteArray(kReachedProduction) + " AND failed = 1")
                    .in(kTwoYears, Grain::Month)
                    .quantile("recovery", 0.5)}},
        {"open changes by week, a year", {openChanges("open_changes").in(kYear, Grain::Week)}},
        {"p85 of the age of open changes by team, now",
            {PartMaker("open_change_age_p85", "change", "created_at",
                QByteArray("draft = 0 AND merged_at IS NULL AND closed_at IS NULL AND ") + kNoBots)
                    .in(lastDays(1), Grain::All, {u"team"_s})
                    .open("NULL")
                    .quantile("1767225600000 - created_at", 0.85)}},
        {"stage breakdown by month and team, a year", stageBreakdown()},
        {"throughput by person, 90 days", {merged("changes_merged").in(lastDays(90), Grain::All, {u"author"_s})}},
        {"reviews by person and week, 90 days",
            {PartMaker("reviews_given", "review", "\"at\"", "own = 0 AND reviewer_class NOT IN ('bot', 'ai_reviewer')")
                    .in(lastDays(90), Grain::Week, {u"reviewer"_s})}},
        {"time to first review by week and team, without five teams, a year",
            {PartMaker("time_to_first_review", "change", "first_response_at", kNoBots)
                    .in(kYear, Grain::Week, {u"team"_s})
                    .quantile("CASE WHEN first_response_at >= ready_at THEN first_response_at - ready_at END", 0.5)
                    .only("team", {u"Team 1"_s, u"Team 2"_s, u"Team 3"_s, u"Team 4"_s, u"Team 5"_s}, true)}},
        {"commits by week, five years",
            {PartMaker("commits", "commit", "committed_at",
                QByteArray("on_default_branch = 1 AND \"merge\" = 0 AND ") + kNoBots)
                    .in(kAllYears, Grain::Week)}},
        {"commits by person and month in three repositories, a year",
            {PartMaker("commits", "commit", "committed_at",
                QByteArray("on_default_branch = 1 AND \"merge\" = 0 AND ") + kNoBots)
                    .in(kYear, Grain::Month, {u"author"_s})
                    .only("repository", {u"acme/repository-1"_s, u"acme/repository-2"_s, u"acme/repository-3"_s})}},
        {"p95 of build time by month and pipeline, five years",
            {builds("build_duration_p95").in(kAllYears, Grain::Month, {u"pipeline"_s}).quantile("duration", 0.95)}},
        {"build success by week and repository, half a year",
            {builds("build_success_rate")
                    .in(lastDays(182), Grain::Week, {u"repository"_s})
                    .mean("CASE WHEN result = 'success' THEN 1.0 ELSE 0.0 END")}},
        {"issue lead time by month and type, five years",
            {issues("issue_lead_time").in(kAllYears, Grain::Month, {u"type"_s}).quantile("lead", 0.5)}},
        {"issue cycle time by week in one project, two years",
            {issues("issue_cycle_time").in(kTwoYears, Grain::Week).quantile("cycle", 0.5).only("project", {u"P2"_s})}},
    };
}

QByteArray differenceOf(const Answers &ours, const Answers &theirs)
{
    const auto same = [](double left, double right) {
        return (std::isnan(left) && std::isnan(right))
            || std::abs(left - right) <= 1e-9 * std::max(1.0, std::abs(right));
    };
    for (const auto &[key, answer] : ours) {
        const auto found = theirs.find(key);
        if (found == theirs.end())
            return "only one has " + key;
        const Answer &other = found->second;
        if (answer.n != other.n || !same(answer.value, other.value) || !same(answer.low, other.low)
            || !same(answer.high, other.high))
            return key + ": " + QByteArray::number(answer.value, 'g', 17) + " of " + QByteArray::number(answer.n)
                + " against " + QByteArray::number(other.value, 'g', 17) + " of " + QByteArray::number(other.n);
    }
    if (ours.size() != theirs.size())
        return QByteArray::number(ours.size()) + " answers against " + QByteArray::number(theirs.size());
    return {};
}

} // namespace leadline
