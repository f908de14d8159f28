#include "core/store/derived/dirtyimpact.h"

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/sqlread.h"

#include <array>
#include <utility>

namespace leadline {

namespace {

struct KindEffect {
    RecordKind kind;
    const char *repositories; // selects those of the dirty rows of the kind; empty = nothing is linked anew
    const char *facts; // that show the rows themselves, separated by blanks
};

#define DIRTY(kind) "(SELECT id FROM dirty WHERE kind = " kind ")"
#define NOW_AND_BEFORE(table, kind) "SELECT repository FROM " table " WHERE id IN " DIRTY(kind)

// Where rows were derived before, the old place counts too: a record may have moved or gone.
constexpr std::array kEffects = {
    KindEffect{RecordKind::Repository, "SELECT id FROM dirty WHERE kind = 0", ""},
    KindEffect{RecordKind::Commit, NOW_AND_BEFORE("\"commit\"", "1"), "commit"},
    KindEffect{RecordKind::ChangeRequest,
        NOW_AND_BEFORE("change_request", "2") " UNION " NOW_AND_BEFORE("change_fact",
            "2") " UNION "
                 "SELECT repository FROM deploy_event WHERE id IN (SELECT 4 * id + 2 FROM dirty WHERE kind = 2)",
        "review"},
    KindEffect{RecordKind::Review,
        "SELECT repository FROM change_request WHERE id IN (SELECT change_request FROM review WHERE id IN " DIRTY(
            "3") ")",
        "review"},
    KindEffect{RecordKind::Issue, "", ""},
    KindEffect{RecordKind::Build, "", "build"},
    KindEffect{RecordKind::Message, "", "message"},
    KindEffect{RecordKind::Measure, "", "measure"},
    KindEffect{RecordKind::Finding, "", "finding"},
    KindEffect{RecordKind::Deployment,
        NOW_AND_BEFORE("deployment",
            "8") " UNION SELECT repository FROM deploy_event WHERE id IN (SELECT 4 * id FROM dirty WHERE kind = 8)",
        ""},
    KindEffect{RecordKind::Incident,
        NOW_AND_BEFORE("incident", "9") " UNION SELECT repository FROM deployment WHERE id IN (SELECT deployment FROM "
                                        "incident WHERE id IN " DIRTY(
                                            "9") ")"
                                                 " UNION SELECT repository FROM deploy_event WHERE id IN (SELECT event "
                                                 "FROM incident_fact WHERE id IN " DIRTY("9") ")",
        "incident"},
    KindEffect{RecordKind::Release,
        NOW_AND_BEFORE("\"release\"", "10") " UNION SELECT repository FROM deploy_event WHERE id IN (SELECT 4 * id + 1 "
                                            "FROM dirty WHERE kind = 10)",
        "release"},
    KindEffect{RecordKind::Person, "", "change review issue commit sprint_item sprint message"},
    KindEffect{RecordKind::Identity, "", "change review issue commit sprint_item sprint message"},
    KindEffect{RecordKind::Team, "", "change review issue commit sprint_item sprint message"},
    KindEffect{RecordKind::Membership, "", "change review issue commit sprint_item sprint message"},
};

#undef NOW_AND_BEFORE
#undef DIRTY

static_assert(std::to_underlying(RecordKind::Repository) == 0 && std::to_underlying(RecordKind::Commit) == 1
        && std::to_underlying(RecordKind::ChangeRequest) == 2 && std::to_underlying(RecordKind::Review) == 3
        && std::to_underlying(RecordKind::Deployment) == 8 && std::to_underlying(RecordKind::Incident) == 9
        && std::to_underlying(RecordKind::Release) == 10,
    "the queries above name kinds by their codes");

Result<void> takeEffect(Database &database, const KindEffect &effect, bool everyRow, DirtyImpact &dirty)
{
    for (const QString &fact : QString::fromLatin1(effect.facts).split(u' ', Qt::SkipEmptyParts)) {
        if (!dirty.facts.contains(fact))
            dirty.facts += fact;
    }
    dirty.identities = dirty.identities || effect.kind == RecordKind::Identity || effect.kind == RecordKind::Person;
    const QByteArrayView repositories(effect.repositories);
    if (repositories.isEmpty())
        return {};
    if (everyRow) {
        dirty.all = true;
        return {};
    }
    return forEachRow(database, repositories, [&dirty](const Statement &row) {
        if (!row.isNull(0))
            dirty.repositories.insert(row.integer(0));
    });
}

} // namespace

Result<DirtyImpact> DirtyImpact::read(Database &database)
{
    DirtyImpact dirty;
    QHash<qint64, bool> kinds; // → every row of the kind
    auto read = forEachRow(database, "SELECT kind, min(id) FROM dirty GROUP BY kind",
        [&kinds](const Statement &row) { kinds.insert(row.integer(0), row.integer(1) == 0); });
    if (!read)
        return std::unexpected(read.error());
    dirty.any = !kinds.isEmpty();
    for (const KindEffect &effect : kEffects) {
        const auto found = kinds.constFind(std::to_underlying(effect.kind));
        if (found == kinds.cend())
            continue;
        if (auto taken = takeEffect(database, effect, *found, dirty); !taken)
            return std::unexpected(taken.error());
    }
    return dirty;
}

} // namespace leadline
