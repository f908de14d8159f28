#pragma once

#include "core/secrets/secretstore.h"

namespace leadline {

// Forgets everything with the program: for tests, and for a look at the sample organisation.
[[nodiscard]] std::unique_ptr<SecretStore> makeMemoryStore();

} // namespace leadline
