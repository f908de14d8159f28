#include "ui/shell/settings/metrics/definitionhighlighter.h"

#include "core/domain/enums.h"

#include <QRegularExpression>
#include <QSet>

namespace leadline {

namespace {

// A line of the text is inside "sql" from its key to the end of its value.
enum State { Plain = 0, InSql = 1 };

constexpr qsizetype kLongestLine = 10'000; // colouring more would hold up typing

const QSet<QString> &sqlWords()
{
    static const QSet<QString> words{u"select"_s, u"from"_s, u"where"_s, u"group"_s, u"by"_s, u"order"_s, u"having"_s,
        u"limit"_s, u"offset"_s, u"join"_s, u"left"_s, u"right"_s, u"full"_s, u"inner"_s, u"outer"_s, u"cross"_s,
        u"on"_s, u"using"_s, u"as"_s, u"and"_s, u"or"_s, u"not"_s, u"in"_s, u"is"_s, u"null"_s, u"like"_s, u"between"_s,
        u"case"_s, u"when"_s, u"then"_s, u"else"_s, u"end"_s, u"union"_s, u"all"_s, u"distinct"_s, u"with"_s,
        u"recursive"_s, u"exists"_s, u"asc"_s, u"desc"_s, u"cast"_s, u"over"_s, u"partition"_s, u"filter"_s,
        u"values"_s, u"except"_s, u"intersect"_s, u"window"_s, u"rows"_s, u"range"_s, u"preceding"_s, u"following"_s};
    return words;
}

QTextCharFormat coloured(const QColor &color, bool bold = false)
{
    QTextCharFormat format;
    format.setForeground(color);
    if (bold)
        format.setFontWeight(QFont::DemiBold);
    return format;
}

} // namespace

DefinitionHighlighter::DefinitionHighlighter(QTextDocument *document, QStringList views)
    : QSyntaxHighlighter(document)
    , m_views(std::move(views))
{
}

void DefinitionHighlighter::setTheme(const Theme &theme)
{
    m_key = coloured(theme.accent);
    m_text = coloured(theme.text);
    m_number = coloured(theme.warning);
    m_mark = coloured(theme.textMuted);
    m_word = coloured(theme.accent, true);
    m_view = coloured(theme.better, true);
    m_parameter = coloured(theme.warning);
    m_comment = coloured(theme.textFaint);
    rehighlight();
}

void DefinitionHighlighter::paint(qsizetype from, qsizetype to, const QTextCharFormat &format)
{
    setFormat(static_cast<int>(from), static_cast<int>(to - from), format);
}

void DefinitionHighlighter::highlightBlock(const QString &text)
{
    int state = previousBlockState() == InSql ? InSql : Plain;
    if (text.size() > kLongestLine) {
        setCurrentBlockState(state);
        return;
    }
    // A text in quotation marks, a number or word, or a mark; a text before a colon is a key.
    static const QRegularExpression token(
        u"\"(?:[^\"\\\\]|\\\\.)*\"?|[-+0-9.][-+0-9.eE]*|true|false|null|[\\[\\]{}:,]"_s);
    static const QRegularExpression colon(u"\\G\\s*:"_s);
    for (auto found = token.globalMatch(text); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        const qsizetype from = match.capturedStart();
        const qsizetype to = match.capturedEnd();
        const QString part = match.captured();
        if (!part.startsWith(u'"')) {
            paint(from, to, part.size() == 1 && !part.at(0).isDigit() ? m_mark : m_number);
            if (part == "]"_L1 || part == "}"_L1)
                state = Plain;
        } else if (colon.match(text, to).hasMatch()) {
            paint(from, to, m_key);
            state = part == "\"sql\""_L1 ? InSql : Plain;
        } else if (state == InSql) {
            sql(text, from, to);
        } else {
            paint(from, to, m_text);
        }
    }
    setCurrentBlockState(state);
}

void DefinitionHighlighter::sql(const QString &text, qsizetype from, qsizetype to)
{
    paint(from, to, m_text);
    static const QRegularExpression token(u"'[^']*'?|--.*$|:[a-z]+|[A-Za-z_][A-Za-z0-9_]*|[0-9]+(?:\\.[0-9]+)?"_s);
    const QString part = text.sliced(from, to - from);
    for (auto found = token.globalMatch(part); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        const QString word = match.captured();
        const qsizetype start = from + match.capturedStart();
        const qsizetype end = from + match.capturedEnd();
        if (word.startsWith(u"--"))
            paint(start, end, m_comment);
        else if (word.startsWith(u':'))
            paint(start, end, m_parameter);
        else if (word.startsWith(u'\'') || word.at(0).isDigit())
            paint(start, end, m_number);
        else if (sqlWords().contains(word.toLower()))
            paint(start, end, m_word);
        else if (m_views.contains(word))
            paint(start, end, m_view);
    }
}

} // namespace leadline
