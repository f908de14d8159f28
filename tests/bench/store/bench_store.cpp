// How much the store costs beside a bare loop: both parse the same JSON pages (100 changes with their reviews and
// commits each) and put the same rows into an encrypted file; the loop with one prepared INSERT a table and a
// transaction a page, the store with upserts, references, checkpoints, audit lines and all that.

#include "core/store/database.h"
#include "core/store/schema.h"
#include "core/store/statement.h"
#include "core/store/storewriter.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QThread>

#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

using namespace leadline;

namespace {

constexpr int kPerPage = 100;
constexpr int kCommits = 3;
const QByteArray kKey(kDatabaseKeyBytes, 'k');

QByteArray makePage(int number)
{
    QJsonArray changes;
    for (int i = number * kPerPage; i < (number + 1) * kPerPage; ++i) {
        const QString at = Instant(1'700'000'000'000 + qint64{600'000} * i).toIso();
        QJsonArray commits;
        for (int c = 0; c < kCommits; ++c) {
            const quint64 noise = static_cast<quint64>(i * kCommits + c) * 0x9e3779b97f4a7c15u;
            commits.append(QJsonObject{{u"oid"_s, QString::number(noise, 16).rightJustified(40, u'0')},
                {u"committedDate"_s, at}, {u"authoredDate"_s, at}, {u"additions"_s, 12}, {u"deletions"_s, 3},
                {u"author"_s, u"u%1"_s.arg(i % 60)},
                {u"message"_s, u"Make the thing number %1 better than before"_s.arg(c)}});
        }
        const QJsonObject reviewed{{u"id"_s, u"R_%1"_s.arg(i)}, {u"author"_s, u"u%1"_s.arg((i + 7) % 60)},
            {u"state"_s, u"APPROVED"_s}, {u"submittedAt"_s, at}};
        changes.append(QJsonObject{{u"id"_s, u"PR_%1"_s.arg(i)}, {u"number"_s, i},
            {u"title"_s, u"Change number %1 of the whole series"_s.arg(i)},
            {u"url"_s, u"https://tool.example/shop/r%1/pull/%2"_s.arg(i % 25).arg(i)},
            {u"repository"_s, u"r%1"_s.arg(i % 25)}, {u"author"_s, u"u%1"_s.arg(i % 60)}, {u"createdAt"_s, at},
            {u"updatedAt"_s, at}, {u"mergedAt"_s, at}, {u"closedAt"_s, at},
            {u"headRefName"_s, u"feature/thing-%1"_s.arg(i)}, {u"baseRefName"_s, u"main"_s}, {u"additions"_s, 36},
            {u"deletions"_s, 9}, {u"changedFiles"_s, 4}, {u"reviews"_s, QJsonArray{reviewed}},
            {u"commits"_s, commits}});
    }
    return QJsonDocument(changes).toJson(QJsonDocument::Compact);
}

Instant time(const QJsonObject &object, QLatin1StringView key)
{
    return Instant::fromIso(object.value(key).toString());
}

RecordBatch parsePage(const QByteArray &bytes, int number)
{
    RecordBatch batch;
    if (number == 0) {
        for (int i = 0; i < 25; ++i) {
            Repository repository;
            repository.externalId = u"r%1"_s.arg(i);
            repository.path = u"shop/r%1"_s.arg(i);
            batch.add(repository);
        }
    }
    const QJsonArray changes = QJsonDocument::fromJson(bytes).array();
    for (const auto value : changes) {
        const QJsonObject object = value.toObject();
        ChangeRequest change;
        change.externalId = object.value("id"_L1).toString();
        change.url = object.value("url"_L1).toString();
        change.updatedAt = time(object, "updatedAt"_L1);
        change.repository.id = object.value("repository"_L1).toString();
        change.number = object.value("number"_L1).toInteger();
        change.title = object.value("title"_L1).toString();
        change.author.id = object.value("author"_L1).toString();
        change.state = ChangeState::Merged;
        change.createdAt = time(object, "createdAt"_L1);
        change.mergedAt = time(object, "mergedAt"_L1);
        change.closedAt = time(object, "closedAt"_L1);
        change.headBranch = object.value("headRefName"_L1).toString();
        change.baseBranch = object.value("baseRefName"_L1).toString();
        change.additions = object.value("additions"_L1).toInteger();
        change.deletions = object.value("deletions"_L1).toInteger();
        change.files = object.value("changedFiles"_L1).toInteger();
        const QJsonArray reviews = object.value("reviews"_L1).toArray();
        for (const auto item : reviews) {
            const QJsonObject reviewed = item.toObject();
            Review review;
            review.externalId = reviewed.value("id"_L1).toString();
            review.changeRequest.id = change.externalId;
            review.reviewer.id = reviewed.value("author"_L1).toString();
            review.verdict = Verdict::Approved;
            review.at = time(reviewed, "submittedAt"_L1);
            batch.add(std::move(review));
        }
        const QJsonArray commits = object.value("commits"_L1).toArray();
        for (const auto item : commits) {
            const QJsonObject made = item.toObject();
            Commit commit;
            commit.externalId = made.value("oid"_L1).toString();
            commit.repository = change.repository;
            commit.author.id = made.value("author"_L1).toString();
            commit.authoredAt = time(made, "authoredDate"_L1);
            commit.committedAt = time(made, "committedDate"_L1);
            commit.additions = made.value("additions"_L1).toInteger();
            commit.deletions = made.value("deletions"_L1).toInteger();
            commit.subject = made.value("message"_L1).toString();
            commit.changeRequest.id = change.externalId;
            batch.add(std::move(commit));
        }
        batch.add(std::move(change));
    }
    batch.checkpoints.push_back({u"shop"_s, u"pull_requests"_s, QByteArray::number(number), false});
    return batch;
}

double processorSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &value) {
        return static_cast<double>(value.tv_sec) + static_cast<double>(value.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The statement's parameters are the columns in the order of the upsert, with the tool's ids where the store keeps
// surrogate keys.
template <typename Record> void insertBare(Statement &insert, const Record &record)
{
    int index = 0;
    insert.bind(++index, 1);
    insert.bind(++index, record.externalId);
    insert.bind(++index, record.url);
    insert.bind(++index, record.updatedAt);
    insert.bind(++index, 1);
    forEachField(record, [&]<typename Value>(const auto &field, const Value &value) {
        if (field.role == FieldRole::Derived)
            return;
        ++index;
        if constexpr (requires { value.id; })
            insert.bind(index, value.id);
        else if constexpr (std::is_same_v<Value, QStringList>)
            insert.bind(index, value.join(u'\n'));
        else if constexpr (requires { value.has_value(); }) {
            if (value)
                insert.bind(index, *value);
            else
                insert.bindNull(index);
        } else if constexpr (std::is_enum_v<Value>)
            insert.bind(index, static_cast<int>(value));
        else
            insert.bind(index, value);
    });
    if (!insert.run())
        std::abort();
}

QByteArray bareInsert(RecordKind kind)
{
    const QByteArray upsert = upsertSql(kind);
    return upsert.first(upsert.indexOf(" ON CONFLICT"));
}

void runBare(const QString &file, const std::vector<QByteArray> &pages)
{
    auto database = Database::open(file, kKey, Database::Mode::ReadWrite, true);
    if (!database)
        std::abort();
    auto changes = Statement::prepare(*database, bareInsert(RecordKind::ChangeRequest));
    auto reviews = Statement::prepare(*database, bareInsert(RecordKind::Review));
    auto commits = Statement::prepare(*database, bareInsert(RecordKind::Commit));
    for (std::size_t i = 0; i < pages.size(); ++i) {
        const RecordBatch batch = parsePage(pages[i], static_cast<int>(i));
        const bool good = database->begin()
                              .and_then([&]() -> Result<void> {
                                  for (const auto &record : batch.of<ChangeRequest>())
                                      insertBare(*changes, record);
                                  for (const auto &record : batch.of<Review>())
                                      insertBare(*reviews, record);
                                  for (const auto &record : batch.of<Commit>())
                                      insertBare(*commits, record);
                                  return {};
                              })
                              .and_then([&] { return database->commit(); })
                              .has_value();
        if (!good)
            std::abort();
    }
}

void runStore(const QString &file, const std::vector<QByteArray> &pages)
{
    auto writer = StoreWriter::open(file, kKey, true, std::make_shared<SystemClock>());
    if (!writer)
        std::abort();
    const auto sink = (*writer)->openRun(u"hub"_s);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        while (sink->isBusy())
            QThread::msleep(1);
        if (!sink->put(parsePage(pages[i], static_cast<int>(i))))
            std::abort();
    }
    SyncReport report;
    report.source = u"hub"_s;
    (*writer)->finishRun(report).waitForFinished();
}

struct Cost {
    double wall = 0;
    double processor = 0;
};

template <typename Body> Cost measure(Body &&body)
{
    QElapsedTimer timer;
    timer.start();
    const double before = processorSeconds();
    body();
    return {static_cast<double>(timer.nsecsElapsed()) / 1e9, processorSeconds() - before};
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const int changes = argc > 1 ? std::atoi(argv[1]) : 100'000;
    std::vector<QByteArray> pages;
    for (int i = 0; i < changes / kPerPage; ++i)
        pages.push_back(makePage(i));
    const QTemporaryDir folder;
    const double records = changes * (2.0 + kCommits);
    const Cost parsing = measure([&] {
        for (std::size_t i = 0; i < pages.size(); ++i)
            static_cast<void>(parsePage(pages[i], static_cast<int>(i)));
    });
    const Cost bare = measure([&] { runBare(folder.filePath(u"bare"_s), pages); });
    const Cost store = measure([&] { runStore(folder.filePath(u"store"_s), pages); });
    std::printf("%-12s %10s %14s %14s\n", "", "wall s", "processor s", "records/s");
    const auto line = [records](const char *name, const Cost &cost) {
        std::printf("%-12s %10.2f %14.2f %14.0f\n", name, cost.wall, cost.processor, records / cost.wall);
    };
    line("parse only", parsing);
    line("bare loop", bare);
    line("store", store);
    std::printf(
        "store / bare loop: %.2f (wall), %.2f (processor)\n", store.wall / bare.wall, store.processor / bare.processor);
    return 0;
}
