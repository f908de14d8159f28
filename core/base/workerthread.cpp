#include "core/base/workerthread.h"

namespace leadline {

WorkerThread::WorkerThread(const QString &name)
    : m_thread(std::make_unique<QThread>())
{
    m_thread->setObjectName(name);
    m_thread->start();
}

WorkerThread::~WorkerThread()
{
    stop();
}

void WorkerThread::adopt(QObject *object)
{
    Q_ASSERT(object && !object->parent());
    object->moveToThread(m_thread.get());
    QObject::connect(m_thread.get(), &QThread::finished, object, &QObject::deleteLater);
}

void WorkerThread::stop()
{
    m_thread->quit();
    m_thread->wait();
}

} // namespace leadline
