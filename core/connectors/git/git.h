#pragma once

#include "core/connectors/connector.h"

namespace leadline {

// A local Git folder: no token, no network. Commits, authors (with .mailmap), tags as releases, merged change requests
// as the messages of the main line tell them. Reads only what became reachable since the last sync.
// docs/connectors/git.md.
class GitConnector final : public Connector {
public:
    [[nodiscard]] ConnectorDescriptor descriptor() const override;
    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe(std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover(
        std::shared_ptr<const ConnectorContext> context) override;
    [[nodiscard]] QCoro::Task<Result<SyncReport>> sync(
        std::shared_ptr<const ConnectorContext> context, RecordSink *sink) override;
};

} // namespace leadline
