#include "core/store/directorystore.h"

#include "core/store/database.h"
#include "core/store/derived/factcolumns.h"
#include "core/store/derived/factrows.h"
#include "core/store/derived/servicelinks.h"
#include "core/store/derived/sprintbook.h"
#include "core/store/derived/sqlread.h"
#include "core/store/derived/workspacemaps.h"

#include <QCoreApplication>

#include <algorithm>

namespace leadline {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Timeline)
};

Instant timeIn(const QJsonObject &record, QLatin1StringView key)
{
    return Instant::fromIso(record.value(key).toString());
}

QString shortSha(const QString &sha)
{
    return sha.left(10);
}

QString verdictWords(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Approved:
        return Words::tr("Approved");
    case Verdict::ChangesRequested:
        return Words::tr("Changes requested");
    case Verdict::Dismissed:
        return Words::tr("Review dismissed");
    default:
        return Words::tr("Commented");
    }
}

class TimelineBuilder {
public:
    TimelineBuilder(Database &database, const WorkspaceMaps &maps, QJsonObject record)
        : m_database(database)
        , m_maps(maps)
    {
        m_timeline.url = record.value("url"_L1).toString();
        m_timeline.record = std::move(record);
    }

    Result<Timeline> change(qint64 id);
    Result<Timeline> deployment(qint64 id);
    Result<Timeline> incident(qint64 id);
    Result<Timeline> issue(qint64 id);
    // Any other record: the times that it has.
    Result<Timeline> plain(const QString &fact);

private:
    void add(
        Instant at, const QString &what, const QString &who = {}, const QString &detail = {}, const QString &url = {})
    {
        if (at.isSet())
            m_timeline.events.push_back({.at = at, .what = what, .who = who, .detail = detail, .url = url});
    }
    [[nodiscard]] QString text(QLatin1StringView key) const { return m_timeline.record.value(key).toString(); }
    [[nodiscard]] Instant time(QLatin1StringView key) const { return timeIn(m_timeline.record, key); }
    Result<void> addCommits(qint64 change);
    Result<void> addReviews(qint64 change);
    Result<void> addEvent(qint64 event, bool inferred);
    Result<void> addIncidents(qint64 event);
    Result<void> addIssueChanges();
    [[nodiscard]] QString sprintWords(const SprintBook &sprints, qint64 source, const QByteArray &text) const;
    [[nodiscard]] Timeline finish()
    {
        std::ranges::stable_sort(m_timeline.events, {}, &TimelineEvent::at);
        return std::move(m_timeline);
    }

    Database &m_database;
    const WorkspaceMaps &m_maps;
    Timeline m_timeline;
};

Result<void> TimelineBuilder::addCommits(qint64 change)
{
    return forEachRow(m_database,
        "SELECT ifnull(authored_at, committed_at), author, subject, url, external_id FROM \"commit\" WHERE "
        "change_request = "
            + QByteArray::number(change),
        [this](const Statement &row) {
            const QString subject = row.text(2);
            add(row.instant(0), Words::tr("Commit"), m_maps.labelOf(row.integer(1)),
                subject.isEmpty() ? shortSha(row.text(4)) : subject, row.text(3));
        });
}

Result<void> TimelineBuilder::addReviews(qint64 change)
{
    return forEachRow(m_database,
        "SELECT at, reviewer, verdict, url FROM review WHERE change_request = " + QByteArray::number(change),
        [this](const Statement &row) {
            add(row.instant(0), verdictWords(static_cast<Verdict>(row.integer(2))), m_maps.labelOf(row.integer(1)), {},
                row.text(3));
        });
}

Result<void> TimelineBuilder::addIncidents(qint64 event)
{
    return forEachRow(m_database,
        "SELECT i.opened_at, i.resolved_at, i.title, i.url, f.link FROM incident_fact f JOIN incident i ON i.id = f.id "
        "WHERE f.event = "
            + QByteArray::number(event),
        [this](const Statement &row) {
            const bool inferred = static_cast<IncidentLink>(row.integer(4)) == IncidentLink::Inferred;
            add(row.instant(0), inferred ? Words::tr("Incident opened (linked by time)") : Words::tr("Incident opened"),
                {}, row.text(2), row.text(3));
            add(row.instant(1), Words::tr("Incident resolved"), {}, row.text(2), row.text(3));
        });
}

// How the event went, and what came of it.
Result<void> TimelineBuilder::addEvent(qint64 event, bool inferred)
{
    auto read = forEachRow(m_database,
        "SELECT started_at, finished_at, environment, sha, succeeded, failed, rollback, recovered_at, origin, "
        "environment_class "
        "FROM deploy_event WHERE id = "
            + QByteArray::number(event),
        [this, inferred](const Statement &row) {
            const QString environment = row.text(2);
            const QString sha = shortSha(row.text(3));
            const Instant end = row.isNull(1) ? row.instant(0) : row.instant(1);
            if (static_cast<EventOrigin>(row.integer(8)) == EventOrigin::Release) {
                add(end, Words::tr("Released"), {}, sha);
            } else if (static_cast<EventOrigin>(row.integer(8)) == EventOrigin::Merge) {
                add(end, Words::tr("In production with its merge"));
            } else {
                if (row.instant(0) != end)
                    add(row.instant(0), Words::tr("Deployment to %1 started").arg(environment), {}, sha);
                const QString what = row.integer(4) == 0 ? Words::tr("Deployment to %1 did not succeed")
                    : row.integer(6) != 0                ? Words::tr("Rolled back in %1")
                                                         : Words::tr("Deployed to %1");
                add(end, what.arg(environment), {},
                    inferred ? Words::tr("found by order in time, not by the commits") : sha);
            }
            if (row.integer(5) != 0)
                add(row.instant(7), Words::tr("Recovered"));
        });
    return read ? addIncidents(event) : read;
}

Result<Timeline> TimelineBuilder::change(qint64 id)
{
    m_timeline.title = u"#%1 %2"_s.arg(m_timeline.record.value("number"_L1).toInteger()).arg(text("title"_L1));
    const QString author = text("author"_L1);
    const Instant created = time("created_at"_L1);
    const Instant merged = time("merged_at"_L1);
    auto read = addCommits(id);
    if (!read)
        return std::unexpected(read.error());
    if (m_timeline.events.empty() && time("started_at"_L1) < created)
        add(time("started_at"_L1), Words::tr("First commit"), author);
    add(created, Words::tr("Opened"), author, text("head_branch"_L1));
    if (const Instant ready = time("ready_at"_L1); ready > created)
        add(ready, Words::tr("Ready for review"), author);
    qint64 event = 0;
    bool inferred = false;
    read = addReviews(id).and_then([&] {
        return forEachRow(m_database,
            "SELECT ifnull(event, 0), deployment_inferred FROM change_fact WHERE id = " + QByteArray::number(id),
            [&](const Statement &row) {
                event = row.integer(0);
                inferred = row.integer(1) != 0;
            });
    });
    if (!read)
        return std::unexpected(read.error());
    add(merged, Words::tr("Merged"), text("merged_by"_L1), text("base_branch"_L1));
    if (!merged.isSet())
        add(time("closed_at"_L1), Words::tr("Closed without merging"));
    if (event != 0) {
        if (read = addEvent(event, inferred); !read)
            return std::unexpected(read.error());
    }
    return finish();
}

Result<Timeline> TimelineBuilder::deployment(qint64 id)
{
    const QString place = text("repository"_L1);
    m_timeline.title = text("origin"_L1) == "release"_L1 ? Words::tr("Release %1 of %2").arg(text("tag"_L1), place)
        : text("origin"_L1) == "merge"_L1
        ? Words::tr("Merge of #%1 in %2").arg(m_timeline.record.value("number"_L1).toInteger()).arg(place)
        : Words::tr("Deployment of %1 to %2").arg(place, text("environment"_L1));
    auto read = forEachRow(m_database,
        "SELECT f.merged_at, f.author, c.number, c.title, c.url FROM change_fact f JOIN change_request c ON c.id = "
        "f.id WHERE f.event = "
            + QByteArray::number(id),
        [this](const Statement &row) {
            add(row.instant(0), Words::tr("Change merged"), m_maps.labelOf(row.integer(1)),
                u"#%1 %2"_s.arg(row.integer(2)).arg(row.text(3)), row.text(4));
        }).and_then([&] { return addEvent(id, false); });
    if (!read)
        return std::unexpected(read.error());
    return finish();
}

Result<Timeline> TimelineBuilder::incident(qint64 id)
{
    m_timeline.title = text("title"_L1);
    add(time("opened_at"_L1), Words::tr("Incident opened"), {}, text("severity"_L1));
    add(time("resolved_at"_L1), Words::tr("Incident resolved"));
    auto read = forEachRow(m_database,
        "SELECT e.started_at, e.finished_at, e.environment, e.sha, f.link FROM incident_fact f JOIN deploy_event e ON "
        "e.id = f.event "
        "WHERE f.id = "
            + QByteArray::number(id),
        [this](const Statement &row) {
            const bool inferred = static_cast<IncidentLink>(row.integer(4)) == IncidentLink::Inferred;
            add(row.isNull(1) ? row.instant(0) : row.instant(1), Words::tr("Deployed to %1").arg(row.text(2)), {},
                inferred ? Words::tr("last deployment before the incident")
                         : Words::tr("named as the cause: %1").arg(shortSha(row.text(3))));
        });
    if (!read)
        return std::unexpected(read.error());
    return finish();
}

// Changes that name the issue.
Result<void> TimelineBuilder::addIssueChanges()
{
    auto statement = Statement::prepare(m_database,
        "SELECT c.created_at, c.merged_at, c.author, c.number, c.title, c.url FROM change_request c WHERE c.issue_keys "
        "IS NOT NULL "
        "AND instr(char(10) || c.issue_keys || char(10), char(10) || ?1 || char(10)) > 0");
    if (!statement)
        return std::unexpected(statement.error());
    const QString key = text("key"_L1);
    statement->bind(1, QStringView(key));
    for (;;) {
        const auto more = key.isEmpty() ? Result<bool>(false) : statement->step();
        if (!more)
            return std::unexpected(more.error());
        if (!*more)
            return {};
        const QString title = u"#%1 %2"_s.arg(statement->integer(3)).arg(statement->text(4));
        add(statement->instant(0), Words::tr("Change opened"), m_maps.labelOf(statement->integer(2)), title,
            statement->text(5));
        add(statement->instant(1), Words::tr("Change merged"), {}, title, statement->text(5));
    }
}

// Transitions name sprints by the tool's ids.
QString TimelineBuilder::sprintWords(const SprintBook &sprints, qint64 source, const QByteArray &text) const
{
    QStringList names;
    for (const qint64 sprint : sprints.sprintsNamed(source, text))
        names += m_maps.sprints.value(sprint).name;
    return names.isEmpty() ? QString::fromUtf8(text) : names.join(u", "_s);
}

Result<Timeline> TimelineBuilder::issue(qint64 id)
{
    m_timeline.title = u"%1 %2"_s.arg(text("key"_L1), text("title"_L1)).trimmed();
    add(time("created_at"_L1), Words::tr("Created"), text("author"_L1));
    bool hasTransitions = false;
    const auto sprints = SprintBook::read(m_database);
    if (!sprints)
        return std::unexpected(sprints.error());
    auto read = forEachRow(m_database,
        "SELECT at, field, \"from\", \"to\", \"by\", source FROM issue_transition WHERE issue = "
            + QByteArray::number(id),
        [&](const Statement &row) {
            hasTransitions = true;
            const auto field = static_cast<TransitionField>(row.integer(1));
            const QString name = enumName(field);
            const auto words = [&](int column) {
                return field == TransitionField::Sprint ? sprintWords(*sprints, row.integer(5), row.blob(column))
                                                        : row.text(column);
            };
            add(row.instant(0), Words::tr("%1 changed").arg(name.left(1).toUpper() + name.mid(1)),
                m_maps.labelOf(row.integer(4)), row.isNull(2) ? words(3) : u"%1 → %2"_s.arg(words(2), words(3)));
        }).and_then([&] { return addIssueChanges(); });
    if (!read)
        return std::unexpected(read.error());
    if (!hasTransitions)
        add(time("started_at"_L1), Words::tr("Work began"), text("assignee"_L1));
    add(time("resolved_at"_L1), Words::tr("Resolved"), text("assignee"_L1));
    return finish();
}

Result<Timeline> TimelineBuilder::plain(const QString &fact)
{
    QString kind = fact.left(1).toUpper() + fact.mid(1);
    m_timeline.title = kind.replace(u'_', u' ') + u' ' + text("external_id"_L1);
    const QString given = fact == "message"_L1 ? Words::tr("Written")
        : fact == "measure"_L1               ? Words::tr("Measured")
                                             : Words::tr("Given");
    for (auto it = m_timeline.record.constBegin(); it != m_timeline.record.constEnd(); ++it) {
        QString what = it.key();
        if (what == "updated_at"_L1 || (what != "at"_L1 && !what.endsWith("_at"_L1)))
            continue;
        what.chop(what == "at"_L1 ? 0 : 3);
        add(Instant::fromIso(it.value().toString()),
            what == "at"_L1 ? given : what.left(1).toUpper() + what.mid(1).replace(u'_', u' '));
    }
    return finish();
}

// A review is a part of its change's story.
Result<std::pair<QString, qint64>> storyOf(Database &database, const QString &fact, qint64 id)
{
    if (fact == "sprint_item"_L1)
        return std::pair(u"issue"_s, id / 1024);
    if (fact != "review"_L1 && fact != "commit"_L1)
        return std::pair(fact, id);
    auto change = database.integer(u"SELECT change_request FROM \"%1\" WHERE id = %2"_s.arg(fact).arg(id));
    if (!change)
        return std::unexpected(change.error());
    return *change != 0 ? std::pair(u"change"_s, *change) : std::pair(fact, id);
}

} // namespace

Result<Timeline> readTimeline(Database &database, const QString &fact, qint64 id)
{
    if (!factNames().contains(fact))
        return fail(ErrorKind::Config, u"There is no fact called “%1”."_s.arg(fact));
    auto story = storyOf(database, fact, id);
    if (!story)
        return std::unexpected(story.error());
    auto rows = factRows(database, story->first, {story->second});
    if (!rows)
        return std::unexpected(rows.error());
    if (rows->front().isEmpty())
        return fail(ErrorKind::Storage, u"This record is not there any more. Refresh the list."_s);
    auto maps = WorkspaceMaps::read(database);
    if (!maps)
        return std::unexpected(maps.error());
    TimelineBuilder builder(database, *maps, std::move(rows->front()));
    if (story->first == "change"_L1)
        return builder.change(story->second);
    if (story->first == "deployment"_L1)
        return builder.deployment(story->second);
    if (story->first == "incident"_L1)
        return builder.incident(story->second);
    if (story->first == "issue"_L1)
        return builder.issue(story->second);
    return builder.plain(story->first);
}

} // namespace leadline
