#pragma once

#include <QWidget>

namespace leadline {

// Quiet grey bars in the place of what is still being loaded.
class SkeletonView final : public QWidget {
    Q_OBJECT

public:
    explicit SkeletonView(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace leadline
