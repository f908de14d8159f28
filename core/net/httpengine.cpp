#include "core/net/httpengine.h"

#include "core/base/logging.h"
#include "core/net/redirect.h"
#include "core/net/retrypolicy.h"

#include <QNetworkProxyFactory>

namespace leadline {

using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

Q_LOGGING_CATEGORY(logNet, "leadline.net", QtInfoMsg)

namespace {

// Per manager, because the switch that Qt offers is global to the process.
class SystemProxies final : public QNetworkProxyFactory {
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        return isLoopback(query.url()) ? QList<QNetworkProxy>{QNetworkProxy::NoProxy} : systemProxyForQuery(query);
    }
};

TransportFailure cancelled()
{
    return {.error = fail(ErrorKind::Cancelled, u"Cancelled."_s).error(), .worthTries = 1};
}

TransportFailure tooLongToWait(const QUrl &url, qint64 waitMs)
{
    const qint64 minutes = waitMs / 60'000 + 1;
    Error error = fail(ErrorKind::RateLimit,
        u"%1 allows no more requests for the next %2 minutes. What was read so far is kept; sync again after that."_s
            .arg(url.host())
            .arg(minutes))
                      .error();
    error.retryAfterMs = waitMs;
    return {.error = std::move(error), .worthTries = 1};
}

} // namespace

HttpEngine::HttpEngine(const Clock *clock)
    : m_clock(clock)
{
}

HttpEngine::~HttpEngine() = default;

// Where the first request is sent, so that a client may be moved to its thread before.
void HttpEngine::start()
{
    if (m_waits)
        return;
    m_waits = WaitList::create();
    m_manager = std::make_unique<QNetworkAccessManager>();
    m_manager->setProxyFactory(new SystemProxies); // owned by the manager
}

void HttpEngine::close()
{
    m_closed = true;
    if (m_waits)
        m_waits->close();
    m_manager.reset();
}

HostQueue &HttpEngine::queue(const QUrl &url)
{
    return m_queues[url.scheme().toLatin1() + "://" + url.host().toLower().toUtf8() + ':'
        + QByteArray::number(url.port(-1))];
}

void HttpEngine::leave(const HttpRequest &request)
{
    queue(request.url).leave(request.budget);
    m_waits->wake();
}

void HttpEngine::noteQuota(const HttpRequest &request, const HttpResponse &response)
{
    if (!request.readQuota)
        return;
    const HttpQuota quota = request.readQuota(response);
    if (quota.remaining < 0)
        return;
    // By the server's clock where it tells it: ours may be wrong. A second more, because resets are told in whole
    // seconds.
    const Instant now = serverTime(response, m_clock->now());
    const qint64 resetIn = quota.resetAt.isSet() ? std::max<qint64>(0, quota.resetAt.ms() - now.ms()) + 1000 : 0;
    queue(request.url).setQuota(request.budget, quota, m_clock->steadyMs() + resetIn);
}

HttpVerdict HttpEngine::judge(const HttpRequest &request, const HttpResponse &response) const
{
    return request.judge ? request.judge(response) : standardVerdict(response, m_clock->now());
}

// Waits for a place in the host's queue. An error when cancelled, or when the host asks to wait for hours.
QCoro::Task<std::optional<TransportFailure>> HttpEngine::enter(Self self, HttpRequest request, CancelToken cancel)
{
    HostQueue &ahead = self->queue(request.url);
    ahead.addWaiting(request.budget, 1);
    HostQueue::Admission admission;
    WaitList::Condition mayGo = [&self, &request, &admission] {
        admission = self->queue(request.url).tryEnter(request.budget, self->m_clock->steadyMs());
        return admission.granted || admission.waitMs > kLongestWaitMs;
    };
    WaitList::Awaiter turn = self->m_waits->until(std::move(mayGo), cancel);
    const bool came = co_await turn;
    self->queue(request.url).addWaiting(request.budget, -1);
    if (!came)
        co_return cancelled();
    if (!admission.granted)
        co_return tooLongToWait(request.url, admission.waitMs);
    co_return std::nullopt;
}

// One hop, in its host's queue.
QCoro::Task<HttpEngine::Outcome> HttpEngine::exchangeOnce(Self self, HttpRequest request, CancelToken cancel)
{
    const std::optional<TransportFailure> refused = co_await enter(self, request, cancel);
    if (refused)
        co_return std::unexpected(*refused);

    std::optional<HttpResponse> kept;
    HttpRequest asked = request;
    if (request.useETag && request.method == "GET")
        kept = self->m_etags.find(request);
    if (kept)
        asked.headers.emplace_back("If-None-Match", kept->header("etag"));

    const qint64 began = self->m_clock->steadyMs();
    ++self->m_sent;
    auto exchange =
        std::make_unique<Exchange>(self->m_manager.get(), asked, [waits = self->m_waits.get()] { waits->wake(); });
    WaitList::Condition isDone = [&exchange] { return exchange->isDone(); };
    WaitList::Awaiter answered = self->m_waits->until(std::move(isDone), cancel);
    const bool came = co_await answered;
    Outcome outcome = came ? exchange->takeOutcome() : Outcome(std::unexpected(cancelled()));
    exchange.reset();
    if (outcome)
        self->noteQuota(request, *outcome);
    self->leave(request);

    const qint64 took = self->m_clock->steadyMs() - began;
    if (self->m_log.isOn())
        self->m_log.write(self->m_clock->now(), asked, outcome.value_or(HttpResponse{}), took,
            outcome ? QString() : outcome.error().error.detail);
    qCDebug(logNet).noquote() << asked.method << asked.url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)
                              << (outcome ? outcome->status : 0) << took << "ms";
    if (!outcome)
        co_return outcome;
    if (kept && outcome->status == 304)
        co_return ETagMemory::revived(std::move(*kept), *outcome);
    if (request.useETag && request.method == "GET")
        self->m_etags.keep(request, *outcome);
    co_return outcome;
}

QCoro::Task<HttpEngine::Outcome> HttpEngine::followRedirects(Self self, HttpRequest request, CancelToken cancel)
{
    for (int hops = 0;; ++hops) {
        Outcome outcome = co_await exchangeOnce(self, request, cancel);
        if (!outcome || !isFollowed(request, *outcome))
            co_return outcome;
        if (hops == kMaxRedirects) {
            Error error = fail(ErrorKind::Http,
                u"%1 sends the request in circles. Check the address of the source."_s.arg(request.url.host()),
                u"too many redirects"_s)
                              .error();
            error.httpStatus = outcome->status;
            co_return std::unexpected(TransportFailure{.error = std::move(error), .worthTries = 1});
        }
        Result<HttpRequest> next = redirected(request, *outcome);
        if (!next)
            co_return std::unexpected(TransportFailure{.error = next.error(), .worthTries = 1});
        request = std::move(*next);
    }
}

QCoro::Task<Result<HttpResponse>> HttpEngine::send(Self self, HttpRequest request, CancelToken cancel)
{
    if (self->m_closed)
        co_return std::unexpected(cancelled().error);
    if (const auto usable = checkUrl(request.url); !usable)
        co_return std::unexpected(usable.error());
    self->start();

    for (int tries = 1;; ++tries) {
        Outcome outcome = co_await followRedirects(self, request, cancel);
        int worthTries = request.maxTries;
        HttpVerdict verdict;
        if (outcome) {
            if (!self->m_closed)
                verdict = self->judge(request, *outcome);
            if (verdict.action == Action::Accept)
                co_return std::move(*outcome);
        } else {
            verdict = {
                .action = Action::Retry, .waitMs = -1, .pauseHost = false, .error = std::move(outcome.error().error)};
            worthTries = std::min(worthTries, outcome.error().worthTries);
        }
        if (verdict.action == Action::Fail || tries >= worthTries)
            co_return std::unexpected(std::move(verdict.error));
        if (verdict.waitMs > kLongestWaitMs)
            co_return std::unexpected(tooLongToWait(request.url, verdict.waitMs).error);

        const qint64 wait = verdict.waitMs >= 0 ? withJitter(verdict.waitMs) : backOffMs(tries, self->m_retryBaseMs);
        const qint64 until = self->m_clock->steadyMs() + wait;
        if (verdict.pauseHost)
            self->queue(outcome ? outcome->url : request.url).pause(until);
        qCDebug(logNet).noquote() << "try" << tries << "of" << request.url.host() << "failed:" << verdict.error.text
                                  << "again in" << wait << "ms";
        WaitList::Condition isTime = [&self, until] { return self->m_clock->steadyMs() >= until; };
        WaitList::Awaiter pause = self->m_waits->until(std::move(isTime), cancel);
        const bool came = co_await pause;
        if (!came)
            co_return std::unexpected(cancelled().error);
    }
}

} // namespace leadline
