#pragma once

#include "core/simulation/worktime.h"

#include <functional>
#include <queue>
#include <vector>

namespace leadline::sim {

// What will happen, in order of time; what is planned for the same moment happens in the order of planning.
class EventQueue {
public:
    explicit EventQueue(Ms end)
        : m_end(end)
    {
    }

    [[nodiscard]] Ms now() const { return m_now; }
    [[nodiscard]] Ms end() const { return m_end; }

    // What lies beyond the end is dropped; what lies in the past happens now.
    void at(Ms moment, std::function<void()> action)
    {
        if (moment <= m_end)
            m_events.push({std::max(moment, m_now), m_planned++, std::move(action)});
    }

    void run()
    {
        while (!m_events.empty()) {
            // The queue only lends its top; moving it out is safe because it is popped before anything compares it.
            Event event = std::move(const_cast<Event &>(m_events.top()));
            m_events.pop();
            m_now = event.at;
            event.action();
        }
    }

private:
    struct Event {
        Ms at = 0;
        quint64 order = 0;
        std::function<void()> action;
        bool operator<(const Event &other) const // the earliest is on top
        {
            return at != other.at ? at > other.at : order > other.order;
        }
    };

    Ms m_now = std::numeric_limits<Ms>::min() / 4;
    Ms m_end;
    quint64 m_planned = 0;
    std::priority_queue<Event> m_events;
};

} // namespace leadline::sim
