#include "core/connectors/gitlab/gitlabprobe.h"

#include "core/connectors/shared/listguard.h"
#include "core/net/paging.h"

#include <QJsonArray>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kWarnDays = 14;
constexpr qint64 kDay = 86'400'000;

struct ProbedEntity {
    QLatin1StringView title;
    QLatin1StringView path; // behind /projects/:id
};

constexpr ProbedEntity kEntities[] = {
    {"Merge requests"_L1, "/merge_requests?state=all&per_page=1"_L1},
    {"Issues"_L1, "/issues?per_page=1"_L1},
    {"Pipelines"_L1, "/pipelines?per_page=1"_L1},
    {"Releases"_L1, "/releases?per_page=1"_L1},
    {"Deployments"_L1, "/deployments?per_page=1"_L1},
    {"Commits"_L1, "/repository/commits?per_page=1"_L1},
    {"Members"_L1, "/members/all?per_page=1"_L1},
};

bool endsTheProbe(const Error &error)
{
    return error.kind == ErrorKind::Auth || error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Network;
}

EntityProbe entityProbe(const ProbedEntity &entity, const Result<RestAnswer> &answer)
{
    using Access = EntityProbe::Access;
    EntityProbe probe{.entity = entity.title, .access = Access::Yes, .explanation = {}};
    if (answer)
        return probe;
    const bool isRefused = answer.error().httpStatus == 403 || answer.error().httpStatus == 404;
    probe.access = isRefused ? Access::No : Access::Unknown;
    probe.explanation = answer.error().text;
    return probe;
}

QString encoded(const QString &path)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(path));
}

DiscoveredScope projectScope(const QJsonObject &project)
{
    DiscoveredScope scope;
    scope.scope = project.value("path_with_namespace"_L1).toString();
    scope.title = project.value("name"_L1).toString(scope.scope);
    scope.group = scope.scope.section(u'/', 0, -2);
    scope.lastActivity = Instant::fromIso(project.value("last_activity_at"_L1).toString());
    scope.archived = project.value("archived"_L1).toBool();
    scope.fork = project.value("forked_from_project"_L1).isObject();
    return scope;
}

} // namespace

GitLabProbe::GitLabProbe(std::shared_ptr<const ConnectorContext> context, GitLabSettings settings, qint64 silentWaitMs)
    : m_api(std::move(context), std::move(settings), silentWaitMs)
{
}

QCoro::Task<Result<ProbeReport>> GitLabProbe::probe()
{
    ProbeReport report;
    report.server = u"GitLab"_s;
    auto asking = m_api.get(m_api.rest().url(u"/user"_s));
    const Result<RestAnswer> user = co_await std::move(asking);
    if (!user)
        co_return std::unexpected(user.error());
    report.account = user->json.object().value("username"_L1).toString();
    auto reading = readToken(&report);
    if (const Result<void> read = co_await std::move(reading); !read)
        co_return std::unexpected(read.error());

    auto viewing = m_api.ask(u"viewer"_s, {}, GitLabApi::Patience::Normal);
    const auto viewer = co_await std::move(viewing);
    if (!viewer && endsTheProbe(viewer.error()))
        co_return std::unexpected(viewer.error());
    if (!viewer)
        report.warnings.append(
            u"The GraphQL address %1 does not answer as it should, and most data comes from there: %2"_s.arg(
                m_api.settings().graphQl.toString(), viewer.error().text));

    auto choosing = anyProject();
    const Result<QString> project = co_await std::move(choosing);
    if (!project && endsTheProbe(project.error()))
        co_return std::unexpected(project.error());
    if (!project || project->isEmpty()) {
        report.warnings.append(u"This token sees no project yet, so what it may read could not be tried."_s);
        co_return report;
    }
    auto probing = probeEntities(*project, &report);
    if (const Result<void> probed = co_await std::move(probing); !probed)
        co_return std::unexpected(probed.error());
    co_return report;
}

// What the server is, and until when the token is good. Older servers do not tell; OAuth tokens have no such page.
QCoro::Task<Result<void>> GitLabProbe::readToken(ProbeReport *report)
{
    auto versioning = m_api.get(m_api.rest().url(u"/version"_s));
    const Result<RestAnswer> version = co_await std::move(versioning);
    if (!version && endsTheProbe(version.error()))
        co_return std::unexpected(version.error());
    if (version)
        report->server = u"GitLab "_s + version->json.object().value("version"_L1).toString().left(40);
    auto asking = m_api.get(m_api.rest().url(u"/personal_access_tokens/self"_s));
    const Result<RestAnswer> token = co_await std::move(asking);
    if (!token && endsTheProbe(token.error()))
        co_return std::unexpected(token.error());
    if (!token)
        co_return Result<void>{};
    const QJsonObject object = token->json.object();
    const QJsonArray scopes = object.value("scopes"_L1).toArray();
    if (!scopes.isEmpty() && !scopes.contains(u"read_api"_s) && !scopes.contains(u"api"_s))
        report->warnings.append(u"This token lacks the scope “read_api”: most of GitLab stays hidden."_s);
    const QString day = object.value("expires_at"_L1).toString().left(10);
    report->tokenExpiresAt = day.isEmpty() ? Instant{} : Instant::fromIso(day + "T00:00:00Z"_L1);
    const Instant now = m_api.context().clock->now();
    if (report->tokenExpiresAt.isSet() && report->tokenExpiresAt.ms() - now.ms() < kWarnDays * kDay)
        report->warnings.append(
            u"This token expires on %1. Make a new one before that, so that syncs go on."_s.arg(day));
    co_return Result<void>{};
}

// The first scope, or a project of its group; without scopes, one that the token's owner is a member of.
QCoro::Task<Result<QString>> GitLabProbe::anyProject()
{
    const QString scope = m_api.context().config.scopes.value(0);
    QString path = u"/projects?membership=true&simple=true&order_by=last_activity_at&per_page=1"_s;
    if (!scope.isEmpty()) {
        const auto name = gitlabScopeName(scope);
        if (!name)
            co_return std::unexpected(name.error());
        if (!name->isGroup)
            co_return name->path;
        path = "/groups/"_L1 + encoded(name->path) + "/projects?include_subgroups=true&per_page=1"_L1;
    }
    auto asking = m_api.get(m_api.rest().url(path));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer)
        co_return std::unexpected(answer.error());
    co_return answer->json.array().at(0).toObject().value("path_with_namespace"_L1).toString();
}

QCoro::Task<Result<void>> GitLabProbe::probeEntities(QString project, ProbeReport *report)
{
    for (const ProbedEntity &entity : kEntities) {
        auto asking = m_api.get(m_api.rest().url("/projects/"_L1 + encoded(project) + entity.path));
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer && endsTheProbe(answer.error()))
            co_return std::unexpected(answer.error());
        report->entities.push_back(entityProbe(entity, answer));
    }
    co_return Result<void>{};
}

QCoro::Task<Result<std::vector<QJsonObject>>> GitLabProbe::readList(QString path)
{
    std::vector<QJsonObject> items;
    ListGuard guard(u"GitLab"_s);
    std::optional<QUrl> url = m_api.rest().url(path);
    while (url) {
        auto asking = m_api.get(*url, true);
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        const QJsonArray list = answer->json.array();
        for (const QJsonValue &item : list)
            items.push_back(item.toObject());
        url = nextFromLinkHeader(answer->response);
        if (!url)
            break;
        if (const auto admitted = guard.admit({.next = url->toEncoded(), .items = list.size()}); !admitted)
            co_return std::unexpected(admitted.error());
    }
    co_return items;
}

// Groups as a whole (new projects come by themselves), then each project.
QCoro::Task<Result<std::vector<DiscoveredScope>>> GitLabProbe::discover()
{
    std::vector<DiscoveredScope> found;
    auto listing = readList(u"/projects?membership=true&pagination=keyset&order_by=id&sort=asc&per_page=100"_s);
    const auto projects = co_await std::move(listing);
    if (!projects)
        co_return std::unexpected(projects.error());
    for (const QJsonObject &project : *projects) {
        if (DiscoveredScope scope = projectScope(project); !scope.scope.isEmpty())
            found.push_back(std::move(scope));
    }
    std::ranges::stable_sort(found, std::ranges::greater{}, &DiscoveredScope::lastActivity);
    auto grouping = readList(u"/groups?top_level_only=true&min_access_level=10&per_page=100"_s);
    const auto groups = co_await std::move(grouping);
    if (!groups && endsTheProbe(groups.error()))
        co_return std::unexpected(groups.error());
    if (!groups)
        co_return found;
    for (const QJsonObject &group : *groups) {
        const QString path = group.value("full_path"_L1).toString();
        if (path.isEmpty())
            continue;
        DiscoveredScope scope;
        scope.scope = path + "/*"_L1;
        scope.title = group.value("name"_L1).toString(path);
        scope.group = path;
        found.push_back(std::move(scope));
    }
    co_return found;
}

} // namespace leadline
