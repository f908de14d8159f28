#pragma once

#include "core/connectors/connector.h"
#include "core/net/httpclient.h"
#include "tests/fakes/memorysink.h"

namespace leadline {

// One connector with its HTTP client, as the sync engine would run it.
class ConnectorRun {
public:
    ConnectorRun(std::unique_ptr<Connector> connector, SourceConfig config, QByteArray token);

    [[nodiscard]] Result<SyncReport> sync(RecordSink &sink, bool full = false);
    [[nodiscard]] Result<ProbeReport> probe();
    [[nodiscard]] Result<std::vector<DiscoveredScope>> discover();

    void setClockWrongBy(qint64 ms) { m_clock.wrongByMs = ms; }

    SourceConfig config;
    QByteArray token;
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
    std::unique_ptr<Connector> m_connector;
};

} // namespace leadline
