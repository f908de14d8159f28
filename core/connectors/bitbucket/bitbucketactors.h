#pragma once

#include "core/connectors/shared/identitybook.h"

#include <QJsonObject>

namespace leadline {

struct BitbucketActor {
    IdentityRef ref; // empty: a deleted account, or nobody
    ActorClass actor = ActorClass::Unknown;
};

// An id without the braces that Bitbucket puts around it.
[[nodiscard]] QString withoutBraces(const QString &uuid);

// Everybody who is named on one page, each once, by the id that survives renames. Commit authors without an account are
// "email:…".
class BitbucketActors {
public:
    [[nodiscard]] BitbucketActor fromAccount(const QJsonValue &account);
    [[nodiscard]] BitbucketActor fromCommitAuthor(const QJsonObject &author); // {raw, user}
    void moveInto(RecordBatch &batch) { m_book.moveInto(batch); }

private:
    IdentityBook m_book;
};

} // namespace leadline
