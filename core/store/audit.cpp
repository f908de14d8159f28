#include "core/store/database.h"
#include "core/store/recordstore.h"
#include "core/store/statement.h"

#include <QCryptographicHash>
#include <QDateTime>

namespace leadline {

namespace {

struct AuditLine {
    qint64 seq = 0;
    Instant at;
    QString actor;
    QString action;
    QString detail;
};

// SHA-256 over the previous hash and the line; every part with its length, so that no two lines read the same.
QByteArray hashOf(const QByteArray &previous, const AuditLine &line)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const QByteArrayList parts{previous, QByteArray::number(line.seq), QByteArray::number(line.at.ms()),
        line.actor.toUtf8(), line.action.toUtf8(), line.detail.toUtf8()};
    for (const QByteArray &part : parts) {
        hash.addData(QByteArray::number(part.size()) + ':');
        hash.addData(part);
    }
    return hash.result();
}

struct Head {
    qint64 seq = 0;
    QByteArray hash;
};

Result<Head> readHead(Database &database)
{
    auto select = Statement::prepare(database, "SELECT seq, hash FROM audit_head WHERE id = 1");
    if (!select)
        return std::unexpected(select.error());
    const auto row = select->step();
    if (!row)
        return std::unexpected(row.error());
    return *row ? Head{select->integer(0), select->blob(1)} : Head{};
}

std::unexpected<Error> broken(qint64 seq, Instant at, const QString &what)
{
    const QString when = at.isSet()
        ? u" of "_s + QDateTime::fromMSecsSinceEpoch(at.ms(), QTimeZone::utc()).toString(u"yyyy-MM-dd HH:mm 'UTC'"_s)
        : QString();
    return fail(ErrorKind::Storage,
        u"The audit log was tampered with: line %1%2 %3. What stands before it is sound; what follows cannot be trusted."_s
            .arg(QString::number(seq), when, what));
}

} // namespace

Result<void> appendAudit(
    Database &database, Instant at, const QString &actor, const QString &action, const QString &detail)
{
    const auto head = readHead(database);
    if (!head)
        return std::unexpected(head.error());
    const AuditLine line{head->seq + 1, at, actor, action, detail};
    const QByteArray hash = hashOf(head->hash, line);
    return runOnce(database,
        "INSERT INTO audit (seq, at, actor, action, detail, prev_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        line.seq, line.at.ms(), line.actor, line.action, line.detail, head->hash, hash)
        .and_then([&] {
            return runOnce(
                database, "INSERT OR REPLACE INTO audit_head (id, seq, hash) VALUES (1, ?1, ?2)", line.seq, hash);
        });
}

Result<qint64> verifyAudit(Database &database)
{
    const auto head = readHead(database);
    if (!head)
        return std::unexpected(head.error());
    auto select =
        Statement::prepare(database, "SELECT seq, at, actor, action, detail, prev_hash, hash FROM audit ORDER BY seq");
    if (!select)
        return std::unexpected(select.error());
    qint64 checked = 0;
    QByteArray previous;
    for (;;) {
        const auto row = select->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            break;
        const AuditLine line{select->integer(0), select->instant(1), select->text(2), select->text(3), select->text(4)};
        if (line.seq != checked + 1)
            return broken(checked + 1, {}, u"is missing"_s);
        if (select->blob(5) != previous)
            return broken(line.seq, line.at, u"does not follow the line before it"_s);
        if (select->blob(6) != hashOf(previous, line))
            return broken(line.seq, line.at, u"was changed"_s);
        previous = select->blob(6);
        ++checked;
    }
    if (checked != head->seq || previous != head->hash)
        return broken(checked + 1, {}, u"is missing at the end"_s);
    return checked;
}

} // namespace leadline
