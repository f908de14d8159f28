#include "ui/shell/frame/perioddialog.h"

#include <QCalendarWidget>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>

namespace leadline {

PeriodDialog::PeriodDialog(QDate first, QDate last, Qt::DayOfWeek weekStart, QWidget *parent)
    : QDialog(parent)
    , m_first(new QDateEdit(first, this))
    , m_last(new QDateEdit(last, this))
{
    setWindowTitle(tr("Choose days"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Show these days"));
    auto *form = new QFormLayout(this);
    form->addRow(tr("&First day"), m_first);
    form->addRow(tr("&Last day"), m_last);
    form->addRow(buttons);
    for (QDateEdit *edit : {m_first, m_last}) {
        edit->setCalendarPopup(true);
        edit->setDisplayFormat(QStringLiteral("d MMM yyyy"));
        edit->calendarWidget()->setFirstDayOfWeek(weekStart);
        edit->setMinimumWidth(180);
    }
    m_last->setMinimumDate(first);
    connect(m_first, &QDateEdit::dateChanged, m_last, &QDateEdit::setMinimumDate);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QDate PeriodDialog::firstDay() const
{
    return m_first->date();
}

QDate PeriodDialog::lastDay() const
{
    return m_last->date();
}

} // namespace leadline
