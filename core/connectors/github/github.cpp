#include "core/connectors/github/github.h"

#include "core/connectors/github/githubprobe.h"
#include "core/connectors/github/githubsync.h"

namespace leadline {

GitHubConnector::GitHubConnector(qint64 secondaryWaitMs)
    : m_secondaryWaitMs(secondaryWaitMs)
{
}

ConnectorDescriptor GitHubConnector::descriptor() const
{
    return githubDescriptor();
}

QCoro::Task<Result<ProbeReport>> GitHubConnector::probe(std::shared_ptr<const ConnectorContext> context)
{
    auto settings = githubSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    GitHubProbe probe(context, std::move(*settings), m_secondaryWaitMs);
    auto probing = probe.probe();
    co_return co_await std::move(probing);
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> GitHubConnector::discover(
    std::shared_ptr<const ConnectorContext> context)
{
    auto settings = githubSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    GitHubProbe probe(context, std::move(*settings), m_secondaryWaitMs);
    auto discovering = probe.discover();
    co_return co_await std::move(discovering);
}

QCoro::Task<Result<SyncReport>> GitHubConnector::sync(std::shared_ptr<const ConnectorContext> context, RecordSink *sink)
{
    auto settings = githubSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    GitHubSync run(context, std::move(*settings), m_secondaryWaitMs, sink);
    auto running = run.run();
    co_return co_await std::move(running);
}

} // namespace leadline
