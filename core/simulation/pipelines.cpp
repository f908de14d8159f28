#include "core/simulation/pipelines.h"

namespace leadline::sim {

using namespace Qt::StringLiterals;

void Pipelines::run(int repository, const Recorder::BuildDraft &draft)
{
    const int build = m_world.recorder.addBuild(m_world.repository(repository), draft);
    m_world.queue.at(draft.finishedAt, [this, repository, draft, build] { ended(repository, draft, build); });
}

void Pipelines::ended(int repositoryIndex, const Recorder::BuildDraft &draft, int build)
{
    const Repository &repository = m_world.repository(repositoryIndex);
    const bool forChange = draft.trigger == "pull_request"_L1;
    const Lane lane{.repository = repositoryIndex, .branch = draft.branch, .forChange = forChange};
    const auto red = m_red.find(lane);
    const bool onDefault = !forChange && draft.branch == repository.branch;
    if (draft.success && draft.attempt > 1)
        m_world.recorder.markFlaky(build); // it failed before, as far as the tool still tells
    if (draft.success && red != m_red.end()) {
        m_world.recorder.redPeriod(red->second).endedAt = Instant{draft.finishedAt};
        m_red.erase(red);
    } else if (!draft.success && red != m_red.end()) {
        ++m_world.recorder.redPeriod(red->second).builds;
    } else if (!draft.success) {
        m_red.emplace(lane, m_world.recorder.addRedPeriod(repository, draft, build, onDefault));
    }
    if (!draft.success && onDefault && m_random.chance(0.65))
        runAgain(repositoryIndex, draft, build);
}

// On the same commit, by hand.
void Pipelines::runAgain(int repository, Recorder::BuildDraft draft, int failed)
{
    draft.queuedAt = m_world.now() + World::round(m_random.between(2, 40) * kMinute);
    draft.startedAt = draft.queuedAt + World::round(m_random.between(0.1, 3) * kMinute);
    draft.finishedAt = draft.startedAt + World::round(m_random.lognormal(11, 0.3) * kMinute);
    draft.trigger = u"workflow_dispatch"_s;
    draft.success = m_random.chance(0.7);
    m_world.queue.at(draft.queuedAt, [this, repository, draft] { run(repository, draft); });
    if (draft.success && draft.finishedAt <= m_world.queue.end())
        m_world.recorder.markFlaky(failed);
}

} // namespace leadline::sim
