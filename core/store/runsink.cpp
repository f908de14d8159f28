#include "core/store/runsink.h"

namespace leadline {

QString CommittedCheckpoints::keyOf(const QString &source, const QString &scope, const QString &entity)
{
    return source + QChar(0) + scope + QChar(0) + entity;
}

void CommittedCheckpoints::replaceAll(const std::vector<std::pair<QString, Checkpoint>> &checkpoints)
{
    QHash<QString, Checkpoint> all;
    for (const auto &[source, checkpoint] : checkpoints)
        all.insert(keyOf(source, checkpoint.scope, checkpoint.entity), checkpoint);
    const std::lock_guard lock(m_mutex);
    m_checkpoints.swap(all);
}

void CommittedCheckpoints::update(const QString &source, const std::vector<Checkpoint> &checkpoints)
{
    const std::lock_guard lock(m_mutex);
    for (const Checkpoint &checkpoint : checkpoints)
        m_checkpoints.insert(keyOf(source, checkpoint.scope, checkpoint.entity), checkpoint);
}

std::optional<Checkpoint> CommittedCheckpoints::find(
    const QString &source, const QString &scope, const QString &entity) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_checkpoints.constFind(keyOf(source, scope, entity));
    return found == m_checkpoints.cend() ? std::nullopt : std::optional(*found);
}

} // namespace leadline
