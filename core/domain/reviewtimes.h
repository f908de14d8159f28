#pragma once

#include "core/base/instant.h"
#include "core/domain/enums.h"

#include <QString>

#include <vector>

namespace leadline {

// A review or a comment on a change request.
struct ReviewResponse {
    Instant at;
    QString who; // identity; empty = a deleted account
    ActorClass actor = ActorClass::Unknown;
    Verdict verdict = Verdict::Commented;
};

struct DraftChange {
    Instant at;
    bool ready = false; // true: marked ready for review; false: turned back into a draft
};

// What happened to one change request, in any order.
struct ReviewHistory {
    QString author; // identity; empty = a deleted account
    Instant createdAt;
    Instant endedAt; // merged or closed; unset while open
    bool draft = false; // is a draft now, or was one when it ended
    std::vector<DraftChange> draftChanges;
    std::vector<ReviewResponse> responses;
};

struct ReviewTimes {
    Instant readyAt; // unset: has been a draft from the beginning
    Instant firstResponseAt;
    Instant firstApprovalAt;
};

// A response counts when a person other than the author gave it between ready and the end (the end included). The
// change was ready when it left the draft state for the last time before the first response, so time spent as a draft
// is never counted as waiting for review.
[[nodiscard]] ReviewTimes reviewTimesOf(ReviewHistory history);

} // namespace leadline
