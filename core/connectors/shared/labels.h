#pragma once

#include "core/domain/enums.h"

#include <QRegularExpression>
#include <QStringList>

// What people mean by the words of labels, types, branches and environments: the same for every tool.
namespace leadline {

// Whole words of a list with commas: "sev" is in "sev1" and "sev: 2", not in "several". An empty list fits nothing.
[[nodiscard]] QRegularExpression wordPattern(const QString &list);

// From labels and the type's name, the most telling first.
[[nodiscard]] IssueClass issueClassOf(const QStringList &words, const QRegularExpression &incident);
[[nodiscard]] Priority priorityOf(const QStringList &labels); // "P1", "prio: high", "priority/critical"
[[nodiscard]] Severity severityOf(const QStringList &labels); // "sev1", "severity: high"
[[nodiscard]] bool saysInProgress(const QString &label);

[[nodiscard]] bool saysRollback(const QString &words); // of a branch, a task, an environment
[[nodiscard]] bool saysHotfix(const QString &words);

} // namespace leadline
