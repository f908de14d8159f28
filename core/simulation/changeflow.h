#pragma once

#include "core/simulation/backlog.h"
#include "core/simulation/pipelines.h"

namespace leadline::sim {

// The way of a change: picked up, coded, opened, reviewed (by people whose time is scarce), merged or dropped.
class ChangeFlow {
public:
    ChangeFlow(World &world, Backlog &backlog, Pipelines &pipelines)
        : m_world(world)
        , m_backlog(backlog)
        , m_pipelines(pipelines)
    {
    }

    void begin();
    // Called after each merge.
    void onMerged(std::function<void(int change)> call) { m_merged = std::move(call); }
    // Somebody on call repairs an incident (hotfix) or takes a change back (revert), also at night.
    void startUrgent(int repository, WorkKind kind, int incident, int repairs);

private:
    void startNext(int engineer);
    void pickUp(int engineer);
    void planCoding(Change &change, Ms coding);
    void depend(int repository); // the bot that keeps dependencies fresh

    void open(int change, bool draft);
    void makeReady(int change);
    void drop(int change);
    void push(int change, Ms upTo);
    void addCommit(int change, Ms authored, Ms committed, const QString &subject, qint64 lines);
    void check(int change);

    void askReview(int change, int except = -1);
    [[nodiscard]] int chooseReviewer(const Change &change, int except);
    void visitReview(int change, int reviewer);
    void approve(int change, int reviewer);
    void askForWork(int change, int reviewer);
    void waitForBot(int change);
    void record(int change, int reviewer, Verdict verdict, qint64 comments);

    void merge(int change);
    QString mergeOnto(int change); // the branch; returns the sha
    void decideDefect(int change);
    [[nodiscard]] QString identityOf(int engineer);
    [[nodiscard]] QString login(int engineer) const;
    [[nodiscard]] int add(Change change);

    World &m_world;
    Backlog &m_backlog;
    Pipelines &m_pipelines;
    std::function<void(int)> m_merged;
};

} // namespace leadline::sim
