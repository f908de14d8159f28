#pragma once

#include "ui/shell/frame/filterstate.h"

#include <QObject>

namespace leadline {

// The one filter of a workspace's window, with a way back to earlier ones.
class FilterHistory final : public QObject {
    Q_OBJECT

public:
    explicit FilterHistory(FilterState first, QObject *parent = nullptr);

    [[nodiscard]] const FilterState &current() const { return m_states[m_at]; }
    [[nodiscard]] bool canGoBack() const { return m_at > 0; }
    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_states.size(); }

    void set(const FilterState &state); // forgets what was ahead; a filter equal to the current one is no step
    void goBack();
    void goForward();

Q_SIGNALS:
    void changed(const leadline::FilterState &state);

private:
    std::vector<FilterState> m_states;
    std::size_t m_at = 0;
};

} // namespace leadline
