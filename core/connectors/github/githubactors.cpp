#include "core/connectors/github/githubactors.h"

#include <algorithm>
#include <array>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kAiReviewers =
    std::to_array<QLatin1StringView>({"copilot"_L1, "copilot-pull-request-reviewer"_L1, "copilot-swe-agent"_L1,
        "github-copilot"_L1, "coderabbitai"_L1, "sourcery-ai"_L1, "codiumai-pr-agent"_L1, "codiumai-pr-agent-pro"_L1,
        "qodo-merge-pro"_L1, "qodo-code-review"_L1, "qodo-free-for-open-source-projects"_L1, "gemini-code-assist"_L1,
        "claude"_L1, "chatgpt-codex-connector"_L1, "cursor"_L1, "greptile-apps"_L1, "ellipsis-dev"_L1, "korbit-ai"_L1,
        "bito-code-review"_L1, "codeant-ai"_L1, "amazon-q-developer"_L1, "devin-ai-integration"_L1, "graphite-app"_L1,
        "codacy-ai"_L1, "cubic-dev-ai"_L1, "entelligence-ai-pr-reviews"_L1, "pantheon-ai"_L1, "penify-dev"_L1,
        "reviewpad"_L1, "sweep-ai"_L1, "what-the-diff"_L1, "windsurf-bot"_L1, "baz-reviewer"_L1, "coderabbit"_L1});

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

ActorClass classOfApp(QStringView login)
{
    const QString name = login.toString().toLower();
    return std::ranges::find(kAiReviewers, name) != kAiReviewers.end() ? ActorClass::AiReviewer : ActorClass::Bot;
}

GitHubActors::GitHubActors(QString webBase)
    : m_webBase(std::move(webBase))
{
}

GitHubActor GitHubActors::remember(const QString &login, ActorClass actor, const QString &name, const QString &email)
{
    const QString id = login.isEmpty() ? u"email:"_s + email.toLower() : login;
    Identity &identity = m_identities[id];
    if (identity.externalId.isEmpty()) {
        identity.externalId = id;
        identity.login = login;
        identity.actor = actor;
        if (!login.isEmpty() && !m_webBase.isEmpty())
            identity.url = actor == ActorClass::Human ? m_webBase + u'/' + login
                                                      : m_webBase + "/apps/"_L1 + login.chopped(kBotSuffix.size());
    }
    if (identity.name.isEmpty())
        identity.name = name;
    if (identity.email.isEmpty())
        identity.email = email;
    return {.ref = {id}, .actor = identity.actor};
}

GitHubActor GitHubActors::fromGraphQl(const QJsonValue &actor)
{
    const QJsonObject object = actor.toObject();
    QString login = object.value("login"_L1).toString().left(200);
    if (login.isEmpty() || login == "ghost"_L1)
        return {};
    const QString name = object.value("name"_L1).toString().left(200);
    if (object.value("__typename"_L1).toString() != "Bot"_L1 && !login.endsWith(kBotSuffix))
        return remember(login, ActorClass::Human, name, {});
    if (login.endsWith(kBotSuffix))
        login.chop(kBotSuffix.size());
    return remember(login + kBotSuffix, classOfApp(login), name, {});
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
        if (login.isEmpty())
            return email.isEmpty() ? GitHubActor{} : remember({}, ActorClass::Unknown, name, email);
        user.insert("login"_L1, login);
    }
    const GitHubActor actor = fromGraphQl(user);
    if (!actor.ref.isSet())
        return actor;
    const bool isPerson = actor.actor == ActorClass::Human;
    return remember(actor.ref.id, actor.actor, name,
        isPerson && !email.endsWith(kNoReply, Qt::CaseInsensitive) ? email : QString{});
}

void GitHubActors::moveInto(RecordBatch &batch)
{
    for (Identity &identity : m_identities)
        batch.add(std::move(identity));
    m_identities.clear();
    // The order of a hash differs from run to run; records should not.
    std::ranges::sort(batch.of<Identity>(), {}, &Identity::externalId);
}

} // namespace leadline
