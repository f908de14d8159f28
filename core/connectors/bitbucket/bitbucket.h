#pragma once

#include "core/connectors/connector.h"

namespace leadline {

// Bitbucket Cloud. (Bitbucket Data Center speaks another language: see bitbucketserver.)
class BitbucketConnector final : public Connector {
public:
    // `limitWaitMs`: what to wait at a limit that does not say for how long; tests make it short.
    explicit BitbucketConnector(qint64 limitWaitMs = 300'000);

    [[nodiscard]] ConnectorDescriptor descriptor() const override;
    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe(std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover(
        std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<SyncReport>> sync(
        std::shared_ptr<const ConnectorContext> context, RecordSink *sink) override;

private:
    qint64 m_limitWaitMs;
};

} // namespace leadline
