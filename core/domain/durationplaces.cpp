#include "core/domain/durationplaces.h"

namespace leadline {

using namespace Qt::StringLiterals;

std::optional<DurationPlace> durationPlace(const QString &fact, const QString &column)
{
    // The stages part a change's time, so each begins where those before it end.
    static const QStringList stages = {u"coding"_s, u"pickup"_s, u"review"_s, u"merge"_s, u"deploy"_s};
    if (fact == "change"_L1) {
        if (const auto stage = stages.indexOf(column); stage >= 0)
            return DurationPlace{.since = u"started_at"_s, .after = stages.first(stage)};
        if (column == "cycle"_L1 || column == "lead"_L1)
            return DurationPlace{.since = u"started_at"_s, .after = {}};
    }
    struct Place {
        QLatin1StringView fact, column, since;
    };
    static constexpr Place places[] = {{"deployment"_L1, "recovery"_L1, "finished_at"_L1},
        {"incident"_L1, "resolution"_L1, "opened_at"_L1}, {"issue"_L1, "lead"_L1, "created_at"_L1},
        {"issue"_L1, "cycle"_L1, "started_at"_L1}, {"issue"_L1, "backlog"_L1, "created_at"_L1},
        {"issue"_L1, "pickup"_L1, "assigned_at"_L1}, {"issue"_L1, "resolution"_L1, "started_at"_L1},
        {"build"_L1, "queue"_L1, "queued_at"_L1}, {"build"_L1, "duration"_L1, "started_at"_L1},
        {"red_period"_L1, "duration"_L1, "began_at"_L1}, {"finding"_L1, "fix"_L1, "opened_at"_L1},
        {"message"_L1, "response"_L1, "at"_L1}};
    for (const Place &place : places) {
        if (place.fact == fact && place.column == column)
            return DurationPlace{.since = QString(place.since), .after = {}};
    }
    return {};
}

} // namespace leadline
