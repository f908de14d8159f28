#include "core/net/paging.h"

#include "core/net/redirect.h"

#include <QCryptographicHash>
#include <QUrlQuery>

namespace leadline {

using namespace Qt::StringLiterals;

static constexpr qsizetype kMaxPages = 20'000;

// One link of a Link header: <target>; name=value; name="quoted, value"
struct Link {
    QByteArray target;
    QByteArray relations;
};

// The end of a parameter or link: the first of the stops outside quotes.
static qsizetype endOfPart(const QByteArray &text, qsizetype from, const char *stops)
{
    bool quoted = false;
    for (auto i = from; i < text.size(); ++i) {
        const char c = text.at(i);
        if (quoted && c == '\\')
            ++i;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && QByteArrayView(stops).contains(c))
            return i;
    }
    return text.size();
}

static std::vector<Link> linksOf(const QByteArray &header)
{
    std::vector<Link> links;
    qsizetype at = 0;
    while ((at = header.indexOf('<', at)) >= 0) {
        const auto close = header.indexOf('>', at);
        if (close < 0)
            break;
        Link link{header.mid(at + 1, close - at - 1).trimmed(), {}};
        at = close + 1;
        while (at < header.size() && header.at(at) != ',') {
            const auto end = endOfPart(header, at + 1, ";,");
            const QByteArray parameter = header.mid(at, end - at);
            const auto equals = parameter.indexOf('=');
            const auto name = equals < 0 ? QByteArray() : parameter.mid(1, equals - 1).trimmed().toLower();
            if (name == "rel" && link.relations.isEmpty()) // a second rel must be ignored (RFC 8288)
                link.relations = parameter.mid(equals + 1).trimmed().replace('"', "").toLower();
            at = end;
        }
        links.push_back(std::move(link));
    }
    return links;
}

static std::optional<QUrl> anyNext(const HttpResponse &response)
{
    for (const Link &link : linksOf(response.header("link"))) {
        if (link.relations.simplified().split(' ').contains("next"))
            return response.url.resolved(QUrl::fromEncoded(link.target));
    }
    return std::nullopt;
}

std::optional<QUrl> nextFromLinkHeader(const HttpResponse &response)
{
    auto next = anyNext(response);
    return next && sameOrigin(*next, response.url) ? next : std::nullopt;
}

Result<void> PageGuard::admit(const QByteArray &token)
{
    const QByteArray key = token.size() > 32 ? QCryptographicHash::hash(token, QCryptographicHash::Sha256) : token;
    if (m_seen.contains(key))
        return fail(ErrorKind::Parse,
            u"The server gives the same page again and again. What was read so far is kept; try again later, and report it to whoever runs the server."_s,
            u"repeated page token after %1 pages"_s.arg(m_seen.size()));
    if (m_seen.size() >= kMaxPages)
        return fail(ErrorKind::Parse,
            u"The server gives more than %1 pages of one list, which cannot be right. What was read so far is kept."_s
                .arg(kMaxPages));
    m_seen.insert(key);
    return {};
}

PageIterator::PageIterator(HttpClient *client, HttpRequest first, FindNext findNext, CancelToken cancel)
    : m_client(client)
    , m_request(std::move(first))
    , m_findNext(std::move(findNext))
    , m_cancel(std::move(cancel))
{
}

QCoro::Task<Result<std::optional<HttpResponse>>> PageIterator::next()
{
    if (m_problem)
        co_return std::unexpected(*m_problem);
    if (!m_request)
        co_return std::optional<HttpResponse>();

    const HttpRequest asked = *m_request;
    if (const auto admitted = m_guard.admit(asked.url.toEncoded() + '\n' + asked.body); !admitted)
        co_return std::unexpected(admitted.error());
    Result<HttpResponse> answer = co_await m_client->send(asked, m_cancel);
    if (!answer)
        co_return std::unexpected(answer.error());

    auto following = m_findNext(*answer, asked);
    if (following)
        m_request = std::move(*following);
    else
        m_problem = std::move(following.error()); // this page is good: the trouble belongs to the next one
    co_return std::optional<HttpResponse>(std::move(*answer));
}

PageIterator::FindNext followLinkHeader()
{
    return [](const HttpResponse &response, const HttpRequest &asked) -> Result<std::optional<HttpRequest>> {
        const auto next = anyNext(response);
        if (!next)
            return std::nullopt;
        if (!sameOrigin(*next, response.url) || !sameOrigin(*next, asked.url))
            return fail(ErrorKind::Parse,
                u"%1 says that its list goes on at another server (%2), where the token must not go. Enter the address that the server itself uses."_s
                    .arg(asked.url.host(), next->host()));
        HttpRequest request = asked;
        request.url = *next;
        return request;
    };
}

PageIterator::FindNext followPageNumber(QString parameter, std::function<bool(const HttpResponse &)> isEmpty)
{
    return [parameter = std::move(parameter), isEmpty = std::move(isEmpty)](
               const HttpResponse &response, const HttpRequest &asked) -> Result<std::optional<HttpRequest>> {
        if (isEmpty(response))
            return std::nullopt;
        HttpRequest request = asked;
        QUrlQuery query(asked.url.query(QUrl::FullyEncoded));
        const int page = std::max(1, query.queryItemValue(parameter).toInt());
        query.removeAllQueryItems(parameter);
        query.addQueryItem(parameter, QString::number(page + 1));
        request.url.setQuery(query);
        return request;
    };
}

} // namespace leadline
