#pragma once

#include "core/domain/facts.h"
#include "core/domain/recordbatch.h"
#include "core/store/database.h"
#include "core/store/derivation.h"

#include <QTemporaryDir>

#include <memory>

namespace leadline::test {

// 2026-01-05 (a Monday) plus so many hours.
[[nodiscard]] Instant hour(int hours);

// An encrypted workspace of one source called "tool", filled record by record. Ends the program where the store fails.
class World {
public:
    World();

    // Records are written together with the next derive().
    Repository &repository(const QString &id, const QString &defaultBranch = u"main"_s);
    Commit &commit(const QString &sha, const QStringList &parents = {}, const QString &repository = u"app"_s);
    // Merged into main as `sha`, two hours after it was opened; hours < 0: still open.
    ChangeRequest &change(const QString &id, const QString &sha, int mergedHour, const QString &repository = u"app"_s);
    Review &review(const QString &change, const QString &reviewer, Verdict verdict, int atHour);
    // Took an hour.
    Deployment &deployment(
        const QString &id, const QString &sha, int finishedHour, const QString &repository = u"app"_s);
    Incident &incident(const QString &id, int openedHour, int resolvedHour, const QString &repository = u"app"_s);
    Release &release(const QString &id, const QString &sha, int publishedHour, const QString &repository = u"app"_s);
    // Created at hour(0), called "To do", "In progress" or "Done".
    Issue &issue(const QString &key, StatusCategory status = StatusCategory::Todo);
    void move(const QString &issue, TransitionField field, const QString &from, const QString &to, int atHour);
    // Called "Sprint <id>"; hours < 0: still running.
    Sprint &sprint(const QString &id, int startHour, int endHour, const QString &board = u"Board"_s);
    Identity &identity(
        const QString &id, const QString &name = {}, const QString &email = {}, ActorClass actor = ActorClass::Human);
    // Of the pipeline "checks" on main, an hour long.
    Build &build(const QString &id, const QString &sha, RunResult result, int finishedHour,
        const QString &repository = u"app"_s);
    Message &message(const QString &id, const QString &author, int atHour, const QString &thread = {});
    Measure &measure(const QString &project, const QString &metric, int atHour, double value);
    Finding &finding(const QString &id, Severity severity, int openedHour, int closedHour = -1);
    RecordBatch &batch() { return m_batch; }

    void write(const QString &source = u"tool"_s); // what was added since
    DerivationReport derive(); // writes first
    DerivationReport deriveAll(); // everything anew

    [[nodiscard]] Database &database() { return *m_database; }
    [[nodiscard]] QString file() const { return m_folder.filePath(u"test.leadline"_s); }
    [[nodiscard]] static QByteArray key() { return QByteArray(kDatabaseKeyBytes, '\x42'); }

    [[nodiscard]] qint64 idOf(const QString &table, const QString &externalId);
    [[nodiscard]] FactTable facts(const QString &fact);
    // The value of a fact's row as text: names of codes, hours since hour(0) for times, hours for durations, "-" for
    // gaps.
    [[nodiscard]] QString value(const QString &fact, const QString &externalId, const QString &column);
    // Row after row, all columns of all facts, without surrogate ids: equal dumps mean equal facts.
    [[nodiscard]] QStringList dump();
    // The tables of the directory, row after row, with every id.
    [[nodiscard]] QStringList directoryDump();
    [[nodiscard]] QStringList rows(const QString &query);

private:
    void check(const Result<void> &result) const;

    QTemporaryDir m_folder;
    std::unique_ptr<Database> m_database;
    RecordBatch m_batch;
    int m_serial = 0;
};

} // namespace leadline::test
