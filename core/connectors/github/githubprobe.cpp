#include "core/connectors/github/githubprobe.h"

#include "core/net/paging.h"

#include <QJsonArray>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kWarnDays = 14;

struct ProbedEntity {
    QLatin1StringView title;
    QLatin1StringView path; // behind /repos/owner/name
    QLatin1StringView permission; // of a fine-grained token
};

constexpr ProbedEntity kEntities[] = {
    {"Commits"_L1, "/commits?per_page=1"_L1, "Contents: read"_L1},
    {"Pull requests"_L1, "/pulls?state=all&per_page=1"_L1, "Pull requests: read"_L1},
    {"Issues"_L1, "/issues?state=all&per_page=1"_L1, "Issues: read"_L1},
    {"Deployments"_L1, "/deployments?per_page=1"_L1, "Deployments: read"_L1},
    {"Releases"_L1, "/releases?per_page=1"_L1, "Contents: read"_L1},
    {"Workflow runs"_L1, "/actions/runs?per_page=1"_L1, "Actions: read"_L1},
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
    const Error &error = answer.error();
    switch (error.httpStatus) {
    case 409: // an empty repository
        break;
    case 410:
        probe.access = Access::NotEnabled;
        probe.explanation = u"%1 are switched off in %2."_s.arg(entity.title, repository);
        break;
    case 404:
        probe.access = Access::No;
        probe.explanation =
            u"%1 is not visible to this token, or %2 are switched off there. Give a fine-grained token this repository and the permission “%3”; a classic token needs the scope “repo”."_s
                .arg(repository, entity.title.toString().toLower(), entity.permission);
        break;
    case 403:
        probe.access = Access::No;
        probe.explanation = error.text.contains("single sign-on"_L1)
            ? error.text
            : u"Give the token the permission “%1” (fine-grained) or the scope “repo” (classic)."_s.arg(
                  entity.permission);
        break;
    default:
        probe.access = Access::Unknown;
        probe.explanation = error.text;
    }
    return probe;
}

QString serverName(const HttpResponse &response)
{
    const QByteArray version = response.header("x-github-enterprise-version");
    return version.isEmpty() ? u"GitHub"_s
                             : u"GitHub Enterprise Server %1"_s.arg(QString::fromLatin1(version).left(40));
}

DiscoveredScope scopeOf(const QJsonObject &repository)
{
    DiscoveredScope scope;
    scope.scope = repository.value("full_name"_L1).toString();
    scope.title = repository.value("name"_L1).toString(scope.scope);
    scope.group = repository.value("owner"_L1).toObject().value("login"_L1).toString();
    scope.lastActivity = Instant::fromIso(repository.value("pushed_at"_L1).toString());
    scope.archived = repository.value("archived"_L1).toBool();
    scope.fork = repository.value("fork"_L1).toBool();
    return scope;
}

} // namespace

GitHubProbe::GitHubProbe(
    std::shared_ptr<const ConnectorContext> context, GitHubSettings settings, qint64 secondaryWaitMs)
    : m_api(std::move(context), std::move(settings), secondaryWaitMs)
{
}

void GitHubProbe::readAccount(const RestAnswer &answer, ProbeReport &report) const
{
    report.account = answer.json.object().value("login"_L1).toString();
    report.server = serverName(answer.response);
    const bool isClassic =
        !answer.response.header("x-oauth-scopes").isNull() && !m_api.context().token.startsWith("github_pat_");
    const QByteArrayList scopes = answer.response.header("x-oauth-scopes").replace(' ', "").split(',');
    if (isClassic && !scopes.contains("repo")) {
        report.warnings.append(scopes.contains("public_repo")
                ? u"This token can only read public repositories. For private ones it needs the scope “repo”."_s
                : u"This token lacks the scope “repo”: private repositories stay hidden."_s);
    }
}

QCoro::Task<Result<ProbeReport>> GitHubProbe::probe()
{
    ProbeReport report;
    report.server = u"GitHub"_s;
    if (isAppToken()) {
        report.account = u"App installation"_s;
    } else {
        auto asking = m_api.get(m_api.rest().url(u"/user"_s), false);
        const Result<RestAnswer> user = co_await std::move(asking);
        if (!user)
            co_return std::unexpected(user.error());
        readAccount(*user, report);
    }
    auto viewing = m_api.ask(u"viewer"_s, {}, GitHubApi::Patience::Normal, true);
    const Result<GitHubApi::GraphQlAnswer> viewer = co_await std::move(viewing);
    if (!viewer && endsTheProbe(viewer.error()))
        co_return std::unexpected(viewer.error());
    if (!viewer)
        report.warnings.append(
            u"The GraphQL address %1 does not answer as it should, and most data comes from there: %2"_s.arg(
                m_api.settings().graphQl.toString(), viewer.error().text));

    const QStringList scopes = m_api.context().config.scopes;
    Result<QString> repository = scopes.value(0);
    if (scopes.isEmpty()) {
        auto choosing = anyRepository();
        repository = co_await std::move(choosing);
    }
    if (!repository && endsTheProbe(repository.error()))
        co_return std::unexpected(repository.error());
    if (!repository || repository->isEmpty()) {
        report.warnings.append(u"This token sees no repository yet, so what it may read could not be tried."_s);
    } else {
        auto probing = probeEntities(*repository, &report);
        const Result<void> probed = co_await std::move(probing);
        if (!probed)
            co_return std::unexpected(probed.error());
    }
    report.tokenExpiresAt = m_api.tokenExpiresAt();
    const Instant now = m_api.context().clock->now();
    if (report.tokenExpiresAt.isSet() && report.tokenExpiresAt.ms() - now.ms() < kWarnDays * 86'400'000)
        report.warnings.append(
            u"The token expires on %1: make a new one in time."_s.arg(report.tokenExpiresAt.toIso().left(10)));
    if (!m_api.sunset().isEmpty())
        report.warnings.append(
            u"GitHub will change its interface on %1: update Leadline before that."_s.arg(m_api.sunset()));
    co_return report;
}

QCoro::Task<Result<void>> GitHubProbe::probeEntities(QString repository, ProbeReport *report)
{
    if (const auto name = githubRepositoryName(repository); !name)
        co_return std::unexpected(name.error());
    for (const ProbedEntity &entity : kEntities) {
        auto asking = m_api.get(m_api.rest().url("/repos/"_L1 + repository + entity.path), false);
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer && endsTheProbe(answer.error()))
            co_return std::unexpected(answer.error());
        report->entities.push_back(entityProbe(entity, repository, answer));
    }
    co_return Result<void>{};
}

// The repository last pushed to, to try the token on.
QCoro::Task<Result<QString>> GitHubProbe::anyRepository()
{
    const bool isApp = isAppToken();
    auto asking = m_api.get(
        m_api.rest().url(isApp ? u"/installation/repositories?per_page=1"_s : u"/user/repos?per_page=1&sort=pushed"_s),
        false);
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer)
        co_return std::unexpected(answer.error());
    const QJsonArray repositories =
        isApp ? answer->json.object().value("repositories"_L1).toArray() : answer->json.array();
    co_return repositories.isEmpty() ? QString{} : repositories.at(0).toObject().value("full_name"_L1).toString();
}

QCoro::Task<Result<QStringList>> GitHubProbe::organisations()
{
    QStringList names;
    PageGuard guard;
    std::optional<QUrl> url = m_api.rest().url(u"/user/orgs?per_page=100"_s);
    while (url) {
        if (const auto admitted = guard.admit(url->toEncoded()); !admitted)
            co_return std::unexpected(admitted.error());
        auto asking = m_api.get(*url, true);
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        for (const QJsonValue &organisation : answer->json.array())
            names.append(organisation.toObject().value("login"_L1).toString());
        url = nextFromLinkHeader(answer->response);
    }
    co_return names;
}

QCoro::Task<Result<void>> GitHubProbe::readRepositories(QString path, Listing into)
{
    PageGuard guard;
    std::optional<QUrl> url = m_api.rest().url(path);
    while (url) {
        if (const auto admitted = guard.admit(url->toEncoded()); !admitted)
            co_return std::unexpected(admitted.error());
        auto asking = m_api.get(*url, true);
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        const QJsonArray repositories =
            answer->json.isArray() ? answer->json.array() : answer->json.object().value("repositories"_L1).toArray();
        for (const QJsonValue &repository : repositories) {
            DiscoveredScope scope = scopeOf(repository.toObject());
            if (scope.scope.isEmpty() || into.seen->contains(scope.scope))
                continue;
            into.seen->insert(scope.scope);
            into.found->push_back(std::move(scope));
        }
        url = nextFromLinkHeader(answer->response);
    }
    co_return Result<void>{};
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> GitHubProbe::discover()
{
    std::vector<DiscoveredScope> found;
    QSet<QString> seen;
    const Listing into{.found = &found, .seen = &seen};
    auto own = readRepositories(
        isAppToken() ? u"/installation/repositories?per_page=100"_s : u"/user/repos?per_page=100&sort=pushed"_s, into);
    const Result<void> read = co_await std::move(own);
    if (!read)
        co_return std::unexpected(read.error());
    if (!isAppToken()) {
        auto listing = organisations();
        const Result<QStringList> names = co_await std::move(listing);
        if (!names && endsTheProbe(names.error()))
            co_return std::unexpected(names.error());
        for (const QString &name : names.value_or(QStringList{})) {
            auto theirs = readRepositories(u"/orgs/%1/repos?per_page=100&sort=pushed"_s.arg(name), into);
            const Result<void> listed = co_await std::move(theirs);
            // An organisation that keeps this token out (single sign-on) does not hide the others.
            if (!listed && endsTheProbe(listed.error()))
                co_return std::unexpected(listed.error());
        }
    }
    std::ranges::stable_sort(found, std::ranges::greater{}, &DiscoveredScope::lastActivity);
    co_return found;
}

} // namespace leadline
