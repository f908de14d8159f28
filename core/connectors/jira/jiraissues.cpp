#include "core/connectors/jira/jirapieces.h"
#include "core/connectors/shared/labels.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

QStringList labelsOf(const FieldReader &fields)
{
    QStringList labels;
    for (const QJsonValue &label : fields.array("labels"_L1)) {
        if (QString name = label.toString().left(200); !name.isEmpty())
            labels.append(std::move(name));
    }
    return labels;
}

// Types that a site in another language has from the start.
IssueClass classInOtherLanguages(const QString &name)
{
    static const QHash<QString, IssueClass> known{{u"fehler"_s, IssueClass::Bug}, {u"bogue"_s, IssueClass::Bug},
        {u"anomalie"_s, IssueClass::Bug}, {u"error"_s, IssueClass::Bug}, {u"errore"_s, IssueClass::Bug},
        {u"erro"_s, IssueClass::Bug}, {u"błąd"_s, IssueClass::Bug}, {u"ошибка"_s, IssueClass::Bug},
        {u"баг"_s, IssueClass::Bug}, {u"バグ"_s, IssueClass::Bug}, {u"故障"_s, IssueClass::Bug},
        {u"缺陷"_s, IssueClass::Bug}, {u"버그"_s, IssueClass::Bug}, {u"aufgabe"_s, IssueClass::Task},
        {u"tâche"_s, IssueClass::Task}, {u"tarea"_s, IssueClass::Task}, {u"tarefa"_s, IssueClass::Task},
        {u"compito"_s, IssueClass::Task}, {u"taak"_s, IssueClass::Task}, {u"zadanie"_s, IssueClass::Task},
        {u"задача"_s, IssueClass::Task}, {u"タスク"_s, IssueClass::Task}, {u"任务"_s, IssueClass::Task},
        {u"작업"_s, IssueClass::Task}, {u"historia"_s, IssueClass::Feature}, {u"história"_s, IssueClass::Feature},
        {u"récit"_s, IssueClass::Feature}, {u"история"_s, IssueClass::Feature}, {u"funktion"_s, IssueClass::Feature},
        {u"ストーリー"_s, IssueClass::Feature}, {u"故事"_s, IssueClass::Feature}, {u"스토리"_s, IssueClass::Feature},
        {u"新機能"_s, IssueClass::Feature}, {u"störung"_s, IssueClass::Incident}};
    return known.value(name.toLower(), IssueClass::Unknown);
}

IssueClass classOf(const QJsonObject &type, const Issue &issue, const JiraTerms &terms)
{
    if (const auto meant = terms.types.constFind(issue.typeRaw.toLower()); meant != terms.types.cend())
        return *meant;
    const QStringList words = QStringList{issue.typeRaw} + issue.labels;
    if (issueClassOf(words, terms.incidentWords) == IssueClass::Incident)
        return IssueClass::Incident;
    const qint64 level = type.value("hierarchyLevel"_L1).toInteger(0); // the same in every language; Cloud only
    if (type.value("subtask"_L1).toBool() || level < 0)
        return IssueClass::Subtask;
    if (level > 0)
        return IssueClass::Epic;
    const IssueClass byType = issueClassOf({issue.typeRaw}, {});
    if (byType != IssueClass::Unknown)
        return byType;
    const IssueClass foreign = classInOtherLanguages(issue.typeRaw);
    return foreign != IssueClass::Unknown ? foreign : issueClassOf(issue.labels, {});
}

Priority meantBy(const QJsonObject &priority)
{
    static const QHash<QString, Priority> words{{u"highest"_s, Priority::Highest}, {u"blocker"_s, Priority::Highest},
        {u"critical"_s, Priority::Highest}, {u"urgent"_s, Priority::Highest}, {u"high"_s, Priority::High},
        {u"major"_s, Priority::High}, {u"medium"_s, Priority::Medium}, {u"normal"_s, Priority::Medium},
        {u"low"_s, Priority::Low}, {u"minor"_s, Priority::Low}, {u"lowest"_s, Priority::Lowest},
        {u"trivial"_s, Priority::Lowest}};
    const QString name = priority.value("name"_L1).toString();
    if (const auto known = words.constFind(name.toLower()); known != words.cend())
        return *known;
    if (const Priority byForm = priorityOf(QStringList{name}); byForm != Priority::Unknown) // "P1 - now"
        return byForm;
    // The priorities that every Jira begins with, whatever they are called now.
    constexpr auto first =
        std::to_array({Priority::Highest, Priority::High, Priority::Medium, Priority::Low, Priority::Lowest});
    const int id = priority.value("id"_L1).toString().toInt();
    return id >= 1 && id <= 5 ? first[static_cast<std::size_t>(id - 1)] : Priority::Unknown;
}

std::optional<double> pointsOf(const FieldReader &fields, const JiraFields &where)
{
    for (const QString &id : where.points) {
        if (const QJsonValue value = fields.raw().value(id); value.isDouble())
            return value.toDouble();
    }
    return {};
}

bool isFlagged(const QJsonValue &value)
{
    return value.isArray() ? !value.toArray().isEmpty() : value.isObject();
}

// When it was done: teams may close an issue without a resolution, and reopen it and forget one.
Instant resolvedAt(FieldReader &fields, StatusCategory status)
{
    if (status != StatusCategory::Done && status != StatusCategory::Unknown)
        return {};
    const Instant resolution = fields.time("resolutiondate"_L1);
    const Instant moved = fields.time("statuscategorychangedate"_L1);
    if (resolution.isSet() || status == StatusCategory::Unknown)
        return resolution;
    return moved;
}

class IssueReader {
public:
    IssueReader(const JiraTerms &terms, const QHash<QString, qint64> &known, JiraIssuePage &page)
        : m_terms(terms)
        , m_known(known)
        , m_page(page)
    {
    }

    void read(FieldReader &outer)
    {
        const JsonPlace inside{.parent = outer.place(), .name = u"fields"_s};
        FieldReader fields(outer.object("fields"_L1), &inside);
        Issue issue;
        issue.externalId = outer.needId("id"_L1);
        issue.key = outer.needText("key"_L1);
        readFields(fields, issue);
        if (!outer.ok() || !fields.ok()) {
            QuarantinedRecord bad = (outer.ok() ? fields : outer).quarantined(RecordKind::Issue, issue.externalId);
            m_page.batch.quarantine.push_back(std::move(bad));
            return;
        }
        m_page.seen.push_back({.id = issue.externalId, .updatedAt = issue.updatedAt});
        if (m_known.value(issue.externalId, Instant::kUnset) == issue.updatedAt.ms())
            return;
        readPeople(fields, issue);
        readSprints(fields);
        readHistory(outer, issue.externalId);
        if (issue.type == IssueClass::Incident)
            m_page.batch.add(incidentOf(issue));
        m_page.batch.add(std::move(issue));
    }

    void finish() { m_actors.moveInto(m_page.batch); }

private:
    void readFields(FieldReader &fields, Issue &issue) const
    {
        issue.url = m_terms.web + "/browse/"_L1 + issue.key;
        issue.project = fields.object("project"_L1).value("key"_L1).toString();
        if (issue.project.isEmpty())
            issue.project = issue.key.section(u'-', 0, -2);
        issue.title = fields.text("summary"_L1);
        issue.createdAt = fields.needTime("created"_L1);
        issue.updatedAt = fields.needTime("updated"_L1);
        issue.labels = labelsOf(fields);
        const QJsonObject type = fields.object("issuetype"_L1);
        issue.typeRaw = type.value("name"_L1).toString().left(200);
        issue.type = classOf(type, issue, m_terms);
        const QJsonObject status = fields.object("status"_L1);
        issue.statusRaw = status.value("name"_L1).toString().left(200);
        issue.status = jiraCategory(status.value("statusCategory"_L1).toObject().value("key"_L1).toString());
        issue.priority = meantBy(fields.object("priority"_L1));
        issue.points = pointsOf(fields, m_terms.fields);
        issue.resolvedAt = resolvedAt(fields, issue.status);
        if (issue.status == StatusCategory::Doing)
            issue.startedAt = fields.time("statuscategorychangedate"_L1);
        issue.dueAt = jiraDay(fields.raw().value("duedate"_L1));
        issue.flagged = !m_terms.fields.flagged.isEmpty() && isFlagged(fields.raw().value(m_terms.fields.flagged));
        issue.parent.id = fields.object("parent"_L1).value("id"_L1).toString();
        if (!issue.parent.isSet() && !m_terms.fields.epicLink.isEmpty())
            issue.parent.id = m_terms.epics.value(fields.raw().value(m_terms.fields.epicLink).toString());
    }

    void readPeople(FieldReader &fields, Issue &issue)
    {
        issue.author = m_actors.fromUser(fields.raw().value("reporter"_L1));
        if (!issue.author.isSet())
            issue.author = m_actors.fromUser(fields.raw().value("creator"_L1));
        issue.assignee = m_actors.fromUser(fields.raw().value("assignee"_L1));
    }

    // Of boards that are not read: their sprints are known from here only.
    void readSprints(const FieldReader &fields)
    {
        if (m_terms.fields.sprint.isEmpty() || !m_terms.hasBoards)
            return;
        for (const QJsonValue &value : fields.raw().value(m_terms.fields.sprint).toArray()) {
            auto read = parseSprintValue(value);
            if (!read || m_terms.boards.contains(read->board) || m_sprints.contains(read->sprint.externalId))
                continue;
            m_sprints.insert(read->sprint.externalId);
            if (!read->board.isEmpty())
                read->sprint.board = u"Board "_s + read->board;
            m_page.batch.add(std::move(read->sprint));
        }
    }

    void readHistory(const FieldReader &outer, const QString &issue)
    {
        const QJsonObject log = outer.object("changelog"_L1);
        if (log.isEmpty())
            return;
        const QJsonArray changes = log.value("histories"_L1).toArray();
        m_page.shortenedHistories += log.value("total"_L1).toInteger(0) > changes.size();
        const JsonPlace inside{.parent = outer.place(), .name = u"changelog.histories"_s};
        readJiraHistory(issue, changes, inside, {.terms = m_terms, .actors = m_actors, .batch = m_page.batch});
    }

    [[nodiscard]] static Incident incidentOf(const Issue &issue)
    {
        Incident incident;
        incident.externalId = issue.externalId;
        incident.url = issue.url;
        incident.updatedAt = issue.updatedAt;
        incident.title = issue.title;
        incident.openedAt = issue.createdAt;
        incident.resolvedAt = issue.resolvedAt;
        incident.severity = severityOf(issue.labels);
        if (incident.severity == Severity::Unknown && issue.priority != Priority::Unknown)
            incident.severity = issue.priority == Priority::Highest ? Severity::Critical
                : issue.priority == Priority::High                  ? Severity::High
                : issue.priority == Priority::Medium                ? Severity::Medium
                                                                    : Severity::Low;
        return incident;
    }

    const JiraTerms &m_terms;
    const QHash<QString, qint64> &m_known;
    JiraIssuePage &m_page;
    JiraActors m_actors;
    QSet<QString> m_sprints;
};

QByteArray idOf(const QJsonValue &issue)
{
    return issue.toObject().value("id"_L1).toVariant().toString().toUtf8();
}

} // namespace

Result<JiraIssuePage> parseJiraIssues(
    const QJsonObject &answer, const JiraTerms &terms, const QHash<QString, qint64> &known)
{
    if (!answer.value("issues"_L1).isArray())
        return fail(ErrorKind::Parse,
            u"Jira's answer does not have the issues that were asked for. Try again; if it stays so, the server may be of a version that is not supported."_s,
            u"$.issues is not a list"_s);
    const QJsonArray issues = answer.value("issues"_L1).toArray();
    JiraIssuePage page;
    page.items = issues.size();
    page.nextToken = answer.value("nextPageToken"_L1).toString();
    page.total = answer.value("total"_L1).toInteger(-1);
    page.most = answer.value("maxResults"_L1).toInteger(-1);
    if (!issues.isEmpty()) {
        page.firstItem = idOf(issues.first());
        page.lastItem = idOf(issues.last());
    }
    IssueReader reader(terms, known, page);
    const JsonPlace place{.parent = nullptr, .name = u"issues"_s};
    forEachObject(issues, &place, RecordKind::Issue, page.batch, [&reader](FieldReader &issue) { reader.read(issue); });
    reader.finish();
    return page;
}

QStringList unknownEpics(const QJsonObject &answer, const JiraTerms &terms)
{
    QStringList keys;
    if (terms.fields.epicLink.isEmpty())
        return keys;
    for (const QJsonValue &issue : answer.value("issues"_L1).toArray()) {
        const QJsonObject fields = issue.toObject().value("fields"_L1).toObject();
        const QString key = fields.value(terms.fields.epicLink).toString();
        const bool hasParent = fields.value("parent"_L1).isObject();
        if (!key.isEmpty() && !hasParent && !terms.epics.contains(key) && !keys.contains(key))
            keys.append(key);
    }
    return keys;
}

StatusCategory jiraCategory(const QString &key)
{
    if (key == "new"_L1)
        return StatusCategory::Todo;
    if (key == "indeterminate"_L1)
        return StatusCategory::Doing;
    return key == "done"_L1 ? StatusCategory::Done : StatusCategory::Unknown;
}

QHash<QString, JiraStatus> parseJiraStatuses(const QJsonArray &statuses)
{
    QHash<QString, JiraStatus> known;
    for (const QJsonValue &value : statuses) {
        const QJsonObject status = value.toObject();
        const QString id = status.value("id"_L1).toVariant().toString();
        const QString name = status.value("name"_L1).toString().left(200);
        if (!id.isEmpty() && !name.isEmpty())
            known.insert(id,
                {.name = name,
                    .category = jiraCategory(status.value("statusCategory"_L1).toObject().value("key"_L1).toString())});
    }
    return known;
}

} // namespace leadline
