#pragma once

#include "core/net/httpclient.h"

#include <QCache>

namespace leadline {

// Answers kept by their ETag, in memory only, the least used dropped first. Different tokens never share an answer.
class ETagMemory {
public:
    ETagMemory();

    [[nodiscard]] std::optional<HttpResponse> find(const HttpRequest &request);
    void keep(const HttpRequest &request, const HttpResponse &response);
    // The kept answer refreshed by the headers of a 304.
    [[nodiscard]] static HttpResponse revived(HttpResponse kept, const HttpResponse &notModified);

private:
    QCache<QByteArray, HttpResponse> m_answers; // cost in KiB
};

} // namespace leadline
