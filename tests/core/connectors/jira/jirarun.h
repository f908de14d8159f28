#pragma once

#include "tests/core/connectors/suite/connectorrun.h"
#include "tests/core/connectors/suite/suiterecords.h"
#include "tests/emulators/jira/jiraemulator.h"

namespace leadline {

// The Jira connector against an emulator, with all its projects.
class JiraRun final : public ConnectorRun {
public:
    explicit JiraRun(const JiraEmulator &emulator);
};

} // namespace leadline
