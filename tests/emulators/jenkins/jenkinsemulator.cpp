#include "tests/emulators/jenkins/jenkinsemulator.h"

#include "tests/emulators/jenkins/jenkinstool.h"

namespace leadline {

JenkinsEmulator::JenkinsEmulator(const RecordBatch &records, JenkinsEmulatorOptions options)
    : JenkinsEmulator(std::make_unique<JenkinsTool>(records, options), options)
{
}

JenkinsEmulator::JenkinsEmulator(std::unique_ptr<JenkinsTool> tool, const JenkinsEmulatorOptions &options)
    : EmulatorServer(std::move(tool), options.port)
    , m_tool(static_cast<JenkinsTool *>(&this->tool()))
    , m_prefix(options.prefix)
{
}

QUrl JenkinsEmulator::address() const
{
    QUrl url = base();
    url.setPath(m_prefix);
    return url;
}

QStringList JenkinsEmulator::folders() const
{
    QStringList folders;
    between([&] { folders = m_tool->world().repositoryFolders(); });
    folders.sort();
    return folders;
}

void JenkinsEmulator::change(const std::function<void(JenkinsWorld &)> &edit)
{
    between([&] { edit(m_tool->world()); });
}

JenkinsWorld &JenkinsEmulator::world()
{
    return m_tool->world();
}

} // namespace leadline
