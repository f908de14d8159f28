#pragma once

#include "core/connectors/connector.h"

namespace leadline {

// GitHub.com and GitHub Enterprise Server.
class GitHubConnector final : public Connector {
public:
    // `secondaryWaitMs`: what to wait at a secondary limit that does not say for how long; tests make it short.
    explicit GitHubConnector(qint64 secondaryWaitMs = 60'000);

    [[nodiscard]] ConnectorDescriptor descriptor() const override;
    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe(std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover(
        std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<SyncReport>> sync(
        std::shared_ptr<const ConnectorContext> context, RecordSink *sink) override;

private:
    qint64 m_secondaryWaitMs;
};

} // namespace leadline
