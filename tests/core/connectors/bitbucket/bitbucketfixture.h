#pragma once

#include "tests/core/connectors/suite/connectorfixture.h"
#include "tests/core/connectors/suite/connectorrun.h"
#include "tests/emulators/bitbucket/bitbucketemulator.h"

namespace leadline {

inline constexpr qint64 kShortWaitMs = 300; // at a limit that does not say for how long

[[nodiscard]] SourceConfig bitbucketSourceAt(const BitbucketEmulator &emulator);

// With the newest few of each repository only: a pull request costs three requests of its own, a pipeline one.
[[nodiscard]] RecordBatch lessened(const RecordBatch &records, int mostPulls, int mostBuilds);

// The Bitbucket connector against an emulator, with all its repositories.
class BitbucketRun final : public ConnectorRun {
public:
    explicit BitbucketRun(const BitbucketEmulator &emulator);
};

class BitbucketFixture : public ConnectorFixture {
public:
    void start(const RecordBatch &records) override;
    [[nodiscard]] EmulatorServer &server() override { return *m_emulator; }
    [[nodiscard]] std::unique_ptr<Connector> makeConnector() const override;
    // Without the steps of pipelines, of which there are hundreds: they have tests of their own.
    [[nodiscard]] SourceConfig config() const override;
    [[nodiscard]] QByteArray token() const override { return "ATATT3emulated"; }

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
    std::unique_ptr<BitbucketEmulator> m_emulator;
    int m_scopes = 0;
    int m_mergesTouched = 0;
};

} // namespace leadline
