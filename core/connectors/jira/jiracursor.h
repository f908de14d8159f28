#pragma once

#include "core/base/instant.h"

#include <QHash>
#include <QStringList>

namespace leadline {

// How far issues were read. One for all projects of a source, because one question is asked about all of them; kept
// with every page, so that a run that was broken off is not different from one that ended.
struct JiraIssueCursor {
    QHash<QString, Instant> readUntil; // by the project's id: what changed before has been read
    QHash<QString, qint64> recent; // the last issues that were read, with their times of change (ms)
    QStringList pending; // ids of issues that are here, but not their histories
    Instant pendingSince; // when the earliest of them changed
    QString historyToken; // where the reading of their histories goes on
    Instant again; // histories could not be read from here on: the next run begins there

    // Leaves out what need not be kept of `recent`.
    void forgetBefore(Instant at);
    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static JiraIssueCursor fromJson(const QByteArray &json); // unreadable text gives an empty one
};

// How far a list was read that has no times of change: the sprints of a board, the versions of a project.
struct JiraListCursor {
    qint64 startAt = 0; // while it is read as a whole
    QString open; // ids of sprints that were not closed, with commas
    QString prints; // of its pages, as they were last written

    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static JiraListCursor fromJson(const QByteArray &json);
};

} // namespace leadline
