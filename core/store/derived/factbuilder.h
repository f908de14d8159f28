#pragma once

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/columnreader.h"
#include "core/store/derived/factcolumns.h"
#include "core/store/derived/workspacemaps.h"

#include <QHash>

#include <initializer_list>

// What the loaders of facts share: factloading.cpp and toolfactloading.cpp.
namespace leadline {

inline constexpr qint64 kNoValue = Instant::kUnset;

template <typename E> QString codeName(qint64 code)
{
    const auto &names = EnumNames<E>::values;
    return code >= 0 && code < static_cast<qint64>(names.size()) ? QString(names[static_cast<std::size_t>(code)])
                                                                 : QString(names[0]);
}

// One fact being made from the columns of a query.
class FactBuilder {
public:
    FactBuilder(ColumnReader cells, const WorkspaceMaps &maps, const QString &fact)
        : m_cells(std::move(cells))
        , m_maps(maps)
    {
        m_table.fact = fact;
        m_table.rows = m_cells.rows();
    }

    // The query's columns from the given one on, by these names.
    void take(int column, std::initializer_list<const char *> names)
    {
        for (const char *name : names)
            add(name, m_cells.take(column++));
    }
    void add(const char *name, FactColumn column)
    {
        m_table.columns.insert(QString::fromLatin1(name), std::move(column));
    }
    void addCoded(const char *name, int column, QString (*nameOf)(qint64)) { add(name, m_cells.named(column, nameOf)); }
    template <typename E> void addEnum(const char *name, int column) { addCoded(name, column, codeName<E>); }
    void addPlace(int repository, bool withService = true)
    {
        add("repository", m_cells.named(repository, [this](qint64 id) { return m_maps.repositories.value(id).path; }));
        if (withService)
            add("service", m_cells.named(repository, [this](qint64 id) {
                return m_maps.services.value(m_maps.repositories.value(id).service);
            }));
    }
    void addSource(int column)
    {
        add("source", m_cells.named(column, [this](qint64 id) { return m_maps.sources.value(id); }));
    }
    void addService(int column)
    {
        add("service", m_cells.named(column, [this](qint64 id) { return m_maps.services.value(id); }));
    }
    void addSprint(int column)
    {
        add("sprint", m_cells.named(column, [this](qint64 id) { return m_maps.sprints.value(id).name; }));
        add("board", m_cells.named(column, [this](qint64 id) { return m_maps.sprints.value(id).board; }));
    }
    void addWho(const char *name, int identity)
    {
        add(name, m_cells.named(identity, [this](qint64 id) { return m_maps.labelOf(id); }));
    }
    void addWhoseClass(const char *name, int identity)
    {
        add(name, m_cells.named(identity, [this](qint64 id) {
            return QString(enumName(m_maps.identities.value(id).actor));
        }));
    }
    // The team of the identity at the first of the times that is set.
    void addTeam(int identity, std::initializer_list<int> times)
    {
        const IntegerCells who = m_cells.integers(identity);
        const std::vector<int> columns(times);
        QHash<qint64, qint64> people;
        const auto teamOf = [&](qsizetype row) -> qint64 {
            const auto i = static_cast<std::size_t>(row);
            if (who[i] == kNoValue)
                return kNoValue;
            auto person = people.constFind(who[i]);
            if (person == people.cend())
                person = people.insert(who[i], m_maps.identities.value(who[i]).person);
            for (const int column : columns) {
                if (const qint64 at = m_cells.integers(column)[i]; at != kNoValue)
                    return m_maps.teamAt(*person, Instant(at));
            }
            return m_maps.teamAt(*person, Instant());
        };
        add("team", m_cells.named(teamOf, [this](qint64 id) { return m_maps.teams.value(id); }));
    }
    // An integer column computed row by row.
    template <typename Value> void compute(const char *name, Value value)
    {
        FactColumnBuilder values(FactColumn::Kind::Integer);
        for (std::size_t row = 0; row < static_cast<std::size_t>(m_cells.rows()); ++row)
            values.addInteger(value(row));
        add(name, values.finish());
    }
    [[nodiscard]] IntegerCells integers(int column) const { return m_cells.integers(column); }
    [[nodiscard]] FactTable finish() { return std::move(m_table); }

private:
    ColumnReader m_cells;
    const WorkspaceMaps &m_maps;
    FactTable m_table;
};

// What all loaders share.
struct Loading {
    Database &database;
    const CancelToken &cancel;
    Instant since;
    WorkspaceMaps maps;

    // The condition for what is wanted; empty = everything.
    [[nodiscard]] QByteArray wanted(const char *fact) const
    {
        return since.isSet() ? " WHERE " + overSql(QString::fromLatin1(fact)) + " >= " + QByteArray::number(since.ms())
                             : QByteArray();
    }
    [[nodiscard]] Result<FactBuilder> read(const char *fact, const char *sql, const char *kinds) const
    {
        auto cells = ColumnReader::read(database, sql + wanted(fact), kinds, cancel);
        if (!cells)
            return std::unexpected(cells.error());
        return FactBuilder(std::move(*cells), maps, QString::fromLatin1(fact));
    }
};

[[nodiscard]] Result<FactTable> loadBuilds(const Loading &loading);
[[nodiscard]] Result<FactTable> loadRedPeriods(const Loading &loading);
[[nodiscard]] Result<FactTable> loadFindings(const Loading &loading);
[[nodiscard]] Result<FactTable> loadMeasures(const Loading &loading);
[[nodiscard]] Result<FactTable> loadMessages(const Loading &loading);

} // namespace leadline
