#pragma once

#include "core/base/timerange.h"

#include <QDialog>

class QDateEdit;

namespace leadline {

// Asks for the first and the last day of a period.
class PeriodDialog final : public QDialog {
    Q_OBJECT

public:
    PeriodDialog(QDate first, QDate last, Qt::DayOfWeek weekStart, QWidget *parent = nullptr);

    [[nodiscard]] QDate firstDay() const;
    [[nodiscard]] QDate lastDay() const;

private:
    QDateEdit *m_first;
    QDateEdit *m_last;
};

} // namespace leadline
