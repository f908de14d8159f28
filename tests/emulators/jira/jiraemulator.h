#pragma once

#include "tests/emulators/jira/jiraworld.h"
#include "tests/emulators/server/emulatorserver.h"

namespace leadline {

struct JiraEmulatorOptions {
    JiraForm form; // Cloud or Data Center
    QByteArray token = "ATATT-emulated"; // with `email` (Cloud), alone (Data Center)
    QString email = QStringLiteral("lead@acme.test");
    quint16 port = 0; // 0 = any free one
    qint64 limit = 1'000'000; // requests an hour, as Data Center tells them
    QString zone = QStringLiteral("America/New_York"); // of the account
};

class JiraTool;

// A Jira on loopback, made of any records: Cloud with tokens, or Data Center under /jira with numbers.
class JiraEmulator final : public EmulatorServer {
public:
    explicit JiraEmulator(const RecordBatch &records, JiraEmulatorOptions options = {});

    [[nodiscard]] QUrl address() const; // what goes into the source's address
    [[nodiscard]] QStringList keys() const; // of all projects

    // Changes to the world take place between two requests.
    void change(const std::function<void(JiraWorld &)> &edit);
    // The world itself: only from within between() and onRequest().
    [[nodiscard]] JiraWorld &world();

private:
    JiraEmulator(std::unique_ptr<JiraTool> tool, const JiraEmulatorOptions &options);

    JiraTool *m_tool; // the server's
    bool m_isCloud;
};

} // namespace leadline
