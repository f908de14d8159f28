#pragma once

#include "core/connectors/bitbucket/bitbucketsettings.h"

namespace leadline {

// Before the first sync: whose token this is, what it may read, and which repositories there are to choose from.
class BitbucketProbe {
public:
    BitbucketProbe(std::shared_ptr<const ConnectorContext> context, BitbucketSettings settings, qint64 limitWaitMs);

    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe();
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover();

private:
    [[nodiscard]] QCoro::Task<Result<QString>> account();
    [[nodiscard]] QCoro::Task<Result<QStringList>> workspaces();
    // Up to `most` repositories of a workspace, the one last pushed to first.
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> repositoriesOf(QString workspace, int most);
    [[nodiscard]] QCoro::Task<Result<QString>> anyRepository(ProbeReport *report);
    [[nodiscard]] QCoro::Task<Result<void>> probeEntities(QString repository, ProbeReport *report);

    BitbucketSettings m_settings;
    RestApi m_api;
};

} // namespace leadline
