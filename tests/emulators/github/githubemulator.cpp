#include "tests/emulators/github/githubemulator.h"

#include "tests/emulators/github/githubtool.h"

namespace leadline {

using namespace Qt::StringLiterals;

GitHubEmulator::GitHubEmulator(const RecordBatch &records, GitHubEmulatorOptions options)
    : GitHubEmulator(std::make_unique<GitHubTool>(records, options), options)
{
}

GitHubEmulator::GitHubEmulator(std::unique_ptr<GitHubTool> tool, const GitHubEmulatorOptions &options)
    : EmulatorServer(std::move(tool), options.port)
    , m_tool(static_cast<GitHubTool *>(&EmulatorServer::tool()))
    , m_isEnterprise(options.enterprise)
{
}

QUrl GitHubEmulator::restUrl() const
{
    QUrl url = base();
    if (m_isEnterprise)
        url.setPath(u"/api/v3"_s);
    return url;
}

QStringList GitHubEmulator::paths() const
{
    QStringList paths;
    between([&] {
        for (const WorldRepository *repository : m_tool->world().repositories())
            paths.append(repository->record.path);
    });
    return paths;
}

void GitHubEmulator::change(const std::function<void(GitHubWorld &)> &edit)
{
    between([&] { edit(m_tool->world()); });
}

void GitHubEmulator::onRequest(std::function<void(GitHubWorld &, const QString &name)> call)
{
    if (!call)
        return EmulatorServer::onRequest({});
    EmulatorServer::onRequest([this, call = std::move(call)](const QString &name) { call(m_tool->world(), name); });
}

GitHubWorld &GitHubEmulator::world()
{
    return m_tool->world();
}

} // namespace leadline
