#include "core/metrics/rowtest.h"

#include "core/metrics/suggest.h"

#include <QCoreApplication>

#include <cmath>
#include <limits>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricEngine)
};

// Writes every row and moves on only past the good ones: no branch to mispredict.
template <typename Predicate> void compact(BlockRows &rows, Predicate passes)
{
    std::size_t kept = 0;
    for (const quint16 row : rows) {
        rows[kept] = row;
        kept += passes(row) ? 1U : 0U;
    }
    rows.resize(kept);
}

} // namespace

Result<const FactColumn *> columnOf(const FactTable &table, const QString &name)
{
    const auto found = table.columns.constFind(name);
    if (found != table.columns.constEnd())
        return &*found;
    QStringList names = table.columns.keys();
    names.sort();
    return fail(ErrorKind::Config,
        Words::tr("There is no column '%1' in '%2'.").arg(name, table.fact) + didYouMean(name, names) + u' '
            + Words::tr("The columns are: %1.").arg(names.join(u", "_s)));
}

Result<RowTest> RowTest::byNames(
    const QString &column, const QStringList &values, bool exclude, const FactTable &table, QStringList *missing)
{
    RowTest test;
    const auto found = columnOf(table, column);
    if (!found)
        return std::unexpected(found.error());
    test.m_column = *found;
    test.m_exclude = exclude;
    if (test.m_column->isCode()) {
        const QStringList &names = test.m_column->names();
        test.m_passing.assign(static_cast<std::size_t>(names.size()), exclude ? 1 : 0);
        for (const QString &value : values) {
            const auto code = names.indexOf(value);
            if (code >= 0)
                test.m_passing[static_cast<std::size_t>(code)] = exclude ? 0 : 1;
            else if (missing)
                missing->append(value);
        }
        return test;
    }
    test.m_kind = Kind::Integers;
    for (const QString &value : values) {
        bool good = false;
        test.m_values.push_back(value.toLongLong(&good));
        if (!good || !test.m_column->isInteger()) {
            return fail(ErrorKind::Config,
                Words::tr("'%1' holds numbers, so it cannot be compared with '%2'. Filter by a dimension such as "
                          "service, team or repository.")
                    .arg(column, value));
        }
    }
    return test;
}

Result<RowTest> RowTest::of(const MetricFilter &filter, const FactTable &table, QStringList *missing)
{
    return byNames(filter.column, filter.values, filter.exclude, table, missing);
}

Result<RowTest> RowTest::of(const MetricCondition &condition, const FactTable &table)
{
    using Test = MetricCondition::Test;
    if (condition.test == Test::Is || condition.test == Test::IsNot)
        return byNames(condition.column, condition.values, condition.test == Test::IsNot, table, nullptr);
    RowTest test;
    const auto found = columnOf(table, condition.column);
    if (!found)
        return std::unexpected(found.error());
    test.m_column = *found;
    if (condition.test == Test::Set || condition.test == Test::Unset) {
        test.m_kind = Kind::Set;
        test.m_exclude = condition.test == Test::Unset;
        return test;
    }
    if (test.m_column->isCode())
        return fail(ErrorKind::Config,
            Words::tr("'%1' holds names; a definition compares it with is or is_not.").arg(condition.column));
    test.m_kind = test.m_column->isInteger() ? Kind::IntegerBounds : Kind::RealBounds;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    test.m_least = condition.test == Test::AtLeast ? condition.bound : -infinity;
    test.m_most = condition.test == Test::AtMost ? condition.bound : infinity;
    return test;
}

void RowTest::keepIntegers(const ColumnBlock &block, BlockRows &rows) const
{
    block.visitIntegers([&](const auto &values) {
        if (m_kind == Kind::IntegerBounds) {
            compact(rows, [&](quint16 row) {
                const auto value = static_cast<double>(values[row]);
                return values.isSet(row) && value >= m_least && value <= m_most;
            });
        } else if (m_values.size() == 1) { // the usual case: a flag
            compact(rows, [&, value = m_values.front()](quint16 row) { return (values[row] == value) != m_exclude; });
        } else {
            compact(rows, [&](quint16 row) { return std::ranges::contains(m_values, values[row]) != m_exclude; });
        }
    });
}

void RowTest::keepSet(const ColumnBlock &block, BlockRows &rows) const
{
    switch (m_column->kind()) {
    case FactColumn::Kind::Integer:
        return block.visitIntegers(
            [&](const auto &values) { compact(rows, [&](quint16 row) { return values.isSet(row) != m_exclude; }); });
    case FactColumn::Kind::Code:
        return block.visitCodes(
            [&](const auto &codes) { compact(rows, [&](quint16 row) { return (codes[row] != 0) != m_exclude; }); });
    case FactColumn::Kind::Real:
        return block.visitReals([&](const auto &values) {
            compact(rows, [&](quint16 row) { return !std::isnan(values[row]) != m_exclude; });
        });
    }
}

void RowTest::keep(int index, BlockRows &rows) const
{
    const ColumnBlock &block = m_column->block(index);
    switch (m_kind) {
    case Kind::Codes:
        return block.visitCodes([&](const auto &codes) {
            compact(rows, [&](quint16 row) { return m_passing[static_cast<std::size_t>(codes[row])] != 0; });
        });
    case Kind::Integers:
    case Kind::IntegerBounds:
        return keepIntegers(block, rows);
    case Kind::RealBounds:
        return block.visitReals([&](const auto &values) {
            compact(rows, [&](quint16 row) { return values[row] >= m_least && values[row] <= m_most; });
        });
    case Kind::Set:
        return keepSet(block, rows);
    }
}

} // namespace leadline
