#include "core/store/derived/issuewriting.h"

#include "core/domain/issueflow.h"
#include "core/domain/sprintscope.h"
#include "core/store/database.h"
#include "core/store/derived/sprintbook.h"
#include "core/store/derived/sqlread.h"
#include "core/store/recordstore.h"

#include <QJsonValue>

namespace leadline {

namespace {

constexpr qint64 kDayMs = 86'400'000;
constexpr double kSlowStartDays = 7;
constexpr double kLongWipDays = 14;
constexpr qint64 kItemsOfIssue = 1024; // ids of sprint_item for one issue

const std::vector<QByteArray> kIssueColumns = {"id", "source", "repository", "project", "assignee", "type", "status",
    "priority", "points", "created_at", "assigned_at", "started_at", "resolved_at", "due_at", "blocked_at",
    "slow_start_at", "long_wip_at", "on_time", "changes", "sprints", "flags", "reopened", "doing", "active", "waiting",
    "blocked", "backlog", "pickup", "resolution"};

// Without the holder, which is found when all items of the sprint are known.
const std::vector<QByteArray> kItemColumns = {"id", "sprint", "source", "assignee", "project", "type", "priority",
    "started_at", "ended_at", "entered_at", "left_at", "done_at", "planned", "added", "readded", "removed", "completed",
    "carries", "first", "points_at_start", "points"};

void bindPoints(Statement &statement, int index, const std::optional<double> &points)
{
    if (points)
        statement.bind(index, *points);
    else
        statement.bindNull(index);
}

// A moment that lies so long after another, if neither of two ends came before.
Instant overdueAt(Instant from, qint64 limit, Instant end, Instant otherEnd)
{
    if (!from.isSet())
        return {};
    const Instant at{from.ms() + limit};
    const bool inTime = (end.isSet() && end <= at) || (otherEnd.isSet() && otherEnd <= at);
    return inTime ? Instant() : at;
}

Result<qint64> daysSetting(Database &database, const QString &key, double usual)
{
    auto days = readSetting(database, key);
    if (!days)
        return std::unexpected(days.error());
    return static_cast<qint64>(std::max(0.0, days->toDouble(usual)) * static_cast<double>(kDayMs));
}

qint64 flagsIn(const IssueHistory &history)
{
    return static_cast<qint64>(history.flags.size()) + std::ranges::count_if(history.statuses, [](const auto &step) {
        return step.to.blocked;
    }) + (history.flagged ? 1 : 0);
}

Result<void> removeRows(Database &database, const QByteArray &table, const QSet<qint64> &ids)
{
    return ids.isEmpty() ? Result<void>()
                         : runOnce(database, "DELETE FROM " + table + " WHERE id IN (" + idList(ids) + ')');
}

} // namespace

Result<IssueWriter> IssueWriter::begin(Database &database, const IssueSelection &selection, const SprintBook &sprints)
{
    IssueWriter writer(database, sprints);
    auto slowStart = daysSetting(database, u"slow_start_days"_s, kSlowStartDays);
    if (!slowStart)
        return std::unexpected(slowStart.error());
    auto longWip = daysSetting(database, u"long_wip_days"_s, kLongWipDays);
    if (!longWip)
        return std::unexpected(longWip.error());
    writer.m_limits = {.slowStart = *slowStart, .longWip = *longWip};
    if (auto prepared = writer.prepare(); !prepared)
        return std::unexpected(prepared.error());
    if (auto read = writer.readOld(selection); !read)
        return std::unexpected(read.error());
    return writer;
}

Result<void> IssueWriter::prepare()
{
    for (const auto &[statement, sql] : {std::pair(&m_issue, upsertRowSql("issue_fact", kIssueColumns)),
             std::pair(&m_item, upsertRowSql("sprint_item", kItemColumns)),
             std::pair(&m_mention,
                 QByteArray("INSERT OR IGNORE INTO sprint_mention (source, mention, issue) VALUES (?1, ?2, ?3)")),
             std::pair(&m_naming, QByteArray("SELECT count(*) FROM change_key WHERE key = ?1"))}) {
        auto prepared = Statement::prepare(*m_database, sql);
        if (!prepared)
            return std::unexpected(prepared.error());
        *statement = std::move(*prepared);
    }
    return {};
}

Result<void> IssueWriter::readOld(const IssueSelection &selection)
{
    const QByteArray chosen = selection.all ? QByteArray() : idList(selection.ids);
    auto read = forEachRow(*m_database,
        "SELECT id FROM issue_fact" + (selection.all ? QByteArray() : " WHERE id IN (" + chosen + ')'),
        [this](const Statement &row) { m_oldIssues.insert(row.integer(0)); });
    if (!read)
        return read;
    if (selection.all) {
        m_countsRead = true;
        read = forEachRow(*m_database, "SELECT key, count(*) FROM change_key GROUP BY key",
            [this](const Statement &row) { m_counts.insert(row.blob(0), row.integer(1)); });
        if (!read)
            return read;
        return forEachRow(*m_database, "SELECT id, sprint FROM sprint_item",
            [this](const Statement &row) { m_oldItems.insert(row.integer(0), row.integer(1)); });
    }
    auto items = Statement::prepare(*m_database, "SELECT id, sprint FROM sprint_item WHERE id BETWEEN ?1 AND ?2");
    if (!items)
        return std::unexpected(items.error());
    for (const qint64 issue : selection.ids) {
        items->reset();
        items->bind(1, issue * kItemsOfIssue);
        items->bind(2, issue * kItemsOfIssue + kItemsOfIssue - 1);
        for (;;) {
            const auto more = items->step();
            if (!more)
                return std::unexpected(more.error());
            if (!*more)
                break;
            m_oldItems.insert(items->integer(0), items->integer(1));
        }
    }
    return {};
}

Result<qint64> IssueWriter::changesNaming(const QByteArray &key)
{
    if (m_countsRead || key.isEmpty())
        return m_counts.value(key, 0);
    m_naming.reset();
    m_naming.bind(1, QStringView(QString::fromUtf8(key)));
    const auto found = m_naming.step();
    if (!found)
        return std::unexpected(found.error());
    return m_naming.integer(0);
}

Result<void> IssueWriter::write(const IssueRecord &issue)
{
    m_oldIssues.remove(issue.id);
    const auto sprints = writeItems(issue);
    if (!sprints)
        return std::unexpected(sprints.error());
    const auto changes = changesNaming(issue.key);
    if (!changes)
        return std::unexpected(changes.error());
    const IssueHistory &history = issue.history;
    const IssueFlow flow = issueFlowOf(history);
    const auto onTime = isOnTime(flow.resolvedAt, history.dueAt);
    int i = 0;
    m_issue.bind(++i, issue.id);
    m_issue.bind(++i, issue.source);
    bindReference(m_issue, ++i, issue.repository);
    bindText(m_issue, ++i, QString::fromUtf8(issue.project));
    bindReference(m_issue, ++i, history.assignee);
    for (const qint64 code : {issue.type, issue.status, issue.priority})
        m_issue.bind(++i, code);
    bindPoints(m_issue, ++i, history.points);
    for (const Instant at : {history.createdAt, flow.assignedAt, flow.startedAt, flow.resolvedAt, history.dueAt,
             flow.blockedAt, overdueAt(flow.assignedAt, m_limits.slowStart, flow.startedAt, flow.resolvedAt),
             overdueAt(flow.startedAt, m_limits.longWip, flow.resolvedAt, {})})
        m_issue.bind(++i, at);
    bindOptional(m_issue, ++i, onTime ? std::optional<qint64>(*onTime ? 1 : 0) : std::nullopt);
    for (const qint64 count : {*changes, *sprints, flagsIn(history)})
        m_issue.bind(++i, count);
    for (const auto &value : {flow.reopened, flow.doing, flow.active, flow.waiting, flow.blocked, flow.backlog,
             flow.pickup, flow.resolution})
        bindOptional(m_issue, ++i, value);
    const qint64 before = rowsWritten(*m_database);
    if (auto done = m_issue.run(); !done)
        return done;
    m_written.issues = m_written.issues || rowsWritten(*m_database) != before;
    return writeMentions(issue);
}

Result<qint64> IssueWriter::writeItems(const IssueRecord &issue)
{
    QSet<qint64> named;
    for (const auto &step : issue.history.sprints) {
        named.unite(QSet<qint64>(step.from.begin(), step.from.end()));
        named.unite(QSet<qint64>(step.to.begin(), step.to.end()));
    }
    std::vector<SprintTimes> sprints;
    for (const qint64 id : std::as_const(named))
        sprints.push_back(*m_sprints->find(id));
    std::vector<qint64> order(named.begin(), named.end()); // by id, so that a later sprint moves no number
    std::ranges::sort(order);
    const std::vector<SprintItem> items = sprintItemsOf(issue.history, sprints);
    for (const SprintItem &item : items) {
        const auto number = std::ranges::lower_bound(order, item.sprint) - order.begin();
        if (number >= kItemsOfIssue)
            continue;
        const qint64 id = issue.id * kItemsOfIssue + number;
        const SprintTimes &times = *m_sprints->find(item.sprint);
        int i = 0;
        m_item.bind(++i, id);
        m_item.bind(++i, item.sprint);
        m_item.bind(++i, issue.source);
        bindReference(m_item, ++i, std::max<qint64>(item.assignee, 0));
        bindText(m_item, ++i, QString::fromUtf8(issue.project));
        m_item.bind(++i, issue.type);
        m_item.bind(++i, issue.priority);
        for (const Instant at : {times.startedAt, times.endedAt, item.enteredAt, item.leftAt, item.doneAt})
            m_item.bind(++i, at);
        for (const bool flag : {item.planned, item.added, item.readded, item.removed, item.completed})
            m_item.bind(++i, qint64{flag});
        m_item.bind(++i, item.carries);
        m_item.bind(++i, qint64{item.first});
        bindPoints(m_item, ++i, item.pointsAtStart);
        bindPoints(m_item, ++i, item.points);
        const qint64 before = rowsWritten(*m_database);
        if (auto done = m_item.run(); !done)
            return std::unexpected(done.error());
        if (rowsWritten(*m_database) != before) {
            m_written.sprints.insert(item.sprint);
            if (const auto old = m_oldItems.constFind(id); old != m_oldItems.cend())
                m_written.sprints.insert(*old); // the number may have been another sprint's
        }
        m_oldItems.remove(id);
    }
    return static_cast<qint64>(items.size());
}

Result<void> IssueWriter::writeMentions(const IssueRecord &issue)
{
    for (const QByteArray &mention : issue.mentions) {
        m_mention.bind(1, issue.source);
        m_mention.bind(2, QStringView(QString::fromUtf8(mention)));
        m_mention.bind(3, issue.id);
        if (auto done = m_mention.run(); !done)
            return done;
    }
    return {};
}

Result<IssueWriter::Written> IssueWriter::finish()
{
    m_written.issues = m_written.issues || !m_oldIssues.isEmpty();
    for (const qint64 sprint : std::as_const(m_oldItems))
        m_written.sprints.insert(sprint);
    auto removed = removeRows(*m_database, "issue_fact", m_oldIssues).and_then([this] {
        return removeRows(*m_database, "sprint_item", QSet<qint64>(m_oldItems.keyBegin(), m_oldItems.keyEnd()));
    });
    if (!removed)
        return std::unexpected(removed.error());
    return std::move(m_written);
}

} // namespace leadline
