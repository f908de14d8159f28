// bench-facts [ACTIVITY]: prints one JSON object with milliseconds of processor time and ratios.
#include "core/simulation/simulation.h"
#include "core/store/database.h"
#include "core/store/derivation.h"
#include "core/store/derived/factloading.h"
#include "core/store/directorystore.h"
#include "core/store/factstore.h"
#include "core/store/migrations.h"
#include "core/store/recordstore.h"
#include "core/store/recordwriter.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <sqlite3.h>

#include <cstdio>
#include <ctime>

using namespace leadline;

namespace {

const QByteArray kKey(kDatabaseKeyBytes, '\x42');

void check(const Result<void> &result)
{
    if (!result)
        qFatal("%s (%s)", qPrintable(result.error().text), qPrintable(result.error().detail));
}

// Processor time: other programs on the machine do not change it.
class Stopwatch {
public:
    [[nodiscard]] double milliseconds() const
    {
        return 1000.0 * static_cast<double>(std::clock() - m_start) / CLOCKS_PER_SEC;
    }

private:
    std::clock_t m_start = std::clock();
};

double deriveOnce(Database &database)
{
    const Stopwatch watch;
    check(database.begin());
    const auto report = derive(database);
    if (!report)
        qFatal("%s", qPrintable(report.error().detail));
    check(database.commit());
    return watch.milliseconds();
}

// Every cell of the query into a vector of integers, nothing else.
double bareScan(const QString &file, const char *sql, int columns)
{
    const Stopwatch watch;
    auto database = Database::open(file, kKey, Database::Mode::ReadOnly);
    if (!database)
        qFatal("%s", qPrintable(database.error().text));
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(static_cast<sqlite3 *>(database->handle()), sql, -1, &statement, nullptr);
    std::vector<std::vector<qint64>> cells(static_cast<std::size_t>(columns));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < columns; ++i)
            cells[static_cast<std::size_t>(i)].push_back(sqlite3_column_int64(statement, i));
    }
    sqlite3_finalize(statement);
    return watch.milliseconds();
}

double loadOnce(FactSource &store, const QString &fact)
{
    const Stopwatch watch;
    const auto table = store.load(fact, {}, {});
    if (!table)
        qFatal("%s", qPrintable(table.error().text));
    return watch.milliseconds();
}

template <typename Job> double best(Job job)
{
    double least = job();
    for (int i = 0; i < 4; ++i)
        least = std::min(least, job());
    return least;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    const QString file = folder.filePath(u"bench.leadline"_s);
    SimulationOptions options;
    options.activity = argc > 1 ? QByteArray(argv[1]).toDouble() : 1.0;
    const SimulatedOrganisation organisation = simulate(options);
    QJsonObject result{
        {u"records"_s, organisation.records.size()}, {u"changes"_s, static_cast<qint64>(organisation.changes.size())}};
    {
        auto database = Database::open(file, kKey, Database::Mode::ReadWrite, true);
        if (!database)
            qFatal("%s", qPrintable(database.error().text));
        SourceConfig config;
        config.name = u"sample"_s;
        config.kind = u"sample"_s;
        check(saveSource(*database, config));
        RecordWriter writer(*database);
        check(database->begin());
        check(writer.write(organisation.records, {.source = 1, .run = 0, .now = Instant(0)}));
        check(writer.finish());
        check(importOrganisation(*database, organisation.people, organisation.teams, organisation.memberships,
            organisation.identityPeople, u"sample"_s));
        check(database->commit());
        result.insert(u"derive_all_ms"_s, deriveOnce(*database));
        check(makeSecondaryIndexes(*database));
        check(database->execute(u"INSERT INTO dirty (kind, id) SELECT 2, max(id) FROM change_request"_s));
        result.insert(u"derive_one_change_ms"_s, deriveOnce(*database));
        check(invalidateDerived(*database));
        result.insert(u"derive_all_again_ms"_s, deriveOnce(*database));
    }
    const auto store = makeFactStore(file, kKey);
    const double bare = best([&] {
        return bareScan(file,
            "SELECT repository, author, source, state, base_branch, merged_at, created_at, first_response_at, reviews, "
            "additions, deletions, "
            "id, draft, deployment_inferred, started_at, ready_at, first_approval_at, closed_at, deployed_at, files, "
            "commits, comments, "
            "coding, pickup, review, merge, deploy, cycle, lead FROM change_fact",
            29);
    });
    result.insert(u"bare_scan_of_changes_ms"_s, bare);
    for (const QString &fact : store->facts())
        result.insert(u"load_%1_ms"_s.arg(fact), best([&] { return loadOnce(*store, fact); }));
    result.insert(u"load_changes_to_bare_scan"_s, result[u"load_change_ms"_s].toDouble() / bare);
    std::puts(QJsonDocument(result).toJson().constData());
    return 0;
}
