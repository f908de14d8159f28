#pragma once

#include <QtTypes>

#include <cstddef>
#include <random>
#include <vector>

namespace leadline::sim {

// Draws from one seed, the same on every platform: the standard fixes the generator but not its distributions, so these
// are our own.
class Random {
public:
    explicit Random(quint64 seed)
        : m_engine(seed)
    {
    }

    [[nodiscard]] double uniform(); // 0 <= x < 1
    [[nodiscard]] double between(double low, double high);
    [[nodiscard]] qint64 integer(qint64 low, qint64 high); // both included
    [[nodiscard]] bool chance(double probability);
    [[nodiscard]] double exponential(double mean);
    [[nodiscard]] double lognormal(double median, double sigma);
    [[nodiscard]] std::size_t weighted(const std::vector<double> &weights); // an index; the weights are not all zero

    template <typename Container> [[nodiscard]] const auto &pick(const Container &container)
    {
        return container[static_cast<decltype(container.size())>(
            integer(0, static_cast<qint64>(container.size()) - 1))];
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace leadline::sim
