#include "core/connectors/jenkins/jenkins.h"

#include "core/connectors/jenkins/jenkinsprobe.h"
#include "core/connectors/jenkins/jenkinssync.h"

namespace leadline {

ConnectorDescriptor JenkinsConnector::descriptor() const
{
    return jenkinsDescriptor();
}

QCoro::Task<Result<ProbeReport>> JenkinsConnector::probe(std::shared_ptr<const ConnectorContext> context)
{
    auto settings = jenkinsSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    JenkinsProbe probe(context, std::move(*settings));
    auto probing = probe.probe();
    co_return co_await std::move(probing);
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> JenkinsConnector::discover(
    std::shared_ptr<const ConnectorContext> context)
{
    auto settings = jenkinsSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    JenkinsProbe probe(context, std::move(*settings));
    auto discovering = probe.discover();
    co_return co_await std::move(discovering);
}

QCoro::Task<Result<SyncReport>> JenkinsConnector::sync(
    std::shared_ptr<const ConnectorContext> context, RecordSink *sink)
{
    auto settings = jenkinsSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    JenkinsSync run(context, std::move(*settings), sink);
    auto running = run.run();
    co_return co_await std::move(running);
}

} // namespace leadline
