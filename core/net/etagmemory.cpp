#include "core/net/etagmemory.h"

#include <QCryptographicHash>

namespace leadline {

static constexpr qsizetype kBudgetKiB = 64 * 1024;

static QByteArray keyOf(const HttpRequest &request)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const QByteArray &part) {
        hash.addData(QByteArray::number(part.size()) + ':');
        hash.addData(part);
    };
    add(request.url.toEncoded());
    add(request.authorization);
    for (const auto &[name, value] : request.headers) { // Accept and the like choose among forms of the same answer
        add(name.toLower());
        add(value);
    }
    return hash.result();
}

ETagMemory::ETagMemory()
    : m_answers(kBudgetKiB)
{
}

std::optional<HttpResponse> ETagMemory::find(const HttpRequest &request)
{
    const HttpResponse *kept = m_answers.object(keyOf(request));
    return kept ? std::optional(*kept) : std::nullopt;
}

void ETagMemory::keep(const HttpRequest &request, const HttpResponse &response)
{
    if (response.status == 200 && !response.header("etag").isEmpty())
        m_answers.insert(keyOf(request), new HttpResponse(response), response.body.size() / 1024 + 1);
}

HttpResponse ETagMemory::revived(HttpResponse kept, const HttpResponse &notModified)
{
    for (const auto &[name, value] : notModified.headers) {
        // What describes a body describes the absent one of the 304.
        if (name.toLower().startsWith("content-") || name.compare("transfer-encoding", Qt::CaseInsensitive) == 0)
            continue;
        std::erase_if(kept.headers, [&](const auto &old) { return old.first.compare(name, Qt::CaseInsensitive) == 0; });
        kept.headers.emplace_back(name, value);
    }
    kept.status = notModified.status;
    kept.notModified = true;
    return kept;
}

} // namespace leadline
