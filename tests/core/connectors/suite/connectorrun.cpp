#include "tests/core/connectors/suite/connectorrun.h"

namespace leadline {

ConnectorRun::ConnectorRun(std::unique_ptr<Connector> connector, SourceConfig given, QByteArray secret)
    : config(std::move(given))
    , token(std::move(secret))
    , m_http(&m_clock)
    , m_connector(std::move(connector))
{
    m_http.setRetryBase(10);
}

std::shared_ptr<const ConnectorContext> ConnectorRun::context(bool full)
{
    auto context = std::make_shared<ConnectorContext>();
    context->config = config;
    context->token = token;
    context->http = &m_http;
    context->clock = &m_clock;
    context->cancel = cancel.token();
    context->full = full;
    context->progress = [this](const SyncProgress &told) { progress.push_back(told); };
    return context;
}

Result<SyncReport> ConnectorRun::sync(RecordSink &sink, bool full)
{
    return QCoro::waitFor(m_connector->sync(context(full), &sink));
}

Result<ProbeReport> ConnectorRun::probe()
{
    return QCoro::waitFor(m_connector->probe(context(false)));
}

Result<std::vector<DiscoveredScope>> ConnectorRun::discover()
{
    return QCoro::waitFor(m_connector->discover(context(false)));
}

} // namespace leadline
