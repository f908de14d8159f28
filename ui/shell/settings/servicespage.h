#pragma once

#include "core/domain/directory.h"
#include "ui/shell/settings/settingspage.h"

class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace leadline {

class DirectoryEditor;
class ServiceModel;

// What a service is made of, what counts as a deployment of it, and which environments are production.
class ServicesPage final : public SettingsPage {
    Q_OBJECT

public:
    ServicesPage(DirectoryEditor *editor, QWidget *parent = nullptr);

    [[nodiscard]] ServiceModel *model() const { return m_model; }
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] QLineEdit *productionPattern() const { return m_patterns[0]; }
    [[nodiscard]] QTreeWidget *environments() const { return m_environments; }
    void setStandIn(DeploymentStandIn standIn); // of the chosen services
    void joinSelected(const QString &name); // one service of the repositories of all chosen ones
    void applyPatterns();

private:
    void buildServices();
    void buildEnvironments();
    void show();
    void preview();
    [[nodiscard]] EnvironmentPatterns patterns() const;
    [[nodiscard]] std::vector<ServiceEntry> selected() const;

    DirectoryEditor *m_editor;
    ServiceModel *m_model;
    QTableView *m_table;
    std::vector<QLineEdit *> m_patterns; // production, staging, test, development
    QTreeWidget *m_environments;
    QPushButton *m_apply;
    QPushButton *m_undo;
};

// The class by the patterns: the first that matches wins; Unknown when none does. A pattern that cannot be read matches
// nothing.
[[nodiscard]] EnvironmentClass classOf(const QString &environment, const EnvironmentPatterns &patterns);

} // namespace leadline
