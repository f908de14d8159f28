#include "tests/emulators/server/emulatorfault.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kNames = std::to_array<const char *>({"bad_token", "expired_token", "missing_scope", "single_sign_on",
    "not_found", "gone", "legal_block", "unprocessable", "limit_seconds", "limit_fraction", "limit_date", "limit_reset", "limit_silent",
    "secondary_limit", "primary_limit", "server_error", "bad_gateway", "unavailable", "gateway_timeout", "html", "hang",
    "graphql_error", "graphql_rate_limit", "graphql_not_found", "graphql_forbidden", "graphql_saml",
    "graphql_too_expensive", "truncated", "cut", "endless_next", "repeated_cursor", "short_page", "wrong_total",
    "other_zone", "huge_field", "unknown_enums", "null_authors", "future_times", "wrong_type"});
static_assert(kNames.size() == static_cast<std::size_t>(EmulatorFault::Kind::WrongType) + 1);

} // namespace

QString faultName(EmulatorFault::Kind kind)
{
    return QString::fromLatin1(kNames[static_cast<std::size_t>(kind)]);
}

std::optional<EmulatorFault::Kind> faultFromName(const QString &name)
{
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (name == QLatin1StringView(kNames[i]))
            return static_cast<EmulatorFault::Kind>(i);
    }
    return {};
}

std::optional<std::vector<EmulatorFault>> faultsFromJson(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isArray())
        return {};
    std::vector<EmulatorFault> faults;
    for (const QJsonValue &value : document.array()) {
        const QJsonObject object = value.toObject();
        const auto kind = faultFromName(object.value("kind"_L1).toString());
        if (!kind)
            return {};
        faults.push_back({.kind = *kind,
            .match = object.value("match"_L1).toString(),
            .after = object.value("after"_L1).toInt(0),
            .times = object.value("times"_L1).toInt(1),
            .value = object.value("value"_L1).toInt(1)});
    }
    return faults;
}

} // namespace leadline
