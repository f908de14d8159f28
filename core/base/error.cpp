#include "core/base/error.h"

namespace leadline {

using namespace Qt::StringLiterals;

QString errorKindName(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Network:
        return u"network"_s;
    case ErrorKind::Http:
        return u"http"_s;
    case ErrorKind::Auth:
        return u"auth"_s;
    case ErrorKind::Permission:
        return u"permission"_s;
    case ErrorKind::RateLimit:
        return u"rate_limit"_s;
    case ErrorKind::Parse:
        return u"parse"_s;
    case ErrorKind::Storage:
        return u"storage"_s;
    case ErrorKind::Cancelled:
        return u"cancelled"_s;
    case ErrorKind::Config:
        return u"config"_s;
    }
    return u"config"_s;
}

std::unexpected<Error> fail(ErrorKind kind, QString text, QString detail)
{
    return std::unexpected(
        Error{.kind = kind, .text = std::move(text), .detail = std::move(detail), .httpStatus = 0, .retryAfterMs = {}});
}

} // namespace leadline
