#pragma once

#include "core/connectors/jira/jiraapi.h"
#include "core/connectors/jira/jirafields.h"

namespace leadline {

// Before the first sync: whose token this is, what it may read, which fields were found, and which projects there are
// to choose from.
class JiraProbe {
public:
    JiraProbe(std::shared_ptr<const ConnectorContext> context, JiraSettings settings);

    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe();
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover();

private:
    [[nodiscard]] QCoro::Task<Result<void>> lookAtServer(ProbeReport *report);
    [[nodiscard]] QCoro::Task<Result<void>> lookAtAccount(ProbeReport *report);
    [[nodiscard]] QCoro::Task<Result<void>> lookAtFields(ProbeReport *report);
    [[nodiscard]] QCoro::Task<Result<QString>> anyProject();
    [[nodiscard]] QCoro::Task<Result<void>> lookAtEntities(QString project, ProbeReport *report);
    [[nodiscard]] QCoro::Task<Result<void>> addProjects(std::vector<DiscoveredScope> *found);

    JiraApi m_api;
};

} // namespace leadline
