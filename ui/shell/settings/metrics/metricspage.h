#pragma once

#include "core/metrics/metricdefinition.h"
#include "ui/shell/settings/settingspage.h"

class QLineEdit;
class QPushButton;
class QTextBrowser;
class QTreeWidget;
class QTreeWidgetItem;

namespace leadline {

class Appearance;
class MetricEditor;
class Workspace;

// All definitions of metrics by group: what each means, exactly, and where it is used; those of one's own can be
// written, switched off, removed, and travel as files.
class MetricsPage final : public SettingsPage {
    Q_OBJECT

public:
    MetricsPage(Workspace *workspace, Appearance *appearance, QWidget *parent = nullptr);

    [[nodiscard]] QTreeWidget *tree() const { return m_tree; }
    [[nodiscard]] QString details() const; // as plain text
    void select(const QString &key); // "Leadline 1/change_lead_time"
    void search(const QString &text);
    MetricEditor *write(const QString &text, const QString &replacing); // opens the editor
    void duplicate();
    void importFile(const QString &file, bool replace = false);
    void exportTo(const QString &file);
    void removeSelected();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildButtons();
    void buildNew(QPushButton *button);
    void fill();
    void addItem(const QString &group, const QString &key, const QStringList &cells, bool problem);
    void filter();
    void showDetails();
    void enable();
    void edit();
    void switchSelected();
    [[nodiscard]] QStringList selectedKeys() const;
    [[nodiscard]] QStringList selectedOwn() const;
    [[nodiscard]] QString detailsOf(const QString &key) const;
    [[nodiscard]] QString definitionHtml(const MetricDefinition &metric) const;
    void report(const Result<void> &done);

    Workspace *m_workspace;
    Appearance *m_appearance;
    QLineEdit *m_search;
    QTreeWidget *m_tree;
    QTextBrowser *m_details;
    QPushButton *m_edit;
    QPushButton *m_duplicate;
    QPushButton *m_switch;
    QPushButton *m_remove;
    QPushButton *m_export;
    QPushButton *m_undo;
};

} // namespace leadline
