#pragma once

#include "tests/emulators/gitlab/gitlabworld.h"
#include "tests/emulators/server/emulatorserver.h"

namespace leadline {

struct GitLabEmulatorOptions {
    QByteArray token = "glpat-emulated";
    quint16 port = 0; // 0 = any free one
    qint64 limit = 1'000'000; // requests a minute
    QString tokenExpiry; // a day; empty = the token does not expire
    QStringList scopes{QStringLiteral("read_api")};
    GitLabWorld::Limits limits;
    QStringList unknown; // fields and types of GraphQL: an older server, or the free edition
    bool onlyAsked = false; // of GraphQL: fields that the query does not name are left out, as GitLab does
    QString root; // "/gitlab": an installation below a folder
};

class GitLabTool;

// A GitLab on loopback, made of any records: GraphQL and REST with their paging, rate limits and refusals.
class GitLabEmulator final : public EmulatorServer {
public:
    explicit GitLabEmulator(const RecordBatch &records, GitLabEmulatorOptions options = {});

    [[nodiscard]] QUrl address() const; // what goes into the source's address
    [[nodiscard]] QStringList paths() const; // of all projects

    // Changes to the world take place between two requests.
    void change(const std::function<void(GitLabWorld &)> &edit);
    // The world itself: only from within between() and onRequest().
    [[nodiscard]] GitLabWorld &world();

private:
    GitLabEmulator(std::unique_ptr<GitLabTool> tool, const GitLabEmulatorOptions &options);

    GitLabTool *m_tool; // the server's
    QString m_root;
};

} // namespace leadline
