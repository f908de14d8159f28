#pragma once

#include "tests/core/connectors/suite/connectorfixture.h"
#include "tests/core/connectors/suite/connectorrun.h"
#include "tests/emulators/bitbucketserver/bitbucketserveremulator.h"

namespace leadline {

[[nodiscard]] SourceConfig bitbucketServerSourceAt(const BitbucketServerEmulator &emulator);

// The connector against an emulator, with all its repositories.
class BitbucketServerRun final : public ConnectorRun {
public:
    explicit BitbucketServerRun(const BitbucketServerEmulator &emulator);
};

class BitbucketServerFixture : public ConnectorFixture {
public:
    void start(const RecordBatch &records) override;
    [[nodiscard]] EmulatorServer &server() override { return *m_emulator; }
    [[nodiscard]] std::unique_ptr<Connector> makeConnector() const override;
    [[nodiscard]] SourceConfig config() const override { return bitbucketServerSourceAt(*m_emulator); }
    [[nodiscard]] QByteArray token() const override { return "BBDC-emulated"; }

    [[nodiscard]] std::vector<FixtureList> lists() const override;
    [[nodiscard]] RecordKind mainKind() const override { return RecordKind::ChangeRequest; }
    [[nodiscard]] RecordBatch truth(const RecordBatch &records) const override;
    [[nodiscard]] QStringList untold(RecordKind kind) const override;

    QStringList touch(int count, const QString &title, Instant at) override;
    void removeScope(const QString &scope) override;
    [[nodiscard]] std::optional<QString> renameScope(const QString &scope) override;

    [[nodiscard]] int leastRequests(int changed) const override;
    [[nodiscard]] int requestsOfALook() const override;
    [[nodiscard]] int batchesOfALook() const override;

private:
    std::unique_ptr<BitbucketServerEmulator> m_emulator;
    int m_scopes = 0;
};

} // namespace leadline
