#include "tests/core/connectors/suite/connectorrun.h"
#include "tests/core/connectors/suite/manyitemssuite.h"
#include "tests/core/connectors/suite/suiterecords.h"

#include <QSet>
#include <QTest>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMany = 100'000;

// Keeps ids and checkpoints only.
class CountingSink final : public RecordSink {
public:
    explicit CountingSink(RecordKind kind)
        : m_kind(kind)
    {
    }

    bool put(RecordBatch batch) override
    {
        batch.forEachKind([this]<typename Record>(const std::vector<Record> &records) {
            if (RecordSchema<Record>::kind != m_kind)
                return;
            written += static_cast<qint64>(records.size());
            for (const Record &record : records)
                ids.insert(record.externalId);
        });
        for (const Checkpoint &checkpoint : batch.checkpoints)
            m_checkpoints.insert(checkpoint.scope + u'\n' + checkpoint.entity, checkpoint);
        return true;
    }
    [[nodiscard]] bool isBusy() const override { return false; }
    [[nodiscard]] std::optional<Error> failure() const override { return {}; }
    [[nodiscard]] std::optional<Checkpoint> checkpoint(const QString &scope, const QString &entity) const override
    {
        const auto found = m_checkpoints.constFind(scope + u'\n' + entity);
        return found == m_checkpoints.cend() ? std::nullopt : std::optional(*found);
    }

    QSet<QString> ids;
    qint64 written = 0;

private:
    RecordKind m_kind;
    QHash<QString, Checkpoint> m_checkpoints;
};

} // namespace

ManyItemsSuite::ManyItemsSuite(ConnectorFixture *fixture)
    : m_fixture(fixture)
{
}

void ManyItemsSuite::aHundredThousandItemsArriveOnce()
{
    m_fixture->start(manyItems(m_fixture->mainKind(), kMany));
    ConnectorRun reading(m_fixture->makeConnector(), m_fixture->config(), m_fixture->token());
    CountingSink sink(m_fixture->mainKind());
    auto report = reading.sync(sink);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
    QVERIFY2(report->problems.empty(),
        qPrintable(report->problems.empty() ? QString() : report->problems.front().error.text));
    qInfo(
        "%lld items in %lld requests", static_cast<long long>(sink.written), static_cast<long long>(report->requests));
    QCOMPARE(sink.ids.size(), kMany);
    QCOMPARE(sink.written, kMany);
    // And the next sync does not read them again.
    m_fixture->server().resetCounts();
    report = reading.sync(sink);
    QVERIFY(report && report->problems.empty());
    QVERIFY2(m_fixture->server().requests() <= m_fixture->leastRequests(1) + 1,
        qPrintable(QString::number(m_fixture->server().requests())));
}

} // namespace leadline
