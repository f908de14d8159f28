#pragma once

#include "ui/shell/settings/settingspage.h"

class QPlainTextEdit;
class QPushButton;

namespace leadline {

class SourceModel;
class Workspace;
struct SourceStatus;

// The connected tools: how each is doing, and everything one can do with it.
class SourcesPage final : public SettingsPage {
    Q_OBJECT

public:
    SourcesPage(Workspace *workspace, QWidget *parent = nullptr);

    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] SourceModel *model() const { return m_model; }
    void add();
    void togglePause();
    void remove(bool deleteData);

private:
    void build();
    void edit();
    void test();
    void askRemove();
    void showReport();
    void enableButtons();
    [[nodiscard]] const SourceStatus *current() const;

    Workspace *m_workspace;
    SourceModel *m_model;
    QTableView *m_table;
    QPlainTextEdit *m_report;
    QPushButton *m_sync;
    QPushButton *m_test;
    QPushButton *m_pause;
    QPushButton *m_edit;
    QPushButton *m_remove;
};

} // namespace leadline
