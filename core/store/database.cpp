#include "core/store/database.h"

#include "core/domain/enums.h"
#include "core/store/filecheck.h"
#include "core/store/migrations.h"
#include "core/store/statement.h"
#include "core/store/storageerror.h"

#include <QDir>
#include <QFile>
#include <QSqlDriver>
#include <QSqlError>
#include <QVariant>

#include <atomic>
#include <sqlite3.h>

namespace leadline {

namespace {

constexpr int kBusyMs = 5000;

sqlite3 *connectionOf(void *handle)
{
    return static_cast<sqlite3 *>(handle);
}

QString uniqueConnectionName()
{
    static std::atomic<quint64> last{0};
    return u"leadline-%1"_s.arg(++last);
}

Error keyError(const QString &file, const QString &detail)
{
    return fail(ErrorKind::Storage,
        u"The key does not open the workspace %1: it is the key of another workspace, or the beginning of the file is "
        u"damaged. "
        "Use the key this workspace was made with, or restore the file from a backup."_s.arg(
            QDir::toNativeSeparators(file)),
        detail)
        .error();
}

bool hasCipher(Database &database)
{
    auto version = Statement::prepare(database, "PRAGMA cipher_version");
    return version && version->step().value_or(false) && !version->text(0).isEmpty();
}

Result<void> makeBackup(Database &database, const QByteArray &key)
{
    const auto version = checkedSchema(database);
    if (!version)
        return std::unexpected(version.error());
    if (*version == 0 || *version == newestSchema())
        return {};
    return database.backupTo(u"%1.backup-v%2"_s.arg(database.file()).arg(*version), key);
}

} // namespace

// The key comes before anything is read: SQLCipher derives nothing from a raw 256-bit key, so this takes 3 ms.
Result<Database> Database::connect(const QString &file, const QByteArray &key, Mode mode)
{
    Database database;
    database.m_file = file;
    database.m_connection = uniqueConnectionName();
    QSqlDatabase sql = QSqlDatabase::addDatabase(u"QSQLITE"_s, database.m_connection);
    sql.setDatabaseName(file);
    const bool readOnly = mode == Mode::ReadOnly;
    sql.setConnectOptions(
        u"QSQLITE_BUSY_TIMEOUT=%1%2"_s.arg(kBusyMs).arg(readOnly ? u";QSQLITE_OPEN_READONLY"_s : QString()));
    if (!sql.open())
        return std::unexpected(
            storageError(sql.lastError().nativeErrorCode().toInt(), 0, file, sql.lastError().text()));
    const QVariant handle = sql.driver()->handle();
    if (qstrcmp(handle.typeName(), "sqlite3*") != 0)
        return fail(ErrorKind::Storage,
            u"This copy of Leadline is incomplete: its database driver is missing. Install it again."_s);
    database.m_handle = *static_cast<void *const *>(handle.constData());

    const QString keyPragma =
        u"PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'%1'\""_s.arg(QString::fromLatin1(key.toHex()));
    if (auto keyed = database.execute(keyPragma); !keyed)
        return fail(ErrorKind::Storage, keyed.error().text, u"the key was not taken"_s); // the detail would hold it
    if (!hasCipher(database)) {
        return fail(ErrorKind::Storage,
            u"This copy of Leadline was built without encryption and does not open workspaces. Install it again."_s);
    }
    sqlite3 *connection = connectionOf(database.m_handle);
    if (sqlite3_exec(connection, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr) != SQLITE_OK) {
        const bool unreadable = sqlite3_errcode(connection) == SQLITE_NOTADB;
        const Error error = storageError(connection, file, u"open"_s);
        return std::unexpected(unreadable ? keyError(file, error.detail) : error);
    }
    // What spills over stays in memory: temporary files would not be encrypted.
    const auto prepared =
        database.execute(u"PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -%1"_s.arg(
            readOnly ? 8000 : 32000));
    if (!prepared)
        return std::unexpected(prepared.error());
    return database;
}

Result<Database> Database::open(const QString &file, const QByteArray &key, Mode mode, bool create)
{
    if (key.size() != kDatabaseKeyBytes)
        return fail(
            ErrorKind::Config, u"The key of the workspace has the wrong length: it must be 64 hexadecimal digits."_s);
    const auto exists = checkWorkspaceFile(file, create && mode == Mode::ReadWrite);
    if (!exists)
        return std::unexpected(exists.error());
    auto database = connect(file, key, mode);
    if (!database)
        return database;
    if (mode == Mode::ReadOnly) {
        const auto version = checkedSchema(*database);
        if (!version)
            return std::unexpected(version.error());
        if (*version < newestSchema()) {
            return fail(ErrorKind::Storage,
                u"The workspace %1 is of an older version of Leadline. Open it once in Leadline to bring it up to date."_s
                    .arg(QDir::toNativeSeparators(file)));
        }
        return database;
    }
    const auto ready = [&]() -> Result<void> {
        if (sqlite3_db_readonly(connectionOf(database->m_handle), "main") == 1)
            return std::unexpected(storageError(SQLITE_READONLY, 0, file, u"opened for reading only"_s));
        return makeBackup(*database, key)
            .and_then([&] {
                // A checkpoint every 16 MB: each page is sealed once for many changes to it.
                return database->execute(u"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
                                         "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432"_s);
            })
            .and_then([&] { return migrate(*database); });
    }();
    if (ready)
        return database;
    if (!*exists) { // half a workspace helps nobody
        database->close();
        for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s})
            QFile::remove(file + suffix);
    }
    return std::unexpected(ready.error());
}

Database::Database(Database &&other) noexcept
    : m_connection(std::exchange(other.m_connection, {}))
    , m_file(other.m_file)
    , m_handle(std::exchange(other.m_handle, nullptr))
{
}

Database &Database::operator=(Database &&other) noexcept
{
    std::swap(m_connection, other.m_connection);
    std::swap(m_file, other.m_file);
    std::swap(m_handle, other.m_handle);
    return *this;
}

Database::~Database()
{
    close();
}

void Database::close()
{
    m_handle = nullptr;
    if (const QString name = std::exchange(m_connection, {}); !name.isEmpty())
        QSqlDatabase::removeDatabase(name); // closes it
}

QSqlDatabase Database::sql() const
{
    return QSqlDatabase::database(m_connection, false);
}

Result<void> Database::execute(const QString &statements)
{
    sqlite3 *connection = connectionOf(m_handle);
    if (sqlite3_exec(connection, statements.toUtf8().constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return std::unexpected(storageError(
            connection, m_file, statements.startsWith(u"PRAGMA cipher"_s) ? u"key"_s : statements.left(120)));
    return {};
}

Result<qint64> Database::integer(const QString &query)
{
    qint64 value = 0;
    const auto first = [](void *out, int columns, char **values, char **) {
        if (columns > 0 && values[0])
            *static_cast<qint64 *>(out) = QByteArrayView(values[0]).toLongLong();
        return 0;
    };
    sqlite3 *connection = connectionOf(m_handle);
    if (sqlite3_exec(connection, query.toUtf8().constData(), first, &value, nullptr) != SQLITE_OK)
        return std::unexpected(storageError(connection, m_file, query.left(120)));
    return value;
}

Result<void> Database::begin()
{
    return execute(u"BEGIN IMMEDIATE"_s);
}

Result<void> Database::commit()
{
    return execute(u"COMMIT"_s);
}

void Database::rollback()
{
    sqlite3 *connection = connectionOf(m_handle);
    if (sqlite3_get_autocommit(connection) == 0)
        sqlite3_exec(connection, "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> Database::checkIntegrity()
{
    QString fault;
    const auto note = [](void *out, int columns, char **values, char **) {
        auto *text = static_cast<QString *>(out);
        if (columns > 0 && values[0] && qstrcmp(values[0], "ok") != 0 && text->isEmpty())
            *text = QString::fromUtf8(values[0]);
        return 0;
    };
    sqlite3 *connection = connectionOf(m_handle);
    for (const char *check : {"PRAGMA cipher_integrity_check", "PRAGMA quick_check"}) {
        if (sqlite3_exec(connection, check, note, &fault, nullptr) != SQLITE_OK)
            return std::unexpected(storageError(connection, m_file, QString::fromLatin1(check)));
        if (!fault.isEmpty())
            return std::unexpected(storageError(SQLITE_CORRUPT, 0, m_file, fault));
    }
    return {};
}

Result<void> Database::backupTo(const QString &file, const QByteArray &key)
{
    const QString half = file + u".part"_s;
    QFile::remove(half);
    {
        auto target = connect(half, key, Mode::ReadWrite);
        if (!target)
            return std::unexpected(target.error());
        sqlite3_backup *backup =
            sqlite3_backup_init(connectionOf(target->m_handle), "main", connectionOf(m_handle), "main");
        if (!backup)
            return std::unexpected(storageError(connectionOf(target->m_handle), half, u"backup"_s));
        const int code = sqlite3_backup_step(backup, -1);
        sqlite3_backup_finish(backup);
        if (code != SQLITE_DONE) {
            const Error error = storageError(code, 0, file, u"backup"_s);
            target->close();
            QFile::remove(half);
            return std::unexpected(error);
        }
    }
    QFile::remove(file);
    if (!QFile::rename(half, file))
        return fail(ErrorKind::Storage,
            u"The backup %1 could not be made. Check the folder's permissions."_s.arg(QDir::toNativeSeparators(file)));
    return {};
}

} // namespace leadline
