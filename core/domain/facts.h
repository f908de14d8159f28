#pragma once

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/domain/factcolumn.h"
#include "core/domain/organisation.h"

#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

// Facts are what metrics count: columns of integers, codes and reals, one row a fact.
namespace leadline {

// All columns have `rows` values. The column "id" (integers) is the key that rowsBehind() takes.
struct FactTable {
    QString fact;
    qsizetype rows = 0;
    QHash<QString, FactColumn> columns;
    Instant completeFrom; // what was over before is left out; unset = every row is here
    qint64 stamp = -1; // of the file's state that it shows, where it came from a file
};

// What a table of facts has, so that definitions can be checked before anything is loaded.
struct FactColumnInfo {
    enum class Type { Integer, Time, Code, Real };
    QString name;
    Type type = Type::Integer;
    QString description; // one sentence, for people who write metrics
    bool ends = false; // a row without this time is not over
};

// Records of a fact that a tool has and that are not here.
struct FactGap {
    QString fact;
    qint64 missing = 0; // by the tool's own count
    qint64 quarantined = 0; // could not be understood
};

struct Freshness {
    QString source;
    Instant lastSuccess;
    bool complete = true; // false: the last run was partial or the tool says there is more
    QString note; // why it is not complete
    std::vector<FactGap> gaps = {};
};

// Read side of the store, as metrics see it. Thread-safe: called from pool threads.
class FactSource {
public:
    FactSource() = default;
    virtual ~FactSource() = default;
    Q_DISABLE_COPY_MOVE(FactSource)

    [[nodiscard]] virtual QStringList
    facts() const = 0; // "change", "deployment", "incident", "issue", "build", "review", "commit", "release"
    [[nodiscard]] virtual std::vector<FactColumnInfo> columnsOf(const QString &fact) const = 0;
    // With `since` rows that were over before may be left out: those that have ended and have no time at or after it.
    [[nodiscard]] virtual Result<FactTable> load(const QString &fact, Instant since, const CancelToken &cancel) = 0;
    // The records behind ids of a fact, with the keys of the record schema, in the order of the ids.
    [[nodiscard]] virtual Result<std::vector<QJsonObject>> rowsBehind(
        const QString &fact, const std::vector<qint64> &ids) = 0;
    [[nodiscard]] virtual Result<std::vector<Freshness>> freshness() = 0;
    // Teams and working hours; without any, everybody works as usual.
    [[nodiscard]] virtual Result<std::shared_ptr<const Organisation>> organisation()
    {
        return std::make_shared<const Organisation>();
    }
};

} // namespace leadline
