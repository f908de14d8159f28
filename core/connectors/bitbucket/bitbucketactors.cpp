#include "core/connectors/bitbucket/bitbucketactors.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestId = 200;

QString memberText(const QJsonObject &object, QLatin1StringView key)
{
    return object.value(key).toString().left(kLongestId);
}

} // namespace

QString withoutBraces(const QString &uuid)
{
    const bool hasBraces = uuid.size() > 2 && uuid.startsWith(u'{') && uuid.endsWith(u'}');
    return (hasBraces ? uuid.sliced(1, uuid.size() - 2) : uuid).left(kLongestId);
}

BitbucketActor BitbucketActors::fromAccount(const QJsonValue &account)
{
    const QJsonObject object = account.toObject();
    QString id = withoutBraces(memberText(object, "uuid"_L1));
    if (id.isEmpty() || id == "{}"_L1)
        id = memberText(object, "account_id"_L1);
    if (id.isEmpty())
        return {};
    Identity identity;
    identity.externalId = id;
    identity.login = memberText(object, "nickname"_L1);
    identity.name = memberText(object, "display_name"_L1);
    identity.url =
        object.value("links"_L1).toObject().value("html"_L1).toObject().value("href"_L1).toString().left(1000);
    const QString &word = identity.login.isEmpty() ? identity.name : identity.login;
    identity.actor = classByName(word);
    // Access tokens and apps act under an account of their own.
    if (identity.actor == ActorClass::Human && memberText(object, "type"_L1) == "app_user"_L1)
        identity.actor = classOfBot(word);
    const Identity &known = m_book.remember(std::move(identity));
    return {.ref = {known.externalId}, .actor = known.actor};
}

BitbucketActor BitbucketActors::fromCommitAuthor(const QJsonObject &author)
{
    const Mailbox mailbox = mailboxOf(author.value("raw"_L1).toString());
    const BitbucketActor actor = fromAccount(author.value("user"_L1));
    if (!actor.ref.isSet())
        return {.ref = m_book.rememberMailbox(mailbox), .actor = ActorClass::Unknown};
    if (actor.actor == ActorClass::Human) { // accounts themselves do not show their address
        Identity more;
        more.externalId = actor.ref.id;
        more.email = mailbox.email;
        m_book.remember(std::move(more));
    }
    return actor;
}

} // namespace leadline
