#include "core/net/httpclient.h"

#include "core/net/httpengine.h"

namespace leadline {

HttpClient::HttpClient(const Clock *clock, QObject *parent)
    : QObject(parent)
    , m_engine(std::make_shared<HttpEngine>(clock))
{
}

HttpClient::~HttpClient()
{
    m_engine->close();
}

QCoro::Task<Result<HttpResponse>> HttpClient::send(HttpRequest request, CancelToken cancel)
{
    return HttpEngine::send(m_engine, std::move(request), std::move(cancel));
}

HttpQuota HttpClient::quota(const QUrl &host, const QByteArray &budget) const
{
    return m_engine->queue(host).quota(budget);
}

qint64 HttpClient::requestsSent() const
{
    return m_engine->sent();
}

qint64 HttpClient::waitingMs(const QUrl &host) const
{
    return m_engine->queue(host).waitingMs(m_engine->clock().steadyMs());
}

void HttpClient::setConcurrency(const QUrl &host, int requests)
{
    m_engine->queue(host).setConcurrency(requests);
}

void HttpClient::setExchangeLog(const QString &file)
{
    m_engine->log().open(file);
}

void HttpClient::setRetryBase(qint64 ms)
{
    m_engine->setRetryBase(ms);
}

} // namespace leadline
