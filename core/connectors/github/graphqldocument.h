#pragma once

#include <QSet>
#include <QString>

namespace leadline {

// One of the queries in resources/graphql/github, by its file's name; fields that the server does not know are left
// out.
[[nodiscard]] QString graphQlDocument(const QString &name, const QSet<QString> &unknownFields);
// The operation's name in a document; GitHub shows it in its logs.
[[nodiscard]] QString operationName(const QString &document);

} // namespace leadline
