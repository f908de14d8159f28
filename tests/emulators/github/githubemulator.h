#pragma once

#include "tests/emulators/github/githubworld.h"
#include "tests/emulators/server/emulatorserver.h"

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

class GitHubTool;

// A GitHub on loopback, made of any records: REST and GraphQL with paging, ETags, rate limits and refusals.
class GitHubEmulator final : public EmulatorServer {
public:
    explicit GitHubEmulator(const RecordBatch &records, GitHubEmulatorOptions options = {});

    [[nodiscard]] QUrl restUrl() const; // what goes into the source's address
    [[nodiscard]] QStringList paths() const; // of all repositories

    // Changes to the world take place between two requests.
    void change(const std::function<void(GitHubWorld &)> &edit);
    // Called before a request is answered, with its name: to change data in mid-sync.
    void onRequest(std::function<void(GitHubWorld &, const QString &name)> call);
    // The world itself: only from within between() and onRequest().
    [[nodiscard]] GitHubWorld &world();

private:
    GitHubEmulator(std::unique_ptr<GitHubTool> tool, const GitHubEmulatorOptions &options);

    GitHubTool *m_tool; // the server's
    bool m_isEnterprise;
};

} // namespace leadline
