#pragma once

#include <QString>
#include <QStringList>

namespace leadline {

// The candidate that was most likely meant, or empty when none is near.
[[nodiscard]] QString nearestName(const QString &name, const QStringList &candidates);
// " Did you mean 'merged_at'?" with a leading space, or empty.
[[nodiscard]] QString didYouMean(const QString &name, const QStringList &candidates);

} // namespace leadline
