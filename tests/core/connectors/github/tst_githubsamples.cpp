#include "core/connectors/github/githubactors.h"
#include "core/connectors/github/githubparse.h"
#include "core/connectors/github/githubsettings.h"
#include "core/connectors/github/githubverdict.h"
#include "core/net/paging.h"

#include <QDir>
#include <QJsonDocument>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

HttpResponse answer(int status, HttpHeaders headers, const QByteArray &body)
{
    headers.emplace_back("Content-Type", "application/json");
    return {.status = status,
        .headers = std::move(headers),
        .body = body,
        .url = QUrl(u"https://api.github.com/x"_s),
        .notModified = false};
}

const Instant kNow = Instant::fromIso(u"2020-08-07T12:00:00Z");

} // namespace

// Recorded and documented answers of the real GitHub, where their folder lies beside the source.
class TestGitHubSamples final : public QObject {
    Q_OBJECT

private:
    QDir m_samples;

    [[nodiscard]] QByteArray file(const QString &name) const
    {
        QFile file(m_samples.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] HttpResponse recorded(const QString &name) const
    {
        QJsonValue record =
            QJsonDocument::fromJson(file(u"recorded/"_s + name + u".json"_s)).object().value("response"_L1);
        const QJsonObject response = record.toObject();
        HttpResponse result;
        result.status = response.value("status"_L1).toInt();
        const QJsonObject headers = response.value("headers"_L1).toObject();
        for (auto it = headers.begin(); it != headers.end(); ++it)
            result.headers.emplace_back(it.key().toLatin1(), it.value().toString().toLatin1());
        const QJsonValue body = response.value("body"_L1);
        result.body = body.isString() ? body.toString().toUtf8()
            : body.isArray()          ? QJsonDocument(body.toArray()).toJson()
                                      : QJsonDocument(body.toObject()).toJson();
        result.url = QUrl(u"https://api.github.com/repos/x/y"_s);
        return result;
    }

private Q_SLOTS:
    void init()
    {
        m_samples = QDir(qEnvironmentVariable("LEADLINE_SOURCE_DIR", u"."_s) + u"/../shared/samples/github"_s);
        if (!m_samples.exists())
            QSKIP("the folder of recorded answers is not beside the source");
    }

    void workflowRuns_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("runs") << u"actions_runs"_s;
        QTest::newRow("startup failure") << u"actions_workflow_runs_startup_failure"_s;
    }
    void workflowRuns()
    {
        QFETCH(const QString, name);
        const HttpResponse response = recorded(name);
        QCOMPARE(response.status, 200);
        const auto page = parseRuns(QJsonDocument::fromJson(response.body).object(),
            {.id = u"1"_s, .path = u"a/b"_s, .url = {}, .webBase = {}, .incidentLabels = {}});
        QVERIFY(page);
        QVERIFY(!page->batch.of<Build>().empty());
        QVERIFY(page->batch.quarantine.empty());
        for (const Build &build : page->batch.of<Build>()) {
            QVERIFY(build.result != RunResult::Unknown);
            QVERIFY(build.number > 0 && !build.sha.isEmpty() && build.finishedAt >= build.queuedAt);
        }
    }

    void documentedRuns()
    {
        const auto page =
            parseRuns(QJsonDocument::fromJson(file(u"GET_repos_owner_repo_actions_runs.json"_s)).object(), {});
        QVERIFY(page && page->batch.of<Build>().size() == 1U);
        QCOMPARE(page->batch.of<Build>().front().result, RunResult::Pending); // "queued"
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<Action>("action");
        QTest::addColumn<qint64>("waitMs");
        QTest::newRow("bad credentials") << u"error_401_bad_credentials"_s << ErrorKind::Auth << Action::Fail
                                         << qint64(-1);
        QTest::newRow("push access") << u"error_403_must_have_push_access"_s << ErrorKind::Permission << Action::Fail
                                     << qint64(-1);
        QTest::newRow("primary limit") << u"error_403_primary_limit_remaining_0"_s << ErrorKind::RateLimit
                                       << Action::Retry << qint64(4000);
        QTest::newRow("secondary limit") << u"error_403_secondary_limit_no_retry_after"_s << ErrorKind::RateLimit
                                         << Action::Retry << qint64(60'000);
        QTest::newRow("limit with seconds") << u"error_429_secondary_limit_retry_after_seconds"_s
                                            << ErrorKind::RateLimit << Action::Retry << qint64(8000);
        QTest::newRow("limit with a date") << u"error_429_secondary_limit_retry_after_http_date"_s
                                           << ErrorKind::RateLimit << Action::Retry << qint64(8000);
        QTest::newRow("not found") << u"error_404_not_found"_s << ErrorKind::Http << Action::Fail << qint64(-1);
        QTest::newRow("unprocessable") << u"error_422_if_modified_since_unparsable"_s << ErrorKind::Http << Action::Fail
                                       << qint64(-1);
        QTest::newRow("unicorn") << u"error_503_html_unicorn_page"_s << ErrorKind::Http << Action::Retry << qint64(-1);
    }
    void refusals()
    {
        QFETCH(const QString, name);
        QFETCH(const ErrorKind, kind);
        QFETCH(const Action, action);
        QFETCH(const qint64, waitMs);
        const HttpVerdict verdict = githubVerdict(recorded(name), kNow);
        QCOMPARE(verdict.error.kind, kind);
        QCOMPARE(verdict.action, action);
        QCOMPARE(verdict.waitMs, waitMs);
        QVERIFY(verdict.error.text.size() > 30);
    }

    void headers()
    {
        QCOMPARE(githubTokenExpiry(recorded(u"error_503_html_unicorn_page"_s)).toIso(), u"2024-04-12T07:29:42Z"_s);
        QCOMPARE(githubQuota(recorded(u"error_403_secondary_limit_no_retry_after"_s)).remaining, 21);
        const auto next = nextFromLinkHeader(recorded(u"issues_events_page1_with_link"_s));
        QVERIFY(next && next->path().startsWith("/repositories/"_L1));
    }

    void graphQlLimit()
    {
        const QJsonObject body = QJsonDocument::fromJson(file(u"recorded/reported_graphql_rate_limit_error.json"_s))
                                     .object()
                                     .value("graphql_primary_limit_seen_2026"_L1)
                                     .toObject()
                                     .value("body"_L1)
                                     .toObject();
        QCOMPARE(graphQlFault(body, answer(200, {}, {}), false).kind, GraphQlFault::Kind::RateLimited);
    }
};

// What needs no samples.
class TestGitHubVerdict final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void singleSignOnNamesThePageWithoutItsSecret()
    {
        const auto verdict = githubVerdict(
            answer(403,
                {{"X-GitHub-SSO", "required; url=https://github.com/orgs/acme/sso?authorization_request=AZSECRET"}},
                R"({"message":"SAML"})"),
            kNow);
        QCOMPARE(verdict.error.kind, ErrorKind::Permission);
        QVERIFY(verdict.error.text.contains("https://github.com/orgs/acme/sso"_L1));
        QVERIFY(!verdict.error.text.contains("SECRET"_L1) && !verdict.error.detail.contains("SECRET"_L1));
    }

    void partsBelowAnItemMayBeBlank()
    {
        const QJsonObject closing = QJsonDocument::fromJson(
            R"({"data":{"repository":{"pullRequests":{"nodes":[]}}},"errors":[{"type":"FORBIDDEN",
            "path":["repository","pullRequests","nodes",3,"closingIssuesReferences","nodes",0],"message":"no"}]})")
                                        .object();
        QCOMPARE(graphQlFault(closing, answer(200, {}, {}), false).kind, GraphQlFault::Kind::None);
        const QJsonObject list =
            QJsonDocument::fromJson(R"({"data":{"repository":{"issues":null}},"errors":[{"type":"FORBIDDEN",
            "path":["repository","issues"],"message":"Resource not accessible by personal access token"}]})")
                .object();
        QCOMPARE(graphQlFault(list, answer(200, {}, {}), false).kind, GraphQlFault::Kind::Forbidden);
        QCOMPARE(graphQlFault(list, answer(200, {}, {}), true).kind, GraphQlFault::Kind::None);
        QCOMPARE(graphQlFault({}, answer(200, {}, {}), false).error.kind, ErrorKind::Parse);
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("rest");
        QTest::addColumn<QString>("graphQl");
        QTest::addColumn<QString>("web");
        QTest::newRow("default") << QString() << u"https://api.github.com"_s << u"https://api.github.com/graphql"_s
                                 << u"https://github.com"_s;
        QTest::newRow("the page people know") << u"https://github.com/"_s << u"https://api.github.com"_s
                                              << u"https://api.github.com/graphql"_s << u"https://github.com"_s;
        QTest::newRow("enterprise") << u"https://git.acme.test/api/v3/"_s << u"https://git.acme.test/api/v3"_s
                                    << u"https://git.acme.test/api/graphql"_s << u"https://git.acme.test"_s;
        QTest::newRow("tenant") << u"https://api.acme.ghe.com"_s << u"https://api.acme.ghe.com"_s
                                << u"https://api.acme.ghe.com/graphql"_s << QString();
        QTest::newRow("loopback") << u"http://127.0.0.1:8080"_s << u"http://127.0.0.1:8080"_s
                                  << u"http://127.0.0.1:8080/graphql"_s << QString();
    }
    void addresses()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, rest);
        QFETCH(const QString, graphQl);
        QFETCH(const QString, web);
        SourceConfig config;
        config.url = url;
        const auto settings = githubSettings(config);
        QVERIFY(settings);
        QCOMPARE(settings->rest.toString(), rest);
        QCOMPARE(settings->graphQl.toString(), graphQl);
        QCOMPARE(settings->web, web);
    }

    void settingsOfTheirOwn()
    {
        SourceConfig config;
        config.url = u"https://git.acme.test/rest"_s;
        config.options = {{u"graphql_url"_s, u"https://git.acme.test/ql"_s},
            {u"web_url"_s, u"https://git.acme.test/"_s}, {u"incident_labels"_s, u"fire, p0"_s},
            {u"build_days"_s, u"90"_s}};
        const auto settings = githubSettings(config);
        QVERIFY(settings);
        QCOMPARE(settings->graphQl.toString(), u"https://git.acme.test/ql"_s);
        QCOMPARE(settings->web, u"https://git.acme.test"_s);
        QCOMPARE(settings->buildDays, 90);
        QVERIFY(settings->incidentLabels.match(u"type: Fire"_s).hasMatch());
        QVERIFY(!settings->incidentLabels.match(u"firefox"_s).hasMatch());
        config.url = u"not an address"_s;
        QVERIFY(!githubSettings(config));
        QVERIFY(!githubRepositoryName(u"https://github.com/a/b"_s));
        QVERIFY(githubRepositoryName(u"a/b.js"_s));
    }
};

int main(int argc, char **argv)
{
    TestGitHubSamples samples;
    TestGitHubVerdict verdict;
    return QTest::qExec(&samples, argc, argv) + QTest::qExec(&verdict, argc, argv);
}
#include "tst_githubsamples.moc"
