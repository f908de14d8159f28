#pragma once

#include "core/domain/enums.h"
#include "ui/shell/settings/settingspage.h"

class QLineEdit;
class QListWidget;
class QPushButton;
class QSortFilterProxyModel;

namespace leadline {

class DirectoryEditor;
class IdentityModel;

// Who is who: accounts of many tools made into people, with suggestions to accept or dismiss.
class PeoplePage final : public SettingsPage {
    Q_OBJECT

public:
    PeoplePage(DirectoryEditor *editor, QWidget *parent = nullptr);

    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] QListWidget *suggestions() const { return m_suggestions; }
    void acceptSuggestion();
    void dismissSuggestion();

private:
    void buildSuggestions();
    void buildTable();
    void show();
    void mergeSelected();
    void setKind(ActorClass actor);
    [[nodiscard]] std::vector<qint64> selectedIdentities() const;

    DirectoryEditor *m_editor;
    IdentityModel *m_model;
    QSortFilterProxyModel *m_proxy;
    QWidget *m_suggestionBox;
    QListWidget *m_suggestions;
    QLineEdit *m_search;
    QTableView *m_table;
    std::vector<QPushButton *> m_actions; // need a selection
    QPushButton *m_undo;
};

} // namespace leadline
