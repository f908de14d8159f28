#pragma once

#include "ui/charts/paint.h"

#include <QFrame>

#include <memory>

namespace leadline {

// The figure as a control: click, Enter or Space opens what is behind it.
class MetricCard final : public QFrame {
    Q_OBJECT

public:
    explicit MetricCard(QWidget *parent = nullptr);
    ~MetricCard() override;

    void setSpec(CardSpec spec);
    void setTheme(const Theme &theme);
    [[nodiscard]] const CardSpec &spec() const;
    [[nodiscard]] int titleLines() const; // that the title takes at this width
    void setTitleLines(int lines); // room for the longest title of the row
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void activated(); // click, Enter or Space

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace leadline
