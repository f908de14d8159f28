#include "ui/shell/settings/sourcespage.h"

#include "ui/shell/frame/ask.h"
#include "ui/shell/frame/words.h"
#include "ui/shell/settings/proberesult.h"
#include "ui/shell/settings/sourcemodel.h"
#include "ui/shell/settings/sourcewizard.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>

namespace leadline {

SourcesPage::SourcesPage(Workspace *workspace, QWidget *parent)
    : SettingsPage(tr("Sources"), tr("The tools that Leadline reads. It only ever reads."), parent)
    , m_workspace(workspace)
    , m_model(new SourceModel(workspace, this))
    , m_table(new QTableView(this))
    , m_report(new QPlainTextEdit(this))
    , m_sync(new QPushButton(tr("Sync now"), this))
    , m_test(new QPushButton(tr("Test"), this))
    , m_pause(new QPushButton(tr("Pause"), this))
    , m_edit(new QPushButton(tr("Edit…"), this))
    , m_remove(new QPushButton(tr("Remove…"), this))
{
    build();
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        if (m_model->rowCount() > 0)
            m_table->selectRow(0);
        showReport();
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &SourcesPage::showReport);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SourcesPage::showReport);
    if (m_model->rowCount() > 0)
        m_table->selectRow(0);
    showReport();
}

void SourcesPage::build()
{
    m_table->setModel(m_model);
    dressTable(m_table, tr("Sources"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(SourceModel::NameColumn, QHeaderView::Stretch);
    m_report->setReadOnly(true);
    m_report->setAccessibleName(tr("Report of the last sync"));
    m_report->setMaximumHeight(200);
    auto *addButton = new QPushButton(tr("Add a source…"), this);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(addButton);
    buttons->addStretch();
    for (QPushButton *button : {m_sync, m_test, m_pause, m_edit, m_remove})
        buttons->addWidget(button);
    content()->addWidget(m_table, 2);
    content()->addLayout(buttons);
    content()->addWidget(m_report, 1);
    connect(addButton, &QPushButton::clicked, this, &SourcesPage::add);
    connect(m_sync, &QPushButton::clicked, this, [this] {
        if (const SourceStatus *source = current())
            m_workspace->startSync({source->config.name});
    });
    connect(m_test, &QPushButton::clicked, this, &SourcesPage::test);
    connect(m_pause, &QPushButton::clicked, this, &SourcesPage::togglePause);
    connect(m_edit, &QPushButton::clicked, this, &SourcesPage::edit);
    connect(m_remove, &QPushButton::clicked, this, &SourcesPage::askRemove);
    connect(m_table, &QTableView::activated, this, &SourcesPage::edit);
}

const SourceStatus *SourcesPage::current() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : &m_model->source(rows.first().row());
}

void SourcesPage::enableButtons()
{
    const SourceStatus *source = current();
    const auto connectors = m_workspace->connectors();
    const bool real = source && std::ranges::any_of(connectors, [source](const ConnectorDescriptor &tool) {
        return tool.kind == source->config.kind;
    });
    for (QPushButton *button : {m_sync, m_test, m_pause, m_edit})
        button->setEnabled(real); // the sample is no tool
    m_remove->setEnabled(source);
    m_pause->setText(source && source->config.paused ? tr("Go on") : tr("Pause"));
}

void SourcesPage::showReport()
{
    enableButtons();
    const SourceStatus *source = current();
    if (!source) {
        m_report->setPlainText(tr("No source yet. Add a tool, or drag a Git folder onto the window."));
        return;
    }
    QString text = source->lastReport ? reportText(*source->lastReport) : tr("This source has not been synced yet.");
    if (!source->config.scopes.isEmpty())
        text += u'\n' + tr("Reads: %1").arg(source->config.scopes.join(u", "_s));
    m_report->setPlainText(text);
    const QString name = source->config.name;
    m_workspace->doctor().then(this, [this, name, text](const Result<QStringList> &lines) {
        const SourceStatus *now = current();
        if (!lines || !now || now->config.name != name)
            return;
        QStringList complete; // "ok<tab>GitHub acme/api: 120 of 120 change_request"
        for (const QString &line : *lines) {
            const QString said = line.section(u'\t', 1);
            if (said.startsWith(name + u' ') && said.contains(u" of "_s))
                complete.append(said.mid(name.size() + 1).replace(u'_', u' '));
        }
        if (!complete.isEmpty())
            m_report->setPlainText(text + u"\n\n"_s + tr("How complete it is:") + u'\n' + complete.join(u'\n'));
    });
}

void SourcesPage::add()
{
    auto *wizard = new SourceWizard(m_workspace, std::nullopt, this);
    wizard->setAttribute(Qt::WA_DeleteOnClose);
    wizard->open();
}

void SourcesPage::edit()
{
    const SourceStatus *source = current();
    if (!source || !m_edit->isEnabled())
        return;
    auto *wizard = new SourceWizard(m_workspace, source->config, this);
    wizard->setAttribute(Qt::WA_DeleteOnClose);
    wizard->open();
}

void SourcesPage::test()
{
    const SourceStatus *source = current();
    if (!source)
        return;
    m_test->setEnabled(false);
    m_report->setPlainText(tr("Asking %1 …").arg(source->config.name));
    m_workspace->probe(source->config, {}).then(this, [this](const Result<ProbeReport> &report) {
        m_test->setEnabled(true);
        m_report->setPlainText(report ? probeText(*report) : report.error().text);
    });
}

void SourcesPage::togglePause()
{
    const SourceStatus *source = current();
    if (!source)
        return;
    SourceConfig config = source->config;
    config.paused = !config.paused;
    m_workspace->saveSource(config, {}).then(this, [this](const Result<void> &saved) {
        showProblem(saved ? QString() : saved.error().text);
    });
}

void SourcesPage::askRemove()
{
    const SourceStatus *source = current();
    if (!source)
        return;
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Remove a source"),
        tr("Remove “%1”? Its token is forgotten.").arg(source->config.name), QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    auto *data = new QCheckBox(
        tr("Delete its data too (%1 records). This cannot be undone.").arg(countText(source->records)), box);
    box->setCheckBox(data);
    QPushButton *yes = box->addButton(tr("Remove"), QMessageBox::AcceptRole);
    connect(yes, &QPushButton::clicked, this, [this, data] { remove(data->isChecked()); });
    box->open();
}

void SourcesPage::remove(bool deleteData)
{
    const SourceStatus *source = current();
    if (!source)
        return;
    m_workspace->removeSource(source->config.name, deleteData).then(this, [this](const Result<void> &removed) {
        showProblem(removed ? QString() : removed.error().text);
    });
}

} // namespace leadline
