#pragma once

#include "core/base/error.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace leadline {

class Database;

// The records behind ids of a fact, one for each id in their order (an empty object for an id that is gone): the keys
// of the record schema, with people and repositories by name, and beside them what was derived (stages in seconds,
// service, team …).
[[nodiscard]] Result<std::vector<QJsonObject>> factRows(
    Database &database, const QString &fact, const std::vector<qint64> &ids);

} // namespace leadline
