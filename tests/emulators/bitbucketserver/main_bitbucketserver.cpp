#include "tests/emulators/bitbucketserver/bitbucketserveremulator.h"
#include "tests/emulators/server/standalone.h"

using namespace leadline;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    StandaloneTool tool;
    tool.name = u"Bitbucket Data Center"_s;
    tool.token = "BBDC-emulated";
    tool.make = [](const RecordBatch &records, const StandaloneTool::Options &options) {
        return std::make_unique<BitbucketServerEmulator>(records, options.token, options.port);
    };
    tool.address = [](const EmulatorServer &server) { return server.base(); };
    tool.scopes = [](const EmulatorServer &server) {
        return static_cast<const BitbucketServerEmulator &>(server).paths();
    };
    return runStandalone(argc, argv, tool);
}
