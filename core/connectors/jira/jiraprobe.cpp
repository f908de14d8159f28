#include "core/connectors/jira/jiraprobe.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

bool endsTheProbe(const Error &error)
{
    return error.kind == ErrorKind::Auth || error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Network;
}

EntityProbe probeOf(const QString &entity, const Result<RestAnswer> &answer)
{
    using Access = EntityProbe::Access;
    if (answer)
        return {.entity = entity, .access = Access::Yes, .explanation = {}};
    const Error &error = answer.error();
    const bool isRefused = error.httpStatus == 403 || error.httpStatus == 404 || error.httpStatus == 400;
    return {.entity = entity, .access = isRefused ? Access::No : Access::Unknown, .explanation = error.text};
}

DiscoveredScope scopeOf(const QJsonObject &project)
{
    DiscoveredScope scope;
    scope.scope = project.value("key"_L1).toString();
    scope.title = project.value("name"_L1).toString(scope.scope);
    scope.group = project.value("projectCategory"_L1).toObject().value("name"_L1).toString();
    scope.archived = project.value("archived"_L1).toBool();
    scope.lastActivity =
        Instant::fromIso(project.value("insight"_L1).toObject().value("lastIssueUpdateTime"_L1).toString());
    return scope;
}

} // namespace

JiraProbe::JiraProbe(std::shared_ptr<const ConnectorContext> context, JiraSettings settings)
    : m_api(std::move(context), std::move(settings))
{
}

QCoro::Task<Result<void>> JiraProbe::lookAtServer(ProbeReport *report)
{
    auto asking = m_api.get(m_api.serverInfo());
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer)
        co_return std::unexpected(answer.error());
    const QJsonObject info = answer->json.object();
    const bool isCloud = info.value("deploymentType"_L1).toString() == "Cloud"_L1;
    if (m_api.settings().edition == JiraEdition::Unknown)
        m_api.setEdition(isCloud ? JiraEdition::Cloud : JiraEdition::DataCenter);
    report->server = m_api.isCloud()
        ? u"Jira Cloud"_s
        : u"Jira Data Center %1"_s.arg(info.value("version"_L1).toString().left(40)).trimmed();
    co_return Result<void>{};
}

QCoro::Task<Result<void>> JiraProbe::lookAtAccount(ProbeReport *report)
{
    auto asking = m_api.get(m_api.core(u"/myself"_s));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer)
        co_return std::unexpected(answer.error());
    const QJsonObject account = answer->json.object();
    report->account = account.value("displayName"_L1).toString();
    if (account.value("timeZone"_L1).toString().isEmpty())
        report->warnings.append(
            u"Jira does not tell the time zone of this account: every sync reads the last day again. Set the time zone in the account's profile."_s);
    co_return Result<void>{};
}

QCoro::Task<Result<void>> JiraProbe::lookAtFields(ProbeReport *report)
{
    auto asking = m_api.get(m_api.core(u"/field"_s));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer && endsTheProbe(answer.error()))
        co_return std::unexpected(answer.error());
    report->entities.push_back(probeOf(u"Fields"_s, answer));
    if (!answer)
        co_return Result<void>{};
    const JiraFields fields = JiraFields::find(answer->json.array(), m_api.settings());
    if (fields.points.isEmpty())
        report->warnings.append(
            u"No field with estimates was found by its name. Those of your boards are used; for others set the option points_field."_s);
    if (fields.flagged.isEmpty())
        report->warnings.append(
            u"No field that marks blocked issues was found: blocked time will be a gap, unless a status says it. Set the option flag_field if there is one."_s);
    if (fields.sprint.isEmpty())
        report->warnings.append(u"This Jira has no sprints, or this account may not see them."_s);
    co_return Result<void>{};
}

QCoro::Task<Result<QString>> JiraProbe::anyProject()
{
    std::vector<DiscoveredScope> found;
    auto adding = addProjects(&found);
    const Result<void> added = co_await std::move(adding);
    if (!added)
        co_return std::unexpected(added.error());
    co_return found.empty() ? QString() : found.front().scope;
}

QCoro::Task<Result<void>> JiraProbe::lookAtEntities(QString project, ProbeReport *report)
{
    const QString jql = u"project = \"%1\" ORDER BY updated DESC"_s.arg(project);
    auto searching = m_api.search({.jql = jql, .fields = {u"key"_s}, .most = 1});
    const Result<RestAnswer> issues = co_await std::move(searching);
    if (!issues && endsTheProbe(issues.error()))
        co_return std::unexpected(issues.error());
    report->entities.push_back(probeOf(u"Issues"_s, issues));
    const QString issue = issues
        ? issues->json.object().value("issues"_L1).toArray().at(0).toObject().value("id"_L1).toString()
        : QString();
    const bool isCloud = m_api.isCloud(); // elsewhere histories come with the issues
    if (isCloud && !issue.isEmpty()) {
        auto asking = m_api.post(
            m_api.core(u"/changelog/bulkfetch"_s), {{u"issueIdsOrKeys"_s, QJsonArray{issue}}, {u"maxResults"_s, 1}});
        const Result<RestAnswer> histories = co_await std::move(asking);
        report->entities.push_back(probeOf(u"Histories"_s, histories));
    }
    const QUrl boards = m_api.agile(u"/board"_s, {{u"projectKeyOrId"_s, project}, {u"maxResults"_s, u"1"_s}});
    const QUrl versions = m_api.core(u"/project/%1/version"_s.arg(project), {{u"maxResults"_s, u"1"_s}});
    for (const auto &[entity, url] : {std::pair(u"Boards and sprints"_s, boards), std::pair(u"Versions"_s, versions)}) {
        auto asking = m_api.get(url);
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer && endsTheProbe(answer.error()))
            co_return std::unexpected(answer.error());
        report->entities.push_back(probeOf(entity, answer));
    }
    co_return Result<void>{};
}

QCoro::Task<Result<ProbeReport>> JiraProbe::probe()
{
    ProbeReport report;
    for (const auto part : {&JiraProbe::lookAtServer, &JiraProbe::lookAtAccount, &JiraProbe::lookAtFields}) {
        auto looking = (this->*part)(&report);
        const Result<void> looked = co_await std::move(looking);
        if (!looked)
            co_return std::unexpected(looked.error());
    }
    Result<QString> project = QString();
    const QStringList scopes = m_api.context().config.scopes;
    if (!scopes.isEmpty()) {
        project = jiraProjectKey(scopes.front());
    } else {
        auto choosing = anyProject();
        project = co_await std::move(choosing);
    }
    if (!project)
        co_return std::unexpected(project.error());
    if (project->isEmpty()) {
        report.warnings.append(u"This account sees no project yet, so what it may read could not be tried."_s);
        co_return report;
    }
    auto looking = lookAtEntities(*project, &report);
    const Result<void> looked = co_await std::move(looking);
    if (!looked)
        co_return std::unexpected(looked.error());
    co_return report;
}

QCoro::Task<Result<void>> JiraProbe::addProjects(std::vector<DiscoveredScope> *found)
{
    const auto add = [found](const QJsonArray &projects) {
        for (const QJsonValue &project : projects) {
            if (DiscoveredScope scope = scopeOf(project.toObject()); !scope.scope.isEmpty())
                found->push_back(std::move(scope));
        }
    };
    if (!m_api.isCloud()) {
        auto asking = m_api.get(m_api.core(u"/project"_s));
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        add(answer->json.array());
        co_return Result<void>{};
    }
    JiraPages pages(&m_api, [this](qint64 startAt) {
        return m_api.core(u"/project/search"_s,
            {{u"expand"_s, u"insight"_s}, {u"startAt"_s, QString::number(startAt)}, {u"maxResults"_s, u"100"_s}});
    });
    for (;;) {
        auto paging = pages.next();
        const auto page = co_await std::move(paging);
        if (!page)
            co_return std::unexpected(page.error());
        if (!*page)
            co_return Result<void>{};
        add((*page)->value("values"_L1).toArray());
    }
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> JiraProbe::discover()
{
    ProbeReport report;
    auto looking = lookAtServer(&report);
    const Result<void> looked = co_await std::move(looking);
    if (!looked)
        co_return std::unexpected(looked.error());
    std::vector<DiscoveredScope> found;
    auto adding = addProjects(&found);
    const Result<void> added = co_await std::move(adding);
    if (!added)
        co_return std::unexpected(added.error());
    std::ranges::stable_sort(found, std::ranges::greater{}, &DiscoveredScope::lastActivity);
    co_return found;
}

} // namespace leadline
