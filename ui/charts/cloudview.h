#pragma once

#include "ui/charts/paint.h"

#include <QWidget>

#include <memory>

namespace leadline {

// A cloud of any number of points, painted once to an image: scatter with percentile lines, ageing chart with zones.
// Left and right move along x, up and down along y, Enter activates, Escape lets go; drag selects a rectangle; Ctrl+C
// copies the values as a table.
class CloudView final : public QWidget {
    Q_OBJECT

public:
    explicit CloudView(QWidget *parent = nullptr);
    ~CloudView() override;

    void setSpec(CloudSpec spec);
    void setTheme(const Theme &theme);
    [[nodiscard]] const CloudSpec &spec() const;
    [[nodiscard]] QString hoverText() const;
    [[nodiscard]] QString toCsv() const;
    [[nodiscard]] QByteArray toSvg(const QSizeF &size, const Theme &theme) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void pointActivated(qint64 id); // click, or Enter on the point reached with the arrow keys
    void rangeSelected(double fromX, double toX, double fromY, double toY); // drag
    void resetRequested(); // double click beside the points

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

} // namespace leadline
