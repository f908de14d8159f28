#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QSqlDatabase>
#include <QString>

namespace leadline {

inline constexpr qsizetype kDatabaseKeyBytes = 32;

// One connection to the encrypted workspace file, for one thread. Move-only; closes and removes itself.
class Database {
public:
    enum class Mode { ReadWrite, ReadOnly };

    // Storage errors say in words: the key does not fit, the file is not a workspace, is damaged, is read-only, the
    // disk is full, was made by a newer Leadline. `create` makes a missing file with the newest schema. ReadWrite
    // brings an older schema up to date, after a backup beside the file.
    [[nodiscard]] static Result<Database> open(
        const QString &file, const QByteArray &key, Mode mode, bool create = false);

    Database(Database &&) noexcept;
    Database &operator=(Database &&) noexcept;
    ~Database();

    [[nodiscard]] QSqlDatabase sql() const;
    [[nodiscard]] void *handle() const { return m_handle; } // sqlite3* of the driver, for bulk reads and writes
    [[nodiscard]] const QString &file() const { return m_file; }

    [[nodiscard]] Result<void> execute(const QString &statements); // one or more, without results
    [[nodiscard]] Result<qint64> integer(const QString &query); // first column of the first row; 0 where there is none
    [[nodiscard]] Result<void> begin(); // BEGIN IMMEDIATE
    [[nodiscard]] Result<void> commit();
    void rollback();

    // Reads every page and checks its seal: a Storage error when the file is damaged.
    [[nodiscard]] Result<void> checkIntegrity();
    // A copy under the same key at a moment of its own, while others read and write.
    [[nodiscard]] Result<void> backupTo(const QString &file, const QByteArray &key);

private:
    Database() = default;
    [[nodiscard]] static Result<Database> connect(const QString &file, const QByteArray &key, Mode mode);
    void close();

    QString m_connection;
    QString m_file;
    void *m_handle = nullptr;
};

} // namespace leadline
