#pragma once

#include "core/base/error.h"

#include <QHash>
#include <QJsonValue>

namespace leadline {

class Database;

[[nodiscard]] Result<QString> cipherVersion(
    Database &database); // "4.6.1 community"; Storage error when the file is not encrypted
[[nodiscard]] Result<int> schemaVersion(Database &database);
[[nodiscard]] Result<QHash<QString, QJsonValue>> readSettings(
    Database &database); // all at once, when a workspace opens

} // namespace leadline
