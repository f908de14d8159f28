#include "tests/emulators/server/emulatorserver.h"

#include "core/base/workerthread.h"
#include "tests/emulators/server/faultwork.h"

#include <QCryptographicHash>
#include <QHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QJsonDocument>
#include <QMutex>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

#include <future>

namespace leadline {

using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

// Knows its sockets, so that an answer can be cut off in the middle.
class CuttableServer final : public QTcpServer {
public:
    using QTcpServer::QTcpServer;

    QTcpSocket *nextPendingConnection() override
    {
        QTcpSocket *socket = QTcpServer::nextPendingConnection();
        if (socket) {
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            m_sockets.insert(socket->peerPort(), socket);
        }
        return socket;
    }
    [[nodiscard]] QTcpSocket *from(quint16 port) const { return m_sockets.value(port); }

private:
    QHash<quint16, QPointer<QTcpSocket>> m_sockets;
};

QByteArray methodName(QHttpServerRequest::Method method)
{
    return method == QHttpServerRequest::Method::Post ? QByteArray("POST") : QByteArray("GET");
}

} // namespace

class EmulatorServer::Private {
public:
    std::unique_ptr<EmulatedTool> tool;
    mutable QMutex mutex;
    std::vector<EmulatorFault> faults;
    QHash<QString, int> counts;
    std::function<void(const QString &)> onRequest;
    std::function<void(const QByteArray &)> onAnswer;
    QUrl base;
    std::unique_ptr<WorkerThread> thread;
};

// Lives on the emulator's thread.
class EmulatorServer::Listener final : public QObject {
public:
    explicit Listener(Private *emulator)
        : d(emulator)
    {
    }

    quint16 start(quint16 port)
    {
        m_tcp = new CuttableServer(this);
        if (!m_tcp->listen(QHostAddress::LocalHost, port))
            return 0;
        m_http = std::make_unique<QHttpServer>();
        m_http->setMissingHandler(this,
            [this](const QHttpServerRequest &request, QHttpServerResponder &responder) { serve(request, responder); });
        return m_http->bind(m_tcp) ? m_tcp->serverPort() : quint16(0);
    }

private:
    void serve(const QHttpServerRequest &request, QHttpServerResponder &responder);
    [[nodiscard]] EmulatedRequest read(const QHttpServerRequest &request) const;
    [[nodiscard]] std::optional<EmulatorFault> dueFault(const QString &name);
    [[nodiscard]] EmulatedAnswer answer(EmulatedRequest &request, const std::optional<EmulatorFault> &fault);
    void addHeaders(const EmulatedRequest &request, EmulatedAnswer &answer);
    void cut(const QHttpServerRequest &request, QHttpServerResponder &responder, const EmulatedAnswer &answer);
    void write(QHttpServerResponder &responder, const EmulatedAnswer &answer);

    Private *d;
    CuttableServer *m_tcp = nullptr;
    std::unique_ptr<QHttpServer> m_http;
    std::vector<QHttpServerResponder> m_hanging;
    qint64 m_used = 0;
    int m_page = 0; // of an endless list
};

EmulatedRequest EmulatorServer::Listener::read(const QHttpServerRequest &request) const
{
    EmulatedRequest result;
    result.method = methodName(request.method());
    result.path = request.url().path(QUrl::FullyDecoded);
    result.encodedPath = request.url().path(QUrl::FullyEncoded).toUtf8();
    result.query = request.url().query(QUrl::FullyEncoded).toUtf8();
    if (!request.body().isEmpty())
        result.body = QJsonDocument::fromJson(request.body()).object();
    const QHttpHeaders headers = request.headers();
    for (qsizetype i = 0; i < headers.size(); ++i)
        result.headers.emplace_back(
            QByteArray(headers.nameAt(i).data(), headers.nameAt(i).size()).toLower(), headers.valueAt(i).toByteArray());
    result.base = d->base;
    return result;
}

std::optional<EmulatorFault> EmulatorServer::Listener::dueFault(const QString &name)
{
    for (EmulatorFault &fault : d->faults) {
        if (!name.contains(fault.match) || fault.times == 0)
            continue;
        if (fault.after > 0) {
            --fault.after;
            continue;
        }
        if (fault.times > 0)
            --fault.times;
        return fault;
    }
    return {};
}

EmulatedAnswer EmulatorServer::Listener::answer(EmulatedRequest &request, const std::optional<EmulatorFault> &fault)
{
    if (!d->tool->isAllowed(request)) {
        const EmulatorFault bad{.kind = Kind::BadToken, .match = {}};
        return refusalOf(*d->tool, bad, request).value_or(d->tool->error(401, u"Unauthorized"_s));
    }
    if (!fault)
        return d->tool->answer(request);
    if (auto refusal = refusalOf(*d->tool, *fault, request))
        return std::move(*refusal);
    if (fault->kind == Kind::ShortPage)
        request.mostItems = fault->value;
    EmulatedAnswer reply = d->tool->answer(request);
    if (reply.status == 200)
        spoil(*d->tool, *fault, request, reply, ++m_page);
    return reply;
}

void EmulatorServer::Listener::addHeaders(const EmulatedRequest &request, EmulatedAnswer &answer)
{
    d->tool->addHeaders(request, answer, m_used);
    if (answer.status != 200 || !d->tool->hasETags(request))
        return;
    const QByteArray etag = "W/\"" + QCryptographicHash::hash(answer.body, QCryptographicHash::Md5).toHex() + '"';
    answer.set("ETag", etag);
    if (etag == request.header("if-none-match")) {
        answer.status = 304;
        answer.body.clear();
        ++d->counts[u"304"_s];
    }
}

void EmulatorServer::Listener::serve(const QHttpServerRequest &request, QHttpServerResponder &responder)
{
    const QMutexLocker lock(&d->mutex);
    EmulatedRequest asked = read(request);
    const QString name = d->tool->nameOf(asked);
    ++d->counts[name];
    ++m_used;
    if (d->onRequest)
        d->onRequest(name);
    const auto fault = dueFault(name);
    const bool isAllowed = d->tool->isAllowed(asked);
    if (isAllowed && fault && fault->kind == Kind::Hang) {
        m_hanging.push_back(std::move(responder));
        return;
    }
    EmulatedAnswer reply = answer(asked, fault);
    addHeaders(asked, reply);
    if (isAllowed && fault && fault->kind == Kind::Cut)
        cut(request, responder, reply);
    else
        write(responder, reply);
}

// Promises the whole answer and gives half of it.
void EmulatorServer::Listener::cut(
    const QHttpServerRequest &request, QHttpServerResponder &responder, const EmulatedAnswer &answer)
{
    QTcpSocket *socket = m_tcp->from(request.remotePort());
    m_hanging.push_back(std::move(responder));
    if (!socket)
        return;
    socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + QByteArray::number(answer.body.size()) + "\r\n\r\n" + answer.body.left(answer.body.size() / 2));
    socket->flush();
    socket->disconnectFromHost();
}

void EmulatorServer::Listener::write(QHttpServerResponder &responder, const EmulatedAnswer &answer)
{
    if (d->onAnswer)
        d->onAnswer(answer.body);
    QHttpHeaders headers;
    headers.append(QHttpHeaders::WellKnownHeader::ContentType, answer.type);
    for (const auto &[name, value] : answer.headers)
        headers.append(name, value);
    responder.write(answer.body, headers, static_cast<QHttpServerResponder::StatusCode>(answer.status));
}

EmulatorServer::EmulatorServer(std::unique_ptr<EmulatedTool> tool, quint16 port)
    : d(std::make_unique<Private>())
{
    d->tool = std::move(tool);
    d->thread = std::make_unique<WorkerThread>(u"emulator"_s);
    auto *listener = new Listener(d.get());
    d->thread->adopt(listener);
    std::promise<quint16> started;
    QMetaObject::invokeMethod(
        listener, [listener, port, &started] { started.set_value(listener->start(port)); }, Qt::QueuedConnection);
    const quint16 opened = started.get_future().get();
    const QMutexLocker lock(&d->mutex);
    d->base.setScheme(u"http"_s);
    d->base.setHost(u"127.0.0.1"_s);
    if (opened > 0)
        d->base.setPort(opened);
}

EmulatorServer::~EmulatorServer()
{
    d->thread->stop();
}

QUrl EmulatorServer::base() const
{
    const QMutexLocker lock(&d->mutex);
    return d->base;
}

EmulatedTool &EmulatorServer::tool() const
{
    return *d->tool;
}

void EmulatorServer::setFaults(std::vector<EmulatorFault> faults)
{
    const QMutexLocker lock(&d->mutex);
    d->faults = std::move(faults);
}

QHash<QString, int> EmulatorServer::counts() const
{
    const QMutexLocker lock(&d->mutex);
    return d->counts;
}

int EmulatorServer::requests() const
{
    int sum = 0;
    for (const auto &[name, count] : counts().asKeyValueRange())
        sum += name == "304"_L1 ? 0 : count;
    return sum;
}

void EmulatorServer::resetCounts()
{
    const QMutexLocker lock(&d->mutex);
    d->counts.clear();
}

void EmulatorServer::between(const std::function<void()> &change) const
{
    const QMutexLocker lock(&d->mutex);
    change();
}

void EmulatorServer::onRequest(std::function<void(const QString &name)> call)
{
    const QMutexLocker lock(&d->mutex);
    d->onRequest = std::move(call);
}

void EmulatorServer::onAnswer(std::function<void(const QByteArray &)> call)
{
    const QMutexLocker lock(&d->mutex);
    d->onAnswer = std::move(call);
}

} // namespace leadline
