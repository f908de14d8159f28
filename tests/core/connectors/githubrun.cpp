#include "tests/core/connectors/githubrun.h"

namespace leadline {

using namespace Qt::StringLiterals;

GitHubRun::GitHubRun(const GitHubEmulator &emulator)
    : m_http(&m_clock)
    , m_connector(300)
{
    m_http.setRetryBase(10);
    config.name = u"GitHub"_s;
    config.kind = u"github"_s;
    config.url = emulator.restUrl().toString();
    config.scopes = emulator.paths();
}

std::shared_ptr<const ConnectorContext> GitHubRun::context(bool full)
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

Result<SyncReport> GitHubRun::sync(MemorySink &sink, bool full)
{
    return QCoro::waitFor(m_connector.sync(context(full), &sink));
}

Result<ProbeReport> GitHubRun::probe()
{
    return QCoro::waitFor(m_connector.probe(context(false)));
}

Result<std::vector<DiscoveredScope>> GitHubRun::discover()
{
    return QCoro::waitFor(m_connector.discover(context(false)));
}

const SimulatedOrganisation &smallOrganisation()
{
    static const SimulatedOrganisation organisation = simulate({.seed = 7, .end = {}, .teams = 2, .people = 12, .repositories = 4, .days = 120, .activity = 1.0});
    return organisation;
}

} // namespace leadline
