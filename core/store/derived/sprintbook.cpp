#include "core/store/derived/sprintbook.h"

#include "core/store/database.h"
#include "core/store/derived/sqlread.h"

#include <cstdlib>

namespace leadline {

namespace {

constexpr qint64 kConsecutiveMs = 5 * qint64{86'400'000};

struct SprintRow {
    SprintTimes times;
    qint64 source = 0;
    QByteArray externalId;
    QByteArray board;
    QByteArray name;
    SprintState state = SprintState::Unknown;
    Instant dueAt;
    bool operator==(const SprintRow &other) const
    {
        return source == other.source && board == other.board && name == other.name && state == other.state
            && dueAt == other.dueAt && times.startedAt == other.times.startedAt && times.endedAt == other.times.endedAt
            && times.previous == other.times.previous;
    }
};

// A sprint that is closed, or of which the tool tells no state, ended when it should have; an active one goes on.
SprintRow rowOf(const Statement &row)
{
    SprintRow sprint;
    sprint.times.id = row.integer(0);
    sprint.source = row.integer(1);
    sprint.externalId = row.blob(2);
    sprint.board = row.blob(3);
    sprint.name = row.blob(4);
    sprint.state = static_cast<SprintState>(row.integer(5));
    sprint.dueAt = row.instant(7);
    if (sprint.state == SprintState::Future || row.isNull(6))
        return sprint;
    sprint.times.startedAt = row.instant(6);
    Instant end = row.instant(8);
    if (!end.isSet() && sprint.state != SprintState::Active)
        end = sprint.dueAt;
    sprint.times.endedAt = end.isSet() ? std::max(end, sprint.times.startedAt) : end;
    return sprint;
}

// The one before it: of the same board, ended within five days of its start, the latest.
void findPrevious(std::vector<SprintRow> &sprints)
{
    QHash<std::pair<qint64, QByteArray>, std::vector<SprintRow *>> boards;
    for (SprintRow &sprint : sprints) {
        if (!sprint.board.isEmpty() && sprint.times.startedAt.isSet())
            boards[{sprint.source, sprint.board}].push_back(&sprint);
    }
    for (std::vector<SprintRow *> &board : boards) {
        std::ranges::sort(
            board, {}, [](const SprintRow *sprint) { return std::pair(sprint->times.startedAt, sprint->times.id); });
        for (std::size_t i = 0; i < board.size(); ++i) {
            SprintTimes &times = board[i]->times;
            Instant latest;
            for (std::size_t before = 0; before < i; ++before) {
                const SprintTimes &other = board[before]->times;
                if (other.startedAt < times.startedAt && other.endedAt.isSet() && other.endedAt > latest
                    && std::abs(other.endedAt.ms() - times.startedAt.ms()) <= kConsecutiveMs) {
                    latest = other.endedAt;
                    times.previous = other.id;
                }
            }
        }
    }
}

Result<std::vector<SprintRow>> fromRecords(Database &database)
{
    std::vector<SprintRow> sprints;
    auto read = forEachRow(database,
        "SELECT id, source, external_id, board, name, state, start_at, end_at, completed_at FROM sprint ORDER BY id",
        [&sprints](const Statement &row) { sprints.push_back(rowOf(row)); });
    if (!read)
        return std::unexpected(read.error());
    findPrevious(sprints);
    return sprints;
}

Result<QHash<qint64, SprintRow>> keptSprints(Database &database)
{
    QHash<qint64, SprintRow> kept;
    auto read = forEachRow(database,
        "SELECT f.id, f.source, ifnull(s.external_id, ''), f.board, f.name, f.state, f.started_at, f.ended_at, "
        "f.due_at, f.previous FROM sprint_fact f LEFT JOIN sprint s ON s.id = f.id",
        [&kept](const Statement &row) {
            SprintRow sprint;
            sprint.times = {.id = row.integer(0),
                .startedAt = row.instant(6),
                .endedAt = row.instant(7),
                .previous = row.integer(9)};
            sprint.source = row.integer(1);
            sprint.externalId = row.blob(2);
            sprint.board = row.blob(3);
            sprint.name = row.blob(4);
            sprint.state = static_cast<SprintState>(row.integer(5));
            sprint.dueAt = row.instant(8);
            kept.insert(sprint.times.id, sprint);
        });
    if (!read)
        return std::unexpected(read.error());
    return kept;
}

Result<void> writeSprints(Database &database, const std::vector<SprintRow> &sprints)
{
    auto statement = Statement::prepare(database,
        upsertRowSql(
            "sprint_fact", {"id", "source", "board", "name", "state", "started_at", "ended_at", "due_at", "previous"}));
    if (!statement)
        return std::unexpected(statement.error());
    for (const SprintRow &sprint : sprints) {
        statement->bind(1, sprint.times.id);
        statement->bind(2, sprint.source);
        bindText(*statement, 3, QString::fromUtf8(sprint.board));
        bindText(*statement, 4, QString::fromUtf8(sprint.name));
        statement->bind(5, static_cast<qint64>(sprint.state));
        statement->bind(6, sprint.times.startedAt);
        statement->bind(7, sprint.times.endedAt);
        statement->bind(8, sprint.dueAt);
        bindReference(*statement, 9, sprint.times.previous);
        if (auto done = statement->run(); !done)
            return done;
    }
    return {};
}

} // namespace

void SprintBook::addMention(qint64 source, const QByteArray &externalId, const QByteArray &name, qint64 id)
{
    m_byId.insert({source, externalId}, id);
    if (name.isEmpty())
        return;
    const auto taken = m_byName.constFind({source, name});
    m_byName.insert({source, name}, taken == m_byName.cend() ? id : 0);
}

Result<SprintBook> SprintBook::read(Database &database)
{
    auto kept = keptSprints(database);
    if (!kept)
        return std::unexpected(kept.error());
    SprintBook book;
    for (const SprintRow &sprint : std::as_const(*kept)) {
        book.m_times.insert(sprint.times.id, sprint.times);
        book.addMention(sprint.source, sprint.externalId, sprint.name, sprint.times.id);
    }
    return book;
}

Result<SprintBook> SprintBook::update(Database &database)
{
    auto sprints = fromRecords(database);
    if (!sprints)
        return std::unexpected(sprints.error());
    auto kept = keptSprints(database);
    if (!kept)
        return std::unexpected(kept.error());
    SprintBook book;
    std::vector<SprintRow> different;
    QSet<std::pair<qint64, QByteArray>> left; // boards that have a sprint less: the others follow each other anew
    for (const SprintRow &sprint : *sprints) {
        book.m_times.insert(sprint.times.id, sprint.times);
        book.addMention(sprint.source, sprint.externalId, sprint.name, sprint.times.id);
        const auto before = kept->constFind(sprint.times.id);
        if (before != kept->cend() && *before == sprint)
            continue;
        book.m_changed.insert(sprint.times.id);
        book.m_changedMentions.insert({sprint.source, sprint.externalId});
        book.m_changedMentions.insert({sprint.source, sprint.name});
        if (before != kept->cend()) {
            book.m_changedMentions.insert({before->source, before->name});
            if (before->board != sprint.board)
                left.insert({before->source, before->board});
        }
        different.push_back(sprint);
    }
    QSet<qint64> gone(kept->keyBegin(), kept->keyEnd());
    gone.subtract(QSet<qint64>(book.m_times.keyBegin(), book.m_times.keyEnd()));
    for (const qint64 id : std::as_const(gone)) {
        const SprintRow before = kept->value(id);
        book.m_changedMentions.insert({before.source, before.name}); // of two of a name one is left
        left.insert({before.source, before.board});
    }
    book.m_changed.unite(gone);
    for (const SprintRow &sprint : *sprints) {
        if (left.contains({sprint.source, sprint.board}))
            book.m_changed.insert(sprint.times.id);
    }
    auto written = writeSprints(database, different);
    if (written && !gone.isEmpty())
        written = runOnce(database, "DELETE FROM sprint_fact WHERE id IN (" + idList(gone) + ')');
    if (!written)
        return std::unexpected(written.error());
    return book;
}

const SprintTimes *SprintBook::find(qint64 id) const
{
    const auto found = m_times.constFind(id);
    return found == m_times.cend() ? nullptr : &*found;
}

QList<QByteArray> SprintBook::mentionsIn(const QByteArray &text)
{
    QList<QByteArray> mentions;
    if (const QByteArray whole = text.trimmed(); !whole.isEmpty())
        mentions.append(whole);
    if (!text.contains(','))
        return mentions;
    for (const QByteArray &part : text.split(',')) {
        if (const QByteArray plain = part.trimmed(); !plain.isEmpty())
            mentions.append(plain);
    }
    return mentions;
}

qint64 SprintBook::named(qint64 source, const QByteArray &mention) const
{
    const auto byId = m_byId.constFind({source, mention});
    return byId != m_byId.cend() ? *byId : m_byName.value({source, mention}, 0);
}

std::vector<qint64> SprintBook::sprintsNamed(qint64 source, const QByteArray &text) const
{
    std::vector<qint64> sprints;
    const QList<QByteArray> mentions = mentionsIn(text);
    for (const QByteArray &mention : mentions) {
        const qint64 id = named(source, mention);
        if (id != 0)
            sprints.push_back(id);
        if (id != 0 && &mention == &mentions.front())
            break; // the whole text is one name, with a comma in it
    }
    std::ranges::sort(sprints);
    const auto repeated = std::ranges::unique(sprints);
    sprints.erase(repeated.begin(), repeated.end());
    return sprints;
}

Result<QSet<qint64>> SprintBook::issuesOfChanged(Database &database) const
{
    QSet<qint64> issues;
    if (m_changed.isEmpty())
        return issues;
    auto read = forEachRow(database, "SELECT id / 1024 FROM sprint_item WHERE sprint IN (" + idList(m_changed) + ')',
        [&issues](const Statement &row) { issues.insert(row.integer(0)); });
    if (!read)
        return std::unexpected(read.error());
    auto naming = Statement::prepare(database, "SELECT issue FROM sprint_mention WHERE source = ?1 AND mention = ?2");
    if (!naming)
        return std::unexpected(naming.error());
    for (const auto &[source, mention] : m_changedMentions) {
        naming->reset();
        naming->bind(1, source);
        naming->bind(2, QStringView(QString::fromUtf8(mention)));
        for (;;) {
            const auto more = naming->step();
            if (!more)
                return std::unexpected(more.error());
            if (!*more)
                break;
            issues.insert(naming->integer(0));
        }
    }
    return issues;
}

} // namespace leadline
