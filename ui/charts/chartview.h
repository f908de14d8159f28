#pragma once

#include "ui/charts/paint.h"

#include <QWidget>

#include <memory>

namespace leadline {

// Lines, bars, stacked bars and areas. Series are downsampled to the pixels. Hover shows exact values and n; arrow keys
// move along the points, Enter activates, Escape lets go; drag selects a range; Ctrl+C copies the values as a table.
class ChartView final : public QWidget {
    Q_OBJECT

public:
    explicit ChartView(QWidget *parent = nullptr);
    ~ChartView() override;

    void setSpec(ChartSpec spec);
    void setTheme(const Theme &theme);
    [[nodiscard]] const ChartSpec &spec() const;
    [[nodiscard]] const Theme &theme() const;
    [[nodiscard]] QString hoverText() const; // what the hover says now; empty when nothing is under pointer or keys
    [[nodiscard]] QString toCsv() const;
    [[nodiscard]] QByteArray toSvg(const QSizeF &size, const Theme &theme) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void pointActivated(int series, int point); // click or Enter
    void rangeSelected(
        double fromX, double toX); // drag: whole periods, from <= t < to; on categories the first and last index
    void resetRequested(); // double click beside the marks

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

// The same picture on any painter, as vectors and without background: for the PDF, SVG and PNG export. One unit of the
// painter is a pixel of the screen at 100 %: scale the painter for paper (96 units an inch).
} // namespace leadline
