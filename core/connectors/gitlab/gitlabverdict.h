#pragma once

#include "core/net/httpclient.h"

#include <QJsonObject>
#include <QStringList>

// What GitLab's answers mean: pure functions, so that every refusal can be tested.
namespace leadline {

inline constexpr qint64 kSilentLimitWaitMs = 60'000; // GitLab's limits are of a minute

// By status and headers. `silentWaitMs`: what to wait when a limit does not say for how long.
[[nodiscard]] HttpVerdict gitlabVerdict(
    const HttpResponse &response, Instant now, qint64 silentWaitMs = kSilentLimitWaitMs);
[[nodiscard]] HttpQuota gitlabQuota(const HttpResponse &response);
// What an error body says, in all its forms: a text, an object of lists, OAuth's "error_description", plain text.
[[nodiscard]] QString gitlabMessage(const HttpResponse &response);

// What stands in `errors` of a GraphQL answer: it has status 200 all the same.
struct GitLabGraphQlFault {
    enum class Kind { None, TooExpensive, Unknown, Other };
    Kind kind = Kind::None;
    Error error;
    QStringList names; // Unknown: fields and types that this server does not know
};
[[nodiscard]] GitLabGraphQlFault gitlabGraphQlFault(const QJsonObject &answer, const HttpResponse &response);

// A project that is not there, or not for this token.
[[nodiscard]] Error gitlabNoProject(const QString &scope, bool wasThere);

} // namespace leadline
