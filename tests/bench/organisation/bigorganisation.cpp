#include "tests/bench/organisation/bigorganisation.h"

#include "core/domain/enums.h"
#include "core/store/derivation.h"
#include "core/store/migrations.h"
#include "core/store/recordstore.h"
#include "tests/bench/organisation/repositoryhistory.h"
#include "tests/bench/organisation/rowinsert.h"

#include <QElapsedTimer>
#include <QJsonValue>

#include <cstdio>

namespace leadline {

namespace {

constexpr qint64 kCode = 1; // ids of the sources
constexpr qint64 kTracker = 2;

// Counting row by row doubles the time of a bulk load: the triggers are put away and all is counted at the end.
class CountingTriggers {
public:
    explicit CountingTriggers(Database &database)
        : m_database(database)
    {
        QStringList names;
        auto found = Statement::prepare(
            database, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%counted'");
        while (found && *found->step()) {
            names += found->text(0);
            m_triggers += found->text(1);
        }
        found->reset();
        for (const QString &name : names)
            require(database.execute(u"DROP TRIGGER "_s + name));
    }
    void restore()
    {
        for (std::size_t kind = 0; kind < EnumNames<RecordKind>::values.size(); ++kind) {
            require(m_database.execute(
                u"INSERT INTO record_count SELECT source, %1, count(*) FROM \"%2\" GROUP BY source"_s.arg(kind).arg(
                    EnumNames<RecordKind>::values[kind])));
        }
        for (const QString &trigger : m_triggers)
            require(m_database.execute(trigger));
    }

private:
    Database &m_database;
    QStringList m_triggers;
};

class Writer {
public:
    Writer(Database &database, const BigOrganisation &organisation)
        : m_database(database)
        , m_organisation(organisation)
        , m_dice(organisation.seed)
    {
    }

    void run()
    {
        require(m_database.begin());
        for (const auto &[id, name, kind] :
            {std::tuple(kCode, "code"_ba, "github"_ba), std::tuple(kTracker, "tracker"_ba, "jira"_ba)})
            RowInsert(m_database, "source", "id, name, kind, config").add(id, name, kind, "{}"_ba);
        RowInsert(m_database, "freshness", "source, last_commit, last_success, complete")
            .add(kCode, kHistoryEnd, kHistoryEnd, 1);
        addPeople();
        addPlaces();
        require(m_database.commit());
        addRepositories();
        addIssues();
    }

private:
    // Everybody has an account in both tools; a third have been in more than one team. Programs have an account only.
    void addPeople()
    {
        RowInsert team(m_database, "team", "id, source, external_id, name");
        for (int i = 1; i <= m_organisation.teams(); ++i)
            team.add(i, 0, "team-" + QByteArray::number(i), "Team " + QByteArray::number(i));
        RowInsert person(m_database, "person", "id, source, external_id, name");
        RowInsert member(m_database, "membership", "source, external_id, team, person, from_at, to_at");
        RowInsert account(m_database, "identity", "id, source, external_id, login, name, email, actor, person");
        m_staff.members.resize(static_cast<std::size_t>(m_organisation.teams()));
        for (qint64 i = 1; i <= m_organisation.people(); ++i) {
            const QByteArray number = QByteArray::number(i);
            const QByteArray name = "Person " + number;
            person.add(i, 0, "person-" + number, name);
            for (const qint64 source : {kCode, kTracker})
                account.add(2 * i + source - 2, source, "u" + number, "person" + number, name,
                    "person" + number + "@example.org", static_cast<int>(ActorClass::Human), i);
            qint64 at = i % m_organisation.teams();
            m_staff.members[static_cast<std::size_t>(at)].push_back(2 * i - 1);
            Instant from;
            while (m_dice.chance(0.3)) { // moved
                const Instant moved = m_dice.workTime(std::max(from, kHistoryBegin), kHistoryEnd);
                member.add(0, "m" + QByteArray::number(++m_memberships), at + 1, i, from, moved);
                at = m_dice.below(m_organisation.teams());
                from = moved;
                if (from.ms() + 100 * kDayMs > kHistoryEnd.ms())
                    break;
            }
            member.add(0, "m" + QByteArray::number(++m_memberships), at + 1, i, from, Instant());
        }
        for (qint64 i = 0; i < std::max(2, m_organisation.people() / 100); ++i) {
            const QByteArray login = "robot" + QByteArray::number(i) + "[bot]";
            m_staff.bots.push_back(2 * m_organisation.people() + 1 + i);
            account.add(m_staff.bots.back(), kCode, login, login, login, QByteArray(),
                static_cast<int>(i % 3 == 0 ? ActorClass::AiReviewer : ActorClass::Bot), Instant());
        }
    }

    void addPlaces()
    {
        RowInsert service(m_database, "service", "id, name, stand_in, automatic");
        for (int i = 1; i <= m_organisation.services(); ++i)
            service.add(i, "Service " + QByteArray::number(i), 0, 0);
        RowInsert repository(m_database, "repository", "id, source, external_id, path, default_branch");
        RowInsert belongs(m_database, "service_repository", "repository, service");
        for (int i = 1; i <= m_organisation.repositories(); ++i) {
            repository.add(
                i, kCode, "r" + QByteArray::number(i), "acme/repository-" + QByteArray::number(i), "main"_ba);
            belongs.add(i, 1 + i % m_organisation.services());
        }
    }

    void addRepositories()
    {
        const auto repositories = static_cast<std::size_t>(m_organisation.repositories());
        const std::vector<qint64> changes = zipfParts(m_organisation.changes(), repositories, 0.6);
        const std::vector<qint64> deployments = zipfParts(m_organisation.deployments(), repositories, 0.5);
        HistoryWriter history(m_database, m_dice, m_staff);
        for (std::size_t i = 0; i < repositories; ++i) {
            require(m_database.begin());
            history.addRepository({.id = static_cast<qint64>(i) + 1,
                .team = static_cast<int>(i) % m_organisation.teams(),
                .changes = changes[i],
                .deployments = deployments[i]});
            require(m_database.commit());
            if (i % 50 == 49)
                std::fprintf(stderr, "%zu of %zu repositories\n", i + 1, repositories);
        }
    }

    // A tracker tells milliseconds.
    void addIssues()
    {
        RowInsert issue(m_database, "issue",
            "id, source, external_id, project, \"key\", title, type, status, priority, points, assignee, created_at, "
            "started_at, resolved_at, due_at");
        RowInsert step(
            m_database, "issue_transition", "source, external_id, issue, field, \"from\", \"to\", at, \"by\"");
        static const std::vector<QByteArray> states = {
            "To do", "Selected", "In progress", "Review", "Testing", "Blocked", "Done"};
        qint64 steps = 0;
        require(m_database.begin());
        for (qint64 id = 1; id <= m_organisation.issues(); ++id) {
            if (id % 50'000 == 0) {
                require(m_database.commit());
                require(m_database.begin());
            }
            const auto team = static_cast<std::size_t>(m_dice.below(m_organisation.teams()));
            const qint64 assignee = m_dice.chance(0.1) ? 0 : m_dice.of(m_staff.members[team]) + 1;
            const Instant created(m_dice.workTime(kHistoryBegin, kHistoryEnd).ms() + m_dice.below(1000));
            const Instant started = untilEnd(created.ms() + m_dice.hours(90, 1.4) + m_dice.below(1000));
            const Instant resolved = started.isSet() && !m_dice.chance(0.05)
                ? untilEnd(started.ms() + m_dice.hours(60, 1.2) + m_dice.below(1000))
                : Instant();
            const qint64 status = static_cast<int>(resolved.isSet() ? StatusCategory::Done
                    : started.isSet()                               ? StatusCategory::Doing
                                                                    : StatusCategory::Todo);
            const double points = m_dice.chance(0.4)
                ? std::array{1.0, 2.0, 3.0, 5.0, 8.0, 0.5}[static_cast<std::size_t>(m_dice.below(6))]
                : std::numeric_limits<double>::quiet_NaN();
            const Instant due =
                m_dice.chance(0.1) ? Instant((created.ms() / kDayMs + 5 + m_dice.below(60)) * kDayMs) : Instant();
            const QByteArray project = "P" + QByteArray::number(team + 1);
            issue.add(id, kTracker, QByteArray::number(id), project, project + '-' + QByteArray::number(id),
                "Issue " + QByteArray::number(id), 1 + m_dice.below(6), status, 1 + m_dice.below(5), points,
                assignee == 0 ? Instant() : Instant(assignee), created, started, resolved, due);
            qint64 at = created.ms();
            for (int i = 0; i < kTransitionsPerIssue; ++i) {
                step.add(kTracker, QByteArray::number(++steps), id, static_cast<int>(TransitionField::Status),
                    states[static_cast<std::size_t>(i)], states[static_cast<std::size_t>(i) + 1], at,
                    assignee == 0 ? Instant() : Instant(assignee));
                at += m_dice.hours(12, 1.3) + m_dice.below(1000);
            }
        }
        require(m_database.commit());
    }

    static Instant untilEnd(qint64 at) { return at < kHistoryEnd.ms() ? Instant(at) : Instant(); }

    Database &m_database;
    const BigOrganisation &m_organisation;
    Dice m_dice;
    Staff m_staff;
    qint64 m_memberships = 0;
};

} // namespace

qint64 BigOrganisation::part(double whole) const
{
    return std::max<qint64>(1, std::llround(whole * scale));
}

int BigOrganisation::places(double whole) const
{
    return std::max(3, static_cast<int>(std::lround(whole * std::sqrt(scale))));
}

void writeBigOrganisation(const QString &file, const QByteArray &key, const BigOrganisation &organisation)
{
    QElapsedTimer clock;
    clock.start();
    const auto say = [&clock](const char *what) {
        std::fprintf(stderr, "%s after %lld s\n", what, static_cast<long long>(clock.elapsed() / 1000));
    };
    auto database = Database::open(file, key, Database::Mode::ReadWrite, true);
    if (!database)
        qFatal("%s", qPrintable(database.error().text));
    require(database->execute(u"PRAGMA synchronous = OFF; PRAGMA cache_size = -400000"_s));
    CountingTriggers counting(*database);
    Writer(*database, organisation).run();
    say("records written");
    require(database->begin());
    counting.restore();
    for (std::size_t kind = 0; kind < EnumNames<RecordKind>::values.size(); ++kind)
        require(database->execute(u"INSERT OR IGNORE INTO dirty VALUES (%1, 0)"_s.arg(kind)));
    const auto derived = derive(*database);
    if (!derived)
        qFatal("%s", qPrintable(derived.error().text));
    require(database->commit());
    say("derived");
    require(makeSecondaryIndexes(*database));
    require(database->execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
    say("indexed");
}

} // namespace leadline
