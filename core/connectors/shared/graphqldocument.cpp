#include "core/connectors/shared/graphqldocument.h"

#include <QFile>
#include <QRegularExpression>

// Resources of a static library are only there when asked for; the call must stand outside of any namespace.
static void loadQueries()
{
    Q_INIT_RESOURCE(graphql);
}

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

// Where the bracket at `open` is closed, one behind it; the end of the text when it never is.
qsizetype behindBracket(const QString &text, qsizetype open)
{
    const QChar opening = text.at(open);
    const QChar closing = opening == u'(' ? u')' : u'}';
    int depth = 0;
    for (qsizetype at = open; at < text.size(); ++at) {
        if (text.at(at) == opening)
            ++depth;
        else if (text.at(at) == closing && --depth == 0)
            return at + 1;
    }
    return text.size();
}

// A field with its alias, arguments, directives and what it holds; or a fragment on a type.
void removeField(QString &text, const QString &name)
{
    const QRegularExpression form(
        uR"((?:\.\.\.\s*on\s+|\b\w+\s*:\s*|(?<![$\w.]))\b%1\b(?!\s*:))"_s.arg(QRegularExpression::escape(name)));
    static const QRegularExpression tail(uR"(\G\s*(?:@\w+\s*)?([({]))"_s);
    for (auto match = form.match(text); match.hasMatch(); match = form.match(text, match.capturedStart())) {
        qsizetype end = match.capturedEnd();
        for (auto more = tail.match(text, end); more.hasMatch(); more = tail.match(text, end)) {
            const bool isBlock = more.capturedView(1) == u"{";
            end = behindBracket(text, more.capturedStart(1));
            if (isBlock)
                break;
        }
        text.remove(match.capturedStart(), end - match.capturedStart());
    }
    // What held nothing else may not stay.
    static const QRegularExpression hollow(
        uR"((?:\.\.\.\s*on\s+\w+|(?:\w+\s*:\s*)?\w+\s*(?:\([^()]*\))?)\s*(?:@\w+\([^()]*\)\s*)?\{\s*\})"_s);
    while (text.contains(hollow))
        text.remove(hollow);
}

} // namespace

QString graphQlDocument(
    const QString &path, const QSet<QString> &unknownFields, const QHash<QString, QString> &olderNames)
{
    [[maybe_unused]] static const bool loaded = (loadQueries(), true);
    QFile file(u":/leadline/graphql/%1.graphql"_s.arg(path));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString text = QString::fromUtf8(file.readAll());
    static const QRegularExpression comment(u"^#[^\n]*\n"_s);
    text.remove(comment);
    for (const QString &field : unknownFields) {
        if (const auto older = olderNames.constFind(field); older != olderNames.cend())
            text.replace(field, *older);
        else
            removeField(text, field);
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
