#include "core/domain/lineage.h"

#include <cstddef>

namespace leadline {

CommitGraph::CommitGraph(int commits, std::span<const std::pair<int, int>> edges)
    : m_first(static_cast<std::size_t>(commits) + 1, 0)
    , m_parents(edges.size())
{
    // Counting sort by commit: afterwards m_first[c] … m_first[c + 1] are the parents of c.
    for (const auto &[commit, parent] : edges)
        ++m_first[static_cast<std::size_t>(commit) + 1];
    for (std::size_t i = 1; i < m_first.size(); ++i)
        m_first[i] += m_first[i - 1];
    std::vector<int> next(m_first.begin(), m_first.end() - 1);
    for (const auto &[commit, parent] : edges)
        m_parents[static_cast<std::size_t>(next[static_cast<std::size_t>(commit)]++)] = parent;
}

std::span<const int> CommitGraph::parentsOf(int commit) const
{
    const auto index = static_cast<std::size_t>(commit);
    const auto begin = static_cast<std::size_t>(m_first[index]);
    return std::span(m_parents).subspan(begin, static_cast<std::size_t>(m_first[index + 1]) - begin);
}

std::vector<int> firstDeploymentOf(const CommitGraph &graph, std::span<const int> deployed)
{
    std::vector<int> first(static_cast<std::size_t>(graph.size()), -1);
    std::vector<int> pending; // a stack of our own: histories are deeper than the call stack
    const auto take = [&](int commit, int deployment) {
        int &holder = first[static_cast<std::size_t>(commit)];
        if (holder >= 0)
            return; // it and everything before it came with an earlier deployment
        holder = deployment;
        pending.push_back(commit);
    };
    for (std::size_t i = 0; i < deployed.size(); ++i) {
        if (deployed[i] < 0)
            continue;
        const int deployment = static_cast<int>(i);
        take(deployed[i], deployment);
        while (!pending.empty()) {
            const int commit = pending.back();
            pending.pop_back();
            for (const int parent : graph.parentsOf(commit))
                take(parent, deployment);
        }
    }
    return first;
}

} // namespace leadline
