#include "core/simulation/random.h"

#include <cmath>
#include <numeric>

namespace leadline::sim {

double Random::uniform()
{
    return static_cast<double>(m_engine() >> 11) * 0x1.0p-53;
}

double Random::between(double low, double high)
{
    return low + (high - low) * uniform();
}

qint64 Random::integer(qint64 low, qint64 high)
{
    if (high <= low)
        return low;
    return low + static_cast<qint64>(uniform() * static_cast<double>(high - low + 1));
}

bool Random::chance(double probability)
{
    return uniform() < probability;
}

double Random::exponential(double mean)
{
    return -mean * std::log(1.0 - uniform());
}

double Random::lognormal(double median, double sigma)
{
    // The sum of twelve uniform draws is close to normal and cut at six sigmas: no absurd outlier.
    double normal = -6.0;
    for (int i = 0; i < 12; ++i)
        normal += uniform();
    return median * std::exp(sigma * normal);
}

std::size_t Random::weighted(const std::vector<double> &weights)
{
    double left = uniform() * std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
        left -= weights[i];
        if (left < 0)
            return i;
    }
    return weights.size() - 1;
}

} // namespace leadline::sim
