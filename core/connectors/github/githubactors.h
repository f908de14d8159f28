#pragma once

#include "core/connectors/shared/identitybook.h"

#include <QJsonObject>
#include <QJsonValue>

namespace leadline {

struct GitHubActor {
    IdentityRef ref; // empty: a deleted account, or nobody
    ActorClass actor = ActorClass::Unknown;
};

// Everybody who is named on one page, each once. The identity's external id is the login; of apps it ends in "[bot]" in
// both of GitHub's interfaces' answers, because an app and a person may have the same name. Commit authors without an
// account are "email:…".
class GitHubActors {
public:
    explicit GitHubActors(QString webBase);

    [[nodiscard]] GitHubActor fromGraphQl(const QJsonValue &actor); // null and "ghost" give nobody
    [[nodiscard]] GitHubActor fromRest(const QJsonValue &user);
    [[nodiscard]] GitHubActor fromCommitAuthor(const QJsonObject &author); // {name email user{login}}
    void moveInto(RecordBatch &batch) { m_book.moveInto(batch); }

private:
    GitHubActor remember(const QString &login, ActorClass actor, const QString &name);

    QString m_webBase;
    IdentityBook m_book;
};

} // namespace leadline
