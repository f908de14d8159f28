#pragma once

#include "core/base/instant.h"

#include <QByteArray>
#include <QString>

namespace leadline {

// Where the reading of one list of one repository stands: what a checkpoint of this connector holds.
struct GitHubCursor {
    // of the run under way; `after` or `next` is where it goes on
    QString after; // GraphQL cursor
    QString next; // REST address
    Instant until; // what is older was read by an earlier run; unset = read everything
    Instant newest; // newest seen so far: the next watermark
    Instant from; // runs in windows: the oldest to read, and the newest of the window now read
    Instant to;
    qint64 windowMs = 0;
    int pageSize = 0;
    Instant began;

    // of the last finished run, and what this one adds to it
    Instant watermark;
    Instant finishedRunBegan;
    Instant deepAt; // when runs were last read far back, for those started again
    Instant unfinished; // oldest that was still under way
    Instant oldestMergedCommit;
    Instant headNewest; // how the head of the list looked: when it looks the same, nothing is to be read
    qint64 headTotal = -1;
    QString branch;
    QString headSha;

    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static GitHubCursor fromJson(
        const QByteArray &json); // unreadable text gives an empty one: everything is read again
};

} // namespace leadline
