#pragma once

#include "core/domain/directory.h"
#include "ui/shell/settings/settingspage.h"

class QCheckBox;
class QComboBox;
class QDateEdit;
class QListWidget;
class QPushButton;
class QTimeEdit;

namespace leadline {

class DirectoryEditor;

// Time zone, week, working days and hours, holidays.
class CalendarPage final : public SettingsPage {
    Q_OBJECT

public:
    CalendarPage(DirectoryEditor *editor, QWidget *parent = nullptr);

    [[nodiscard]] WorkCalendar calendar() const; // as the fields say
    void apply();

private:
    void build();
    void show();
    void addHoliday(QDate day);

    DirectoryEditor *m_editor;
    QComboBox *m_zone;
    QComboBox *m_weekStart;
    std::vector<QCheckBox *> m_days; // Monday first
    QTimeEdit *m_from;
    QTimeEdit *m_to;
    QListWidget *m_holidays;
    QDateEdit *m_newHoliday;
    QPushButton *m_undo;
};

} // namespace leadline
