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

// Time zone, week, working days and hours, holidays: of the workspace, and of teams and people that differ from it.
class CalendarPage final : public SettingsPage {
    Q_OBJECT

public:
    CalendarPage(DirectoryEditor *editor, QWidget *parent = nullptr);

    [[nodiscard]] WorkCalendar calendar() const; // as the fields say
    [[nodiscard]] QComboBox *whose() const { return m_whose; }
    [[nodiscard]] QCheckBox *own() const { return m_own; }
    void apply();

private:
    void build();
    void buildForm();
    void show();
    void showWhose();
    void showCalendar();
    [[nodiscard]] OwnCalendar chosen() const; // team and person; neither = the workspace
    void addHoliday(QDate day);

    DirectoryEditor *m_editor;
    QComboBox *m_whose;
    QCheckBox *m_own;
    QWidget *m_fields; // what an own calendar has
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
