#include "core/connectors/gitlab/gitlabsync.h"

#include "core/connectors/shared/moments.h"
#include "core/net/paging.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kProject = "project"_L1;
constexpr auto kProjectTitle = "Project"_L1;
constexpr qint64 kOverlap = 10 * 60'000;

} // namespace

GitLabSync::GitLabSync(
    std::shared_ptr<const ConnectorContext> context, GitLabSettings settings, qint64 silentWaitMs, RecordSink *sink)
    : m_context(context)
    , m_api(context, std::move(settings), silentWaitMs)
    , m_run(context, &m_api.rest(), sink)
{
}

QCoro::Task<Result<SyncReport>> GitLabSync::run()
{
    auto listing = projectScopes();
    const Result<QStringList> scopes = co_await std::move(listing);
    if (!scopes)
        co_return std::unexpected(scopes.error());
    std::vector<Target> targets;
    for (const QString &scope : *scopes) {
        if (m_run.isStopped())
            break;
        m_run.tellProgress(scope, kProjectTitle);
        auto looking = look(scope);
        Result<Target> target = co_await std::move(looking);
        if (!target) {
            if (const auto goOn = m_run.noteProblem(scope, kProjectTitle, target.error()); !goOn)
                co_return std::unexpected(goOn.error());
            continue;
        }
        m_run.noteSuccess();
        targets.push_back(std::move(*target));
    }
    for (const Target &target : targets) {
        if (m_run.isStopped())
            break;
        auto reading = readTarget(&target);
        const Result<void> read = co_await std::move(reading);
        if (!read)
            co_return std::unexpected(read.error());
    }
    co_return m_run.takeReport();
}

// The scopes as written, with groups replaced by their projects.
QCoro::Task<Result<QStringList>> GitLabSync::projectScopes()
{
    QStringList scopes;
    for (const QString &scope : m_context->config.scopes) {
        const auto name = gitlabScopeName(scope);
        if (!name || !name->isGroup) {
            scopes.append(scope); // what is wrong with it is told when it is looked at
            continue;
        }
        auto listing = projectsOf(scope, name->path);
        const Result<QStringList> found = co_await std::move(listing);
        if (found) {
            m_run.noteSuccess();
            scopes.append(*found);
        } else if (const auto goOn = m_run.noteProblem(scope, "Group"_L1, found.error()); !goOn) {
            co_return std::unexpected(goOn.error());
        }
        if (m_run.isStopped())
            break;
    }
    scopes.removeDuplicates();
    co_return scopes;
}

// Projects of a group and its subgroups. Each keeps the name under which it was first seen, so that a rename reads
// nothing again; which that is stands in a checkpoint of the group.
QCoro::Task<Result<QStringList>> GitLabSync::projectsOf(QString scope, QString group)
{
    QStringList scopes;
    ListGuard guard(u"GitLab"_s);
    std::optional<QUrl> url = m_api.rest().url("/groups/"_L1 + QString::fromLatin1(QUrl::toPercentEncoding(group))
        + "/projects?include_subgroups=true&with_shared=false&archived=false&order_by=id&sort=asc&per_page=100"_L1);
    while (url) {
        auto getting = m_api.get(*url);
        const Result<RestAnswer> answer = co_await std::move(getting);
        if (!answer)
            co_return std::unexpected(answer.error());
        RecordBatch firstSeen;
        const QJsonArray projects = answer->json.array();
        for (const QJsonValue &value : projects) {
            const QJsonObject project = value.toObject();
            const QString path = project.value("path_with_namespace"_L1).toString();
            const QString entity = "project "_L1 + QString::number(project.value("id"_L1).toInteger());
            if (path.isEmpty())
                continue;
            if (const auto known = m_run.remembered(scope, entity)) {
                scopes.append(QString::fromUtf8(known->cursor));
                continue;
            }
            scopes.append(path);
            firstSeen.checkpoints.push_back(
                {.scope = scope, .entity = entity, .cursor = path.toUtf8(), .finished = true});
        }
        url = nextFromLinkHeader(answer->response);
        if (url) {
            const auto admitted = guard.admit({.next = url->toEncoded(), .items = projects.size()});
            if (!admitted)
                co_return std::unexpected(admitted.error());
        }
        auto putting = m_run.put(std::move(firstSeen));
        if (const Result<void> kept = co_await std::move(putting); !kept)
            co_return std::unexpected(kept.error());
    }
    co_return scopes;
}

// Everything of one project; an Error only when nothing further can work.
QCoro::Task<Result<void>> GitLabSync::readTarget(const Target *target)
{
    static const std::vector<RestList> restLists{{"Deployments"_L1, &GitLabSync::readDeployments},
        {"Commits"_L1, &GitLabSync::readCommits}, {"Members"_L1, &GitLabSync::readMembers}};
    const auto lists = gitlabLists();
    for (std::size_t i = 0; i < lists.size() + restLists.size() && !m_run.isStopped(); ++i) {
        const bool isRest = i >= lists.size();
        const QLatin1StringView title = isRest ? restLists[i - lists.size()].title : lists[i].title;
        m_run.tellProgress(target->scope, title);
        auto reading = isRest ? (this->*restLists[i - lists.size()].read)(target) : readList(target, &lists[i]);
        const Result<void> read = co_await std::move(reading);
        if (read) {
            m_run.noteSuccess();
            continue;
        }
        if (const auto goOn = m_run.noteProblem(target->scope, title, read.error()); !goOn)
            co_return goOn;
    }
    co_return Result<void>{};
}

QCoro::Task<Result<GitLabSync::Target>> GitLabSync::look(QString scope)
{
    const QString known = rememberedId(scope);
    bool finished = false;
    const auto pipelines = stored(scope, "pipelines"_L1, finished);
    const Instant since = pipelines && finished ? before(pipelines->watermark, kOverlap) : Instant{};
    QString path = scope;
    for (bool moved = false;;) {
        if (const auto name = gitlabScopeName(path); !name)
            co_return std::unexpected(name.error());
        QJsonObject variables{{u"path"_s, path}};
        if (since.isSet())
            variables.insert(u"pipelinesSince"_s, since.toIso());
        auto asking = m_api.ask(u"project"_s, variables, GitLabApi::Patience::Normal);
        Answer answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        const bool isGone = answer->project.isEmpty();
        const bool isAnother =
            !isGone && !known.isEmpty() && gitlabNumber(answer->project.value("id"_L1).toString()) != known;
        if ((isGone || isAnother) && !known.isEmpty() && !moved) {
            // The name leads nowhere, or to another project that took it: the number still knows.
            auto finding = currentPath(scope, known);
            const Result<QString> current = co_await std::move(finding);
            if (!current)
                co_return std::unexpected(current.error());
            path = *current;
            moved = true;
            continue;
        }
        if (isGone)
            co_return std::unexpected(gitlabNoProject(scope, !known.isEmpty()));
        Result<GitLabProjectHead> head = parseGitLabProject(answer->project, m_api.settings().sprintsAreMilestones);
        if (!head)
            co_return std::unexpected(head.error());
        if (head->record.path.compare(scope, Qt::CaseInsensitive) != 0)
            m_run.note(u"renamed: %1 is now %2"_s.arg(scope, head->record.path));
        Result<Target> target = targetOf(scope, std::move(*head), answer->at);
        RecordBatch batch = std::move(target->head.sprints);
        batch.add(target->head.record);
        if (target->head.mergeRequests >= 0)
            batch.completeness.push_back({.scope = target->where.path,
                .kind = RecordKind::ChangeRequest,
                .serverTotal = target->head.mergeRequests});
        batch.checkpoints.push_back({.scope = scope,
            .entity = kProject,
            .cursor = QJsonDocument(QJsonObject{{u"id"_s, target->where.id}}).toJson(QJsonDocument::Compact),
            .finished = true});
        m_run.countPage();
        auto putting = m_run.put(std::move(batch));
        if (const Result<void> kept = co_await std::move(putting); !kept)
            co_return std::unexpected(kept.error());
        co_return target;
    }
}

Result<GitLabSync::Target> GitLabSync::targetOf(const QString &scope, GitLabProjectHead head, Instant at) const
{
    const GitLabSettings &settings = m_api.settings();
    Target target{.scope = scope, .where = {}, .head = std::move(head), .at = at};
    target.where = {.id = target.head.record.externalId,
        .path = target.head.record.path,
        .web = settings.web,
        .incidentLabels = settings.incidentLabels,
        .sprintsAreMilestones = settings.sprintsAreMilestones,
        .buildsAreJobs = settings.buildsAreJobs,
        .labels = target.head.labels,
        .milestones = target.head.milestones};
    return target;
}

// Where a project that we know by its number lives now.
QCoro::Task<Result<QString>> GitLabSync::currentPath(QString scope, QString id)
{
    auto getting = m_api.get(m_api.rest().url("/projects/"_L1 + id));
    const Result<RestAnswer> answer = co_await std::move(getting);
    const QString path = answer ? answer->json.object().value("path_with_namespace"_L1).toString() : QString{};
    if (!path.isEmpty())
        co_return path;
    if (!answer && answer.error().httpStatus != 404)
        co_return std::unexpected(answer.error());
    co_return std::unexpected(gitlabNoProject(scope, true));
}

QString GitLabSync::rememberedId(const QString &scope) const
{
    const auto checkpoint = m_run.remembered(scope, kProject);
    return checkpoint ? QJsonDocument::fromJson(checkpoint->cursor).object().value("id"_L1).toString() : QString{};
}

std::optional<GitLabCursor> GitLabSync::stored(const QString &scope, QLatin1StringView entity, bool &finished) const
{
    finished = false;
    const auto checkpoint = m_run.stored(scope, entity);
    if (!checkpoint)
        return {};
    finished = checkpoint->finished;
    return GitLabCursor::fromJson(checkpoint->cursor);
}

} // namespace leadline
