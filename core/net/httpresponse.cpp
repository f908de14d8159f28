#include "core/net/httpclient.h"

namespace leadline {

QByteArray HttpResponse::header(const QByteArray &name) const
{
    QByteArray joined;
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            joined += (joined.isEmpty() ? QByteArray() : QByteArray(", ")) + value;
    }
    return joined;
}

bool HttpResponse::isJson() const
{
    // "application/json", "application/vnd.github+json; charset=utf-8", "text/json"
    const QByteArray type = header("content-type").toLower();
    const QByteArray media = type.left(type.indexOf(';') < 0 ? type.size() : type.indexOf(';')).trimmed();
    return media.endsWith("/json") || media.endsWith("+json");
}

} // namespace leadline
