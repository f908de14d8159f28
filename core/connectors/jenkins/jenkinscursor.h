#pragma once

#include "core/base/instant.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace leadline {

// Where the reading of the builds of one job stands: what a checkpoint of this connector holds.
struct JenkinsCursor {
    // of the last finished run
    qint64 seen = 0; // number of the newest build
    Instant seenAt; // when it started: tells whether a job of another name is this one
    QString open; // numbers of those that were still running, with commas

    // of the run under way
    qint64 newest = 0; // becomes `seen`
    Instant newestAt;
    qint64 lowest = 0; // all from `newest` down to it are read
    qint64 offset = 0; // how many of the list were passed
    QString openNow;

    QString key; // of the builds' ids, where it is not the full name: the job was renamed, or made anew
    QString repository; // that its builds are of

    [[nodiscard]] QByteArray toJson() const;
    // Unreadable text gives an empty one: everything is read again.
    [[nodiscard]] static JenkinsCursor fromJson(const QByteArray &json);
};

[[nodiscard]] QList<qint64> numbersIn(const QString &list);
[[nodiscard]] QString listOf(const QList<qint64> &numbers);

} // namespace leadline
