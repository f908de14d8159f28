#include "core/connectors/bitbucket/bitbucketsync.h"

#include "core/connectors/bitbucket/bitbucketlists.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kRepository = "repository"_L1;
constexpr auto kRepositoryTitle = "Repository"_L1;
constexpr auto kEnvironments = "environments"_L1;

QString encodedUuid(const QString &uuid)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(u'{' + uuid + u'}'));
}

Error goneError(const QString &scope, const Error &cause)
{
    Error error = cause;
    error.text =
        u"The repository %1 was deleted, or this token may no longer see it. What was read before is kept; remove it from the source if it is gone."_s
            .arg(scope);
    return error;
}

} // namespace

BitbucketSync::BitbucketSync(
    std::shared_ptr<const ConnectorContext> context, BitbucketSettings settings, qint64 limitWaitMs, RecordSink *sink)
    : m_context(context)
    , m_settings(std::move(settings))
    , m_api(context, bitbucketTool(*context, m_settings, limitWaitMs))
    , m_run(context, &m_api, sink)
    , m_masks(context->generatedFiles)
{
}

QCoro::Task<Result<SyncReport>> BitbucketSync::run()
{
    std::vector<Target> targets;
    for (const QString &scope : m_context->config.scopes) {
        m_run.tellProgress(scope, kRepositoryTitle);
        auto looking = look(scope);
        Result<Target> target = co_await std::move(looking);
        if (!target) {
            if (const auto goOn = m_run.noteProblem(scope, kRepositoryTitle, target.error()); !goOn)
                co_return std::unexpected(goOn.error());
            if (m_run.isStopped())
                break;
            continue;
        }
        m_run.noteSuccess();
        targets.push_back(std::move(*target));
    }
    for (Target &target : targets) {
        if (m_run.isStopped())
            break;
        auto reading = readTarget(&target);
        const Result<void> read = co_await std::move(reading);
        if (!read)
            co_return std::unexpected(read.error());
    }
    co_return m_run.takeReport();
}

// Everything of one repository; an Error only when nothing further can work.
QCoro::Task<Result<void>> BitbucketSync::readTarget(Target *target)
{
    for (const BitbucketList &list : bitbucketLists()) {
        if (m_run.isStopped())
            break;
        m_run.tellProgress(target->scope, list.title);
        auto reading = readList(target, &list);
        const Result<void> read = co_await std::move(reading);
        if (read) {
            m_run.noteSuccess();
            continue;
        }
        if (const auto goOn = m_run.noteProblem(target->scope, list.title, read.error()); !goOn)
            co_return goOn;
    }
    target->shas.clear();
    co_return Result<void>{};
}

QCoro::Task<Result<BitbucketRepositoryHead>> BitbucketSync::askRepository(QString encodedPath)
{
    auto getting = m_api.get(m_api.url("/repositories/"_L1 + encodedPath));
    const Result<RestAnswer> answer = co_await std::move(getting);
    if (!answer)
        co_return std::unexpected(answer.error());
    co_return parseBitbucketRepository(answer->json.object());
}

// By its name, and where that leads nowhere, or to another repository that took it, by its id.
QCoro::Task<Result<BitbucketSync::Target>> BitbucketSync::look(QString scope)
{
    const auto path = bitbucketRepositoryPath(scope);
    if (!path)
        co_return std::unexpected(path.error());
    const Known known = rememberedRepository(scope);
    auto asking = askRepository(*path);
    Result<BitbucketRepositoryHead> head = co_await std::move(asking);
    const bool isGone = !head && head.error().httpStatus == 404;
    const bool isAnother = head && head->record.externalId != known.id;
    if (!known.id.isEmpty() && (isGone || isAnother)) {
        const QString workspace = known.workspace.isEmpty() ? path->section(u'/', 0, 0) : encodedUuid(known.workspace);
        auto again = askRepository(workspace + u'/' + encodedUuid(known.id));
        head = co_await std::move(again);
        if (!head && head.error().httpStatus == 404)
            co_return std::unexpected(goneError(scope, head.error()));
    }
    if (!head)
        co_return std::unexpected(head.error());
    if (head->record.path.compare(scope.trimmed(), Qt::CaseInsensitive) != 0)
        m_run.note(u"renamed: %1 is now %2"_s.arg(scope, head->record.path));
    const auto current = bitbucketRepositoryPath(head->record.path);
    if (!current)
        co_return std::unexpected(current.error());

    Target target{.scope = scope,
        .where = {.id = head->record.externalId, .path = head->record.path, .url = head->record.url},
        .address = "/repositories/"_L1 + *current,
        .record = head->record,
        .shas = {}};
    RecordBatch batch;
    batch.add(target.record);
    const QJsonObject identity{{u"id"_s, target.where.id}, {u"workspace"_s, head->workspace}};
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

BitbucketSync::Known BitbucketSync::rememberedRepository(const QString &scope) const
{
    const auto checkpoint = m_run.remembered(scope, kRepository);
    const QJsonObject object = checkpoint ? QJsonDocument::fromJson(checkpoint->cursor).object() : QJsonObject{};
    return {.id = object.value("id"_L1).toString(), .workspace = object.value("workspace"_L1).toString()};
}

QHash<QString, QString> BitbucketSync::rememberedEnvironments(const QString &scope) const
{
    QHash<QString, QString> names;
    const auto checkpoint = m_run.stored(scope, kEnvironments);
    const QJsonObject object = checkpoint ? QJsonDocument::fromJson(checkpoint->cursor).object() : QJsonObject{};
    for (auto it = object.begin(); it != object.end(); ++it)
        names.insert(it.key(), it.value().toString());
    return names;
}

} // namespace leadline
