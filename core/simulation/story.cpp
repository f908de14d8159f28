#include "core/simulation/story.h"

#include <QLocale>

namespace leadline::sim {

using namespace Qt::StringLiterals;

Habits Story::habits(int team, int repository, Ms now) const
{
    Habits habits;
    if (team == cast.improving && hasYetToLearn(now)) {
        habits.size = 420;
        habits.defects = 1.5;
    } else if (team == cast.improving) {
        habits.size = 95;
        habits.defects = 0.7;
    }
    if (team == cast.hasty)
        habits.unreviewed = 0.3;
    if ((team == cast.reorganised[0] || team == cast.reorganised[1]) && within(now, 181, 111)) {
        habits.defects = 4.5;
        habits.answer = 1.6;
    }
    if (repository == cast.migration && isStalled(now)) {
        habits.effort = 2.5;
        habits.answer = 7;
        habits.drafts = 0.6;
        habits.dropped = 0.4;
    }
    if (repository == cast.shaky && within(now, 100, 86))
        habits.defects = 9;
    return habits;
}

bool Story::isGated(int repository, Ms now) const
{
    return repository == cast.gated && within(now, 520, 150);
}

bool Story::isFrozen(Ms now)
{
    const QDate date = dateOf(now);
    return (date.month() == 12 && date.day() >= 20) || (date.month() == 1 && date.day() <= 2);
}

QStringList Story::told(const std::vector<Engineer> &engineers, const QStringList &names,
    const std::vector<Squad> &squads, const std::vector<Repository> &repositories) const
{
    QStringList lines;
    const auto month = [this](int days) { return QLocale::c().toString(dateOf(ago(days)), u"MMMM yyyy"_s); };
    const auto day = [this](int days) { return QLocale::c().toString(dateOf(ago(days)), u"d MMMM yyyy"_s); };
    const auto happened = [this](int days) { return ago(days) > m_start; };
    const auto team = [&](int index) { return squads[static_cast<std::size_t>(index)].name; };
    const auto path = [&](int index) { return repositories[static_cast<std::size_t>(index)].name; };
    const auto tell = [&](bool holds, int lastDay, const auto &line) {
        if (holds && happened(lastDay))
            lines += line();
    };

    tell(cast.improving >= 0, 330, [&] {
        return u"Team %1 began to cut its work into small changes in %2: size, pickup and review time fall, and fewer deployments fail."_s
            .arg(team(cast.improving), month(330));
    });
    tell(cast.gated >= 0 && cast.gatekeeper >= 0, 150, [&] {
        return u"Until %1 every change in %2 needs the approval of %3: changes queue for days. Then the others may approve too."_s
            .arg(month(150), path(cast.gated), names.value(cast.gatekeeper));
    });
    tell(cast.migration >= 0, 390, [&] {
        return u"The move of invoicing to %1 begins in %2 and stalls from %3 to %4: drafts pile up, many are given up."_s
            .arg(path(cast.migration), month(390), month(271), month(150));
    });
    tell(cast.reorganised[0] >= 0 && cast.reorganised[1] >= 0, 181, [&] {
        return u"Teams %1 and %2 swap people and repositories on %3; their change fail rate stays high for about ten weeks."_s
            .arg(team(cast.reorganised[0]), team(cast.reorganised[1]), day(181));
    });
    tell(cast.shaky >= 0, 100, [&] {
        return u"%1 has a bad fortnight from %2: several incidents, each followed by a hotfix or a rollback."_s.arg(
            path(cast.shaky), day(100));
    });
    tell(cast.flaky >= 0, 425, [&] {
        return u"The builds of %1 are flaky from %2 to %3: many pass only at the second attempt."_s.arg(
            path(cast.flaky), month(425), month(340));
    });
    tell(cast.hasty >= 0, 7,
        [&] { return u"Team %1 merges about a third of its changes without a review."_s.arg(team(cast.hasty)); });
    tell(cast.expert >= 0, 200, [&] {
        const Engineer &expert = engineers[static_cast<std::size_t>(cast.expert)];
        return u"%1 leaves team %2 in %3; the open changes stay behind."_s.arg(
            names.value(cast.expert), team(expert.team), month(200));
    });
    tell(cast.trains, 14, [] {
        return u"The mobile apps leave with a weekly train: there the wait for the deployment is most of the lead time."_s;
    });
    tell(cast.standIns, 30, [] {
        return u"The libraries have only releases, the documentation and infrastructure nothing at all: there something else must stand for deployments."_s;
    });
    tell(!repositories.empty(), 300, [&] {
        return u"An AI reviewer comments in some repositories from %1 on; it is not counted as a human response."_s.arg(
            month(300));
    });
    tell(!repositories.empty(), 90,
        [] { return u"Work dips in August and between the years, when nothing is deployed but repairs."_s; });
    return lines;
}

} // namespace leadline::sim
