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
#include <QSignalBlocker>
#include <QTimeEdit>
#include <QTimeZone>

namespace leadline {

namespace {
constexpr int kDayRole = Qt::UserRole;
constexpr int kTeamRole = Qt::UserRole;
constexpr int kPersonRole = Qt::UserRole + 1;

// Two forms above each other look like one.
void alignLabels(const QFormLayout &above, const QFormLayout &below)
{
    std::vector<QWidget *> labels;
    for (const QFormLayout *form : {&above, &below}) {
        for (int row = 0; row < form->rowCount(); ++row) {
            if (const QLayoutItem *item = form->itemAt(row, QFormLayout::LabelRole); item && item->widget())
                labels.push_back(item->widget());
        }
    }
    int widest = 0;
    for (const QWidget *label : labels)
        widest = std::max(widest, label->sizeHint().width());
    for (QWidget *label : labels)
        label->setMinimumWidth(widest);
}
} // namespace

CalendarPage::CalendarPage(DirectoryEditor *editor, QWidget *parent)
    : SettingsPage(
          tr("Working calendar"), tr("In whose day and week the numbers are cut, and when people work."), parent)
    , m_editor(editor)
    , m_whose(new QComboBox(this))
    , m_own(new QCheckBox(tr("Has a calendar of its own"), this))
    , m_fields(new QWidget(this))
    , m_zone(new QComboBox(m_fields))
    , m_weekStart(new QComboBox(m_fields))
    , m_from(new QTimeEdit(m_fields))
    , m_to(new QTimeEdit(m_fields))
    , m_holidays(new QListWidget(m_fields))
    , m_newHoliday(new QDateEdit(QDate::currentDate(), m_fields))
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
    m_whose->setAccessibleName(tr("Whose calendar"));
    m_whose->setEditable(true); // to find one of many people by typing
    m_whose->setInsertPolicy(QComboBox::NoInsert);
    buildForm();
    auto *whose = new QFormLayout;
    whose->setVerticalSpacing(10);
    whose->addRow(tr("&Calendar of"), m_whose);
    whose->addRow(QString(), m_own);
    alignLabels(*whose, *static_cast<QFormLayout *>(m_fields->layout()));
    auto *applyButton = new QPushButton(tr("Apply"), this);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(applyButton);
    buttons->addStretch();
    buttons->addWidget(m_undo);
    content()->addLayout(whose);
    content()->addWidget(m_fields);
    content()->addStretch();
    content()->addLayout(buttons);
    connect(applyButton, &QPushButton::clicked, this, &CalendarPage::apply);
    connect(m_whose, &QComboBox::currentIndexChanged, this, &CalendarPage::showCalendar);
    connect(m_own, &QCheckBox::toggled, m_fields, &QWidget::setEnabled);
}

void CalendarPage::buildForm()
{
    m_zone->addItem(tr("This computer's (%1)").arg(QString::fromLatin1(QTimeZone::systemTimeZoneId())), QString());
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds())
        m_zone->addItem(QString::fromLatin1(id), QString::fromLatin1(id));
    m_zone->setAccessibleName(tr("Time zone"));
    m_zone->setObjectName(u"zone"_s);
    auto *days = new QHBoxLayout;
    days->setSpacing(10);
    for (int day = 1; day <= 7; ++day) {
        m_weekStart->addItem(QLocale().dayName(day), day);
        auto *box = new QCheckBox(QLocale().dayName(day, QLocale::ShortFormat), m_fields);
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
    hours->addWidget(new QLabel(tr("to"), m_fields));
    hours->addWidget(m_to);
    hours->addStretch();
    auto *add = new QPushButton(tr("Add"), m_fields);
    auto *remove = new QPushButton(tr("Remove"), m_fields);
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
    auto *form = new QFormLayout(m_fields);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(10);
    form->addRow(tr("&Time zone"), m_zone);
    form->addRow(tr("&Week starts on"), m_weekStart);
    form->addRow(tr("Working days"), days);
    form->addRow(tr("Working hours"), hours);
    form->addRow(tr("Holidays"), m_holidays);
    form->addRow(QString(), holidayRow);
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

OwnCalendar CalendarPage::chosen() const
{
    return {.team = m_whose->currentData(kTeamRole).toLongLong(),
        .person = m_whose->currentData(kPersonRole).toLongLong(),
        .calendar = {}};
}

void CalendarPage::show()
{
    showWhose();
    showCalendar();
}

// Keeps who is chosen, by name: after a change the list is a new one.
void CalendarPage::showWhose()
{
    const QSignalBlocker quiet(m_whose);
    const OwnCalendar before = chosen();
    const Directory &directory = m_editor->directory();
    m_whose->clear();
    m_whose->addItem(tr("The workspace: everybody else"));
    const auto add = [&](const QString &text, qint64 team, qint64 person) {
        m_whose->addItem(text);
        const int row = m_whose->count() - 1;
        m_whose->setItemData(row, team, kTeamRole);
        m_whose->setItemData(row, person, kPersonRole);
        if (team == before.team && person == before.person)
            m_whose->setCurrentIndex(row);
    };
    for (const TeamEntry &team : directory.teams)
        add(tr("Team %1").arg(team.name), team.id, 0);
    std::vector<PersonEntry> people = directory.people;
    std::ranges::sort(people, {}, &PersonEntry::name);
    for (const PersonEntry &person : people)
        add(person.name, 0, person.id);
}

void CalendarPage::showCalendar()
{
    const Directory &directory = m_editor->directory();
    const OwnCalendar whose = chosen();
    const bool workspace = whose.team == 0 && whose.person == 0;
    const auto own = std::ranges::find_if(directory.ownCalendars,
        [&](const OwnCalendar &one) { return one.team == whose.team && one.person == whose.person; });
    const bool hasOwn = workspace || own != directory.ownCalendars.end();
    const WorkCalendar &calendar = workspace || !hasOwn ? directory.calendar : own->calendar;
    m_own->setVisible(!workspace);
    m_own->setChecked(hasOwn);
    m_fields->setEnabled(hasOwn);
    m_weekStart->setEnabled(workspace);
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
    const OwnCalendar whose = chosen();
    const bool workspace = whose.team == 0 && whose.person == 0;
    if (!workspace && !m_own->isChecked()) {
        showProblem({});
        m_editor->apply(SetOwnCalendar{.team = whose.team, .person = whose.person, .calendar = {}});
        return;
    }
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
    if (workspace)
        m_editor->apply(SetWorkCalendar{chosen});
    else
        m_editor->apply(SetOwnCalendar{.team = whose.team, .person = whose.person, .calendar = chosen});
}

} // namespace leadline
