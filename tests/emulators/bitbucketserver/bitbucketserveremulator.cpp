#include "tests/emulators/bitbucketserver/bitbucketserveremulator.h"

#include "tests/emulators/bitbucketserver/bitbucketservertool.h"

namespace leadline {

BitbucketServerEmulator::BitbucketServerEmulator(const RecordBatch &records, const QByteArray &token, quint16 port)
    : BitbucketServerEmulator(std::make_unique<BitbucketServerTool>(records, token), port)
{
}

BitbucketServerEmulator::BitbucketServerEmulator(std::unique_ptr<BitbucketServerTool> tool, quint16 port)
    : EmulatorServer(std::move(tool), port)
    , m_tool(static_cast<BitbucketServerTool *>(&EmulatorServer::tool()))
{
}

QStringList BitbucketServerEmulator::paths() const
{
    QStringList paths;
    between([&] {
        for (const BitbucketServerWorldRepository *repository : m_tool->world().repositories())
            paths.append(repository->record.path);
    });
    return paths;
}

BitbucketServerWorld &BitbucketServerEmulator::world()
{
    return m_tool->world();
}

} // namespace leadline
