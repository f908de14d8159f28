#include "testserver.h"

namespace leadline::testing {

QByteArray Received::header(const QByteArray &name) const
{
    const auto found = headers.find(name);
    return found == headers.end() ? QByteArray() : found->second;
}

TestServer::TestServer()
    : TestServer(std::make_unique<QTcpServer>())
{
}

TestServer::TestServer(std::unique_ptr<QTcpServer> server)
    : m_server(std::move(server))
{
    connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, [this] {
        while (QTcpSocket *socket = m_server->nextPendingConnection()) {
            m_buffers[socket] = {};
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onReadyRead(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_buffers.erase(socket);
                socket->deleteLater();
            });
            onReadyRead(socket);
        }
    });
    if (!m_server->listen(QHostAddress::LocalHost))
        qFatal("The test server cannot listen on the loopback address.");
}

TestServer::~TestServer()
{
    for (const auto &[socket, buffer] : m_buffers)
        socket->disconnect(this);
}

QUrl TestServer::url(const QString &pathAndQuery) const
{
    return QUrl(QStringLiteral("%1://127.0.0.1:%2%3").arg(m_scheme).arg(m_server->serverPort()).arg(pathAndQuery));
}

int TestServer::openConnections() const
{
    return static_cast<int>(m_buffers.size());
}

void TestServer::onReadyRead(QTcpSocket *socket)
{
    QByteArray &buffer = m_buffers[socket];
    buffer += socket->readAll();
    const auto end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    Received request;
    const QList<QByteArray> lines = buffer.left(end).replace("\r\n", "\n").split('\n');
    const QList<QByteArray> first = lines.front().split(' ');
    request.method = first.value(0);
    request.target = first.value(1);
    for (const QByteArray &line : lines.mid(1)) {
        const auto colon = line.indexOf(':');
        request.headers[line.left(colon).toLower()] = line.mid(colon + 1).trimmed();
    }
    const auto length = request.header("content-length").toLongLong();
    if (buffer.size() < end + 4 + length)
        return;
    request.body = buffer.mid(end + 4, length);
    buffer.remove(0, end + 4 + length);
    m_received.push_back(request);

    Q_ASSERT(!m_handlers.empty());
    const Handler handler = m_handlers.front();
    if (m_handlers.size() > 1)
        m_handlers.pop_front();
    handler(socket, request);
}

QByteArray TestServer::message(int status, const Headers &headers, const QByteArray &body)
{
    QByteArray text = "HTTP/1.1 " + QByteArray::number(status) + " Status\r\n";
    bool typed = false;
    for (const auto &[name, value] : headers) {
        text += name + ": " + value + "\r\n";
        typed = typed || name.toLower() == "content-type";
    }
    if (!typed)
        text += "Content-Type: application/json\r\n";
    if (status == 304)
        return text + "\r\n";
    return text + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

TestServer::Handler TestServer::answer(int status, Headers headers, QByteArray body)
{
    return [bytes = message(status, headers, body)](QTcpSocket *socket, const Received &) { socket->write(bytes); };
}

TestServer::Handler TestServer::raw(QByteArray bytes, bool close)
{
    return [bytes = std::move(bytes), close](QTcpSocket *socket, const Received &) {
        socket->write(bytes);
        socket->flush();
        if (close)
            socket->disconnectFromHost();
    };
}

} // namespace leadline::testing
