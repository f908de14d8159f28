#pragma once

#include "core/base/error.h"

namespace leadline {

// Looks at the file before it is opened: missing, empty, unencrypted and foreign files are refused in words.
// True: the file is there and may be a workspace; false: it is missing (or empty) and can be created.
[[nodiscard]] Result<bool> checkWorkspaceFile(const QString &file, bool create);

} // namespace leadline
