#pragma once

#include "ui/charts/theme.h"

#include <QPlainTextEdit>

namespace leadline {

// A text editor with line numbers: Tab is two spaces, a new line keeps the indent, and places of problems are
// underlined.
class CodeEditor final : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit CodeEditor(QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    struct Mark {
        int line = 0; // from 1
        int column = 0; // from 1
    };
    void setMarks(std::vector<Mark> marks);
    void goTo(int line, int column);
    [[nodiscard]] int numbersWidth() const;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Numbers;
    void paintNumbers(QPaintEvent *event);
    void showMarks();

    const Theme *m_theme;
    QWidget *m_numbers;
    std::vector<Mark> m_marks;
};

} // namespace leadline
