#include "ui/shell/frame/filterbar.h"

#include "ui/charts/theme.h"
#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/icons.h"
#include "ui/shell/frame/multichoice.h"

#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QStyle>
#include <QToolButton>

namespace leadline {

namespace {

QToolButton *flatButton(const QString &name, const QKeySequence &shortcut, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setProperty("flat", true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(name);
    button->setToolTip(
        shortcut.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, shortcut.toString(QKeySequence::NativeText)));
    button->setShortcut(shortcut);
    return button;
}

QToolButton *menuButton(QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setMenu(new QMenu(button));
    return button;
}

void setActive(QToolButton *button, bool active)
{
    if (button->property("active").toBool() == active)
        return;
    button->setProperty("active", active);
    button->style()->unpolish(button);
    button->style()->polish(button);
}

// Sets the text with the sign of a menu behind it, and ticks the action of the value.
void showChoice(QToolButton *button, const QString &text, const QVariant &value)
{
    button->setText(text + QStringLiteral("  ▾"));
    button->setAccessibleName(text);
    for (QAction *action : button->menu()->actions())
        action->setChecked(action->isCheckable() && action->data() == value);
}

QAction *addChoice(QMenu *menu, const QString &text, const QVariant &value)
{
    QAction *action = menu->addAction(text);
    action->setCheckable(true);
    action->setData(value);
    return action;
}

QString grainText(std::optional<Grain> grain)
{
    if (!grain)
        return FilterBar::tr("By length of the period");
    switch (*grain) {
    case Grain::Day:
        return FilterBar::tr("Per day");
    case Grain::Week:
        return FilterBar::tr("Per week");
    case Grain::Month:
        return FilterBar::tr("Per month");
    case Grain::Quarter:
        return FilterBar::tr("Per quarter");
    case Grain::All:
        break;
    }
    return {};
}

constexpr int kAutomatic = -1;

} // namespace

FilterBar::FilterBar(FilterHistory *history, QWidget *parent)
    : QWidget(parent)
    , m_history(history)
    , m_back(flatButton(tr("Back to the filter before"), QKeySequence(Qt::ALT | Qt::Key_Left), this))
    , m_forward(flatButton(tr("Forward to the filter after"), QKeySequence(Qt::ALT | Qt::Key_Right), this))
    , m_period(menuButton(this))
    , m_compare(menuButton(this))
    , m_otherTeam(new QMenu(compareText(CompareWith::Others), m_compare))
    , m_workingHours(new QAction(tr("Durations in working hours"), this))
    , m_team(new MultiChoice(tr("All teams"), tr("%1 teams"), this))
    , m_service(new MultiChoice(tr("All services"), tr("%1 services"), this))
    , m_repository(new MultiChoice(tr("All repositories"), tr("%1 repositories"), this))
    , m_grain(menuButton(this))
    , m_reset(flatButton(tr("Reset the filters"), {}, this))
{
    setObjectName(QStringLiteral("filterBar"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Filters"));
    m_reset->setText(tr("Reset"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 16, 8);
    layout->setSpacing(8);
    for (QToolButton *button : {m_back, m_forward, m_period, m_compare, static_cast<QToolButton *>(m_team),
             static_cast<QToolButton *>(m_service), static_cast<QToolButton *>(m_repository), m_grain, m_reset})
        layout->addWidget(button);
    layout->addStretch();

    buildPeriodMenu();
    buildCompareMenu();
    buildGrainMenu();
    connect(m_back, &QToolButton::clicked, m_history, &FilterHistory::goBack);
    connect(m_forward, &QToolButton::clicked, m_history, &FilterHistory::goForward);
    connect(m_team, &MultiChoice::chosenChanged, this,
        [this](const QStringList &names) { change([&](FilterState &s) { s.teams = names; }); });
    connect(m_service, &MultiChoice::chosenChanged, this,
        [this](const QStringList &names) { change([&](FilterState &s) { s.services = names; }); });
    connect(m_repository, &MultiChoice::chosenChanged, this,
        [this](const QStringList &names) { change([&](FilterState &s) { s.repositories = names; }); });
    connect(m_reset, &QToolButton::clicked, this, [this] { m_history->set({}); });
    connect(m_history, &FilterHistory::changed, this, &FilterBar::show);
    show(m_history->current());
}

template <typename Change> void FilterBar::change(Change &&change)
{
    FilterState state = m_history->current();
    change(state);
    m_history->set(state);
}

void FilterBar::buildPeriodMenu()
{
    using enum PeriodPreset;
    for (const PeriodPreset preset :
        {Last7Days, Last30Days, Last90Days, Last180Days, Last365Days, ThisQuarter, LastQuarter, AllData}) {
        QAction *action = addChoice(m_period->menu(), presetText(preset), static_cast<int>(preset));
        connect(action, &QAction::triggered, this, [this, preset] {
            change([preset](FilterState &s) {
                s.preset = preset;
                s.firstDay = s.lastDay = {};
            });
        });
    }
    m_period->menu()->addSeparator();
    QAction *custom = addChoice(m_period->menu(), tr("Choose days…"), static_cast<int>(Custom));
    connect(custom, &QAction::triggered, this, &FilterBar::customPeriodRequested);
}

void FilterBar::buildCompareMenu()
{
    for (const CompareWith compare :
        {CompareWith::Nothing, CompareWith::PreviousPeriod, CompareWith::SamePeriodLastYear, CompareWith::Target}) {
        QAction *action = addChoice(m_compare->menu(), compareText(compare), static_cast<int>(compare));
        connect(action, &QAction::triggered, this, [this, compare] {
            change([compare](FilterState &s) {
                s.compare = compare;
                s.otherTeam.clear();
            });
        });
    }
    m_compare->menu()->addMenu(m_otherTeam);
}

void FilterBar::offerTeams(const QStringList &teams)
{
    m_otherTeam->clear();
    m_otherTeam->setEnabled(!teams.isEmpty());
    for (const QString &team : teams) {
        QAction *action = addChoice(m_otherTeam, team, team);
        action->setChecked(team == m_history->current().otherTeam);
        connect(action, &QAction::triggered, this, [this, team] {
            change([&team](FilterState &s) {
                s.compare = CompareWith::Others;
                s.otherTeam = team;
            });
        });
    }
}

void FilterBar::buildGrainMenu()
{
    addChoice(m_grain->menu(), grainText({}), kAutomatic);
    for (const Grain grain : {Grain::Day, Grain::Week, Grain::Month, Grain::Quarter})
        addChoice(m_grain->menu(), grainText(grain), static_cast<int>(grain));
    const QList<QAction *> steps = m_grain->menu()->actions();
    m_grain->menu()->addSeparator();
    m_grain->menu()->addAction(m_workingHours);
    m_workingHours->setCheckable(true);
    connect(m_workingHours, &QAction::triggered, this,
        [this](bool on) { change([on](FilterState &s) { s.workingHours = on; }); });
    for (QAction *action : steps) {
        connect(action, &QAction::triggered, this, [this, action] {
            const int value = action->data().toInt();
            change([value](FilterState &s) {
                s.grain = value == kAutomatic ? std::optional<Grain>{} : static_cast<Grain>(value);
            });
        });
    }
}

void FilterBar::show(const FilterState &state)
{
    QString period = presetText(state.preset);
    if (state.preset == PeriodPreset::Custom) {
        const QString format = QStringLiteral("d MMM yyyy");
        period = QLocale().toString(state.firstDay, format) + QStringLiteral(" – ")
            + QLocale().toString(state.lastDay, format);
    }
    showChoice(m_period, period, static_cast<int>(state.preset));
    showChoice(m_compare,
        state.compare == CompareWith::Nothing
            ? tr("Compare with nothing")
            : tr("vs %1").arg(
                  state.compare == CompareWith::Others ? state.otherTeam : compareText(state.compare).toLower()),
        static_cast<int>(state.compare));
    for (QAction *action : m_otherTeam->actions())
        action->setChecked(action->data().toString() == state.otherTeam);
    const QString steps = state.grain ? grainText(state.grain) : tr("Steps: automatic");
    showChoice(m_grain, state.workingHours ? tr("%1 · working hours").arg(steps) : steps,
        state.grain ? static_cast<int>(*state.grain) : kAutomatic);
    setActive(m_grain, state.grain.has_value() || state.workingHours);
    m_workingHours->setChecked(state.workingHours);
    m_team->setChosen(state.teams);
    m_service->setChosen(state.services);
    m_repository->setChosen(state.repositories);
    m_back->setEnabled(m_history->canGoBack());
    m_forward->setEnabled(m_history->canGoForward());
    m_reset->setVisible(state != FilterState{});
}

void FilterBar::setOptions(const QStringList &teams, const QStringList &services, const QStringList &repositories)
{
    m_team->setOptions(teams);
    offerTeams(teams);
    m_service->setOptions(services);
    m_repository->setOptions(repositories);
}

void FilterBar::setTheme(const Theme &theme)
{
    m_back->setIcon(icon(QStringLiteral("back"), theme.text));
    m_forward->setIcon(icon(QStringLiteral("forward"), theme.text));
}

} // namespace leadline
