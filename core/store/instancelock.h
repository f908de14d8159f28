#pragma once

#include "core/base/error.h"

#include <memory>

class QLockFile;

namespace leadline {

// Keeps a second program from writing to the same workspace. The lock of a program that died is taken over. Held until
// the returned object goes.
[[nodiscard]] Result<std::unique_ptr<QLockFile>> lockWorkspace(const QString &file);

} // namespace leadline
