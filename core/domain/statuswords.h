#pragma once

#include "core/domain/enums.h"

#include <QStringView>

// What trackers call their statuses, for names of which no issue says the category (a status that is not used any
// more).
namespace leadline {

[[nodiscard]] StatusCategory categoryOfStatus(QStringView name); // Unknown where the name says nothing
// "Blocked", "On hold": an issue in it waits for somebody else, whatever its category.
[[nodiscard]] bool saysBlocked(QStringView name);

} // namespace leadline
