#pragma once

#include "core/domain/enums.h"

#include <QByteArray>
#include <QHash>
#include <QStringView>

// What the names of statuses mean where no issue says it, because none is in them now.
namespace leadline {

[[nodiscard]] StatusCategory categoryOfStatus(QStringView name); // Unknown where the name says nothing
// "Blocked", "On hold": an issue in it waits for somebody else, whatever its category.
[[nodiscard]] bool saysBlocked(QStringView name);

// What a tool itself says of its statuses, for those in which no issue is now: a connector that knows it keeps it as
// the checkpoint of this entity, without a scope, as {"In Arbeit": "doing"}. Of a name that stands for several
// categories the earliest.
inline constexpr auto kStatusMeanings = QLatin1StringView("status_meanings");
[[nodiscard]] QByteArray statusMeaningsToJson(const QHash<QString, StatusCategory> &meanings);
[[nodiscard]] QHash<QString, StatusCategory> statusMeaningsFromJson(const QByteArray &json);

} // namespace leadline
