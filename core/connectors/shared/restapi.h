#pragma once

#include "core/connectors/connector.h"
#include "core/net/httpclient.h"

#include <QJsonDocument>

namespace leadline {

// How one tool is spoken to.
struct RestTool {
    QString name; // "GitHub": of sentences
    QUrl base; // no slash at the end
    HttpHeaders headers; // with every request; User-Agent is added
    QByteArray authorization; // whole header value; empty = none
    QByteArray budget = "core";
    std::function<HttpVerdict(const HttpResponse &, Instant now)> verdict; // empty = standardVerdict
    std::function<HttpQuota(const HttpResponse &)> quota; // empty = the tool does not say
};

struct RestAnswer {
    HttpResponse response;
    QJsonDocument json;
};

// What was seen on the way; outlives the api while a request is still under way.
struct RestTraffic {
    qint64 requests = 0; // answered ones, retries too
};

// Asks for JSON: addresses, headers, verdicts, decoding. For the time of one call of a connector. What is cut off or
// garbled is asked for again; a web page in place of data is an error that says so.
class RestApi {
public:
    // Sees every answer, after the verdict and with the JSON where it was accepted; may change the verdict.
    using Judge = std::function<void(const HttpResponse &, const QJsonDocument &, HttpVerdict &)>;
    using Query = std::vector<std::pair<QString, QString>>; // plain text; encoded here ("+" too)

    RestApi(std::shared_ptr<const ConnectorContext> context, RestTool tool);

    // `path` encoded, from the "/"; it may hold a query of its own when `query` is empty.
    [[nodiscard]] QUrl url(const QString &path, const Query &query = {}) const;
    [[nodiscard]] HttpRequest request(const QUrl &url) const;

    // With useETag an unchanged answer comes from memory (response.notModified).
    [[nodiscard]] QCoro::Task<Result<RestAnswer>> get(QUrl url, bool useETag = false);
    [[nodiscard]] QCoro::Task<Result<RestAnswer>> post(QUrl url, QJsonObject body);
    [[nodiscard]] QCoro::Task<Result<RestAnswer>> send(HttpRequest request, Judge judge = {});

    [[nodiscard]] const RestTool &tool() const { return m_tool; }
    [[nodiscard]] const ConnectorContext &context() const { return *m_context; }
    [[nodiscard]] qint64 requests() const { return m_traffic->requests; }
    [[nodiscard]] std::shared_ptr<const RestTraffic> traffic() const { return m_traffic; }

private:
    std::shared_ptr<const ConnectorContext> m_context;
    RestTool m_tool;
    std::shared_ptr<RestTraffic> m_traffic = std::make_shared<RestTraffic>();
};

} // namespace leadline
