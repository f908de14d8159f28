#include "ui/shell/settings/peoplepage.h"

#include "ui/shell/settings/directoryeditor.h"
#include "ui/shell/settings/identitymodel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>

namespace leadline {

PeoplePage::PeoplePage(DirectoryEditor *editor, QWidget *parent)
    : SettingsPage(tr("People"),
          tr("One person often has accounts in several tools. Accounts that belong together are one person in every "
             "number."),
          parent)
    , m_editor(editor)
    , m_model(new IdentityModel(this))
    , m_proxy(new QSortFilterProxyModel(this))
    , m_suggestionBox(new QWidget(this))
    , m_suggestions(new QListWidget(this))
    , m_search(new QLineEdit(this))
    , m_table(new QTableView(this))
    , m_undo(new QPushButton(tr("Undo"), this))
{
    buildSuggestions();
    buildTable();
    connect(m_editor, &DirectoryEditor::changed, this, &PeoplePage::show);
    connect(m_editor, &DirectoryEditor::failed, this, [this](const Error &error) { showProblem(error.text); });
    show();
}

void PeoplePage::buildSuggestions()
{
    auto *accept = new QPushButton(tr("The same person"), m_suggestionBox);
    auto *dismiss = new QPushButton(tr("Different people"), m_suggestionBox);
    auto *title = new QLabel(tr("Are these the same person?"), m_suggestionBox);
    title->setObjectName(u"messageTitle"_s);
    m_suggestions->setAccessibleName(title->text());
    m_suggestions->setFixedHeight(96);
    auto *buttons = new QVBoxLayout;
    buttons->addWidget(accept);
    buttons->addWidget(dismiss);
    buttons->addStretch();
    auto *row = new QHBoxLayout;
    row->addWidget(m_suggestions, 1);
    row->addLayout(buttons);
    auto *layout = new QVBoxLayout(m_suggestionBox);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->addWidget(title);
    layout->addLayout(row);
    content()->addWidget(m_suggestionBox);
    connect(accept, &QPushButton::clicked, this, &PeoplePage::acceptSuggestion);
    connect(dismiss, &QPushButton::clicked, this, &PeoplePage::dismissSuggestion);
}

void PeoplePage::buildTable()
{
    m_proxy->setSourceModel(m_model);
    m_proxy->setFilterKeyColumn(-1);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(m_proxy);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    dressTable(m_table, tr("Accounts"));
    m_search->setPlaceholderText(tr("Search people and accounts"));
    m_search->setAccessibleName(tr("Search people and accounts"));
    m_search->setClearButtonEnabled(true);
    auto *merge = new QPushButton(tr("Belongs to…"), this);
    auto *split = new QPushButton(tr("A person of its own"), this);
    auto *kind = new QPushButton(tr("Kind"), this);
    auto *menu = new QMenu(kind);
    for (const ActorClass actor : {ActorClass::Human, ActorClass::Bot, ActorClass::AiReviewer})
        menu->addAction(actorText(actor), this, [this, actor] { setKind(actor); });
    kind->setMenu(menu);
    m_actions = {merge, split, kind};
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : m_actions)
        buttons->addWidget(button);
    buttons->addStretch();
    buttons->addWidget(m_undo);
    content()->addWidget(m_search);
    content()->addWidget(m_table, 1);
    content()->addLayout(buttons);
    const auto enable = [this] {
        for (QPushButton *button : m_actions)
            button->setEnabled(m_table->selectionModel()->hasSelection());
    };
    connect(m_search, &QLineEdit::textChanged, m_proxy, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, enable);
    connect(merge, &QPushButton::clicked, this, &PeoplePage::mergeSelected);
    connect(
        split, &QPushButton::clicked, this, [this] { m_editor->apply(SetIdentityPerson{selectedIdentities(), 0}); });
    connect(m_undo, &QPushButton::clicked, m_editor, &DirectoryEditor::undo);
    enable();
}

void PeoplePage::show()
{
    const Directory &directory = m_editor->directory();
    m_model->setDirectory(directory);
    m_table->resizeColumnsToContents();
    m_suggestions->clear();
    for (const MergeSuggestion &suggestion : directory.suggestions) {
        m_suggestions->addItem(tr("%1 and %2: %3")
                .arg(m_editor->personName(suggestion.keep), m_editor->personName(suggestion.merge), suggestion.reason));
    }
    m_suggestions->setCurrentRow(0);
    m_suggestionBox->setVisible(!directory.suggestions.empty());
    m_undo->setEnabled(m_editor->canUndo());
}

void PeoplePage::acceptSuggestion()
{
    const auto row = static_cast<std::size_t>(std::max(0, m_suggestions->currentRow()));
    const Directory &directory = m_editor->directory();
    if (row >= directory.suggestions.size())
        return;
    const MergeSuggestion &suggestion = directory.suggestions[row];
    std::vector<qint64> identities;
    for (const IdentityEntry &identity : directory.identities) {
        if (identity.person == suggestion.merge)
            identities.push_back(identity.id);
    }
    m_editor->apply(SetIdentityPerson{std::move(identities), suggestion.keep});
}

void PeoplePage::dismissSuggestion()
{
    const auto row = static_cast<std::size_t>(std::max(0, m_suggestions->currentRow()));
    if (row < m_editor->directory().suggestions.size())
        m_editor->apply(DismissSuggestion{m_editor->directory().suggestions[row]});
}

std::vector<qint64> PeoplePage::selectedIdentities() const
{
    std::vector<qint64> ids;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        ids.push_back(m_model->entry(m_proxy->mapToSource(index).row()).id);
    return ids;
}

void PeoplePage::mergeSelected()
{
    QStringList names;
    for (const PersonEntry &person : m_editor->directory().people)
        names.append(person.name);
    names.sort(Qt::CaseInsensitive);
    names.removeDuplicates();
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Belongs to"));
    dialog->setLabelText(tr("The chosen accounts belong to:"));
    dialog->setComboBoxItems(names);
    connect(
        dialog, &QInputDialog::textValueSelected, this, [this, identities = selectedIdentities()](const QString &name) {
            const auto &people = m_editor->directory().people;
            const auto person = std::ranges::find(people, name, &PersonEntry::name);
            if (person != people.end())
                m_editor->apply(SetIdentityPerson{identities, person->id});
        });
    dialog->open();
}

void PeoplePage::setKind(ActorClass actor)
{
    m_editor->apply(SetActorClass{selectedIdentities(), actor});
}

} // namespace leadline
