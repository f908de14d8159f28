#pragma once

#include "core/base/clock.h"
#include "core/domain/recordbatch.h"
#include "core/store/database.h"
#include "core/store/recordwriter.h"
#include "core/store/storewriter.h"

#include <QTemporaryDir>

namespace leadline::test {

// A folder with an encrypted workspace of its own.
class StoreFixture {
public:
    StoreFixture();

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString file() const { return path(QStringLiteral("test.leadline")); }
    [[nodiscard]] static QByteArray key(char fill = '\x5a') { return QByteArray(kDatabaseKeyBytes, fill); }
    [[nodiscard]] std::shared_ptr<ManualClock> clock() const { return m_clock; }

    // Each makes the file when it is missing, and ends the program when that fails.
    [[nodiscard]] Database database(Database::Mode mode = Database::Mode::ReadWrite) const;
    [[nodiscard]] std::unique_ptr<StoreWriter> writer() const;

private:
    QTemporaryDir m_folder;
    std::shared_ptr<ManualClock> m_clock;
};

// 2026-01-01 plus so many minutes.
[[nodiscard]] Instant minute(int minutes);

[[nodiscard]] Repository repository(const QString &externalId, const QString &path);
[[nodiscard]] ChangeRequest change(
    const QString &externalId, const QString &repository, const QString &author, Instant updatedAt);
[[nodiscard]] Review review(const QString &externalId, const QString &change, const QString &reviewer);
[[nodiscard]] Commit commit(const QString &sha, const QString &repository, const QString &change = {});

// A page of ten changes with reviews and commits, its checkpoint, one unreadable record and one orphan; the same for
// the same number.
[[nodiscard]] RecordBatch page(int number);

// Writes the batch in a transaction of its own.
[[nodiscard]] Result<void> writeBatch(
    Database &database, RecordWriter &writer, const RecordBatch &batch, qint64 source = 1);

// Everything a sync leaves, without surrogate ids, runs and times of writing: equal dumps mean equal contents.
[[nodiscard]] QStringList canonicalDump(Database &database);

[[nodiscard]] QJsonObject recordOf(Database &database, RecordKind kind, const QString &externalId);
[[nodiscard]] qint64 count(Database &database, const QString &table);

} // namespace leadline::test

// Fails the test with the sentence of the error.
#define LEADLINE_OK(expression)                                                                                        \
    do {                                                                                                               \
        const auto &outcome = (expression);                                                                            \
        QVERIFY2(outcome.has_value(),                                                                                  \
            qPrintable(outcome.has_value() ? QString() : outcome.error().text + outcome.error().detail));              \
    } while (false)
