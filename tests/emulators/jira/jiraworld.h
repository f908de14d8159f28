#pragma once

#include "tests/emulators/jira/jirajql.h"
#include "tests/emulators/jira/jirajson.h"

#include <functional>
#include <map>

namespace leadline {

struct JiraWorldProject {
    JiraProjectName name;
    QString oldKey; // after it was renamed; leads on
    bool deleted = false;
    QJsonArray versions;
};

struct JiraWorldBoard {
    qint64 id = 0;
    QString name;
    QString type = QStringLiteral("scrum");
    QSet<QString> projects; // ids
    std::vector<Sprint> sprints; // of any state
};

struct JiraWorldIssue {
    Instant updated; // issues are sorted by it, then by their ids
    qint64 number = 0;
    QString id;
    QString project; // id
    QByteArray json;
};

// Everything that the emulated Jira has, written once so that answering is joining pieces.
class JiraWorld {
public:
    JiraWorld(const RecordBatch &records, JiraForm form, const QString &zone);

    [[nodiscard]] const std::vector<JiraWorldIssue> &issues() const { return m_issues; }
    [[nodiscard]] const JiraWorldIssue *issue(const QString &id) const;
    // Written histories of an issue, with their times, oldest first.
    [[nodiscard]] const std::vector<std::pair<Instant, QByteArray>> &histories(const QString &issue) const;
    [[nodiscard]] JiraWorldProject *project(const QString &keyOrId); // also by an old key; nullptr when there is none
    [[nodiscard]] std::vector<JiraWorldProject> &projects() { return m_projects; }
    [[nodiscard]] std::vector<JiraWorldBoard> &boards() { return m_boards; }
    [[nodiscard]] const JiraJson &json() const { return m_json; }
    [[nodiscard]] const QSet<QString> &fields() const { return m_fields; } // that any issue has

    // Changes fields of an issue, and its place with its time of change.
    bool edit(const QString &id, const std::function<void(QJsonObject &fields)> &change);
    void rename(const QString &from, const QString &to); // a project, and the keys of its issues

private:
    void addIssues(const RecordBatch &records);
    void addHistories(const RecordBatch &records);
    void addBoards(const RecordBatch &records);
    void addVersions(const RecordBatch &records);
    [[nodiscard]] const JiraWorldProject &projectOf(const Issue &issue) const;
    void place(JiraWorldIssue issue);
    void noteFields(const QJsonObject &issue);

    JiraForm m_form;
    JiraJson m_json;
    std::vector<JiraWorldProject> m_projects;
    std::vector<JiraWorldBoard> m_boards;
    std::vector<JiraWorldIssue> m_issues;
    QSet<QString> m_fields;
    QHash<QString, std::vector<std::pair<Instant, QByteArray>>> m_histories;
};

} // namespace leadline
