#pragma once

#include "core/workspace/metriclibrary.h"
#include "ui/charts/theme.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QPushButton;
class QTabWidget;
class QTreeWidget;

namespace leadline {

class Appearance;
class CodeEditor;
class DefinitionHighlighter;
class MetricPreview;
class Workspace;

// Writing one definition: its text, what is wrong with it and where, and what it gives on one's own data. It is checked
// and counted while one writes; nothing is kept before Save.
class MetricEditor final : public QDialog {
    Q_OBJECT

public:
    // `replacing`: the key of the definition that is edited; empty = a new one.
    MetricEditor(Workspace *workspace, Appearance *appearance, const QString &text, const QString &replacing,
        QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    [[nodiscard]] bool isChecked() const { return m_checked == m_revision; } // what is shown is of the text of now
    [[nodiscard]] const std::vector<CatalogProblem> &problems() const { return m_problems; }
    [[nodiscard]] MetricPreview *preview() const { return m_preview; }
    void save();
    void reject() override; // asks first when something is not saved

Q_SIGNALS:
    void saved(const QString &key);

private:
    void build();
    void buildRight(QTabWidget *tabs);
    void fillEarlier(QPushButton *button);
    void check();
    void take(const MetricCheck &check);
    void showProblems();
    void applyTheme();

    Workspace *m_workspace;
    Appearance *m_appearance;
    QString m_replacing;
    QString m_before; // the text as it was opened
    CodeEditor *m_code;
    DefinitionHighlighter *m_highlighter;
    QTreeWidget *m_list;
    MetricPreview *m_preview;
    QLabel *m_state;
    QPushButton *m_save;
    QTimer m_pause; // of the writer
    std::vector<CatalogProblem> m_problems;
    quint64 m_revision = 1;
    quint64 m_checked = 0;
};

} // namespace leadline
