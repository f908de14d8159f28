#include "tests/emulators/github/githubemulator.h"
#include "tests/emulators/server/standalone.h"

using namespace leadline;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    StandaloneTool tool;
    tool.name = u"GitHub"_s;
    tool.token = "ghp_emulated";
    tool.make = [](const RecordBatch &records, const StandaloneTool::Options &options) {
        return std::make_unique<GitHubEmulator>(
            records, GitHubEmulatorOptions{.token = options.token, .port = options.port, .limit = options.limit});
    };
    tool.address = [](const EmulatorServer &server) { return static_cast<const GitHubEmulator &>(server).restUrl(); };
    tool.scopes = [](const EmulatorServer &server) { return static_cast<const GitHubEmulator &>(server).paths(); };
    return runStandalone(argc, argv, tool);
}
