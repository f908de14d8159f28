#pragma once

#include "core/connectors/gitlab/gitlabapi.h"

namespace leadline {

// Before the first sync: whose token this is, what it may read, and which projects and groups there are to choose from.
class GitLabProbe {
public:
    GitLabProbe(std::shared_ptr<const ConnectorContext> context, GitLabSettings settings, qint64 silentWaitMs);

    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe();
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover();

private:
    [[nodiscard]] QCoro::Task<Result<void>> readToken(ProbeReport *report);
    [[nodiscard]] QCoro::Task<Result<QString>> anyProject(); // empty: there is none
    [[nodiscard]] QCoro::Task<Result<void>> probeEntities(QString project, ProbeReport *report);
    [[nodiscard]] QCoro::Task<Result<std::vector<QJsonObject>>> readList(QString path);

    GitLabApi m_api;
};

} // namespace leadline
