#pragma once

#include "core/connectors/connector.h"

namespace leadline {

// Bitbucket Data Center and Server, on a machine of one's own.
class BitbucketServerConnector final : public Connector {
public:
    [[nodiscard]] ConnectorDescriptor descriptor() const override;
    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe(std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover(
        std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<SyncReport>> sync(
        std::shared_ptr<const ConnectorContext> context, RecordSink *sink) override;
};

} // namespace leadline
