#include "ui/shell/settings/metrics/codeeditor.h"

#include "core/domain/enums.h"

#include <QFontDatabase>
#include <QKeyEvent>
#include <QPainter>
#include <QTextBlock>

namespace leadline {

namespace {
constexpr int kSpace = 8; // beside the numbers
constexpr int kIndent = 2;
} // namespace

class CodeEditor::Numbers final : public QWidget {
public:
    explicit Numbers(CodeEditor *editor)
        : QWidget(editor)
        , m_editor(editor)
    {
    }

protected:
    void paintEvent(QPaintEvent *event) override { m_editor->paintNumbers(event); }

private:
    CodeEditor *m_editor;
};

CodeEditor::CodeEditor(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(&Theme::of(ThemeKind::Light))
    , m_numbers(new Numbers(this))
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(13);
    setFont(font);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabStopDistance(QFontMetricsF(font).horizontalAdvance(u' ') * kIndent);
    setTabChangesFocus(false);
    setObjectName(u"code"_s);
    connect(this, &QPlainTextEdit::blockCountChanged, this, [this] { setViewportMargins(numbersWidth(), 0, 0, 0); });
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int scrolled) {
        if (scrolled != 0)
            m_numbers->scroll(0, scrolled);
        else
            m_numbers->update(0, rect.y(), m_numbers->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &CodeEditor::showMarks);
    setViewportMargins(numbersWidth(), 0, 0, 0);
}

int CodeEditor::numbersWidth() const
{
    const auto digits = static_cast<int>(QString::number(std::max(10, blockCount())).size());
    return fontMetrics().horizontalAdvance(u'9') * digits + 2 * kSpace;
}

void CodeEditor::setTheme(const Theme &theme)
{
    m_theme = &theme;
    showMarks();
    m_numbers->update();
}

void CodeEditor::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    const QRect inside = contentsRect();
    m_numbers->setGeometry(inside.left(), inside.top(), numbersWidth(), inside.height());
}

void CodeEditor::paintNumbers(QPaintEvent *event)
{
    QPainter painter(m_numbers);
    painter.fillRect(event->rect(), m_theme->window);
    painter.setFont(font());
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > event->rect().bottom())
            break;
        const int line = block.blockNumber() + 1;
        const bool marked = std::ranges::contains(m_marks, line, &Mark::line);
        const bool current = block == textCursor().block();
        painter.setPen(marked ? m_theme->worse : current ? m_theme->text : m_theme->textFaint);
        painter.drawText(QRectF(0, place.top(), m_numbers->width() - kSpace, fontMetrics().height()),
            Qt::AlignRight | Qt::AlignVCenter, QString::number(line));
    }
}

void CodeEditor::setMarks(std::vector<Mark> marks)
{
    m_marks = std::move(marks);
    showMarks();
    m_numbers->update();
}

// The line that is written in, and what is wrong: underlined from its place to the end of its word.
void CodeEditor::showMarks()
{
    QList<QTextEdit::ExtraSelection> selections;
    QTextEdit::ExtraSelection line;
    line.format.setBackground(m_theme->window);
    line.format.setProperty(QTextFormat::FullWidthSelection, true);
    line.cursor = textCursor();
    line.cursor.clearSelection();
    selections.append(line);
    for (const Mark &mark : m_marks) {
        const QTextBlock block = document()->findBlockByNumber(mark.line - 1);
        if (!block.isValid())
            continue;
        QTextEdit::ExtraSelection wrong;
        wrong.cursor = QTextCursor(block);
        const int from = std::clamp(mark.column - 1, 0, std::max(0, block.length() - 2));
        wrong.cursor.setPosition(block.position() + from);
        wrong.cursor.movePosition(QTextCursor::EndOfWord, QTextCursor::KeepAnchor);
        if (!wrong.cursor.hasSelection())
            wrong.cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
        wrong.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        wrong.format.setUnderlineColor(m_theme->worse);
        selections.append(wrong);
    }
    setExtraSelections(selections);
}

void CodeEditor::goTo(int line, int column)
{
    const QTextBlock block = document()->findBlockByNumber(std::max(0, line - 1));
    if (!block.isValid())
        return;
    QTextCursor cursor(block);
    cursor.setPosition(block.position() + std::clamp(column - 1, 0, block.length() - 1));
    setTextCursor(cursor);
    ensureCursorVisible();
    setFocus();
}

void CodeEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Tab && event->modifiers() == Qt::NoModifier && !textCursor().hasSelection()) {
        insertPlainText(QString(kIndent, u' '));
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && event->modifiers() == Qt::NoModifier) {
        const QString line = textCursor().block().text();
        const auto text = std::ranges::find_if(line, [](QChar symbol) { return symbol != u' '; });
        QString indent(std::min<qsizetype>(text - line.begin(), textCursor().positionInBlock()), u' ');
        const QString before = line.first(textCursor().positionInBlock()).trimmed();
        if (before.endsWith(u'{') || before.endsWith(u'['))
            indent += QString(kIndent, u' ');
        insertPlainText(u'\n' + indent);
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

} // namespace leadline
