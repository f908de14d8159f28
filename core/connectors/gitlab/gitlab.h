#pragma once

#include "core/connectors/connector.h"

namespace leadline {

// GitLab.com, GitLab Dedicated and self-managed GitLab, with its CI.
class GitLabConnector final : public Connector {
public:
    // `silentWaitMs`: what to wait at a limit that does not say for how long; tests make it short.
    explicit GitLabConnector(qint64 silentWaitMs = 60'000);

    [[nodiscard]] ConnectorDescriptor descriptor() const override;
    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe(std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover(
        std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<SyncReport>> sync(
        std::shared_ptr<const ConnectorContext> context, RecordSink *sink) override;

private:
    qint64 m_silentWaitMs;
};

} // namespace leadline
