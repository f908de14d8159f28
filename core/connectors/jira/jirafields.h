#pragma once

#include "core/connectors/jira/jirasettings.h"

#include <QJsonArray>
#include <QJsonObject>

namespace leadline {

// Where this Jira keeps what has no fixed place: fields differ from site to site, and so do their names by language.
struct JiraFields {
    QStringList points; // ids, the most telling first; an issue has its estimate in one of them
    QString sprint; // ids; empty = there is none
    QString epicLink;
    QString flagged;
    QHash<QString, QString> names; // by id, in lower case, of those above and of all numbers

    // `fields`: the answer of the list of fields.
    [[nodiscard]] static JiraFields find(const QJsonArray &fields, const JiraSettings &settings);
    // The field that a board counts with.
    void preferPoints(const QString &id);

    // Of a change, by the field's id; histories of Data Center have only names. Unknown = not of interest.
    [[nodiscard]] TransitionField changed(const QString &id, const QString &name) const;
    [[nodiscard]] QStringList asked() const; // fields of an issue to ask for
    [[nodiscard]] QStringList askedOfHistory() const; // at most ten, as Jira allows

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static JiraFields fromJson(const QJsonObject &json);
};

} // namespace leadline
