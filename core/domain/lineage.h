#pragma once

#include <span>
#include <utility>
#include <vector>

namespace leadline {

// The commits of one repository as numbers 0 … size()-1, with their parents.
class CommitGraph {
public:
    CommitGraph() = default;
    // Edges are (commit, parent); both below `commits`. Parents that are not stored are simply left out.
    CommitGraph(int commits, std::span<const std::pair<int, int>> edges);

    [[nodiscard]] int size() const { return static_cast<int>(m_first.size()) - 1; }
    [[nodiscard]] std::span<const int> parentsOf(int commit) const;

private:
    std::vector<int> m_first = {0}; // of each commit: where its parents begin
    std::vector<int> m_parents;
};

// Which deployment brought each commit first. `deployed` has the commit of every deployment in the order in which they
// finished, -1 where the commit is not stored. The answer has an index into `deployed` for every commit, -1 for those
// that no deployment holds. Returning to an older commit, or deploying one again, brings nothing new. Time and memory
// are linear in the commits.
[[nodiscard]] std::vector<int> firstDeploymentOf(const CommitGraph &graph, std::span<const int> deployed);

} // namespace leadline
