#include "tests/emulators/jira/jiraanswers.h"

#include <QCryptographicHash>
#include <QJsonDocument>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostOfIds = 5000;
constexpr int kMostOfFields = 100;
constexpr int kMostOfServer = 1000;
constexpr int kMostHistories = 1000; // issues in one question

EmulatedAnswer good(const QJsonObject &object)
{
    return {.status = 200, .body = QJsonDocument(object).toJson(QJsonDocument::Compact), .headers = {}};
}

EmulatedAnswer good(const QJsonArray &array)
{
    return {.status = 200, .body = QJsonDocument(array).toJson(QJsonDocument::Compact), .headers = {}};
}

int limited(int size, const EmulatedRequest &request)
{
    return request.mostItems > 0 ? std::min(size, request.mostItems) : size;
}

// A token holds a place, and of which question it is.
QString tokenOf(const QByteArray &question, std::size_t offset)
{
    const QByteArray hash = QCryptographicHash::hash(question, QCryptographicHash::Md5).toHex().left(8);
    return QString::fromLatin1((hash + ':' + QByteArray::number(qint64(offset))).toBase64());
}

// Nothing for a token of another question. Faults make tokens that lead to the beginning.
std::optional<std::size_t> placeOf(const QString &token, const QByteArray &question)
{
    if (token.isEmpty() || token.startsWith("fault"_L1))
        return 0;
    const QByteArray text = QByteArray::fromBase64(token.toLatin1());
    const auto offset = text.mid(text.indexOf(':') + 1).toULongLong();
    return tokenOf(question, offset) == token ? std::optional(static_cast<std::size_t>(offset)) : std::nullopt;
}

QStringList stringsIn(const QJsonValue &array)
{
    QStringList strings;
    for (const QJsonValue &value : array.toArray())
        strings.append(value.toString());
    return strings;
}

} // namespace

JiraAnswers::JiraAnswers(JiraWorld *world, JiraForm form, QString zone)
    : m_world(world)
    , m_form(std::move(form))
    , m_zone(std::move(zone))
{
}

EmulatedAnswer JiraAnswers::error(int status, const QString &message)
{
    const QJsonObject body{{u"errorMessages"_s, QJsonArray{message}}, {u"errors"_s, QJsonObject()}};
    return {.status = status, .body = QJsonDocument(body).toJson(QJsonDocument::Compact), .headers = {}};
}

QJsonObject JiraAnswers::serverInfo() const
{
    return {{u"baseUrl"_s, m_form.web}, {u"version"_s, m_form.cloud ? u"1001.0.0-SNAPSHOT"_s : u"9.12.4"_s},
        {u"deploymentType"_s, m_form.cloud ? u"Cloud"_s : u"Server"_s}};
}

EmulatedAnswer JiraAnswers::answer(const QString &path, const EmulatedRequest &request) const
{
    if (path == "/rest/api/2/serverInfo"_L1)
        return good(serverInfo());
    const QString platformPath = m_form.cloud ? u"/rest/api/3"_s : u"/rest/api/2"_s;
    if (path.startsWith(platformPath))
        return platform(path.mid(platformPath.size()), request);
    if (path.startsWith("/rest/agile/1.0"_L1))
        return agile(path.mid(15), request);
    return error(404, u"null for uri: "_s + path);
}

EmulatedAnswer JiraAnswers::platform(const QString &path, const EmulatedRequest &request) const
{
    if (path == "/myself"_L1)
        return good(
            QJsonObject{{u"accountId"_s, u"5b10:lead"_s}, {u"displayName"_s, u"Lena Lead"_s}, {u"timeZone"_s, m_zone}});
    if (path == "/field"_L1)
        return good(m_world->json().fields());
    if (path == "/status"_L1)
        return good(m_world->json().statuses());
    if (path == "/search/jql"_L1 && m_form.cloud)
        return searchByToken(request);
    if (path == "/search"_L1)
        return m_form.cloud ? error(410, u"The requested API has been removed. Please migrate to the search/jql API."_s)
                            : searchByNumber(request);
    if (path == "/changelog/bulkfetch"_L1 && m_form.cloud)
        return histories(request);
    if (path == "/search/approximate-count"_L1 && m_form.cloud) {
        std::vector<const JiraWorldIssue *> found;
        if (auto bad = find(request.body.value("jql"_L1).toString(), found))
            return std::move(*bad);
        return good(QJsonObject{{u"count"_s, static_cast<qint64>(found.size())}});
    }
    const QString key = path.section(u'/', 2, 2);
    if (path == "/project"_L1 || path == "/project/search"_L1) {
        QJsonArray all;
        for (const JiraWorldProject &project : m_world->projects()) {
            if (!project.deleted)
                all.append(m_world->json().project(project.name));
        }
        return path == "/project"_L1 ? good(all) : listed(all, request);
    }
    const JiraWorldProject *project = path.startsWith("/project/"_L1) ? m_world->project(key) : nullptr;
    if (!project)
        return error(404, u"No project could be found with key '%1'."_s.arg(key));
    return path.endsWith("/version"_L1) ? listed(project->versions, request)
                                        : good(m_world->json().project(project->name));
}

EmulatedAnswer JiraAnswers::agile(const QString &path, const EmulatedRequest &request) const
{
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    if (path == "/board"_L1) {
        const JiraWorldProject *project = m_world->project(request.item(u"projectKeyOrId"_s));
        QJsonArray boards;
        for (const JiraWorldBoard &board : m_world->boards()) {
            if (project && board.projects.contains(project->name.id))
                boards.append(QJsonObject{{u"id"_s, board.id}, {u"name"_s, board.name}, {u"type"_s, board.type}});
        }
        return project ? listed(boards, request) : error(400, u"No project with that key."_s);
    }
    for (const JiraWorldBoard &board : m_world->boards()) {
        const bool isMeant = parts.value(0) == "board"_L1 && parts.value(1) == QString::number(board.id);
        if (isMeant && parts.value(2) == "configuration"_L1)
            return good(QJsonObject{{u"id"_s, board.id}, {u"name"_s, board.name},
                {u"estimation"_s,
                    QJsonObject{
                        {u"type"_s, u"field"_s}, {u"field"_s, QJsonObject{{u"fieldId"_s, u"customfield_10026"_s}}}}}});
        if (isMeant && board.type != "scrum"_L1)
            return error(400, u"The board does not support sprints"_s);
        if (isMeant)
            return sprints(board, request);
        if (parts.value(0) != "sprint"_L1)
            continue;
        const auto found = std::ranges::find(board.sprints, parts.value(1), &Sprint::externalId);
        if (found != board.sprints.end())
            return good(m_world->json().sprint(*found, board.id));
    }
    return error(404, u"It does not exist or you do not have permission to see it."_s);
}

EmulatedAnswer JiraAnswers::sprints(const JiraWorldBoard &board, const EmulatedRequest &request) const
{
    const QStringList states = request.item(u"state"_s).split(u',', Qt::SkipEmptyParts);
    QJsonArray values;
    for (const SprintState state : {SprintState::Closed, SprintState::Active, SprintState::Future}) {
        if (!states.isEmpty() && !states.contains(QString(enumName(state))))
            continue;
        for (const Sprint &sprint : board.sprints) {
            if (sprint.state == state)
                values.append(m_world->json().sprint(sprint, board.id));
        }
    }
    return listed(values, request, false);
}

EmulatedAnswer JiraAnswers::listed(const QJsonArray &values, const EmulatedRequest &request, bool withTotal)
{
    const int size = request.pageSize(u"maxResults"_s, 50, request.path.contains("/rest/api"_L1) ? 100 : 50);
    const qsizetype from = request.item(u"startAt"_s).toLongLong();
    QJsonArray page;
    for (qsizetype i = from; i < std::min(values.size(), from + size); ++i)
        page.append(values.at(i));
    QJsonObject object{{u"startAt"_s, from}, {u"maxResults"_s, size}, {u"values"_s, page},
        {u"isLast"_s, from + page.size() >= values.size()}};
    if (withTotal)
        object.insert(u"total"_s, values.size());
    return good(object);
}

std::optional<EmulatedAnswer> JiraAnswers::find(
    const QString &jql, std::vector<const JiraWorldIssue *> &found, std::size_t most) const
{
    const auto question = JiraJql::read(jql, m_zone);
    if (!question)
        return error(400, u"Unbounded JQL queries are not allowed here, or the query could not be read: "_s + jql);
    Instant least{std::numeric_limits<qint64>::max()};
    std::vector<JiraJql::Clause> clauses;
    for (const JiraJql::Clause &clause : question->clauses) {
        JiraJql::Clause byId{.projects = {}, .from = clause.from};
        for (const QString &name : clause.projects) {
            const JiraWorldProject *project = m_world->project(name);
            if (!project)
                return error(400, u"The value '%1' does not exist for the field 'project'."_s.arg(name));
            byId.projects.insert(project->name.id);
        }
        least = std::min(least, clause.from);
        clauses.push_back(std::move(byId));
    }
    const auto fits = [&](const JiraWorldIssue &issue) {
        if (!question->keys.isEmpty()) {
            const QString key = QJsonDocument::fromJson(issue.json).object().value("key"_L1).toString();
            return question->keys.contains(key);
        }
        return std::ranges::any_of(clauses, [&issue](const JiraJql::Clause &clause) {
            return issue.updated >= clause.from && clause.projects.contains(issue.project);
        });
    };
    const auto &issues = m_world->issues();
    const auto first = question->keys.isEmpty() ? std::ranges::lower_bound(issues, least, {}, &JiraWorldIssue::updated)
                                                : issues.begin();
    for (auto issue = first; issue != issues.end() && (most == 0 || found.size() < most); ++issue) {
        if (fits(*issue))
            found.push_back(&*issue);
    }
    if (question->newestFirst)
        std::ranges::reverse(found);
    return {};
}

QStringList JiraAnswers::chosen(const QStringList &fields) const
{
    const bool isAll =
        std::ranges::all_of(m_world->fields(), [&fields](const QString &field) { return fields.contains(field); });
    return isAll ? QStringList() : fields;
}

QByteArray JiraAnswers::issue(const JiraWorldIssue &issue, const QStringList &fields, bool withHistory) const
{
    QByteArray text = issue.json;
    if (!fields.isEmpty()) {
        QJsonObject object = QJsonDocument::fromJson(issue.json).object();
        const QJsonObject all = object.value("fields"_L1).toObject();
        QJsonObject asked;
        for (const QString &field : fields) {
            if (all.contains(field))
                asked.insert(field, all.value(field));
        }
        object.insert(u"fields"_s, asked);
        text = QJsonDocument(object).toJson(QJsonDocument::Compact);
    }
    if (!withHistory)
        return text;
    QByteArray histories;
    qsizetype count = 0;
    for (const auto &[at, history] : m_world->histories(issue.id)) {
        histories += (histories.isEmpty() ? "" : ",") + history;
        ++count;
    }
    text.chop(1);
    return text + R"(,"changelog":{"startAt":0,"maxResults":)" + QByteArray::number(count) + R"(,"total":)"
        + QByteArray::number(count) + R"(,"histories":[)" + histories + "]}}";
}

EmulatedAnswer JiraAnswers::searchByToken(const EmulatedRequest &request) const
{
    const QString jql = request.body.value("jql"_L1).toString();
    const QStringList fields = stringsIn(request.body.value("fields"_L1));
    const bool onlyIds = fields.isEmpty() || fields == QStringList{u"id"_s} || fields == QStringList{u"key"_s};
    const int asked = request.body.value("maxResults"_L1).toInt(50);
    const int size = limited(std::clamp(asked, 1, onlyIds ? kMostOfIds : kMostOfFields), request);
    const auto from = placeOf(request.body.value("nextPageToken"_L1).toString(), jql.toUtf8());
    if (!from)
        return error(400, u"The value of nextPageToken is not one of this query."_s);
    std::vector<const JiraWorldIssue *> found;
    const std::size_t end = *from + static_cast<std::size_t>(size);
    const bool newestFirst = jql.contains("DESC"_L1);
    if (auto bad = find(jql, found, newestFirst ? 0 : end + 1))
        return std::move(*bad);
    const QStringList asFields = fields.isEmpty() ? QStringList{u"id"_s} : chosen(fields);
    QByteArray issues;
    for (std::size_t i = *from; i < std::min(end, found.size()); ++i)
        issues += (issues.isEmpty() ? "" : ",") + issue(*found[i], asFields, false);
    const bool isLast = found.size() <= end;
    QByteArray body = "{\"issues\":[" + issues + "],\"isLast\":" + (isLast ? "true" : "false");
    if (!isLast)
        body += ",\"nextPageToken\":\"" + tokenOf(jql.toUtf8(), end).toLatin1() + '"';
    return {.status = 200, .body = body + '}', .headers = {}};
}

EmulatedAnswer JiraAnswers::searchByNumber(const EmulatedRequest &request) const
{
    const QStringList fields = chosen(request.item(u"fields"_s).split(u','));
    const bool isCount = request.item(u"maxResults"_s) == "0"_L1;
    const int size = isCount ? 0 : request.pageSize(u"maxResults"_s, 50, kMostOfServer);
    const auto from = request.item(u"startAt"_s).toULongLong();
    std::vector<const JiraWorldIssue *> found;
    if (auto bad = find(request.item(u"jql"_s), found))
        return std::move(*bad);
    const bool withHistory = request.item(u"expand"_s) == "changelog"_L1;
    QByteArray issues;
    for (auto i = from; i < std::min<quint64>(found.size(), from + static_cast<quint64>(size)); ++i)
        issues += (issues.isEmpty() ? "" : ",") + issue(*found[i], fields, withHistory);
    return {.status = 200,
        .body = "{\"startAt\":" + QByteArray::number(from) + ",\"maxResults\":" + QByteArray::number(size)
            + ",\"total\":" + QByteArray::number(qint64(found.size())) + ",\"issues\":[" + issues + "]}",
        .headers = {}};
}

// Oldest change first, over all issues; one issue may be on several pages.
EmulatedAnswer JiraAnswers::histories(const EmulatedRequest &request) const
{
    struct Change {
        Instant at;
        QString issue;
        const QByteArray *text;
    };
    const QStringList ids = stringsIn(request.body.value("issueIdsOrKeys"_L1));
    const qsizetype fields = request.body.value("fieldIds"_L1).toArray().size();
    if (ids.isEmpty() || ids.size() > kMostHistories || fields > 10)
        return error(400, u"issueIdsOrKeys must hold 1 to 1000 issues, fieldIds at most 10."_s);
    const QByteArray question = ids.join(u',').toUtf8();
    const auto from = placeOf(request.body.value("nextPageToken"_L1).toString(), question);
    if (!from)
        return error(400, u"The value of nextPageToken is not one of this request."_s);
    std::vector<Change> changes;
    for (const QString &id : ids) {
        for (const auto &[at, text] : m_world->histories(id))
            changes.push_back({.at = at, .issue = id, .text = &text});
    }
    std::ranges::stable_sort(changes, {}, [](const Change &change) { return std::pair(change.at, change.issue); });
    const int size = limited(std::clamp(request.body.value("maxResults"_L1).toInt(1000), 1, 10'000), request);
    const std::size_t end = std::min(changes.size(), *from + static_cast<std::size_t>(size));
    std::map<QString, QByteArray> byIssue;
    for (std::size_t i = *from; i < end; ++i) {
        QByteArray &text = byIssue[changes[i].issue];
        text += (text.isEmpty() ? "" : ",") + *changes[i].text;
    }
    QByteArray logs;
    for (const auto &[issue, text] : byIssue)
        logs += (logs.isEmpty() ? QByteArray() : ",") + "{\"issueId\":\"" + issue.toLatin1()
            + "\",\"changeHistories\":[" + text + "]}";
    const bool isLast = end >= changes.size();
    const QByteArray next = isLast ? QByteArray("null") : '"' + tokenOf(question, end).toLatin1() + '"';
    return {
        .status = 200, .body = "{\"issueChangeLogs\":[" + logs + "],\"nextPageToken\":" + next + '}', .headers = {}};
}

} // namespace leadline
