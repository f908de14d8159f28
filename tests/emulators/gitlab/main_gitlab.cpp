#include "tests/emulators/gitlab/gitlabemulator.h"
#include "tests/emulators/server/standalone.h"

using namespace leadline;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    StandaloneTool tool;
    tool.name = u"GitLab"_s;
    tool.token = "glpat-emulated";
    tool.make = [](const RecordBatch &records, const StandaloneTool::Options &options) {
        return std::make_unique<GitLabEmulator>(
            records, GitLabEmulatorOptions{.token = options.token, .port = options.port, .limit = options.limit});
    };
    tool.address = [](const EmulatorServer &server) { return static_cast<const GitLabEmulator &>(server).address(); };
    tool.scopes = [](const EmulatorServer &server) { return static_cast<const GitLabEmulator &>(server).paths(); };
    return runStandalone(argc, argv, tool);
}
