#include "core/connectors/jira/jira.h"

#include "core/connectors/jira/jiraprobe.h"
#include "core/connectors/jira/jirasync.h"

namespace leadline {

ConnectorDescriptor JiraConnector::descriptor() const
{
    return jiraDescriptor();
}

QCoro::Task<Result<ProbeReport>> JiraConnector::probe(std::shared_ptr<const ConnectorContext> context)
{
    auto settings = jiraSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    JiraProbe probe(context, std::move(*settings));
    auto probing = probe.probe();
    co_return co_await std::move(probing);
}

QCoro::Task<Result<std::vector<DiscoveredScope>>> JiraConnector::discover(
    std::shared_ptr<const ConnectorContext> context)
{
    auto settings = jiraSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    JiraProbe probe(context, std::move(*settings));
    auto discovering = probe.discover();
    co_return co_await std::move(discovering);
}

QCoro::Task<Result<SyncReport>> JiraConnector::sync(std::shared_ptr<const ConnectorContext> context, RecordSink *sink)
{
    auto settings = jiraSettings(context->config);
    if (!settings)
        co_return std::unexpected(settings.error());
    JiraSync run(context, std::move(*settings), sink);
    auto running = run.run();
    co_return co_await std::move(running);
}

} // namespace leadline
