#pragma once

#include "core/base/instant.h"

#include <QSet>
#include <QStringList>

#include <optional>
#include <vector>

namespace leadline {

// The part of Jira's query language that is asked here.
struct JiraJql {
    struct Clause {
        QSet<QString> projects; // ids or keys
        Instant from; // of the last change
    };
    std::vector<Clause> clauses; // one of them must hold
    QStringList keys; // issuekey in (…), instead of clauses
    bool newestFirst = false;

    // Times are read in this zone. Nothing when it is not of a form that is known here.
    [[nodiscard]] static std::optional<JiraJql> read(const QString &text, const QString &zone);
};

} // namespace leadline
