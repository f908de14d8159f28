#include "core/connectors/github/githubsync.h"

#include <QCoroTimer>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kRepository = "repository"_L1;
constexpr int kNetworkFailuresToStop = 3;

Error cancelledError()
{
    return fail(
        ErrorKind::Cancelled, u"The sync was cancelled. What was read is kept; the next sync goes on from there."_s)
        .error();
}

} // namespace

GitHubSync::GitHubSync(
    std::shared_ptr<const ConnectorContext> context, GitHubSettings settings, qint64 secondaryWaitMs, RecordSink *sink)
    : m_context(context)
    , m_api(context, std::move(settings), secondaryWaitMs)
    , m_sink(sink)
{
    m_report.source = context->config.name;
    m_report.startedAt = context->clock->now();
}

QCoro::Task<Result<SyncReport>> GitHubSync::run()
{
    std::vector<Target> targets;
    for (const QString &scope : m_context->config.scopes) {
        tellProgress(scope, "Repository"_L1);
        auto looking = look(scope);
        Result<Target> target = co_await std::move(looking);
        if (!target) {
            if (const auto goOn = noteProblem(scope, "Repository"_L1, target.error()); !goOn)
                co_return std::unexpected(goOn.error());
            if (m_stopped)
                break;
            continue;
        }
        m_networkFailures = 0;
        targets.push_back(std::move(*target));
    }
    for (const Target &target : targets) {
        if (m_stopped)
            break;
        auto reading = readTarget(&target);
        const Result<void> read = co_await std::move(reading);
        if (!read)
            co_return std::unexpected(read.error());
    }
    rememberToken();
    co_return takeReport();
}

// Everything of one repository; an Error only when nothing further can work.
QCoro::Task<Result<void>> GitHubSync::readTarget(const Target *target)
{
    const auto lists = githubLists();
    for (std::size_t i = 0; i <= lists.size() && !m_stopped; ++i) {
        const bool isRuns = i == lists.size();
        const QLatin1StringView title = isRuns ? "Workflow runs"_L1 : lists[i].title;
        tellProgress(target->scope, title);
        auto reading = isRuns ? readRuns(target) : readList(target, &lists[i]);
        const Result<void> read = co_await std::move(reading);
        if (read) {
            m_networkFailures = 0;
            continue;
        }
        if (const auto goOn = noteProblem(target->scope, title, read.error()); !goOn)
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
            m_report.notes.append(u"renamed: %1 is now %2"_s.arg(scope, head->record.path));

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
        auto putting = put(std::move(batch));
        const Result<void> kept = co_await std::move(putting);
        if (!kept)
            co_return std::unexpected(kept.error());
        co_return target;
    }
}

// Where a repository that we know by its number lives now.
QCoro::Task<Result<QString>> GitHubSync::currentPath(QString scope, QString id)
{
    auto getting = m_api.get(m_api.settings().restUrl("/repositories/"_L1 + id), false);
    const Result<GitHubAnswer> answer = co_await std::move(getting);
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
    const auto checkpoint = m_sink->checkpoint(scope, kRepository);
    return checkpoint ? QJsonDocument::fromJson(checkpoint->cursor).object().value("id"_L1).toString() : QString{};
}

std::optional<GitHubCursor> GitHubSync::stored(const QString &scope, QLatin1StringView entity, bool &finished) const
{
    finished = false;
    const auto checkpoint = m_sink->checkpoint(scope, entity);
    if (!checkpoint || m_context->full)
        return {};
    finished = checkpoint->finished;
    return GitHubCursor::fromJson(checkpoint->cursor);
}

// The expiry is kept so that a later refusal can say that the token has expired: GitHub itself only says "bad
// credentials".
void GitHubSync::rememberToken()
{
    if (!m_api.tokenExpiresAt().isSet())
        return;
    const QJsonObject cursor{{u"expires_at"_s, m_api.tokenExpiresAt().toIso()}};
    RecordBatch batch;
    batch.checkpoints.push_back({.scope = {},
        .entity = u"token"_s,
        .cursor = QJsonDocument(cursor).toJson(QJsonDocument::Compact),
        .finished = true});
    m_sink->put(std::move(batch));
}

QCoro::Task<Result<void>> GitHubSync::put(RecordBatch batch)
{
    while (m_sink->isBusy() && !m_context->cancel.isCancelled()) {
        auto pause = QCoro::sleepFor(std::chrono::milliseconds(5));
        co_await std::move(pause);
    }
    if (m_context->cancel.isCancelled())
        co_return std::unexpected(cancelledError());
    m_report.records += batch.size();
    m_report.quarantined += static_cast<qint64>(batch.quarantine.size());
    if (m_sink->put(std::move(batch)))
        co_return Result<void>{};
    co_return std::unexpected(m_sink->failure().value_or(fail(ErrorKind::Storage,
        u"What was read could not be written to the workspace. Check the free space on the disk, then sync again."_s)
            .error()));
}

Result<void> GitHubSync::noteProblem(const QString &scope, QLatin1StringView title, const Error &error)
{
    if (error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Storage)
        return std::unexpected(error);
    if (error.kind == ErrorKind::Auth) {
        const auto token = m_sink->checkpoint({}, u"token"_s);
        const Instant expiry = token
            ? Instant::fromIso(QJsonDocument::fromJson(token->cursor).object().value("expires_at"_L1).toString())
            : Instant{};
        Error told = error;
        if (expiry.isSet() && expiry <= m_context->clock->now() && !told.text.contains("expired on"_L1))
            told.text =
                u"The token expired on %1. Make a new token on GitHub and enter it in the source's settings."_s.arg(
                    expiry.toIso().left(10));
        return std::unexpected(told);
    }
    m_networkFailures = error.kind == ErrorKind::Network ? m_networkFailures + 1 : 0;
    if (m_networkFailures > 0 && m_api.requests() == 0)
        return std::unexpected(error); // the server was never there
    m_report.problems.push_back({.scope = scope, .entity = title, .error = error});
    if (error.kind == ErrorKind::RateLimit || m_networkFailures >= kNetworkFailuresToStop) {
        m_stopped = true;
        m_report.notes.append(u"stopped early: the next sync goes on from there"_s);
    }
    return {};
}

void GitHubSync::tellProgress(const QString &scope, QLatin1StringView title)
{
    if (!m_context->progress)
        return;
    const HttpQuota quota = m_api.graphQlQuota();
    SyncProgress progress;
    progress.source = m_context->config.name;
    progress.scope = scope;
    progress.entity = title;
    progress.pages = m_report.pages;
    progress.records = m_report.records;
    if (m_itemsDone > 0 && m_itemsTotal >= m_itemsDone)
        progress.expectedRecords = m_report.records * m_itemsTotal / m_itemsDone;
    progress.remainingQuota = quota.remaining;
    progress.quotaLimit = quota.limit;
    progress.waitingMs = m_context->http->waitingMs(m_api.settings().graphQl);
    m_context->progress(progress);
}

SyncReport GitHubSync::takeReport()
{
    m_report.requests = m_api.requests();
    m_report.finishedAt = m_context->clock->now();
    if (!m_report.problems.empty())
        m_report.outcome = m_report.records > 0 ? SyncOutcome::Partial : SyncOutcome::Failed;
    if (!m_api.sunset().isEmpty())
        m_report.notes.append(
            u"GitHub will change its interface on %1: update Leadline before that"_s.arg(m_api.sunset()));
    return std::move(m_report);
}

} // namespace leadline
