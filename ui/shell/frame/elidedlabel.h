#pragma once

#include <QLabel>

namespace leadline {

// One line of plain text that ends in "…" where it does not fit; the whole is in the tool tip.
class ElidedLabel final : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace leadline
