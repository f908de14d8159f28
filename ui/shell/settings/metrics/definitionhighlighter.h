#pragma once

#include "ui/charts/theme.h"

#include <QStringList>
#include <QSyntaxHighlighter>

namespace leadline {

// Colours a definition: keys, texts and numbers of its JSON, and inside the lines of "sql" the words of SQL.
class DefinitionHighlighter final : public QSyntaxHighlighter {
    Q_OBJECT

public:
    DefinitionHighlighter(QTextDocument *document, QStringList views);
    void setTheme(const Theme &theme);

protected:
    void highlightBlock(const QString &text) override;

private:
    void sql(const QString &text, qsizetype from, qsizetype to);
    void paint(qsizetype from, qsizetype to, const QTextCharFormat &format);

    QStringList m_views;
    QTextCharFormat m_key, m_text, m_number, m_mark, m_word, m_view, m_parameter, m_comment;
};

} // namespace leadline
