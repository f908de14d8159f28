#include "core/store/derived/issuereading.h"

#include "core/store/database.h"
#include "core/store/derived/sprintbook.h"
#include "core/store/derived/sqlread.h"

namespace leadline {

namespace {

constexpr qint64 kSomebody = -1; // an account that is not known (yet)

bool isOn(const QByteArray &flag)
{
    static const QSet<QByteArray> off = {"", "0", "false", "no", "none"};
    return !off.contains(flag.trimmed().toLower());
}

std::optional<double> pointsIn(const QByteArray &text)
{
    bool good = false;
    const double points = text.toDouble(&good);
    return good ? std::optional(points) : std::nullopt;
}

class IssueReading {
public:
    IssueReading(Database &database, StatusCategories &categories, const SprintBook *sprints)
        : m_database(database)
        , m_categories(categories)
        , m_sprints(sprints)
    {
    }

    Result<void> run(const IssueSelection &selection, const std::function<Result<void>(IssueRecord &)> &take)
    {
        if (auto prepared = prepare(selection); !prepared)
            return prepared;
        auto more = m_transitions.step();
        for (;;) {
            const auto found = m_issues.step();
            if (!found)
                return std::unexpected(found.error());
            if (!*found)
                return {};
            IssueRecord issue = read();
            while (more && *more && m_transitions.integer(0) <= issue.id) {
                if (m_transitions.integer(0) == issue.id) {
                    if (auto added = addStep(issue); !added)
                        return added;
                }
                more = m_transitions.step();
            }
            if (!more)
                return std::unexpected(more.error());
            if (auto taken = take(issue); !taken)
                return taken;
        }
    }

private:
    Result<void> prepare(const IssueSelection &selection)
    {
        const QByteArray list = selection.all ? QByteArray() : idList(selection.ids);
        auto issues = Statement::prepare(m_database,
            "SELECT id, source, repository, project, \"key\", type, status, status_raw, priority, points, assignee, "
            "created_at, started_at, resolved_at, due_at, flagged FROM issue"
                + (selection.all ? QByteArray() : " WHERE id IN (" + list + ')') + " ORDER BY id");
        if (!issues)
            return std::unexpected(issues.error());
        auto transitions = Statement::prepare(m_database,
            "SELECT issue, field, at, \"from\", \"to\" FROM issue_transition WHERE at IS NOT NULL AND "
                + (selection.all ? "issue IS NOT NULL" : "issue IN (" + list + ')') + " ORDER BY issue, at, id");
        if (!transitions)
            return std::unexpected(transitions.error());
        auto identity =
            Statement::prepare(m_database, "SELECT id FROM identity WHERE source = ?1 AND external_id = ?2");
        if (!identity)
            return std::unexpected(identity.error());
        m_issues = std::move(*issues);
        m_transitions = std::move(*transitions);
        m_identity = std::move(*identity);
        return {};
    }

    IssueRecord read()
    {
        IssueRecord issue;
        issue.id = m_issues.integer(0);
        issue.source = m_issues.integer(1);
        issue.repository = m_issues.integer(2);
        issue.project = m_issues.blob(3);
        issue.key = m_issues.blob(4);
        issue.type = m_issues.integer(5);
        issue.status = m_issues.integer(6);
        issue.priority = m_issues.integer(8);
        IssueHistory &history = issue.history;
        history.status.category = static_cast<StatusCategory>(issue.status);
        history.status.blocked = !m_issues.isNull(7) && m_categories.statusOf(issue.source, m_issues.blob(7)).blocked;
        if (!m_issues.isNull(9))
            history.points = m_issues.real(9);
        history.assignee = m_issues.integer(10);
        history.createdAt = m_issues.instant(11);
        history.startedAt = m_issues.instant(12);
        history.resolvedAt = m_issues.instant(13);
        history.dueAt = m_issues.instant(14);
        history.flagged = m_issues.integer(15) != 0;
        return issue;
    }

    Result<void> addStep(IssueRecord &issue)
    {
        const Instant at = m_transitions.instant(2);
        const QByteArray from = m_transitions.blob(3);
        const QByteArray to = m_transitions.blob(4);
        IssueHistory &history = issue.history;
        switch (static_cast<TransitionField>(m_transitions.integer(1))) {
        case TransitionField::Status:
            history.statuses.push_back({.at = at,
                .from = m_categories.statusOf(issue.source, from),
                .to = m_categories.statusOf(issue.source, to)});
            break;
        case TransitionField::Assignee: {
            const auto before = identityOf(issue.source, from);
            const auto after = identityOf(issue.source, to);
            if (!before || !after)
                return std::unexpected(before ? after.error() : before.error());
            history.assignees.push_back({.at = at, .from = *before, .to = *after});
            break;
        }
        case TransitionField::Sprint:
            if (!m_sprints)
                break;
            for (const QByteArray &text : {from, to}) {
                for (const QByteArray &mention : SprintBook::mentionsIn(text))
                    issue.mentions.insert(mention);
            }
            history.sprints.push_back({.at = at,
                .from = m_sprints->sprintsNamed(issue.source, from),
                .to = m_sprints->sprintsNamed(issue.source, to)});
            break;
        case TransitionField::Points:
            history.estimates.push_back({.at = at, .from = pointsIn(from), .to = pointsIn(to)});
            break;
        case TransitionField::Flag:
            history.flags.push_back({.at = at, .from = isOn(from), .to = isOn(to)});
            break;
        case TransitionField::Unknown:
            break;
        }
        return {};
    }

    Result<qint64> identityOf(qint64 source, const QByteArray &account)
    {
        if (account.isEmpty())
            return 0;
        const auto known = m_identities.constFind({source, account});
        if (known != m_identities.cend())
            return *known;
        m_identity.reset();
        m_identity.bind(1, source);
        m_identity.bind(2, QStringView(QString::fromUtf8(account)));
        const auto found = m_identity.step();
        if (!found)
            return std::unexpected(found.error());
        return *m_identities.insert({source, account}, *found ? m_identity.integer(0) : kSomebody);
    }

    Database &m_database;
    StatusCategories &m_categories;
    const SprintBook *m_sprints;
    Statement m_issues;
    Statement m_transitions;
    Statement m_identity;
    QHash<std::pair<qint64, QByteArray>, qint64> m_identities;
};

} // namespace

Result<void> forEachIssue(Database &database, const IssueSelection &selection, StatusCategories &categories,
    const SprintBook *sprints, const std::function<Result<void>(IssueRecord &)> &take)
{
    if (selection.isEmpty())
        return {};
    return IssueReading(database, categories, sprints).run(selection, take);
}

} // namespace leadline
