// A whole sync from the loopback emulator (requests, parsing, encrypted file, derived facts), beside the bare loop that
// parses the same pages with QJsonDocument and inserts the same rows with one prepared statement a table into the same
// kind of file.
#include "core/secrets/memorystore.h"
#include "core/secrets/secretstore.h"
#include "core/simulation/simulation.h"
#include "core/store/database.h"
#include "core/store/schema.h"
#include "core/store/statement.h"
#include "core/workspace/workspace.h"
#include "tests/emulators/github/githubemulator.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonDocument>
#include <QMutex>
#include <QTemporaryDir>

#include <cstdio>
#include <cstdlib>
#include <sqlite3.h>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kKey(32, 'k');
constexpr std::size_t kRowsATransaction = 2000;

template <typename T> T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n%s\n", qPrintable(result.error().text), qPrintable(result.error().detail));
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

// Seconds until every record is written; with `settled` until the facts are derived, too.
struct SyncTime {
    double written = 0;
    double settled = 0;
    qint64 records = 0;
};

SyncTime syncInto(const QString &file, const GitHubEmulator &server)
{
    auto workspace =
        must(Workspace::open({.file = file, .key = kKey, .create = true, .clock = {}, .secrets = makeMemoryStore()}));
    SourceConfig config;
    config.name = u"hub"_s;
    config.kind = u"github"_s;
    config.url = server.restUrl().toString();
    config.scopes = server.paths();
    SyncTime time;
    QElapsedTimer clock;
    QEventLoop loop;
    QObject::connect(workspace.get(), &Workspace::syncFinished, &loop, [&](const SyncReport &report) {
        time.written = double(clock.nsecsElapsed()) / 1e9;
        time.records = report.records;
        if (report.outcome != SyncOutcome::Success)
            std::printf("the sync ended as %s\n", qPrintable(syncOutcomeName(report.outcome)));
    });
    QObject::connect(workspace.get(), &Workspace::settled, &loop, [&] {
        if (time.written > 0)
            loop.quit();
    });
    workspace->saveSource(config, QByteArray("ghp_emulated")).then(&loop, [&](const Result<void> &saved) {
        must(saved);
        clock.start();
        workspace->startSync();
    });
    loop.exec();
    time.settled = double(clock.nsecsElapsed()) / 1e9;
    return time;
}

// All rows of a table, as SQLite's own values.
struct Rows {
    QByteArray insert;
    int columns = 0;
    std::vector<sqlite3_value *> values;
};

std::vector<Rows> rowsOf(const QString &file)
{
    Database database = must(Database::open(file, kKey, Database::Mode::ReadOnly));
    std::vector<Rows> all;
    for (std::size_t kind = 0; kind < kRecordKindCount; ++kind) {
        const QByteArray table = tableOf(RecordKind(kind)).name;
        Statement select = must(Statement::prepare(database, "SELECT * FROM " + table));
        Rows rows;
        rows.columns = sqlite3_column_count(select.handle());
        while (must(select.step())) {
            for (int i = 0; i < rows.columns; ++i)
                rows.values.push_back(sqlite3_value_dup(sqlite3_column_value(select.handle(), i)));
        }
        rows.insert = "INSERT INTO " + table + " VALUES (?" + QByteArray(", ?").repeated(rows.columns - 1) + ")";
        if (!rows.values.empty())
            all.push_back(std::move(rows));
    }
    return all;
}

double bareLoop(const QString &file, const std::vector<QByteArray> &pages, const std::vector<Rows> &tables)
{
    QElapsedTimer clock;
    clock.start();
    Database database = must(Database::open(file, kKey, Database::Mode::ReadWrite, true));
    qsizetype parsed = 0;
    for (const QByteArray &page : pages)
        parsed += QJsonDocument::fromJson(page).isNull() ? 0 : 1;
    for (const Rows &rows : tables) {
        Statement insert = must(Statement::prepare(database, rows.insert));
        std::size_t row = 0;
        must(database.begin());
        for (std::size_t at = 0; at < rows.values.size(); at += std::size_t(rows.columns)) {
            for (int i = 0; i < rows.columns; ++i)
                sqlite3_bind_value(insert.handle(), i + 1, rows.values[at + std::size_t(i)]);
            must(insert.run());
            if (++row % kRowsATransaction == 0) {
                must(database.commit());
                must(database.begin());
            }
        }
        must(database.commit());
    }
    const double seconds = double(clock.nsecsElapsed()) / 1e9;
    std::printf("bare loop: %lld pages parsed\n", static_cast<long long>(parsed));
    return seconds;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    SimulationOptions options;
    options.activity = argc > 1 ? std::atof(argv[1]) : 1.0;
    const SimulatedOrganisation organisation = simulate(options);
    GitHubEmulator server(organisation.records);
    QMutex mutex;
    std::vector<QByteArray> pages;
    server.onAnswer([&](const QByteArray &body) {
        const QMutexLocker lock(&mutex);
        pages.push_back(body);
    });
    const QTemporaryDir folder;
    (void)syncInto(folder.filePath(u"first.leadline"_s), server); // keeps the pages, warms everything
    server.onAnswer({});
    const std::vector<Rows> rows = rowsOf(folder.filePath(u"first.leadline"_s));
    qint64 bytes = 0;
    for (const QByteArray &page : pages)
        bytes += page.size();
    std::vector<double> ours, bare, settled;
    qint64 records = 0;
    for (int run = 0; run < 3; ++run) {
        const SyncTime time = syncInto(folder.filePath(u"sync%1.leadline"_s.arg(run)), server);
        ours.push_back(time.written);
        settled.push_back(time.settled);
        records = time.records;
        bare.push_back(bareLoop(folder.filePath(u"bare%1"_s.arg(run)), pages, rows));
    }
    for (std::vector<double> *times : {&ours, &settled, &bare})
        std::ranges::sort(*times);
    std::printf(
        "%lld records, %zu pages, %.1f MB\n", static_cast<long long>(records), pages.size(), double(bytes) / 1e6);
    std::printf("sync: %.2f s (facts derived: %.2f s), bare loop %.2f s, ratio %.2f (medians of 3)\n", ours[1],
        settled[1], bare[1], ours[1] / bare[1]);
    return 0;
}
