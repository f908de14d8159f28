#pragma once

#include "core/domain/recordschema.h"
#include "core/domain/recordsink.h"

#include <QHash>

namespace leadline {

// Keeps what a connector puts: the batches as they came, and the records as a workspace would have them.
class MemorySink final : public RecordSink {
public:
    bool put(RecordBatch batch) override;
    [[nodiscard]] bool isBusy() const override { return false; }
    [[nodiscard]] std::optional<Error> failure() const override { return m_failure; }
    [[nodiscard]] std::optional<Checkpoint> checkpoint(const QString &scope, const QString &entity) const override;

    // As if the program were killed: after so many more batches nothing is accepted. -1 = never.
    void failAfter(int batches)
    {
        m_left = batches;
        m_failure.reset();
    }
    void forgetBatches() { m_batches.clear(); }

    [[nodiscard]] const std::vector<RecordBatch> &batches() const { return m_batches; }
    // By external id, the newest version of each.
    template <typename Record> [[nodiscard]] const QHash<QString, Record> &of() const
    {
        return std::get<QHash<QString, Record>>(m_records);
    }
    [[nodiscard]] std::vector<QuarantinedRecord> quarantine() const;
    [[nodiscard]] qint64 total(RecordKind kind) const; // the sum of what the server says there is

private:
    template <typename Tuple> struct HashesOf;
    template <typename... Records> struct HashesOf<std::tuple<Records...>> {
        using type = std::tuple<QHash<QString, Records>...>;
    };

    std::vector<RecordBatch> m_batches;
    HashesOf<RecordKinds>::type m_records;
    QHash<QString, Checkpoint> m_checkpoints;
    QHash<QString, qint64> m_totals;
    std::optional<Error> m_failure;
    int m_left = -1;
};

} // namespace leadline
