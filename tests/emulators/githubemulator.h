#pragma once

#include "tests/emulators/githubfault.h"
#include "tests/emulators/githubworld.h"

#include <QUrl>

#include <memory>

namespace leadline {

struct GitHubEmulatorOptions {
    QByteArray token = "ghp_emulated";
    quint16 port = 0; // 0 = any free one
    qint64 limit = 1'000'000; // requests (REST) and points (GraphQL) an hour
    QByteArray tokenExpiry; // value of its header; empty = the token does not expire
    QByteArray scopes = "repo, read:org"; // empty = a fine-grained token, which has no such header
    GitHubWorld::Limits limits;
    QStringList unknownFields; // of GraphQL: an older Enterprise Server
    bool enterprise = false; // /api/v3 and /api/graphql, with the version in a header
};

// A GitHub on loopback with a thread of its own, made of any records: REST and GraphQL with paging, ETags, rate limits
// and refusals. Every call is thread-safe.
class GitHubEmulator {
public:
    explicit GitHubEmulator(const RecordBatch &records, GitHubEmulatorOptions options = {});
    ~GitHubEmulator();
    Q_DISABLE_COPY_MOVE(GitHubEmulator)

    [[nodiscard]] QUrl restUrl() const; // what goes into the source's address
    [[nodiscard]] QStringList paths() const; // of all repositories

    void setFaults(std::vector<GitHubFault> faults);
    // Requests answered since the last reset, by operation name (GraphQL) or path without numbers (REST); "304" counts
    // unchanged ones.
    [[nodiscard]] QHash<QString, int> counts() const;
    [[nodiscard]] int requests() const;
    void resetCounts();

    // Changes to the world take place between two requests.
    void change(const std::function<void(GitHubWorld &)> &edit);
    // Called before a request is answered, with its name: to change data in mid-sync.
    void onRequest(std::function<void(GitHubWorld &, const QString &name)> call);
    // Called with the body of every answer, on the emulator's thread: benchmarks keep them.
    void onAnswer(std::function<void(const QByteArray &body)> call);

private:
    class Server;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace leadline
