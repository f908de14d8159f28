#pragma once

#include "core/connectors/github/github.h"
#include "core/net/httpclient.h"
#include "core/simulation/simulation.h"
#include "tests/emulators/githubemulator.h"
#include "tests/fakes/memorysink.h"

namespace leadline {

// One connector with its HTTP client against an emulator, as the sync engine would run it.
class GitHubRun {
public:
    explicit GitHubRun(const GitHubEmulator &emulator);

    [[nodiscard]] Result<SyncReport> sync(MemorySink &sink, bool full = false);
    [[nodiscard]] Result<ProbeReport> probe();
    [[nodiscard]] Result<std::vector<DiscoveredScope>> discover();

    void setClockWrongBy(qint64 ms) { m_clock.wrongByMs = ms; }

    SourceConfig config;
    QByteArray token = "ghp_emulated";
    CancelSource cancel;
    std::vector<SyncProgress> progress;

private:
    // The computer's clock, as wrong as somebody set it.
    struct WrongClock final : Clock {
        [[nodiscard]] Instant now() const override { return Instant{right.now().ms() + wrongByMs}; }
        [[nodiscard]] qint64 steadyMs() const override { return right.steadyMs(); }
        SystemClock right;
        qint64 wrongByMs = 0;
    };

    [[nodiscard]] std::shared_ptr<const ConnectorContext> context(bool full);

    WrongClock m_clock;
    HttpClient m_http;
    GitHubConnector m_connector;
};

// Small enough for seconds, and with something of everything; the tiny one for tests that sync it dozens of times.
[[nodiscard]] const SimulatedOrganisation &smallOrganisation();
[[nodiscard]] const SimulatedOrganisation &tinyOrganisation();

} // namespace leadline
