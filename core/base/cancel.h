#pragma once

#include <atomic>
#include <memory>

namespace leadline {

// Asked often by long work, from any thread; copies share one flag.
class CancelToken {
public:
    [[nodiscard]] bool isCancelled() const { return m_flag && m_flag->load(std::memory_order_relaxed); }

private:
    friend class CancelSource;
    std::shared_ptr<std::atomic_bool> m_flag;
};

class CancelSource {
public:
    CancelSource()
        : m_flag(std::make_shared<std::atomic_bool>(false))
    {
    }

    void cancel() { m_flag->store(true, std::memory_order_relaxed); }
    [[nodiscard]] CancelToken token() const
    {
        CancelToken token;
        token.m_flag = m_flag;
        return token;
    }

private:
    std::shared_ptr<std::atomic_bool> m_flag;
};

} // namespace leadline
