#include "tests/emulators/jenkins/jenkinsemulator.h"
#include "tests/emulators/server/standalone.h"

using namespace leadline;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    StandaloneTool tool;
    tool.name = u"Jenkins"_s;
    tool.token = "lena:11emulated";
    tool.make = [](const RecordBatch &records, const StandaloneTool::Options &options) {
        const auto colon = options.token.indexOf(':');
        return std::make_unique<JenkinsEmulator>(records,
            JenkinsEmulatorOptions{.user = options.token.left(std::max<qsizetype>(0, colon)),
                .token = options.token.mid(colon + 1),
                .port = options.port});
    };
    tool.address = [](const EmulatorServer &server) { return static_cast<const JenkinsEmulator &>(server).address(); };
    tool.scopes = [](const EmulatorServer &server) { return static_cast<const JenkinsEmulator &>(server).folders(); };
    return runStandalone(argc, argv, tool);
}
