#pragma once

#include "core/metrics/metriccatalog.h"

#include <QJsonObject>

namespace leadline {

// Facts written by hand: a source with the columns of docs/data-model.md and the rows that a test adds.
class MemoryFacts final : public FactSource {
public:
    // Times are ISO texts, dimensions names, the rest numbers; what is left out is unset.
    void add(const QString &fact, const QJsonObject &row);
    void setFreshness(std::vector<Freshness> freshness) { m_freshness = std::move(freshness); }
    void setOrganisation(Organisation organisation)
    {
        m_organisation = std::make_shared<const Organisation>(std::move(organisation));
    }
    void failWith(const Error &error) { m_error = error; } // every call from now on

    [[nodiscard]] const std::vector<QJsonObject> &rows(const QString &fact) const { return m_rows[fact]; }
    [[nodiscard]] static const FactColumns &dataModel();

    [[nodiscard]] QStringList facts() const override;
    [[nodiscard]] std::vector<FactColumnInfo> columnsOf(const QString &fact) const override;
    [[nodiscard]] Result<FactTable> load(const QString &fact, Instant since, const CancelToken &cancel) override;
    // The rows themselves stand for the records behind them.
    [[nodiscard]] Result<std::vector<QJsonObject>> rowsBehind(
        const QString &fact, const std::vector<qint64> &ids) override;
    [[nodiscard]] Result<std::vector<Freshness>> freshness() override;
    [[nodiscard]] Result<std::shared_ptr<const Organisation>> organisation() override { return m_organisation; }

private:
    mutable QHash<QString, std::vector<QJsonObject>> m_rows;
    std::vector<Freshness> m_freshness;
    std::shared_ptr<const Organisation> m_organisation = std::make_shared<const Organisation>();
    std::optional<Error> m_error;
};

} // namespace leadline
