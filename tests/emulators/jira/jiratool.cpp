#include "tests/emulators/jira/jiratool.h"

#include "tests/emulators/jira/jiraanswers.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTimeZone>

namespace leadline {

using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

JiraTool::JiraTool(const RecordBatch &records, JiraEmulatorOptions options)
    : m_options(std::move(options))
    , m_world(records, m_options.form, m_options.zone)
{
}

QString JiraTool::pathOf(const EmulatedRequest &request) const
{
    if (m_options.form.cloud)
        return request.path;
    return request.path.startsWith("/jira/"_L1) ? request.path.mid(5) : QString();
}

QString JiraTool::nameOf(const EmulatedRequest &request) const
{
    static const QRegularExpression root(u"^/rest/(api/[23]|agile/1\\.0)"_s);
    static const QRegularExpression project(u"^/project/(?!search)[^/]+"_s);
    static const QRegularExpression number(u"/[0-9]+"_s);
    QString name = pathOf(request);
    name.remove(root).replace(project, u"/project"_s).remove(number);
    // Other questions than for a page of issues.
    if (name == "/search"_L1 && request.item(u"maxResults"_s) == "0"_L1)
        return u"/count"_s;
    const QString jql = request.body.value("jql"_L1).toString(request.item(u"jql"_s));
    if (name.startsWith("/search"_L1) && jql.startsWith("issuekey"_L1))
        return u"/keys"_s;
    return name;
}

bool JiraTool::isAllowed(const EmulatedRequest &request) const
{
    const QByteArray pair = m_options.email.toUtf8() + ':' + m_options.token;
    const QByteArray expected = m_options.form.cloud ? "Basic " + pair.toBase64() : "Bearer " + m_options.token;
    return request.header("authorization") == expected;
}

EmulatedAnswer JiraTool::answer(const EmulatedRequest &request)
{
    return JiraAnswers(&m_world, m_options.form, m_options.zone).answer(pathOf(request), request);
}

EmulatedAnswer JiraTool::error(int status, const QString &message) const
{
    return JiraAnswers::error(status, message);
}

std::optional<EmulatedAnswer> JiraTool::refusal(const EmulatorFault &fault, const EmulatedRequest &request) const
{
    if (fault.kind == Kind::GraphQlTooExpensive) { // here: of a question about too many issues
        const QJsonValue ids = request.body.value("issueIdsOrKeys"_L1);
        const qint64 asked = ids.isArray()
            ? ids.toArray().size()
            : request.body.value("maxResults"_L1).toInteger(request.item(u"maxResults"_s).toLongLong());
        return asked > fault.value ? std::optional(error(504, u"upstream request timeout"_s)) : std::nullopt;
    }
    if (fault.kind == Kind::BadToken || fault.kind == Kind::ExpiredToken)
        return error(401, u"Client must be authenticated to access this resource."_s);
    if (fault.kind != Kind::SingleSignOn)
        return {};
    EmulatedAnswer captcha = error(403, u"Basic Authentication Failure - Reason : AUTHENTICATION_DENIED"_s);
    captcha.set("X-Seraph-LoginReason", "AUTHENTICATION_DENIED");
    return captcha;
}

// To the minute, rounded down.
void JiraTool::addLimit(EmulatedAnswer &answer, qint64 resetAtSeconds) const
{
    const QDateTime reset = QDateTime::fromSecsSinceEpoch(resetAtSeconds, QTimeZone::UTC);
    answer.set("X-RateLimit-Limit", "350");
    answer.set("X-RateLimit-Remaining", "0");
    answer.set("X-RateLimit-Reset", reset.toString(u"yyyy-MM-dd'T'HH:mm'Z'"_s).toLatin1());
    answer.set("RateLimit-Reason", "jira-burst-based");
}

SpoilableFields JiraTool::spoilable() const
{
    SpoilableFields fields;
    fields.lists = {u"issues"_s, u"issueChangeLogs"_s, u"values"_s};
    fields.texts = {u"fields.summary"_s, u"name"_s};
    fields.states = {u"fields.status.statusCategory.key"_s, u"state"_s};
    fields.people = {u"fields.assignee"_s, u"fields.reporter"_s, u"fields.creator"_s};
    fields.updated = {u"fields.updated"_s};
    fields.created = {u"fields.created"_s};
    fields.totals = {u"total"_s};
    fields.future = u"2199-01-01T00:00:00.000+0000"_s;
    return fields;
}

void JiraTool::spoilPaging(
    const EmulatorFault &fault, const EmulatedRequest &request, EmulatedAnswer &answer, int page) const
{
    QJsonObject json = QJsonDocument::fromJson(answer.body).object();
    const bool isEndless = fault.kind == Kind::EndlessNext;
    if (json.contains("values"_L1) || (json.contains("startAt"_L1) && json.contains("issues"_L1))) {
        // A server that gives its first page whatever it is asked for.
        EmulatedRequest first = request;
        QUrlQuery query = first.items();
        query.removeAllQueryItems(u"startAt"_s);
        first.query = query.toString(QUrl::FullyEncoded).toUtf8();
        json = QJsonDocument::fromJson(
            JiraAnswers(&m_world, m_options.form, m_options.zone).answer(pathOf(request), first).body)
                   .object();
        if (isEndless)
            json.insert(u"startAt"_s, request.item(u"startAt"_s).toLongLong());
        if (json.contains("isLast"_L1))
            json.insert(u"isLast"_s, false);
        json.insert(u"total"_s, 1'000'000);
    } else {
        json.insert(u"isLast"_s, false);
        json.insert(u"nextPageToken"_s, isEndless ? u"fault-%1"_s.arg(page) : u"fault"_s);
    }
    answer.body = QJsonDocument(json).toJson(QJsonDocument::Compact);
}

void JiraTool::addHeaders(const EmulatedRequest &, EmulatedAnswer &answer, qint64 used) const
{
    if (answer.has("X-RateLimit-Remaining") || m_options.form.cloud)
        return;
    answer.set("X-RateLimit-Limit", QByteArray::number(m_options.limit));
    answer.set("X-RateLimit-Remaining", QByteArray::number(std::max<qint64>(0, m_options.limit - used)));
    answer.set("X-RateLimit-FillRate", "10");
    answer.set("X-RateLimit-Interval-Seconds", "1");
}

} // namespace leadline
