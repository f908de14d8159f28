#include "ui/shell/settings/servicespage.h"

#include "ui/shell/frame/words.h"
#include "ui/shell/settings/directoryeditor.h"
#include "ui/shell/settings/servicemodel.h"

#include <QCoreApplication>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QTableView>
#include <QTreeWidget>

namespace leadline {

namespace {

constexpr int kRepositoriesWidth = 130; // pixels: most services are one repository, and say so

QString classText(EnvironmentClass environmentClass)
{
    switch (environmentClass) {
    case EnvironmentClass::Production:
        return QCoreApplication::translate("Environment", "Production");
    case EnvironmentClass::Staging:
        return QCoreApplication::translate("Environment", "Staging");
    case EnvironmentClass::Test:
        return QCoreApplication::translate("Environment", "Test");
    case EnvironmentClass::Development:
        return QCoreApplication::translate("Environment", "Development");
    case EnvironmentClass::Unknown:
        break;
    }
    return QCoreApplication::translate("Environment", "none of these");
}

} // namespace

EnvironmentClass classOf(const QString &environment, const EnvironmentPatterns &patterns)
{
    const auto matches = [&environment](const QString &pattern) {
        if (pattern.isEmpty())
            return false;
        const QRegularExpression expression(pattern, QRegularExpression::CaseInsensitiveOption);
        return expression.isValid() && expression.match(environment).hasMatch();
    };
    if (matches(patterns.production))
        return EnvironmentClass::Production;
    if (matches(patterns.staging))
        return EnvironmentClass::Staging;
    if (matches(patterns.test))
        return EnvironmentClass::Test;
    return matches(patterns.development) ? EnvironmentClass::Development : EnvironmentClass::Unknown;
}

ServicesPage::ServicesPage(DirectoryEditor *editor, QWidget *parent)
    : SettingsPage(tr("Services and environments"),
          tr("A service is what is deployed on its own: one repository, or several. Where a tool reports no "
             "deployments, releases or merges can stand for them."),
          parent)
    , m_editor(editor)
    , m_model(new ServiceModel(this))
    , m_table(new QTableView(this))
    , m_environments(new QTreeWidget(this))
    , m_apply(new QPushButton(tr("Apply the patterns"), this))
    , m_undo(new QPushButton(tr("Undo"), this))
{
    buildServices();
    buildEnvironments();
    connect(m_editor, &DirectoryEditor::changed, this, &ServicesPage::show);
    connect(m_editor, &DirectoryEditor::failed, this, [this](const Error &error) { showProblem(error.text); });
    connect(m_undo, &QPushButton::clicked, m_editor, &DirectoryEditor::undo);
    connect(m_model, &ServiceModel::renamed, this,
        [this](const ServiceEntry &service) { m_editor->apply(SaveService{service}); });
    show();
}

void ServicesPage::buildServices()
{
    m_table->setModel(m_model);
    dressTable(m_table, tr("Services"));
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->setTextElideMode(Qt::ElideLeft); // names differ at their end: organisation/repository
    header->setSectionResizeMode(ServiceModel::NameColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(ServiceModel::RepositoriesColumn, QHeaderView::Interactive);
    header->resizeSection(ServiceModel::RepositoriesColumn, kRepositoriesWidth);
    auto *standIn = new QPushButton(tr("What counts as a deployment"), this);
    auto *menu = new QMenu(standIn);
    for (const DeploymentStandIn choice :
        {DeploymentStandIn::None, DeploymentStandIn::Releases, DeploymentStandIn::Merges})
        menu->addAction(standInText(choice), this, [this, choice] { setStandIn(choice); });
    standIn->setMenu(menu);
    auto *join = new QPushButton(tr("Join into one service…"), this);
    auto *split = new QPushButton(tr("One service per repository"), this);
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {standIn, join, split})
        buttons->addWidget(button);
    buttons->addStretch();
    buttons->addWidget(m_undo);
    content()->addWidget(m_table, 3);
    content()->addLayout(buttons);
    connect(join, &QPushButton::clicked, this, [this] {
        const auto chosen = selected();
        if (chosen.size() < 2)
            return;
        auto *dialog = new QInputDialog(this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(tr("Join into one service"));
        dialog->setLabelText(tr("Name of the service"));
        dialog->setTextValue(chosen.front().name);
        connect(dialog, &QInputDialog::textValueSelected, this, &ServicesPage::joinSelected);
        dialog->open();
    });
    connect(split, &QPushButton::clicked, this, [this] {
        for (const ServiceEntry &service : selected()) {
            if (service.repositories.size() > 1)
                m_editor->apply(RemoveService{service.id});
        }
    });
    const auto enable = [this, standIn, join, split] {
        const auto count = m_table->selectionModel()->selectedRows().size();
        standIn->setEnabled(count > 0);
        join->setEnabled(count > 1);
        split->setEnabled(count > 0);
    };
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, enable);
    enable();
}

void ServicesPage::buildEnvironments()
{
    auto *heading = new QLabel(tr("Which environments are production"), this);
    heading->setObjectName(u"messageTitle"_s);
    auto *form = new QFormLayout;
    const QStringList labels{tr("&Production"), tr("&Staging"), tr("&Test"), tr("&Development")};
    for (const QString &label : labels) {
        auto *edit = new QLineEdit(this);
        edit->setToolTip(tr("A regular expression on the environment's name; the first that matches counts"));
        form->addRow(label, edit);
        m_patterns.push_back(edit);
        connect(edit, &QLineEdit::textChanged, this, &ServicesPage::preview);
    }
    auto *applyRow = new QHBoxLayout;
    applyRow->addWidget(m_apply);
    applyRow->addStretch();
    form->addRow(QString(), applyRow);
    m_environments->setHeaderLabels({tr("Environment"), tr("Counts as"), tr("Deployments")});
    m_environments->setAccessibleName(tr("Environments as the patterns class them"));
    m_environments->headerItem()->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    m_environments->setRootIsDecorated(false);
    m_environments->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    row->addLayout(form, 1);
    row->addWidget(m_environments, 1);
    content()->addSpacing(8);
    content()->addWidget(heading);
    content()->addLayout(row, 2);
    connect(m_apply, &QPushButton::clicked, this, &ServicesPage::applyPatterns);
}

void ServicesPage::show()
{
    const Directory &directory = m_editor->directory();
    m_model->setDirectory(directory);
    const QStringList texts{directory.patterns.production, directory.patterns.staging, directory.patterns.test,
        directory.patterns.development};
    for (std::size_t i = 0; i < m_patterns.size(); ++i) {
        const QSignalBlocker quiet(m_patterns[i]);
        m_patterns[i]->setText(texts.at(static_cast<qsizetype>(i)));
        m_patterns[i]->setCursorPosition(0);
    }
    m_undo->setEnabled(m_editor->canUndo());
    preview();
}

EnvironmentPatterns ServicesPage::patterns() const
{
    return {.production = m_patterns[0]->text(),
        .staging = m_patterns[1]->text(),
        .test = m_patterns[2]->text(),
        .development = m_patterns[3]->text()};
}

void ServicesPage::preview()
{
    const EnvironmentPatterns now = patterns();
    QString problem;
    for (const QLineEdit *edit : m_patterns) {
        const QRegularExpression expression(edit->text());
        if (!expression.isValid())
            problem = tr("“%1” is no regular expression: %2.").arg(edit->text(), expression.errorString());
    }
    showProblem(problem);
    m_apply->setEnabled(problem.isEmpty());
    m_environments->clear();
    for (const EnvironmentEntry &environment : m_editor->directory().environments) {
        auto *item = new QTreeWidgetItem(m_environments);
        item->setText(0, environment.name);
        item->setText(1, classText(classOf(environment.name, now)));
        item->setText(2, countText(environment.deployments));
        item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    }
}

std::vector<ServiceEntry> ServicesPage::selected() const
{
    std::vector<ServiceEntry> services;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        services.push_back(m_model->service(index.row()));
    return services;
}

void ServicesPage::setStandIn(DeploymentStandIn standIn)
{
    for (ServiceEntry service : selected()) {
        service.standIn = standIn;
        m_editor->apply(SaveService{service});
    }
}

void ServicesPage::joinSelected(const QString &name)
{
    std::vector<ServiceEntry> chosen = selected();
    if (chosen.size() < 2 || name.trimmed().isEmpty())
        return;
    ServiceEntry joined = chosen.front();
    joined.name = name.trimmed();
    for (std::size_t i = 1; i < chosen.size(); ++i)
        joined.repositories.insert(
            joined.repositories.end(), chosen[i].repositories.begin(), chosen[i].repositories.end());
    m_editor->apply(SaveService{joined});
}

void ServicesPage::applyPatterns()
{
    m_editor->apply(SetEnvironmentPatterns{patterns()});
}

} // namespace leadline
