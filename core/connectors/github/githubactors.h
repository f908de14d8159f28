#pragma once

#include "core/domain/recordbatch.h"

#include <QHash>
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
    void moveInto(RecordBatch &batch);

private:
    GitHubActor remember(const QString &login, ActorClass actor, const QString &name, const QString &email);

    QString m_webBase;
    QHash<QString, Identity> m_identities;
};

// Bot or AI reviewer, by a list of names of known review assistants; the login without "[bot]".
[[nodiscard]] ActorClass classOfApp(QStringView login);

} // namespace leadline
