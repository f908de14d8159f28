// bench-questions FILE [--duckdb LIBRARY] [--runs N] [--file-runs N] [--only TEXT] [--threads N]: the dashboard
// questions on the engine, on DuckDB and in SQL on the encrypted file; all must give the same answers. The key comes
// from LEADLINE_KEY.
#include "core/metrics/factssnapshot.h"
#include "core/metrics/metriccatalog.h"
#include "core/metrics/metricengine.h"
#include "core/store/database.h"
#include "core/store/factstore.h"
#include "tests/bench/questions/duckside.h"
#include "tests/bench/questions/questionsql.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QThreadPool>

#include <sqlite3.h>

#include <cstdio>
#include <functional>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

template <typename T> T taken(Result<T> result)
{
    if (!result)
        qFatal("%s (%s)", qPrintable(result.error().text), qPrintable(result.error().detail));
    return std::move(*result);
}

Answers answersOf(const MetricResult &result)
{
    Answers answers;
    const auto take = [&answers](const QByteArray &key, const MetricPoint &point) {
        if (point.n > 0)
            answers[key] = {.value = point.value, .low = point.low, .high = point.high, .n = point.n};
    };
    const bool open = result.definitionId == "open_changes"_L1; // a total of what is open is its last point
    for (const MetricSeries &series : result.series) {
        QByteArray key;
        for (const QString &name : series.key)
            key += name.toUtf8() + '|';
        if (!open)
            take(key + "total", series.total);
        for (const MetricPoint &point : series.points) {
            if (result.query.grain != Grain::All)
                take(key + QByteArray::number(point.range.from.ms()), point);
        }
    }
    return answers;
}

// SQL on the workspace file, as a person with the command line would ask it.
class FileSide {
public:
    FileSide(const QString &file, const QByteArray &key)
        : m_database(taken(Database::open(file, key, Database::Mode::ReadOnly)))
    {
    }

    Answers answers(const QByteArray &sql, int dimensions)
    {
        Answers answers;
        sqlite3_stmt *statement = nullptr;
        auto *handle = static_cast<sqlite3 *>(m_database.handle());
        if (sqlite3_prepare_v2(handle, sql.constData(), -1, &statement, nullptr) != SQLITE_OK)
            qFatal("SQL: %s\n%s", sqlite3_errmsg(handle), sql.constData());
        const auto number = [&](int column) {
            return sqlite3_column_type(statement, column) == SQLITE_NULL ? kGap
                                                                         : sqlite3_column_double(statement, column);
        };
        while (sqlite3_step(statement) == SQLITE_ROW) {
            QByteArray key;
            for (int i = 0; i < dimensions; ++i)
                key += QByteArray(reinterpret_cast<const char *>(sqlite3_column_text(statement, i))) + '|';
            key += sqlite3_column_type(statement, dimensions) == SQLITE_NULL
                ? QByteArray("total")
                : QByteArray::number(sqlite3_column_int64(statement, dimensions));
            if (const qint64 n = sqlite3_column_int64(statement, dimensions + 4); n > 0)
                answers[key] = {.value = number(dimensions + 1),
                    .low = number(dimensions + 2),
                    .high = number(dimensions + 3),
                    .n = n};
        }
        if (sqlite3_finalize(statement) != SQLITE_OK)
            qFatal("SQL: %s\n%s", sqlite3_errmsg(handle), sql.constData());
        return answers;
    }

private:
    Database m_database;
};

double medianMs(int runs, const std::function<qint64()> &run)
{
    std::vector<qint64> times;
    for (int i = 0; i < runs; ++i)
        times.push_back(run());
    std::ranges::sort(times);
    return static_cast<double>(times[times.size() / 2]) / 1e6;
}

qint64 timed(const std::function<void()> &job)
{
    QElapsedTimer clock;
    clock.start();
    job();
    return clock.nsecsElapsed();
}

QByteArray shown(double ms)
{
    return ms < 0 ? QByteArray("-") : QByteArray::number(ms, 'f', 2);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"duckdb"_s, {}, u"library"_s}, {u"runs"_s, {}, u"n"_s, u"7"_s},
        {u"file-runs"_s, {}, u"n"_s, u"1"_s}, {u"only"_s, {}, u"text"_s}});
    parser.process(application);
    if (parser.positionalArguments().size() != 1)
        qFatal("usage: LEADLINE_KEY=<64 hex digits> bench-questions FILE");
    const QString file = parser.positionalArguments().front();
    const QByteArray key = QByteArray::fromHex(qgetenv("LEADLINE_KEY"));
    const int runs = parser.value(u"runs"_s).toInt();
    const int fileRuns = parser.value(u"file-runs"_s).toInt();

    const auto store = makeFactStore(file, key);
    const QStringList facts = {u"change"_s, u"deployment"_s, u"review"_s, u"commit"_s, u"issue"_s, u"build"_s};
    const auto snapshot = taken(FactsSnapshot::load(*store, facts, 1));
    const MetricEngine engine(MetricCatalog::load({}, factColumnsOf(*store)), snapshot,
        {.zone = QTimeZone::utc(), .weekStart = Qt::Monday}, kAskedAt);
    std::unique_ptr<DuckSide> duck;
    if (parser.isSet(u"duckdb"_s)) {
        duck = std::make_unique<DuckSide>(parser.value(u"duckdb"_s));
        for (const QString &fact : facts)
            duck->load(*snapshot->table(fact));
        std::printf("DuckDB %s\n", qPrintable(duck->version()));
    }
    FileSide onFile(file, key);

    double totals[3] = {0, 0, 0};
    bool same = true;
    std::printf("%-68s %10s %10s %10s\n", "question", "engine ms", "DuckDB ms", "file ms");
    for (const Question &question : dashboardQuestions()) {
        if (!question.name.contains(parser.value(u"only"_s).toUtf8()))
            continue;
        double times[3] = {-1, -1, -1};
        const auto forAll = [&](const std::function<void(const Part &)> &ask) {
            return [&question, ask] {
                for (const Part &part : question.parts)
                    ask(part);
            };
        };
        std::vector<Answers> ours;
        for (const Part &part : question.parts)
            ours.push_back(answersOf(taken(engine.evaluate(part.query))));
        times[0] = medianMs(
            runs, [&] { return timed(forAll([&](const Part &part) { (void)taken(engine.evaluate(part.query)); })); });
        const auto check = [&](const char *who, const std::function<Answers(const Part &)> &ask) {
            for (std::size_t i = 0; i < question.parts.size(); ++i) {
                const QByteArray difference = differenceOf(ours[i], ask(question.parts[i]));
                if (difference.isEmpty())
                    continue;
                same = false;
                std::printf("  %s differs in %s: %s\n", who, qPrintable(question.parts[i].query.metric),
                    difference.constData());
            }
        };
        if (duck) {
            std::vector<QByteArray> sql;
            for (const Part &part : question.parts)
                sql.push_back(duckSql(part));
            check("DuckDB", [&](const Part &part) { return duck->answers(duckSql(part), part.query.by.size()); });
            times[1] = medianMs(runs, [&] {
                qint64 took = 0;
                for (const QByteArray &one : sql)
                    took += duck->runTimed(one);
                return took;
            });
        }
        if (fileRuns > 0) {
            const auto ask = [&](const Part &part) {
                return onFile.answers(fileSql(part), static_cast<int>(part.query.by.size()));
            };
            times[2] = medianMs(fileRuns, [&] { return timed(forAll([&](const Part &part) { (void)ask(part); })); });
            check("the file", ask);
        }
        std::printf("%-68s %10s %10s %10s\n", question.name.constData(), shown(times[0]).constData(),
            shown(times[1]).constData(), shown(times[2]).constData());
        std::fflush(stdout);
        for (int i = 0; i < 3; ++i)
            totals[i] += std::max(0.0, times[i]);
    }
    std::printf("%-68s %10.2f %10.2f %10.2f\n", "all", totals[0], totals[1], totals[2]);
    std::printf("%s\n", same ? "all answers are the same" : "THE ANSWERS DIFFER");
    return same ? 0 : 1;
}
