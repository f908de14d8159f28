#include "core/domain/columnblock.h"

#include <QDataStream>

#include <algorithm>
#include <cmath>

namespace leadline {

namespace {

constexpr std::array<quint8, ColumnBlock::kRows> filledWith(quint8 value)
{
    std::array<quint8, ColumnBlock::kRows> filled{};
    filled.fill(value);
    return filled;
}

// Bytes that distances up to `most` need, when the largest raw is kept free for "unset".
quint8 widthFor(quint64 most)
{
    if (most < std::numeric_limits<quint8>::max())
        return 1;
    if (most < std::numeric_limits<quint16>::max())
        return 2;
    return most < std::numeric_limits<quint32>::max() ? 4 : 8;
}

template <qint64 Scale> bool divides(std::span<const qint64> values, qint64 base)
{
    return std::ranges::all_of(values, [base](qint64 value) {
        return value == Instant::kUnset || (static_cast<quint64>(value) - static_cast<quint64>(base)) % Scale == 0;
    });
}

// The scale is a constant of the loop: a division by a number that is known costs a multiplication.
template <quint64 Scale, typename Raw> void encode(std::span<const qint64> values, qint64 base, Raw *raws)
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        const quint64 distance = static_cast<quint64>(values[i]) - static_cast<quint64>(base);
        raws[i] = values[i] == Instant::kUnset ? std::numeric_limits<Raw>::max() : static_cast<Raw>(distance / Scale);
    }
}

constexpr qint64 kSecond = 1000;
constexpr qint64 kMinute = 60 * kSecond;
constexpr qint64 kDay = 24 * 60 * kMinute;

// The coarsest scale that is exact and saves a width.
qint64 scaleFor(std::span<const qint64> values, qint64 base, quint64 span)
{
    const quint8 plain = widthFor(span);
    if (plain == 1)
        return 1;
    if (widthFor(span / kDay) < plain && divides<kDay>(values, base))
        return kDay;
    if (widthFor(span / kMinute) < plain && divides<kMinute>(values, base))
        return kMinute;
    return widthFor(span / kSecond) < plain && divides<kSecond>(values, base) ? kSecond : 1;
}

template <typename Raw> void encodeScaled(std::span<const qint64> values, qint64 base, qint64 scale, Raw *raws)
{
    switch (scale) {
    case kSecond:
        return encode<kSecond>(values, base, raws);
    case kMinute:
        return encode<kMinute>(values, base, raws);
    case kDay:
        return encode<kDay>(values, base, raws);
    default:
        return encode<1>(values, base, raws);
    }
}

} // namespace

const std::array<quint8, ColumnBlock::kRows> ColumnBlock::kOnes = filledWith(0xff);

template <typename Raw> Raw *ColumnBlock::allocate()
{
    m_width = sizeof(Raw);
    m_data = std::make_unique_for_overwrite<std::byte[]>(static_cast<std::size_t>(m_rows) * sizeof(Raw));
    return reinterpret_cast<Raw *>(m_data.get());
}

ColumnBlock::Shared ColumnBlock::ofIntegers(std::span<const qint64> values)
{
    Q_ASSERT(values.size() <= kRows);
    auto block = std::make_shared<ColumnBlock>();
    block->m_rows = static_cast<int>(values.size());
    for (const qint64 value : values) {
        block->m_hasUnset = block->m_hasUnset || value == Instant::kUnset;
        block->m_least = std::min(block->m_least, value == Instant::kUnset ? block->m_least : value);
        block->m_most = std::max(block->m_most, value); // unset is the least number there is
    }
    if (block->m_least > block->m_most) // none is set
        return block;
    block->m_base = block->m_least;
    const quint64 span = static_cast<quint64>(block->m_most) - static_cast<quint64>(block->m_least);
    if (span == 0 && !block->m_hasUnset)
        return block;
    block->m_scale = scaleFor(values, block->m_base, span);
    const auto encodeAs = [&](auto *raws) { encodeScaled(values, block->m_base, block->m_scale, raws); };
    switch (widthFor(span / static_cast<quint64>(block->m_scale))) {
    case 1:
        encodeAs(block->allocate<quint8>());
        break;
    case 2:
        encodeAs(block->allocate<quint16>());
        break;
    case 4:
        encodeAs(block->allocate<quint32>());
        break;
    default:
        encodeAs(block->allocate<quint64>());
    }
    return block;
}

ColumnBlock::Shared ColumnBlock::ofCodes(std::span<const qint32> codes)
{
    Q_ASSERT(codes.size() <= kRows);
    auto block = std::make_shared<ColumnBlock>();
    block->m_rows = static_cast<int>(codes.size());
    if (codes.empty())
        return block;
    const auto [least, most] = std::ranges::minmax(codes);
    block->m_least = least;
    block->m_most = most;
    if (least == most) {
        block->m_base = least;
        return block;
    }
    // Codes start at 0 in every block, so that tables by code need no shift.
    if (most <= std::numeric_limits<quint8>::max())
        std::ranges::copy(codes, block->allocate<quint8>());
    else if (most <= std::numeric_limits<quint16>::max())
        std::ranges::copy(codes, block->allocate<quint16>());
    else
        std::ranges::copy(codes, block->allocate<quint32>());
    return block;
}

ColumnBlock::Shared ColumnBlock::ofReals(std::span<const double> values)
{
    Q_ASSERT(values.size() <= kRows);
    auto block = std::make_shared<ColumnBlock>();
    block->m_rows = static_cast<int>(values.size());
    const bool exactAsFloat = std::ranges::all_of(values, [](double value) {
        return std::isnan(value)
            || (std::abs(value) <= std::numeric_limits<float>::max()
                && static_cast<double>(static_cast<float>(value)) == value);
    });
    if (exactAsFloat)
        std::ranges::transform(
            values, block->allocate<float>(), [](double value) { return static_cast<float>(value); });
    else
        std::ranges::copy(values, block->allocate<double>());
    return block;
}

void ColumnBlock::write(QDataStream &out) const
{
    out << qint32{m_rows} << m_width << m_hasUnset << m_base << m_scale << m_least << m_most;
    out.writeRawData(reinterpret_cast<const char *>(m_data.get()), static_cast<qint64>(size()));
}

ColumnBlock::Shared ColumnBlock::read(QDataStream &in)
{
    auto block = std::make_shared<ColumnBlock>();
    qint32 rows = 0;
    in >> rows >> block->m_width >> block->m_hasUnset >> block->m_base >> block->m_scale >> block->m_least
        >> block->m_most;
    constexpr std::array<quint8, 5> widths{0, 1, 2, 4, 8};
    if (rows < 0 || rows > kRows || !std::ranges::contains(widths, block->m_width) || block->m_scale <= 0) {
        in.setStatus(QDataStream::ReadCorruptData);
        return std::make_shared<ColumnBlock>();
    }
    block->m_rows = rows;
    if (block->size() > 0) {
        block->m_data = std::make_unique_for_overwrite<std::byte[]>(block->size());
        const auto wanted = static_cast<qint64>(block->size());
        if (in.readRawData(reinterpret_cast<char *>(block->m_data.get()), wanted) != wanted)
            in.setStatus(QDataStream::ReadPastEnd);
    }
    return block;
}

qint64 ColumnBlock::bytes() const
{
    return static_cast<qint64>(sizeof(ColumnBlock)) + qint64{m_width} * m_rows;
}

} // namespace leadline
