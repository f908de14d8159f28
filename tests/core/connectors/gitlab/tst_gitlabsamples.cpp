#include "core/connectors/gitlab/gitlabactors.h"
#include "core/connectors/gitlab/gitlabopenlists.h"
#include "core/connectors/gitlab/gitlabpage.h"
#include "core/connectors/gitlab/gitlabverdict.h"
#include "core/net/paging.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

HttpResponse answer(int status, HttpHeaders headers, const QByteArray &body)
{
    return {.status = status,
        .headers = std::move(headers),
        .body = body,
        .url = QUrl(u"https://gitlab.example.com/api/v4/x"_s),
        .notModified = false};
}

const Instant kNow = Instant::fromIso(u"2021-01-05T10:59:00Z");

// Calls visit(key, value) for every member at every depth.
void walk(const QJsonValue &value, const std::function<void(const QString &, const QJsonValue &)> &visit)
{
    for (const QJsonValue &item : value.toArray())
        walk(item, visit);
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        visit(it.key(), it.value());
        walk(it.value(), visit);
    }
}

} // namespace

// Recorded and documented answers of the real GitLab, where their folder lies beside the source.
class TestGitLabSamples final : public QObject {
    Q_OBJECT

private:
    QDir m_samples;

    [[nodiscard]] QJsonDocument file(const QString &name) const
    {
        QFile file(m_samples.filePath(name));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()) : QJsonDocument();
    }
    [[nodiscard]] QJsonArray list(const QString &name) const
    {
        const QJsonDocument document = file(name);
        return document.isArray() ? document.array() : QJsonArray{document.object()};
    }
    [[nodiscard]] QJsonObject docs(const QString &name) const { return file(u"docs/"_s + name).object(); }

private Q_SLOTS:
    void init()
    {
        m_samples = QDir(qEnvironmentVariable("LEADLINE_SOURCE_DIR", u"."_s) + u"/../shared/samples/gitlab"_s);
        if (!m_samples.exists())
            QSKIP("the folder of recorded answers is not beside the source");
    }

    // Times in all of GitLab's forms, people of all its ages, states of all its runs.
    void everyFileIsUnderstood()
    {
        int files = 0;
        int times = 0;
        int people = 0;
        QDirIterator all(m_samples.path(), {u"*.json"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            const QString path = all.next();
            const QJsonDocument document = file(m_samples.relativeFilePath(path));
            QVERIFY2(!document.isNull(), qPrintable(path));
            ++files;
            const QJsonValue whole = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
            const bool isRuns = path.contains("pipelines"_L1) || path.contains("jobs"_L1);
            walk(whole, [&](const QString &key, const QJsonValue &value) {
                const QString text = value.toString();
                if (key.endsWith("_at"_L1) && text.contains(u'T')) {
                    ++times;
                    QVERIFY2(Instant::fromIso(text).isSet(), qPrintable(path + u' ' + text));
                }
                if (value.toObject().contains("username"_L1)) {
                    ++people;
                    RecordBatch batch;
                    GitLabActors actors;
                    const GitLabActor who = actors.fromUser(value);
                    actors.moveInto(batch);
                    QVERIFY2(who.ref.isSet() && batch.of<Identity>().size() == 1U, qPrintable(path));
                }
                if (isRuns && key == "status"_L1 && value.isString() && !path.contains("test_report"_L1))
                    QVERIFY2(gitlabRunResult(text) != RunResult::Unknown, qPrintable(path + u' ' + text));
            });
        }
        QVERIFY2(files > 50 && times > 100 && people > 50,
            qPrintable(u"%1 files, %2 times, %3 people"_s.arg(files).arg(times).arg(people)));
    }

    void deployments_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("recorded") << u"GET_projects_id_deployments.json"_s;
        QTest::newRow("one") << u"GET_projects_id_deployments_did.json"_s;
        QTest::newRow("documented") << u"docs/GET_projects_id_deployments.json"_s;
    }
    void deployments()
    {
        QFETCH(const QString, name);
        const QJsonArray all = list(name);
        QVERIFY(!all.isEmpty());
        const GitLabPage page = parseGitLabDeployments(all, {});
        QVERIFY(page.batch.quarantine.empty());
        QCOMPARE(static_cast<qsizetype>(page.batch.of<Deployment>().size()), all.size());
        for (const Deployment &deployment : page.batch.of<Deployment>()) {
            QVERIFY(deployment.result != RunResult::Unknown);
            QVERIFY(!deployment.environment.isEmpty() && !deployment.sha.isEmpty());
            QVERIFY(deployment.startedAt.isSet() && deployment.creator.isSet());
        }
    }

    void commits_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("old") << u"GET_projects_id_repository_commits.json"_s;
        QTest::newRow("list") << u"GET_projects_id_repository_commits_list_goscm.json"_s;
        QTest::newRow("one") << u"GET_projects_id_repository_commits_sha.json"_s;
        QTest::newRow("of a merge request") << u"GET_projects_id_merge_requests_iid_commits.json"_s;
    }
    void commits()
    {
        QFETCH(const QString, name);
        const QJsonArray all = list(name);
        const GitLabPage page = parseGitLabCommits(all, {});
        QVERIFY(page.batch.quarantine.empty());
        QCOMPARE(static_cast<qsizetype>(page.batch.of<Commit>().size()), all.size());
        for (const Commit &commit : page.batch.of<Commit>()) {
            QVERIFY(commit.authoredAt.isSet() && commit.committedAt.isSet() && commit.author.isSet());
            QVERIFY(!commit.subject.isEmpty());
        }
    }

    void membersAndProjects()
    {
        for (const QString &name : {u"GET_projects_id_members_all.json"_s, u"GET_groups_id_members.json"_s,
                 u"GET_users.json"_s, u"GET_user.json"_s}) {
            const QJsonArray all = list(name);
            QSet<QString> names;
            for (const QJsonValue &member : all)
                names.insert(member.toObject().value("username"_L1).toString());
            QCOMPARE(static_cast<qsizetype>(parseGitLabMembers(all).batch.of<Identity>().size()), names.size());
        }
        for (const QString &name : {u"GET_projects_id.json"_s, u"GET_groups_id_projects.json"_s})
            QVERIFY(list(name).at(0).toObject().value("path_with_namespace"_L1).toString().contains(u'/'));
    }

    void squashCommits()
    {
        const QJsonArray all = list(u"GET_projects_id_merge_requests_iid_modern_fields.json"_s);
        const QJsonObject told = all.at(0).toObject();
        QVERIFY(told.contains("squash_commit_sha"_L1));
        const QString iid = QString::number(told.value("iid"_L1).toInteger());
        QJsonObject project{{u"mergeRequests"_s,
            QJsonObject{{u"nodes"_s,
                QJsonArray{QJsonObject{{u"iid"_s, iid}, {u"state"_s, u"merged"_s}, {u"squashOnMerge"_s, true}}}}}}};
        QCOMPARE(squashedWithoutCommit(project), QStringList{iid});
        addSquashCommits(project, all);
        const QJsonObject item =
            project.value("mergeRequests"_L1).toObject().value("nodes"_L1).toArray().at(0).toObject();
        QCOMPARE(item.value("squashCommitSha"_L1).toString(), told.value("squash_commit_sha"_L1).toString());
    }

    void closingTextsOfRealMergeRequests()
    {
        for (const QString &name :
            {u"GET_projects_id_merge_requests.json"_s, u"docs/GET_projects_id_merge_requests.json"_s}) {
            for (const QJsonValue &request : list(name)) {
                const QString text = request.toObject().value("description"_L1).toString();
                for (const QString &key : gitlabClosedIssues(text, u"a/b"_s))
                    QVERIFY2(key.contains(u'#'), qPrintable(key));
            }
        }
    }

    void errorBodies_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("status");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<Action>("action");
        QTest::newRow("401") << u"401"_s << 401 << ErrorKind::Auth << Action::Fail;
        QTest::newRow("scope") << u"403_insufficient_scope"_s << 403 << ErrorKind::Permission << Action::Fail;
        QTest::newRow("404") << u"404"_s << 404 << ErrorKind::Http << Action::Fail;
        QTest::newRow("400") << u"400_missing"_s << 400 << ErrorKind::Http << Action::Fail;
        QTest::newRow("validation") << u"400_validation"_s << 400 << ErrorKind::Http << Action::Fail;
        QTest::newRow("429") << u"429_plain_text_body"_s << 429 << ErrorKind::RateLimit << Action::Retry;
    }
    void errorBodies()
    {
        QFETCH(const QString, name);
        QFETCH(const int, status);
        QFETCH(const ErrorKind, kind);
        QFETCH(const Action, action);
        const QJsonValue body = docs(u"error_bodies.json"_s).value(name);
        const QByteArray bytes = body.isString() ? body.toString().toUtf8() : QJsonDocument(body.toObject()).toJson();
        const HttpResponse response = answer(status, {}, bytes);
        const HttpVerdict verdict = gitlabVerdict(response, kNow);
        QCOMPARE(verdict.error.kind, kind);
        QCOMPARE(verdict.action, action);
        QVERIFY(verdict.error.text.size() > 30);
        QVERIFY2(gitlabMessage(response).size() > 5, qPrintable(gitlabMessage(response)));
        if (status == 429)
            QCOMPARE(verdict.waitMs, 60'000);
    }

    void headers()
    {
        const QJsonObject all = docs(u"response_headers.json"_s);
        const auto with = [&all](std::initializer_list<QString> names, int status) {
            HttpHeaders headers;
            for (const QString &name : names) {
                const QJsonObject object = all.value(name).toObject();
                for (auto it = object.begin(); it != object.end(); ++it)
                    headers.emplace_back(it.key().toLatin1(), it.value().toString().toLatin1());
            }
            return answer(status, std::move(headers), "Retry later");
        };
        for (const QString &name : {u"offset_page"_s, u"keyset_page"_s, u"keyset_cursor_page"_s}) {
            const auto next = nextFromLinkHeader(with({name}, 200));
            QVERIFY2(next && next->hasQuery(), qPrintable(name));
        }
        const HttpQuota quota = gitlabQuota(with({u"rate_limit_all"_s}, 200));
        QCOMPARE(quota.limit, 60);
        QCOMPARE(quota.remaining, 33);
        QCOMPARE(quota.resetAt.toIso(), u"2021-01-05T11:00:00Z"_s);
        // A limit of the application does not show in what remains: only Retry-After tells.
        QCOMPARE(gitlabVerdict(with({u"rate_limit_all"_s, u"rate_limit_429_extra"_s}, 429), kNow).waitMs, 30'000);
        QCOMPARE(gitlabVerdict(with({u"rate_limit_all"_s}, 429), kNow).waitMs, 60'000);
    }
};

QTEST_GUILESS_MAIN(TestGitLabSamples)
#include "tst_gitlabsamples.moc"
