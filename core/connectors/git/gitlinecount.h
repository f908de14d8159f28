#pragma once

#include <QtTypes>

#include <string_view>

namespace leadline {

struct GitLineCount {
    qint64 additions = 0;
    qint64 deletions = 0;
};

// Lines that differ between two texts, as `git diff --numstat` counts them; none for binary content.
[[nodiscard]] GitLineCount gitLineCount(std::string_view before, std::string_view after);

} // namespace leadline
