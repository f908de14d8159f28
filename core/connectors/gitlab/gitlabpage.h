#pragma once

#include "core/connectors/gitlab/gitlabparse.h"
#include "core/connectors/shared/fieldreader.h"

// What the parsers of the single lists share.
namespace leadline {

[[nodiscard]] Result<QJsonObject> gitlabConnection(const QJsonObject &project, QLatin1StringView name);
[[nodiscard]] GitLabPage gitlabPageOf(const QJsonObject &connection);
void noteOrder(GitLabPage &page, Instant at);
[[nodiscard]] QString numberIn(FieldReader &reader); // of its global id; needed
[[nodiscard]] QString pageOnTheWeb(const GitLabScope &scope, const QString &path); // of a relative address
[[nodiscard]] RunResult gitlabRunResult(const QString &status);
// One list inside an item: "notes", or the "discussions" in its widget of notes.
[[nodiscard]] QJsonObject listOfItem(const QJsonObject &item, const QString &list);
[[nodiscard]] QJsonObject withListOfItem(QJsonObject item, const QString &list, const QJsonObject &value);

} // namespace leadline
