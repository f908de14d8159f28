#pragma once

#include "core/connectors/connector.h"

namespace leadline {

// Jenkins, on whatever server: builds of all kinds of jobs, and deployments by the names of jobs or stages.
class JenkinsConnector final : public Connector {
public:
    [[nodiscard]] ConnectorDescriptor descriptor() const override;
    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe(std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover(
        std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<SyncReport>> sync(
        std::shared_ptr<const ConnectorContext> context, RecordSink *sink) override;
};

} // namespace leadline
