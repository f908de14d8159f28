#include "core/connectors/bitbucket/bitbucketparse.h"
#include "core/connectors/bitbucket/bitbucketverdict.h"

#include <QDir>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

const BitbucketScope kScope{.id = u"repo-1"_s, .path = u"acme/shop"_s, .url = u"https://bitbucket.org/acme/shop"_s};

// What is not asked for.
const QStringList kNotRead{u"GET_commit_sha_statuses.json"_s, u"GET_commit_sha_statuses_build_key.json"_s,
    u"GET_commit_sha_statuses_build_key_2.json"_s, u"GET_default-reviewers.json"_s, u"GET_issues.json"_s,
    u"GET_issues_id.json"_s, u"GET_issues_id_changes.json"_s, u"GET_permissions-config_users.json"_s,
    u"GET_pullrequests_id_statuses.json"_s, u"GET_pullrequests_id_tasks.json"_s, u"GET_refs_branches.json"_s,
    u"GET_refs_branches_spec.json"_s, u"GET_user.json"_s, u"GET_user_workspaces.json"_s,
    u"GET_user_workspaces_workspace_permissions_repositories.json"_s, u"GET_workspaces_workspace.json"_s,
    u"GET_workspaces_workspace_permissions.json"_s, u"GET_workspaces_workspace_permissions_repositories.json"_s,
    // comments come with the activity
    u"GET_pullrequests_id_comments.json"_s, u"GET_pullrequests_id_comments_atlpy.json"_s};

QJsonObject listOf(const QJsonObject &object)
{
    return object.contains("values"_L1) ? object : QJsonObject{{u"values"_s, QJsonArray{object}}};
}

QString faultOf(const RecordBatch &batch)
{
    return batch.quarantine.empty() ? QString()
                                    : batch.quarantine.front().path + u": "_s + batch.quarantine.front().reason;
}

} // namespace

// Answers of the real Bitbucket, where their folder lies beside the source.
class TestBitbucketSamples final : public QObject {
    Q_OBJECT

private:
    QDir m_samples;
    QSet<QString> m_read;

    [[nodiscard]] QJsonObject file(const QString &name)
    {
        m_read.insert(name);
        QFile file(m_samples.filePath(name));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    }
    [[nodiscard]] QStringList files(const QString &pattern) const
    {
        const QRegularExpression form(QRegularExpression::anchoredPattern(pattern));
        return m_samples.entryList({u"*.json"_s}, QDir::Files).filter(form);
    }
    [[nodiscard]] static BitbucketPull anyPull()
    {
        BitbucketPull pull;
        pull.change.externalId = u"repo-1/1"_s;
        pull.change.state = ChangeState::Open;
        pull.change.createdAt = pull.change.updatedAt = Instant{1'500'000'000'000};
        return pull;
    }

private Q_SLOTS:
    void init()
    {
        m_samples = QDir(qEnvironmentVariable("LEADLINE_SOURCE_DIR", u"."_s) + u"/../shared/samples/bitbucket"_s);
        if (!m_samples.exists())
            QSKIP("the folder of recorded answers is not beside the source");
    }

    void repositories()
    {
        for (const QString &name : files(u"GET_repositories_workspace.*\\.json"_s)) {
            const QJsonArray values = listOf(file(name)).value("values"_L1).toArray();
            QVERIFY2(!values.isEmpty(), qPrintable(name));
            for (const QJsonValue &value : values) {
                const auto head = parseBitbucketRepository(value.toObject());
                QVERIFY2(head, qPrintable(name));
                QVERIFY2(!head->record.path.isEmpty() && !head->record.externalId.contains(u'{'), qPrintable(name));
                QVERIFY2(!head->workspace.isEmpty(), qPrintable(name));
            }
        }
    }

    void pullRequests()
    {
        for (const QString &name : files(u"GET_pullrequests(_id)?(_atlpy.*|_with_participants|_pagelen50)?\\.json"_s)) {
            const auto page = parseBitbucketPulls(listOf(file(name)), kScope);
            QVERIFY2(page, qPrintable(name));
            QVERIFY2(!page->pulls.empty(), qPrintable(name));
            QVERIFY2(page->batch.quarantine.empty(), qPrintable(name + faultOf(page->batch)));
            for (const BitbucketPull &pull : page->pulls) {
                QVERIFY2(pull.change.state != ChangeState::Unknown && pull.change.author.isSet(), qPrintable(name));
                QVERIFY2(pull.sourceHash.size() == 12 && !pull.change.headBranch.isEmpty(), qPrintable(name));
            }
        }
    }

    void activity()
    {
        QJsonArray entries;
        for (const QJsonValue &example : file(u"GET_pullrequests_id_activity.json"_s).value("examples"_L1).toArray()) {
            for (const QJsonValue &entry : example.toObject().value("values"_L1).toArray())
                entries.append(entry);
        }
        QVERIFY(entries.size() >= 3);
        RecordBatch batch;
        completeBitbucketPull(
            anyPull(), {.activity = entries, .commits = {}, .diffstat = {}, .mergeSha = {}}, {}, batch);
        QCOMPARE(faultOf(batch), QString());
        QVERIFY(batch.of<Review>().size() >= 2U);
        QVERIFY(std::ranges::count(batch.of<Review>(), Verdict::Approved, &Review::verdict) >= 1);
    }

    void commits()
    {
        for (const QString &name :
            files(u"GET_(commits|commits_include_exclude|commit_sha|pullrequests_id_commits)\\.json"_s)) {
            const auto page = parseBitbucketCommits(listOf(file(name)), kScope);
            QVERIFY2(page && !page->batch.of<Commit>().empty(), qPrintable(name));
            QVERIFY2(page->batch.quarantine.empty(), qPrintable(name + faultOf(page->batch)));
            for (const Commit &commit : page->batch.of<Commit>())
                QVERIFY2(commit.externalId.size() == 40 && commit.author.isSet(), qPrintable(name));
        }
        // An example of the documentation, with words in place of values: whatever it is, it is not fatal.
        QVERIFY(parseBitbucketCommits(listOf(file(u"GET_commit_sha_spec.json"_s)), kScope));
    }

    void differences()
    {
        for (const QString &name : files(u"GET_(diffstat_spec|diffstat_spec_spec|pullrequests_id_diffstat)\\.json"_s)) {
            RecordBatch batch;
            completeBitbucketPull(anyPull(),
                {.activity = {}, .commits = {}, .diffstat = file(name).value("values"_L1).toArray(), .mergeSha = {}},
                {}, batch);
            const ChangeRequest &change = batch.of<ChangeRequest>().front();
            QVERIFY2(change.files > 0 && *change.additions + *change.deletions > 0, qPrintable(name));
        }
    }

    void pipelines()
    {
        QJsonArray values{file(u"GET_pipelines_uuid.json"_s)};
        const QJsonObject responses = file(u"GET_pipelines.json"_s).value("responses"_L1).toObject();
        for (const QJsonValue &response : responses) {
            for (const QJsonValue &value : response.toObject().value("values"_L1).toArray())
                values.append(value);
        }
        QVERIFY(values.size() >= 2);
        auto page = parseBitbucketPipelines({{u"values"_s, values}}, kScope);
        QVERIFY(page);
        QCOMPARE(faultOf(page->batch), QString());
        for (Build &build : page->batch.of<Build>()) {
            QCOMPARE(build.result, RunResult::Cancelled);
            QCOMPARE(build.sha.size(), 40);
            QVERIFY(build.number > 0 && build.actor.isSet() && build.branch == "master"_L1);
            completeBitbucketBuild(build, file(u"GET_pipelines_uuid_steps.json"_s).value("values"_L1).toArray());
            QCOMPARE(build.startedAt.toIso(), u"2020-11-10T20:22:55.969Z"_s);
        }
    }

    void deployments()
    {
        const auto page = parseBitbucketDeployments(file(u"constructed_GET_deployments.json"_s), kScope, {});
        QVERIFY(page);
        QCOMPARE(faultOf(page->batch), QString());
        const auto &all = page->batch.of<Deployment>();
        QCOMPARE(all.size(), 2U); // the third was never deployed
        QCOMPARE(all[0].environment, u"Production"_s);
        QCOMPARE(all[0].result, RunResult::Success);
        QVERIFY(all[0].finishedAt > all[0].startedAt && all[0].sha.size() == 40);
        QCOMPARE(all[1].result, RunResult::Running);
    }

    void tags()
    {
        const auto page = parseBitbucketTags(file(u"GET_refs_tags.json"_s), kScope);
        QVERIFY(page && !page->batch.of<Release>().empty());
        QCOMPARE(faultOf(page->batch), QString());
        QVERIFY(!page->next.isEmpty());
    }

    void refusals()
    {
        const auto answer = [](int status, const QByteArray &body) {
            return HttpResponse{.status = status,
                .headers = {{"Content-Type", "application/json"}},
                .body = body,
                .url = QUrl(u"https://api.bitbucket.org/2.0/x"_s),
                .notModified = false};
        };
        const QJsonObject bodies = file(u"error_bodies.json"_s);
        const auto body = [&bodies](
                              const QString &name) { return QJsonDocument(bodies.value(name).toObject()).toJson(); };
        const Instant now{1'780'000'000'000};
        const HttpVerdict gone = bitbucketVerdict(answer(410, body(u"410_change_2770"_s)), now);
        QCOMPARE(gone.action, HttpVerdict::Action::Fail);
        QVERIFY2(gone.error.detail.contains("CHANGE-2770"_L1), qPrintable(gone.error.detail));
        const HttpVerdict limited = bitbucketVerdict(answer(429, bodies.value("429_text"_L1).toString().toUtf8()), now);
        QCOMPARE(limited.error.kind, ErrorKind::RateLimit);
        const HttpVerdict bad = bitbucketVerdict(answer(400, body(u"400_fields"_s)), now);
        QVERIFY(bad.error.text.contains("Bad request"_L1));
        QFile missing(m_samples.filePath(u"error_404_repository.json"_s));
        QVERIFY(missing.open(QIODevice::ReadOnly));
        m_read.insert(u"error_404_repository.json"_s);
        QVERIFY(bitbucketVerdict(answer(404, missing.readAll()), now).error.detail.contains("not found"_L1));
    }

    void nothingIsLeftOut()
    {
        for (const QString &name : m_samples.entryList({u"*.json"_s}, QDir::Files))
            QVERIFY2(m_read.contains(name) || kNotRead.contains(name), qPrintable(name));
    }
};

QTEST_GUILESS_MAIN(TestBitbucketSamples)
#include "tst_bitbucketsamples.moc"
