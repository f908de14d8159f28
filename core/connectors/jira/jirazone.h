#pragma once

#include "core/base/instant.h"

#include <QTimeZone>

namespace leadline {

// Moments as Jira's query language has them: minutes without a zone, understood in the zone of the account that asks.
class JiraZone {
public:
    JiraZone() = default; // a zone that is not known
    explicit JiraZone(const QString &ianaId);

    [[nodiscard]] bool isKnown() const { return m_zone.isValid(); }
    // The latest moment whose words surely mean `at` or earlier: the minute; an hour less where clocks are changed
    // (the same words come twice), a day and an hour less where the zone is not known. Unset stays unset.
    [[nodiscard]] Instant floor(Instant at) const;
    [[nodiscard]] QString words(Instant floored) const; // "2026/03/02 09:15"

private:
    QTimeZone m_zone;
};

} // namespace leadline
