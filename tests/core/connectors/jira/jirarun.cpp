#include "tests/core/connectors/jira/jirarun.h"

#include "core/connectors/jira/jira.h"
#include "tests/core/connectors/jira/jirafixture.h"

namespace leadline {

JiraRun::JiraRun(const JiraEmulator &emulator)
    : ConnectorRun(std::make_unique<JiraConnector>(), jiraSourceAt(emulator), JiraEmulatorOptions().token)
{
}

} // namespace leadline
