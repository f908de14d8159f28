#include "core/domain/buildruns.h"

#include <QHash>

#include <algorithm>
#include <tuple>

namespace leadline {

void sortRuns(std::vector<BuildRun> &runs)
{
    std::ranges::sort(
        runs, {}, [](const BuildRun &run) { return std::tuple(run.lane, run.finishedAt.ms(), run.id); });
}

void markRepetitions(std::span<BuildRun> sorted, Instant from)
{
    QHash<int, BuildRun *> last; // by commit, within the lane
    int lane = -1;
    for (BuildRun &run : sorted) {
        if (run.lane != lane) {
            last.clear();
            lane = run.lane;
        }
        const bool known = from.isSet() && run.finishedAt < from;
        BuildRun *before = run.commit < 0 ? nullptr : last.value(run.commit);
        if (before && run.finishedAt.ms() - before->finishedAt.ms() > kRepetitionMs)
            before = nullptr;
        if (!known)
            run.repeats = before != nullptr;
        run.flaky = !run.repeats && run.attempt > 1 && run.passed;
        if (before && before->passed != run.passed)
            before->flaky = true;
        if (run.commit >= 0)
            last.insert(run.commit, &run);
    }
}

void markSpans(std::span<BuildRun> sorted)
{
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const bool isLast = i + 1 == sorted.size() || sorted[i + 1].lane != sorted[i].lane;
        sorted[i].untilAt = isLast ? Instant() : sorted[i + 1].finishedAt;
    }
}

std::vector<RedPeriod> redPeriodsOf(std::span<const BuildRun> sorted)
{
    std::vector<RedPeriod> periods;
    bool red = false;
    for (const BuildRun &run : sorted) {
        red = red && periods.back().lane == run.lane;
        if (run.passed && red) {
            periods.back().endedAt = run.finishedAt;
            periods.back().green = run.id;
            red = false;
        } else if (!run.passed && red) {
            ++periods.back().builds;
        } else if (!run.passed) {
            periods.push_back({.id = run.id,
                .lane = run.lane,
                .beganAt = run.finishedAt,
                .endedAt = {},
                .green = 0,
                .builds = 1});
            red = true;
        }
    }
    return periods;
}

} // namespace leadline
