#include "core/connectors/gitlab/gitlab.h"

#include "core/connectors/gitlab/gitlabprobe.h"
#include "core/connectors/gitlab/gitlabsync.h"

namespace leadline {

GitLabConnector::GitLabConnector(qint64 silentWaitMs)
    : m_silentWaitMs(silentWaitMs)
{
}

ConnectorDescriptor GitLabConnector::descriptor() const
{
    return gitlabDescriptor();
}

QCoro::Task<Result<ProbeReport>> GitLabConnector::probe(std::shared_ptr<const ConnectorContext> context)
{
    auto settings = gitlabSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    GitLabProbe probe(context, std::move(*settings), m_silentWaitMs);
    auto probing = probe.probe();
    co_return co_await std::move(probing);
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> GitLabConnector::discover(
    std::shared_ptr<const ConnectorContext> context)
{
    auto settings = gitlabSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    GitLabProbe probe(context, std::move(*settings), m_silentWaitMs);
    auto discovering = probe.discover();
    co_return co_await std::move(discovering);
}

QCoro::Task<Result<SyncReport>> GitLabConnector::sync(std::shared_ptr<const ConnectorContext> context, RecordSink *sink)
{
    auto settings = gitlabSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    GitLabSync run(context, std::move(*settings), m_silentWaitMs, sink);
    auto running = run.run();
    co_return co_await std::move(running);
}

} // namespace leadline
