#include "core/store/derived/factbuilder.h"
#include "core/store/derived/officehours.h"

#include <algorithm>
#include <array>

// Builds, findings, measures and messages.
namespace leadline {

Result<FactTable> loadBuilds(const Loading &loading)
{
    auto fact = loading.read("build",
        "SELECT repository, result, source, pipeline, branch, id, queued_at, started_at, finished_at, attempt, "
        "on_default_branch, flaky, retry, until_at FROM build",
        "iiittiiiiiiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0);
    fact->addEnum<RunResult>("result", 1);
    fact->addSource(2);
    fact->add("queue", durations(fact->integers(6), fact->integers(7)));
    fact->add("duration", durations(fact->integers(7), fact->integers(8)));
    fact->add("holds", durations(fact->integers(8), fact->integers(13)));
    const auto attempt = [&fact](std::size_t row) { return fact->integers(9)[row]; };
    const auto repeats = [&fact](std::size_t row) { return fact->integers(12)[row] != 0; };
    fact->compute("retry", [&](std::size_t row) -> qint64 { return repeats(row) || attempt(row) > 1; });
    fact->compute("passed_first", [&](std::size_t row) -> qint64 {
        const auto result = static_cast<RunResult>(fact->integers(1)[row]);
        if (repeats(row) || (result != RunResult::Success && result != RunResult::Failure))
            return kNoValue;
        return result == RunResult::Success && attempt(row) <= 1; // of what passed later, the first run failed
    });
    fact->take(3,
        {"pipeline", "branch", "id", "queued_at", "started_at", "finished_at", "attempt", "on_default_branch",
            "flaky"});
    return fact->finish();
}

Result<FactTable> loadRedPeriods(const Loading &loading)
{
    auto fact = loading.read("red_period",
        "SELECT repository, source, pipeline, branch, id, began_at, ended_at, builds, on_default_branch FROM "
        "red_period",
        "iittiiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0);
    fact->addSource(1);
    fact->add("duration", durations(fact->integers(5), fact->integers(6)));
    fact->take(2, {"pipeline", "branch", "id", "began_at", "ended_at", "builds", "on_default_branch"});
    return fact->finish();
}

static QString exposureName(qint64 code)
{
    static constexpr std::array names = {"up to 30 days"_L1, "31 to 90 days"_L1, "more than 90 days"_L1};
    return names[static_cast<std::size_t>(std::clamp<qint64>(code, 0, 2))];
}

Result<FactTable> loadFindings(const Loading &loading)
{
#define CLOSED "CASE WHEN f.state IN (2, 3) THEN ifnull(f.closed_at, f.updated_at) ELSE f.closed_at END"
    const QByteArray sql =
        "SELECT p.repository, f.kind, f.severity, f.state, f.source, (" CLOSED " - f.opened_at > 30 * 86400000) + "
        "(" CLOSED " - f.opened_at > 90 * 86400000), f.project, f.rule, f.package, f.id, f.opened_at, " CLOSED ", "
        + dueSql() + " FROM finding f LEFT JOIN project_place p ON p.project = f.project";
#undef CLOSED
    auto fact = loading.read("finding", sql.constData(), "iiiiiitttiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0);
    fact->addEnum<FindingKind>("kind", 1);
    fact->addEnum<Severity>("severity", 2);
    fact->addEnum<FindingState>("state", 3);
    fact->addSource(4);
    fact->addCoded("exposure", 5, exposureName);
    const auto fixedAt = [&fact](std::size_t row) {
        return static_cast<FindingState>(fact->integers(3)[row]) == FindingState::Fixed ? fact->integers(11)[row]
                                                                                        : kNoValue;
    };
    fact->compute("fix", [&](std::size_t row) -> qint64 {
        const qint64 opened = fact->integers(10)[row];
        return fixedAt(row) == kNoValue || opened == kNoValue ? kNoValue : std::max<qint64>(0, fixedAt(row) - opened);
    });
    fact->compute("late", [&](std::size_t row) -> qint64 {
        const qint64 due = fact->integers(12)[row];
        return fixedAt(row) == kNoValue || due == kNoValue ? kNoValue : fixedAt(row) > due;
    });
    fact->take(6, {"project", "rule", "package", "id", "opened_at", "closed_at", "due_at"});
    return fact->finish();
}

Result<FactTable> loadMeasures(const Loading &loading)
{
    auto fact = loading.read("measure",
        "SELECT p.repository, m.source, m.project, m.metric, m.id, m.at, m.until_at, m.value FROM measure m LEFT JOIN "
        "project_place p ON p.project = m.project",
        "iittiiir");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addPlace(0);
    fact->addSource(1);
    fact->take(2, {"project", "metric", "id", "at", "until_at", "value"});
    return fact->finish();
}

Result<FactTable> loadMessages(const Loading &loading)
{
    auto hours = OfficeHours::read(loading.database);
    if (!hours)
        return std::unexpected(hours.error());
    auto fact = loading.read("message",
        "SELECT author, source, ifnull(thread <> external_id, 0), channel, id, at, answered_at, replies, reactions "
        "FROM message",
        "iiitiiiii");
    if (!fact)
        return std::unexpected(fact.error());
    fact->addWho("author", 0);
    fact->addWhoseClass("author_class", 0);
    fact->addTeam(0, {5});
    fact->addSource(1);
    fact->add("response", durations(fact->integers(5), fact->integers(6)));
    fact->compute("reply", [&fact](std::size_t row) { return fact->integers(2)[row]; });
    fact->compute("unanswered", [&fact](std::size_t row) -> qint64 {
        if (fact->integers(2)[row] != 0)
            return kNoValue;
        return fact->integers(6)[row] == kNoValue && fact->integers(8)[row] <= 0;
    });
    fact->compute("outside_hours", [&](std::size_t row) -> qint64 {
        const qint64 author = fact->integers(0)[row];
        const qint64 at = fact->integers(5)[row];
        if (author == kNoValue || at == kNoValue || !loading.maps.isHuman(author))
            return kNoValue;
        return hours->isOutside(loading.maps.identities.value(author).person, Instant(at));
    });
    fact->take(3, {"channel", "id", "at", "answered_at", "replies", "reactions"});
    return fact->finish();
}

} // namespace leadline
