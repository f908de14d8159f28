#pragma once

#include "core/base/timerange.h"
#include "core/domain/facts.h"

#include <memory>

namespace leadline {

// Immutable columns of all facts that were asked for, shared by all queries, with a generation number.
class FactsSnapshot {
public:
    // Loads the named facts; with `since`, without what was over before. Facts not named are taken over from
    // `previous`.
    [[nodiscard]] static Result<std::shared_ptr<const FactsSnapshot>> load(FactSource &source, const QStringList &facts,
        quint64 generation, const CancelToken &cancel = {},
        const std::shared_ptr<const FactsSnapshot> &previous = nullptr, Instant since = {});
    // Facts of `newer` in place of this one's, where it has them.
    [[nodiscard]] std::shared_ptr<const FactsSnapshot> with(const FactsSnapshot &newer) const;

    [[nodiscard]] const FactTable *table(const QString &fact) const; // nullptr when it was not loaded
    [[nodiscard]] std::shared_ptr<const FactTable> sharedTable(const QString &fact) const;
    [[nodiscard]] QStringList facts() const; // those that are loaded
    // From the earliest time in a time column (or the moment before which nothing was loaded) to just after the latest;
    // empty without any.
    [[nodiscard]] TimeRange span(const QString &fact, const QString &timeColumn) const;
    [[nodiscard]] const std::vector<Freshness> &freshness() const { return m_freshness; }
    [[nodiscard]] const Organisation &organisation() const { return *m_organisation; }
    [[nodiscard]] quint64 generation() const { return m_generation; }
    [[nodiscard]] qint64 bytes() const;

private:
    struct Loaded {
        std::shared_ptr<const FactTable> table;
        QHash<QString, TimeRange> spans; // by time column
    };
    static Result<Loaded> loadFact(FactSource &source, const QString &fact, Instant since, const CancelToken &cancel);

    QHash<QString, Loaded> m_facts;
    std::vector<Freshness> m_freshness;
    std::shared_ptr<const Organisation> m_organisation = std::make_shared<const Organisation>();
    quint64 m_generation = 0;
};

} // namespace leadline
