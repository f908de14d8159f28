#pragma once

#include "ui/charts/theme.h"

#include <QFrame>

#include <memory>
#include <vector>

namespace leadline {

// One figure: title, subtitle, value, change against the compared period in words and arrow, band with its edition, n,
// sparkline.
struct CardSpec {
    QString title; // "Change lead time"
    QString subtitle; // "median · Payments"
    QString value; // "2.4 d"; empty = no value, `note` says why
    QString delta; // "18 % shorter than the 90 days before"; empty = not compared
    int judgement = 0; // of the delta: 1 better, -1 worse, 0 neither; said as a word before the delta
    int direction = 0; // of the value: 1 rose, -1 fell, 0 unknown: the arrow points there
    int band = -1; // 0 elite … 3 low; -1 none
    QString bandText; // "High · DORA 2023"
    QString note; // "n = 412"
    std::vector<double> sparkline; // oldest first; NaN = gap
    bool thin = false; // few records: greyed
};

class MetricCard final : public QFrame {
    Q_OBJECT

public:
    explicit MetricCard(QWidget *parent = nullptr);
    ~MetricCard() override;

    void setSpec(CardSpec spec);
    void setTheme(const Theme &theme);
    [[nodiscard]] const CardSpec &spec() const;
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

void paintCard(QPainter &painter, const QRectF &area, const CardSpec &spec, const Theme &theme);

} // namespace leadline
