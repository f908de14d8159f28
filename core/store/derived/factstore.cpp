#include "core/store/factstore.h"

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/factcolumns.h"
#include "core/store/derived/factloading.h"
#include "core/store/derived/factrows.h"
#include "core/store/derived/sqlread.h"
#include "core/store/derived/workplaces.h"
#include "core/store/factimage.h"
#include "core/store/recordstore.h"

#include <QMutex>

namespace leadline {

namespace {

// Records of these kinds are what the fact is made of.
QString factOfKind(RecordKind kind)
{
    switch (kind) {
    case RecordKind::ChangeRequest:
        return u"change"_s;
    case RecordKind::IssueTransition:
        return u"issue"_s;
    default:
        return QString(enumName(kind));
    }
}

// What the tools have and the file has not, and what could not be understood.
Result<void> addGaps(Database &database, std::vector<Freshness> &all)
{
    for (Freshness &freshness : all) {
        QHash<QString, FactGap> gaps;
        const auto counts = readScopeCounts(database, freshness.source);
        if (!counts)
            return std::unexpected(counts.error());
        for (const ScopeCount &count : *counts)
            gaps[factOfKind(count.tool.kind)].missing += std::max<qint64>(0, count.tool.serverTotal - count.kept);
        auto statement = Statement::prepare(database,
            "SELECT kind, count(DISTINCT external_id) FROM quarantine WHERE source = (SELECT id FROM source WHERE name "
            "= ?1) GROUP BY kind");
        if (!statement)
            return std::unexpected(statement.error());
        statement->bind(1, QStringView(freshness.source));
        for (auto row = statement->step(); !row || *row; row = statement->step()) {
            if (!row)
                return std::unexpected(row.error());
            gaps[factOfKind(static_cast<RecordKind>(statement->integer(0)))].quarantined += statement->integer(1);
        }
        for (auto gap = gaps.begin(); gap != gaps.end(); ++gap) {
            if (gap->missing == 0 && gap->quarantined == 0)
                continue;
            gap->fact = gap.key();
            freshness.gaps.push_back(*gap);
        }
        std::ranges::sort(freshness.gaps, {}, &FactGap::fact);
    }
    return {};
}

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
            if (auto gaps = addGaps(database, all); !gaps)
                return std::unexpected(gaps.error());
            return all;
        });
    }

    Result<std::shared_ptr<const Organisation>> organisation() override
    {
        auto read = this->read([this](Database &database) { return readOrganisation(database, lastOrganisation()); });
        if (read) {
            const QMutexLocker lock(&m_mutex);
            m_organisation = *read;
        }
        return read;
    }

private:
    std::shared_ptr<const Organisation> lastOrganisation()
    {
        const QMutexLocker lock(&m_mutex);
        return m_organisation;
    }

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
    QMutex m_mutex;
    std::shared_ptr<const Organisation> m_organisation; // as it was read last
};

} // namespace

std::unique_ptr<FactSource> makeFactStore(const QString &file, const QByteArray &key)
{
    return std::make_unique<FactStore>(file, key);
}

} // namespace leadline
