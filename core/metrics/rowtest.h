#pragma once

#include "core/metrics/dimensions.h"

#include <vector>

namespace leadline {

// Rows of one block of a table, by their place in it, ascending.
using BlockRows = std::vector<quint16>;

// A condition made ready for the dimensions and columns of one table: drops the rows of a block that fail it.
class RowTest {
public:
    // Config errors: unknown column, names for numbers. `dimensions` must outlive the test.
    [[nodiscard]] static Result<RowTest> of(const MetricCondition &condition, Dimensions &dimensions);
    // `missing` gets the values that no row can have because the dimension does not know them.
    [[nodiscard]] static Result<RowTest> of(const MetricFilter &filter, Dimensions &dimensions, QStringList *missing);

    // Drops the failing rows of the block, keeping the order.
    void keep(int block, BlockRows &rows) const;

private:
    enum class Kind { Codes, Integers, IntegerBounds, Set, RealBounds, All, Any };
    [[nodiscard]] static Result<RowTest> byNames(
        const QString &column, const QStringList &values, bool exclude, Dimensions &dimensions, QStringList *missing);
    void keepNames(const Dimension &dimension, const QStringList &values, QStringList *missing);
    void keepIntegers(const ColumnBlock &block, BlockRows &rows) const;
    void keepSet(const ColumnBlock &block, BlockRows &rows) const;

    template <typename Condition, typename... Missing>
    [[nodiscard]] static Result<RowTest> joined(
        const Condition &condition, bool negated, Dimensions &dimensions, Missing... missing);
    void keepJoined(int block, BlockRows &rows) const;

    Kind m_kind = Kind::Codes;
    const FactColumn *m_column = nullptr;
    std::vector<quint8> m_passing; // by code
    std::vector<qint64> m_values;
    bool m_exclude = false; // Integers: pass when not among the values; Set: when unset; All, Any: when they do not
    std::vector<RowTest> m_parts; // All, Any
    double m_least = 0;
    double m_most = 0;
};

// Config error when the table has no such column, with the nearest name.
[[nodiscard]] Result<const FactColumn *> columnOf(const FactTable &table, const QString &name);

} // namespace leadline
