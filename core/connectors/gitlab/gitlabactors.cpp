#include "core/connectors/gitlab/gitlabactors.h"

#include <QRegularExpression>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestName = 200;

// What is left of deleted accounts goes to the ghost; large servers have several.
bool isGhost(const QString &username)
{
    static const QRegularExpression form(u"^ghost[0-9]*$"_s);
    return form.match(username).hasMatch();
}

} // namespace

GitLabActor GitLabActors::fromUser(const QJsonValue &user)
{
    const QJsonObject object = user.toObject();
    const QString username = object.value("username"_L1).toString().left(kLongestName);
    if (username.isEmpty() || isGhost(username))
        return {};
    Identity identity;
    identity.externalId = identity.login = username;
    identity.name = object.value("name"_L1).toString().left(kLongestName);
    identity.email = object.value("public_email"_L1).toString().left(320);
    identity.url = object.value("webUrl"_L1).toString(object.value("web_url"_L1).toString()).left(1000);
    // Only some answers say who is a program, and accounts of renovate and others are made by people.
    identity.actor = classByName(username);
    if (object.value("bot"_L1).toBool() && identity.actor == ActorClass::Human)
        identity.actor = classOfBot(username);
    const Identity &known = m_book.remember(std::move(identity));
    return {.ref = {known.externalId}, .actor = known.actor};
}

IdentityRef GitLabActors::fromMention(const QString &username)
{
    return fromUser(QJsonObject{{u"username"_s, username}}).ref;
}

IdentityRef GitLabActors::fromCommitAuthor(const QString &name, const QString &email)
{
    return m_book.rememberMailbox({.name = name.left(kLongestName), .email = email.left(320)});
}

} // namespace leadline
