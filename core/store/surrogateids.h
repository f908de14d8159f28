#pragma once

#include "core/domain/enums.h"
#include "core/store/statement.h"

#include <QHash>

#include <array>

namespace leadline {

// External id → surrogate id. What was asked lately is kept in memory, bounded: within a page records refer to the same
// few others.
class SurrogateIds {
public:
    explicit SurrogateIds(Database &database)
        : m_database(database)
    {
    }

    // 0 where there is no such record.
    [[nodiscard]] Result<qint64> find(RecordKind kind, qint64 source, const QString &externalId);
    void remember(RecordKind kind, qint64 source, const QString &externalId, qint64 id);
    void forget(); // after a rollback, or when rows were deleted

private:
    static constexpr qsizetype kGenerationSize = 20000;

    // Two generations: when the young one is full, it becomes the old one and the old one goes.
    struct Generations {
        QHash<QString, qint64> young;
        QHash<QString, qint64> old;
    };
    Generations &generationsOf(RecordKind kind, qint64 source)
    {
        return m_known[(source << 8) | static_cast<qint64>(kind)];
    }

    Database &m_database;
    QHash<qint64, Generations> m_known;
    std::array<Statement, kRecordKindCount> m_lookups;
};

} // namespace leadline
