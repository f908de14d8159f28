#pragma once

#include <QString>

#include <expected>
#include <optional>

namespace leadline {

enum class ErrorKind { Network, Http, Auth, Permission, RateLimit, Parse, Storage, Cancelled, Config };

// What went wrong, in words a manager can act on: what happened and what to do about it.
struct Error {
    ErrorKind kind = ErrorKind::Config;
    QString text; // one or two sentences for a person; never a token, never an internal id
    QString detail; // for the log and for support: status line, SQL error, JSON path
    int httpStatus = 0; // 0 where no HTTP answer is behind the error
    std::optional<qint64> retryAfterMs; // rate limits: when asking again makes sense
};

template <typename T> using Result = std::expected<T, Error>;

// "network", "http", "auth", "permission", "rate_limit", "parse", "storage", "cancelled", "config": stable, used by
// scripts.
QString errorKindName(ErrorKind kind);

std::unexpected<Error> fail(ErrorKind kind, QString text, QString detail = {});

} // namespace leadline
