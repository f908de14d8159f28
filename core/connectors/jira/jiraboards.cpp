#include "core/connectors/jira/jirasync.h"

#include <QCryptographicHash>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kBoards = "boards"_L1;
constexpr auto kVersions = "versions"_L1;
constexpr int kPage = 50; // as many as Jira gives at most

QString printOf(const QJsonArray &values)
{
    const QByteArray text = QJsonDocument(values).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Md5).toHex().left(12));
}

JiraApi::Query pageAt(qint64 startAt, JiraApi::Query query = {})
{
    query.emplace_back(u"startAt"_s, QString::number(startAt));
    query.emplace_back(u"maxResults"_s, QString::number(kPage));
    return query;
}

QStringList idsIn(const QString &list)
{
    return list.split(u',', Qt::SkipEmptyParts);
}

} // namespace

QCoro::Task<Result<void>> JiraSync::lookAtBoards(const Project *project)
{
    JiraPages pages(&m_api, [this, id = project->id](qint64 startAt) {
        return m_api.agile(u"/board"_s, pageAt(startAt, {{u"projectKeyOrId"_s, id}}));
    });
    for (;;) {
        auto paging = pages.next();
        const auto page = co_await std::move(paging);
        if (!page)
            co_return std::unexpected(page.error());
        if (!*page)
            co_return Result<void>{};
        for (JiraBoard &board : parseJiraBoards(**page)) {
            if (!board.hasSprints || m_terms.boards.contains(board.id))
                continue; // a board may show several projects
            const bool isTaken = std::ranges::find(m_terms.boards, board.name) != m_terms.boards.end();
            m_terms.boards.insert(board.id, isTaken ? board.name + " #"_L1 + board.id : board.name);
            m_boards.push_back(std::move(board));
        }
    }
}

// Boards know best which field has the estimates, whatever it is called. Asked once for each.
QCoro::Task<Result<void>> JiraSync::lookAtEstimates()
{
    const auto stored = m_run.stored({}, kBoards);
    QJsonObject known = stored ? QJsonDocument::fromJson(stored->cursor).object() : QJsonObject();
    bool isNew = false;
    for (const JiraBoard &board : m_boards) {
        if (known.contains(board.id))
            continue;
        auto asking = m_api.get(m_api.agile(u"/board/%1/configuration"_s.arg(board.id)));
        const Result<RestAnswer> answer = co_await std::move(asking);
        // Who may not see the configuration still has the fields by their names.
        if (!answer && answer.error().kind != ErrorKind::Permission && answer.error().httpStatus != 404)
            co_return std::unexpected(answer.error());
        known.insert(board.id, answer ? parseEstimationField(answer->json.object()) : QString());
        isNew = true;
    }
    for (const QJsonValue &field : std::as_const(known))
        m_terms.fields.preferPoints(field.toString());
    if (!isNew)
        co_return Result<void>{};
    auto keeping = keep({}, kBoards, QJsonDocument(known).toJson(QJsonDocument::Compact));
    co_return co_await std::move(keeping);
}

QCoro::Task<Result<void>> JiraSync::readSprints(const JiraBoard *board)
{
    const auto stored = m_run.stored({}, "sprints "_L1 + board->id);
    const bool isWhole = !stored || !stored->finished;
    JiraListCursor cursor = stored ? JiraListCursor::fromJson(stored->cursor) : JiraListCursor();
    auto reading = isWhole ? readAllSprints(board, std::move(cursor)) : readOpenSprints(board, std::move(cursor));
    Result<void> read = co_await std::move(reading);
    // "The board does not support sprints": a board of a team that works without.
    if (!read && read.error().httpStatus == 400)
        co_return Result<void>{};
    co_return read;
}

QCoro::Task<Result<void>> JiraSync::readAllSprints(const JiraBoard *board, JiraListCursor cursor)
{
    JiraPages pages(
        &m_api,
        [this, id = board->id](qint64 startAt) { return m_api.agile(u"/board/%1/sprint"_s.arg(id), pageAt(startAt)); },
        cursor.startAt);
    for (;;) {
        auto paging = pages.next();
        const auto page = co_await std::move(paging);
        if (!page)
            co_return std::unexpected(page.error());
        if (!*page)
            co_return Result<void>{};
        JiraSprintPage sprints = parseJiraSprints((*page)->value("values"_L1).toArray(), *board, m_terms);
        cursor.open = (idsIn(cursor.open) + sprints.unfinished).join(u',');
        cursor.startAt = pages.hasMore() ? pages.startAt() : 0;
        sprints.batch.checkpoints.push_back({.scope = {},
            .entity = "sprints "_L1 + board->id,
            .cursor = cursor.toJson(),
            .finished = !pages.hasMore()});
        m_run.countPage();
        auto putting = m_run.put(std::move(sprints.batch));
        if (const Result<void> kept = co_await std::move(putting); !kept)
            co_return kept;
    }
}

// Closed sprints stay as they are: the others, and those that were open the last time.
QCoro::Task<Result<void>> JiraSync::readOpenSprints(const JiraBoard *board, JiraListCursor cursor)
{
    JiraPages pages(&m_api, [this, id = board->id](qint64 startAt) {
        return m_api.agile(u"/board/%1/sprint"_s.arg(id), pageAt(startAt, {{u"state"_s, u"active,future"_s}}));
    });
    RecordBatch batch;
    QStringList open;
    QStringList prints;
    for (;;) {
        auto paging = pages.next();
        const auto page = co_await std::move(paging);
        if (!page)
            co_return std::unexpected(page.error());
        if (!*page)
            break;
        const QJsonArray values = (*page)->value("values"_L1).toArray();
        JiraSprintPage sprints = parseJiraSprints(values, *board, m_terms);
        open += sprints.unfinished;
        prints += printOf(values);
        std::ranges::move(sprints.batch.of<Sprint>(), std::back_inserter(batch.of<Sprint>()));
        std::ranges::move(sprints.batch.quarantine, std::back_inserter(batch.quarantine));
        m_run.countPage();
    }
    if (cursor.prints == prints.join(u','))
        co_return Result<void>{};
    const QStringList before = idsIn(cursor.open);
    for (const QString &id : before) {
        if (open.contains(id))
            continue;
        auto reading = readSprint(id, board, &batch);
        if (const Result<void> read = co_await std::move(reading); !read)
            co_return read;
    }
    cursor.open = open.join(u',');
    cursor.prints = prints.join(u',');
    batch.checkpoints.push_back(
        {.scope = {}, .entity = "sprints "_L1 + board->id, .cursor = cursor.toJson(), .finished = true});
    auto putting = m_run.put(std::move(batch));
    co_return co_await std::move(putting);
}

// What became of a sprint that is no longer among the open ones.
QCoro::Task<Result<void>> JiraSync::readSprint(QString id, const JiraBoard *board, RecordBatch *batch)
{
    auto asking = m_api.get(m_api.agile("/sprint/"_L1 + id));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer && answer.error().httpStatus == 404) {
        batch->tombstones.push_back({.kind = RecordKind::Sprint, .externalId = id});
        co_return Result<void>{};
    }
    if (!answer)
        co_return std::unexpected(answer.error());
    JiraSprintPage sprints = parseJiraSprints(QJsonArray{answer->json.object()}, *board, m_terms);
    std::ranges::move(sprints.batch.of<Sprint>(), std::back_inserter(batch->of<Sprint>()));
    std::ranges::move(sprints.batch.quarantine, std::back_inserter(batch->quarantine));
    co_return Result<void>{};
}

QCoro::Task<Result<void>> JiraSync::readVersions(const Project *project)
{
    const auto stored = m_run.stored(project->scope, kVersions);
    const QStringList before = stored ? idsIn(JiraListCursor::fromJson(stored->cursor).prints) : QStringList();
    QStringList prints;
    JiraPages pages(&m_api, [this, id = project->id](qint64 startAt) {
        return m_api.core(u"/project/%1/version"_s.arg(id), pageAt(startAt));
    });
    for (;;) {
        auto paging = pages.next();
        const auto page = co_await std::move(paging);
        if (!page)
            co_return std::unexpected(page.error());
        if (!*page)
            co_return Result<void>{};
        const QJsonArray values = (*page)->value("values"_L1).toArray();
        prints += printOf(values);
        m_run.countPage();
        if (before.value(prints.size() - 1) == prints.back() && (pages.hasMore() || before.size() == prints.size()))
            continue;
        RecordBatch batch = parseJiraVersions(values, project->key, m_terms);
        JiraListCursor cursor;
        cursor.prints = (prints + before.mid(prints.size())).join(u',');
        if (!pages.hasMore())
            cursor.prints = prints.join(u',');
        batch.checkpoints.push_back(
            {.scope = project->scope, .entity = kVersions, .cursor = cursor.toJson(), .finished = !pages.hasMore()});
        auto putting = m_run.put(std::move(batch));
        if (const Result<void> kept = co_await std::move(putting); !kept)
            co_return kept;
    }
}

} // namespace leadline
