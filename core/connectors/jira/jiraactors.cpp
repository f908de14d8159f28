#include "core/connectors/jira/jiraactors.h"

#include <QJsonObject>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongest = 320;

QString field(const QJsonObject &user, QLatin1StringView key)
{
    return user.value(key).toString().left(kLongest);
}

ActorClass classOf(const QJsonObject &user, const Identity &identity)
{
    const QString type = field(user, "accountType"_L1);
    const ActorClass byName = classByName(identity.login.isEmpty() ? identity.name : identity.login);
    if (type == "app"_L1)
        return byName == ActorClass::Human ? ActorClass::Bot : byName;
    return type.isEmpty() ? byName : ActorClass::Human;
}

} // namespace

IdentityRef JiraActors::fromUser(const QJsonValue &user)
{
    const QJsonObject object = user.toObject();
    Identity identity;
    identity.externalId = field(object, "accountId"_L1);
    if (identity.externalId.isEmpty()) {
        identity.login = field(object, "name"_L1);
        identity.externalId = field(object, "key"_L1);
        if (identity.externalId.isEmpty())
            identity.externalId = identity.login;
    }
    if (identity.externalId.isEmpty() || identity.externalId == "unknown"_L1)
        return {};
    identity.name = field(object, "displayName"_L1);
    identity.email = field(object, "emailAddress"_L1);
    identity.actor = classOf(object, identity);
    return {m_book.remember(std::move(identity)).externalId};
}

IdentityRef JiraActors::fromHistory(const QString &id, const QString &name)
{
    if (id.isEmpty() || id == "unknown"_L1)
        return {};
    Identity identity;
    identity.externalId = id.left(kLongest);
    identity.name = name.left(kLongest);
    return {m_book.remember(std::move(identity)).externalId};
}

} // namespace leadline
