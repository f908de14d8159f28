#include "tests/emulators/bitbucket/bitbucketemulator.h"

#include "tests/emulators/bitbucket/bitbuckettool.h"

namespace leadline {

using namespace Qt::StringLiterals;

BitbucketEmulator::BitbucketEmulator(const RecordBatch &records, BitbucketEmulatorOptions options)
    : BitbucketEmulator(std::make_unique<BitbucketTool>(records, options), options.port)
{
}

BitbucketEmulator::BitbucketEmulator(std::unique_ptr<BitbucketTool> tool, quint16 port)
    : EmulatorServer(std::move(tool), port)
    , m_tool(static_cast<BitbucketTool *>(&EmulatorServer::tool()))
{
}

QUrl BitbucketEmulator::apiUrl() const
{
    QUrl url = base();
    url.setPath(u"/2.0"_s);
    return url;
}

QStringList BitbucketEmulator::paths() const
{
    QStringList paths;
    between([&] {
        for (const BitbucketWorldRepository *repository : m_tool->world().repositories())
            paths.append(repository->record.path);
    });
    return paths;
}

BitbucketWorld &BitbucketEmulator::world()
{
    return m_tool->world();
}

} // namespace leadline
