#include "tests/emulators/githubemulator.h"

#include "core/base/workerthread.h"
#include "tests/emulators/githubanswers.h"
#include "tests/emulators/githubfaultwork.h"

#include <QCryptographicHash>
#include <QHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QJsonDocument>
#include <QMutex>
#include <QPointer>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>

#include <future>

namespace leadline {

using namespace Qt::StringLiterals;

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

QString nameOf(const QString &path, const QJsonObject &request)
{
    if (!request.isEmpty())
        return request.value("operationName"_L1).toString();
    static const QRegularExpression repository(u"^/repos/[^/]+/[^/]+"_s);
    static const QRegularExpression number(u"/[0-9]+"_s);
    QString name = path;
    return name.replace(repository, u"/repo"_s).remove(number).replace("/repositories"_L1, "/repo"_L1);
}

} // namespace

class GitHubEmulator::Private {
public:
    Private(const RecordBatch &records, GitHubEmulatorOptions given)
        : options(std::move(given))
        , source(records)
        , world(source, options.limits)
    {
    }

    GitHubEmulatorOptions options;
    RecordBatch source; // the world points into it
    mutable QMutex mutex;
    GitHubWorld world;
    std::vector<GitHubFault> faults;
    QHash<QString, int> counts;
    std::function<void(GitHubWorld &, const QString &)> onRequest;
    std::function<void(const QByteArray &)> onAnswer;
    QUrl base;
    std::unique_ptr<WorkerThread> thread;
};

// Lives on the emulator's thread.
class GitHubEmulator::Server final : public QObject {
public:
    explicit Server(Private *emulator)
        : d(emulator)
    {
    }

    quint16 start()
    {
        m_tcp = new CuttableServer(this);
        if (!m_tcp->listen(QHostAddress::LocalHost, d->options.port))
            return 0;
        m_http = std::make_unique<QHttpServer>();
        m_http->setMissingHandler(this,
            [this](const QHttpServerRequest &request, QHttpServerResponder &responder) { serve(request, responder); });
        return m_http->bind(m_tcp) ? m_tcp->serverPort() : quint16(0);
    }

private:
    void serve(const QHttpServerRequest &request, QHttpServerResponder &responder);
    [[nodiscard]] std::optional<GitHubFault> dueFault(const QString &name);
    [[nodiscard]] EmulatedAnswer answer(const QString &path, const QUrlQuery &query, const QJsonObject &body);
    void addHeaders(EmulatedAnswer &answer, bool isGraphQl, const QByteArray &ifNoneMatch);
    void cut(const QHttpServerRequest &request, QHttpServerResponder &responder, const EmulatedAnswer &answer);
    void write(QHttpServerResponder &responder, const EmulatedAnswer &answer);

    Private *d;
    CuttableServer *m_tcp = nullptr;
    std::unique_ptr<QHttpServer> m_http;
    std::vector<QHttpServerResponder> m_hanging;
    qint64 m_used = 0;
    int m_page = 0; // of an endless list
};

std::optional<GitHubFault> GitHubEmulator::Server::dueFault(const QString &name)
{
    for (GitHubFault &fault : d->faults) {
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

EmulatedAnswer GitHubEmulator::Server::answer(const QString &path, const QUrlQuery &query, const QJsonObject &body)
{
    GitHubAnswers answers(&d->world, d->base);
    answers.setUnknownFields(d->options.unknownFields);
    const bool isGraphQl = path == (d->options.enterprise ? "/api/graphql"_L1 : "/graphql"_L1);
    if (isGraphQl)
        return answers.graphQl(body);
    if (!d->options.enterprise)
        return answers.rest(path, query);
    return path.startsWith("/api/v3/"_L1) ? answers.rest(path.mid(7), query)
                                          : GitHubAnswers::error(404, u"Not Found"_s);
}

void GitHubEmulator::Server::addHeaders(EmulatedAnswer &answer, bool isGraphQl, const QByteArray &ifNoneMatch)
{
    auto &headers = answer.headers;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    headers.emplace_back("X-RateLimit-Resource", isGraphQl ? "graphql" : "core");
    const auto has = [&headers](const QByteArray &name) {
        return std::ranges::any_of(
            headers, [&name](const auto &header) { return header.first.compare(name, Qt::CaseInsensitive) == 0; });
    };
    if (!has("X-RateLimit-Remaining")) {
        headers.emplace_back("X-RateLimit-Limit", QByteArray::number(d->options.limit));
        headers.emplace_back(
            "X-RateLimit-Remaining", QByteArray::number(std::max<qint64>(0, d->options.limit - m_used)));
        headers.emplace_back("X-RateLimit-Reset", QByteArray::number(now + 3600));
    }
    if (!d->options.scopes.isEmpty())
        headers.emplace_back("X-OAuth-Scopes", d->options.scopes);
    if (!d->options.tokenExpiry.isEmpty() && !has("github-authentication-token-expiration"))
        headers.emplace_back("github-authentication-token-expiration", d->options.tokenExpiry);
    if (d->options.enterprise)
        headers.emplace_back("X-GitHub-Enterprise-Version", "3.17.2");
    if (isGraphQl || answer.status != 200)
        return;
    const QByteArray etag = "W/\"" + QCryptographicHash::hash(answer.body, QCryptographicHash::Md5).toHex() + '"';
    headers.emplace_back("ETag", etag);
    if (etag == ifNoneMatch) {
        answer.status = 304;
        answer.body.clear();
        ++d->counts[u"304"_s];
    }
}

void GitHubEmulator::Server::serve(const QHttpServerRequest &request, QHttpServerResponder &responder)
{
    const QMutexLocker lock(&d->mutex);
    const QString path = request.url().path();
    const QJsonObject body = QJsonDocument::fromJson(request.body()).object();
    const bool isGraphQl = !body.isEmpty();
    const QString name = nameOf(path, body);
    ++d->counts[name];
    ++m_used;
    if (d->onRequest)
        d->onRequest(d->world, name);

    const QByteArray authorization = request.value("authorization");
    const bool isAllowed =
        authorization == "Bearer " + d->options.token || authorization == "token " + d->options.token;
    const auto fault = dueFault(name);
    EmulatedAnswer reply;
    if (request.value("user-agent").isEmpty()) {
        reply = GitHubAnswers::error(403,
            u"Request forbidden by administrative rules. Please make sure your request has a User-Agent header."_s);
    } else if (!isAllowed) {
        reply = GitHubAnswers::error(401, u"Bad credentials"_s);
    } else if (fault && fault->kind == GitHubFault::Kind::Hang) {
        m_hanging.push_back(std::move(responder));
        return;
    } else if (const auto refusal = fault ? refusalOf(*fault, body) : std::nullopt) {
        reply = *refusal;
    } else {
        reply = answer(path, QUrlQuery(request.url().query(QUrl::FullyEncoded)), body);
        if (fault)
            spoil(*fault, reply, ++m_page);
    }
    addHeaders(reply, isGraphQl, request.value("if-none-match"));
    if (isAllowed && fault && fault->kind == GitHubFault::Kind::Cut)
        cut(request, responder, reply);
    else
        write(responder, reply);
}

// Promises the whole answer and gives half of it.
void GitHubEmulator::Server::cut(
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

void GitHubEmulator::Server::write(QHttpServerResponder &responder, const EmulatedAnswer &answer)
{
    if (d->onAnswer)
        d->onAnswer(answer.body);
    QHttpHeaders headers;
    headers.append(QHttpHeaders::WellKnownHeader::ContentType, answer.type);
    for (const auto &[name, value] : answer.headers)
        headers.append(name, value);
    responder.write(answer.body, headers, static_cast<QHttpServerResponder::StatusCode>(answer.status));
}

GitHubEmulator::GitHubEmulator(const RecordBatch &records, GitHubEmulatorOptions options)
    : d(std::make_unique<Private>(records, std::move(options)))
{
    d->thread = std::make_unique<WorkerThread>(u"github-emulator"_s);
    auto *server = new Server(d.get());
    d->thread->adopt(server);
    std::promise<quint16> started;
    QMetaObject::invokeMethod(server, [server, &started] { started.set_value(server->start()); }, Qt::QueuedConnection);
    const quint16 port = started.get_future().get();
    const QMutexLocker lock(&d->mutex);
    d->base.setScheme(u"http"_s);
    d->base.setHost(u"127.0.0.1"_s);
    d->base.setPort(port);
    if (d->options.enterprise)
        d->base.setPath(u"/api/v3"_s);
}

GitHubEmulator::~GitHubEmulator()
{
    d->thread->stop();
}

QUrl GitHubEmulator::restUrl() const
{
    const QMutexLocker lock(&d->mutex);
    return d->base;
}

QStringList GitHubEmulator::paths() const
{
    const QMutexLocker lock(&d->mutex);
    QStringList paths;
    for (const WorldRepository *repository : d->world.repositories())
        paths.append(repository->record.path);
    return paths;
}

void GitHubEmulator::setFaults(std::vector<GitHubFault> faults)
{
    const QMutexLocker lock(&d->mutex);
    d->faults = std::move(faults);
}

QHash<QString, int> GitHubEmulator::counts() const
{
    const QMutexLocker lock(&d->mutex);
    return d->counts;
}

int GitHubEmulator::requests() const
{
    int sum = 0;
    for (const auto &[name, count] : counts().asKeyValueRange())
        sum += name == "304"_L1 ? 0 : count;
    return sum;
}

void GitHubEmulator::resetCounts()
{
    const QMutexLocker lock(&d->mutex);
    d->counts.clear();
}

void GitHubEmulator::change(const std::function<void(GitHubWorld &)> &edit)
{
    const QMutexLocker lock(&d->mutex);
    edit(d->world);
}

void GitHubEmulator::onAnswer(std::function<void(const QByteArray &)> call)
{
    const QMutexLocker lock(&d->mutex);
    d->onAnswer = std::move(call);
}

void GitHubEmulator::onRequest(std::function<void(GitHubWorld &, const QString &name)> call)
{
    const QMutexLocker lock(&d->mutex);
    d->onRequest = std::move(call);
}

} // namespace leadline
