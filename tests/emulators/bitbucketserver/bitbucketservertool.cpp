#include "tests/emulators/bitbucketserver/bitbucketservertool.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

EmulatedAnswer json(const QJsonObject &object)
{
    return {.status = 200, .body = QJsonDocument(object).toJson(QJsonDocument::Compact), .headers = {}};
}

} // namespace

BitbucketServerTool::BitbucketServerTool(const RecordBatch &records, QByteArray token)
    : m_token(std::move(token))
    , m_source(records)
    , m_world(m_source)
{
}

// "/rest/api/1.0/projects/A/repos/b/pull-requests/7/activities" → "/repo/pull/activities"
QString BitbucketServerTool::nameOf(const EmulatedRequest &request) const
{
    static const QRegularExpression repository(u"^/rest/api/1.0/projects/[^/]+/repos/[^/]+"_s);
    static const QRegularExpression pull(u"^/repo/pull-requests/[0-9]+"_s);
    static const QRegularExpression build(u"^/rest/build-status/1.0/commits/.*"_s);
    QString name = request.path;
    return name.replace(repository, u"/repo"_s).replace(pull, u"/repo/pull"_s).replace(build, u"/build-status"_s);
}

bool BitbucketServerTool::isAllowed(const EmulatedRequest &request) const
{
    return request.header("authorization") == "Bearer " + m_token;
}

EmulatedAnswer BitbucketServerTool::answer(const EmulatedRequest &request)
{
    const QStringList parts = request.path.split(u'/', Qt::SkipEmptyParts);
    if (request.path.endsWith("/application-properties"_L1)) {
        EmulatedAnswer answer = json({{u"version"_s, u"8.19.1"_s}, {u"displayName"_s, u"Bitbucket"_s}});
        answer.set("X-AUSERNAME", "lena-lead");
        return answer;
    }
    if (request.path == "/rest/api/1.0/repos"_L1) {
        QJsonArray all;
        for (const BitbucketServerWorldRepository *repository : m_world.repositories())
            all.append(BitbucketServerWorld::repository(repository->record));
        return pageOf(all, request);
    }
    if (parts.size() == 5 && parts[1] == "build-status"_L1)
        return pageOf(m_world.buildsOf(parts[4]), request);
    if (parts.size() < 7 || parts[3] != "projects"_L1)
        return error(404, u"null for uri"_s);
    BitbucketServerWorldRepository *repository = m_world.find(parts[4] + u'/' + parts[6]);
    return repository ? ofRepository(*repository, parts.mid(7), request)
                      : error(404, u"Repository %1/%2 does not exist."_s.arg(parts[4], parts[6]));
}

EmulatedAnswer BitbucketServerTool::ofRepository(
    BitbucketServerWorldRepository &repository, const QStringList &parts, const EmulatedRequest &request) const
{
    const QString part = parts.value(0);
    if (parts.isEmpty())
        return json(BitbucketServerWorld::repository(repository.record));
    if (part == "default-branch"_L1)
        return json({{u"id"_s, QString("refs/heads/"_L1 + repository.record.defaultBranch)},
            {u"displayId"_s, repository.record.defaultBranch}});
    if (part == "commits"_L1)
        return commits(repository, request);
    if (part != "pull-requests"_L1)
        return error(404, u"null for uri"_s);
    if (parts.size() == 1) {
        const QString state = request.item(u"state"_s);
        QJsonArray pulls;
        for (const BitbucketServerPullItem &item : repository.pulls) {
            if (state == "ALL"_L1 || item.state == (state.isEmpty() ? u"OPEN"_s : state))
                pulls.append(item.json);
        }
        return pageOf(pulls, request);
    }
    if (!repository.activities.contains(parts[1]))
        return error(404, u"Pull request %1 does not exist."_s.arg(parts[1]));
    if (parts.value(2) == "activities"_L1)
        return pageOf(repository.activities.value(parts[1]), request);
    return parts.value(2) == "commits"_L1 ? pageOf(repository.pullCommits.value(parts[1]), request)
                                          : error(404, u"null for uri"_s);
}

EmulatedAnswer BitbucketServerTool::commits(
    const BitbucketServerWorldRepository &repository, const EmulatedRequest &request) const
{
    const QString since = request.item(u"since"_s);
    const QString until = request.item(u"until"_s);
    for (const QString &sha : {since, until}) {
        if (!sha.isEmpty() && !repository.parents.contains(sha))
            return error(404, u"Commit '%1' does not exist."_s.arg(sha));
    }
    QSet<QString> hidden;
    for (QStringList pending{since}; !pending.isEmpty();) {
        const QString sha = pending.takeLast();
        if (hidden.contains(sha))
            continue;
        hidden.insert(sha);
        pending += repository.parents.value(sha);
    }
    QJsonArray shown;
    bool isReached = until.isEmpty();
    for (const auto &[sha, commit] : repository.commits) {
        isReached = isReached || sha == until;
        if (isReached && !hidden.contains(sha))
            shown.append(commit);
    }
    return pageOf(shown, request);
}

EmulatedAnswer BitbucketServerTool::pageOf(const QJsonArray &items, const EmulatedRequest &request)
{
    const int size = request.pageSize(u"limit"_s, 25, 1000);
    const qsizetype start = std::max(0, request.item(u"start"_s).toInt());
    const qsizetype end = std::min<qsizetype>(items.size(), start + size);
    QJsonArray values;
    for (qsizetype i = start; i < end; ++i)
        values.append(items.at(i));
    QJsonObject page{{u"size"_s, values.size()}, {u"limit"_s, size}, {u"start"_s, start},
        {u"isLastPage"_s, end >= items.size()}, {u"values"_s, values},
        {u"nextPageStart"_s, end < items.size() ? QJsonValue(end) : QJsonValue(QJsonValue::Null)}};
    return json(page);
}

EmulatedAnswer BitbucketServerTool::error(int status, const QString &message) const
{
    EmulatedAnswer answer = json({{u"errors"_s,
        QJsonArray{QJsonObject{{u"context"_s, QJsonValue::Null}, {u"message"_s, message},
            {u"exceptionName"_s, u"com.atlassian.bitbucket.SomeException"_s}}}}});
    answer.status = status;
    return answer;
}

SpoilableFields BitbucketServerTool::spoilable() const
{
    SpoilableFields fields;
    fields.lists = {u"values"_s};
    fields.texts = {u"title"_s, u"message"_s, u"name"_s};
    fields.states = {u"state"_s};
    fields.people = {u"author"_s};
    fields.updated = {u"updatedDate"_s};
    fields.created = {u"createdDate"_s};
    fields.future = Q_INT64_C(7'226'582'400'000);
    return fields;
}

void BitbucketServerTool::spoilPaging(
    const EmulatorFault &fault, const EmulatedRequest &, EmulatedAnswer &answer, int page) const
{
    QJsonObject object = QJsonDocument::fromJson(answer.body).object();
    object.insert(u"isLastPage"_s, false);
    object.insert(u"nextPageStart"_s, fault.kind == Kind::EndlessNext ? 900'000 + page : 0);
    answer.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace leadline
