#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace leadline {

// Something that goes wrong on demand.
struct GitHubFault {
    enum class Kind {
        // instead of the answer
        BadToken,
        ExpiredToken,
        MissingScope,
        SingleSignOn,
        NotFound,
        Gone,
        LegalBlock,
        Unprocessable,
        LimitSeconds,
        LimitDate,
        SecondaryLimit,
        PrimaryLimit,
        ServerError,
        BadGateway,
        Unavailable,
        GatewayTimeout,
        Html,
        Hang,
        GraphQlError,
        GraphQlRateLimit,
        GraphQlNotFound,
        GraphQlForbidden,
        GraphQlSaml,
        GraphQlTooExpensive,
        // in the answer
        Truncated,
        Cut,
        EndlessNext,
        RepeatedCursor,
        HugeField,
        UnknownEnums,
        NullAuthors,
        FutureTimes,
        WrongType
    };
    Kind kind = Kind::ServerError;
    QString match; // part of the path, or the name of the GraphQL operation; empty = every request
    int after = 0; // so many matching requests go well first
    int times = 1; // -1 = always
    int value = 1; // seconds of a limit; for GraphQlTooExpensive the largest page that works
};

[[nodiscard]] QString faultName(GitHubFault::Kind kind); // "bad_token" …
[[nodiscard]] std::optional<GitHubFault::Kind> faultFromName(const QString &name);
// [{"kind": "bad_gateway", "match": "PullRequests", "after": 2, "times": 1, "value": 1}, …]
[[nodiscard]] std::optional<std::vector<GitHubFault>> faultsFromJson(const QByteArray &json);

} // namespace leadline
