#pragma once

#include "core/connectors/gitlab/gitlabsettings.h"
#include "core/connectors/gitlab/gitlabverdict.h"
#include "core/connectors/shared/restapi.h"

#include <QSet>

namespace leadline {

// The two ways to ask a GitLab. For the time of one call of the connector.
class GitLabApi {
public:
    GitLabApi(std::shared_ptr<const ConnectorContext> context, GitLabSettings settings, qint64 silentWaitMs);

    [[nodiscard]] const RestApi &rest() const { return m_rest; }
    [[nodiscard]] QCoro::Task<Result<RestAnswer>> get(QUrl url, bool useETag = false)
    {
        return m_rest.get(url, useETag);
    }

    struct GraphQlAnswer {
        QJsonObject project; // empty: there is none of that name for this token
        QJsonObject data;
        GitLabGraphQlFault fault; // of kind None when data is good
        Instant at; // the server's time
    };
    enum class Patience { Normal, TellWhenTooExpensive };
    // GraphQL, by the name of the query. TellWhenTooExpensive: time-outs of the server and questions that are too
    // complex come back at once as a fault of that kind, to be asked again in smaller pieces. Fields that an older
    // server does not know are left out by itself.
    [[nodiscard]] QCoro::Task<Result<GraphQlAnswer>> ask(QString query, QJsonObject variables, Patience patience);

    // False for fields and types that this server was found not to know.
    [[nodiscard]] bool knows(const QString &name) const { return !m_unknown.contains(name); }

    [[nodiscard]] const GitLabSettings &settings() const { return m_settings; }
    [[nodiscard]] const ConnectorContext &context() const { return m_rest.context(); }

private:
    [[nodiscard]] QCoro::Task<Result<GraphQlAnswer>> askOnce(QString query, QJsonObject variables, Patience patience);

    GitLabSettings m_settings;
    RestApi m_rest;
    QSet<QString> m_unknown;
    QHash<QString, QString> m_documents;
};

} // namespace leadline
