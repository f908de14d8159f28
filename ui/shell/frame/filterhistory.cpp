#include "ui/shell/frame/filterhistory.h"

namespace leadline {

namespace {
constexpr std::size_t kKept = 100;
}

FilterHistory::FilterHistory(FilterState first, QObject *parent)
    : QObject(parent)
    , m_states{std::move(first)}
{
}

void FilterHistory::set(const FilterState &state)
{
    if (state == current())
        return;
    m_states.resize(m_at + 1);
    m_states.push_back(state);
    if (m_states.size() > kKept)
        m_states.erase(m_states.begin());
    m_at = m_states.size() - 1;
    Q_EMIT changed(current());
}

void FilterHistory::goBack()
{
    if (!canGoBack())
        return;
    --m_at;
    Q_EMIT changed(current());
}

void FilterHistory::goForward()
{
    if (!canGoForward())
        return;
    ++m_at;
    Q_EMIT changed(current());
}

} // namespace leadline
