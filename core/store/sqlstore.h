#pragma once

#include "core/domain/sqlsource.h"

#include <QByteArray>

#include <memory>

namespace leadline {

// Answers questions in SQL from the encrypted file. Every call opens a read-only connection of its own, on which an
// authorizer lets through only what the views show.
[[nodiscard]] std::unique_ptr<SqlSource> makeSqlStore(const QString &file, const QByteArray &key);

} // namespace leadline
