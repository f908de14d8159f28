#include "core/connectors/registry.h"

#include "core/connectors/bitbucket/bitbucket.h"
#include "core/connectors/bitbucketserver/bitbucketserver.h"
#include "core/connectors/git/git.h"
#include "core/connectors/github/github.h"
#include "core/connectors/gitlab/gitlab.h"
#include "core/connectors/jenkins/jenkins.h"
#include "core/connectors/jira/jira.h"

namespace leadline {

std::vector<std::unique_ptr<Connector>> makeConnectors()
{
    std::vector<std::unique_ptr<Connector>> connectors;
    connectors.push_back(std::make_unique<GitHubConnector>());
    connectors.push_back(std::make_unique<GitLabConnector>());
    connectors.push_back(std::make_unique<JiraConnector>());
    connectors.push_back(std::make_unique<BitbucketConnector>());
    connectors.push_back(std::make_unique<BitbucketServerConnector>());
    connectors.push_back(std::make_unique<JenkinsConnector>());
    connectors.push_back(std::make_unique<GitConnector>());
    return connectors;
}

} // namespace leadline
