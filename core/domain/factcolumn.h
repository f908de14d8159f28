#pragma once

#include "core/domain/columnblock.h"

#include <QStringList>

#include <vector>

namespace leadline {

// Names behind the codes of a dimension column: code = index; "" at 0 means none.
struct Dictionary {
    QStringList names;
};

// A column of one fact, immutable: times are ms since 1970 and durations ms (Instant::kUnset = none), codes index the
// names, reals have NaN for none. Values lie in blocks of ColumnBlock::kRows rows (the last has fewer), each as narrow
// as its values allow: loops go block by block through visitIntegers(), visitCodes() or visitReals().
class FactColumn {
public:
    enum class Kind { Integer, Code, Real };

    FactColumn() = default; // integers, no rows
    [[nodiscard]] static FactColumn ofIntegers(std::span<const qint64> values);
    [[nodiscard]] static FactColumn ofCodes(
        std::span<const qint32> codes, std::shared_ptr<const Dictionary> dictionary);
    [[nodiscard]] static FactColumn ofReals(std::span<const double> values);

    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] bool isInteger() const { return m_kind == Kind::Integer; }
    [[nodiscard]] bool isCode() const { return m_kind == Kind::Code; }
    [[nodiscard]] bool isReal() const { return m_kind == Kind::Real; }
    [[nodiscard]] qsizetype rows() const { return m_rows; }
    [[nodiscard]] const std::shared_ptr<const Dictionary> &dictionary() const { return m_dictionary; } // codes only
    [[nodiscard]] const QStringList &names() const { return m_dictionary->names; } // codes only

    // One value; a loop over many rows goes by blocks.
    [[nodiscard]] qint64 integer(qsizetype row) const { return blockOf(row).integer(placeOf(row)); }
    [[nodiscard]] qint32 code(qsizetype row) const { return blockOf(row).code(placeOf(row)); }
    [[nodiscard]] double real(qsizetype row) const { return blockOf(row).real(placeOf(row)); }
    [[nodiscard]] const QString &name(qsizetype row) const { return names().at(code(row)); }

    [[nodiscard]] int blocks() const { return static_cast<int>(m_blocks.size()); }
    [[nodiscard]] const ColumnBlock &block(int index) const { return *m_blocks[static_cast<std::size_t>(index)]; }

    // Copies, for tests and for few rows.
    [[nodiscard]] std::vector<qint64> allIntegers() const;
    [[nodiscard]] std::vector<qint32> allCodes() const;
    [[nodiscard]] FactColumn picked(std::span<const qsizetype> rows) const; // these rows, in this order

    [[nodiscard]] qint64 bytes() const; // of memory, without the names

    void write(QDataStream &out) const;
    [[nodiscard]] static FactColumn read(QDataStream &in); // a fault shows in the stream's status

private:
    friend class FactColumnBuilder;
    [[nodiscard]] const ColumnBlock &blockOf(qsizetype row) const
    {
        return *m_blocks[static_cast<std::size_t>(row / ColumnBlock::kRows)];
    }
    [[nodiscard]] static std::size_t placeOf(qsizetype row)
    {
        return static_cast<std::size_t>(row % ColumnBlock::kRows);
    }

    Kind m_kind = Kind::Integer;
    qsizetype m_rows = 0;
    std::vector<ColumnBlock::Shared> m_blocks;
    std::shared_ptr<const Dictionary> m_dictionary;
};

// Makes a column value by value: never more than one block lies about in full width.
class FactColumnBuilder {
public:
    explicit FactColumnBuilder(FactColumn::Kind kind);

    void addInteger(qint64 value)
    {
        m_integers.push_back(value);
        flushFull(m_integers.size());
    }
    void addCode(qint32 code)
    {
        m_codes.push_back(code);
        flushFull(m_codes.size());
    }
    void addReal(double value)
    {
        m_reals.push_back(value);
        flushFull(m_reals.size());
    }
    [[nodiscard]] FactColumn finish(std::shared_ptr<const Dictionary> dictionary = nullptr); // once

private:
    void flushFull(std::size_t size)
    {
        if (size == ColumnBlock::kRows)
            flush();
    }
    void flush();

    FactColumn m_column;
    std::vector<qint64> m_integers;
    std::vector<qint32> m_codes;
    std::vector<double> m_reals;
};

} // namespace leadline
