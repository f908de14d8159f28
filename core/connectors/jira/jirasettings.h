#pragma once

#include "core/base/error.h"
#include "core/domain/source.h"

#include <QHash>
#include <QRegularExpression>
#include <QUrl>

namespace leadline {

enum class JiraEdition { Unknown, Cloud, DataCenter }; // Unknown: the server is asked

struct JiraSettings {
    QUrl base; // "https://acme.atlassian.net", "https://host/jira"; no slash at the end
    JiraEdition edition = JiraEdition::Unknown;
    QString email; // of the account that an API token of Cloud belongs to; empty = the token alone
    QStringList pointsFields; // ids or names of fields with estimates, before those that are found
    QStringList flagFields; // ids or names of the field that says that an issue is blocked
    QHash<QString, IssueClass> types; // what the names of issue types mean, in lower case, before what they say
    QRegularExpression incidentWords; // in the type's name or a label
};

[[nodiscard]] Result<JiraSettings> jiraSettings(const SourceConfig &config);
[[nodiscard]] ConnectorDescriptor jiraDescriptor();

// The key of a project ("PAY") in capital letters; a Config error for anything else.
[[nodiscard]] Result<QString> jiraProjectKey(const QString &scope);

} // namespace leadline
