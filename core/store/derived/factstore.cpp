#include "core/store/factstore.h"

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/factcolumns.h"
#include "core/store/derived/factloading.h"
#include "core/store/derived/factrows.h"
#include "core/store/derived/sqlread.h"
#include "core/store/factimage.h"

namespace leadline {

namespace {

// Every call opens a connection of its own (3 ms with a raw key) and closes it again, so that any thread may call.
class FactStore final : public FactSource {
public:
    FactStore(const QString &file, const QByteArray &key)
        : m_file(file)
        , m_key(key)
    {
    }

    QStringList facts() const override { return factNames(); }
    std::vector<FactColumnInfo> columnsOf(const QString &fact) const override { return factColumns(fact); }

    Result<FactTable> load(const QString &fact, Instant since, const CancelToken &cancel) override
    {
        return read([&](Database &database) -> Result<FactTable> {
            auto image = readFactImage(database, fact, since);
            if (!image)
                return std::unexpected(image.error());
            if (*image)
                return std::move(**image);
            const auto stamp = factStamp(database, fact);
            if (!stamp)
                return std::unexpected(stamp.error());
            auto table = loadFact(database, fact, since, cancel);
            if (table)
                table->stamp = *stamp;
            return table;
        });
    }

    Result<std::vector<QJsonObject>> rowsBehind(const QString &fact, const std::vector<qint64> &ids) override
    {
        if (!factNames().contains(fact))
            return fail(ErrorKind::Config, u"There is no fact called “%1”."_s.arg(fact));
        return read([&](Database &database) { return factRows(database, fact, ids); });
    }

    Result<std::vector<Freshness>> freshness() override
    {
        return read([](Database &database) -> Result<std::vector<Freshness>> {
            std::vector<Freshness> all;
            auto found = forEachRow(database,
                "SELECT o.name, f.last_success, ifnull(f.complete, 0), f.note FROM source o LEFT JOIN freshness f ON "
                "f.source = o.id "
                "WHERE o.id <> 0 ORDER BY o.name",
                [&all](const Statement &row) {
                    all.push_back({.source = row.text(0),
                        .lastSuccess = row.instant(1),
                        .complete = row.integer(2) != 0,
                        .note = row.text(3)});
                });
            if (!found)
                return std::unexpected(found.error());
            return all;
        });
    }

private:
    // All statements of one call see the same state of the file.
    template <typename Job> auto read(Job job) -> decltype(job(std::declval<Database &>()))
    {
        auto database = Database::open(m_file, m_key, Database::Mode::ReadOnly);
        if (!database)
            return std::unexpected(database.error());
        if (auto begun = database->execute(u"BEGIN"_s); !begun)
            return std::unexpected(begun.error());
        auto result = job(*database);
        database->rollback();
        return result;
    }

    QString m_file;
    QByteArray m_key;
};

} // namespace

std::unique_ptr<FactSource> makeFactStore(const QString &file, const QByteArray &key)
{
    return std::make_unique<FactStore>(file, key);
}

} // namespace leadline
