// Settings, and the way of a source into a workspace.
#include "core/simulation/simulation.h"
#include "core/workspace/workspace.h"
#include "tests/emulators/github/githubemulator.h"
#include "tests/screenshots/camera.h"
#include "tests/screenshots/screens.h"
#include "ui/shell/settings/settingsdialog.h"
#include "ui/shell/settings/sourcespage.h"
#include "ui/shell/settings/sourcewizard.h"

#include <QAbstractItemView>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QTableView>
#include <QTest>

#include <cstdio>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

// The page's lists are read in the background. A list that stays empty is no reason to wait long.
void waitForLists(QWidget *dialog)
{
    Camera::pause(150);
    (void)QTest::qWaitFor(
        [dialog] {
            const auto lists = dialog->findChildren<QAbstractItemView *>();
            return std::ranges::all_of(lists, [](const QAbstractItemView *list) {
                return !list->isVisible() || (list->model() && list->model()->rowCount() > 0);
            });
        },
        6000);
    Camera::pause(50);
}

void choose(const QWizard *wizard, QLatin1StringView start)
{
    for (QRadioButton *button : wizard->currentPage()->findChildren<QRadioButton *>()) {
        if (button->text().startsWith(start))
            button->setChecked(true);
    }
}

// Fields in the order of the form: name, address, token.
void enter(const QWizard *wizard, const QStringList &texts)
{
    qsizetype i = 0;
    for (QLineEdit *edit : wizard->currentPage()->findChildren<QLineEdit *>()) {
        if (edit->isVisible() && i < texts.size())
            edit->setText(texts[i++]);
    }
}

void waitForAnswer(const QWizard *wizard)
{
    if (!QTest::qWaitFor([wizard] { return wizard->currentPage()->isComplete(); }, Camera::kPatienceMs))
        std::fprintf(stderr, "the wizard got no answer\n");
    Camera::pause(100);
}

void shootGitHubWizard(Camera &camera, SettingsDialog *dialog, const GitHubEmulator &emulator)
{
    dialog->sources()->add();
    auto *wizard = dialog->findChild<SourceWizard *>();
    Camera::pause(100);
    camera.shoot(u"wizard-1-tool"_s, wizard);
    choose(wizard, "GitHub"_L1);
    wizard->next();
    camera.shoot(u"wizard-2-address"_s, wizard);
    enter(wizard, {u"GitHub"_s, emulator.restUrl().toString(), u"a wrong token"_s});
    wizard->next();
    Camera::pause(1500); // the refusal
    camera.shoot(u"wizard-3-refused"_s, wizard);
    wizard->back();
    enter(wizard, {u"GitHub"_s, emulator.restUrl().toString(), u"ghp_emulated"_s});
    wizard->next();
    waitForAnswer(wizard);
    camera.shoot(u"wizard-3-probe"_s, wizard);
    wizard->next();
    auto *list = wizard->currentPage()->findChild<QListWidget *>();
    (void)QTest::qWaitFor([list] { return list->count() > 0; }, Camera::kPatienceMs);
    for (int i = 0; i < list->count(); ++i)
        list->item(i)->setCheckState(Qt::Checked);
    camera.shoot(u"wizard-4-scopes"_s, wizard);
    wizard->next();
    camera.shoot(u"wizard-5-schedule"_s, wizard);
    wizard->accept();
}

void shootGitWizard(Camera &camera, SettingsDialog *dialog)
{
    dialog->sources()->add();
    for (auto *wizard : dialog->findChildren<SourceWizard *>()) {
        if (!wizard->isVisible())
            continue;
        choose(wizard, "Git "_L1);
        wizard->next();
        camera.shoot(u"wizard-git"_s, wizard);
        wizard->reject();
    }
    Camera::pause(50);
}

} // namespace

void shootSettings(Camera &camera)
{
    camera.controller().showSettings({});
    Camera::pause(300);
    SettingsDialog *dialog = camera.controller().settings();
    for (const QString &page : dialog->pageIds()) {
        dialog->showPage(page);
        waitForLists(dialog);
        camera.shoot(u"settings-"_s + page, dialog);
    }
    dialog->close();
    Camera::pause(50);
}

void shootOwnWorkspace(Camera &camera)
{
    static int number = 0; // each theme meets an empty one
    if (!camera.openNew(u"team %1"_s.arg(++number))) {
        std::fprintf(stderr, "no workspace could be made\n");
        return;
    }
    camera.dashboard(u"manager"_s, u"delivery"_s, u"empty-workspace"_s);
    const SimulatedOrganisation organisation = simulate({.seed = 7, .teams = 2, .people = 12, .repositories = 3});
    const GitHubEmulator emulator(organisation.records);
    camera.controller().showSettings(u"sources"_s);
    SettingsDialog *dialog = camera.controller().settings();
    Camera::pause(300);
    camera.shoot(u"settings-sources-none"_s, dialog);
    shootGitHubWizard(camera, dialog, emulator);
    Workspace *workspace = camera.controller().workspace();
    (void)QTest::qWaitFor(
        [workspace] { return !workspace->sources().empty() && !workspace->isSyncing(); }, Camera::kPatienceMs);
    Camera::pause(500);
    dialog->sources()->table()->selectRow(0);
    camera.shoot(u"settings-sources-synced"_s, dialog);
    shootGitWizard(camera, dialog);
    for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text().startsWith("Remove"_L1)) {
            button->click();
            break;
        }
    }
    for (auto *box : dialog->findChildren<QMessageBox *>()) {
        camera.shoot(u"remove-source"_s, box);
        box->close();
    }
    dialog->close();
    Camera::pause(50);
    camera.dashboard(u"manager"_s, u"delivery"_s, u"own-workspace"_s);
    if (!camera.openSample())
        std::fprintf(stderr, "the sample could not be opened again\n");
}

} // namespace leadline
