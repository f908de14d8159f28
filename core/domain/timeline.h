#pragma once

#include "core/base/instant.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace leadline {

struct TimelineEvent {
    Instant at;
    QString what; // "First review", "Merged", "Deployed to production"
    QString who; // empty where nobody did it
    QString detail;
    QString url;
};

// Everything that happened to one change request, issue, deployment or incident, oldest first.
struct Timeline {
    QString title;
    QString url;
    QJsonObject record;
    std::vector<TimelineEvent> events;
};

} // namespace leadline
