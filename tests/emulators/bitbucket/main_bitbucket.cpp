#include "tests/emulators/bitbucket/bitbucketemulator.h"
#include "tests/emulators/server/standalone.h"

using namespace leadline;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    StandaloneTool tool;
    tool.name = u"Bitbucket Cloud"_s;
    tool.token = "ATATT3emulated";
    tool.make = [](const RecordBatch &records, const StandaloneTool::Options &options) {
        return std::make_unique<BitbucketEmulator>(
            records, BitbucketEmulatorOptions{.token = options.token, .port = options.port});
    };
    tool.address = [](const EmulatorServer &server) { return static_cast<const BitbucketEmulator &>(server).apiUrl(); };
    tool.scopes = [](const EmulatorServer &server) { return static_cast<const BitbucketEmulator &>(server).paths(); };
    return runStandalone(argc, argv, tool);
}
