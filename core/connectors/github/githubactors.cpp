#include "core/connectors/github/githubactors.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kBotSuffix = "[bot]"_L1;
constexpr auto kNoReply = "@users.noreply.github.com"_L1;

// "12345+login@users.noreply.github.com" names the account though the answer does not.
QString loginFromNoReply(const QString &email)
{
    if (!email.endsWith(kNoReply, Qt::CaseInsensitive))
        return {};
    const QString local = email.chopped(kNoReply.size());
    return local.mid(local.indexOf(u'+') + 1);
}

} // namespace

GitHubActors::GitHubActors(QString webBase)
    : m_webBase(std::move(webBase))
{
}

GitHubActor GitHubActors::remember(const QString &login, ActorClass actor, const QString &name)
{
    Identity identity;
    identity.externalId = identity.login = login;
    identity.actor = actor;
    identity.name = name;
    if (!m_webBase.isEmpty())
        identity.url = actor == ActorClass::Human ? m_webBase + u'/' + login
                                                  : m_webBase + "/apps/"_L1 + login.chopped(kBotSuffix.size());
    const Identity &known = m_book.remember(std::move(identity));
    return {.ref = {known.externalId}, .actor = known.actor};
}

GitHubActor GitHubActors::fromGraphQl(const QJsonValue &actor)
{
    const QJsonObject object = actor.toObject();
    QString login = object.value("login"_L1).toString().left(200);
    if (login.isEmpty() || login == "ghost"_L1)
        return {};
    const QString name = object.value("name"_L1).toString().left(200);
    if (object.value("__typename"_L1).toString() != "Bot"_L1 && !login.endsWith(kBotSuffix))
        return remember(login, ActorClass::Human, name);
    if (login.endsWith(kBotSuffix))
        login.chop(kBotSuffix.size());
    return remember(login + kBotSuffix, classOfBot(login), name);
}

GitHubActor GitHubActors::fromRest(const QJsonValue &user)
{
    QJsonObject object = user.toObject();
    object.insert("__typename"_L1, object.value("type"_L1));
    return fromGraphQl(object);
}

GitHubActor GitHubActors::fromCommitAuthor(const QJsonObject &author)
{
    const QString email = author.value("email"_L1).toString().left(320);
    const QString name = author.value("name"_L1).toString().left(200);
    QJsonObject user = author.value("user"_L1).toObject();
    if (user.isEmpty()) {
        const QString login = loginFromNoReply(email);
        if (login.isEmpty()) {
            const IdentityRef author = m_book.rememberMailbox({.name = name, .email = email});
            return {.ref = author, .actor = ActorClass::Unknown};
        }
        user.insert("login"_L1, login);
    }
    const GitHubActor actor = fromGraphQl(user);
    if (!actor.ref.isSet())
        return actor;
    const bool isPerson = actor.actor == ActorClass::Human;
    Identity more;
    more.externalId = actor.ref.id;
    more.name = name;
    if (isPerson && !email.endsWith(kNoReply, Qt::CaseInsensitive))
        more.email = email;
    m_book.remember(std::move(more));
    return actor;
}

} // namespace leadline
