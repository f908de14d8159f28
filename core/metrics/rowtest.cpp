#include "core/metrics/rowtest.h"

#include "core/base/suggest.h"

#include <QCoreApplication>
#include <QSet>

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

// Which codes pass: a row that counts under several names has what any of them has.
void RowTest::keepNames(const Dimension &dimension, const QStringList &values, QStringList *missing)
{
    m_column = dimension.column;
    const QSet<QString> asked(values.begin(), values.end());
    QSet<QString> left = asked;
    std::vector<quint8> wanted;
    for (const QString &name : dimension.names) {
        wanted.push_back(asked.contains(name) ? 1 : 0);
        left.remove(name);
    }
    for (const QString &value : values) {
        if (missing && left.remove(value))
            missing->append(value);
    }
    if (dimension.spread.empty())
        m_passing = std::move(wanted);
    for (const std::vector<qint32> &names : dimension.spread) {
        m_passing.push_back(
            std::ranges::any_of(names, [&](qint32 name) { return wanted[static_cast<std::size_t>(name)] != 0; }) ? 1
                                                                                                                 : 0);
    }
    if (m_exclude)
        std::ranges::for_each(m_passing, [](quint8 &passing) { passing = passing == 0 ? 1 : 0; });
}

Result<RowTest> RowTest::byNames(
    const QString &column, const QStringList &values, bool exclude, Dimensions &dimensions, QStringList *missing)
{
    RowTest test;
    test.m_exclude = exclude;
    if (const Dimension *dimension = dimensions.toFilterBy(column)) {
        test.keepNames(*dimension, values, missing);
        return test;
    }
    const auto found = columnOf(dimensions.table(), column);
    if (!found)
        return std::unexpected(found.error());
    test.m_column = *found;
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

template <typename Condition, typename... Missing>
Result<RowTest> RowTest::joined(const Condition &condition, bool negated, Dimensions &dimensions, Missing... missing)
{
    RowTest test;
    test.m_kind = condition.join == MetricFilter::Join::Any ? Kind::Any : Kind::All;
    test.m_exclude = negated;
    for (const Condition &part : condition.parts) {
        auto made = of(part, dimensions, missing...);
        if (!made)
            return made;
        test.m_parts.push_back(std::move(*made));
    }
    return test;
}

void RowTest::keepJoined(int block, BlockRows &rows) const
{
    const auto without = [](const BlockRows &all, const BlockRows &some) {
        BlockRows rest;
        rest.reserve(all.size() - some.size());
        std::ranges::set_difference(all, some, std::back_inserter(rest));
        return rest;
    };
    if (m_kind == Kind::All) {
        BlockRows passing = rows;
        for (const RowTest &part : m_parts)
            part.keep(block, passing);
        rows = m_exclude ? without(rows, passing) : std::move(passing);
        return;
    }
    BlockRows failing = rows; // each part looks only at what no other has let pass
    for (const RowTest &part : m_parts) {
        BlockRows passing = failing;
        part.keep(block, passing);
        failing = without(failing, passing);
    }
    rows = m_exclude ? std::move(failing) : without(rows, failing);
}

Result<RowTest> RowTest::of(const MetricFilter &filter, Dimensions &dimensions, QStringList *missing)
{
    if (filter.join != MetricFilter::Join::None)
        return joined(filter, filter.exclude, dimensions, missing);
    return byNames(filter.column, filter.values, filter.exclude, dimensions, missing);
}

Result<RowTest> RowTest::of(const MetricCondition &condition, Dimensions &dimensions)
{
    using Test = MetricCondition::Test;
    if (condition.join != MetricFilter::Join::None)
        return joined(condition, condition.negated, dimensions);
    if (condition.test == Test::Is || condition.test == Test::IsNot)
        return byNames(condition.column, condition.values, condition.test == Test::IsNot, dimensions, nullptr);
    RowTest test;
    if (const Dimension *dimension = dimensions.toFilterBy(condition.column)) {
        test.m_column = dimension->column;
    } else {
        const auto found = columnOf(dimensions.table(), condition.column);
        if (!found)
            return std::unexpected(found.error());
        test.m_column = *found;
    }
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
    if (m_kind == Kind::All || m_kind == Kind::Any)
        return keepJoined(index, rows);
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
    case Kind::All:
    case Kind::Any:
        break;
    }
}

} // namespace leadline
