#include "tests/emulators/jira/jiraemulator.h"
#include "tests/emulators/server/standalone.h"

using namespace leadline;
using namespace Qt::StringLiterals;

// Jira Cloud; the source's option is --option email=lead@acme.test.
int main(int argc, char **argv)
{
    StandaloneTool tool;
    tool.name = u"Jira"_s;
    tool.token = "ATATT-emulated";
    tool.make = [](const RecordBatch &records, const StandaloneTool::Options &options) {
        return std::make_unique<JiraEmulator>(withPlans(records),
            JiraEmulatorOptions{.token = options.token, .port = options.port, .limit = options.limit});
    };
    tool.address = [](const EmulatorServer &server) { return static_cast<const JiraEmulator &>(server).address(); };
    tool.scopes = [](const EmulatorServer &server) { return static_cast<const JiraEmulator &>(server).keys(); };
    return runStandalone(argc, argv, tool);
}
