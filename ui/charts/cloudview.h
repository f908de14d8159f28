#pragma once

#include "ui/charts/chartspec.h"
#include "ui/charts/theme.h"

#include <QWidget>

#include <memory>

namespace leadline {

// A cloud of points painted by us (Qt Charts makes one item a point): scatter with percentile lines, ageing chart with zones.
class CloudView final : public QWidget {
    Q_OBJECT

public:
    explicit CloudView(QWidget *parent = nullptr);
    ~CloudView() override;

    void setSpec(CloudSpec spec);
    void setTheme(const Theme &theme);

Q_SIGNALS:
    void pointActivated(qint64 id); // click, or Enter on the point reached with the arrow keys
    void rangeSelected(double fromX, double toX, double fromY, double toY); // drag
    void resetRequested();

private:
    class Private;
    std::unique_ptr<Private> d;
};

void paintCloud(QPainter &painter, const QRectF &area, const CloudSpec &spec, const Theme &theme);

} // namespace leadline
