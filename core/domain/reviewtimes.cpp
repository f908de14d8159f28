#include "core/domain/reviewtimes.h"

#include <algorithm>

namespace leadline {

namespace {

bool isByAnotherPerson(const ReviewResponse &response, const QString &author)
{
    if (response.actor == ActorClass::Bot || response.actor == ActorClass::AiReviewer)
        return false;
    return response.who != author; // two deleted accounts may be the same one
}

// When the newest stretch out of draft began that holds the moment; unset when it was a draft then.
Instant readySince(const ReviewHistory &history, Instant moment)
{
    const bool startsReady = history.draftChanges.empty() ? !history.draft : !history.draftChanges.front().ready;
    Instant since = startsReady ? history.createdAt : Instant{};
    for (const DraftChange &change : history.draftChanges) {
        if (change.at > moment)
            break;
        if (!change.ready)
            since = {};
        else if (!since.isSet())
            since = change.at;
    }
    return since;
}

} // namespace

ReviewTimes reviewTimesOf(ReviewHistory history)
{
    std::ranges::stable_sort(history.draftChanges, {}, &DraftChange::at);
    std::ranges::stable_sort(history.responses, {}, &ReviewResponse::at);

    ReviewTimes times;
    for (const ReviewResponse &response : history.responses) {
        if (!response.at.isSet() || response.at < history.createdAt || !isByAnotherPerson(response, history.author))
            continue;
        if (history.endedAt.isSet() && response.at > history.endedAt)
            break;
        const Instant since = readySince(history, response.at);
        if (!since.isSet())
            continue;
        if (!times.firstResponseAt.isSet()) {
            times.readyAt = since;
            times.firstResponseAt = response.at;
        }
        if (response.verdict == Verdict::Approved) {
            times.firstApprovalAt = response.at;
            break;
        }
    }
    if (!times.readyAt.isSet())
        times.readyAt = readySince(
            history, history.endedAt.isSet() ? history.endedAt : Instant{std::numeric_limits<qint64>::max()});
    return times;
}

} // namespace leadline
