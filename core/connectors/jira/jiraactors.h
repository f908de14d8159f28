#pragma once

#include "core/connectors/shared/identitybook.h"

#include <QJsonValue>

namespace leadline {

// Everybody who is named on one page. Cloud knows accounts by their ids, and says which are programs; Data Center has
// keys and names.
class JiraActors {
public:
    // `user`: an object of Jira, or null. Nobody for accounts that have no id left.
    IdentityRef fromUser(const QJsonValue &user);
    // Somebody whom a history names by id only.
    IdentityRef fromHistory(const QString &id, const QString &name);

    void moveInto(RecordBatch &batch) { m_book.moveInto(batch); }

private:
    IdentityBook m_book;
};

} // namespace leadline
