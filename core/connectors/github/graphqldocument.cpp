#include "core/connectors/github/graphqldocument.h"

#include <QFile>
#include <QRegularExpression>

// Resources of a static library are only there when asked for; the call must stand outside of any namespace.
static void loadQueries()
{
    Q_INIT_RESOURCE(github);
}

namespace leadline {

using namespace Qt::StringLiterals;

QString graphQlDocument(const QString &name, const QSet<QString> &unknownFields)
{
    [[maybe_unused]] static const bool loaded = (loadQueries(), true);
    QFile file(u":/leadline/graphql/github/%1.graphql"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString text = QString::fromUtf8(file.readAll());
    static const QRegularExpression comment(u"^#[^\n]*\n"_s);
    text.remove(comment);
    for (const QString &field : unknownFields) {
        // Both hold the same number; the older one is closing down on newer servers.
        if (field == "fullDatabaseId"_L1) {
            text.replace("fullDatabaseId"_L1, "databaseId"_L1);
            continue;
        }
        const QString word = QRegularExpression::escape(field);
        text.remove(QRegularExpression(uR"(\b%1\b(\([^)]*\))?(\s*\{[^{}]*\})?)"_s.arg(word)));
    }
    static const QRegularExpression blank(uR"(\n\s*(?=\n))"_s);
    return text.remove(blank);
}

QString operationName(const QString &document)
{
    static const QRegularExpression query(uR"(\bquery\s+(\w+))"_s);
    return query.match(document).captured(1);
}

} // namespace leadline
