#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace leadline {

// Something that decides whether work has become pointless; asked from any thread.
class CancelCondition {
public:
    CancelCondition() = default;
    virtual ~CancelCondition() = default;
    CancelCondition(const CancelCondition &) = delete;
    CancelCondition &operator=(const CancelCondition &) = delete;
    [[nodiscard]] virtual bool isCancelled() const = 0;
};

// Asked often by long work, from any thread; copies share one flag or condition.
class CancelToken {
public:
    CancelToken() = default; // never cancelled
    explicit CancelToken(std::shared_ptr<const CancelCondition> condition)
        : m_condition(std::move(condition))
    {
    }

    [[nodiscard]] bool isCancelled() const
    {
        return (m_flag && m_flag->load(std::memory_order_relaxed)) || (m_condition && m_condition->isCancelled());
    }

private:
    friend class CancelSource;
    std::shared_ptr<std::atomic_bool> m_flag;
    std::shared_ptr<const CancelCondition> m_condition;
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

// Several who wait for the same work: it is cancelled when none of them wants it any more.
class CancelGroup final : public CancelCondition {
public:
    void join(const CancelToken &token)
    {
        const std::scoped_lock lock(m_mutex);
        m_members.push_back(token);
    }

    [[nodiscard]] bool isCancelled() const override
    {
        const std::scoped_lock lock(m_mutex);
        for (const CancelToken &member : m_members) {
            if (!member.isCancelled())
                return false;
        }
        return true;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<CancelToken> m_members;
};

} // namespace leadline
