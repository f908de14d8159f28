#pragma once

#include "command.h"

namespace leadline::cli {

// "metric check | import | export | remove | restore | enable | disable": the definitions of the workspace's people.
[[nodiscard]] bool isLibraryVerb(const QString &verb);
int runLibrary(Context &context, const QString &verb);

} // namespace leadline::cli
