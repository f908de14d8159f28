#pragma once

#include "core/simulation/changeflow.h"

namespace leadline::sim {

// What happens after the merge: builds, staging, production, trains, releases; and what goes wrong there. A deployment
// takes along whatever the default branch holds when it starts.
class DeliveryLine {
public:
    DeliveryLine(World &world, Backlog &backlog, ChangeFlow &flow, Pipelines &pipelines)
        : m_world(world)
        , m_backlog(backlog)
        , m_flow(flow)
        , m_pipelines(pipelines)
    {
    }

    void begin();
    void merged(int change);

private:
    struct Freight { // what a deployment brings
        int repository = 0;
        QString sha;
        QString ref;
        int position = 0; // of the default branch
        int only = -1; // a repair of the live branch brings nothing but itself
        bool unplanned = false;
    };

    void runTrain(int repository);
    void runReleases(int repository);
    void request(int repository);
    void stage(const Freight &freight);
    void produce(const Freight &freight);
    void produceRepair(int change);
    void land(const Freight &freight, int deployment);
    void collectDefects(const std::vector<int> &landed, int deployment);

    void notice(int incident); // in incidents.cpp, as all below
    void nameCause(int incident);
    void rollBack(int repository, int deployment, int incident, int guilty);
    void rolledBack(int repository, int deployment, int incident, int guilty);
    void resolve(int incident, Ms at);
    void unblock(int repository);
    void outage(int repository);
    int openIncident(IncidentState state, Severity severity);

    [[nodiscard]] bool isLive(const Repository &repository) const { return repository.delivery < Delivery::Releases; }

    World &m_world;
    Backlog &m_backlog;
    ChangeFlow &m_flow;
    Pipelines &m_pipelines;
};

} // namespace leadline::sim
