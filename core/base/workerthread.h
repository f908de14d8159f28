#pragma once

#include <QThread>

#include <memory>

namespace leadline {

// A thread with an event loop that quits and waits when it goes out of scope; what it
// adopted dies on the thread itself.
class WorkerThread final {
public:
    explicit WorkerThread(const QString &name);
    ~WorkerThread();
    Q_DISABLE_COPY_MOVE(WorkerThread)

    // Moves the parentless object to the thread; it is deleted there when the thread ends.
    void adopt(QObject *object);
    void stop(); // returns when the thread has ended
    [[nodiscard]] QThread *thread() { return m_thread.get(); }

private:
    std::unique_ptr<QThread> m_thread;
};

} // namespace leadline
