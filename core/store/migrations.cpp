#include "core/store/migrations.h"

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/factcolumns.h"
#include "core/store/recordviews.h"

#include <QDir>
#include <QFile>
#include <QMap>

namespace leadline {

namespace {

// Version → resource path.
QMap<int, QString> scripts()
{
    QMap<int, QString> found;
    const QDir folder(u":/sql"_s);
    for (const QString &name : folder.entryList({u"????_*.sql"_s}, QDir::Files))
        found.insert(name.first(4).toInt(), folder.filePath(name));
    return found;
}

Result<QString> readScript(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage, u"This copy of Leadline is incomplete. Install it again."_s, path);
    return QString::fromUtf8(file.readAll());
}

Result<void> apply(Database &database, int version, const QString &path)
{
    const auto script = readScript(path);
    if (!script)
        return std::unexpected(script.error());
    return database.begin()
        .and_then([&] { return database.execute(*script); })
        .and_then([&] { return makeRecordViews(database); })
        .and_then([&] {
            return database.execute(
                u"PRAGMA application_id = %1; PRAGMA user_version = %2"_s.arg(kApplicationId).arg(version));
        })
        .and_then([&] { return database.commit(); })
        .or_else([&](const Error &error) -> Result<void> {
            database.rollback();
            return std::unexpected(error);
        });
}

} // namespace

int newestSchema()
{
    const QMap<int, QString> all = scripts();
    return all.isEmpty() ? 0 : all.lastKey();
}

Result<int> checkedSchema(Database &database)
{
    const auto version = database.integer(u"PRAGMA user_version"_s);
    const auto application = database.integer(u"PRAGMA application_id"_s);
    const auto objects = database.integer(u"SELECT count(*) FROM sqlite_schema"_s);
    for (const auto *value : {&version, &application, &objects}) {
        if (!*value)
            return std::unexpected(value->error());
    }
    const QString shown = QDir::toNativeSeparators(database.file());
    if (*application != kApplicationId && *objects > 0)
        return fail(
            ErrorKind::Storage, u"%1 is an encrypted file of another program, not a Leadline workspace."_s.arg(shown));
    if (*version > newestSchema()) {
        return fail(ErrorKind::Storage,
            u"The workspace %1 was made by a newer version of Leadline. Install the newest version to open it; nothing was changed."_s
                .arg(shown),
            u"schema %1, this program knows %2"_s.arg(*version).arg(newestSchema()));
    }
    return static_cast<int>(*version);
}

Result<void> migrate(Database &database)
{
    const auto version = checkedSchema(database);
    if (!version)
        return std::unexpected(version.error());
    const QMap<int, QString> all = scripts();
    for (auto script = all.upperBound(*version); script != all.cend(); ++script) {
        const auto done = apply(database, script.key(), script.value());
        if (!done)
            return done;
    }
    return {};
}

Result<void> makeSecondaryIndexes(Database &database)
{
    const auto script = readScript(u":/sql/indexes.sql"_s);
    if (!script)
        return std::unexpected(script.error());
    QString sql = *script;
    for (const QString &fact : factNames()) {
        sql += u"CREATE INDEX IF NOT EXISTS %1_over ON %2 (%3);\n"_s.arg(
            fact, QString::fromLatin1(factTable(fact)), QString::fromLatin1(overSql(fact)));
    }
    return database.execute(sql);
}

} // namespace leadline
