#include "core/base/suggest.h"

#include <QCoreApplication>

#include <numeric>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Suggest)
};

// Letters to add, drop or change to get from one word to the other.
int editDistance(const QString &from, const QString &to)
{
    std::vector<int> row(static_cast<std::size_t>(to.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < from.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i) + 1;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const int change =
                diagonal + (from.at(i).toLower() == to.at(static_cast<qsizetype>(j) - 1).toLower() ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

} // namespace

QString nearestName(const QString &name, const QStringList &candidates)
{
    if (name.isEmpty() || name.size() > 100)
        return {};
    QString nearest;
    int least = std::max(2, static_cast<int>(name.size()) / 3) + 1;
    for (const QString &candidate : candidates) {
        const int distance = editDistance(name, candidate);
        if (distance < least) {
            least = distance;
            nearest = candidate;
        }
    }
    if (nearest.isEmpty() && name.size() >= 3) {
        const auto found =
            std::ranges::find_if(candidates, [&](const QString &candidate) { return candidate.startsWith(name); });
        if (found != candidates.end())
            nearest = *found;
    }
    return nearest;
}

QString didYouMean(const QString &name, const QStringList &candidates)
{
    const QString nearest = nearestName(name, candidates);
    return nearest.isEmpty() ? QString() : u' ' + Words::tr("Did you mean '%1'?").arg(nearest);
}

} // namespace leadline
