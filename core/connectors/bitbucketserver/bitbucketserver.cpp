#include "core/connectors/bitbucketserver/bitbucketserver.h"

#include "core/connectors/bitbucketserver/bitbucketserverprobe.h"
#include "core/connectors/bitbucketserver/bitbucketserversync.h"

namespace leadline {

ConnectorDescriptor BitbucketServerConnector::descriptor() const
{
    return bitbucketServerDescriptor();
}

QCoro::Task<Result<ProbeReport>> BitbucketServerConnector::probe(std::shared_ptr<const ConnectorContext> context)
{
    auto settings = bitbucketServerSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    BitbucketServerProbe probe(context, *settings);
    auto probing = probe.probe();
    co_return co_await std::move(probing);
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> BitbucketServerConnector::discover(
    std::shared_ptr<const ConnectorContext> context)
{
    auto settings = bitbucketServerSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    BitbucketServerProbe probe(context, *settings);
    auto discovering = probe.discover();
    co_return co_await std::move(discovering);
}

QCoro::Task<Result<SyncReport>> BitbucketServerConnector::sync(
    std::shared_ptr<const ConnectorContext> context, RecordSink *sink)
{
    auto settings = bitbucketServerSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    BitbucketServerSync run(context, *settings, sink);
    auto running = run.run();
    co_return co_await std::move(running);
}

} // namespace leadline
