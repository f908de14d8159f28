#include "core/connectors/shared/identitybook.h"

#include <QRegularExpression>

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

constexpr qsizetype kLongestName = 200;
constexpr qsizetype kLongestEmail = 320;
constexpr auto kBotSuffix = "[bot]"_L1;

bool isKnownAssistant(QStringView login)
{
    const QString name = login.toString().toLower();
    return std::ranges::find(kAiReviewers, name) != kAiReviewers.end();
}

} // namespace

Mailbox mailboxOf(QStringView text)
{
    const auto open = text.lastIndexOf(u'<');
    const auto close = text.lastIndexOf(u'>');
    if (open < 0 || close < open) {
        const QString alone = text.trimmed().toString();
        const bool isEmail = alone.contains(u'@') && !alone.contains(u' ');
        return isEmail ? Mailbox{.name = {}, .email = alone.left(kLongestEmail)}
                       : Mailbox{.name = alone.left(kLongestName), .email = {}};
    }
    return {.name = text.first(open).trimmed().toString().left(kLongestName),
        .email = text.sliced(open + 1, close - open - 1).trimmed().toString().left(kLongestEmail)};
}

const Identity &IdentityBook::remember(Identity identity)
{
    Identity &known = m_identities[identity.externalId];
    if (known.externalId.isEmpty()) {
        known = std::move(identity);
        return known;
    }
    for (QString Identity::*member : {&Identity::login, &Identity::name, &Identity::email}) {
        if ((known.*member).isEmpty())
            known.*member = identity.*member;
    }
    if (known.url.isEmpty())
        known.url = identity.url;
    if (known.actor == ActorClass::Unknown)
        known.actor = identity.actor;
    return known;
}

IdentityRef IdentityBook::rememberMailbox(const Mailbox &mailbox)
{
    if (mailbox.email.isEmpty())
        return {};
    Identity identity;
    identity.externalId = "email:"_L1 + mailbox.email.toLower();
    identity.name = mailbox.name;
    identity.email = mailbox.email;
    return {remember(std::move(identity)).externalId};
}

void IdentityBook::moveInto(RecordBatch &batch)
{
    for (Identity &identity : m_identities)
        batch.add(std::move(identity));
    m_identities.clear();
    // The order of a hash differs from run to run; records should not.
    std::ranges::sort(batch.of<Identity>(), {}, &Identity::externalId);
}

ActorClass classOfBot(QStringView login)
{
    return isKnownAssistant(login) ? ActorClass::AiReviewer : ActorClass::Bot;
}

ActorClass classByName(QStringView login)
{
    static const QRegularExpression bot(
        uR"((^|[._-])(bot|renovate|dependabot|snyk|jenkins|sonar(qube|cloud)?|ci)([._-]|$)|)"
        uR"(^(project|group)_\d+_bot)"_s,
        QRegularExpression::CaseInsensitiveOption);
    if (login.endsWith(kBotSuffix))
        return classOfBot(login.chopped(kBotSuffix.size()));
    if (isKnownAssistant(login))
        return ActorClass::AiReviewer;
    return bot.matchView(login).hasMatch() ? ActorClass::Bot : ActorClass::Human;
}

} // namespace leadline
