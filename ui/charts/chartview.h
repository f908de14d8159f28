#pragma once

#include "ui/charts/chartspec.h"
#include "ui/charts/theme.h"

#include <QWidget>

#include <memory>

namespace leadline {

// Lines, bars, stacked bars and areas, on Qt Charts. Series are downsampled to the pixels. Hover shows exact values and n; arrow keys move
// along the points, Enter activates; drag selects a range; the values are also there as a table for screen readers and copying.
class ChartView final : public QWidget {
    Q_OBJECT

public:
    explicit ChartView(QWidget *parent = nullptr);
    ~ChartView() override;

    void setSpec(ChartSpec spec);
    void setTheme(const Theme &theme);
    [[nodiscard]] const ChartSpec &spec() const;
    [[nodiscard]] QString toCsv() const;
    [[nodiscard]] QByteArray toSvg(const QSizeF &size, const Theme &theme) const;

Q_SIGNALS:
    void pointActivated(int series, int point); // click or Enter
    void rangeSelected(double fromX, double toX); // drag
    void resetRequested(); // double click

private:
    class Private;
    std::unique_ptr<Private> d;
};

// The same picture on any painter, as vectors: for the PDF, SVG and PNG export.
void paintChart(QPainter &painter, const QRectF &area, const ChartSpec &spec, const Theme &theme);

} // namespace leadline
