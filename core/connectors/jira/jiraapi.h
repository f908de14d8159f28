#pragma once

#include "core/connectors/jira/jirasettings.h"
#include "core/connectors/shared/listguard.h"
#include "core/connectors/shared/restapi.h"

namespace leadline {

// How a Jira is asked: the two editions have other addresses for the same things. For the time of one call of the
// connector.
class JiraApi {
public:
    JiraApi(std::shared_ptr<const ConnectorContext> context, JiraSettings settings);

    [[nodiscard]] const RestApi &rest() const { return m_rest; }
    [[nodiscard]] const JiraSettings &settings() const { return m_settings; }
    [[nodiscard]] const ConnectorContext &context() const { return m_rest.context(); }

    [[nodiscard]] bool isCloud() const { return m_settings.edition == JiraEdition::Cloud; }
    void setEdition(JiraEdition edition) { m_settings.edition = edition; }

    using Query = RestApi::Query;
    [[nodiscard]] QUrl core(const QString &path, const Query &query = {}) const; // of the platform
    [[nodiscard]] QUrl agile(const QString &path, const Query &query = {}) const; // of Jira Software
    // The same for both editions, also before it is known which one it is.
    [[nodiscard]] QUrl serverInfo() const;

    [[nodiscard]] QCoro::Task<Result<RestAnswer>> get(QUrl url) { return m_rest.get(std::move(url)); }
    [[nodiscard]] QCoro::Task<Result<RestAnswer>> post(QUrl url, QJsonObject body)
    {
        return m_rest.post(std::move(url), std::move(body));
    }
    // One question about issues, in the way of the edition. `token` (Cloud) or `startAt` (Data Center): where it goes
    // on.
    struct Search {
        QString jql;
        QStringList fields;
        bool withHistory = false; // Data Center only
        int most = 100;
        QString token;
        qint64 startAt = 0;
    };
    [[nodiscard]] QCoro::Task<Result<RestAnswer>> search(Search search);

private:
    RestApi m_rest;
    JiraSettings m_settings;
};

// A list with startAt, page by page.
class JiraPages {
public:
    // `address` makes the url of a page from its startAt.
    using Address = std::function<QUrl(qint64 startAt)>;
    JiraPages(JiraApi *api, Address address, qint64 startAt = 0);

    // Nothing after the last page. A list that does not end is an error after the pages that were good.
    [[nodiscard]] QCoro::Task<Result<std::optional<QJsonObject>>> next();
    [[nodiscard]] qint64 startAt() const { return m_startAt; } // of the next page
    [[nodiscard]] bool hasMore() const { return m_more; }

private:
    void take(const QJsonObject &page);

    JiraApi *m_api;
    Address m_address;
    qint64 m_startAt;
    bool m_more = true;
    ListGuard m_guard{QStringLiteral("Jira")};
    std::optional<Error> m_endless;
};

} // namespace leadline
