#include "core/connectors/jenkins/jenkinsverdict.h"

#include <QHash>

namespace leadline {

using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

HttpVerdict refused(ErrorKind kind, const QString &text, const HttpResponse &response)
{
    const QString version = jenkinsVersion(response);
    Error error{.kind = kind,
        .text = text,
        .detail = u"HTTP %1 from %2%3"_s.arg(response.status)
            .arg(response.url.host(), version.isEmpty() ? QString() : u", Jenkins "_s + version),
        .httpStatus = response.status,
        .retryAfterMs = {}};
    return {.action = Action::Fail, .waitMs = -1, .pauseHost = false, .error = std::move(error)};
}

// "hudson.model.Item.Read" as people find it in Jenkins' table of permissions.
QString permissionName(const QByteArray &permission)
{
    static const QHash<QByteArray, QString> groups{{"hudson.model.Hudson", u"Overall"_s},
        {"hudson.model.Item", u"Job"_s}, {"hudson.model.View", u"View"_s}, {"hudson.model.Run", u"Run"_s}};
    const auto dot = permission.lastIndexOf('.');
    const QString group = groups.value(permission.left(dot));
    return group.isEmpty() ? QString::fromLatin1(permission.left(100))
                           : group + ": "_L1 + QString::fromLatin1(permission.mid(dot + 1, 40));
}

HttpVerdict forbidden(const HttpResponse &response)
{
    const QByteArray who = response.header("x-you-are-authenticated-as");
    if (who == "anonymous")
        return refused(ErrorKind::Auth,
            u"Jenkins did not see the user and token that were sent. A proxy in front of it may take them away; otherwise check the user and make a new token on the user's page in Jenkins, under Security."_s,
            response);
    const QByteArray needed = response.header("x-required-permission");
    if (!needed.isEmpty())
        return refused(ErrorKind::Permission,
            u"Jenkins does not let this user read that. Give the user the permission “%1”."_s.arg(
                permissionName(needed)),
            response);
    return refused(ErrorKind::Permission,
        u"Jenkins does not let this user read that. Give the user the permissions “Overall: Read” and “Job: Read”."_s,
        response);
}

} // namespace

QString jenkinsVersion(const HttpResponse &response)
{
    return QString::fromLatin1(response.header("x-jenkins")).left(40);
}

HttpVerdict jenkinsVerdict(const HttpResponse &response, Instant now)
{
    switch (response.status) {
    case 401:
        return refused(ErrorKind::Auth,
            u"Jenkins does not accept the user or the token: it is wrong, was revoked or has expired. Make a new token on the user's page in Jenkins, under Security, and enter it in the source's settings."_s,
            response);
    case 403:
        return forbidden(response);
    case 404:
        return refused(ErrorKind::Http,
            u"Jenkins has no such folder or job, or hides it from this user: it was deleted, renamed, or the user lacks “Job: Read”. Check the name, or remove it from the source."_s,
            response);
    default:
        return standardVerdict(response, now);
    }
}

} // namespace leadline
