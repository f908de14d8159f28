#include "ui/shell/settings/calendarpage.h"

#include "core/domain/enums.h"
#include "ui/shell/settings/directoryeditor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QTimeEdit>
#include <QTimeZone>

namespace leadline {

namespace {
constexpr int kDayRole = Qt::UserRole;
}

CalendarPage::CalendarPage(DirectoryEditor *editor, QWidget *parent)
    : SettingsPage(
          tr("Working calendar"), tr("In whose day and week the numbers are cut, and when people work."), parent)
    , m_editor(editor)
    , m_zone(new QComboBox(this))
    , m_weekStart(new QComboBox(this))
    , m_from(new QTimeEdit(this))
    , m_to(new QTimeEdit(this))
    , m_holidays(new QListWidget(this))
    , m_newHoliday(new QDateEdit(QDate::currentDate(), this))
    , m_undo(new QPushButton(tr("Undo"), this))
{
    build();
    connect(m_editor, &DirectoryEditor::changed, this, &CalendarPage::show);
    connect(m_editor, &DirectoryEditor::failed, this, [this](const Error &error) { showProblem(error.text); });
    connect(m_undo, &QPushButton::clicked, m_editor, &DirectoryEditor::undo);
    show();
}

void CalendarPage::build()
{
    m_zone->addItem(tr("This computer's (%1)").arg(QString::fromLatin1(QTimeZone::systemTimeZoneId())), QString());
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds())
        m_zone->addItem(QString::fromLatin1(id), QString::fromLatin1(id));
    m_zone->setAccessibleName(tr("Time zone"));
    auto *days = new QHBoxLayout;
    days->setSpacing(10);
    for (int day = 1; day <= 7; ++day) {
        m_weekStart->addItem(QLocale().dayName(day), day);
        auto *box = new QCheckBox(QLocale().dayName(day, QLocale::ShortFormat), this);
        box->setAccessibleName(QLocale().dayName(day));
        days->addWidget(box);
        m_days.push_back(box);
    }
    days->addStretch();
    for (QTimeEdit *edit : {m_from, m_to})
        edit->setDisplayFormat(u"HH:mm"_s);
    m_from->setAccessibleName(tr("Work begins"));
    m_to->setAccessibleName(tr("Work ends"));
    auto *hours = new QHBoxLayout;
    hours->setSpacing(8);
    hours->addWidget(m_from);
    hours->addWidget(new QLabel(tr("to"), this));
    hours->addWidget(m_to);
    hours->addStretch();
    auto *add = new QPushButton(tr("Add"), this);
    auto *remove = new QPushButton(tr("Remove"), this);
    m_holidays->setAccessibleName(tr("Holidays"));
    m_holidays->setMaximumHeight(180);
    m_newHoliday->setCalendarPopup(true);
    m_newHoliday->setAccessibleName(tr("Day of the holiday"));
    auto *holidayRow = new QHBoxLayout;
    holidayRow->setSpacing(8);
    holidayRow->addWidget(m_newHoliday);
    holidayRow->addWidget(add);
    holidayRow->addWidget(remove);
    holidayRow->addStretch();
    auto *form = new QFormLayout;
    form->setVerticalSpacing(10);
    form->addRow(tr("&Time zone"), m_zone);
    form->addRow(tr("&Week starts on"), m_weekStart);
    form->addRow(tr("Working days"), days);
    form->addRow(tr("Working hours"), hours);
    form->addRow(tr("Holidays"), m_holidays);
    form->addRow(QString(), holidayRow);
    auto *applyButton = new QPushButton(tr("Apply"), this);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(applyButton);
    buttons->addStretch();
    buttons->addWidget(m_undo);
    content()->addLayout(form);
    content()->addStretch();
    content()->addLayout(buttons);
    connect(applyButton, &QPushButton::clicked, this, &CalendarPage::apply);
    connect(add, &QPushButton::clicked, this, [this] { addHoliday(m_newHoliday->date()); });
    connect(remove, &QPushButton::clicked, this, [this] { delete m_holidays->currentItem(); });
}

void CalendarPage::addHoliday(QDate day)
{
    for (int row = 0; row < m_holidays->count(); ++row) {
        if (m_holidays->item(row)->data(kDayRole).toDate() == day)
            return;
    }
    auto *item = new QListWidgetItem(QLocale().toString(day, QLocale::LongFormat), m_holidays);
    item->setData(kDayRole, day);
}

void CalendarPage::show()
{
    const WorkCalendar &calendar = m_editor->directory().calendar;
    m_zone->setCurrentIndex(std::max(0, m_zone->findData(calendar.timeZone)));
    m_weekStart->setCurrentIndex(std::clamp(calendar.weekStart, 1, 7) - 1);
    for (int day = 1; day <= 7; ++day)
        m_days[static_cast<std::size_t>(day - 1)]->setChecked(
            std::ranges::find(calendar.workDays, day) != calendar.workDays.end());
    m_from->setTime(QTime(0, 0).addSecs(calendar.dayStartMinute * 60));
    m_to->setTime(QTime(0, 0).addSecs(calendar.dayEndMinute * 60));
    m_holidays->clear();
    for (const QDate &day : calendar.holidays)
        addHoliday(day);
    m_undo->setEnabled(m_editor->canUndo());
}

WorkCalendar CalendarPage::calendar() const
{
    WorkCalendar calendar;
    calendar.timeZone = m_zone->currentData().toString();
    calendar.weekStart = m_weekStart->currentData().toInt();
    calendar.workDays.clear();
    for (int day = 1; day <= 7; ++day) {
        if (m_days[static_cast<std::size_t>(day - 1)]->isChecked())
            calendar.workDays.push_back(day);
    }
    calendar.dayStartMinute = m_from->time().msecsSinceStartOfDay() / 60'000;
    calendar.dayEndMinute = m_to->time().msecsSinceStartOfDay() / 60'000;
    for (int row = 0; row < m_holidays->count(); ++row)
        calendar.holidays.push_back(m_holidays->item(row)->data(kDayRole).toDate());
    std::ranges::sort(calendar.holidays);
    return calendar;
}

void CalendarPage::apply()
{
    const WorkCalendar chosen = calendar();
    if (chosen.workDays.empty()) {
        showProblem(tr("A week needs at least one working day."));
        return;
    }
    if (chosen.dayEndMinute <= chosen.dayStartMinute) {
        showProblem(tr("The working day must end after it begins."));
        return;
    }
    showProblem({});
    m_editor->apply(SetWorkCalendar{chosen});
}

} // namespace leadline
