#pragma once

#include "core/net/etagmemory.h"
#include "core/net/exchange.h"
#include "core/net/exchangelog.h"
#include "core/net/hostqueue.h"
#include "core/net/waitlist.h"

#include <QNetworkAccessManager>

namespace leadline {

// What HttpClient and its open requests share: each request owns a part of it, so the client may end while they wait.
class HttpEngine {
public:
    explicit HttpEngine(const Clock *clock);
    ~HttpEngine();
    Q_DISABLE_COPY_MOVE(HttpEngine)

    [[nodiscard]] static QCoro::Task<Result<HttpResponse>> send(
        std::shared_ptr<HttpEngine> engine, HttpRequest request, CancelToken cancel);
    void close(); // every open request ends as cancelled before this returns

    [[nodiscard]] HostQueue &queue(const QUrl &url);
    [[nodiscard]] ExchangeLog &log() { return m_log; }
    [[nodiscard]] const Clock &clock() const { return *m_clock; }
    [[nodiscard]] qint64 sent() const { return m_sent; }
    void setRetryBase(qint64 ms) { m_retryBaseMs = ms; }

private:
    using Self = std::shared_ptr<HttpEngine>;
    using Outcome = std::expected<HttpResponse, TransportFailure>;

    static QCoro::Task<Outcome> followRedirects(Self self, HttpRequest request, CancelToken cancel);
    static QCoro::Task<Outcome> exchangeOnce(Self self, HttpRequest request, CancelToken cancel);
    static QCoro::Task<std::optional<TransportFailure>> enter(Self self, HttpRequest request, CancelToken cancel);

    void start();
    void leave(const HttpRequest &request);
    void noteQuota(const HttpRequest &request, const HttpResponse &response);
    [[nodiscard]] HttpVerdict judge(const HttpRequest &request, const HttpResponse &response) const;

    const Clock *m_clock;
    std::shared_ptr<WaitList> m_waits;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    QHash<QByteArray, HostQueue> m_queues;
    ETagMemory m_etags;
    ExchangeLog m_log;
    qint64 m_sent = 0;
    qint64 m_retryBaseMs = 1000;
    bool m_closed = false;
};

} // namespace leadline
