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

    // Storage errors say in words: the key does not fit, the file is not a workspace, is damaged, is read-only, the disk is full,
    // was made by a newer Leadline. `create` makes a missing file with the newest schema.
    [[nodiscard]] static Result<Database> open(const QString &file, const QByteArray &key, Mode mode, bool create = false);

    Database(Database &&) noexcept;
    Database &operator=(Database &&) noexcept;
    ~Database();

    [[nodiscard]] QSqlDatabase sql() const;
    [[nodiscard]] void *handle() const; // sqlite3* of the driver, for bulk reads and writes
    [[nodiscard]] const QString &file() const { return m_file; }

    [[nodiscard]] Result<void> execute(const QString &statement);
    [[nodiscard]] Result<void> begin(); // BEGIN IMMEDIATE
    [[nodiscard]] Result<void> commit();
    void rollback();

private:
    Database() = default;
    QString m_connection;
    QString m_file;
};

} // namespace leadline
