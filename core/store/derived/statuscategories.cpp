#include "core/store/derived/statuscategories.h"

#include "core/domain/statuswords.h"
#include "core/store/database.h"
#include "core/store/derived/sqlread.h"

namespace leadline {

namespace {

void bindWord(Statement &statement, const std::pair<qint64, QByteArray> &word)
{
    statement.bind(1, word.first);
    statement.bind(2, QStringView(QString::fromUtf8(word.second)));
}

} // namespace

Result<StatusCategories> StatusCategories::read(Database &database)
{
    StatusCategories categories;
    auto read =
        forEachRow(database, "SELECT source, word, category FROM status_word", [&categories](const Statement &row) {
            categories.m_categories.insert({row.integer(0), row.blob(1)}, static_cast<StatusCategory>(row.integer(2)));
        });
    if (read)
        read = categories.readTold(database);
    if (!read)
        return std::unexpected(read.error());
    return categories;
}

Result<void> StatusCategories::readTold(Database &database)
{
    auto statement =
        Statement::prepare(database, "SELECT source, cursor FROM checkpoint WHERE scope = '' AND entity = ?1");
    if (!statement)
        return std::unexpected(statement.error());
    statement->bind(1, QStringView(QString(kStatusMeanings)));
    for (;;) {
        const auto more = statement->step();
        if (!more)
            return std::unexpected(more.error());
        if (!*more)
            return {};
        const auto meanings = statusMeaningsFromJson(statement->blob(1));
        for (const auto &[name, category] : meanings.asKeyValueRange())
            m_told.insert({statement->integer(0), name.toUtf8()}, category);
    }
}

StatusCategory StatusCategories::withoutIssues(const Word &word) const
{
    const auto told = m_told.constFind(word);
    return told == m_told.cend() ? categoryOfStatus(QString::fromUtf8(word.second)) : *told;
}

// The category of each word that an issue has now. One word after the other by the index; without it the table is read
// through once.
Result<QHash<StatusCategories::Word, StatusCategory>> StatusCategories::usedWords(Database &database, bool all) const
{
    QHash<Word, StatusCategory> used;
    const auto indexed = database.integer(u"SELECT count(*) FROM sqlite_schema WHERE name = 'issue_status'"_s);
    if (!indexed)
        return std::unexpected(indexed.error());
    if (all || *indexed == 0) {
        auto read = forEachRow(database,
            "SELECT source, status_raw, min(status) FROM issue WHERE status_raw IS NOT NULL AND status > 0 GROUP BY 1, "
            "2",
            [&used](const Statement &row) {
                used.insert({row.integer(0), row.blob(1)}, static_cast<StatusCategory>(row.integer(2)));
            });
        if (!read)
            return std::unexpected(read.error());
        return used;
    }
    QSet<Word> words(m_categories.keyBegin(), m_categories.keyEnd());
    auto read = forEachRow(database,
        "SELECT DISTINCT source, status_raw FROM issue WHERE status_raw IS NOT NULL AND id IN (SELECT id FROM dirty "
        "WHERE kind = 4)",
        [&words](const Statement &row) { words.insert({row.integer(0), row.blob(1)}); });
    if (!read)
        return std::unexpected(read.error());
    auto earliest = Statement::prepare(
        database, "SELECT min(status) FROM issue WHERE source = ?1 AND status_raw = ?2 AND status > 0");
    if (!earliest)
        return std::unexpected(earliest.error());
    for (const Word &word : std::as_const(words)) {
        earliest->reset();
        bindWord(*earliest, word);
        const auto found = earliest->step();
        if (!found)
            return std::unexpected(found.error());
        if (*found && !earliest->isNull(0))
            used.insert(word, static_cast<StatusCategory>(earliest->integer(0)));
    }
    return used;
}

Result<QSet<qint64>> StatusCategories::update(Database &database, bool all)
{
    const auto used = usedWords(database, all);
    if (!used)
        return std::unexpected(used.error());
    QSet<Word> moved;
    for (auto word = m_categories.begin(); word != m_categories.end(); ++word) {
        const StatusCategory category = used->value(word.key(), withoutIssues(word.key()));
        if (category == *word)
            continue;
        *word = category;
        moved.insert(word.key());
    }
    for (auto word = used->cbegin(); word != used->cend(); ++word) {
        if (m_categories.contains(word.key()))
            continue;
        m_categories.insert(word.key(), *word);
        m_changed.insert(word.key());
    }
    m_changed.unite(moved);
    QSet<qint64> issues;
    if (all || moved.isEmpty())
        return issues;
    auto naming = Statement::prepare(database,
        "SELECT DISTINCT issue FROM issue_transition WHERE source = ?1 AND field = 1 AND (\"from\" = ?2 OR \"to\" = "
        "?2)");
    if (!naming)
        return std::unexpected(naming.error());
    for (const Word &word : std::as_const(moved)) {
        naming->reset();
        bindWord(*naming, word);
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

IssueStatus StatusCategories::statusOf(qint64 source, const QByteArray &word)
{
    auto category = m_categories.constFind({source, word});
    if (category == m_categories.cend()) {
        category = m_categories.insert({source, word}, withoutIssues({source, word}));
        m_changed.insert({source, word});
    }
    auto blocked = m_blocked.constFind(word);
    if (blocked == m_blocked.cend())
        blocked = m_blocked.insert(word, saysBlocked(QString::fromUtf8(word)));
    return {.category = *category, .blocked = *blocked};
}

Result<void> StatusCategories::save(Database &database)
{
    auto statement = Statement::prepare(database,
        "INSERT INTO status_word (source, word, category) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET category = "
        "excluded.category");
    if (!statement)
        return std::unexpected(statement.error());
    for (const Word &word : std::as_const(m_changed)) {
        bindWord(*statement, word);
        statement->bind(3, static_cast<qint64>(m_categories.value(word)));
        if (auto done = statement->run(); !done)
            return done;
    }
    m_changed.clear();
    return {};
}

} // namespace leadline
