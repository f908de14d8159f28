#pragma once

#include "tests/emulators/githubanswers.h"
#include "tests/emulators/githubfault.h"

namespace leadline {

// The whole answer of a fault that stands in place of the real one; nothing for those that only spoil it.
[[nodiscard]] std::optional<EmulatedAnswer> refusalOf(const GitHubFault &fault, const QJsonObject &graphQlRequest);
// Spoils a good answer. `page` numbers the pages of an endless list.
void spoil(const GitHubFault &fault, EmulatedAnswer &answer, int page);

} // namespace leadline
