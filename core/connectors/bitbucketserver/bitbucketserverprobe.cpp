#include "core/connectors/bitbucketserver/bitbucketserverprobe.h"

#include "core/connectors/bitbucketserver/bitbucketserverparse.h"
#include "core/connectors/shared/listguard.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostAPage = 100;

struct ProbedEntity {
    QLatin1StringView title;
    QLatin1StringView path; // behind the repository
};

constexpr ProbedEntity kEntities[] = {
    {"Commits"_L1, "/commits?limit=1"_L1},
    {"Pull requests"_L1, "/pull-requests?state=ALL&limit=1"_L1},
};

bool endsTheProbe(const Error &error)
{
    return error.kind == ErrorKind::Auth || error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Network;
}

} // namespace

BitbucketServerProbe::BitbucketServerProbe(
    std::shared_ptr<const ConnectorContext> context, const BitbucketServerSettings &settings)
    : m_api(context, bitbucketServerTool(*context, settings))
{
}

QCoro::Task<Result<ProbeReport>> BitbucketServerProbe::probe()
{
    ProbeReport report;
    auto asking = m_api.get(m_api.url(u"/api/1.0/application-properties"_s));
    const Result<RestAnswer> server = co_await std::move(asking);
    if (!server && endsTheProbe(server.error()))
        co_return std::unexpected(server.error());
    report.server = u"Bitbucket Data Center"_s;
    if (server)
        report.server += u' ' + server->json.object().value("version"_L1).toString().left(40);
    auto listing = repositories(1);
    const auto found = co_await std::move(listing);
    if (!found)
        co_return std::unexpected(found.error());
    report.account = server ? QString::fromUtf8(server->response.header("x-ausername")).left(200) : QString();
    if (report.account.isEmpty())
        report.account = u"HTTP access token"_s;
    const QStringList scopes = m_api.context().config.scopes;
    const QString scope = !scopes.isEmpty() ? scopes.front() : found->empty() ? QString() : found->front().scope;
    if (scope.isEmpty()) {
        report.warnings.append(u"This token sees no repository yet, so what it may read could not be tried."_s);
        co_return report;
    }
    const auto address = bitbucketServerAddress(scope);
    if (!address)
        co_return std::unexpected(address.error());
    for (const ProbedEntity &entity : kEntities) {
        auto trying = m_api.get(m_api.url(*address + entity.path));
        const Result<RestAnswer> answer = co_await std::move(trying);
        if (!answer && endsTheProbe(answer.error()))
            co_return std::unexpected(answer.error());
        using Access = EntityProbe::Access;
        EntityProbe probe{.entity = entity.title, .access = Access::Yes, .explanation = {}};
        if (!answer) {
            const int status = answer.error().httpStatus;
            probe.access = status == 403 || status == 404 || status == 401 ? Access::No : Access::Unknown;
            probe.explanation = probe.access == Access::No
                ? u"%1 is not visible to this token. Give the token “Repository read” for it."_s.arg(scope)
                : answer.error().text;
        }
        report.entities.push_back(std::move(probe));
    }
    co_return report;
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> BitbucketServerProbe::repositories(int most)
{
    std::vector<DiscoveredScope> found;
    ListGuard guard(u"Bitbucket"_s);
    QString start;
    for (;;) {
        RestApi::Query query{{u"limit"_s, QString::number(std::min(most, kMostAPage))}};
        if (!start.isEmpty())
            query.emplace_back(u"start"_s, start);
        auto asking = m_api.get(m_api.url(u"/api/1.0/repos"_s, query));
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        const QJsonObject page = answer->json.object();
        const QJsonArray values = page.value("values"_L1).toArray();
        for (const QJsonValue &value : values) {
            const auto repository = parseBitbucketServerRepository(value.toObject());
            if (!repository)
                continue;
            DiscoveredScope scope;
            scope.scope = repository->path;
            scope.title = value.toObject().value("name"_L1).toString(repository->path);
            scope.group = repository->path.section(u'/', 0, 0);
            scope.archived = repository->archived;
            scope.fork = repository->fork;
            found.push_back(std::move(scope));
        }
        start = bitbucketServerNext(page);
        if (start.isEmpty() || std::ssize(found) >= most)
            co_return found;
        if (const auto admitted = guard.admit({.next = start.toUtf8(), .items = values.size()}); !admitted)
            co_return std::unexpected(admitted.error());
    }
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> BitbucketServerProbe::discover()
{
    auto listing = repositories(std::numeric_limits<int>::max());
    co_return co_await std::move(listing);
}

} // namespace leadline
