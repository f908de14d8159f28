#include "core/domain/recordexport.h"
#include "core/store/migrations.h"
#include "core/store/schema.h"
#include "tests/core/store/storefixture.h"

#include <QProcess>
#include <QRegularExpression>
#include <QSqlQuery>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace leadline;
using namespace leadline::test;

// What the encrypted file is, and what is said when it cannot be opened.
class TestDatabase : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fileIsEncrypted();
    void sqlcipherProgramNeedsTheKey();
    void columnsAreThoseOfTheRecordSchema();
    void viewsDecode();
    void refusals();
    void readOnlyFile();
    void damagedPageIsTold();
    void damageIsFoundByTheCheck();
    void newerSchemaIsRefused();
    void olderSchemaIsBackedUpAndMigrated();
    void failedCreationLeavesNothing();
    void readerSeesCommittedOnly();

private:
    static QString refusalOf(const QString &file, const QByteArray &key = StoreFixture::key(), bool create = false);
    static void overwrite(const QString &file, qint64 at, const QByteArray &bytes);
};

QString TestDatabase::refusalOf(const QString &file, const QByteArray &key, bool create)
{
    const auto opened = Database::open(file, key, Database::Mode::ReadWrite, create);
    return opened ? QString() : opened.error().text;
}

void TestDatabase::overwrite(const QString &file, qint64 at, const QByteArray &bytes)
{
    QFile opened(file);
    QVERIFY(opened.open(QIODevice::ReadWrite));
    QVERIFY(opened.seek(at));
    QCOMPARE(opened.write(bytes), bytes.size());
}

void TestDatabase::fileIsEncrypted()
{
    const StoreFixture store;
    Database database = store.database();
    LEADLINE_OK(database.execute(u"INSERT INTO setting (key, value) VALUES ('needle', 'Haystack')"_s));
    QSqlQuery version(database.sql());
    QVERIFY(version.exec(u"PRAGMA cipher_version"_s) && version.next());
    QVERIFY(version.value(0).toString().startsWith(u"4."));
    version.clear();
    database = store.database(Database::Mode::ReadOnly); // closes the first, so that the log is in the file
    for (const QString &suffix : {u""_s, u"-wal"_s}) {
        QFile file(store.file() + suffix);
        if (!file.exists() && !suffix.isEmpty())
            continue;
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(!bytes.startsWith("SQLite format 3"));
        QVERIFY(!bytes.contains("Haystack"));
        QVERIFY(!bytes.contains("CREATE TABLE"));
    }
}

void TestDatabase::sqlcipherProgramNeedsTheKey()
{
    const StoreFixture store;
    {
        Database database = store.database();
        LEADLINE_OK(database.execute(u"INSERT INTO setting (key, value) VALUES ('needle', 'Haystack')"_s));
    }
    const auto ask = [&](const QByteArray &key) {
        QProcess program;
        program.start(u"sqlcipher"_s, {store.file()});
        if (!program.waitForStarted())
            return QByteArray("sqlcipher is not installed");
        if (!key.isEmpty())
            program.write("PRAGMA key = \"x'" + key.toHex() + "'\";\n");
        program.write("SELECT value FROM setting WHERE key = 'needle';\n");
        program.closeWriteChannel();
        program.waitForFinished();
        return program.readAllStandardOutput() + program.readAllStandardError();
    };
    QVERIFY2(ask(StoreFixture::key()).contains("Haystack"), ask(StoreFixture::key()).constData());
    for (const QByteArray &key : {QByteArray(), StoreFixture::key('\x11')}) {
        const QByteArray answer = ask(key);
        QVERIFY(!answer.contains("Haystack"));
        QVERIFY2(answer.contains("file is not a database"), answer.constData());
    }
}

void TestDatabase::columnsAreThoseOfTheRecordSchema()
{
    const StoreFixture store;
    Database database = store.database();
    const QStringList common{u"id"_s, u"source"_s, u"external_id"_s, u"url"_s, u"updated_at"_s, u"run"_s};
    for (int i = 0; i < kRecordKindCount; ++i) {
        const auto kind = static_cast<RecordKind>(i);
        QStringList expected = common;
        for (const QString &heading : csvHeadings(kind).mid(4))
            expected += heading;
        QStringList found;
        QSqlQuery columns(database.sql());
        QVERIFY(columns.exec(u"SELECT name FROM pragma_table_info('%1')"_s.arg(enumName(kind))));
        while (columns.next())
            found += columns.value(0).toString();
        QCOMPARE(found, expected);
    }
}

void TestDatabase::viewsDecode()
{
    const StoreFixture store;
    Database database = store.database();
    LEADLINE_OK(database.execute(u"INSERT INTO source (id, name, kind, config) VALUES (1, 'hub', 'github', '{}')"_s));
    RecordWriter writer(database);
    RecordBatch batch;
    batch.add(repository(u"r1"_s, u"shop/basket"_s));
    batch.add(change(u"c1"_s, u"r1"_s, u"ann"_s, minute(3)));
    LEADLINE_OK(writeBatch(database, writer, batch));
    QSqlQuery view(database.sql());
    QVERIFY(view.exec(u"SELECT source, repository, author, state, created_at FROM change_requests"_s) && view.next());
    QCOMPARE(view.value(0).toString(), u"hub"_s);
    QCOMPARE(view.value(1).toString(), u"r1"_s);
    QCOMPARE(view.value(2).toString(), u"ann"_s);
    QCOMPARE(view.value(3).toString(), u"open"_s);
    QCOMPARE(view.value(4).toString(), u"2026-01-01T00:01:00.000Z"_s);
}

void TestDatabase::refusals()
{
    const StoreFixture store;
    QVERIFY(refusalOf(store.file()).contains(u"There is no workspace at"));
    QVERIFY(refusalOf(store.path(u"no/such/folder/x"_s), StoreFixture::key(), true).contains(u"does not exist"));
    QVERIFY(refusalOf(store.path(u""_s)).contains(u"is a folder"));
    QVERIFY(refusalOf(store.file(), "short").contains(u"wrong length"));
    {
        QFile text(store.path(u"letter.txt"_s));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write(QByteArray("Dear colleagues, ").repeated(1000));
    }
    QVERIFY(refusalOf(store.path(u"letter.txt"_s)).contains(u"is not a Leadline workspace"));
    {
        QSqlDatabase plain = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"plain"_s);
        plain.setDatabaseName(store.path(u"plain.db"_s));
        QVERIFY(plain.open());
        QVERIFY(QSqlQuery(plain).exec(u"CREATE TABLE t (x)"_s));
    }
    QSqlDatabase::removeDatabase(u"plain"_s);
    QVERIFY(refusalOf(store.path(u"plain.db"_s)).contains(u"without encryption"));
    QVERIFY(refusalOf(store.path(u"plain.db"_s), StoreFixture::key(), true).contains(u"without encryption"));
    {
        const Database database = store.database();
    }
    const QString wrong = refusalOf(store.file(), StoreFixture::key('\x11'));
    QVERIFY2(wrong.contains(u"The key does not open"), qPrintable(wrong));
    QVERIFY(!wrong.contains(QString::fromLatin1(StoreFixture::key('\x11').toHex())));
    {
        Database database = store.database();
        LEADLINE_OK(database.execute(u"PRAGMA application_id = 7"_s));
    }
    QVERIFY(refusalOf(store.file()).contains(u"another program"));
}

void TestDatabase::readOnlyFile()
{
    const StoreFixture store;
    {
        const Database database = store.database();
    }
    QVERIFY(QFile::setPermissions(store.file(), QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther));
    // The administrator may write to anything, so the question is asked as somebody else.
    const bool administrator = geteuid() == 0;
    QCOMPARE(chmod(QFile::encodeName(store.path(u""_s)).constData(), 0777), 0);
    if (administrator)
        QCOMPARE(seteuid(65534), 0);
    const QString refusal = refusalOf(store.file());
    if (administrator)
        QCOMPARE(seteuid(0), 0);
    QVERIFY2(refusal.contains(u"read-only"), qPrintable(refusal));
    const auto reading = Database::open(store.file(), StoreFixture::key(), Database::Mode::ReadOnly);
    LEADLINE_OK(reading);
}

void TestDatabase::damagedPageIsTold()
{
    const StoreFixture store;
    {
        Database database = store.database();
        RecordWriter writer(database);
        for (int i = 0; i < 20; ++i)
            LEADLINE_OK(writeBatch(database, writer, page(i)));
    }
    const qint64 pages = QFileInfo(store.file()).size() / 4096;
    QVERIFY(pages > 20);
    // The first page holds the header: nothing can be told from a wrong key. Any other is told as damage when it is
    // read.
    overwrite(store.file(), 100, "x");
    QVERIFY(refusalOf(store.file()).contains(u"beginning of the file is damaged"));
}

void TestDatabase::damageIsFoundByTheCheck()
{
    const StoreFixture store;
    {
        Database database = store.database();
        RecordWriter writer(database);
        for (int i = 0; i < 20; ++i)
            LEADLINE_OK(writeBatch(database, writer, page(i)));
        LEADLINE_OK(database.checkIntegrity());
    }
    QFile file(store.file());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray sound = file.readAll();
    file.close();
    int toldByReading = 0;
    constexpr int kFlips = 40;
    for (int i = 0; i < kFlips; ++i) {
        const qint64 at = 4096 + (sound.size() - 4096) / kFlips * i;
        overwrite(store.file(), at, QByteArray(1, static_cast<char>(sound.at(at) ^ 1)));
        auto database = Database::open(store.file(), StoreFixture::key(), Database::Mode::ReadOnly);
        const auto checked = database.and_then([](Database &opened) { return opened.checkIntegrity(); });
        QVERIFY2(!checked, qPrintable(u"a changed byte at %1 was not found"_s.arg(at)));
        QVERIFY2(
            checked.error().text.contains(u"is damaged"), qPrintable(checked.error().text + checked.error().detail));
        if (database) {
            for (int kind = 0; kind < kRecordKindCount; ++kind) {
                const QString all = u"SELECT sum(length(quote(external_id))) FROM \"%1\""_s.arg(
                    enumName(static_cast<RecordKind>(kind)));
                if (const auto read = database->integer(all); !read) {
                    QVERIFY2(
                        read.error().text.contains(u"is damaged"), qPrintable(read.error().text + read.error().detail));
                    ++toldByReading;
                    break;
                }
            }
        }
        overwrite(store.file(), at, sound.mid(at, 1));
    }
    QVERIFY(toldByReading > 0);
}

void TestDatabase::newerSchemaIsRefused()
{
    const StoreFixture store;
    {
        Database database = store.database();
        LEADLINE_OK(database.execute(u"PRAGMA user_version = %1"_s.arg(newestSchema() + 1)));
    }
    QVERIFY(refusalOf(store.file()).contains(u"newer version of Leadline"));
    const auto reading = Database::open(store.file(), StoreFixture::key(), Database::Mode::ReadOnly);
    QVERIFY(!reading && reading.error().text.contains(u"newer version of Leadline"));
}

void TestDatabase::olderSchemaIsBackedUpAndMigrated()
{
    const StoreFixture store;
    QVERIFY(newestSchema() >= 1);
    {
        // A workspace of the first schema, made from its own script.
        Database database = store.database();
        QFile script(u":/sql/0001_records.sql"_s);
        QVERIFY(script.open(QIODevice::ReadOnly));
        QSqlQuery objects(database.sql());
        QStringList drops;
        QVERIFY(objects.exec(
            u"SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"_s));
        while (objects.next())
            drops += u"DROP %1 \"%2\""_s.arg(objects.value(0).toString(), objects.value(1).toString());
        objects.finish();
        for (const QString &drop : drops)
            LEADLINE_OK(database.execute(drop));
        LEADLINE_OK(database.execute(QString::fromUtf8(script.readAll())));
        LEADLINE_OK(
            database.execute(u"INSERT INTO setting (key, value) VALUES ('needle', '[1]'); PRAGMA user_version = 1"_s));
        LEADLINE_OK(database.execute(u"INSERT INTO build (source, external_id) VALUES (0, 'b1')"_s));
        LEADLINE_OK(database.execute(u"INSERT INTO issue (source, external_id) VALUES (1, 'PAY-1')"_s));
    }
    const auto reading = Database::open(store.file(), StoreFixture::key(), Database::Mode::ReadOnly);
    QCOMPARE(reading.has_value(), newestSchema() == 1);
    {
        Database database = store.database();
        QCOMPARE(*database.integer(u"PRAGMA user_version"_s), newestSchema());
        QCOMPARE(count(database, u"setting"_s), 1);
        // What came with later schemas is computed for what was there.
        QCOMPARE(*database.integer(u"SELECT count(*) FROM dirty WHERE kind = 7 AND id = 0"_s), 1);
        QCOMPARE(*database.integer(u"SELECT count(*) FROM dirty WHERE kind = 4 AND id = 0"_s), 1);
        QCOMPARE(*database.integer(u"SELECT count(*) FROM dirty WHERE kind = 6"_s), 0);
    }
    const QString backup = store.file() + u".backup-v1"_s;
    QCOMPARE(QFile::exists(backup), newestSchema() > 1);
    if (newestSchema() == 1)
        return;
    QFile file(backup);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.read(16).startsWith("SQLite format 3"));
    auto restored = Database::open(
        backup, StoreFixture::key(), Database::Mode::ReadWrite); // opens as any workspace, and is migrated
    LEADLINE_OK(restored);
    QCOMPARE(count(*restored, u"setting"_s), 1);
}

void TestDatabase::failedCreationLeavesNothing()
{
    const StoreFixture store;
    {
        Database database = store.database();
        LEADLINE_OK(database.execute(u"PRAGMA user_version = 9999"_s));
    }
    QVERIFY(!refusalOf(store.file(), StoreFixture::key(), true).isEmpty());
    QVERIFY(QFile::exists(store.file())); // what was there stays
    QVERIFY(!refusalOf(store.path(u"new"_s), "short", true).isEmpty());
    QVERIFY(!QFile::exists(store.path(u"new"_s)));
}

void TestDatabase::readerSeesCommittedOnly()
{
    const StoreFixture store;
    Database writing = store.database();
    Database reading = store.database(Database::Mode::ReadOnly);
    LEADLINE_OK(writing.begin());
    LEADLINE_OK(writing.execute(u"INSERT INTO setting (key, value) VALUES ('a', '[1]')"_s));
    QCOMPARE(count(reading, u"setting"_s), 0);
    LEADLINE_OK(writing.commit());
    QCOMPARE(count(reading, u"setting"_s), 1);
    QVERIFY(!reading.execute(u"DELETE FROM setting"_s));
}

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
