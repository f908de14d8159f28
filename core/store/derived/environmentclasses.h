#pragma once

#include "core/base/error.h"
#include "core/domain/directory.h"

#include <QHash>
#include <QRegularExpression>

#include <array>

namespace leadline {

class Database;

[[nodiscard]] EnvironmentPatterns defaultEnvironmentPatterns();
[[nodiscard]] Result<EnvironmentPatterns> readEnvironmentPatterns(Database &database);
// Config error for a pattern that is not a regular expression.
[[nodiscard]] Result<void> saveEnvironmentPatterns(Database &database, const EnvironmentPatterns &patterns);

// Which class an environment's name has, by the patterns. An empty pattern matches nothing.
class EnvironmentClassifier {
public:
    explicit EnvironmentClassifier(const EnvironmentPatterns &patterns);
    [[nodiscard]] EnvironmentClass classOf(const QString &environment) const;

private:
    std::array<QRegularExpression, 4> m_patterns;
    mutable QHash<QString, EnvironmentClass> m_known; // few names, asked for every deployment
};

} // namespace leadline
