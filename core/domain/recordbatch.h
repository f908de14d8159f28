#pragma once

#include "core/base/error.h"
#include "core/domain/records.h"

#include <QByteArray>

#include <tuple>
#include <vector>

namespace leadline {

using RecordKinds = std::tuple<Repository, Identity, Person, Team, Membership, ChangeRequest, Commit, Review, Sprint,
    Issue, IssueTransition, Build, Deployment, Incident, Release, Message, Measure,
    Finding>; // in the order of writing: what is referred to comes first

// A record that could not be understood: kept beside the good ones, shown to the user, never fatal.
struct QuarantinedRecord {
    RecordKind kind = RecordKind::Repository;
    QString externalId; // empty when not even that could be read
    QString path; // JSON path of the fault, "$.data.repository.pullRequests.nodes[3].createdAt"
    QString reason;
    QByteArray payload; // the piece of the answer, cut at 64 KiB; empty for chat
};

struct Tombstone {
    RecordKind kind = RecordKind::Repository;
    QString externalId;
};

// How many records the tool says there are, against how many were read: shown as completeness.
struct Completeness {
    QString scope; // "owner/name"
    RecordKind kind = RecordKind::Repository;
    qint64 serverTotal = 0;
};

// Where a sync stands, as opaque text of the connector: per scope and entity, committed with the records it covers.
struct Checkpoint {
    QString scope;
    QString entity; // "pull_requests"
    QByteArray cursor; // JSON of the connector's own
    bool finished = false; // the entity is complete for this run
};

// One page of what a connector read: goes into the database in one transaction.
class RecordBatch {
public:
    template <typename Record> [[nodiscard]] std::vector<Record> &of()
    {
        return std::get<std::vector<Record>>(m_records);
    }
    template <typename Record> [[nodiscard]] const std::vector<Record> &of() const
    {
        return std::get<std::vector<Record>>(m_records);
    }
    template <typename Record> void add(Record record) { of<Record>().push_back(std::move(record)); }

    // Calls visit(vector) for every kind, in the order of writing.
    template <typename Visitor> void forEachKind(Visitor &&visit) const
    {
        std::apply([&](const auto &...vectors) { (visit(vectors), ...); }, m_records);
    }

    template <typename Visitor> void forEachKindMutable(Visitor &&visit)
    {
        std::apply([&](auto &...vectors) { (visit(vectors), ...); }, m_records);
    }

    [[nodiscard]] qint64 size() const
    {
        qint64 count = 0;
        forEachKind([&count](const auto &vector) { count += static_cast<qint64>(vector.size()); });
        return count;
    }

    std::vector<QuarantinedRecord> quarantine;
    std::vector<Tombstone> tombstones;
    std::vector<Completeness> completeness;
    std::vector<Checkpoint> checkpoints;

private:
    template <typename Tuple> struct VectorsOf;
    template <typename... Records> struct VectorsOf<std::tuple<Records...>> {
        using type = std::tuple<std::vector<Records>...>;
    };
    typename VectorsOf<RecordKinds>::type m_records;
};

} // namespace leadline
