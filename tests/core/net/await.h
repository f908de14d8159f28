#pragma once

#include <QCoroTask>
#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace leadline::testing {

// What a task gave, as soon as it has ended.
template <typename T> struct Outcome {
    std::optional<T> value;
    std::function<void()> whenThere = [] { };
};

template <typename T> using Pending = std::shared_ptr<Outcome<T>>;

template <typename T> QCoro::Task<> store(QCoro::Task<T> task, Pending<T> into)
{
    T value = co_await task;
    into->value = std::move(value);
    into->whenThere();
}

template <typename T> Pending<T> begin(QCoro::Task<T> task)
{
    auto into = std::make_shared<Outcome<T>>();
    store<T>(std::move(task), into);
    return into;
}

// Only a task that never ends takes this long, so a loaded machine changes nothing.
inline constexpr int kForever = 60'000;

template <typename T> T await(const Pending<T> &pending)
{
    if (!pending->value) {
        QEventLoop loop;
        pending->whenThere = [&loop] { loop.quit(); };
        QTimer::singleShot(kForever, &loop, [] { qFatal("A task did not end."); });
        loop.exec();
    }
    return *pending->value;
}

template <typename T> T await(QCoro::Task<T> task)
{
    return await(begin<T>(std::move(task)));
}

} // namespace leadline::testing
