#pragma once

#include "core/domain/issuehistory.h"

namespace leadline {

// An issue was in one category of status from a moment on.
struct StatusSpell {
    Instant from;
    Instant to; // unset = it goes on
    IssueStatus status;
};

// Where the time of an issue went. Durations are milliseconds. The history decides where it tells something: work began
// when the issue first came into a status of the category doing, and it was resolved when it last came into one of the
// category done and stayed there.
struct IssueFlow {
    Instant assignedAt; // somebody was first responsible
    Instant startedAt;
    Instant resolvedAt;
    Instant blockedAt; // since when it is blocked now
    std::optional<qint64> reopened; // times that it went from done to something else

    // Of a resolved issue whose work is known to have begun: active + waiting + blocked = started → resolved. Gaps
    // where the history does not tell a status, or has one whose meaning is not known.
    std::optional<qint64> active; // in a status of the category doing, and not blocked
    std::optional<qint64> waiting; // put back, or reopened later
    std::optional<qint64> blocked; // flagged, or in a status that says so
    std::optional<qint64> doing; // in a status of the category doing, blocked or not

    // Created → assigned → started → resolved. A stage whose event never came is a gap, and its time is counted in the
    // next one; of a resolved issue they add up to created → resolved.
    std::optional<qint64> backlog;
    std::optional<qint64> pickup;
    std::optional<qint64> resolution;

    std::vector<Spell> doingSpells;
    std::vector<Spell> blockedSpells; // between start and resolution
};

[[nodiscard]] IssueFlow issueFlowOf(const IssueHistory &history);

// The statuses one after the other, from the creation on; empty where the history tells of none.
[[nodiscard]] std::vector<StatusSpell> statusSpellsOf(const IssueHistory &history);
// Since when the issue was done at a moment; unset = it was not.
[[nodiscard]] Instant doneSince(const IssueHistory &history, const std::vector<StatusSpell> &spells, Instant at);
// Done by its due time. A due time at midnight UTC is a date: the whole day counts. Gap while it is not resolved or
// without a due time.
[[nodiscard]] std::optional<bool> isOnTime(Instant resolvedAt, Instant dueAt);

} // namespace leadline
