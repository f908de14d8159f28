#include "tests/core/connectors/github/githubrun.h"

#include "core/connectors/github/github.h"
#include "tests/core/connectors/github/githubfixture.h"

namespace leadline {

GitHubRun::GitHubRun(const GitHubEmulator &emulator)
    : ConnectorRun(std::make_unique<GitHubConnector>(kShortWaitMs), githubSourceAt(emulator), "ghp_emulated")
{
}

} // namespace leadline
