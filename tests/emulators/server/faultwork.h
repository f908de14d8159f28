#pragma once

#include "tests/emulators/server/emulatedtool.h"

namespace leadline {

// The whole answer of a fault that stands in place of the real one; nothing for those that only spoil it.
[[nodiscard]] std::optional<EmulatedAnswer> refusalOf(
    const EmulatedTool &tool, const EmulatorFault &fault, const EmulatedRequest &request);
// Spoils a good answer. `page` numbers the pages of an endless list.
void spoil(const EmulatedTool &tool, const EmulatorFault &fault, const EmulatedRequest &request, EmulatedAnswer &answer,
    int page);

} // namespace leadline
