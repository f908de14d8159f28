#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace leadline {

// Something that goes wrong on demand.
struct EmulatorFault {
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
        LimitSeconds, // 429 with Retry-After: whole seconds
        LimitFraction, // … a fraction of them (`value` in tenths of a second)
        LimitDate, // … a date
        LimitReset, // 429 without, only with the header of the limit
        LimitSilent, // 429 without a word
        SecondaryLimit, // a limit that the tool tells with another status; where it has none, as LimitSilent
        PrimaryLimit, // the quota is used up
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
        ShortPage, // at most `value` items, whatever was asked for
        WrongTotal, // `value` is what the server says there are
        OtherZone, // the same moments, written as of a zone `value` minutes ahead
        HugeField,
        UnknownEnums,
        NullAuthors,
        FutureTimes,
        WrongType
    };
    Kind kind = Kind::ServerError;
    QString match; // part of the request's name; empty = every request
    int after = 0; // so many matching requests go well first
    int times = 1; // -1 = always
    int value = 1; // seconds of a limit; for GraphQlTooExpensive the largest page that works
};

[[nodiscard]] QString faultName(EmulatorFault::Kind kind); // "bad_token" …
[[nodiscard]] std::optional<EmulatorFault::Kind> faultFromName(const QString &name);
// [{"kind": "bad_gateway", "match": "PullRequests", "after": 2, "times": 1, "value": 1}, …]
[[nodiscard]] std::optional<std::vector<EmulatorFault>> faultsFromJson(const QByteArray &json);

} // namespace leadline
