#include "tests/core/store/storefixture.h"

#include "core/domain/recordexport.h"
#include "core/store/recordstore.h"
#include "core/store/statement.h"

#include <QDir>
#include <QJsonDocument>
#include <QStorageInfo>

namespace leadline::test {

namespace {

// In memory where there is plenty: hundreds of workspaces are made, and a sync to a busy disk each would take minutes.
QString folderTemplate()
{
    const QStorageInfo memory(u"/dev/shm"_s);
    constexpr qint64 kPlenty = 512 * 1024 * 1024;
    const bool good = memory.isValid() && !memory.isReadOnly() && memory.bytesAvailable() > kPlenty;
    return (good ? u"/dev/shm"_s : QDir::tempPath()) + u"/leadline-store-XXXXXX"_s;
}

} // namespace

StoreFixture::StoreFixture()
    : m_folder(folderTemplate())
    , m_clock(std::make_shared<ManualClock>(minute(1000)))
{
    if (!m_folder.isValid())
        qFatal("no temporary folder");
}

Database StoreFixture::database(Database::Mode mode) const
{
    auto database = Database::open(file(), key(), mode, mode == Database::Mode::ReadWrite);
    if (!database)
        qFatal("%s (%s)", qPrintable(database.error().text), qPrintable(database.error().detail));
    return std::move(*database);
}

std::unique_ptr<StoreWriter> StoreFixture::writer() const
{
    auto writer = StoreWriter::open(file(), key(), true, m_clock);
    if (!writer)
        qFatal("%s (%s)", qPrintable(writer.error().text), qPrintable(writer.error().detail));
    return std::move(*writer);
}

Instant minute(int minutes)
{
    return Instant(Instant::fromIso(u"2026-01-01T00:00:00Z").ms() + qint64{60'000} * minutes);
}

Repository repository(const QString &externalId, const QString &path)
{
    Repository made;
    made.externalId = externalId;
    made.path = path;
    made.updatedAt = minute(0);
    return made;
}

ChangeRequest change(const QString &externalId, const QString &repository, const QString &author, Instant updatedAt)
{
    ChangeRequest made;
    made.externalId = externalId;
    made.repository.id = repository;
    made.author.id = author;
    made.title = u"Title of "_s + externalId;
    made.updatedAt = updatedAt;
    made.createdAt = minute(1);
    made.state = ChangeState::Open;
    return made;
}

Review review(const QString &externalId, const QString &change, const QString &reviewer)
{
    Review made;
    made.externalId = externalId;
    made.changeRequest.id = change;
    made.reviewer.id = reviewer;
    made.verdict = Verdict::Approved;
    made.at = minute(5);
    return made;
}

Commit commit(const QString &sha, const QString &repository, const QString &change)
{
    Commit made;
    made.externalId = sha;
    made.repository.id = repository;
    made.changeRequest.id = change;
    made.committedAt = minute(2);
    return made;
}

RecordBatch page(int number)
{
    RecordBatch batch;
    batch.add(repository(u"r1"_s, u"shop/basket"_s));
    for (int i = number * 10; i < number * 10 + 10; ++i) {
        const QString id = QString::number(i);
        ChangeRequest made = change(u"c"_s + id, u"r1"_s, u"account%1"_s.arg(i % 4), minute(10 + i));
        made.number = i;
        made.labels = {u"size/S"_s, u"team "_s + id};
        batch.add(made);
        batch.add(review(u"v"_s + id, u"c"_s + id, u"account%1"_s.arg((i + 1) % 4)));
        batch.add(commit(u"sha"_s + id, u"r1"_s, u"c"_s + id));
    }
    batch.add(review(u"orphan%1"_s.arg(number), u"nowhere"_s, u"account0"_s));
    batch.quarantine.push_back({RecordKind::ChangeRequest, u"bad%1"_s.arg(number), u"$.nodes[3].createdAt"_s,
        u"not a time"_s, "{\"createdAt\": 7}"});
    batch.completeness.push_back({u"shop/basket"_s, RecordKind::ChangeRequest, 100});
    batch.checkpoints.push_back({u"shop/basket"_s, u"pull_requests"_s, QByteArray::number(number), number == 9});
    return batch;
}

Result<void> writeBatch(Database &database, RecordWriter &writer, const RecordBatch &batch, qint64 source)
{
    return database.begin()
        .and_then([&] { return writer.write(batch, RecordOrigin{source, 1, minute(2000)}); })
        .and_then([&] { return writer.finish(); })
        .and_then([&] { return database.commit(); })
        .or_else([&](const Error &error) -> Result<void> {
            database.rollback();
            writer.forget();
            return std::unexpected(error);
        });
}

namespace {

void dumpQuery(Database &database, QByteArrayView sql, QStringList &lines)
{
    auto select = Statement::prepare(database, sql);
    if (!select)
        qFatal("%s", qPrintable(select.error().detail));
    while (select->step().value_or(false)) {
        QString line;
        for (int column = 0; column < 6; ++column)
            line += select->text(column) + u'|';
        lines += line;
    }
}

} // namespace

QStringList canonicalDump(Database &database)
{
    QStringList lines;
    for (int i = 0; i < kRecordKindCount; ++i) {
        const auto kind = static_cast<RecordKind>(i);
        const auto read = readRecords(database, kind, {}, [&](const QJsonObject &record) {
            lines += enumName(kind) + u' ' + QString::fromUtf8(QJsonDocument(record).toJson(QJsonDocument::Compact));
            return true;
        });
        if (!read)
            qFatal("%s", qPrintable(read.error().detail));
    }
    lines.sort();
    dumpQuery(database, "SELECT 'checkpoint', source, scope, entity, cursor, finished FROM checkpoint ORDER BY 2, 3, 4",
        lines);
    dumpQuery(database,
        "SELECT 'completeness', source, scope, kind, server_total, '' FROM completeness ORDER BY 2, 3, 4", lines);
    dumpQuery(database,
        "SELECT 'quarantine', kind, external_id, path, reason, payload FROM quarantine ORDER BY 2, 3, 4", lines);
    dumpQuery(database,
        "SELECT 'pending', source, target, external_id, kind, field FROM pending_reference ORDER BY 2, 3, 4, 5, 6",
        lines);
    return lines;
}

QJsonObject recordOf(Database &database, RecordKind kind, const QString &externalId)
{
    QJsonObject found;
    RecordFilter filter;
    filter.where = {{u"external_id"_s, externalId}};
    const auto read = readRecords(database, kind, filter, [&](const QJsonObject &record) {
        found = record;
        return true;
    });
    if (!read)
        qFatal("%s", qPrintable(read.error().detail));
    return found;
}

qint64 count(Database &database, const QString &table)
{
    const auto counted = database.integer(u"SELECT count(*) FROM \"%1\""_s.arg(table));
    if (!counted)
        qFatal("%s", qPrintable(counted.error().detail));
    return *counted;
}

} // namespace leadline::test
