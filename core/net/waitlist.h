#pragma once

#include "core/base/cancel.h"

#include <QObject>
#include <QTimer>

#include <coroutine>
#include <functional>
#include <memory>
#include <vector>

namespace leadline {

// Where coroutines wait: for a condition, for a cancelled token, or for the end of the client. One thread.
// Conditions are asked in the order of arrival, at every tick and whenever wake() says that something changed.
class WaitList final : public QObject {
    Q_OBJECT

public:
    using Condition = std::function<bool()>; // may take what it waited for: it is not asked again once true

    // `co_await` gives true when the condition held, false when cancelled or closed.
    class Awaiter {
    public:
        Awaiter(WaitList *list, Condition ready, CancelToken cancel);
        [[nodiscard]] bool await_ready();
        void await_suspend(std::coroutine_handle<> handle);
        [[nodiscard]] bool await_resume() const { return m_held; }

    private:
        friend class WaitList;
        [[nodiscard]] bool isOver();

        WaitList *m_list;
        Condition m_ready;
        CancelToken m_cancel;
        std::coroutine_handle<> m_handle;
        bool m_held = false;
    };

    [[nodiscard]] static std::shared_ptr<WaitList> create();

    [[nodiscard]] Awaiter until(Condition ready, CancelToken cancel);
    void wake(); // asks the conditions again from the event loop
    void close(); // everybody who waits goes on at once, with false; so does everybody who comes later
    [[nodiscard]] bool isClosed() const { return m_closed; }

private:
    WaitList();
    void check();
    [[nodiscard]] Awaiter *takeReady();

    std::vector<Awaiter *> m_waiting; // live in the frames of the suspended coroutines
    QTimer m_tick;
    bool m_checking = false;
    bool m_wakePosted = false;
    bool m_closed = false;
    std::weak_ptr<WaitList> m_self;
};

} // namespace leadline
