#pragma once

#include "core/connectors/connector.h"
#include "tests/emulators/server/emulatorserver.h"
#include "tests/fakes/memorysink.h"

namespace leadline {

// A list of the tool that can fail by itself.
struct FixtureList {
    QString match; // part of the names of its requests
    QList<RecordKind> kinds; // what is not read when it cannot be
};

// One connector with its emulator, as the suite drives it.
class ConnectorFixture {
public:
    ConnectorFixture() = default;
    virtual ~ConnectorFixture() = default;
    Q_DISABLE_COPY_MOVE(ConnectorFixture)

    // A fresh emulator of these records; the one before is gone.
    virtual void start(const RecordBatch &records) = 0;
    [[nodiscard]] virtual EmulatorServer &server() = 0;
    [[nodiscard]] virtual std::unique_ptr<Connector> makeConnector() const = 0; // with waits that tests can afford
    [[nodiscard]] virtual SourceConfig config() const = 0; // of the running emulator, with all its scopes
    [[nodiscard]] virtual QByteArray token() const = 0;

    // In the order of reading; the first is the one whose items are touched.
    [[nodiscard]] virtual std::vector<FixtureList> lists() const = 0;
    [[nodiscard]] virtual RecordKind mainKind() const = 0; // of the first list: ChangeRequest, Issue or Build

    // What a reading without loss gives of these records: what the tool has no place for is left out, ids are as the
    // connector makes them. Only kinds in lists() and repositories are compared.
    [[nodiscard]] virtual RecordBatch truth(const RecordBatch &records) const { return records; }
    // Fields of a kind that the tool cannot tell, by their names in recordschema.h.
    [[nodiscard]] virtual QStringList untold(RecordKind kind) const = 0;

    // --- Changes to the emulator's data; called between two requests, or while one waits.
    // Gives the `count` oldest items of the first list of the first scope a new title and time (where items cannot
    // change: adds new ones); their ids as the connector makes them. `at` for the first, a second more for each next.
    virtual QStringList touch(int count, const QString &title, Instant at) = 0;
    // Whether the sink has the touched item as it is now.
    [[nodiscard]] virtual bool carries(const MemorySink &sink, const QString &id, const QString &title) const;
    virtual void removeScope(const QString &scope) = 0;
    // The new name; nothing where the tool keeps no trace of the old one.
    [[nodiscard]] virtual std::optional<QString> renameScope(const QString &scope) = 0;

    // --- What it may cost.
    // The least requests that the API allows for a sync after `changed` items of the first scope's first list changed.
    [[nodiscard]] virtual int leastRequests(int changed) const = 0;
    // Requests and batches of a run before it goes on where the last one was broken off, at most.
    [[nodiscard]] virtual int requestsOfALook() const = 0;
    [[nodiscard]] virtual int batchesOfALook() const = 0;

    // The kind of error that a lasting fault on one list leads to.
    [[nodiscard]] virtual ErrorKind problemOf(EmulatorFault::Kind fault) const;
};

} // namespace leadline
