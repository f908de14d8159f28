#pragma once

#include "core/connectors/connector.h"
#include "core/connectors/github/githubsettings.h"
#include "core/connectors/github/githubverdict.h"
#include "core/connectors/shared/restapi.h"

#include <QJsonObject>
#include <QSet>

namespace leadline {

// The two ways to ask a GitHub, with its headers, its limits and its ways of refusing. For the time of one call of the
// connector.
class GitHubApi {
public:
    GitHubApi(std::shared_ptr<const ConnectorContext> context, GitHubSettings settings, qint64 secondaryWaitMs);

    [[nodiscard]] const RestApi &rest() const { return m_rest; }
    // REST. With useETag an unchanged answer comes from memory (response.notModified) and costs no quota.
    [[nodiscard]] QCoro::Task<Result<RestAnswer>> get(QUrl url, bool useETag) { return m_rest.get(url, useETag); }

    struct GraphQlAnswer {
        QJsonObject data;
        GraphQlFault fault; // of kind None when data is good
    };
    enum class Patience { Normal, TellWhenTooExpensive };
    // GraphQL, by the name of the query. TellWhenTooExpensive: time-outs of the server come back at once as a fault of
    // that kind, to be asked again in smaller pieces. Fields that an older server does not know are left out by itself.
    [[nodiscard]] QCoro::Task<Result<GraphQlAnswer>> ask(
        QString query, QJsonObject variables, Patience patience, bool partsMayFail = false);

    [[nodiscard]] const GitHubSettings &settings() const { return m_settings; }
    [[nodiscard]] const ConnectorContext &context() const { return m_rest.context(); }
    [[nodiscard]] Instant tokenExpiresAt() const { return m_seen->tokenExpiresAt; }
    [[nodiscard]] const QString &sunset() const
    {
        return m_seen->sunset;
    } // when GitHub will no longer answer as now; empty = not announced

private:
    struct Seen { // outlives the api when a request is still under way
        Instant tokenExpiresAt;
        QString sunset;

        void note(const HttpResponse &response);
    };

    [[nodiscard]] static RestTool toolOf(const ConnectorContext &context, const GitHubSettings &settings,
        qint64 secondaryWaitMs, const std::shared_ptr<Seen> &seen);
    [[nodiscard]] QCoro::Task<Result<GraphQlAnswer>> askOnce(
        QString query, QJsonObject variables, Patience patience, bool partsMayFail);

    std::shared_ptr<Seen> m_seen = std::make_shared<Seen>();
    GitHubSettings m_settings;
    qint64 m_secondaryWaitMs;
    RestApi m_rest;
    QSet<QString> m_unknownFields;
    QHash<QString, QString> m_documents;
};

} // namespace leadline
