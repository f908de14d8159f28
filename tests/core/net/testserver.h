#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace leadline::testing {

struct Received {
    QByteArray method;
    QByteArray target;
    std::map<QByteArray, QByteArray> headers; // names in lower case
    QByteArray body;

    [[nodiscard]] QByteArray header(const QByteArray &name) const;
};

using Headers = std::vector<std::pair<QByteArray, QByteArray>>;

// A web server of raw bytes, so that it can also misbehave. Speaks on the thread of the test.
class TestServer final : public QObject {
    Q_OBJECT

public:
    using Handler = std::function<void(QTcpSocket *, const Received &)>;

    TestServer();
    explicit TestServer(std::unique_ptr<QTcpServer> server); // for TLS
    ~TestServer() override;

    // Answers the next request only; without one left the last given goes on.
    void expect(Handler handler) { m_handlers.push_back(std::move(handler)); }
    [[nodiscard]] QUrl url(const QString &pathAndQuery = {}) const;
    [[nodiscard]] const std::vector<Received> &received() const { return m_received; }
    [[nodiscard]] int openConnections() const;
    void setScheme(const QString &scheme) { m_scheme = scheme; }

    static QByteArray message(int status, const Headers &headers, const QByteArray &body);
    static Handler answer(int status, Headers headers = {}, QByteArray body = "{}");
    static Handler raw(QByteArray bytes, bool close); // these bytes, then silence or the end of the connection

private:
    void onReadyRead(QTcpSocket *socket);

    std::unique_ptr<QTcpServer> m_server;
    std::deque<Handler> m_handlers;
    std::vector<Received> m_received;
    std::map<QTcpSocket *, QByteArray> m_buffers;
    QString m_scheme = QStringLiteral("http");
};

} // namespace leadline::testing
