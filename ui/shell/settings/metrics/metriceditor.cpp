#include "ui/shell/settings/metrics/metriceditor.h"

#include "core/domain/enums.h"
#include "core/workspace/workspace.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/ask.h"
#include "ui/shell/frame/words.h"
#include "ui/shell/settings/metrics/codeeditor.h"
#include "ui/shell/settings/metrics/definitionhighlighter.h"
#include "ui/shell/settings/metrics/metricpreview.h"
#include "ui/shell/settings/metrics/viewcolumns.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QTabWidget>
#include <QTreeWidget>

namespace leadline {

namespace {

constexpr int kPauseMs = 350;

QStringList viewNames(const Workspace &workspace)
{
    QStringList names;
    for (const SqlView &view : workspace.sqlViews())
        names.append(view.name);
    return names;
}

} // namespace

MetricEditor::MetricEditor(
    Workspace *workspace, Appearance *appearance, const QString &text, const QString &replacing, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_appearance(appearance)
    , m_replacing(replacing)
    , m_before(text)
    , m_code(new CodeEditor(this))
    , m_highlighter(new DefinitionHighlighter(m_code->document(), viewNames(*workspace)))
    , m_list(new QTreeWidget(this))
    , m_preview(new MetricPreview(workspace))
    , m_state(new QLabel(this))
    , m_save(new QPushButton(tr("Save"), this))
{
    setWindowTitle(replacing.isEmpty() ? tr("New metric") : tr("Edit %1").arg(replacing));
    setWindowModality(Qt::WindowModal);
    resize(1120, 720);
    build();
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPauseMs);
    connect(&m_pause, &QTimer::timeout, this, &MetricEditor::check);
    connect(m_code, &QPlainTextEdit::textChanged, this, [this] {
        ++m_revision;
        m_pause.start();
    });
    connect(m_appearance, &Appearance::themeChanged, this, &MetricEditor::applyTheme);
    connect(m_workspace->metrics(), &MetricLibrary::changed, this, &MetricEditor::check);
    applyTheme();
    m_code->setPlainText(text);
    m_code->setFocus();
    check();
}

void MetricEditor::build()
{
    m_code->setAccessibleName(tr("Definition"));
    m_list->setAccessibleName(tr("Problems of the definition"));
    m_list->setHeaderLabels({tr("Line"), tr("Problem")});
    m_list->setRootIsDecorated(false);
    m_list->setWordWrap(true);
    m_list->header()->setStretchLastSection(true);
    m_list->setColumnWidth(0, 70);
    auto *left = new QSplitter(Qt::Vertical, this);
    left->addWidget(m_code);
    left->addWidget(m_list);
    left->setStretchFactor(0, 4);
    left->setStretchFactor(1, 1);
    left->setSizes({480, 120});
    left->setChildrenCollapsible(false);
    left->setObjectName(u"loose"_s);
    left->setHandleWidth(8);
    auto *tabs = new QTabWidget(this);
    buildRight(tabs);
    auto *middle = new QSplitter(Qt::Horizontal, this);
    middle->addWidget(left);
    middle->addWidget(tabs);
    middle->setSizes({640, 460});
    middle->setChildrenCollapsible(false);
    middle->setObjectName(u"loose"_s);
    middle->setHandleWidth(10);
    auto *earlier = new QPushButton(tr("Earlier versions"), this);
    fillEarlier(earlier);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_save->setDefault(true);
    m_save->setToolTip(tr("Save and close (Ctrl+S)"));
    m_state->setObjectName(u"note"_s);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(earlier);
    buttons->addWidget(m_state, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(10);
    layout->addWidget(middle, 1);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &MetricEditor::reject);
    connect(m_save, &QPushButton::clicked, this, &MetricEditor::save);
    connect(new QShortcut(QKeySequence::Save, this), &QShortcut::activated, this, &MetricEditor::save);
    const auto jump = [this](const QTreeWidgetItem *item) {
        if (item)
            m_code->goTo(item->data(0, Qt::UserRole).toInt(), item->data(0, Qt::UserRole + 1).toInt());
    };
    connect(m_list, &QTreeWidget::itemClicked, this, jump);
    connect(m_list, &QTreeWidget::itemActivated, this, jump);
    connect(new QShortcut(QKeySequence(Qt::Key_F8), this), &QShortcut::activated, this, [this, jump] {
        const int rows = m_list->topLevelItemCount();
        if (rows == 0)
            return;
        m_list->setCurrentItem(m_list->topLevelItem((m_list->indexOfTopLevelItem(m_list->currentItem()) + 1) % rows));
        jump(m_list->currentItem());
    });
}

void MetricEditor::buildRight(QTabWidget *tabs)
{
    auto *columns = new ViewColumns(m_workspace->sqlViews());
    tabs->addTab(m_preview, tr("On your data"));
    tabs->addTab(columns, tr("Columns"));
    tabs->setAccessibleName(tr("Preview and columns"));
    connect(columns, &ViewColumns::chosen, this, [this](const QString &name) {
        m_code->insertPlainText(name);
        m_code->setFocus();
    });
}

void MetricEditor::fillEarlier(QPushButton *button)
{
    button->setAutoDefault(false);
    const auto metric = m_workspace->metrics()->find(m_replacing);
    button->setVisible(metric && !metric->earlier.empty());
    if (!metric)
        return;
    auto *menu = new QMenu(button);
    for (const EarlierMetric &one : metric->earlier) {
        menu->addAction(
            tr("Version %1, %2").arg(one.version).arg(momentText(one.savedAt, m_workspace->calendar().zone)), this,
            [this, text = one.text] { setText(text); });
    }
    button->setMenu(menu);
}

QString MetricEditor::text() const
{
    return m_code->toPlainText();
}

// As if it had been typed, so that it can be taken back.
void MetricEditor::setText(const QString &text)
{
    QTextCursor all(m_code->document());
    all.select(QTextCursor::Document);
    all.insertText(text);
}

void MetricEditor::check()
{
    m_pause.stop();
    m_workspace->metrics()->check(text(), m_replacing).then(this, [this, asked = m_revision](const MetricCheck &check) {
        if (asked != m_revision)
            return;
        m_checked = asked;
        take(check);
    });
}

void MetricEditor::take(const MetricCheck &check)
{
    m_problems = check.problems;
    showProblems();
    m_save->setEnabled(check.definition.has_value());
    if (check.definition)
        m_preview->show(check.catalog, *check.definition);
    else
        m_preview->showNothing(tr("Once the definition has no problems, its figures on your data stand here."));
}

void MetricEditor::showProblems()
{
    m_list->clear();
    std::vector<CodeEditor::Mark> marks;
    for (const CatalogProblem &problem : m_problems) {
        const QString place = problem.line > 0 ? u"%1:%2"_s.arg(problem.line).arg(problem.column) : QString();
        auto *item = new QTreeWidgetItem(m_list, {place, problem.message});
        item->setData(0, Qt::UserRole, problem.line);
        item->setData(0, Qt::UserRole + 1, problem.column);
        item->setToolTip(1, problem.message);
        marks.push_back({.line = problem.line, .column = problem.column});
    }
    m_code->setMarks(std::move(marks));
    m_state->setText(m_problems.empty()
            ? tr("No problem found.")
            : tr("%n problem(s). F8 goes to the next.", nullptr, static_cast<int>(m_problems.size())));
}

void MetricEditor::save()
{
    if (!m_save->isEnabled())
        return;
    m_save->setEnabled(false);
    m_workspace->metrics()->save(text(), m_replacing).then(this, [this](const Result<CustomMetric> &kept) {
        if (!kept) {
            m_save->setEnabled(true);
            tell(this, windowTitle(), kept.error().text);
            return;
        }
        m_before = text();
        Q_EMIT saved(kept->key());
        accept();
    });
}

void MetricEditor::reject()
{
    if (text() == m_before)
        QDialog::reject();
    else
        confirm(
            this, tr("What was written here is not saved."), tr("Close without saving"), [this] { QDialog::reject(); });
}

void MetricEditor::applyTheme()
{
    const Theme &theme = m_appearance->theme();
    m_code->setTheme(theme);
    m_highlighter->setTheme(theme);
    m_preview->setTheme(theme);
}

} // namespace leadline
