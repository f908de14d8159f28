#include "core/store/derived/toolfacts.h"

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/sqlread.h"
#include "core/store/derived/workspacemaps.h"

#include <QHash>
#include <QRegularExpression>

#include <utility>

namespace leadline {

namespace {

static_assert(std::to_underlying(RecordKind::Message) == 11 && std::to_underlying(RecordKind::Measure) == 12
        && std::to_underlying(RecordKind::Finding) == 13,
    "the queries below name them by their codes");

// Dirty rows of a kind.
struct Dirty {
    bool any = false;
    bool all = false; // every row, or some are gone
};

Result<Dirty> dirtyOf(Database &database, RecordKind kind, const QByteArray &table)
{
    Dirty dirty;
    auto read = forEachRow(database,
        "SELECT d.id, t.id FROM dirty d LEFT JOIN " + table + " t ON t.id = d.id WHERE d.kind = "
            + QByteArray::number(std::to_underlying(kind)),
        [&dirty](const Statement &row) {
            dirty.any = true;
            dirty.all = dirty.all || row.integer(0) == 0 || row.isNull(1);
        });
    if (!read)
        return std::unexpected(read.error());
    return dirty;
}

QStringList changedFact(Database &database, qint64 before, const QString &fact)
{
    return rowsWritten(database) == before ? QStringList() : QStringList{fact};
}

} // namespace

Result<QStringList> deriveMeasures(Database &database)
{
    const auto dirty = dirtyOf(database, RecordKind::Measure, "measure");
    if (!dirty)
        return std::unexpected(dirty.error());
    if (!dirty->any)
        return QStringList();
    const QByteArray series = dirty->all
        ? QByteArray()
        : " WHERE (source, ifnull(project, ''), ifnull(metric, '')) IN (SELECT source, ifnull(project, ''), "
          "ifnull(metric, '') FROM measure WHERE id IN (SELECT id FROM dirty WHERE kind = 12))";
    const qint64 before = rowsWritten(database);
    auto done = runOnce(database,
        "UPDATE measure SET until_at = n.until_at FROM (SELECT id, lead(at) OVER (PARTITION BY source, project, metric "
        "ORDER BY at, id) AS until_at FROM measure"
            + series + ") n WHERE n.id = measure.id AND measure.until_at IS NOT n.until_at");
    if (!done)
        return std::unexpected(done.error());
    return changedFact(database, before, u"measure"_s);
}

namespace {

struct Answer {
    qint64 root = 0;
    qint64 message = 0; // 0 = none
    Instant at;
};

// The messages to look at: those that begin a thread and are dirty, have a dirty reply, or are by somebody concerned.
QByteArray rootsOf(const QSet<qint64> &identities)
{
    const QByteArray concerned = "id IN (SELECT id FROM dirty WHERE kind = 11)"
        + (identities.isEmpty() ? QByteArray() : " OR author IN (" + idList(identities) + ')');
    return "SELECT id FROM message WHERE " + concerned
        + " UNION SELECT r.id FROM message m CROSS JOIN message r ON r.source = m.source AND r.external_id = m.thread "
          "WHERE m.thread IS NOT NULL AND m.id IN (SELECT id FROM message WHERE "
        + concerned + ')';
}

// First replies of other people to each root that has none of the kind yet: roots without one are told with message 0.
Result<std::vector<Answer>> findAnswers(Database &database, const WorkspaceMaps &maps, const QByteArray &roots)
{
    std::vector<Answer> answers;
    auto read = forEachRow(database,
        "SELECT r.id, r.author, r.at, m.id, m.author, m.at FROM message r LEFT JOIN message m ON m.source = r.source AND "
        "m.thread = r.external_id AND m.id <> r.id WHERE (r.thread IS NULL OR r.thread = r.external_id)"
            + (roots.isEmpty() ? QByteArray() : " AND r.id IN (" + roots + ')') + " ORDER BY r.id, m.at, m.id",
        [&](const Statement &row) {
            if (answers.empty() || answers.back().root != row.integer(0))
                answers.push_back({.root = row.integer(0), .message = 0, .at = {}});
            Answer &answer = answers.back();
            const bool isReply = !row.isNull(3) && !row.isNull(5) && row.instant(5) >= row.instant(2);
            if (answer.message != 0 || !isReply || row.isNull(4) || !maps.isHuman(row.integer(4)))
                return;
            if (!row.isNull(1) && maps.personKey(row.integer(1)) == maps.personKey(row.integer(4)))
                return;
            answer.message = row.integer(3);
            answer.at = row.instant(5);
        });
    if (!read)
        return std::unexpected(read.error());
    return answers;
}

} // namespace

Result<QStringList> deriveMessages(Database &database, const QSet<qint64> &identities)
{
    const auto dirty = dirtyOf(database, RecordKind::Message, "message");
    if (!dirty)
        return std::unexpected(dirty.error());
    if (!dirty->any && identities.isEmpty())
        return QStringList();
    const auto everyRow =
        database.integer(u"SELECT count(*) FROM dirty WHERE kind = 11 AND id = 0"_s); // who answered a gone one is noted
    if (!everyRow)
        return std::unexpected(everyRow.error());
    auto maps = WorkspaceMaps::read(database);
    if (!maps)
        return std::unexpected(maps.error());
    auto answers = findAnswers(database, *maps, *everyRow != 0 ? QByteArray() : rootsOf(identities));
    if (!answers)
        return std::unexpected(answers.error());
    const qint64 before = rowsWritten(database);
    auto update = Statement::prepare(database,
        "UPDATE message SET answer = ?1, answered_at = ?2 WHERE id = ?3 AND (answer IS NOT ?1 OR answered_at IS NOT "
        "?2)");
    if (!update)
        return std::unexpected(update.error());
    for (const Answer &answer : *answers) {
        bindReference(*update, 1, answer.message);
        update->bind(2, answer.at);
        update->bind(3, answer.root);
        if (auto done = update->run(); !done)
            return std::unexpected(done.error());
    }
    return changedFact(database, before, u"message"_s);
}

namespace {

// "Acme/shop-api", "acme_shop-api" and "acme:shop-api" are one name.
QString plainName(const QString &name)
{
    static const QRegularExpression separators(u"[^\\p{L}\\p{N}]+"_s);
    return name.toCaseFolded().replace(separators, u"/"_s);
}

// Repositories by plain path; 0 where two services have the same name.
QHash<QString, qint64> repositoriesByName(const WorkspaceMaps &maps)
{
    QHash<QString, qint64> byName;
    QList<qint64> ids = maps.repositories.keys();
    std::ranges::sort(ids);
    const auto add = [&](const QString &name, qint64 repository) {
        qint64 &known = byName[plainName(name)];
        const bool another = known != 0 && maps.repositories[known].service != maps.repositories[repository].service;
        known = another ? -1 : known == 0 ? repository : known;
    };
    for (const qint64 id : ids)
        add(maps.repositories[id].path, id);
    // A service's name says it where no path does.
    const QHash<QString, qint64> byPath = byName;
    for (const qint64 id : ids) {
        if (const QString service = maps.services.value(maps.repositories[id].service);
            !service.isEmpty() && !byPath.contains(plainName(service)))
            add(service, id);
    }
    return byName;
}

} // namespace

Result<QStringList> placeProjects(Database &database, bool always)
{
    const auto dirty = database.integer(u"SELECT count(*) FROM dirty WHERE kind IN (12, 13)"_s);
    if (!dirty)
        return std::unexpected(dirty.error());
    if (*dirty == 0 && !always)
        return QStringList();
    auto maps = WorkspaceMaps::read(database);
    if (!maps)
        return std::unexpected(maps.error());
    const QHash<QString, qint64> byName = repositoriesByName(*maps);
    QHash<QString, qint64> places;
    auto read = forEachRow(database,
        "SELECT DISTINCT project FROM measure WHERE project IS NOT NULL UNION SELECT DISTINCT project FROM finding WHERE "
        "project IS NOT NULL",
        [&](const Statement &row) {
            const QString project = row.text(0);
            qint64 place = byName.value(plainName(project));
            if (place == 0) // "owner/name:path/of/a/package.json"
                place = byName.value(plainName(project.section(u':', 0, 0)));
            if (place > 0)
                places.insert(project, place);
        });
    if (!read)
        return std::unexpected(read.error());
    QStringList gone;
    read = forEachRow(database, "SELECT project, repository FROM project_place", [&](const Statement &row) {
        const auto place = places.constFind(row.text(0));
        if (place != places.cend() && *place == row.integer(1))
            places.erase(place);
        else if (place == places.cend())
            gone += row.text(0);
    });
    if (!read)
        return std::unexpected(read.error());
    for (const QString &project : gone) {
        if (auto done = runOnce(database, "DELETE FROM project_place WHERE project = ?1", QStringView(project)); !done)
            return std::unexpected(done.error());
    }
    for (auto place = places.cbegin(); place != places.cend(); ++place) {
        auto done = runOnce(database, "INSERT OR REPLACE INTO project_place (project, repository) VALUES (?1, ?2)",
            QStringView(place.key()), place.value());
        if (!done)
            return std::unexpected(done.error());
    }
    return gone.isEmpty() && places.isEmpty() ? QStringList() : QStringList{u"finding"_s, u"measure"_s};
}

} // namespace leadline
