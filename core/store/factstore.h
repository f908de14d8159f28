#pragma once

#include "core/domain/facts.h"

#include <QByteArray>

#include <memory>

namespace leadline {

// Facts from the encrypted file (docs/data-model.md has every column). Opens its own read-only connections, one a
// thread.
[[nodiscard]] std::unique_ptr<FactSource> makeFactStore(const QString &file, const QByteArray &key);

} // namespace leadline
