#include "core/store/factimage.h"

#include "core/store/database.h"
#include "core/store/derived/factcolumns.h"
#include "core/store/derived/sqlread.h"

#include <QDataStream>
#include <QIODevice>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr QDataStream::Version kVersion = QDataStream::Qt_6_8;
constexpr quint64 kMagic = 0x6c656164'6c696e65; // what a file was damaged into does not begin so

// What an image of the fact looks like in this program: another program, other columns or another layout make another.
QString formatOf(const QString &fact)
{
    QStringList parts{u"1"_s, QStringLiteral(LEADLINE_VERSION), QString::number(Q_BYTE_ORDER)};
    for (const FactColumnInfo &column : factColumns(fact))
        parts.append(column.name);
    return parts.join(u' ');
}

QByteArray encoded(const FactTable &table)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(kVersion);
    out << kMagic << static_cast<qint64>(table.rows) << static_cast<qint32>(table.columns.size());
    for (const auto &[name, column] : table.columns.asKeyValueRange()) {
        out << name;
        column.write(out);
    }
    return bytes;
}

// Nothing when the bytes are not those of a table.
std::optional<FactTable> decoded(const QByteArray &bytes)
{
    QDataStream in(bytes);
    in.setVersion(kVersion);
    FactTable table;
    quint64 magic = 0;
    qint64 rows = 0;
    qint32 columns = 0;
    in >> magic >> rows >> columns;
    if (magic != kMagic)
        return {};
    table.rows = rows;
    for (qint32 i = 0; i < columns && in.status() == QDataStream::Ok; ++i) {
        QString name;
        in >> name;
        FactColumn column = FactColumn::read(in);
        if (column.rows() != table.rows)
            return {};
        table.columns.insert(name, std::move(column));
    }
    return in.status() == QDataStream::Ok && in.atEnd() ? std::optional(std::move(table)) : std::nullopt;
}

} // namespace

Result<void> noteFactsChanged(Database &database, const QStringList &facts)
{
    for (const QString &fact : facts) {
        auto noted = runOnce(database,
            "INSERT INTO fact_state VALUES (?, 1) ON CONFLICT DO UPDATE SET stamp = stamp + 1", QStringView(fact));
        if (!noted)
            return noted;
    }
    return {};
}

Result<qint64> factStamp(Database &database, const QString &fact)
{
    auto statement = Statement::prepare(database, "SELECT stamp FROM fact_state WHERE fact = ?");
    if (!statement)
        return std::unexpected(statement.error());
    statement->bind(1, QStringView(fact));
    const auto found = statement->step();
    if (!found)
        return std::unexpected(found.error());
    return *found ? statement->integer(0) : 0;
}

Result<std::optional<FactTable>> readFactImage(Database &database, const QString &fact, Instant since)
{
    auto statement = Statement::prepare(database,
        "SELECT i.data, i.complete_from, i.stamp FROM fact_image i LEFT JOIN fact_state s ON s.fact = i.fact "
        "WHERE i.fact = ?1 AND i.format = ?2 AND i.stamp = ifnull(s.stamp, 0) "
        "AND (i.complete_from IS NULL OR i.complete_from <= ?3)");
    if (!statement)
        return std::unexpected(statement.error());
    statement->bind(1, QStringView(fact));
    statement->bind(2, QStringView(formatOf(fact)));
    statement->bind(3, since);
    const auto found = statement->step();
    if (!found)
        return std::unexpected(found.error());
    if (!*found)
        return std::nullopt;
    auto table = decoded(statement->blob(0));
    if (table) {
        table->fact = fact;
        table->completeFrom = statement->instant(1);
        table->stamp = statement->integer(2);
    }
    return table;
}

Result<void> writeFactImage(Database &database, const FactTable &table)
{
    const auto stamp = factStamp(database, table.fact);
    if (!stamp)
        return std::unexpected(stamp.error());
    if (*stamp != table.stamp)
        return {};
    return runOnce(database,
        "INSERT INTO fact_image VALUES (?, ?, ?, ?, ?) ON CONFLICT (fact) DO UPDATE SET stamp = excluded.stamp, "
        "format = excluded.format, complete_from = excluded.complete_from, data = excluded.data",
        QStringView(table.fact), *stamp, QStringView(formatOf(table.fact)), table.completeFrom, encoded(table));
}

} // namespace leadline
