#pragma once

#include "core/base/workingtime.h"
#include "core/metrics/metricdefinition.h"

namespace leadline {

// Measures the durations of a table's rows in working hours: those of the row's person, else of its team at the time,
// else of the workspace.
class WorkingClock {
public:
    WorkingClock(const FactTable &table, const WorkCalendars &calendars);

    // Milliseconds worked between two moments by whoever the row belongs to.
    [[nodiscard]] qint64 between(int block, std::size_t row, qint64 from, qint64 to) const
    {
        return of(block, row).between(from, to);
    }

private:
    [[nodiscard]] const WorkingTime &of(int block, std::size_t row) const;

    std::shared_ptr<const WorkingTime> m_workspace;
    const FactColumn *m_people = nullptr; // nullptr where nobody has hours of their own
    const FactColumn *m_teams = nullptr;
    std::vector<const WorkingTime *> m_ofPerson; // by code; nullptr = none of their own
    std::vector<const WorkingTime *> m_ofTeam;
};

// Whether a definition's value is a time between two moments that are known, so that it can be measured in working
// hours.
[[nodiscard]] bool canBeWorkingTime(const MetricDefinition &definition);
// Whether a query measures it so: because it asks for it, or because the definition does.
[[nodiscard]] bool isWorkingTime(const MetricDefinition &definition, const MetricQuery &query);

} // namespace leadline
