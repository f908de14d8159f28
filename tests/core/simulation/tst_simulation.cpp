#include "core/domain/recordexport.h"
#include "core/simulation/simulation.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QSet>
#include <QTest>

#include <cmath>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

QByteArray fingerprint(const SimulatedOrganisation &organisation)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    organisation.records.forEachKind([&hash](const auto &records) {
        for (const auto &record : records)
            hash.addData(QJsonDocument(toJson(record)).toJson(QJsonDocument::Compact));
    });
    for (const TrueChange &change : organisation.changes) {
        hash.addData(change.externalId.toUtf8() + change.team.toUtf8() + change.deployment.toUtf8());
        hash.addData(QByteArray::number(change.deployedAt.ms()));
    }
    for (const TrueDeployment &deployment : organisation.deployments)
        hash.addData(deployment.externalId.toUtf8() + (deployment.failed ? 'f' : '-')
            + QByteArray::number(deployment.recoveredAt.ms()));
    return hash.result();
}

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return std::nan("");
    std::ranges::sort(values);
    return values[values.size() / 2];
}

double hoursBetween(Instant from, Instant to)
{
    return static_cast<double>(to.ms() - from.ms()) / 3'600'000.0;
}

constexpr qint64 kDay = 86'400'000;

} // namespace

class TestSimulation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isTheSameForTheSameSeed();
    void differsForAnotherSeed();
    void hasUniqueKeysAndResolvingReferences();
    void looksLikeTheTool();
    void ordersTimes();
    void commitsFormADag();
    void truthEqualsAnIndependentWalk();
    void failuresHaveCauses();
    void incidentsWithoutANameAreFoundByTime();
    void agreesWithItsReviews();
    void isPlausible();
    void tellsTrueStories();
    void worksWhenTiny_data();
    void worksWhenTiny();
    void scalesWithActivity();

private:
    [[nodiscard]] Instant ago(int days) const { return Instant{m_end.ms() - days * kDay}; }
    SimulatedOrganisation m_sample;
    Instant m_end = Instant::fromIso(u"2026-03-01T00:00:00Z");
    QHash<QString, QString> m_paths; // repository id → name
};

void TestSimulation::initTestCase()
{
    QElapsedTimer timer;
    timer.start();
    m_sample = simulate();
    qInfo("default sample: %lld ms, %lld records, %zu changes, %zu deployments, %zu incidents", timer.elapsed(),
        m_sample.records.size(), m_sample.changes.size(), m_sample.deployments.size(),
        m_sample.records.of<Incident>().size());
    for (const Repository &repository : m_sample.records.of<Repository>())
        m_paths.insert(repository.externalId, repository.path.section(u'/', 1));
}

void TestSimulation::isTheSameForTheSameSeed()
{
    const SimulationOptions options{.end = {}, .teams = 3, .people = 12, .repositories = 6, .days = 120};
    QCOMPARE(fingerprint(simulate(options)), fingerprint(simulate(options)));
}

void TestSimulation::differsForAnotherSeed()
{
    SimulationOptions options{.end = {}, .teams = 2, .people = 8, .repositories = 4, .days = 60};
    const QByteArray first = fingerprint(simulate(options));
    options.seed = 7;
    QVERIFY(fingerprint(simulate(options)) != first);
}

void TestSimulation::hasUniqueKeysAndResolvingReferences()
{
    const RecordBatch &records = m_sample.records;
    const auto keysOf = [](const auto &list) {
        QSet<QString> keys;
        for (const auto &record : list)
            keys.insert(record.externalId);
        return keys;
    };
    records.forEachKind([&](const auto &list) { QCOMPARE(keysOf(list).size(), static_cast<qsizetype>(list.size())); });

    const QSet<QString> repositories = keysOf(records.of<Repository>());
    const QSet<QString> identities = keysOf(records.of<Identity>());
    const QSet<QString> changes = keysOf(records.of<ChangeRequest>());
    const QSet<QString> commits = keysOf(records.of<Commit>());
    const QSet<QString> issues = keysOf(records.of<Issue>());
    const auto known = [](const QSet<QString> &keys, const QString &id) { return id.isEmpty() || keys.contains(id); };
    for (const Commit &commit : records.of<Commit>()) {
        QVERIFY(repositories.contains(commit.repository.id));
        QVERIFY(identities.contains(commit.author.id));
        QVERIFY(known(changes, commit.changeRequest.id));
    }
    for (const ChangeRequest &change : records.of<ChangeRequest>()) {
        QVERIFY(repositories.contains(change.repository.id));
        QVERIFY(identities.contains(change.author.id));
        QVERIFY(known(identities, change.mergedBy.id));
        QVERIFY(known(commits, change.mergeSha));
        QVERIFY(commits.contains(change.headSha));
    }
    for (const Review &review : records.of<Review>())
        QVERIFY(changes.contains(review.changeRequest.id) && identities.contains(review.reviewer.id));
    for (const IssueTransition &transition : records.of<IssueTransition>())
        QVERIFY(issues.contains(transition.issue.id) && known(identities, transition.by.id));
    for (const Deployment &deployment : records.of<Deployment>())
        QVERIFY(commits.contains(deployment.sha) && identities.contains(deployment.creator.id));
    for (const Build &build : records.of<Build>())
        QVERIFY(commits.contains(build.sha) && identities.contains(build.actor.id));
    for (const Incident &incident : records.of<Incident>())
        QVERIFY(issues.contains(incident.externalId) && known(commits, incident.causeSha));
    for (const Release &release : records.of<Release>())
        QVERIFY(commits.contains(release.sha));
    const QSet<QString> messages = keysOf(records.of<Message>());
    for (const Message &message : records.of<Message>())
        QVERIFY(identities.contains(message.author.id) && known(messages, message.thread));
    QSet<QString> paths;
    for (const Repository &repository : records.of<Repository>())
        paths.insert(repository.path);
    for (const Finding &finding : records.of<Finding>())
        QVERIFY(paths.contains(finding.project));
    for (const Measure &measure : records.of<Measure>())
        QVERIFY(paths.contains(measure.project) && measure.value.has_value());
    qInfo("%zu builds, %zu red periods, %zu findings, %zu measures, %zu messages", records.of<Build>().size(),
        m_sample.redPeriods.size(), records.of<Finding>().size(), records.of<Measure>().size(),
        records.of<Message>().size());

    const QSet<QString> people = keysOf(m_sample.people);
    const QSet<QString> teams = keysOf(m_sample.teams);
    QCOMPARE(people.size(), 60);
    QCOMPARE(teams.size(), 8);
    for (const Membership &membership : m_sample.memberships)
        QVERIFY(people.contains(membership.person.id) && teams.contains(membership.team.id));
    for (const auto &[identity, person] : m_sample.identityPeople)
        QVERIFY(identities.contains(identity) && people.contains(person));
}

void TestSimulation::looksLikeTheTool()
{
    static const QRegularExpression number(u"^[0-9]+$"_s);
    static const QRegularExpression sha(u"^[0-9a-f]{40}$"_s);
    QSet<std::pair<QString, qint64>> numbers;
    for (const ChangeRequest &change : m_sample.records.of<ChangeRequest>()) {
        QVERIFY(number.match(change.externalId).hasMatch());
        QVERIFY(change.url.startsWith("https://github.example/lanternworks/"_L1));
        QVERIFY(!change.title.isEmpty() && !change.headBranch.isEmpty() && !change.baseBranch.isEmpty());
        QVERIFY(!numbers.contains({change.repository.id, change.number}));
        numbers.insert({change.repository.id, change.number});
    }
    for (const Issue &issue : m_sample.records.of<Issue>()) { // counted together with the change requests
        const qint64 own = issue.key.section(u'#', 1).toLongLong();
        QVERIFY(!numbers.contains({issue.repository.id, own}));
        numbers.insert({issue.repository.id, own});
    }
    for (const Commit &commit : m_sample.records.of<Commit>())
        QVERIFY(sha.match(commit.externalId).hasMatch());
    for (const Identity &identity : m_sample.records.of<Identity>())
        QVERIFY(identity.login.isEmpty() ? identity.externalId.startsWith("email:"_L1)
                                         : identity.externalId == identity.login);
}

void TestSimulation::ordersTimes()
{
    const auto ordered = [this](std::initializer_list<Instant> times) {
        Instant last;
        for (const Instant at : times) {
            if (!at.isSet())
                continue;
            if (at < last || at > m_end)
                return false;
            last = at;
        }
        return true;
    };
    for (const ChangeRequest &change : m_sample.records.of<ChangeRequest>()) {
        QVERIFY(ordered(
            {change.createdAt, change.readyAt, change.firstResponseAt, change.firstApprovalAt, change.closedAt}));
        QVERIFY(ordered({change.firstCommitAt, change.closedAt}));
        QCOMPARE(change.mergedAt.isSet(), change.state == ChangeState::Merged);
        QCOMPARE(change.mergedAt.isSet(), !change.mergeSha.isEmpty());
        QVERIFY(ordered({change.createdAt, change.updatedAt}) && change.createdAt >= ago(731));
    }
    for (const TrueChange &change : m_sample.changes)
        QVERIFY(ordered({change.startedAt, change.readyAt, change.mergedAt, change.deployedAt}));
    for (const Commit &commit : m_sample.records.of<Commit>())
        QVERIFY(ordered({commit.authoredAt, commit.committedAt}));
    for (const Issue &issue : m_sample.records.of<Issue>())
        QVERIFY(ordered({issue.createdAt, issue.startedAt, issue.resolvedAt}));
    for (const Build &build : m_sample.records.of<Build>())
        QVERIFY(ordered({build.queuedAt, build.startedAt, build.finishedAt}));
    for (const Incident &incident : m_sample.records.of<Incident>())
        QVERIFY(ordered({incident.openedAt, incident.resolvedAt}));
    for (const Deployment &deployment : m_sample.records.of<Deployment>()) {
        QVERIFY(ordered({deployment.startedAt, deployment.finishedAt}));
        QCOMPARE(deployment.finishedAt.isSet(), deployment.result != RunResult::Running);
    }
}

void TestSimulation::commitsFormADag()
{
    QHash<QString, const Commit *> bySha;
    for (const Commit &commit : m_sample.records.of<Commit>())
        bySha.insert(commit.externalId, &commit);
    qsizetype merges = 0;
    for (const Commit &commit : m_sample.records.of<Commit>()) {
        merges += commit.parents.size() > 1;
        for (const QString &sha : commit.parents) {
            const Commit *parent = bySha.value(sha);
            QVERIFY(parent);
            QCOMPARE(parent->repository, commit.repository);
            QVERIFY2(parent->committedAt <= commit.committedAt, qPrintable(commit.url));
            QVERIFY(!commit.onDefaultBranch || parent->onDefaultBranch);
        }
    }
    QVERIFY(merges > 500);
}

// What each deployment first brought to production, found by walking the parents, as a reader of the records alone
// would.
void TestSimulation::truthEqualsAnIndependentWalk()
{
    QHash<QString, const Commit *> bySha;
    for (const Commit &commit : m_sample.records.of<Commit>())
        bySha.insert(commit.externalId, &commit);
    std::vector<const Deployment *> inOrder;
    for (const Deployment &deployment : m_sample.records.of<Deployment>()) {
        if (deployment.environment.startsWith("prod"_L1) && deployment.result == RunResult::Success)
            inOrder.push_back(&deployment);
    }
    std::ranges::stable_sort(inOrder, {}, &Deployment::finishedAt);
    QHash<QString, const Deployment *> broughtBy; // sha → first deployment that holds it
    for (const Deployment *deployment : inOrder) {
        QStringList open{deployment->sha};
        while (!open.isEmpty()) {
            const QString sha = open.takeLast();
            if (broughtBy.contains(sha))
                continue;
            broughtBy.insert(sha, deployment);
            open += bySha.value(sha)->parents;
        }
    }
    int deployed = 0;
    QCOMPARE(m_sample.changes.size(), m_sample.records.of<ChangeRequest>().size());
    for (std::size_t i = 0; i < m_sample.changes.size(); ++i) {
        const TrueChange &truth = m_sample.changes[i];
        const ChangeRequest &record = m_sample.records.of<ChangeRequest>()[i];
        QCOMPARE(truth.externalId, record.externalId);
        QCOMPARE(truth.mergedAt, record.mergedAt);
        QCOMPARE(truth.readyAt, record.readyAt);
        QCOMPARE(truth.startedAt, std::min(record.firstCommitAt, record.createdAt));
        const Deployment *deployment = record.mergeSha.isEmpty() ? nullptr : broughtBy.value(record.mergeSha);
        QVERIFY2(truth.deployment == (deployment ? deployment->externalId : QString()), qPrintable(record.url));
        QCOMPARE(truth.deployedAt, deployment ? deployment->finishedAt : Instant());
        deployed += truth.deployedAt.isSet();
    }
    QVERIFY(deployed > 5000);
}

void TestSimulation::failuresHaveCauses()
{
    QHash<QString, const TrueDeployment *> byId;
    int failed = 0;
    int recovered = 0;
    int unplanned = 0;
    for (const TrueDeployment &deployment : m_sample.deployments) {
        byId.insert(deployment.externalId, &deployment);
        failed += deployment.failed;
        unplanned += deployment.unplanned;
        recovered += deployment.recoveredAt.isSet();
        QVERIFY(!deployment.failed || (deployment.production && deployment.succeeded));
        QVERIFY(
            !deployment.recoveredAt.isSet() || (deployment.failed && deployment.recoveredAt > deployment.finishedAt));
    }
    QVERIFY(failed > 100 && unplanned > 80);
    QVERIFY(recovered > failed * 95 / 100);
    QHash<QString, QString> deploymentOfSha;
    for (std::size_t i = 0; i < m_sample.changes.size(); ++i)
        deploymentOfSha.insert(m_sample.records.of<ChangeRequest>()[i].mergeSha, m_sample.changes[i].deployment);
    int named = 0;
    for (const Incident &incident : m_sample.records.of<Incident>()) {
        if (incident.causeSha.isEmpty())
            continue;
        ++named;
        const TrueDeployment *guilty = byId.value(deploymentOfSha.value(incident.causeSha));
        QVERIFY(guilty && guilty->failed);
        QVERIFY(guilty->finishedAt < incident.openedAt);
        if (incident.resolvedAt.isSet())
            QCOMPARE(guilty->recoveredAt, incident.resolvedAt);
    }
    QVERIFY(named > 50);
}

// Who only sees the records blames the newest production deployment of the last three days; the model is made so that
// this is right.
void TestSimulation::incidentsWithoutANameAreFoundByTime()
{
    QHash<QString, std::vector<const TrueDeployment *>> byRepository;
    for (const TrueDeployment &deployment : m_sample.deployments) {
        if (deployment.production && deployment.succeeded)
            byRepository[deployment.repository].push_back(&deployment);
    }
    for (auto &list : byRepository)
        std::ranges::stable_sort(list, {}, &TrueDeployment::finishedAt);
    int caused = 0;
    int outages = 0;
    for (const Incident &incident : m_sample.records.of<Incident>()) {
        if (!incident.causeSha.isEmpty())
            continue;
        const TrueDeployment *last = nullptr;
        for (const TrueDeployment *deployment : byRepository.value(incident.repository.id)) {
            if (deployment->finishedAt <= incident.openedAt)
                last = deployment;
        }
        if (!last || incident.openedAt.ms() - last->finishedAt.ms() > 3 * kDay) {
            ++outages;
            continue;
        }
        ++caused;
        QVERIFY(last->failed);
        QCOMPARE(last->recoveredAt, incident.resolvedAt);
    }
    QVERIFY(caused > 40 && outages > 5);
}

void TestSimulation::agreesWithItsReviews()
{
    QHash<QString, ActorClass> classes;
    for (const Identity &identity : m_sample.records.of<Identity>())
        classes.insert(identity.externalId, identity.actor);
    QHash<QString, std::pair<Instant, Instant>> firsts; // change → first human response, first approval
    QHash<QString, const ChangeRequest *> changes;
    for (const ChangeRequest &change : m_sample.records.of<ChangeRequest>())
        changes.insert(change.externalId, &change);
    int byAi = 0;
    for (const Review &review : m_sample.records.of<Review>()) {
        const ChangeRequest *change = changes.value(review.changeRequest.id);
        QVERIFY(change->readyAt.isSet() && review.at >= change->readyAt
            && (!change->closedAt.isSet() || review.at <= change->closedAt));
        const ActorClass actor = classes.value(review.reviewer.id);
        byAi += actor == ActorClass::AiReviewer;
        if (actor != ActorClass::Human || review.reviewer == change->author)
            continue;
        auto &[response, approval] = firsts[review.changeRequest.id];
        if (!response.isSet() || review.at < response)
            response = review.at;
        if (review.verdict == Verdict::Approved && (!approval.isSet() || review.at < approval))
            approval = review.at;
    }
    QVERIFY(byAi > 300);
    for (std::size_t i = 0; i < m_sample.changes.size(); ++i) {
        const ChangeRequest &change = m_sample.records.of<ChangeRequest>()[i];
        const auto [response, approval] = firsts.value(change.externalId);
        QCOMPARE(change.firstResponseAt, response);
        QCOMPARE(change.firstApprovalAt, approval);
        QCOMPARE(m_sample.changes[i].firstResponseAt, response);
        QCOMPARE(m_sample.changes[i].firstApprovalAt, approval);
    }
}

void TestSimulation::isPlausible()
{
    std::vector<double> cycle;
    std::vector<double> pickup;
    std::vector<double> size;
    int open = 0;
    int closed = 0;
    int weekend = 0;
    for (std::size_t i = 0; i < m_sample.changes.size(); ++i) {
        const TrueChange &truth = m_sample.changes[i];
        const ChangeRequest &record = m_sample.records.of<ChangeRequest>()[i];
        open += record.state == ChangeState::Open;
        closed += record.state == ChangeState::Closed;
        if (!truth.mergedAt.isSet() || truth.team.isEmpty())
            continue;
        weekend += QDateTime::fromMSecsSinceEpoch(truth.mergedAt.ms(), QTimeZone::UTC).date().dayOfWeek() >= 6;
        cycle.push_back(hoursBetween(truth.startedAt, truth.mergedAt));
        size.push_back(static_cast<double>(*record.additions + *record.deletions));
        if (truth.firstResponseAt.isSet())
            pickup.push_back(hoursBetween(truth.readyAt, truth.firstResponseAt));
    }
    std::vector<double> recovery;
    int production = 0;
    int failed = 0;
    for (const TrueDeployment &deployment : m_sample.deployments) {
        production += deployment.production && deployment.succeeded;
        failed += deployment.failed;
        if (deployment.recoveredAt.isSet())
            recovery.push_back(hoursBetween(deployment.finishedAt, deployment.recoveredAt));
    }
    const double failRate = static_cast<double>(failed) / production;
    qInfo("merged %zu open %d closed %d; cycle %.1f h, pickup %.1f h, size %.0f; production %d, fail rate %.1f %%, "
          "recovery %.1f h; weekend %d",
        cycle.size(), open, closed, medianOf(cycle), medianOf(pickup), medianOf(size), production, failRate * 100,
        medianOf(recovery), weekend);
    QVERIFY(m_sample.changes.size() > 8'000 && m_sample.changes.size() < 16'000);
    QVERIFY(medianOf(cycle) > 18 && medianOf(cycle) < 90);
    QVERIFY(medianOf(pickup) > 1 && medianOf(pickup) < 24);
    QVERIFY(medianOf(size) > 60 && medianOf(size) < 250);
    QVERIFY(failRate > 0.03 && failRate < 0.15);
    QVERIFY(medianOf(recovery) > 0.5 && medianOf(recovery) < 24);
    QVERIFY(open > 40 && open < 600);
    QVERIFY(closed > 200);
    QVERIFY(weekend < static_cast<int>(cycle.size()) / 40);
}

void TestSimulation::tellsTrueStories()
{
    QVERIFY(m_sample.story.size() >= 10);
    const auto changesWhere = [&](auto &&condition, auto &&value) {
        std::vector<double> values;
        for (std::size_t i = 0; i < m_sample.changes.size(); ++i) {
            const TrueChange &truth = m_sample.changes[i];
            const ChangeRequest &record = m_sample.records.of<ChangeRequest>()[i];
            if (!truth.team.isEmpty() && condition(truth, record))
                values.push_back(value(truth, record));
        }
        return values;
    };
    const auto sizeOf = [](const TrueChange &, const ChangeRequest &record) {
        return static_cast<double>(*record.additions + *record.deletions);
    };
    const auto pickupOf = [](const TrueChange &truth, const ChangeRequest &) {
        return hoursBetween(truth.readyAt, truth.firstResponseAt);
    };
    const auto kestrel = [&](Instant from, Instant to) {
        return [from, to](const TrueChange &truth, const ChangeRequest &) {
            return truth.team == "team-1"_L1 && truth.firstResponseAt.isSet() && truth.readyAt >= from
                && truth.readyAt < to;
        };
    };
    QVERIFY(medianOf(changesWhere(kestrel(ago(700), ago(340)), sizeOf))
        > 2.5 * medianOf(changesWhere(kestrel(ago(320), m_end), sizeOf)));
    QVERIFY(medianOf(changesWhere(kestrel(ago(700), ago(340)), pickupOf))
        > 1.3 * medianOf(changesWhere(kestrel(ago(320), m_end), pickupOf)));

    const auto ledger = [&](Instant from, Instant to) {
        return [this, from, to](const TrueChange &truth, const ChangeRequest &) {
            return m_paths.value(truth.repository) == "ledger-core"_L1 && truth.firstResponseAt.isSet()
                && truth.readyAt >= from && truth.readyAt < to;
        };
    };
    const double gated = medianOf(changesWhere(ledger(ago(500), ago(155)), pickupOf));
    const double freed = medianOf(changesWhere(ledger(ago(140), m_end), pickupOf));
    qInfo("ledger-core pickup: gated %.1f h, then %.1f h", gated, freed);
    QVERIFY(gated > 2.5 * freed);

    const auto migration = [&](Instant from, Instant to) {
        const auto merged = [this, from, to](const TrueChange &truth, const ChangeRequest &) {
            return m_paths.value(truth.repository) == "billing-next"_L1 && truth.mergedAt.isSet()
                && truth.mergedAt >= from && truth.mergedAt < to;
        };
        return static_cast<double>(changesWhere(merged, sizeOf).size())
            / (static_cast<double>(to.ms() - from.ms()) / kDay);
    };
    qInfo("billing-next merges a day: %.2f, stalled %.2f, then %.2f", migration(ago(385), ago(275)),
        migration(ago(265), ago(150)), migration(ago(145), m_end));
    QVERIFY(migration(ago(385), ago(275)) > 2 * migration(ago(265), ago(150)));

    QSet<QString> reorganised;
    for (const Repository &repository : m_sample.records.of<Repository>()) {
        if (QStringList{u"identity-service"_s, u"search-index"_s, u"notification-hub"_s, u"recommendations"_s}.contains(
                m_paths.value(repository.externalId)))
            reorganised.insert(repository.externalId);
    }
    const auto failRate = [&](Instant from, Instant to) {
        double all = 0;
        double failed = 0;
        for (const TrueDeployment &deployment : m_sample.deployments) {
            if (!deployment.production || !deployment.succeeded || !reorganised.contains(deployment.repository)
                || deployment.finishedAt < from || deployment.finishedAt >= to)
                continue;
            ++all;
            failed += deployment.failed;
        }
        return failed / all;
    };
    qInfo("fail rate of the reorganised: before %.3f, after %.3f, later %.3f", failRate(ago(400), ago(181)),
        failRate(ago(181), ago(111)), failRate(ago(105), m_end));
    QVERIFY(failRate(ago(181), ago(111)) > 2 * failRate(ago(400), ago(181)));

    const auto merges = [&](Instant from, Instant to) {
        return changesWhere(
            [from, to](const TrueChange &truth, const ChangeRequest &) {
                return truth.mergedAt.isSet() && truth.mergedAt >= from && truth.mergedAt < to;
            },
            sizeOf)
            .size();
    };
    QVERIFY(merges(ago(66), ago(59)) * 4 < merges(ago(94), ago(87))); // between the years against November
    for (const QString &line : m_sample.story)
        qInfo().noquote() << line;
}

void TestSimulation::worksWhenTiny_data()
{
    QTest::addColumn<int>("teams");
    QTest::addColumn<int>("people");
    QTest::addColumn<int>("repositories");
    QTest::addColumn<int>("days");
    QTest::newRow("one of each for a day") << 1 << 1 << 1 << 1;
    QTest::newRow("one person for a year") << 1 << 1 << 1 << 365;
    QTest::newRow("no time") << 2 << 4 << 2 << 0;
    QTest::newRow("nonsense") << 0 << -1 << 0 << -5;
    QTest::newRow("more teams than people") << 9 << 3 << 2 << 30;
    QTest::newRow("more than the lists have") << 11 << 150 << 60 << 20;
}

void TestSimulation::worksWhenTiny()
{
    QFETCH(int, teams);
    QFETCH(int, people);
    QFETCH(int, repositories);
    QFETCH(int, days);
    const SimulatedOrganisation organisation =
        simulate({.end = {}, .teams = teams, .people = people, .repositories = repositories, .days = days});
    QCOMPARE(static_cast<int>(organisation.teams.size()), std::max(teams, 1));
    QCOMPARE(static_cast<int>(organisation.people.size()), std::max(people, 1));
    QCOMPARE(static_cast<int>(organisation.records.of<Repository>().size()), std::max(repositories, 1));
    QSet<QString> logins;
    for (const Identity &identity : organisation.records.of<Identity>())
        logins.insert(identity.externalId);
    QCOMPARE(logins.size(), static_cast<qsizetype>(organisation.records.of<Identity>().size()));
    for (const TrueChange &change : organisation.changes)
        QVERIFY(people > 1 || !change.firstResponseAt.isSet() || change.team.isEmpty());
    if (days >= 365)
        QVERIFY(organisation.changes.size() > 50);
}

void TestSimulation::scalesWithActivity()
{
    SimulationOptions options{.end = {}, .days = 60};
    const auto usual = static_cast<double>(simulate(options).changes.size());
    options.activity = 3;
    const auto busy = static_cast<double>(simulate(options).changes.size());
    options.activity = 0.3;
    const auto quiet = static_cast<double>(simulate(options).changes.size());
    qInfo("changes in 60 days: %.0f, x3 %.0f, x0.3 %.0f", usual, busy, quiet);
    QVERIFY(busy > 2.4 * usual && busy < 3.6 * usual);
    QVERIFY(quiet > 0.15 * usual && quiet < 0.5 * usual);
}

QTEST_APPLESS_MAIN(TestSimulation)
#include "tst_simulation.moc"
