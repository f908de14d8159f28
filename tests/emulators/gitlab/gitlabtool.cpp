#include "tests/emulators/gitlab/gitlabtool.h"

#include "tests/emulators/gitlab/gitlabanswers.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QRegularExpression>

namespace leadline {

using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

constexpr qint64 kMinute = 60;

EmulatedAnswer refused(int status, const QJsonObject &body)
{
    return {.status = status, .body = QJsonDocument(body).toJson(QJsonDocument::Compact), .headers = {}};
}

EmulatedAnswer graphQlError(const QString &message)
{
    return refused(200, {{u"errors"_s, QJsonArray{QJsonObject{{u"message"_s, message}}}}});
}

} // namespace

GitLabTool::GitLabTool(const RecordBatch &records, GitLabEmulatorOptions options)
    : m_options(std::move(options))
    , m_source(records)
    , m_world(m_source, m_options.limits)
{
}

QString GitLabTool::nameOf(const EmulatedRequest &request) const
{
    if (!request.body.isEmpty())
        return request.body.value("operationName"_L1).toString();
    static const QRegularExpression one(u"^/(project|group)s/[^/]+"_s);
    static const QRegularExpression number(u"/[0-9]+"_s);
    QString name = QString::fromLatin1(request.encodedPath).section(u"/api/v4"_s, 1);
    return name.replace(one, u"/\\1"_s).remove(number);
}

bool GitLabTool::isAllowed(const EmulatedRequest &request) const
{
    return request.header("authorization") == "Bearer " + m_options.token
        || request.header("private-token") == m_options.token;
}

EmulatedAnswer GitLabTool::answer(const EmulatedRequest &request)
{
    const GitLabAnswers answers(&m_world, &request, m_options.root);
    const QByteArray root = m_options.root.toLatin1();
    if (request.encodedPath == root + "/api/graphql")
        return m_options.onlyAsked ? answers.withoutUnasked(answers.graphQl(m_options.unknown))
                                   : answers.graphQl(m_options.unknown);
    const QByteArray rest = root + "/api/v4/";
    if (!request.encodedPath.startsWith(rest))
        return {.status = 404, .body = "<html>404</html>", .type = "text/html", .headers = {}};
    const QList<QByteArray> path = request.encodedPath.mid(rest.size()).split('/');
    if (path.value(0) != "personal_access_tokens")
        return answers.rest(path);
    return refused(200,
        {{u"scopes"_s, QJsonArray::fromStringList(m_options.scopes)},
            {u"expires_at"_s,
                m_options.tokenExpiry.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(m_options.tokenExpiry)}});
}

EmulatedAnswer GitLabTool::error(int status, const QString &message) const
{
    return GitLabAnswers::error(status, message);
}

std::optional<EmulatedAnswer> GitLabTool::refusal(const EmulatorFault &fault, const EmulatedRequest &request) const
{
    switch (fault.kind) {
    case Kind::BadToken:
        return request.body.isEmpty()
            ? error(401, u"Unauthorized"_s)
            : refused(401, {{u"errors"_s, QJsonArray{QJsonObject{{u"message"_s, u"Invalid token"_s}}}}});
    case Kind::ExpiredToken:
        return refused(401,
            {{u"error"_s, u"invalid_token"_s},
                {u"error_description"_s, u"Token is expired. You can either do re-authorization or token refresh."_s}});
    case Kind::MissingScope:
        return refused(403,
            {{u"error"_s, u"insufficient_scope"_s},
                {u"error_description"_s,
                    u"The request requires higher privileges than provided by the access token."_s},
                {u"scope"_s, u"api read_api"_s}});
    case Kind::GraphQlError:
        return graphQlError(u"Something unheard of"_s);
    case Kind::GraphQlTooExpensive:
        if (request.body.value("variables"_L1).toObject().value("first"_L1).toInteger() <= fault.value)
            return {};
        return graphQlError(u"Query has complexity of 512, which exceeds max complexity of 250"_s);
    default:
        return {};
    }
}

void GitLabTool::addLimit(EmulatedAnswer &answer, qint64 resetAtSeconds) const
{
    answer.set("RateLimit-Name", "throttle_authenticated_api");
    answer.set("RateLimit-Limit", "2000");
    answer.set("RateLimit-Remaining", "0");
    answer.set("RateLimit-Reset", QByteArray::number(resetAtSeconds));
}

SpoilableFields GitLabTool::spoilable() const
{
    SpoilableFields fields;
    fields.lists = {QString()}; // an answer that is a list
    for (const QString &name : {u"mergeRequests"_s, u"workItems"_s, u"pipelines"_s, u"releases"_s})
        fields.lists += u"data.project.%1.nodes"_s.arg(name);
    fields.totals = {u"data.project.mergeRequests.count"_s};
    fields.totalHeaders = {"x-total"};
    fields.texts = {u"title"_s, u"name"_s, u"ref"_s};
    fields.states = {u"state"_s, u"status"_s};
    fields.people = {u"author"_s, u"mergeUser"_s, u"user"_s};
    fields.updated = {u"updatedAt"_s, u"updated_at"_s};
    fields.created = {u"createdAt"_s, u"created_at"_s};
    return fields;
}

void GitLabTool::spoilPaging(
    const EmulatorFault &fault, const EmulatedRequest &request, EmulatedAnswer &answer, int page) const
{
    const bool isEndless = fault.kind == Kind::EndlessNext;
    if (request.body.isEmpty()) {
        const QByteArray number = isEndless ? QByteArray::number(page + 1) : QByteArray("1");
        answer.set("Link", "<?per_page=100&page=" + number + ">; rel=\"next\"");
        return;
    }
    QJsonObject json = QJsonDocument::fromJson(answer.body).object();
    QJsonObject data = json.value("data"_L1).toObject();
    QJsonObject project = data.value("project"_L1).toObject();
    for (const QString &name : project.keys()) {
        QJsonObject list = project.value(name).toObject();
        if (!list.contains("pageInfo"_L1))
            continue;
        // A place before the first item: of lists that begin with the newest it is far in the future.
        const qint64 order = name == "pipelines"_L1 || name == "releases"_L1 ? 9'000'000'000'000'000 + page : page;
        const QString token = isEndless ? QString::fromLatin1((QByteArray::number(order) + " x").toBase64())
                                        : QString::fromLatin1(QByteArray("1 x").toBase64());
        list.insert("pageInfo"_L1, QJsonObject{{u"hasNextPage"_s, true}, {u"endCursor"_s, token}});
        project.insert(name, list);
    }
    data.insert("project"_L1, project);
    json.insert("data"_L1, data);
    answer.body = QJsonDocument(json).toJson(QJsonDocument::Compact);
}

void GitLabTool::addHeaders(const EmulatedRequest &, EmulatedAnswer &answer, qint64 used) const
{
    if (answer.has("RateLimit-Remaining"))
        return;
    answer.set("RateLimit-Name", "throttle_authenticated_api");
    answer.set("RateLimit-Limit", QByteArray::number(m_options.limit));
    answer.set("RateLimit-Observed", QByteArray::number(used));
    answer.set("RateLimit-Remaining", QByteArray::number(std::max<qint64>(0, m_options.limit - used)));
    answer.set("RateLimit-Reset", QByteArray::number(QDateTime::currentSecsSinceEpoch() + kMinute));
}

} // namespace leadline
