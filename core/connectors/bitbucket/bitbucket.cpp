#include "core/connectors/bitbucket/bitbucket.h"

#include "core/connectors/bitbucket/bitbucketprobe.h"
#include "core/connectors/bitbucket/bitbucketsync.h"

namespace leadline {

BitbucketConnector::BitbucketConnector(qint64 limitWaitMs)
    : m_limitWaitMs(limitWaitMs)
{
}

ConnectorDescriptor BitbucketConnector::descriptor() const
{
    return bitbucketDescriptor();
}

QCoro::Task<Result<ProbeReport>> BitbucketConnector::probe(std::shared_ptr<const ConnectorContext> context)
{
    auto settings = bitbucketSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    BitbucketProbe probe(context, std::move(*settings), m_limitWaitMs);
    auto probing = probe.probe();
    co_return co_await std::move(probing);
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> BitbucketConnector::discover(
    std::shared_ptr<const ConnectorContext> context)
{
    auto settings = bitbucketSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    BitbucketProbe probe(context, std::move(*settings), m_limitWaitMs);
    auto discovering = probe.discover();
    co_return co_await std::move(discovering);
}

QCoro::Task<Result<SyncReport>> BitbucketConnector::sync(
    std::shared_ptr<const ConnectorContext> context, RecordSink *sink)
{
    auto settings = bitbucketSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    BitbucketSync run(context, std::move(*settings), m_limitWaitMs, sink);
    auto running = run.run();
    co_return co_await std::move(running);
}

} // namespace leadline
