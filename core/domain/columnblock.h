#pragma once

#include "core/base/instant.h"

#include <array>
#include <concepts>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <utility>

class QDataStream;

namespace leadline {

// What a loop over whole numbers or times sees: value = base + scale * raw; the largest raw stands for "unset".
template <std::unsigned_integral Raw> struct IntegerView {
    static constexpr Raw kUnsetRaw = std::numeric_limits<Raw>::max();
    const Raw *raw = nullptr;
    qint64 base = 0;
    qint64 scale = 1;

    [[nodiscard]] bool isSet(std::size_t i) const { return raw[i] != kUnsetRaw; }
    [[nodiscard]] qint64 operator[](std::size_t i) const
    {
        return isSet(i) ? static_cast<qint64>(static_cast<quint64>(base) + static_cast<quint64>(scale) * raw[i])
                        : Instant::kUnset;
    }
    // The raws of from <= value < to, half open; never those of unset values.
    [[nodiscard]] std::pair<quint64, quint64> rawRange(qint64 from, qint64 to) const
    {
        return {rawOf(from), std::max(rawOf(from), rawOf(to))};
    }

private:
    [[nodiscard]] quint64 rawOf(qint64 value) const // of the first value that is not below
    {
        if (value <= base)
            return 0;
        const quint64 above = static_cast<quint64>(value) - static_cast<quint64>(base);
        const auto step = static_cast<quint64>(scale);
        return std::min<quint64>(kUnsetRaw, above / step + (above % step != 0 ? 1 : 0));
    }
};

template <std::unsigned_integral Raw> struct CodeView { // code = base + raw
    const Raw *raw = nullptr;
    qint32 base = 0;

    [[nodiscard]] qint32 operator[](std::size_t i) const { return base + static_cast<qint32>(raw[i]); }
};

template <std::floating_point Raw> struct RealView { // NaN = unset
    const Raw *raw = nullptr;

    [[nodiscard]] double operator[](std::size_t i) const { return static_cast<double>(raw[i]); }
};

// Up to kRows neighbouring values of a column in as few bytes as hold them exactly: none where all are the same, else
// 1, 2, 4 or 8 each, as the distance to the least value, in milliseconds, seconds, minutes or days. Immutable and
// shared.
class ColumnBlock {
public:
    static constexpr int kRows = 4096;
    using Shared = std::shared_ptr<const ColumnBlock>;

    // At most kRows values. Unset: Instant::kUnset, NaN; codes are >= 0 and 0 means none.
    [[nodiscard]] static Shared ofIntegers(std::span<const qint64> values);
    [[nodiscard]] static Shared ofCodes(std::span<const qint32> codes);
    [[nodiscard]] static Shared ofReals(std::span<const double> values);

    void write(QDataStream &out) const; // in this computer's byte order
    [[nodiscard]] static Shared read(QDataStream &in); // a fault shows in the stream's status

    [[nodiscard]] int rows() const { return m_rows; }
    // Of the values that are set (of all codes, also 0); least > most where none is. Not kept for reals.
    [[nodiscard]] qint64 least() const { return m_least; }
    [[nodiscard]] qint64 most() const { return m_most; }
    [[nodiscard]] bool hasUnset() const { return m_hasUnset; } // integers only
    [[nodiscard]] qint64 bytes() const; // of memory

    [[nodiscard]] qint64 integer(std::size_t i) const;
    [[nodiscard]] qint32 code(std::size_t i) const;
    [[nodiscard]] double real(std::size_t i) const;

    // Calls the visitor with an IntegerView, CodeView or RealView: its loop is compiled for each width, and the width
    // is looked at once a block.
    template <typename Visitor> decltype(auto) visitIntegers(Visitor &&visitor) const
    {
        switch (m_width) {
        case 0:
            return visitor(IntegerView<quint8>{m_least > m_most ? kOnes.data() : kZeros.data(), m_base, m_scale});
        case 1:
            return visitor(IntegerView<quint8>{data<quint8>(), m_base, m_scale});
        case 2:
            return visitor(IntegerView<quint16>{data<quint16>(), m_base, m_scale});
        case 4:
            return visitor(IntegerView<quint32>{data<quint32>(), m_base, m_scale});
        default:
            return visitor(IntegerView<quint64>{data<quint64>(), m_base, m_scale});
        }
    }
    template <typename Visitor> decltype(auto) visitCodes(Visitor &&visitor) const
    {
        const auto base = static_cast<qint32>(m_base);
        switch (m_width) {
        case 0:
            return visitor(CodeView<quint8>{kZeros.data(), base});
        case 1:
            return visitor(CodeView<quint8>{data<quint8>(), base});
        case 2:
            return visitor(CodeView<quint16>{data<quint16>(), base});
        default:
            return visitor(CodeView<quint32>{data<quint32>(), base});
        }
    }
    template <typename Visitor> decltype(auto) visitReals(Visitor &&visitor) const
    {
        return m_width == sizeof(float) ? visitor(RealView<float>{data<float>()})
                                        : visitor(RealView<double>{data<double>()});
    }

private:
    static constexpr std::array<quint8, kRows> kZeros = {};
    static const std::array<quint8, kRows> kOnes; // every bit set

    template <typename Raw> [[nodiscard]] const Raw *data() const
    {
        return reinterpret_cast<const Raw *>(m_data.get());
    }
    template <typename Raw> Raw *allocate(); // m_rows of them
    [[nodiscard]] std::size_t size() const { return std::size_t{m_width} * static_cast<std::size_t>(m_rows); }

    int m_rows = 0;
    quint8 m_width = 0;
    bool m_hasUnset = false;
    qint64 m_base = 0;
    qint64 m_scale = 1;
    qint64 m_least = std::numeric_limits<qint64>::max();
    qint64 m_most = std::numeric_limits<qint64>::min();
    std::unique_ptr<std::byte[]> m_data; // as new gives it: aligned for every width
};

inline qint64 ColumnBlock::integer(std::size_t i) const
{
    return visitIntegers([i](const auto &view) { return view[i]; });
}

inline qint32 ColumnBlock::code(std::size_t i) const
{
    return visitCodes([i](const auto &view) { return view[i]; });
}

inline double ColumnBlock::real(std::size_t i) const
{
    return visitReals([i](const auto &view) { return view[i]; });
}

} // namespace leadline
