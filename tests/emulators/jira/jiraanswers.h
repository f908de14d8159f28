#pragma once

#include "tests/emulators/jira/jiraworld.h"
#include "tests/emulators/server/emulatedtool.h"

namespace leadline {

// What Jira would say: reads the world, knows nothing of HTTP connections, limits and faults.
class JiraAnswers {
public:
    JiraAnswers(JiraWorld *world, JiraForm form, QString zone);

    // `path` behind the context: "/rest/api/3/field".
    [[nodiscard]] EmulatedAnswer answer(const QString &path, const EmulatedRequest &request) const;

    [[nodiscard]] static EmulatedAnswer error(int status, const QString &message);

private:
    [[nodiscard]] EmulatedAnswer platform(const QString &path, const EmulatedRequest &request) const;
    [[nodiscard]] EmulatedAnswer agile(const QString &path, const EmulatedRequest &request) const;
    [[nodiscard]] EmulatedAnswer searchByToken(const EmulatedRequest &request) const;
    [[nodiscard]] EmulatedAnswer searchByNumber(const EmulatedRequest &request) const;
    [[nodiscard]] EmulatedAnswer histories(const EmulatedRequest &request) const;
    [[nodiscard]] EmulatedAnswer sprints(const JiraWorldBoard &board, const EmulatedRequest &request) const;
    // A page of a list with startAt.
    [[nodiscard]] static EmulatedAnswer listed(
        const QJsonArray &values, const EmulatedRequest &request, bool withTotal = true);
    // Issues that a question finds, in its order; an answer instead when it is a bad one. At most `most`, when > 0.
    [[nodiscard]] std::optional<EmulatedAnswer> find(
        const QString &jql, std::vector<const JiraWorldIssue *> &found, std::size_t most = 0) const;
    // With the fields that were asked for only; all of them when none is named.
    [[nodiscard]] QByteArray issue(const JiraWorldIssue &issue, const QStringList &fields, bool withHistory) const;
    // Empty when all that there are were asked for.
    [[nodiscard]] QStringList chosen(const QStringList &fields) const;
    [[nodiscard]] QJsonObject serverInfo() const;

    JiraWorld *m_world;
    JiraForm m_form;
    QString m_zone;
};

} // namespace leadline
