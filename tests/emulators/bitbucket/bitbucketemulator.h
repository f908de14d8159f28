#pragma once

#include "tests/emulators/bitbucket/bitbucketworld.h"
#include "tests/emulators/server/emulatorserver.h"

namespace leadline {

struct BitbucketEmulatorOptions {
    QByteArray token = "ATATT3emulated";
    QByteArray email = "lena@acme.test"; // with it the token is an API token, without it an access token
    quint16 port = 0; // 0 = any free one
    bool redirects = true; // old names of repositories lead to the new ones
    bool unsortedDeployments = false; // oldest first, whatever was asked for
    bool withoutPipelines = false; // switched off
    bool withoutOldBranches = false; // commits of pull requests are gone
};

class BitbucketTool;

// A Bitbucket Cloud on loopback, made of any records.
class BitbucketEmulator final : public EmulatorServer {
public:
    explicit BitbucketEmulator(const RecordBatch &records, BitbucketEmulatorOptions options = {});

    [[nodiscard]] QUrl apiUrl() const; // what goes into the source's address
    [[nodiscard]] QStringList paths() const; // of all repositories
    // The world itself: only from within between() and onRequest().
    [[nodiscard]] BitbucketWorld &world();

private:
    BitbucketEmulator(std::unique_ptr<BitbucketTool> tool, quint16 port);

    BitbucketTool *m_tool; // the server's
};

} // namespace leadline
