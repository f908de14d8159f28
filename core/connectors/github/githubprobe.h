#pragma once

#include "core/connectors/github/githubapi.h"

namespace leadline {

// Before the first sync: whose token this is, what it may read, and which repositories there are to choose from.
class GitHubProbe {
public:
    GitHubProbe(std::shared_ptr<const ConnectorContext> context, GitHubSettings settings, qint64 secondaryWaitMs);

    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe();
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover();

private:
    struct Listing {
        std::vector<DiscoveredScope> *found;
        QSet<QString> *seen;
    };

    [[nodiscard]] QCoro::Task<Result<QString>> anyRepository();
    [[nodiscard]] QCoro::Task<Result<QStringList>> organisations();
    [[nodiscard]] QCoro::Task<Result<void>> readRepositories(QString path, Listing into);
    [[nodiscard]] QCoro::Task<Result<void>> probeEntities(QString repository, ProbeReport *report);
    void readAccount(const RestAnswer &answer, ProbeReport &report) const;
    [[nodiscard]] bool isAppToken() const { return m_api.context().token.startsWith("ghs_"); }

    GitHubApi m_api;
};

} // namespace leadline
