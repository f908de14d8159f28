#pragma once

#include "core/connectors/bitbucketserver/bitbucketserversettings.h"

namespace leadline {

// Before the first sync: which server this is, what the token may read, and which repositories there are.
class BitbucketServerProbe {
public:
    BitbucketServerProbe(std::shared_ptr<const ConnectorContext> context, const BitbucketServerSettings &settings);

    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe();
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover();

private:
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> repositories(int most);

    RestApi m_api;
};

} // namespace leadline
