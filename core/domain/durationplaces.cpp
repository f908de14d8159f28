#include "core/domain/durationplaces.h"

namespace leadline {

using namespace Qt::StringLiterals;

std::optional<DurationPlace> durationPlace(const QString &fact, const QString &column)
{
    // The stages part the time of a change and of an issue, so each begins where those before it end.
    static const QStringList ofChange = {u"coding"_s, u"pickup"_s, u"review"_s, u"merge"_s, u"deploy"_s};
    static const QStringList ofIssue = {u"backlog"_s, u"pickup"_s, u"resolution"_s};
    if (const auto stage = ofChange.indexOf(column); fact == "change"_L1 && stage >= 0)
        return DurationPlace{.since = u"started_at"_s, .after = ofChange.first(stage)};
    if (const auto stage = ofIssue.indexOf(column); fact == "issue"_L1 && stage >= 0)
        return DurationPlace{.since = u"created_at"_s, .after = ofIssue.first(stage)};
    struct Place {
        QLatin1StringView fact, column, since;
    };
    static constexpr Place places[] = {{"change"_L1, "cycle"_L1, "started_at"_L1},
        {"change"_L1, "lead"_L1, "started_at"_L1}, {"deployment"_L1, "recovery"_L1, "finished_at"_L1},
        {"incident"_L1, "resolution"_L1, "opened_at"_L1}, {"issue"_L1, "lead"_L1, "created_at"_L1},
        {"issue"_L1, "cycle"_L1, "started_at"_L1}, {"build"_L1, "queue"_L1, "queued_at"_L1},
        {"build"_L1, "duration"_L1, "started_at"_L1}, {"red_period"_L1, "duration"_L1, "began_at"_L1},
        {"finding"_L1, "fix"_L1, "opened_at"_L1}, {"message"_L1, "response"_L1, "at"_L1}};
    for (const Place &place : places) {
        if (place.fact == fact && place.column == column)
            return DurationPlace{.since = QString(place.since), .after = {}};
    }
    return {};
}

} // namespace leadline
