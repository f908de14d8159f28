#pragma once

#include "core/base/cancel.h"
#include "core/domain/sqlsource.h"

#include <QDeadlineTimer>
#include <QSet>

struct sqlite3;

namespace leadline {

class Database;

// What a view shows lies in these columns of inner tables: they may be read, and nothing else of the file.
struct SqlAllowance {
    QHash<QByteArray, QString> views; // by small letters: the fact behind it; empty = records
    QSet<QByteArray> columns; // "table.column" in small letters
    QSet<QByteArray> tables; // that have such columns
    QSet<QByteArray> schema; // every name in the file

    [[nodiscard]] static Result<SqlAllowance> of(Database &database, const std::vector<SqlView> &views);
};

// Watches over one connection: what a statement may touch (when it is prepared) and how long it may take (while it
// runs). Takes itself off the connection when it dies.
class SqlGuard {
public:
    SqlGuard(sqlite3 *connection, const SqlAllowance &allowance);
    ~SqlGuard();
    Q_DISABLE_COPY_MOVE(SqlGuard)

    void start(const SqlLimits &limits, const CancelToken &cancel); // from now on time and memory count

    // Why the last statement was refused, and the word of it that is to blame; empty = it was not.
    struct Refusal {
        QString text;
        QString word;
    };
    [[nodiscard]] const Refusal &refusal() const { return m_refusal; }
    // Why the running statement was stopped.
    enum class Stop { None, Deadline, Memory, Cancelled };
    [[nodiscard]] Stop stop() const { return m_stop; }
    [[nodiscard]] QStringList views() const { return m_views; } // that the last statement reads

private:
    static int authorize(
        void *guard, int action, const char *first, const char *second, const char *schema, const char *view);
    static int progress(void *guard);
    [[nodiscard]] int refuse(const QString &text, const char *word = nullptr);
    [[nodiscard]] int read(const char *table, const char *column, const char *schema, const char *view);

    sqlite3 *m_connection;
    const SqlAllowance &m_allowance;
    Refusal m_refusal;
    QStringList m_views;
    SqlLimits m_limits;
    CancelToken m_cancel;
    QDeadlineTimer m_deadline;
    qint64 m_memoryBefore = 0;
    Stop m_stop = Stop::None;
};

} // namespace leadline
