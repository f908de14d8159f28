#include "core/secrets/memorystore.h"
#include "tests/core/workspace/syncfixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>

#include <atomic>

using namespace leadline;
using namespace leadline::test;
using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

Q_DECLARE_METATYPE(leadline::EmulatorFault)

namespace {

// The computer's clock, as wrong as somebody set it. What is waited for goes on as ever.
class WrongClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override { return Instant{m_right.now().ms() + m_wrongBy}; }
    [[nodiscard]] qint64 steadyMs() const override { return m_right.steadyMs(); }
    void setWrongBy(qint64 ms) { m_wrongBy = ms; }

private:
    SystemClock m_right;
    std::atomic<qint64> m_wrongBy{0};
};

} // namespace

// What a server and a network do to a workspace that has been synced before: each fault is told with what to do,
// nothing that was there is lost, figures go on, and the next sync makes all good.
class TestFaults final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void passingTrouble_data();
    void passingTrouble();
    void oddContents_data();
    void oddContents();
    void refusals_data();
    void refusals();
    void aRecordThatCannotBeUnderstoodIsSetAside();
    void aDeletedRepositoryKeepsItsHistory();
    void aRenamedRepositoryIsOneRepository();
    void aServerThatCannotBeReached_data();
    void aServerThatCannotBeReached();
    void aCertificateThatNobodyVouchesFor();
    void aServerThatHangsIsLeftAtOnce();
    void aChangedClockLosesNothing_data();
    void aChangedClockLosesNothing();

private:
    [[nodiscard]] Workspace &workspace() const { return *m_workspace; }
    void nothingIsLost();
    void allIsGoodAgain();
    void cannotBeReached(const QString &url, const QString &words);
    [[nodiscard]] SyncReport fullSync();
    static void addFault(Kind kind, const QString &match, int times, int value = 0);
    static void addRefusal(Kind kind, const QString &match, ErrorKind told, const QString &words);

    QTemporaryDir m_folder;
    std::unique_ptr<GitHubEmulator> m_server;
    std::shared_ptr<WrongClock> m_clock = std::make_shared<WrongClock>();
    std::unique_ptr<Workspace> m_workspace;
    QStringList m_contents;
    QString m_figure;
};

void TestFaults::initTestCase()
{
    qunsetenv("https_proxy");
    qunsetenv("HTTPS_PROXY");
    m_server = std::make_unique<GitHubEmulator>(tinyOrganisation().records);
    auto opened = Workspace::open({.file = m_folder.filePath(u"faults.leadline"_s),
        .key = workspaceKey(),
        .create = true,
        .clock = m_clock,
        .secrets = makeMemoryStore()});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    m_workspace = std::move(*opened);
    QVERIFY(await(workspace().saveSource(sourceAt(*m_server), QByteArray("ghp_emulated"))));
    const auto report = syncOnce(workspace());
    QVERIFY(report);
    QCOMPARE(report->outcome, SyncOutcome::Success);
    const auto contents = contentsOf(workspace());
    QVERIFY(contents);
    m_contents = *contents;
    m_figure = figureOf(workspace());
    QVERIFY2(m_figure.section(u' ', -1).toInt() > 5, qPrintable(m_figure));
}

void TestFaults::init()
{
    m_server->setFaults({});
    m_server->onRequest({});
}

// Whatever a test left: the next one starts from the truth.
void TestFaults::cleanup()
{
    init();
    m_clock->setWrongBy(0);
    QVERIFY(await(workspace().saveSource(sourceAt(*m_server), QByteArray("ghp_emulated"))));
    allIsGoodAgain();
}

SyncReport TestFaults::fullSync()
{
    SyncReport lost;
    lost.problems.push_back({.scope = {}, .entity = {}, .error = {.text = u"the sync did not end"_s}});
    return syncOnce(workspace(), true).value_or(lost);
}

void TestFaults::nothingIsLost()
{
    const auto contents = contentsOf(workspace());
    QVERIFY(contents);
    QCOMPARE(namesIn(*contents), namesIn(m_contents));
    QCOMPARE(figureOf(workspace()).section(u' ', -1), m_figure.section(u' ', -1));
}

void TestFaults::allIsGoodAgain()
{
    const SyncReport report = fullSync();
    QVERIFY2(report.problems.empty(), report.problems.empty() ? "" : qPrintable(report.problems.front().error.text));
    QCOMPARE(report.outcome, SyncOutcome::Success);
    const auto contents = contentsOf(workspace());
    QVERIFY(contents);
    QCOMPARE(contents->size(), m_contents.size());
    for (qsizetype i = 0; i < contents->size(); ++i)
        QCOMPARE(contents->at(i), m_contents.at(i));
    QCOMPARE(figureOf(workspace()), m_figure);
    QVERIFY(await(workspace().verifyAudit()));
}

void TestFaults::addFault(Kind kind, const QString &match, int times, int value)
{
    QTest::newRow(qPrintable(faultName(kind) + u' ' + match))
        << EmulatorFault{.kind = kind, .match = match, .after = 0, .times = times, .value = value};
}

void TestFaults::passingTrouble_data()
{
    QTest::addColumn<EmulatorFault>("fault");
    addFault(Kind::LimitSeconds, u"PullRequests"_s, 1, 1);
    addFault(Kind::LimitDate, u"Issues"_s, 1, 1);
    addFault(Kind::PrimaryLimit, u"/repo/actions/runs"_s, 1, 1);
    addFault(Kind::GraphQlRateLimit, u"PullRequests"_s, 1, 1);
    addFault(Kind::ServerError, u"Issues"_s, 1);
    addFault(Kind::BadGateway, u"PullRequests"_s, 1);
    addFault(Kind::Unavailable, u"/repo/actions/runs"_s, 1);
    addFault(Kind::GatewayTimeout, u"Commits"_s, 1);
    addFault(Kind::Truncated, u"PullRequests"_s, 1);
    addFault(Kind::Truncated, u"/repo/actions/runs"_s, 1);
    addFault(Kind::Cut, u"Issues"_s, 1);
    addFault(Kind::Cut, u"/repo/actions/runs"_s, 1);
}

// Sat out: nobody is bothered, and the contents are the truth.
void TestFaults::passingTrouble()
{
    QFETCH(const EmulatorFault, fault);
    m_server->setFaults({fault});
    allIsGoodAgain();
}

void TestFaults::oddContents_data()
{
    QTest::addColumn<EmulatorFault>("fault");
    addFault(Kind::HugeField, u"PullRequests"_s, -1);
    addFault(Kind::HugeField, u"/repo/actions/runs"_s, 1);
    addFault(Kind::UnknownEnums, u"PullRequests"_s, -1);
    addFault(Kind::UnknownEnums, u"Issues"_s, -1);
    addFault(Kind::UnknownEnums, u"/repo/actions/runs"_s, -1);
    addFault(Kind::NullAuthors, u"PullRequests"_s, -1);
    addFault(Kind::NullAuthors, u"Issues"_s, -1);
    addFault(Kind::NullAuthors, u"Deployments"_s, -1);
    addFault(Kind::FutureTimes, u"PullRequests"_s, -1);
    addFault(Kind::FutureTimes, u"Issues"_s, -1);
    addFault(Kind::FutureTimes, u"/repo/actions/runs"_s, -1);
}

// Taken as it comes, all of it kept; cleanup() proves that better data take its place later.
void TestFaults::oddContents()
{
    QFETCH(const EmulatorFault, fault);
    m_server->setFaults({fault});
    const SyncReport report = fullSync();
    QVERIFY2(report.problems.empty(), report.problems.empty() ? "" : qPrintable(report.problems.front().error.text));
    QCOMPARE(report.quarantined, 0);
    const auto contents = contentsOf(workspace());
    QVERIFY(contents);
    QCOMPARE(namesIn(*contents), namesIn(m_contents));
    QVERIFY(*contents != m_contents);
    for (const QString &line : *contents)
        QVERIFY(line.size() < 20'000);
    QVERIFY2(figureOf(workspace()).section(u' ', -1).toInt() > 5, qPrintable(figureOf(workspace())));
}

void TestFaults::addRefusal(Kind kind, const QString &match, ErrorKind told, const QString &words)
{
    const QString where = match.isEmpty() ? u"everywhere"_s : match;
    QTest::newRow(qPrintable(faultName(kind) + u' ' + where))
        << EmulatorFault{.kind = kind, .match = match, .after = 0, .times = -1, .value = 0} << told << words;
}

void TestFaults::refusals_data()
{
    QTest::addColumn<EmulatorFault>("fault");
    QTest::addColumn<ErrorKind>("told");
    QTest::addColumn<QString>("words");
    addRefusal(Kind::BadToken, {}, ErrorKind::Auth, u"does not accept the token"_s);
    addRefusal(Kind::BadToken, u"/repo/actions/runs"_s, ErrorKind::Auth, u"does not accept the token"_s);
    addRefusal(Kind::ExpiredToken, {}, ErrorKind::Auth, u"expired on 2025-09-22"_s);
    addRefusal(Kind::MissingScope, u"/repo/actions/runs"_s, ErrorKind::Permission, u"permission “actions=read”"_s);
    addRefusal(Kind::SingleSignOn, {}, ErrorKind::Permission, u"Authorise it at https://github.com/orgs/acme/sso"_s);
    addRefusal(Kind::SingleSignOn, u"Deployments"_s, ErrorKind::Permission, u"single sign-on"_s);
    addRefusal(Kind::GraphQlSaml, u"Issues"_s, ErrorKind::Permission, u"single sign-on"_s);
    addRefusal(Kind::GraphQlForbidden, u"Issues"_s, ErrorKind::Permission, u"missing permission"_s);
    addRefusal(Kind::GraphQlNotFound, u"Releases"_s, ErrorKind::Http, u"may not see it"_s);
    addRefusal(Kind::NotFound, {}, ErrorKind::Http, u"was deleted"_s);
    addRefusal(Kind::Gone, u"/repo/actions/runs"_s, ErrorKind::Http, u"switched off for the repository"_s);
    addRefusal(Kind::LegalBlock, u"Issues"_s, ErrorKind::Permission, u"for legal reasons"_s);
    addRefusal(Kind::GraphQlError, u"Issues"_s, ErrorKind::Http, u"Something unheard of"_s);
    addRefusal(Kind::Unprocessable, u"/repo/actions/runs"_s, ErrorKind::Http, u"Validation Failed"_s);
    addRefusal(Kind::Html, {}, ErrorKind::Http, u"web page instead of data"_s);
    addRefusal(Kind::Html, u"/repo/actions/runs"_s, ErrorKind::Http, u"web page instead of data"_s);
    addRefusal(Kind::EndlessNext, u"Issues"_s, ErrorKind::Parse, u"does not come to an end"_s);
    addRefusal(Kind::EndlessNext, u"/repo/actions/runs"_s, ErrorKind::Parse, u"does not come to an end"_s);
    addRefusal(Kind::RepeatedCursor, u"PullRequests"_s, ErrorKind::Parse, u"same page again"_s);
}

void TestFaults::refusals()
{
    QFETCH(const EmulatorFault, fault);
    QFETCH(const ErrorKind, told);
    QFETCH(const QString, words);
    m_server->setFaults({fault});
    const SyncReport report = fullSync();
    QVERIFY(!report.problems.empty());
    QCOMPARE(report.outcome, fault.match.isEmpty() ? SyncOutcome::Failed : report.outcome);
    QVERIFY(report.outcome == SyncOutcome::Failed || report.outcome == SyncOutcome::Partial);
    for (const ScopeProblem &problem : report.problems) {
        QVERIFY2(problem.error.text.contains(words), qPrintable(problem.error.text));
        QVERIFY2(saysWhatToDo(problem.error.text), qPrintable(problem.error.text));
        QCOMPARE(problem.error.kind, told);
    }
    // What the command line and the window show later is what was told.
    const auto kept = await(workspace().reports(u"hub"_s, 1));
    QVERIFY(kept && !kept->empty());
    QCOMPARE(kept->front().outcome, report.outcome);
    QCOMPARE(kept->front().problems.front().error.text, report.problems.front().error.text);
    nothingIsLost();
}

void TestFaults::aRecordThatCannotBeUnderstoodIsSetAside()
{
    m_server->setFaults({{.kind = Kind::WrongType, .match = u"PullRequests"_s, .after = 0, .times = 1, .value = 0}});
    const SyncReport report = fullSync();
    QVERIFY(report.problems.empty());
    QCOMPARE(report.quarantined, 1);
    QTRY_COMPARE(workspace().sources().front().quarantined, 1);
    const auto findings = await(workspace().doctor());
    QVERIFY(findings);
    QVERIFY(findings->join(u'\n').contains("1 records could not be understood"_L1));
    nothingIsLost(); // its older version stays
    m_server->setFaults({});
    allIsGoodAgain();
    QTRY_COMPARE(workspace().sources().front().quarantined, 0);
}

void TestFaults::aDeletedRepositoryKeepsItsHistory()
{
    const auto setDeleted = [this](bool deleted) {
        m_server->change([deleted, first = m_server->paths().value(0)](GitHubWorld &world) {
            static WorldRepository *repository = nullptr;
            if (!repository)
                repository = world.byPath(first);
            repository->deleted = deleted;
        });
    };
    setDeleted(true);
    const auto report = syncOnce(workspace());
    setDeleted(false);
    QVERIFY(report);
    QCOMPARE(report->outcome, SyncOutcome::Partial);
    QCOMPARE(report->problems.size(), 1U);
    QVERIFY(report->problems.front().error.text.contains("was deleted"_L1));
    QVERIFY(saysWhatToDo(report->problems.front().error.text));
    nothingIsLost();
}

void TestFaults::aRenamedRepositoryIsOneRepository()
{
    const QString old = m_server->paths().front();
    m_server->change([&old](GitHubWorld &world) { world.rename(old, u"acme/renamed"_s); });
    const auto report = syncOnce(workspace());
    m_server->change([&old](GitHubWorld &world) { world.rename(u"acme/renamed"_s, old); });
    QVERIFY(report);
    QCOMPARE(report->outcome, SyncOutcome::Success);
    QVERIFY(report->notes.join(u' ').contains("is now acme/renamed"_L1));
    nothingIsLost();
}

void TestFaults::aServerThatCannotBeReached_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("words");
    QTest::newRow("no such name") << u"https://no-such-host.invalid"_s << u"was not found"_s;
    QTest::newRow("nobody listens") << u"http://127.0.0.1:9"_s << u"refuses connections on port 9"_s;
}

void TestFaults::aServerThatCannotBeReached()
{
    QFETCH(const QString, url);
    QFETCH(const QString, words);
    cannotBeReached(url, words);
}

void TestFaults::cannotBeReached(const QString &url, const QString &words)
{
    SourceConfig config = sourceAt(*m_server);
    config.url = url;
    QVERIFY(await(workspace().saveSource(config, {})));
    const SyncReport report = fullSync();
    QCOMPARE(report.outcome, SyncOutcome::Failed);
    QCOMPARE(report.problems.size(), 1U); // once, not for every repository
    const Error &error = report.problems.front().error;
    QCOMPARE(error.kind, ErrorKind::Network);
    QVERIFY2(error.text.contains(words) && saysWhatToDo(error.text), qPrintable(error.text));
    nothingIsLost();
}

void TestFaults::aCertificateThatNobodyVouchesFor()
{
    QProcess openssl;
    openssl.setWorkingDirectory(m_folder.path());
    openssl.start(u"openssl"_s,
        u"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=leadline-test -addext subjectAltName=IP:127.0.0.1"_s
            .split(u' '));
    QVERIFY(openssl.waitForFinished() && openssl.exitCode() == 0);
    QFile certificate(m_folder.filePath(u"cert.pem"_s));
    QFile key(m_folder.filePath(u"key.pem"_s));
    QVERIFY(certificate.open(QIODevice::ReadOnly) && key.open(QIODevice::ReadOnly));
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(certificate.readAll()));
    configuration.setPrivateKey(QSslKey(key.readAll(), QSsl::Ec));
    QSslServer server;
    server.setSslConfiguration(configuration);
    QVERIFY(server.listen(QHostAddress::LocalHost));
    cannotBeReached(u"https://127.0.0.1:%1"_s.arg(server.serverPort()), u"is not safe"_s);
    QVERIFY(!server.hasPendingConnections()); // nobody got through
}

void TestFaults::aServerThatHangsIsLeftAtOnce()
{
    m_server->setFaults({{.kind = Kind::Hang, .match = u"Issues"_s, .after = 0, .times = -1, .value = 0}});
    m_server->resetCounts();
    QSignalSpy ended(&workspace(), &Workspace::syncFinished);
    workspace().startSync({}, true);
    QVERIFY(QTest::qWaitFor([&] { return m_server->counts().value(u"Issues"_s) > 0; }, kPatienceMs));
    nothingIsLost(); // while the server keeps us waiting
    QElapsedTimer timer;
    timer.start();
    workspace().cancelSync();
    QVERIFY(QTest::qWaitFor([&] { return ended.count() > 0 && !workspace().isSyncing(); }, kPatienceMs));
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(ended.front().front().value<SyncReport>().outcome, SyncOutcome::Cancelled);
    QVERIFY(settle(workspace()));
    nothingIsLost();
}

void TestFaults::aChangedClockLosesNothing_data()
{
    QTest::addColumn<qint64>("ms");
    constexpr qint64 kDay = 86'400'000;
    QTest::newRow("ten years back") << -3650 * kDay;
    QTest::newRow("a day back") << -kDay;
    QTest::newRow("an hour ahead") << kDay / 24;
    QTest::newRow("ten years ahead") << 3650 * kDay;
}

// The clock is changed, a sync runs, something happens, the clock is set right: the next sync sees it.
void TestFaults::aChangedClockLosesNothing()
{
    QFETCH(const qint64, ms);
    SourceConfig config = sourceAt(*m_server);
    config.everyHours = 24;
    QVERIFY(await(workspace().saveSource(config, {})));
    m_clock->setWrongBy(ms);
    // Due at once, or within a day of what the clock now says; never years away.
    const Instant next = workspace().sources().front().nextSync;
    QVERIFY(next.isSet() && next.ms() - m_clock->now().ms() <= 86'400'000);
    QCOMPARE(fullSync().outcome, SyncOutcome::Success);
    nothingIsLost();

    const auto retitle = [this](const QString &title) {
        m_server->change([&](GitHubWorld &world) {
            WorldList &pulls = world.repositories().front()->pulls;
            world.edit(pulls, pulls.items[3].id, "updatedAt"_L1, [&](QJsonObject &pull) {
                pull.insert(u"title"_s, title);
                pull.insert(u"updatedAt"_s, SystemClock().now().toIso());
            });
        });
    };
    const auto isThere = [this](const QString &title) {
        const auto contents = contentsOf(workspace());
        return contents && contents->join(u'\n').contains(title);
    };
    retitle(u"Happened while the clock was wrong"_s);
    QCOMPARE(syncOnce(workspace())->outcome, SyncOutcome::Success);
    QVERIFY(isThere(u"Happened while the clock was wrong"_s));
    m_clock->setWrongBy(0);
    retitle(u"Happened when the clock was right again"_s);
    QCOMPARE(syncOnce(workspace())->outcome, SyncOutcome::Success);
    QVERIFY(isThere(u"Happened when the clock was right again"_s));
    nothingIsLost();
    m_contents = *contentsOf(workspace()); // the world has changed
    m_figure = figureOf(workspace());
}

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
