#pragma once

#include "core/net/httpclient.h"

#include <QSet>

#include <optional>

namespace leadline {

// The four ways tools page. All refuse a repeated token (an endless loop) with a parse error, and follow the next link
// even when a page is short.

// rel="next" of Link headers (RFC 8288), chosen by rel; must stay on the first url's scheme, host and port.
[[nodiscard]] std::optional<QUrl> nextFromLinkHeader(const HttpResponse &response);

class PageGuard {
public:
    // An error when the token was seen before or when there are more than the bounded number of pages.
    [[nodiscard]] Result<void> admit(const QByteArray &token);

private:
    QSet<QByteArray> m_seen;
};

// Pages of one list: `while (auto page = co_await pages.next()) …`. The request of the first page is given; `findNext`
// reads the following one.
class PageIterator {
public:
    using FindNext = std::function<Result<std::optional<HttpRequest>>(const HttpResponse &, const HttpRequest &asked)>;

    PageIterator(HttpClient *client, HttpRequest first, FindNext findNext, CancelToken cancel);
    // nullopt after the last page.
    [[nodiscard]] QCoro::Task<Result<std::optional<HttpResponse>>> next();

private:
    HttpClient *m_client;
    std::optional<HttpRequest> m_request;
    FindNext m_findNext;
    CancelToken m_cancel;
    PageGuard m_guard;
    std::optional<Error> m_problem; // of finding the next page; told when it is asked for
};

// findNext for Link headers.
[[nodiscard]] PageIterator::FindNext followLinkHeader();
// findNext for page numbers: ?page=N, ends at an empty page (never at a short one).
[[nodiscard]] PageIterator::FindNext followPageNumber(
    QString parameter, std::function<bool(const HttpResponse &)> isEmpty);

} // namespace leadline
