#pragma once

#include "tests/emulators/jira/jirarecords.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTimeZone>

namespace leadline {

// Records as Jira's answers have them. Of Data Center: other users, sprints as texts, other forms of times.
class JiraJson {
public:
    JiraJson(const RecordBatch &records, JiraForm form, const QString &zone);

    [[nodiscard]] QJsonObject issue(const Issue &issue, const JiraProjectName &project) const;
    // Changes with the same number in their ids are one history.
    [[nodiscard]] QJsonObject history(const std::vector<const IssueTransition *> &items) const;
    [[nodiscard]] QJsonObject sprint(const Sprint &sprint, qint64 board) const;
    [[nodiscard]] QJsonObject version(const Release &release, bool released) const;
    [[nodiscard]] QJsonObject project(const JiraProjectName &project) const;
    [[nodiscard]] QJsonArray fields() const;
    [[nodiscard]] QJsonArray statuses() const;
    [[nodiscard]] QJsonValue user(const QString &identity) const;
    [[nodiscard]] QString time(Instant at) const; // in the account's zone, its offset without a colon

    void setBoards(QHash<QString, qint64> boards) { m_boards = std::move(boards); } // ids by name

private:
    struct Status {
        QString name;
        StatusCategory category;
    };
    [[nodiscard]] QJsonObject status(const QString &name, StatusCategory category) const;
    [[nodiscard]] QJsonValue sprintsOf(const Issue &issue) const;
    [[nodiscard]] QString sprintText(const Sprint &sprint) const;
    [[nodiscard]] QString agileTime(Instant at) const;
    [[nodiscard]] QString pointsField(const QString &issue) const;
    [[nodiscard]] QJsonObject item(const IssueTransition &transition) const;

    JiraForm m_form;
    QString m_zoneName;
    QTimeZone m_zone;
    std::vector<Status> m_statuses; // their ids are 10000 and on
    QHash<QString, Identity> m_identities;
    QHash<QString, Sprint> m_sprints;
    QHash<QString, QString> m_sprintsOf; // issue → ids, with commas
    QHash<QString, QString> m_keys; // issue id → key
    QHash<QString, qint64> m_boards;
};

} // namespace leadline
