#pragma once

#include "core/base/cancel.h"
#include "core/base/clock.h"
#include "core/base/error.h"

#include <QByteArray>
#include <QCoroTask>
#include <QUrl>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace leadline {

using HttpHeaders = std::vector<std::pair<QByteArray, QByteArray>>; // names compare without case

struct HttpResponse {
    int status = 0;
    HttpHeaders headers;
    QByteArray body;
    QUrl url; // where the answer came from, after redirects
    bool notModified = false; // 304, or the kept body of an earlier answer with the same ETag

    [[nodiscard]] QByteArray header(const QByteArray &name) const; // empty when absent
    [[nodiscard]] bool isJson() const; // by Content-Type
};

// What a tool's answer means. Connectors decide, because tools disagree about status codes.
struct HttpVerdict {
    enum class Action { Accept, Retry, Fail };
    Action action = Action::Accept;
    qint64 waitMs = -1; // Retry: at least this long (the tool's word); -1 = back off exponentially
    bool pauseHost = false; // Retry: every request to this host waits too (rate limits)
    Error error; // Fail, and Retry when the tries are used up
};

// What is left of a tool's request budget, as its newest answer said.
struct HttpQuota {
    qint64 limit = -1; // -1 = the tool did not say
    qint64 remaining = -1;
    Instant resetAt;
};

struct HttpRequest {
    QByteArray method = "GET";
    QUrl url;
    HttpHeaders headers; // without Authorization
    QByteArray authorization; // whole header value; sent to the url's own host only, never across a redirect to another
    QByteArray body;
    bool useETag = false; // send If-None-Match; a 304 gives the kept body with notModified = true
    int timeoutMs = 60'000; // without any byte moving
    qint64 maxBytes = 64LL * 1024 * 1024;
    int maxTries = 5;
    QByteArray budget = "core"; // requests of one host and budget share a quota ("graphql", "search")
    std::function<HttpVerdict(const HttpResponse &)> judge; // empty = standardVerdict
    std::function<HttpQuota(const HttpResponse &)> readQuota; // empty = none is read
};

// 2xx and 304 are accepted; 401 → auth, 403 → permission, 404/410 → http, 408/425/5xx → retried, 429 → rate limit with
// Retry-After in all its forms (seconds, fractions, HTTP date); HTML where JSON was asked → a sentence about proxies
// and login pages.
[[nodiscard]] HttpVerdict standardVerdict(const HttpResponse &response, Instant now);
// Milliseconds to wait; nothing when the text is unreadable. Past dates give 0.
[[nodiscard]] std::optional<qint64> retryAfterMs(const QByteArray &value, Instant now);

class HttpEngine;

// The one way to the network: a queue and a budget for each host, bounded retries with jitter, pacing by remaining
// quota, redirects without leaking Authorization, TLS only except to loopback, the system's proxy, time-outs, a size
// cap, gzip. Lives on the sync thread.
class HttpClient final : public QObject {
    Q_OBJECT

public:
    explicit HttpClient(const Clock *clock, QObject *parent = nullptr);
    ~HttpClient() override; // open requests end as cancelled

    // Ends within a second when the token is cancelled.
    [[nodiscard]] QCoro::Task<Result<HttpResponse>> send(HttpRequest request, CancelToken cancel);

    [[nodiscard]] HttpQuota quota(const QUrl &host, const QByteArray &budget) const;
    [[nodiscard]] qint64 requestsSent() const; // all that reached the network, retries too
    [[nodiscard]] qint64 waitingMs(const QUrl &host) const; // > 0 while a host is paused
    void setConcurrency(const QUrl &host, int requests); // at once; 1 to 8, default 2
    void setExchangeLog(const QString &file); // one JSON object a line, redacted; empty = off
    void setRetryBase(qint64 ms); // first back-off; tests make it short

private:
    std::shared_ptr<HttpEngine> m_engine; // shared with the open requests, so that they survive the client's end
};

} // namespace leadline
