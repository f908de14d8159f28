#pragma once

#include "core/base/error.h"

#include <QSet>

namespace leadline {

class Database;

// Which bugs were found in production, by their labels: those of the setting "escaped_labels" (JSON array of texts),
// whatever their case. A source none of whose bugs has such a label tells nothing about it.
struct EscapedBugs {
    QByteArray sql; // on table issue: 1 or 0 for bugs, else NULL
    QSet<qint64> sources; // that tell

    [[nodiscard]] static Result<EscapedBugs> read(Database &database);
};

// Whether the setting is another one than at the last call.
[[nodiscard]] Result<bool> takeChangedEscapedLabels(Database &database);

} // namespace leadline
