#pragma once

#include "tests/core/connectors/suite/connectorrun.h"
#include "tests/core/connectors/suite/suiterecords.h"
#include "tests/emulators/github/githubemulator.h"

namespace leadline {

// The GitHub connector against an emulator, with all its repositories.
class GitHubRun final : public ConnectorRun {
public:
    explicit GitHubRun(const GitHubEmulator &emulator);
};

} // namespace leadline
