#include "core/store/statement.h"

#include "core/store/database.h"
#include "core/store/storageerror.h"

#include <sqlite3.h>

namespace leadline {

Result<Statement> Statement::prepare(Database &database, QByteArrayView sql)
{
    Statement statement;
    statement.m_database = &database;
    auto *connection = static_cast<sqlite3 *>(database.handle());
    if (sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
            &statement.m_statement, nullptr)
        != SQLITE_OK)
        return std::unexpected(
            storageError(connection, database.file(), QString::fromUtf8(sql.first(qMin(sql.size(), 120)))));
    return statement;
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

void Statement::bindNull(int index)
{
    sqlite3_bind_null(m_statement, index);
}

void Statement::bindInteger(int index, qint64 value)
{
    sqlite3_bind_int64(m_statement, index, value);
}

void Statement::bind(int index, double value)
{
    sqlite3_bind_double(m_statement, index, value);
}

void Statement::bind(int index, Instant value)
{
    if (value.isSet())
        sqlite3_bind_int64(m_statement, index, value.ms());
    else
        sqlite3_bind_null(m_statement, index);
}

void Statement::bind(int index, QStringView text)
{
    const QByteArray utf8 = text.toUtf8();
    sqlite3_bind_text64(
        m_statement, index, utf8.constData(), static_cast<sqlite3_uint64>(utf8.size()), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Statement::bind(int index, const QByteArray &blob)
{
    sqlite3_bind_blob64(
        m_statement, index, blob.constData(), static_cast<sqlite3_uint64>(blob.size()), SQLITE_TRANSIENT);
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    const QString sql = QString::fromUtf8(sqlite3_sql(m_statement)).left(120);
    return std::unexpected(storageError(sqlite3_db_handle(m_statement), m_database->file(), sql));
}

Result<void> Statement::run()
{
    for (;;) {
        const auto row = step();
        if (!row || !*row) {
            reset();
            if (!row)
                return std::unexpected(row.error());
            return {};
        }
    }
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

qint64 Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

Instant Statement::instant(int column) const
{
    return isNull(column) ? Instant() : Instant(integer(column));
}

QString Statement::text(int column) const
{
    const auto *utf8 = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return QString::fromUtf8(utf8, sqlite3_column_bytes(m_statement, column));
}

QByteArray Statement::blob(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return QByteArray(bytes, sqlite3_column_bytes(m_statement, column));
}

} // namespace leadline
