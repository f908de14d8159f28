#pragma once

#include <QHash>
#include <QSet>
#include <QString>

namespace leadline {

// One of the queries in resources/graphql, by its path without the ending: "github/issues". Fields (and types of
// fragments) that the server does not know are left out, with what stands in them; `olderNames` says what a field was
// called before.
[[nodiscard]] QString graphQlDocument(
    const QString &path, const QSet<QString> &unknownFields, const QHash<QString, QString> &olderNames = {});
// The operation's name in a document; servers show it in their logs.
[[nodiscard]] QString operationName(const QString &document);

} // namespace leadline
