#pragma once

#include "core/net/httpclient.h"

#include <QNetworkReply>

namespace leadline {

// Why no answer came, and how often asking again makes sense.
struct TransportFailure {
    Error error;
    int worthTries = 1;
};

// What a failed reply means, in words.
[[nodiscard]] TransportFailure transportFailure(const QNetworkReply &reply, const QStringList &tlsProblems);
[[nodiscard]] TransportFailure cutFailure(const QString &host);

// One request and its answer, without redirects: streams the body, stops at the size cap, gives up when nothing moves.
// Deleting it aborts the request.
class Exchange final : public QObject {
    Q_OBJECT

public:
    // `done` is called once, never from inside the constructor.
    Exchange(QNetworkAccessManager *manager, const HttpRequest &request, std::function<void()> done);
    ~Exchange() override;

    [[nodiscard]] bool isDone() const { return m_outcome.has_value(); }
    [[nodiscard]] std::expected<HttpResponse, TransportFailure> takeOutcome();

private:
    void checkAnnouncedSize();
    void readSome();
    void onFinished();
    void end(std::expected<HttpResponse, TransportFailure> outcome);
    [[nodiscard]] TransportFailure tooLarge() const;
    [[nodiscard]] HttpResponse response() const;

    QNetworkReply *m_reply; // owned by the manager until ~Exchange
    QByteArray m_body;
    qint64 m_maxBytes;
    int m_timeoutMs;
    QStringList m_tlsProblems;
    std::function<void()> m_done;
    std::optional<std::expected<HttpResponse, TransportFailure>> m_outcome;
};

} // namespace leadline
