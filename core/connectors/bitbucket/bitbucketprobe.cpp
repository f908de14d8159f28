#include "core/connectors/bitbucket/bitbucketprobe.h"

#include "core/connectors/bitbucket/bitbucketlists.h"
#include "core/connectors/shared/listguard.h"

#include <QJsonArray>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostAPage = 100;

struct ProbedEntity {
    QLatin1StringView title;
    QLatin1StringView path; // behind /repositories/workspace/repository
    QLatin1StringView apiTokenScope;
    QLatin1StringView accessTokenScope;
    bool mayBeOff;
};

constexpr ProbedEntity kEntities[] = {
    {"Commits"_L1, "/commits?pagelen=1"_L1, "read:repository:bitbucket"_L1, "repository"_L1, false},
    {"Pull requests"_L1, "/pullrequests?pagelen=1"_L1, "read:pullrequest:bitbucket"_L1, "pullrequest"_L1, false},
    {"Pipelines"_L1, "/pipelines?pagelen=1"_L1, "read:pipeline:bitbucket"_L1, "pipeline"_L1, true},
    {"Deployments"_L1, "/deployments?pagelen=1"_L1, "read:pipeline:bitbucket"_L1, "pipeline"_L1, true},
    {"Tags"_L1, "/refs/tags?pagelen=1"_L1, "read:repository:bitbucket"_L1, "repository"_L1, false},
};

bool endsTheProbe(const Error &error)
{
    return error.kind == ErrorKind::Auth || error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Network;
}

EntityProbe entityProbe(const ProbedEntity &entity, const QString &repository, const Result<RestAnswer> &answer)
{
    using Access = EntityProbe::Access;
    EntityProbe probe{.entity = entity.title, .access = Access::Yes, .explanation = {}};
    if (answer)
        return probe;
    switch (answer.error().httpStatus) {
    case 404:
        probe.access = entity.mayBeOff ? Access::NotEnabled : Access::No;
        probe.explanation = entity.mayBeOff
            ? u"%1 are switched off in %2, or this token may not see them."_s.arg(entity.title, repository)
            : u"%1 is not visible to this token, or it is empty. Check the name and the token's access."_s.arg(
                  repository);
        break;
    case 403:
        probe.access = Access::No;
        probe.explanation = u"Make a token that has the scope “%1” (API token) or “%2” (access token)."_s.arg(
            entity.apiTokenScope, entity.accessTokenScope);
        break;
    default:
        probe.access = Access::Unknown;
        probe.explanation = answer.error().text;
    }
    return probe;
}

DiscoveredScope scopeOf(const QJsonObject &repository)
{
    DiscoveredScope scope;
    scope.scope = repository.value("full_name"_L1).toString();
    scope.title = repository.value("name"_L1).toString(scope.scope);
    scope.group = scope.scope.section(u'/', 0, 0);
    scope.lastActivity = Instant::fromIso(repository.value("updated_on"_L1).toString());
    scope.fork = repository.value("parent"_L1).isObject();
    return scope;
}

} // namespace

BitbucketProbe::BitbucketProbe(
    std::shared_ptr<const ConnectorContext> context, BitbucketSettings settings, qint64 limitWaitMs)
    : m_settings(std::move(settings))
    , m_api(context, bitbucketTool(*context, m_settings, limitWaitMs))
{
}

// Access tokens may not ask who they are.
QCoro::Task<Result<QString>> BitbucketProbe::account()
{
    auto asking = m_api.get(m_api.url(u"/user"_s));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer && (endsTheProbe(answer.error()) || answer.error().kind == ErrorKind::RateLimit))
        co_return std::unexpected(answer.error());
    const QJsonObject user = answer ? answer->json.object() : QJsonObject{};
    const QString name = user.value("display_name"_L1).toString(user.value("nickname"_L1).toString());
    co_return name.isEmpty() ? u"Access token"_s : name;
}

QCoro::Task<Result<ProbeReport>> BitbucketProbe::probe()
{
    ProbeReport report;
    report.server = u"Bitbucket Cloud"_s;
    auto asking = account();
    Result<QString> name = co_await std::move(asking);
    if (!name)
        co_return std::unexpected(name.error());
    report.account = std::move(*name);
    const QStringList scopes = m_api.context().config.scopes;
    Result<QString> repository = scopes.value(0);
    if (scopes.isEmpty()) {
        auto choosing = anyRepository(&report);
        repository = co_await std::move(choosing);
    }
    if (!repository)
        co_return std::unexpected(repository.error());
    if (repository->isEmpty()) {
        report.warnings.append(u"This token sees no repository yet, so what it may read could not be tried."_s);
        co_return report;
    }
    auto probing = probeEntities(*repository, &report);
    const Result<void> probed = co_await std::move(probing);
    if (!probed)
        co_return std::unexpected(probed.error());
    co_return report;
}

QCoro::Task<Result<void>> BitbucketProbe::probeEntities(QString repository, ProbeReport *report)
{
    const auto path = bitbucketRepositoryPath(repository);
    if (!path)
        co_return std::unexpected(path.error());
    for (const ProbedEntity &entity : kEntities) {
        auto asking = m_api.get(m_api.url("/repositories/"_L1 + *path + entity.path));
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer && endsTheProbe(answer.error()))
            co_return std::unexpected(answer.error());
        report->entities.push_back(entityProbe(entity, repository, answer));
    }
    co_return Result<void>{};
}

// The repository last pushed to, to try the token on; empty when none is seen.
QCoro::Task<Result<QString>> BitbucketProbe::anyRepository(ProbeReport *report)
{
    auto listing = workspaces();
    const Result<QStringList> names = co_await std::move(listing);
    if (!names && endsTheProbe(names.error()))
        co_return std::unexpected(names.error());
    if (!names)
        report->warnings.append(names.error().text);
    for (const QString &name : names.value_or(QStringList{})) {
        auto reading = repositoriesOf(name, 1);
        const auto found = co_await std::move(reading);
        if (!found && endsTheProbe(found.error()))
            co_return std::unexpected(found.error());
        if (found && !found->empty())
            co_return found->front().scope;
    }
    co_return QString{};
}

QCoro::Task<Result<QStringList>> BitbucketProbe::workspaces()
{
    if (!m_settings.workspaces.isEmpty())
        co_return m_settings.workspaces;
    QStringList names;
    ListGuard guard(u"Bitbucket"_s);
    for (QUrl url = m_api.url(u"/user/workspaces?pagelen=100"_s); isBelow(m_settings.base, url);) {
        auto asking = m_api.get(url);
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer) {
            Error error = answer.error();
            if (!endsTheProbe(error))
                error.text =
                    u"This token cannot list workspaces, as no access token can. Enter their short names in the settings of the source, or the repositories themselves."_s;
            co_return std::unexpected(error);
        }
        const QJsonArray values = answer->json.object().value("values"_L1).toArray();
        for (const QJsonValue &value : values) {
            const QString name =
                value.toObject().value("workspace"_L1).toObject().value("slug"_L1).toString().left(200);
            if (!name.isEmpty())
                names.append(name);
        }
        const QByteArray next = answer->json.object().value("next"_L1).toString().toUtf8();
        if (next.isEmpty())
            break;
        if (const auto admitted = guard.admit({.next = next, .items = values.size()}); !admitted)
            co_return std::unexpected(admitted.error());
        url = QUrl::fromEncoded(next, QUrl::StrictMode);
    }
    co_return names;
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> BitbucketProbe::repositoriesOf(QString workspace, int most)
{
    std::vector<DiscoveredScope> found;
    ListGuard guard(u"Bitbucket"_s);
    const QString path = "/repositories/"_L1 + QString::fromLatin1(QUrl::toPercentEncoding(workspace));
    const RestApi::Query query{{u"sort"_s, u"-updated_on"_s},
        {u"pagelen"_s, QString::number(std::min(most, kMostAPage))},
        {u"fields"_s, u"next,values.full_name,values.name,values.updated_on,values.parent.full_name"_s}};
    for (QUrl url = m_api.url(path, query); isBelow(m_settings.base, url);) {
        auto asking = m_api.get(url);
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        const QJsonArray values = answer->json.object().value("values"_L1).toArray();
        for (const QJsonValue &value : values) {
            if (DiscoveredScope scope = scopeOf(value.toObject()); !scope.scope.isEmpty())
                found.push_back(std::move(scope));
        }
        const QByteArray next = answer->json.object().value("next"_L1).toString().toUtf8();
        if (next.isEmpty() || std::ssize(found) >= most)
            break;
        if (const auto admitted = guard.admit({.next = next, .items = values.size()}); !admitted)
            co_return std::unexpected(admitted.error());
        url = QUrl::fromEncoded(next, QUrl::StrictMode);
    }
    co_return found;
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> BitbucketProbe::discover()
{
    auto listing = workspaces();
    const Result<QStringList> names = co_await std::move(listing);
    if (!names)
        co_return std::unexpected(names.error());
    std::vector<DiscoveredScope> all;
    std::optional<Error> problem;
    for (const QString &name : *names) {
        auto reading = repositoriesOf(name, std::numeric_limits<int>::max());
        auto found = co_await std::move(reading);
        if (!found && endsTheProbe(found.error()))
            co_return std::unexpected(found.error());
        // A workspace that keeps this token out does not hide the others.
        if (!found)
            problem = found.error();
        else
            std::ranges::move(*found, std::back_inserter(all));
    }
    if (all.empty() && problem)
        co_return std::unexpected(*problem);
    std::ranges::stable_sort(all, std::ranges::greater{}, &DiscoveredScope::lastActivity);
    co_return all;
}

} // namespace leadline
