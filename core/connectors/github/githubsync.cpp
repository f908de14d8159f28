#include "core/connectors/github/githubsync.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kRepository = "repository"_L1;

} // namespace

GitHubSync::GitHubSync(
    std::shared_ptr<const ConnectorContext> context, GitHubSettings settings, qint64 secondaryWaitMs, RecordSink *sink)
    : m_context(context)
    , m_api(context, std::move(settings), secondaryWaitMs)
    , m_run(context, &m_api.rest(), sink)
{
    m_run.showQuotaOf(m_api.settings().graphQl, "graphql");
}

QCoro::Task<Result<SyncReport>> GitHubSync::run()
{
    std::vector<Target> targets;
    for (const QString &scope : m_context->config.scopes) {
        m_run.tellProgress(scope, "Repository"_L1);
        auto looking = look(scope);
        Result<Target> target = co_await std::move(looking);
        if (!target) {
            if (const auto goOn = m_run.noteProblem(scope, "Repository"_L1, target.error()); !goOn)
                co_return std::unexpected(goOn.error());
            if (m_run.isStopped())
                break;
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
    m_run.rememberTokenExpiry(m_api.tokenExpiresAt()); // GitHub itself only says "bad credentials"
    if (!m_api.sunset().isEmpty())
        m_run.note(u"GitHub will change its interface on %1: update Leadline before that"_s.arg(m_api.sunset()));
    co_return m_run.takeReport();
}

// Everything of one repository; an Error only when nothing further can work.
QCoro::Task<Result<void>> GitHubSync::readTarget(const Target *target)
{
    const auto lists = githubLists();
    for (std::size_t i = 0; i <= lists.size() && !m_run.isStopped(); ++i) {
        const bool isRuns = i == lists.size();
        const QLatin1StringView title = isRuns ? "Workflow runs"_L1 : lists[i].title;
        m_run.tellProgress(target->scope, title);
        auto reading = isRuns ? readRuns(target) : readList(target, &lists[i]);
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

QCoro::Task<Result<GitHubSync::Target>> GitHubSync::look(QString scope)
{
    const QString known = rememberedId(scope);
    QString path = scope;
    for (bool moved = false;;) {
        const auto name = githubRepositoryName(path);
        if (!name)
            co_return std::unexpected(name.error());
        const QJsonObject variables{{u"owner"_s, name->owner}, {u"name"_s, name->name}};
        auto asking = m_api.ask(u"repository"_s, variables, GitHubApi::Patience::Normal, true);
        Answer answer = co_await std::move(asking);
        Result<GitHubRepositoryHead> head = answer ? parseRepository(answer->data) : std::unexpected(answer.error());
        const bool isGone = !head && head.error().httpStatus == 404;
        const bool isAnother = head && !known.isEmpty() && head->record.externalId != known;
        if ((isGone || isAnother) && !known.isEmpty() && !moved) {
            // The name leads nowhere, or to another repository that took it: the number still knows.
            auto finding = currentPath(scope, known);
            const Result<QString> current = co_await std::move(finding);
            if (!current)
                co_return std::unexpected(current.error());
            path = *current;
            moved = true;
            continue;
        }
        if (!head)
            co_return std::unexpected(head.error());
        if (head->record.path.compare(scope, Qt::CaseInsensitive) != 0)
            m_run.note(u"renamed: %1 is now %2"_s.arg(scope, head->record.path));

        Target target{
            .scope = scope, .name = *githubRepositoryName(head->record.path), .where = {}, .head = std::move(*head)};
        target.where = {.id = target.head.record.externalId,
            .path = target.head.record.path,
            .url = target.head.record.url,
            .webBase = m_api.settings().web,
            .incidentLabels = m_api.settings().incidentLabels};
        RecordBatch batch;
        batch.add(target.head.record);
        for (const GitHubList &list : githubLists()) {
            if (const qint64 total = (target.head.*list.head).total; total >= 0)
                batch.completeness.push_back({.scope = target.where.path, .kind = list.kind, .serverTotal = total});
        }
        const QJsonObject identity{{u"id"_s, target.where.id}, {u"path"_s, target.where.path}};
        batch.checkpoints.push_back({.scope = scope,
            .entity = kRepository,
            .cursor = QJsonDocument(identity).toJson(QJsonDocument::Compact),
            .finished = true});
        auto putting = m_run.put(std::move(batch));
        const Result<void> kept = co_await std::move(putting);
        if (!kept)
            co_return std::unexpected(kept.error());
        co_return target;
    }
}

// Where a repository that we know by its number lives now.
QCoro::Task<Result<QString>> GitHubSync::currentPath(QString scope, QString id)
{
    auto getting = m_api.get(m_api.rest().url("/repositories/"_L1 + id), false);
    const Result<RestAnswer> answer = co_await std::move(getting);
    const QString path = answer ? answer->json.object().value("full_name"_L1).toString() : QString{};
    if (!path.isEmpty())
        co_return path;
    if (!answer && answer.error().httpStatus != 404)
        co_return std::unexpected(answer.error());
    Error error = fail(ErrorKind::Http,
        u"The repository %1 was deleted, or this token may no longer see it. What was read before is kept; remove it from the source if it is gone."_s
            .arg(scope),
        answer ? u"no full_name"_s : answer.error().detail)
                      .error();
    error.httpStatus = 404;
    co_return std::unexpected(error);
}

QString GitHubSync::rememberedId(const QString &scope) const
{
    const auto checkpoint = m_run.remembered(scope, kRepository);
    return checkpoint ? QJsonDocument::fromJson(checkpoint->cursor).object().value("id"_L1).toString() : QString{};
}

std::optional<GitHubCursor> GitHubSync::stored(const QString &scope, QLatin1StringView entity, bool &finished) const
{
    finished = false;
    const auto checkpoint = m_run.stored(scope, entity);
    if (!checkpoint)
        return {};
    finished = checkpoint->finished;
    return GitHubCursor::fromJson(checkpoint->cursor);
}

} // namespace leadline
