#pragma once

#include "core/connectors/jenkins/jenkinsapi.h"
#include "core/connectors/jenkins/jenkinsparse.h"

namespace leadline {

// Before the first sync: whose token this is, what it may read, and which folders and jobs there are to choose from.
class JenkinsProbe {
public:
    JenkinsProbe(std::shared_ptr<const ConnectorContext> context, JenkinsSettings settings);

    [[nodiscard]] QCoro::Task<Result<ProbeReport>> probe();
    [[nodiscard]] QCoro::Task<Result<std::vector<DiscoveredScope>>> discover();

private:
    [[nodiscard]] QCoro::Task<Result<JenkinsListing>> list(JenkinsFolder folder);
    [[nodiscard]] QCoro::Task<Result<void>> probeJobs(ProbeReport *report);
    [[nodiscard]] QCoro::Task<Result<void>> probeBuilds(const JenkinsListing *listing, ProbeReport *report);
    [[nodiscard]] QCoro::Task<Result<void>> probeStages(const JenkinsListing *listing, ProbeReport *report);

    JenkinsSettings m_settings;
    RestApi m_api;
};

} // namespace leadline
