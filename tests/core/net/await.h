#pragma once

#include <QCoroTask>
#include <QTest>

#include <memory>
#include <optional>

namespace leadline::testing {

// What a task gave, as soon as it has ended.
template <typename T> using Pending = std::shared_ptr<std::optional<T>>;

template <typename T> QCoro::Task<> store(QCoro::Task<T> task, Pending<T> into)
{
    T value = co_await task;
    *into = std::move(value);
}

template <typename T> Pending<T> begin(QCoro::Task<T> task)
{
    auto into = std::make_shared<std::optional<T>>();
    store<T>(std::move(task), into);
    return into;
}

// Only a task that never ends takes this long, so a loaded machine changes nothing.
inline constexpr int kForever = 60'000;

template <typename T> T await(const Pending<T> &pending)
{
    if (!QTest::qWaitFor([&] { return pending->has_value(); }, kForever))
        qFatal("A task did not end.");
    return **pending;
}

template <typename T> T await(QCoro::Task<T> task)
{
    return await(begin<T>(std::move(task)));
}

} // namespace leadline::testing
