#pragma once

#include "tests/emulators/jenkins/jenkinsanswers.h"
#include "tests/emulators/server/emulatorserver.h"

namespace leadline {

struct JenkinsEmulatorOptions {
    QByteArray user = "lena";
    QByteArray token = "11emulated";
    quint16 port = 0; // 0 = any free one
    QString prefix = QStringLiteral("/jenkins"); // of every address
    JenkinsAnswerOptions answers;
};

class JenkinsTool;

// A Jenkins on loopback, made of any records: pages with trees and ranges, refusals as web pages, stages.
class JenkinsEmulator final : public EmulatorServer {
public:
    explicit JenkinsEmulator(const RecordBatch &records, JenkinsEmulatorOptions options = {});

    [[nodiscard]] QUrl address() const; // what goes into the source
    [[nodiscard]] QStringList folders() const; // one for each repository

    // Changes to the world take place between two requests.
    void change(const std::function<void(JenkinsWorld &)> &edit);
    // The world itself: only from within between() and onRequest().
    [[nodiscard]] JenkinsWorld &world();

private:
    JenkinsEmulator(std::unique_ptr<JenkinsTool> tool, const JenkinsEmulatorOptions &options);

    JenkinsTool *m_tool; // the server's
    QString m_prefix;
};

} // namespace leadline
