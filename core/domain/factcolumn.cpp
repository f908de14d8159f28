#include "core/domain/factcolumn.h"

#include <QDataStream>

namespace leadline {

namespace {

template <typename Value, typename Encode>
std::vector<ColumnBlock::Shared> blocksOf(std::span<const Value> values, Encode encode)
{
    std::vector<ColumnBlock::Shared> blocks;
    blocks.reserve(values.size() / ColumnBlock::kRows + 1);
    for (std::size_t at = 0; at < values.size(); at += ColumnBlock::kRows)
        blocks.push_back(encode(values.subspan(at, std::min<std::size_t>(ColumnBlock::kRows, values.size() - at))));
    return blocks;
}

} // namespace

FactColumn FactColumn::ofIntegers(std::span<const qint64> values)
{
    FactColumn column;
    column.m_rows = static_cast<qsizetype>(values.size());
    column.m_blocks = blocksOf(values, ColumnBlock::ofIntegers);
    return column;
}

FactColumn FactColumn::ofCodes(std::span<const qint32> codes, std::shared_ptr<const Dictionary> dictionary)
{
    FactColumn column;
    column.m_kind = Kind::Code;
    column.m_rows = static_cast<qsizetype>(codes.size());
    column.m_blocks = blocksOf(codes, ColumnBlock::ofCodes);
    column.m_dictionary = std::move(dictionary);
    return column;
}

FactColumn FactColumn::ofReals(std::span<const double> values)
{
    FactColumn column;
    column.m_kind = Kind::Real;
    column.m_rows = static_cast<qsizetype>(values.size());
    column.m_blocks = blocksOf(values, ColumnBlock::ofReals);
    return column;
}

std::vector<qint64> FactColumn::allIntegers() const
{
    std::vector<qint64> values;
    values.reserve(static_cast<std::size_t>(m_rows));
    for (qsizetype row = 0; row < m_rows; ++row)
        values.push_back(integer(row));
    return values;
}

std::vector<qint32> FactColumn::allCodes() const
{
    std::vector<qint32> codes;
    codes.reserve(static_cast<std::size_t>(m_rows));
    for (qsizetype row = 0; row < m_rows; ++row)
        codes.push_back(code(row));
    return codes;
}

FactColumn FactColumn::picked(std::span<const qsizetype> rows) const
{
    FactColumnBuilder builder(m_kind);
    for (const qsizetype row : rows) {
        if (isInteger())
            builder.addInteger(integer(row));
        else if (isCode())
            builder.addCode(code(row));
        else
            builder.addReal(real(row));
    }
    return builder.finish(m_dictionary);
}

qint64 FactColumn::bytes() const
{
    qint64 bytes = static_cast<qint64>(m_blocks.capacity() * sizeof(ColumnBlock::Shared));
    for (const ColumnBlock::Shared &block : m_blocks)
        bytes += block->bytes();
    return bytes;
}

void FactColumn::write(QDataStream &out) const
{
    out << static_cast<quint8>(m_kind) << (m_dictionary ? names() : QStringList())
        << static_cast<quint32>(m_blocks.size());
    for (const ColumnBlock::Shared &block : m_blocks)
        block->write(out);
}

FactColumn FactColumn::read(QDataStream &in)
{
    FactColumn column;
    quint8 kind = 0;
    QStringList names;
    quint32 blocks = 0;
    in >> kind >> names >> blocks;
    column.m_kind = static_cast<Kind>(std::min<quint8>(kind, static_cast<quint8>(Kind::Real)));
    if (column.isCode())
        column.m_dictionary = std::make_shared<const Dictionary>(Dictionary{std::move(names)});
    for (quint32 i = 0; i < blocks && in.status() == QDataStream::Ok; ++i) {
        column.m_blocks.push_back(ColumnBlock::read(in));
        column.m_rows += column.m_blocks.back()->rows();
    }
    return column;
}

FactColumnBuilder::FactColumnBuilder(FactColumn::Kind kind)
{
    m_column.m_kind = kind;
}

void FactColumnBuilder::flush()
{
    switch (m_column.m_kind) {
    case FactColumn::Kind::Integer:
        m_column.m_blocks.push_back(ColumnBlock::ofIntegers(m_integers));
        break;
    case FactColumn::Kind::Code:
        m_column.m_blocks.push_back(ColumnBlock::ofCodes(m_codes));
        break;
    case FactColumn::Kind::Real:
        m_column.m_blocks.push_back(ColumnBlock::ofReals(m_reals));
        break;
    }
    m_column.m_rows += m_column.m_blocks.back()->rows();
    m_integers.clear();
    m_codes.clear();
    m_reals.clear();
}

FactColumn FactColumnBuilder::finish(std::shared_ptr<const Dictionary> dictionary)
{
    if (!m_integers.empty() || !m_codes.empty() || !m_reals.empty())
        flush();
    m_column.m_dictionary = std::move(dictionary);
    m_column.m_blocks.shrink_to_fit();
    return std::move(m_column);
}

} // namespace leadline
