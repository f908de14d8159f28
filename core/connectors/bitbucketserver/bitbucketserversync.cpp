#include "core/connectors/bitbucketserver/bitbucketserversync.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kRepository = "repository"_L1;
constexpr auto kRepositoryTitle = "Repository"_L1;

} // namespace

BitbucketServerSync::BitbucketServerSync(
    std::shared_ptr<const ConnectorContext> context, BitbucketServerSettings settings, RecordSink *sink)
    : m_context(context)
    , m_settings(std::move(settings))
    , m_api(context, bitbucketServerTool(*context, m_settings))
    , m_run(context, &m_api, sink)
{
}

QCoro::Task<Result<SyncReport>> BitbucketServerSync::run()
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
QCoro::Task<Result<void>> BitbucketServerSync::readTarget(Target *target)
{
    static constexpr QLatin1StringView titles[] = {
        "Commits"_L1, "Pull requests"_L1, "Open pull requests"_L1, "Builds"_L1};
    const int parts = m_settings.builds ? 4 : 3;
    loadWaiting(*target);
    for (int part = 0; part < parts && !m_run.isStopped(); ++part) {
        m_run.tellProgress(target->scope, titles[part]);
        auto reading = part == 3 ? readBuilds(target) : readList(target, static_cast<List>(part));
        const Result<void> read = co_await std::move(reading);
        if (read) {
            m_run.noteSuccess();
            continue;
        }
        if (const auto goOn = m_run.noteProblem(target->scope, titles[part], read.error()); !goOn)
            co_return goOn;
    }
    co_return Result<void>{};
}

// Newer servers name it at one address, older ones at another; an empty repository has none.
QCoro::Task<Result<QString>> BitbucketServerSync::defaultBranch(QString address)
{
    for (const QLatin1StringView path : {"/default-branch"_L1, "/branches/default"_L1}) {
        auto asking = m_api.get(m_api.url(address + path));
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (answer)
            co_return answer->json.object().value("displayId"_L1).toString();
        if (answer.error().httpStatus != 404)
            co_return std::unexpected(answer.error());
    }
    co_return QString();
}

QCoro::Task<Result<BitbucketServerSync::Target>> BitbucketServerSync::look(QString scope)
{
    const auto address = bitbucketServerAddress(scope);
    if (!address)
        co_return std::unexpected(address.error());
    auto asking = m_api.get(m_api.url(*address));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer) {
        Error error = answer.error();
        if (error.httpStatus == 404)
            error.text =
                u"The repository %1 was deleted or renamed, or this token may not see it. What was read before is kept; check its name in the source's settings."_s
                    .arg(scope);
        co_return std::unexpected(error);
    }
    Result<Repository> record = parseBitbucketServerRepository(answer->json.object());
    if (!record)
        co_return std::unexpected(record.error());
    if (record->path.compare(scope.trimmed(), Qt::CaseInsensitive) != 0)
        m_run.note(u"renamed: %1 is now %2"_s.arg(scope, record->path));
    const auto current = bitbucketServerAddress(record->path);
    if (!current)
        co_return std::unexpected(current.error());
    auto naming = defaultBranch(*current);
    const Result<QString> branch = co_await std::move(naming);
    if (!branch)
        co_return std::unexpected(branch.error());
    record->defaultBranch = *branch;
    Target target{.scope = scope,
        .address = *current,
        .where = {.id = record->externalId, .path = record->path, .url = record->url, .defaultBranch = *branch},
        .pullsRead = {},
        .waiting = {}};
    RecordBatch batch;
    batch.add(std::move(*record));
    const QJsonObject identity{{u"id"_s, target.where.id}};
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

} // namespace leadline
