#pragma once

#include "core/metrics/definitionreader.h"

#include <QMultiHash>
#include <QSet>

#include <array>

namespace leadline {

// Puts the definitions of all files together and takes out those that cannot be: twice there, naming what is not there,
// leading back to themselves. Takes time that grows with the number of definitions, whatever a file makes of them.
class CatalogBuilder {
public:
    CatalogBuilder(FactColumns columns, const SqlSource *sql);

    void add(const QString &file, const QByteArray &json, const QString &defaultSet);
    [[nodiscard]] std::vector<MetricDefinition> finish(); // once, after all files

    std::vector<CatalogProblem> problems;

private:
    struct Entry {
        ReadDefinition read;
        QString file;
        QStringList operands; // of the formula
        QString dropped; // why; empty = it stays
    };

    [[nodiscard]] int find(const QString &id, const QString &set) const; // of those that stay; -1 = none
    [[nodiscard]] QStringList namesIn(const Entry &entry) const;
    [[nodiscard]] QString missingIn(const Entry &entry) const; // an id that nobody has; empty = none
    void drop(int entry, const QString &reason);
    void dropWhatNeeds(); // goes on from the dropped ones to those that name them
    void dropCircles();
    [[nodiscard]] QString circleFrom(int entry, const QSet<int> &inCircles) const;
    void report(const Entry &entry, JsonPlaces::Place place, const QString &message);

    FactColumns m_columns;
    const SqlSource *m_sql;
    std::vector<Entry> m_entries;
    QHash<QString, QString> m_seen; // set and id → file
    QMultiHash<QString, int> m_byId;
    QMultiHash<QString, int> m_naming; // id → entries that name it
    QStringList m_ids;
    std::vector<int> m_dropped; // in the order in which they fell
    std::size_t m_done = 0; // of those, whose followers were looked at
};

} // namespace leadline
