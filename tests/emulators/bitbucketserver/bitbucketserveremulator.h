#pragma once

#include "tests/emulators/bitbucketserver/bitbucketserverworld.h"
#include "tests/emulators/server/emulatorserver.h"

namespace leadline {

class BitbucketServerTool;

// A Bitbucket Data Center on loopback, made of any records.
class BitbucketServerEmulator final : public EmulatorServer {
public:
    explicit BitbucketServerEmulator(
        const RecordBatch &records, const QByteArray &token = "BBDC-emulated", quint16 port = 0);

    [[nodiscard]] QStringList paths() const; // of all repositories
    // The world itself: only from within between() and onRequest().
    [[nodiscard]] BitbucketServerWorld &world();

private:
    BitbucketServerEmulator(std::unique_ptr<BitbucketServerTool> tool, quint16 port);

    BitbucketServerTool *m_tool; // the server's
};

} // namespace leadline
