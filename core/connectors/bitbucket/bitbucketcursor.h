#pragma once

#include "core/base/instant.h"

#include <QByteArray>

namespace leadline {

// Where the reading of one list of one repository stands: what a checkpoint of this connector holds.
struct BitbucketCursor {
    // of the run under way
    QString next; // address of the page where it goes on
    Instant began;
    Instant until; // what is older was read by an earlier run; unset = read everything
    Instant newest; // newest change seen so far: the next watermark
    Instant open; // oldest that is still under way
    Instant lastOldest; // of the page before, to notice a list that is not newest first
    bool isUnsorted = false; // the list is not newest first: it is read to its end
    qint64 total = -1; // that the server says there are, of a list that is read as a whole
    QString headSeen; // newest commit of this run

    // of the last finished run
    Instant watermark;
    Instant unfinished; // oldest that was still under way
    Instant deepAt; // when the list was last read far back
    QString recent; // RecentItems
    QString head; // newest commit that is known
    QString branch; // that commits were read of

    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static BitbucketCursor fromJson(const QByteArray &json); // unreadable text gives an empty one
};

} // namespace leadline
