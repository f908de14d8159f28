#pragma once

#include "core/connectors/shared/identitybook.h"

#include <QJsonObject>
#include <QJsonValue>

namespace leadline {

struct GitLabActor {
    IdentityRef ref; // empty: a deleted account, or nobody
    ActorClass actor = ActorClass::Unknown;
};

// Everybody who is named on one page, each once. The identity's external id is the user name; authors of commits, who
// have no account in the answers, are "email:…".
class GitLabActors {
public:
    // An object of either interface: {username, name, webUrl or web_url, bot, public_email}. Null and ghosts give
    // nobody.
    [[nodiscard]] GitLabActor fromUser(const QJsonValue &user);
    // "@name" in a note of the system: known by name only.
    [[nodiscard]] IdentityRef fromMention(const QString &username);
    [[nodiscard]] IdentityRef fromCommitAuthor(const QString &name, const QString &email);
    void moveInto(RecordBatch &batch) { m_book.moveInto(batch); }

private:
    IdentityBook m_book;
};

} // namespace leadline
