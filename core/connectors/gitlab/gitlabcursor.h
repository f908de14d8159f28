#pragma once

#include "core/base/instant.h"

#include <QByteArray>
#include <QString>

namespace leadline {

// Where the reading of one list of one project stands: what a checkpoint of this connector holds.
struct GitLabCursor {
    // of the run under way; `after` or `next` is where it goes on
    QString after; // GraphQL cursor
    QString next; // REST address
    Instant since; // what changed before was read by an earlier run; unset = read everything
    Instant newest; // newest seen so far: the next watermark
    int pageSize = 0;
    Instant began; // by the server's clock

    // of the last finished run
    Instant watermark;
    Instant finishedRunBegan;
    Instant headNewest; // how the head of the list looked: when it looks the same, nothing is to be read
    QString branch;
    QString headSha; // commits are read up to here

    [[nodiscard]] QByteArray toJson() const;
    // Unreadable text gives an empty one: everything is read again.
    [[nodiscard]] static GitLabCursor fromJson(const QByteArray &json);
};

} // namespace leadline
