#include "core/metrics/rowspread.h"

#include <limits>

namespace leadline {

namespace {

// The groups that each group's rows count in, numbered as they turn up.
class Targets {
public:
    Targets(const ScannedRows &scanned, const std::vector<const Dimension *> &dimensions)
        : m_dimensions(dimensions)
    {
        for (const std::vector<qint32> &group : scanned.groupCodes) {
            m_of.emplace_back();
            std::vector<qint32> names;
            add(group, names);
        }
    }

    [[nodiscard]] const std::vector<qint32> &of(std::size_t group) const { return m_of[group]; }
    std::vector<std::vector<qint32>> groups;

private:
    void add(const std::vector<qint32> &group, std::vector<qint32> &names)
    {
        const std::size_t at = names.size();
        if (at == group.size()) {
            const auto [known, isNew] = m_known.try_emplace(names, static_cast<qint32>(groups.size()));
            if (isNew)
                groups.push_back(names);
            m_of.back().push_back(known->second);
            return;
        }
        const Dimension &dimension = *m_dimensions[at];
        const std::vector<qint32> itself = {group[at]};
        for (const qint32 name :
            dimension.spread.empty() ? itself : dimension.spread[static_cast<std::size_t>(group[at])]) {
            names.push_back(name);
            add(group, names);
            names.pop_back();
        }
    }

    const std::vector<const Dimension *> &m_dimensions;
    std::map<std::vector<qint32>, qint32> m_known;
    std::vector<std::vector<qint32>> m_of;
};

void spreadRows(const ScannedRows &scanned, const Targets &targets, ScannedRows &result)
{
    const auto width = static_cast<qint32>(scanned.width);
    for (std::size_t i = 0; i < scanned.rows.size(); ++i) {
        for (const qint32 target : targets.of(static_cast<std::size_t>(scanned.cells[i] / width))) {
            result.rows.push_back(scanned.rows[i]);
            result.cells.push_back(target * width + scanned.cells[i] % width);
            if (!scanned.values.empty())
                result.values.push_back(scanned.values[i]);
        }
    }
}

} // namespace

ScannedRows spreadOver(ScannedRows scanned, const std::vector<const Dimension *> &dimensions)
{
    if (std::ranges::all_of(dimensions, [](const Dimension *dimension) { return dimension->spread.empty(); }))
        return scanned;
    Targets targets(scanned, dimensions);
    ScannedRows result{.width = scanned.width, .excluded = std::move(scanned.excluded)};
    spreadRows(scanned, targets, result);
    result.openCounts.resize(scanned.openCounts.empty() ? 0 : targets.groups.size() * scanned.width);
    result.firstTimes.resize(
        scanned.firstTimes.empty() ? 0 : targets.groups.size(), std::numeric_limits<qint64>::max());
    for (std::size_t group = 0; group < scanned.groupCodes.size(); ++group) {
        for (const qint32 target : targets.of(group)) {
            const auto to = static_cast<std::size_t>(target);
            for (std::size_t at = 0; !result.openCounts.empty() && at < scanned.width; ++at)
                result.openCounts[to * scanned.width + at] += scanned.openCounts[group * scanned.width + at];
            if (!result.firstTimes.empty())
                result.firstTimes[to] = std::min(result.firstTimes[to], scanned.firstTimes[group]);
        }
    }
    result.groupCodes = std::move(targets.groups);
    return result;
}

} // namespace leadline
