#include "core/simulation/simulation.h"

#include "core/simulation/delivery.h"
#include "core/simulation/inspections.h"
#include "core/simulation/talk.h"

#include <QDate>

namespace leadline {

using namespace sim;

SimulatedOrganisation simulate(const SimulationOptions &options)
{
    const Ms end = options.end.isSet() ? options.end.ms() : startOf(QDate(2026, 3, 1));
    const Ms start = end - std::max(options.days, 0) * kDay;
    SimulatedOrganisation organisation;
    World world(options, start, end, organisation);
    settle(world, options, organisation);

    Planning planning(world, options.planning, options.seed);
    Backlog backlog(world, planning);
    Pipelines pipelines(world, options.seed);
    ChangeFlow flow(world, backlog, pipelines);
    DeliveryLine delivery(world, backlog, flow, pipelines);
    flow.onMerged([&delivery](int change) { delivery.merged(change); });
    backlog.begin();
    flow.begin();
    delivery.begin();
    world.queue.run();
    planning.tell();
    inspect(world, options.seed, organisation);
    talk(world, options.seed, organisation);

    QStringList names;
    for (const Person &person : organisation.people)
        names += person.name;
    organisation.story = world.story.told(world.engineers, names, world.squads, world.repositories);
    return organisation;
}

} // namespace leadline
