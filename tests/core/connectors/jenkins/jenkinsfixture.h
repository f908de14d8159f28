#pragma once

#include "tests/core/connectors/suite/connectorfixture.h"
#include "tests/emulators/jenkins/jenkinsemulator.h"

namespace leadline {

[[nodiscard]] SourceConfig jenkinsSourceAt(const JenkinsEmulator &emulator);

class JenkinsFixture final : public ConnectorFixture {
public:
    void start(const RecordBatch &records) override;
    [[nodiscard]] EmulatorServer &server() override { return *m_emulator; }
    [[nodiscard]] std::unique_ptr<Connector> makeConnector() const override;
    [[nodiscard]] SourceConfig config() const override { return jenkinsSourceAt(*m_emulator); }
    [[nodiscard]] QByteArray token() const override { return "11emulated"; }

    [[nodiscard]] std::vector<FixtureList> lists() const override;
    [[nodiscard]] RecordKind mainKind() const override { return RecordKind::Build; }
    [[nodiscard]] RecordBatch truth(const RecordBatch &records) const override;
    [[nodiscard]] QStringList untold(RecordKind kind) const override;

    QStringList touch(int count, const QString &title, Instant at) override;
    void removeScope(const QString &scope) override;
    [[nodiscard]] std::optional<QString> renameScope(const QString &scope) override;

    [[nodiscard]] int leastRequests(int changed) const override;
    [[nodiscard]] int requestsOfALook() const override { return m_scopes; }
    [[nodiscard]] int batchesOfALook() const override { return 0; }

private:
    void addBuilds(const RecordBatch &records, RecordBatch &truth) const;
    void addDeployments(const RecordBatch &records, RecordBatch &truth) const;

    std::unique_ptr<JenkinsEmulator> m_emulator;
    QString m_firstScope;
    int m_scopes = 0;
};

} // namespace leadline
