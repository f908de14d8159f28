#include "tests/emulators/jira/jiraemulator.h"

#include "tests/emulators/jira/jiratool.h"

namespace leadline {

using namespace Qt::StringLiterals;

JiraEmulator::JiraEmulator(const RecordBatch &records, JiraEmulatorOptions options)
    : JiraEmulator(std::make_unique<JiraTool>(records, options), options)
{
}

JiraEmulator::JiraEmulator(std::unique_ptr<JiraTool> tool, const JiraEmulatorOptions &options)
    : EmulatorServer(std::move(tool), options.port)
    , m_tool(static_cast<JiraTool *>(&EmulatorServer::tool()))
    , m_isCloud(options.form.cloud)
{
}

QUrl JiraEmulator::address() const
{
    QUrl url = base();
    if (!m_isCloud)
        url.setPath(u"/jira"_s);
    return url;
}

QStringList JiraEmulator::keys() const
{
    QStringList keys;
    between([&] {
        for (const JiraWorldProject &project : m_tool->world().projects()) {
            if (!project.deleted)
                keys.append(project.name.key);
        }
    });
    return keys;
}

void JiraEmulator::change(const std::function<void(JiraWorld &)> &edit)
{
    between([&] { edit(m_tool->world()); });
}

JiraWorld &JiraEmulator::world()
{
    return m_tool->world();
}

} // namespace leadline
