#include "core/net/exchange.h"

#include "core/net/wholejson.h"

#include <QTimer>

namespace leadline {

using namespace Qt::StringLiterals;

// A server that drips a byte now and then is given up after this many times the inactivity time-out.
static constexpr int kWholeFactor = 10;

static QNetworkRequest networkRequest(const HttpRequest &request)
{
    QNetworkRequest result(request.url);
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    result.setTransferTimeout(std::chrono::milliseconds(request.timeoutMs));
    // The cap below counts the unpacked bytes while they stream, so that no ratio needs to be guessed.
    result.setDecompressedSafetyCheckThreshold(-1);
    result.setRawHeader("User-Agent", "Leadline/" LEADLINE_VERSION);
    result.setRawHeader("Accept", "application/json");
    result.setRawHeader("Accept-Language", "en");
    if (!request.body.isEmpty())
        result.setRawHeader("Content-Type", "application/json");
    for (const auto &[name, value] : request.headers)
        result.setRawHeader(name, value);
    if (!request.authorization.isEmpty())
        result.setRawHeader("Authorization", request.authorization);
    return result;
}

Exchange::Exchange(QNetworkAccessManager *manager, const HttpRequest &request, std::function<void()> done)
    : m_reply(request.method == "GET"
              ? manager->get(networkRequest(request))
              : manager->sendCustomRequest(networkRequest(request), request.method, request.body))
    , m_maxBytes(request.maxBytes)
    , m_timeoutMs(request.timeoutMs)
    , m_done(std::move(done))
{
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Exchange::checkAnnouncedSize);
    connect(m_reply, &QNetworkReply::readyRead, this, &Exchange::readSome);
    connect(m_reply, &QNetworkReply::finished, this, &Exchange::onFinished);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const QSslError &error : errors)
            m_tlsProblems << error.errorString();
    });
    const qint64 whole = static_cast<qint64>(m_timeoutMs) * kWholeFactor;
    QTimer::singleShot(std::chrono::milliseconds(whole), this, [this, whole] {
        end(std::unexpected(TransportFailure{
            .error = {.kind = ErrorKind::Network,
                .text = u"%1 sends its answer too slowly. Check the network connection and try again."_s.arg(
                    m_reply->url().host()),
                .detail = u"not complete after %1 ms"_s.arg(whole),
                .httpStatus = 0,
                .retryAfterMs = {}},
            .worthTries = 2}));
    });
}

Exchange::~Exchange()
{
    m_reply->disconnect(this);
    if (m_reply->isRunning())
        m_reply->abort();
    m_reply->deleteLater();
}

void Exchange::end(std::expected<HttpResponse, TransportFailure> outcome)
{
    if (m_outcome)
        return;
    m_outcome = std::move(outcome);
    m_reply->disconnect(this);
    m_done();
}

std::expected<HttpResponse, TransportFailure> Exchange::takeOutcome()
{
    return std::move(*m_outcome);
}

TransportFailure Exchange::tooLarge() const
{
    return {
        .error = {.kind = ErrorKind::Network,
            .text =
                u"%1 sent an answer of more than %2 MB, which Leadline refuses. If it is right, ask for smaller pages in the source's settings."_s
                    .arg(m_reply->url().host())
                    .arg(m_maxBytes / (1024 * 1024)),
            .detail = u"body over %1 bytes"_s.arg(m_maxBytes),
            .httpStatus = 0,
            .retryAfterMs = {}},
        .worthTries = 1};
}

void Exchange::checkAnnouncedSize()
{
    if (m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong() > m_maxBytes)
        end(std::unexpected(tooLarge()));
}

void Exchange::readSome()
{
    constexpr qint64 piece = 256 * 1024; // small, because packed data is unpacked as it is read
    while (!m_outcome && m_reply->isOpen()) {
        const qsizetype before = m_body.size();
        m_body.resizeForOverwrite(before + std::clamp<qint64>(m_reply->bytesAvailable(), 1, piece));
        const qint64 count = std::max<qint64>(0, m_reply->read(m_body.data() + before, m_body.size() - before));
        m_body.resize(before + count);
        if (count == 0)
            return;
        if (m_body.size() > m_maxBytes)
            end(std::unexpected(tooLarge()));
    }
}

// Qt counts HTTP errors among the failures; to us an answer is an answer. A failure behind a good status is one
// of the body: it was cut, or could not be unpacked.
static bool isAnswer(const QNetworkReply &reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto error = reply.error();
    if (error == QNetworkReply::NoError)
        return status != 0;
    return status >= 400
        && (error == QNetworkReply::ProtocolInvalidOperationError // what Qt makes of 400 and 418
            || (error >= QNetworkReply::ContentAccessDenied && error <= QNetworkReply::UnknownContentError)
            || (error >= QNetworkReply::InternalServerError && error <= QNetworkReply::UnknownServerError));
}

HttpResponse Exchange::response() const
{
    HttpResponse result;
    result.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    for (const auto &[name, value] : m_reply->rawHeaderPairs())
        result.headers.emplace_back(name, value);
    result.body = m_body;
    result.url = m_reply->request().url();
    result.notModified = result.status == 304;
    return result;
}

// Qt takes a chunked body for whole when its connection is closed in the same moment as the last bytes came.
static bool mayBeCut(const QNetworkReply &reply, const HttpResponse &answer)
{
    if (reply.operation() == QNetworkAccessManager::HeadOperation || answer.status == 204 || answer.status == 304)
        return false;
    const bool endIsTold = reply.attribute(QNetworkRequest::Http2WasUsedAttribute).toBool()
        || (answer.header("transfer-encoding").isEmpty() && !answer.header("content-length").isEmpty());
    return !endIsTold && answer.isJson() && !isWholeJson(answer.body);
}

void Exchange::onFinished()
{
    readSome();
    if (m_outcome)
        return;
    if (!isAnswer(*m_reply)) {
        end(std::unexpected(transportFailure(*m_reply, m_tlsProblems)));
        return;
    }
    HttpResponse answer = response();
    if (mayBeCut(*m_reply, answer))
        end(std::unexpected(cutFailure(m_reply->url().host())));
    else
        end(std::move(answer));
}

} // namespace leadline
