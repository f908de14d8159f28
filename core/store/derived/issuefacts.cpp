#include "core/store/derived/issuefacts.h"

#include "core/store/database.h"
#include "core/store/derived/changekeys.h"
#include "core/store/derived/issuewriting.h"
#include "core/store/derived/sprintbook.h"
#include "core/store/derived/sprintsums.h"
#include "core/store/derived/sqlread.h"

#include <utility>

namespace leadline {

namespace {

// The kinds that this depends on, dirty or not; true = every row of the kind.
struct DirtyKinds {
    QHash<RecordKind, bool> kinds;

    [[nodiscard]] bool has(RecordKind kind) const { return kinds.contains(kind); }
    [[nodiscard]] bool all(RecordKind kind) const { return kinds.value(kind, false); }

    static Result<DirtyKinds> read(Database &database)
    {
        DirtyKinds dirty;
        auto read = forEachRow(database, "SELECT kind, min(id) FROM dirty WHERE kind IN (2, 4, 5, 6) GROUP BY kind",
            [&dirty](const Statement &row) {
                dirty.kinds.insert(static_cast<RecordKind>(row.integer(0)), row.integer(1) == 0);
            });
        if (!read)
            return std::unexpected(read.error());
        return dirty;
    }
};

static_assert(std::to_underlying(RecordKind::ChangeRequest) == 2 && std::to_underlying(RecordKind::Issue) == 4
        && std::to_underlying(RecordKind::IssueTransition) == 5 && std::to_underlying(RecordKind::Sprint) == 6,
    "the queries name kinds by their codes");

Result<void> addIds(Database &database, QByteArrayView sql, QSet<qint64> &ids)
{
    return forEachRow(database, sql, [&ids](const Statement &row) {
        if (!row.isNull(0))
            ids.insert(row.integer(0));
    });
}

// Everything between what is dirty and the facts.
class IssueDerivation {
public:
    IssueDerivation(Database &database, const CancelToken &cancel)
        : m_database(database)
        , m_cancel(cancel)
    {
    }

    Result<QStringList> run()
    {
        for (const auto part : {&IssueDerivation::readDirty, &IssueDerivation::readStatuses,
                 &IssueDerivation::readSprints, &IssueDerivation::compute}) {
            if (auto done = (this->*part)(); !done)
                return std::unexpected(done.error());
        }
        return m_facts;
    }

private:
    Result<void> readDirty()
    {
        auto dirty = DirtyKinds::read(m_database);
        if (!dirty)
            return std::unexpected(dirty.error());
        m_dirty = std::move(*dirty);
        m_issues.all = m_dirty.all(RecordKind::ChangeRequest) || m_dirty.all(RecordKind::Issue)
            || m_dirty.all(RecordKind::IssueTransition);
        if (m_dirty.has(RecordKind::ChangeRequest)) {
            auto named = updateChangeKeys(m_database, m_dirty.all(RecordKind::ChangeRequest));
            if (!named)
                return std::unexpected(named.error());
            m_issues.ids.unite(*named);
        }
        if (m_issues.all)
            return {};
        return addIds(m_database, "SELECT id FROM dirty WHERE kind = 4", m_issues.ids).and_then([this] {
            return addIds(m_database,
                "SELECT issue FROM issue_transition WHERE id IN (SELECT id FROM dirty WHERE kind = 5)", m_issues.ids);
        });
    }

    Result<void> readStatuses()
    {
        auto categories = StatusCategories::read(m_database);
        if (!categories)
            return std::unexpected(categories.error());
        m_categories = std::move(*categories);
        if (!m_issues.all && !m_dirty.has(RecordKind::Issue))
            return {};
        auto moved = m_categories.update(m_database, m_issues.all);
        if (!moved)
            return std::unexpected(moved.error());
        m_issues.ids.unite(*moved);
        return {};
    }

    Result<void> readSprints()
    {
        const bool changed = m_dirty.has(RecordKind::Sprint);
        if (!changed && m_issues.isEmpty())
            return {};
        auto book = changed ? SprintBook::update(m_database) : SprintBook::read(m_database);
        if (!book)
            return std::unexpected(book.error());
        m_sprints = std::move(*book);
        if (m_issues.all)
            return {};
        auto touched = m_sprints.issuesOfChanged(m_database);
        if (!touched)
            return std::unexpected(touched.error());
        m_issues.ids.unite(*touched);
        return {};
    }

    Result<void> compute()
    {
        if (m_issues.isEmpty() && m_sprints.changed().isEmpty())
            return {};
        auto writer = IssueWriter::begin(m_database, m_issues, m_sprints);
        if (!writer)
            return std::unexpected(writer.error());
        auto done =
            forEachIssue(m_database, m_issues, m_categories, &m_sprints, [&](const IssueRecord &issue) -> Result<void> {
                if (m_cancel.isCancelled())
                    return fail(ErrorKind::Cancelled, u"The calculation was stopped. It goes on with the next sync."_s);
                return writer->write(issue);
            });
        if (!done)
            return done;
        if (done = m_categories.save(m_database); !done)
            return done;
        auto written = writer->finish();
        if (!written)
            return std::unexpected(written.error());
        auto sums = updateSprintSums(m_database, written->sprints + m_sprints.changed());
        if (!sums)
            return std::unexpected(sums.error());
        if (written->issues)
            m_facts += u"issue"_s;
        if (!written->sprints.isEmpty() || sums->items)
            m_facts += u"sprint_item"_s;
        if (!m_sprints.changed().isEmpty() || sums->sprints)
            m_facts += u"sprint"_s;
        return {};
    }

    Database &m_database;
    const CancelToken &m_cancel;
    DirtyKinds m_dirty;
    IssueSelection m_issues;
    StatusCategories m_categories;
    SprintBook m_sprints;
    QStringList m_facts;
};

} // namespace

Result<QStringList> deriveIssues(Database &database, const CancelToken &cancel)
{
    return IssueDerivation(database, cancel).run();
}

Result<QHash<qint64, IssueFlow>> issueFlows(Database &database, const QSet<qint64> &issues)
{
    auto categories = StatusCategories::read(database);
    if (!categories)
        return std::unexpected(categories.error());
    QHash<qint64, IssueFlow> flows;
    auto read = forEachIssue(database, {.all = false, .ids = issues}, *categories, nullptr,
        [&flows](const IssueRecord &issue) -> Result<void> {
            flows.insert(issue.id, issueFlowOf(issue.history));
            return {};
        });
    if (!read)
        return std::unexpected(read.error());
    return flows;
}

} // namespace leadline
