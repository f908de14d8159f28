#include "core/net/waitlist.h"

namespace leadline {

using namespace std::chrono_literals;

// Short enough that a cancelled token ends a request well within a second.
static constexpr auto kTick = 50ms;

WaitList::Awaiter::Awaiter(WaitList *list, Condition ready, CancelToken cancel)
    : m_list(list)
    , m_ready(std::move(ready))
    , m_cancel(std::move(cancel))
{
}

bool WaitList::Awaiter::isOver()
{
    if (m_list->m_closed || m_cancel.isCancelled())
        return true;
    m_held = m_ready();
    return m_held;
}

bool WaitList::Awaiter::await_ready()
{
    return isOver();
}

void WaitList::Awaiter::await_suspend(std::coroutine_handle<> handle)
{
    m_handle = handle;
    m_list->m_waiting.push_back(this);
    if (!m_list->m_tick.isActive())
        m_list->m_tick.start(kTick);
}

WaitList::WaitList()
{
    connect(&m_tick, &QTimer::timeout, this, &WaitList::check);
}

std::shared_ptr<WaitList> WaitList::create()
{
    // The last owner may be a coroutine that check() resumes: then the timer that called us is still on the stack.
    std::shared_ptr<WaitList> list(new WaitList, [](WaitList *dead) {
        if (dead->m_checking)
            dead->deleteLater();
        else
            delete dead;
    });
    list->m_self = list;
    return list;
}

WaitList::Awaiter WaitList::until(Condition ready, CancelToken cancel)
{
    return {this, std::move(ready), std::move(cancel)};
}

void WaitList::wake()
{
    if (m_wakePosted || m_closed)
        return;
    m_wakePosted = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_wakePosted = false;
            check();
        },
        Qt::QueuedConnection);
}

WaitList::Awaiter *WaitList::takeReady()
{
    for (auto it = m_waiting.begin(); it != m_waiting.end(); ++it) {
        Awaiter *awaiter = *it;
        if (awaiter->isOver()) {
            m_waiting.erase(it);
            return awaiter;
        }
    }
    return nullptr;
}

void WaitList::check()
{
    if (m_checking)
        return;
    m_checking = true;
    {
        const auto self = m_self.lock();
        // One at a time from the front: whoever goes on may start, end or cancel others.
        while (Awaiter *awaiter = takeReady())
            awaiter->m_handle.resume();
        if (m_waiting.empty())
            m_tick.stop();
    }
    m_checking = false; // the deleter above defers, so this object is still there
}

void WaitList::close()
{
    const auto self = m_self.lock();
    m_closed = true;
    m_tick.stop();
    while (Awaiter *awaiter = takeReady())
        awaiter->m_handle.resume();
}

} // namespace leadline
