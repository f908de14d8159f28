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

namespace {

SimulatedOrganisation madeOf(int repositories, int days)
{
    SimulatedOrganisation made = simulate(
        {.seed = 7, .end = {}, .teams = 2, .people = 12, .repositories = repositories, .days = days, .activity = 1.0});
    // So few repositories have no releases of their own.
    for (int i = 0; i < 5; ++i) {
        Release release;
        release.externalId = QString::number(900'000'000 + i);
        release.repository.id = made.records.of<Repository>().front().externalId;
        release.tag = release.name = u"v1.%1"_s.arg(i);
        release.publishedAt = release.updatedAt = Instant{1'765'000'000'000 + i * 604'800'000LL};
        release.prerelease = i == 4;
        made.records.add(release);
    }
    return made;
}

} // namespace

const SimulatedOrganisation &smallOrganisation()
{
    static const SimulatedOrganisation organisation = madeOf(4, 120);
    return organisation;
}

const SimulatedOrganisation &tinyOrganisation()
{
    static const SimulatedOrganisation organisation = madeOf(2, 45);
    return organisation;
}

} // namespace leadline
