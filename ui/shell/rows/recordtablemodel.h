#pragma once

#include "core/metrics/metricquery.h"

#include <QAbstractTableModel>
#include <QTimeZone>

namespace leadline {

// Records as rows; columns are the record's fields, with the value that counted and its explanation in front where
// there are any.
class RecordTableModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role {
        SortRole = Qt::UserRole, // numbers and times as they are, for sorting
        KeyRole // of the column: "merged_at"
    };

    explicit RecordTableModel(QObject *parent = nullptr);

    // `valueTitle` heads the column of values; without it there is no such column.
    void setRows(const MetricRows &rows, const QString &valueTitle, MetricUnit unit, const QTimeZone &zone);
    void clear();

    [[nodiscard]] const QString &fact() const { return m_fact; }
    [[nodiscard]] qint64 idAt(int row) const { return m_rows[static_cast<std::size_t>(row)].id; }
    [[nodiscard]] QString urlAt(int row) const;
    [[nodiscard]] const QStringList &keys() const { return m_keys; }
    [[nodiscard]] QStringList usualKeys() const; // columns shown until a person chooses others

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const MetricRow &row, const QString &key) const;
    [[nodiscard]] QVariant sortValue(const MetricRow &row, const QString &key) const;

    QString m_fact;
    QString m_valueTitle;
    MetricUnit m_unit = MetricUnit::Count;
    QTimeZone m_zone = QTimeZone::utc();
    QStringList m_keys;
    std::vector<MetricRow> m_rows;
};

[[nodiscard]] QString fieldTitle(const QString &key); // "merged_at" → "Merged"

} // namespace leadline
