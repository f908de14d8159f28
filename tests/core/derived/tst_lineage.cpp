#include "core/domain/lineage.h"

#include <QTest>

#include <random>
#include <set>

using namespace leadline;

namespace {

using Edges = std::vector<std::pair<int, int>>;

void collect(const Edges &edges, int commit, std::set<int> &held)
{
    if (!held.insert(commit).second)
        return;
    for (const auto &[child, parent] : edges) {
        if (child == commit)
            collect(edges, parent, held);
    }
}

// Straight from the definition: the first deployment whose ancestors hold the commit.
std::vector<int> naive(int commits, const Edges &edges, const std::vector<int> &deployed)
{
    std::vector<int> first(static_cast<std::size_t>(commits), -1);
    for (int i = static_cast<int>(deployed.size()) - 1; i >= 0; --i) {
        const int commit = deployed[static_cast<std::size_t>(i)];
        std::set<int> held;
        if (commit >= 0)
            collect(edges, commit, held);
        for (const int one : held)
            first[static_cast<std::size_t>(one)] = i;
    }
    return first;
}

std::vector<int> deployments(const Edges &edges, int commits, const std::vector<int> &deployed)
{
    return firstDeploymentOf(CommitGraph(commits, edges), deployed);
}

} // namespace

class LineageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void straightHistory()
    {
        // 0 ← 1 ← 2 ← 3, deployed at 1 and at 3.
        QCOMPARE(deployments({{1, 0}, {2, 1}, {3, 2}}, 4, {1, 3}), (std::vector{0, 0, 1, 1}));
    }

    void mergeBringsItsBranch()
    {
        // 1 and 2 branch from 0; 3 merges both; 4 stays on a branch that nobody deploys.
        QCOMPARE(deployments({{1, 0}, {2, 0}, {3, 1}, {3, 2}, {4, 2}}, 5, {1, 3}), (std::vector{0, 0, 1, 1, -1}));
    }

    void goingBackBringsNothing() { QCOMPARE(deployments({{1, 0}, {2, 1}}, 3, {1, 0, 1, 2}), (std::vector{0, 0, 3})); }

    void unknownCommits()
    {
        QCOMPARE(deployments({{1, 0}}, 2, {-1, 1, -1}), (std::vector{1, 1}));
        QCOMPARE(deployments({}, 0, {-1}), std::vector<int>());
    }

    // A parent that is not stored is no edge: what lies behind it cannot be told.
    void cutHistory() { QCOMPARE(deployments({{2, 1}}, 3, {2}), (std::vector{-1, 0, 0})); }

    void longHistoryNeedsNoDeepStack()
    {
        constexpr int commits = 1'000'000;
        Edges edges;
        for (int i = 1; i < commits; ++i)
            edges.emplace_back(i, i - 1);
        const std::vector<int> first = deployments(edges, commits, {commits - 1});
        QCOMPARE(std::ranges::count(first, 0), commits);
    }

    void equalsReachability()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 400; ++round) {
            const int commits = 1 + static_cast<int>(random() % 40);
            Edges edges;
            for (int commit = 1; commit < commits; ++commit) {
                for (unsigned parents = random() % 3; parents > 0; --parents)
                    edges.emplace_back(commit, static_cast<int>(random() % static_cast<unsigned>(commit)));
            }
            std::shuffle(edges.begin(), edges.end(), random);
            std::vector<int> deployed(random() % 8);
            for (int &commit : deployed)
                commit = static_cast<int>(random() % static_cast<unsigned>(commits + 1)) - 1;
            QCOMPARE(deployments(edges, commits, deployed), naive(commits, edges, deployed));
        }
    }
};

QTEST_APPLESS_MAIN(LineageTest)
#include "tst_lineage.moc"
