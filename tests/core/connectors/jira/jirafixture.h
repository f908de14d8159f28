#pragma once

#include "tests/core/connectors/suite/connectorfixture.h"
#include "tests/emulators/jira/jiraemulator.h"

namespace leadline {

[[nodiscard]] SourceConfig jiraSourceAt(const JiraEmulator &emulator);

class JiraFixture : public ConnectorFixture {
public:
    explicit JiraFixture(JiraEmulatorOptions options = {});

    void start(const RecordBatch &records) override;
    [[nodiscard]] EmulatorServer &server() override { return *m_emulator; }
    [[nodiscard]] std::unique_ptr<Connector> makeConnector() const override;
    [[nodiscard]] SourceConfig config() const override { return jiraSourceAt(*m_emulator); }
    [[nodiscard]] QByteArray token() const override { return m_options.token; }

    [[nodiscard]] std::vector<FixtureList> lists() const override;
    [[nodiscard]] RecordKind mainKind() const override { return RecordKind::Issue; }
    [[nodiscard]] RecordBatch truth(const RecordBatch &records) const override;
    [[nodiscard]] QStringList untold(RecordKind kind) const override;

    QStringList touch(int count, const QString &title, Instant at) override;
    void removeScope(const QString &scope) override;
    [[nodiscard]] std::optional<QString> renameScope(const QString &scope) override;

    [[nodiscard]] int leastRequests(int changed) const override;
    [[nodiscard]] int requestsOfALook() const override;
    [[nodiscard]] int batchesOfALook() const override { return 0; }

private:
    JiraEmulatorOptions m_options;
    std::unique_ptr<JiraEmulator> m_emulator;
    int m_scopes = 0;
    int m_boards = 0; // with sprints
};

// Data Center, under a path of its own.
class JiraDataCenterFixture final : public JiraFixture {
public:
    JiraDataCenterFixture();
};

} // namespace leadline
