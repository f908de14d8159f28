#pragma once

#include "ui/shell/settings/settingspage.h"

class QPushButton;
class QTreeWidget;

namespace leadline {

class DirectoryEditor;

// Teams, one inside another, with who is in them from when to when.
class TeamsPage final : public SettingsPage {
    Q_OBJECT

public:
    TeamsPage(DirectoryEditor *editor, QWidget *parent = nullptr);

    [[nodiscard]] QTreeWidget *teams() const { return m_teams; }
    [[nodiscard]] QTreeWidget *members() const { return m_members; }
    void addTeam(const QString &name); // below the chosen one

private:
    void build();
    void showTeams();
    void showMembers();
    void askName(const QString &title, const QString &name, void (TeamsPage::*then)(const QString &));
    void renameTeam(const QString &name);
    void removeTeam();
    void addMember();
    void endMembership();
    [[nodiscard]] qint64 currentTeam() const;

    DirectoryEditor *m_editor;
    QTreeWidget *m_teams;
    QTreeWidget *m_members;
    QPushButton *m_undo;
    qint64 m_chosen = 0;
};

} // namespace leadline
