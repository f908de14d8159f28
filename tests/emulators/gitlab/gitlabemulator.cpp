#include "tests/emulators/gitlab/gitlabemulator.h"

#include "tests/emulators/gitlab/gitlabtool.h"

namespace leadline {

GitLabEmulator::GitLabEmulator(const RecordBatch &records, GitLabEmulatorOptions options)
    : GitLabEmulator(std::make_unique<GitLabTool>(records, options), options)
{
}

GitLabEmulator::GitLabEmulator(std::unique_ptr<GitLabTool> tool, const GitLabEmulatorOptions &options)
    : EmulatorServer(std::move(tool), options.port)
    , m_tool(static_cast<GitLabTool *>(&EmulatorServer::tool()))
    , m_root(options.root)
{
}

QUrl GitLabEmulator::address() const
{
    QUrl url = base();
    url.setPath(m_root);
    return url;
}

QStringList GitLabEmulator::paths() const
{
    QStringList paths;
    between([&] {
        for (const GitLabProject *project : m_tool->world().projects())
            paths.append(project->record.path);
    });
    return paths;
}

void GitLabEmulator::change(const std::function<void(GitLabWorld &)> &edit)
{
    between([&] { edit(m_tool->world()); });
}

GitLabWorld &GitLabEmulator::world()
{
    return m_tool->world();
}

} // namespace leadline
