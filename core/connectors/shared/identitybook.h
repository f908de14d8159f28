#pragma once

#include "core/domain/recordbatch.h"

#include <QHash>

namespace leadline {

// "Ann Lee <ann@example.org>" in its two parts; each may be empty.
struct Mailbox {
    QString name;
    QString email;
};
[[nodiscard]] Mailbox mailboxOf(QStringView text);

// Everybody who is named on one page, each once.
class IdentityBook {
public:
    // Adds what was not known of this external id before: name, e-mail, url, login, class. The reference is good until
    // the next call.
    const Identity &remember(Identity identity);
    // An author of commits without an account: "email:…"; nobody without an e-mail address.
    IdentityRef rememberMailbox(const Mailbox &mailbox);
    void moveInto(RecordBatch &batch); // sorted by id

private:
    QHash<QString, Identity> m_identities;
};

// Of an account that is known to be a program: bot, or AI reviewer by a list of names of known review assistants
// (without "[bot]").
[[nodiscard]] ActorClass classOfBot(QStringView login);
// By the name alone, for tools that do not say which accounts are programs: "renovate-bot", "project_7_bot_1a2b",
// "dependabot[bot]" …; everybody else is a human.
[[nodiscard]] ActorClass classByName(QStringView login);

} // namespace leadline
