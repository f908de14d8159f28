#include "ui/shell/settings/metrics/metricspage.h"

#include "core/domain/enums.h"
#include "core/metrics/valueformat.h"
#include "core/workspace/metriclibrary.h"
#include "core/workspace/metricuses.h"
#include "core/workspace/workspace.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/ask.h"
#include "ui/shell/settings/metrics/metriceditor.h"
#include "ui/shell/settings/metrics/metrictemplates.h"

#include <QFile>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QTextBrowser>
#include <QTreeWidget>

namespace leadline {

namespace {

constexpr int kKeyRole = Qt::UserRole;
enum Column { TitleColumn, SetColumn, VersionColumn, StateColumn };

} // namespace

MetricsPage::MetricsPage(Workspace *workspace, Appearance *appearance, QWidget *parent)
    : SettingsPage(tr("Metrics"),
          tr("Every number is a definition that can be read. Add your own: they count in dashboards, reports and the "
             "command line at once, and travel with the workspace."),
          parent)
    , m_workspace(workspace)
    , m_appearance(appearance)
    , m_search(new QLineEdit(this))
    , m_tree(new QTreeWidget(this))
    , m_details(new QTextBrowser(this))
    , m_edit(new QPushButton(tr("Edit…"), this))
    , m_duplicate(new QPushButton(tr("Duplicate…"), this))
    , m_switch(new QPushButton(tr("Switch off"), this))
    , m_remove(new QPushButton(tr("Remove"), this))
    , m_export(new QPushButton(tr("Export…"), this))
    , m_undo(new QPushButton(tr("Undo"), this))
{
    m_search->setPlaceholderText(tr("Search metrics"));
    m_search->setAccessibleName(tr("Search metrics"));
    m_search->setClearButtonEnabled(true);
    m_tree->setAccessibleName(tr("Metrics"));
    m_tree->setHeaderLabels({tr("Metric"), tr("Set"), tr("Version"), tr("State")});
    m_tree->headerItem()->setTextAlignment(VersionColumn, Qt::AlignRight | Qt::AlignVCenter);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setAlternatingRowColors(true);
    m_tree->setUniformRowHeights(true);
    QHeaderView *header = m_tree->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(TitleColumn, QHeaderView::Stretch);
    m_details->setAccessibleName(tr("What the metric means"));
    m_details->setOpenLinks(false);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_tree);
    splitter->addWidget(m_details);
    splitter->setSizes({250, 230});
    splitter->setObjectName(u"loose"_s); // each part has a frame of its own
    splitter->setHandleWidth(8);
    splitter->setChildrenCollapsible(false);
    content()->addWidget(m_search);
    content()->addWidget(splitter, 1);
    buildButtons();
    connect(m_search, &QLineEdit::textChanged, this, &MetricsPage::filter);
    connect(m_tree, &QTreeWidget::itemSelectionChanged, this, [this] {
        showDetails();
        enable();
    });
    connect(m_tree, &QTreeWidget::itemActivated, this, &MetricsPage::edit);
    connect(m_workspace->metrics(), &MetricLibrary::changed, this, &MetricsPage::fill);
    fill();
}

void MetricsPage::buildButtons()
{
    auto *add = new QPushButton(tr("New"), this);
    buildNew(add);
    auto *import = new QPushButton(tr("Import…"), this);
    auto *row = new QHBoxLayout;
    for (QPushButton *button : {add, m_duplicate, m_edit, m_switch, m_remove, import, m_export})
        row->addWidget(button);
    row->addStretch();
    row->addWidget(m_undo);
    content()->addLayout(row);
    connect(m_duplicate, &QPushButton::clicked, this, &MetricsPage::duplicate);
    connect(m_edit, &QPushButton::clicked, this, &MetricsPage::edit);
    connect(m_switch, &QPushButton::clicked, this, &MetricsPage::switchSelected);
    connect(m_remove, &QPushButton::clicked, this, &MetricsPage::removeSelected);
    connect(import, &QPushButton::clicked, this, [this] {
        askOpenFile(
            this, tr("Import metrics"), tr("Definitions (*.json)"), [this](const QString &file) { importFile(file); });
    });
    connect(m_export, &QPushButton::clicked, this, [this] {
        askSaveFile(this, tr("Export metrics"), u"metrics.json"_s, tr("Definitions (*.json)"),
            [this](const QString &file) { exportTo(file); });
    });
    connect(m_undo, &QPushButton::clicked, this,
        [this] { m_workspace->metrics()->undo().then(this, [this](const Result<void> &done) { report(done); }); });
}

void MetricsPage::buildNew(QPushButton *button)
{
    auto *menu = new QMenu(button);
    for (const auto &[title, text] : metricTemplates())
        menu->addAction(title, this, [this, text] { write(text, {}); });
    button->setMenu(menu);
}

void MetricsPage::report(const Result<void> &done)
{
    showProblem(done ? QString() : done.error().text);
    enable();
}

void MetricsPage::addItem(const QString &group, const QString &key, const QStringList &cells, bool problem)
{
    QTreeWidgetItem *parent = nullptr;
    for (int i = 0; i < m_tree->topLevelItemCount() && !parent; ++i) {
        if (m_tree->topLevelItem(i)->text(TitleColumn) == group)
            parent = m_tree->topLevelItem(i);
    }
    if (!parent) {
        parent = new QTreeWidgetItem(m_tree, {group});
        parent->setFlags(Qt::ItemIsEnabled);
        parent->setExpanded(true);
        QFont bold = m_tree->font();
        bold.setWeight(QFont::DemiBold);
        parent->setFont(TitleColumn, bold);
    }
    auto *item = new QTreeWidgetItem(parent, cells);
    item->setData(TitleColumn, kKeyRole, key);
    item->setTextAlignment(VersionColumn, Qt::AlignRight | Qt::AlignVCenter);
    if (problem)
        item->setForeground(StateColumn, m_appearance->theme().worse);
}

void MetricsPage::fill()
{
    const QStringList selected = selectedKeys();
    const QSignalBlocker quiet(m_tree);
    m_tree->clear();
    const auto catalog = m_workspace->catalog();
    const MetricLibrary *library = m_workspace->metrics();
    // One's own first: that is what this page is for.
    const QString own = tr("Your own");
    for (const CustomMetric &metric : library->custom()) {
        const MetricDefinition *known = catalog->find(metric.id, metric.set);
        const QString state = !metric.enabled ? tr("switched off") : known ? tr("in use") : tr("has a problem");
        addItem(own, metric.key(),
            {known ? known->title : metric.id, metric.set, QString::number(metric.version), state},
            metric.enabled && !known);
    }
    for (const MetricDefinition &metric : catalog->definitions()) {
        const QString key = metric.set + u'/' + metric.id;
        if (!library->find(key))
            addItem(metric.group.isEmpty() ? tr("Other") : metric.group, key,
                {metric.title, metric.set, QString::number(metric.version), tr("built in")}, false);
    }
    filter();
    for (const QString &key : selected)
        select(key);
    if (selected.isEmpty() && m_tree->topLevelItemCount() > 0)
        m_tree->setCurrentItem(m_tree->topLevelItem(0)->child(0));
    showDetails();
    enable();
}

void MetricsPage::select(const QString &key)
{
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem *group = m_tree->topLevelItem(i);
        for (int row = 0; row < group->childCount(); ++row) {
            if (group->child(row)->data(TitleColumn, kKeyRole).toString() != key)
                continue;
            m_tree->setCurrentItem(group->child(row));
            m_tree->scrollToItem(group->child(row));
            showDetails();
            enable();
        }
    }
}

void MetricsPage::search(const QString &text)
{
    m_search->setText(text);
}

void MetricsPage::filter()
{
    const QString wanted = m_search->text().trimmed();
    const auto catalog = m_workspace->catalog();
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem *group = m_tree->topLevelItem(i);
        bool any = false;
        for (int row = 0; row < group->childCount(); ++row) {
            QTreeWidgetItem *item = group->child(row);
            const QString key = item->data(TitleColumn, kKeyRole).toString();
            const MetricDefinition *metric = catalog->find(key.section(u'/', -1), key.section(u'/', 0, -2));
            QString text = item->text(TitleColumn) + u'\n' + key;
            if (metric)
                text += u'\n' + metric->description + u'\n' + metric->definition;
            item->setHidden(!text.contains(wanted, Qt::CaseInsensitive));
            any = any || !item->isHidden();
        }
        group->setHidden(!any);
    }
}

QStringList MetricsPage::selectedKeys() const
{
    QStringList keys;
    for (const QTreeWidgetItem *item : m_tree->selectedItems()) {
        if (const QString key = item->data(TitleColumn, kKeyRole).toString(); !key.isEmpty())
            keys.append(key);
    }
    return keys;
}

QStringList MetricsPage::selectedOwn() const
{
    QStringList keys = selectedKeys();
    keys.removeIf([this](const QString &key) { return !m_workspace->metrics()->find(key); });
    return keys;
}

void MetricsPage::enable()
{
    const QStringList keys = selectedKeys();
    const QStringList own = selectedOwn();
    m_duplicate->setEnabled(keys.size() == 1);
    m_edit->setEnabled(own.size() == 1 && keys.size() == 1);
    m_switch->setEnabled(!own.isEmpty());
    m_remove->setEnabled(!own.isEmpty());
    m_export->setEnabled(!own.isEmpty());
    m_undo->setEnabled(m_workspace->metrics()->canUndo());
    const auto first = own.isEmpty() ? std::nullopt : m_workspace->metrics()->find(own.first());
    m_switch->setText(first && !first->enabled ? tr("Switch on") : tr("Switch off"));
}

QString MetricsPage::details() const
{
    return m_details->toPlainText();
}

void MetricsPage::showDetails()
{
    const QStringList keys = selectedKeys();
    if (keys.size() == 1)
        m_details->setHtml(detailsOf(keys.first()));
    else
        m_details->setHtml(u"<p>%1</p>"_s.arg(keys.isEmpty()
                ? tr("Choose a metric to read what it means, exactly, and where it is used.")
                : tr("%n metric(s) are chosen.", nullptr, static_cast<int>(keys.size()))));
}

QString MetricsPage::detailsOf(const QString &key) const
{
    const auto custom = m_workspace->metrics()->find(key);
    const MetricDefinition *metric = m_workspace->catalog()->find(key.section(u'/', -1), key.section(u'/', 0, -2));
    if (metric)
        return definitionHtml(*metric);
    if (!custom)
        return {};
    QString html = u"<h3>%1</h3>"_s.arg(custom->id.toHtmlEscaped());
    if (!custom->enabled)
        html += u"<p>%1</p>"_s.arg(tr("Switched off: it is kept, but nothing counts it."));
    for (const CatalogProblem &problem : m_workspace->metrics()->problemsOf(key))
        html += u"<p style='color:%1'>%2</p>"_s.arg(m_appearance->theme().worse.name(),
            u"%1:%2 "_s.arg(problem.line).arg(problem.column) + problem.message.toHtmlEscaped());
    return html + u"<pre>%1</pre>"_s.arg(custom->text.toHtmlEscaped());
}

QString MetricsPage::definitionHtml(const MetricDefinition &metric) const
{
    QString html = u"<h3>%1</h3>"_s.arg(metric.title.toHtmlEscaped());
    if (!metric.description.isEmpty())
        html += u"<p>%1</p>"_s.arg(metric.description.toHtmlEscaped());
    html += u"<p><b>%1</b> %2</p>"_s.arg(tr("Exactly:"), metric.definition.toHtmlEscaped());
    QStringList facts;
    const auto fact = [&facts](const QString &name, const QString &value) {
        if (!value.isEmpty())
            facts.append(
                u"<tr><td style='padding-right:16px'>%1</td><td>%2</td></tr>"_s.arg(name, value.toHtmlEscaped()));
    };
    fact(tr("Id"), metric.id);
    fact(tr("Set"), metric.set);
    fact(tr("Version"), QString::number(metric.version));
    fact(tr("Source"), metric.source);
    fact(tr("Unit"), QString(unitName(metric.unit)).replace(u'_', u' '));
    fact(tr("Better"), betterName(metric.better));
    fact(tr("Split by"), metric.sqlDimensions().join(u", "_s));
    const QStringList uses = usesOf(*m_workspace, metric);
    fact(tr("Used in"), uses.isEmpty() ? tr("nothing yet") : uses.join(u"; "_s));
    html += u"<table>%1</table>"_s.arg(facts.join(QString()));
    if (metric.isSql())
        html += u"<pre>%1</pre>"_s.arg(metric.sql.toHtmlEscaped());
    return html + u"<pre>%1</pre>"_s.arg(definitionText(*m_workspace, metric).toHtmlEscaped());
}

MetricEditor *MetricsPage::write(const QString &text, const QString &replacing)
{
    auto *editor = new MetricEditor(m_workspace, m_appearance, text, replacing, this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &MetricEditor::saved, this, &MetricsPage::select);
    editor->open();
    return editor;
}

void MetricsPage::edit()
{
    const QStringList own = selectedOwn();
    if (own.size() != 1)
        return;
    if (const auto metric = m_workspace->metrics()->find(own.first()))
        write(metric->text, metric->key());
}

void MetricsPage::duplicate()
{
    const QStringList keys = selectedKeys();
    if (keys.size() != 1)
        return;
    const auto custom = m_workspace->metrics()->find(keys.first());
    const MetricDefinition *metric =
        m_workspace->catalog()->find(keys.first().section(u'/', -1), keys.first().section(u'/', 0, -2));
    QString text = custom ? custom->text : metric ? definitionText(*m_workspace, *metric) : QString();
    QString id = keys.first().section(u'/', -1) + u"_copy"_s;
    for (int i = 2; m_workspace->catalog()->find(id); ++i)
        id = keys.first().section(u'/', -1) + u"_copy%1"_s.arg(i);
    text = withKey(text, u"id"_s, '"' + id.toUtf8() + '"');
    write(withKey(text, u"version"_s, "1"), {});
}

void MetricsPage::switchSelected()
{
    const QStringList own = selectedOwn();
    if (own.isEmpty())
        return;
    const bool enabled = m_workspace->metrics()->find(own.first())->enabled;
    m_workspace->metrics()->setEnabled(own, !enabled).then(this, [this](const Result<void> &done) { report(done); });
}

void MetricsPage::removeSelected()
{
    const QStringList own = selectedOwn();
    if (!own.isEmpty())
        m_workspace->metrics()->remove(own).then(this, [this](const Result<void> &done) { report(done); });
}

void MetricsPage::importFile(const QString &path, bool replace)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        showProblem(tr("%1 cannot be read: %2.").arg(path, file.errorString()));
        return;
    }
    m_workspace->metrics()
        ->importFiles({{.name = QFileInfo(path).fileName(), .json = file.readAll(), .set = {}}}, replace)
        .then(this, [this, path, replace](const Result<MetricImport> &imported) {
            if (!imported) {
                report(std::unexpected(imported.error()));
                return;
            }
            report({});
            if (imported->problems.empty()) {
                if (const QStringList keys = imported->added + imported->replaced; !keys.isEmpty())
                    select(keys.first());
                return;
            }
            // Where only the versions are in the way, it can be done all the same.
            const bool versions = std::ranges::all_of(
                imported->problems, [](const CatalogProblem &problem) { return problem.line == 0; });
            QStringList texts;
            for (const CatalogProblem &problem : imported->problems)
                texts.append(problem.text());
            const QString text = texts.first(std::min<qsizetype>(texts.size(), 8)).join(u"\n\n"_s);
            if (versions && !replace)
                confirm(this, text, tr("Replace"), [this, path] { importFile(path, true); });
            else
                tell(this, tr("Nothing was imported"), text);
        });
}

void MetricsPage::exportTo(const QString &path)
{
    std::vector<CustomMetric> metrics;
    for (const QString &key : selectedOwn()) {
        if (auto metric = m_workspace->metrics()->find(key))
            metrics.push_back(std::move(*metric));
    }
    writeFile(this, path, metricFileOf(metrics));
}

void MetricsPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Delete && focusWidget() == m_tree)
        removeSelected();
    else if (event->matches(QKeySequence::Undo) && m_undo->isEnabled())
        m_undo->click();
    else
        SettingsPage::keyPressEvent(event);
}

} // namespace leadline
