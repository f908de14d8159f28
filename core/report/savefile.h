#pragma once

#include "core/base/error.h"

#include <QByteArray>

namespace leadline {

// All of it or nothing: the file is complete afterwards, or as it was before. Storage errors say what to do.
[[nodiscard]] Result<void> saveFile(const QString &file, const QByteArray &content);

} // namespace leadline
