#include "core/store/health.h"

#include "core/store/database.h"
#include "core/store/storageerror.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlError>
#include <QSqlQuery>

namespace leadline {

using namespace Qt::StringLiterals;

static Result<QVariant> firstValue(Database &database, const QString &statement)
{
    QSqlQuery query(database.sql());
    if (!query.exec(statement) || !query.next())
        return fail(ErrorKind::Storage, u"The workspace file could not be read. Check that its folder is reachable."_s,
            query.lastError().text());
    return query.value(0);
}

Result<QString> cipherVersion(Database &database)
{
    auto version = firstValue(database, u"PRAGMA cipher_version"_s);
    if (!version || version->toString().isEmpty())
        return fail(ErrorKind::Storage,
            u"The workspace is not encrypted: this build of Leadline lacks SQLCipher. Use a proper build."_s);
    return version->toString();
}

Result<int> schemaVersion(Database &database)
{
    auto version = firstValue(database, u"PRAGMA user_version"_s);
    if (!version)
        return std::unexpected(version.error());
    return version->toInt();
}

Result<QHash<QString, QJsonValue>> readSettings(Database &database)
{
    QSqlQuery query(database.sql());
    if (!query.exec(u"SELECT key, value FROM setting"_s))
        return std::unexpected(storageError(
            query.lastError().nativeErrorCode().toInt(), 0, database.file(), query.lastError().text()));
    QHash<QString, QJsonValue> settings;
    while (query.next()) {
        // A JSON document is an object or array; values are kept inside an array of one.
        const QJsonDocument document = QJsonDocument::fromJson('[' + query.value(1).toByteArray() + ']');
        settings.insert(query.value(0).toString(), document.array().at(0));
    }
    return settings;
}

} // namespace leadline
