#pragma once

#include <QString>
#include <QStringView>

#include <compare>
#include <limits>

namespace leadline {

// A point in time: UTC milliseconds since 1970, or unset. Unset sorts before every set instant.
class Instant {
public:
    constexpr Instant() = default;
    constexpr explicit Instant(qint64 ms)
        : m_ms(ms)
    {
    }

    [[nodiscard]] constexpr bool isSet() const { return m_ms != kUnset; }
    [[nodiscard]] constexpr qint64 ms() const { return m_ms; }
    constexpr auto operator<=>(const Instant &) const = default;

    // "2026-03-03T10:02:00Z" (milliseconds only where there are any); empty when unset.
    [[nodiscard]] QString toIso() const;
    // Reads ISO 8601 with a zone ("Z", "+02:00", "+0200", fractions of any length) and "2026-03-03 10:02:03 UTC".
    // Text without a zone, unreadable text and year >= 9999 (some tools' "still current") give an unset instant.
    [[nodiscard]] static Instant fromIso(QStringView text);

    static constexpr qint64 kUnset = std::numeric_limits<qint64>::min();

private:
    qint64 m_ms = kUnset;
};

} // namespace leadline
