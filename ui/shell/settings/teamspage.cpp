#include "ui/shell/settings/teamspage.h"

#include "core/domain/enums.h"
#include "ui/shell/frame/ask.h"
#include "ui/shell/frame/words.h"
#include "ui/shell/settings/directoryeditor.h"

#include <QComboBox>
#include <QDateEdit>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QPushButton>
#include <QTreeWidget>

namespace leadline {

namespace {

constexpr int kIdRole = Qt::UserRole;

Instant startOfDay(QDate day)
{
    return Instant{day.startOfDay(QTimeZone::systemTimeZone()).toMSecsSinceEpoch()};
}

} // namespace

TeamsPage::TeamsPage(DirectoryEditor *editor, QWidget *parent)
    : SettingsPage(tr("Teams"),
          tr("Work counts for the team its author was in at the time, so that a move between teams does not rewrite "
             "the past."),
          parent)
    , m_editor(editor)
    , m_teams(new QTreeWidget(this))
    , m_members(new QTreeWidget(this))
    , m_undo(new QPushButton(tr("Undo"), this))
{
    build();
    connect(m_editor, &DirectoryEditor::changed, this, &TeamsPage::showTeams);
    connect(m_editor, &DirectoryEditor::failed, this, [this](const Error &error) { showProblem(error.text); });
    connect(m_undo, &QPushButton::clicked, m_editor, &DirectoryEditor::undo);
    connect(m_teams, &QTreeWidget::currentItemChanged, this, &TeamsPage::showMembers);
    showTeams();
}

void TeamsPage::build()
{
    m_teams->setHeaderLabels({tr("Team"), tr("People")});
    m_teams->headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    m_teams->setAccessibleName(tr("Teams"));
    m_teams->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_teams->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_teams->header()->setStretchLastSection(false);
    m_members->setHeaderLabels({tr("Member"), tr("From"), tr("To")});
    m_members->setAccessibleName(tr("Members of the team"));
    m_members->setRootIsDecorated(false);
    m_members->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    const auto button = [this](const QString &text, auto slot) {
        auto *made = new QPushButton(text, this);
        connect(made, &QPushButton::clicked, this, slot);
        return made;
    };
    auto *teamButtons = new QHBoxLayout;
    teamButtons->setSpacing(8);
    teamButtons->addWidget(button(tr("Add team…"), [this] { askName(tr("New team"), {}, &TeamsPage::addTeam); }));
    teamButtons->addWidget(button(tr("Rename…"), [this] {
        if (const QTreeWidgetItem *item = m_teams->currentItem())
            askName(tr("Rename the team"), item->text(0), &TeamsPage::renameTeam);
    }));
    teamButtons->addWidget(button(tr("Remove"), [this] { removeTeam(); }));
    teamButtons->addStretch();
    auto *memberButtons = new QHBoxLayout;
    memberButtons->setSpacing(8);
    memberButtons->addWidget(button(tr("Add member…"), [this] { addMember(); }));
    memberButtons->addWidget(button(tr("Ends today"), [this] { endMembership(); }));
    memberButtons->addStretch();
    memberButtons->addWidget(m_undo);
    auto *left = new QVBoxLayout;
    left->addWidget(m_teams, 1);
    left->addLayout(teamButtons);
    auto *right = new QVBoxLayout;
    right->addWidget(m_members, 1);
    right->addLayout(memberButtons);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    row->addLayout(left, 1);
    row->addLayout(right, 1);
    content()->addLayout(row, 1);
}

qint64 TeamsPage::currentTeam() const
{
    const QTreeWidgetItem *item = m_teams->currentItem();
    return item ? item->data(0, kIdRole).toLongLong() : 0;
}

void TeamsPage::showTeams()
{
    const Directory &directory = m_editor->directory();
    const qint64 chosen = m_chosen;
    m_teams->clear();
    QHash<qint64, QTreeWidgetItem *> items;
    for (const TeamEntry &team : directory.teams) {
        auto *item = new QTreeWidgetItem({team.name});
        item->setData(0, kIdRole, team.id);
        const auto now = std::ranges::count_if(directory.memberships,
            [&team](const MembershipEntry &member) { return member.team == team.id && !member.toAt.isSet(); });
        item->setText(1, QString::number(now));
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        items.insert(team.id, item);
    }
    for (const TeamEntry &team : directory.teams) {
        QTreeWidgetItem *parent = team.parent == team.id ? nullptr : items.value(team.parent);
        if (parent)
            parent->addChild(items.value(team.id));
        else
            m_teams->addTopLevelItem(items.value(team.id));
    }
    m_teams->expandAll();
    if (QTreeWidgetItem *item = items.value(chosen, m_teams->topLevelItem(0)))
        m_teams->setCurrentItem(item);
    m_undo->setEnabled(m_editor->canUndo());
    showMembers();
}

void TeamsPage::showMembers()
{
    m_chosen = currentTeam();
    m_members->clear();
    const QTimeZone zone = QTimeZone::systemTimeZone();
    for (const MembershipEntry &member : m_editor->directory().memberships) {
        if (member.team != m_chosen)
            continue;
        auto *item = new QTreeWidgetItem(m_members);
        item->setText(0, m_editor->personName(member.person));
        item->setText(1, member.fromAt.isSet() ? dayText(member.fromAt, zone) : tr("always"));
        item->setText(2, member.toAt.isSet() ? dayText(member.toAt, zone) : tr("still"));
        item->setData(0, kIdRole, member.id);
    }
    m_members->sortItems(0, Qt::AscendingOrder);
}

void TeamsPage::askName(const QString &title, const QString &name, void (TeamsPage::*then)(const QString &))
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(tr("Name of the team"));
    dialog->setTextValue(name);
    connect(dialog, &QInputDialog::textValueSelected, this, [this, then](const QString &text) {
        if (!text.trimmed().isEmpty())
            (this->*then)(text.trimmed());
    });
    dialog->open();
}

void TeamsPage::addTeam(const QString &name)
{
    m_editor->apply(SaveTeam{TeamEntry{.id = 0, .name = name, .parent = currentTeam()}});
}

void TeamsPage::renameTeam(const QString &name)
{
    const auto &teams = m_editor->directory().teams;
    const auto team = std::ranges::find(teams, currentTeam(), &TeamEntry::id);
    if (team != teams.end())
        m_editor->apply(SaveTeam{TeamEntry{.id = team->id, .name = name, .parent = team->parent}});
}

void TeamsPage::removeTeam()
{
    const QTreeWidgetItem *item = m_teams->currentItem();
    if (!item)
        return;
    confirm(this,
        tr("Remove the team “%1”? Its members stay as people; their work no longer counts for this team.")
            .arg(item->text(0)),
        tr("Remove the team"), [this, team = currentTeam()] { m_editor->apply(RemoveTeam{team}); });
}

void TeamsPage::addMember()
{
    if (currentTeam() == 0)
        return;
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Add a member"));
    auto *who = new QComboBox(dialog);
    who->setEditable(true);
    who->setInsertPolicy(QComboBox::NoInsert);
    for (const PersonEntry &person : m_editor->directory().people)
        who->addItem(person.name, person.id);
    who->model()->sort(0);
    auto *from = new QDateEdit(QDate::currentDate(), dialog);
    from->setCalendarPopup(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
    auto *form = new QFormLayout(dialog);
    form->addRow(tr("&Person"), who);
    form->addRow(tr("In the team &from"), from);
    form->addRow(buttons);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, dialog, [this, dialog, who, from, team = currentTeam()] {
        const int index = who->findText(who->currentText());
        if (index >= 0) {
            m_editor->apply(SaveMembership{MembershipEntry{.id = 0,
                .team = team,
                .person = who->itemData(index).toLongLong(),
                .fromAt = startOfDay(from->date()),
                .toAt = {}}});
        }
        dialog->accept();
    });
    dialog->open();
}

void TeamsPage::endMembership()
{
    const QTreeWidgetItem *item = m_members->currentItem();
    if (!item)
        return;
    const auto &memberships = m_editor->directory().memberships;
    const auto found = std::ranges::find(memberships, item->data(0, kIdRole).toLongLong(), &MembershipEntry::id);
    if (found == memberships.end())
        return;
    MembershipEntry ended = *found;
    ended.toAt = startOfDay(QDate::currentDate());
    m_editor->apply(SaveMembership{ended});
}

} // namespace leadline
