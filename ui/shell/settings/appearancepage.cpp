#include "ui/shell/settings/appearancepage.h"

#include "core/metrics/bands.h"
#include "core/workspace/workspace.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/uistate.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QRadioButton>

namespace leadline {

AppearancePage::AppearancePage(Workspace *workspace, Appearance *appearance, UiState *state, QWidget *parent)
    : SettingsPage(tr("Appearance"),
          tr("How Leadline looks on this computer, and against which report the DORA numbers are compared."), parent)
{
    auto *group = new QButtonGroup(this);
    auto *choices = new QVBoxLayout;
    const std::vector<std::pair<ThemeChoice, QString>> themes{{ThemeChoice::System, tr("As the system")},
        {ThemeChoice::Light, tr("Light")}, {ThemeChoice::Dark, tr("Dark")},
        {ThemeChoice::HighContrast, tr("High contrast")}};
    for (const auto &[choice, text] : themes) {
        auto *button = new QRadioButton(text, this);
        button->setChecked(appearance->choice() == choice);
        group->addButton(button, static_cast<int>(choice));
        choices->addWidget(button);
    }
    connect(group, &QButtonGroup::idClicked, this, [appearance, state](int id) {
        appearance->setChoice(static_cast<ThemeChoice>(id));
        state->setTheme(static_cast<ThemeChoice>(id));
    });
    auto *edition = new QComboBox(this);
    auto *note = new QLabel(this);
    note->setObjectName(u"messageText"_s);
    note->setWordWrap(true);
    for (const DoraEdition &each : doraEditions()) {
        edition->addItem(each.name, each.id);
        edition->setItemData(edition->count() - 1, each.note, Qt::UserRole + 1);
    }
    edition->setCurrentIndex(
        edition->findData(workspace->setting(u"dora_edition"_s, QString(kDefaultDoraEdition)).toString()));
    note->setText(edition->currentData(Qt::UserRole + 1).toString());
    connect(edition, &QComboBox::activated, this, [workspace, edition, note] {
        workspace->setSetting(u"dora_edition"_s, edition->currentData().toString());
        note->setText(edition->currentData(Qt::UserRole + 1).toString());
    });
    auto *form = new QFormLayout;
    form->setVerticalSpacing(14);
    form->addRow(tr("Colours"), choices);
    auto *bands = new QVBoxLayout;
    bands->setSpacing(6);
    bands->addWidget(edition);
    bands->addWidget(note);
    auto *bandsLabel = new QLabel(tr("&Bands of"), this);
    bandsLabel->setBuddy(edition);
    form->addRow(bandsLabel, bands);
    content()->addLayout(form);
    content()->addStretch();
}

} // namespace leadline
