#include "core/connectors/jira/jiraapi.h"

#include "core/connectors/jira/jiraverdict.h"

#include <QJsonArray>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

RestTool toolOf(const ConnectorContext &context, const JiraSettings &settings)
{
    RestTool tool;
    tool.name = u"Jira"_s;
    tool.base = settings.base;
    tool.headers = {{"Accept", "application/json"}};
    // "e-mail:token" may come in one, as other programs keep it.
    QByteArray token = context.token.trimmed();
    if (!settings.email.isEmpty())
        token = settings.email.toUtf8() + ':' + token;
    const bool isBasic = token.contains(':');
    if (!token.isEmpty())
        tool.authorization = isBasic ? "Basic " + token.toBase64() : "Bearer " + token;
    tool.verdict = jiraVerdict;
    tool.quota = jiraQuota;
    return tool;
}

} // namespace

JiraApi::JiraApi(std::shared_ptr<const ConnectorContext> context, JiraSettings settings)
    : m_rest(context, toolOf(*context, settings))
    , m_settings(std::move(settings))
{
}

QUrl JiraApi::core(const QString &path, const Query &query) const
{
    return m_rest.url((isCloud() ? "/rest/api/3"_L1 : "/rest/api/2"_L1) + path, query);
}

QUrl JiraApi::agile(const QString &path, const Query &query) const
{
    return m_rest.url("/rest/agile/1.0"_L1 + path, query);
}

QUrl JiraApi::serverInfo() const
{
    return m_rest.url(u"/rest/api/2/serverInfo"_s);
}

QCoro::Task<Result<RestAnswer>> JiraApi::search(Search search)
{
    if (isCloud()) {
        QJsonObject body{{u"jql"_s, search.jql}, {u"maxResults"_s, search.most},
            {u"fields"_s, QJsonArray::fromStringList(search.fields)}};
        if (!search.token.isEmpty())
            body.insert(u"nextPageToken"_s, search.token);
        auto posting = m_rest.post(core(u"/search/jql"_s), body);
        co_return co_await std::move(posting);
    }
    Query query{{u"jql"_s, search.jql}, {u"startAt"_s, QString::number(search.startAt)},
        {u"maxResults"_s, QString::number(search.most)}, {u"fields"_s, search.fields.join(u',')}};
    if (search.withHistory)
        query.emplace_back(u"expand"_s, u"changelog"_s);
    auto getting = m_rest.get(core(u"/search"_s, query));
    co_return co_await std::move(getting);
}

JiraPages::JiraPages(JiraApi *api, Address address, qint64 startAt)
    : m_api(api)
    , m_address(std::move(address))
    , m_startAt(startAt)
{
}

QCoro::Task<Result<std::optional<QJsonObject>>> JiraPages::next()
{
    if (m_endless)
        co_return std::unexpected(*m_endless);
    if (!m_more)
        co_return std::optional<QJsonObject>{};
    auto asking = m_api->get(m_address(m_startAt));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer)
        co_return std::unexpected(answer.error());
    const QJsonObject page = answer->json.object();
    if (!page.value("values"_L1).isArray())
        co_return fail(ErrorKind::Parse,
            u"Jira's answer does not have the list that was asked for. Try again; if it stays so, the server may be of a version that is not supported."_s,
            u"$.values is not a list"_s);
    take(page);
    co_return std::optional(page);
}

// The server may give fewer than were asked for: the next page begins behind what came.
void JiraPages::take(const QJsonObject &page)
{
    const QJsonArray values = page.value("values"_L1).toArray();
    const qint64 total = page.value("total"_L1).toInteger(-1);
    m_startAt += values.size();
    const QJsonValue isLast = page.value("isLast"_L1);
    m_more = isLast.isBool() ? !isLast.toBool() : !values.isEmpty() && (total < 0 || m_startAt < total);
    if (!m_more)
        return;
    const auto admitted = m_guard.admit({.next = QByteArray::number(m_startAt),
        .items = values.size(),
        .total = total,
        .firstItem = values.at(0).toObject().value("id"_L1).toVariant().toString().toUtf8()});
    if (!admitted)
        m_endless = admitted.error();
}

} // namespace leadline
