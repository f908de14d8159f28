#include "gitsandbox.h"

#include "core/connectors/git/git.h"
#include "core/connectors/git/gitrun.h"

#include <QCoroTask>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kHour = 3600;
constexpr qint64 kStart = 1'700'000'000;

// Keeps everything that was put, by external id, and the newest checkpoints, as the database would.
class KeepingSink final : public RecordSink {
public:
    bool put(RecordBatch batch) override
    {
        ++batches;
        if (stopAfter >= 0 && batches > stopAfter)
            return false;
        for (auto &commit : batch.of<Commit>()) {
            order += commit.externalId;
            commits.insert(commit.externalId, commit);
        }
        for (auto &change : batch.of<ChangeRequest>())
            changes.insert(change.externalId, change);
        for (auto &release : batch.of<Release>())
            releases.insert(release.externalId, release);
        for (auto &identity : batch.of<Identity>())
            identities.insert(identity.externalId, identity);
        for (auto &repository : batch.of<Repository>())
            repositories += repository.path;
        for (const Tombstone &tombstone : batch.tombstones)
            releases.remove(tombstone.externalId);
        for (const Checkpoint &checkpoint : batch.checkpoints)
            checkpoints.insert(checkpoint.scope + u'/' + checkpoint.entity, checkpoint);
        return true;
    }
    bool isBusy() const override { return false; }
    std::optional<Error> failure() const override { return {}; }
    std::optional<Checkpoint> checkpoint(const QString &scope, const QString &entity) const override
    {
        const auto found = checkpoints.constFind(scope + u'/' + entity);
        return found == checkpoints.cend() ? std::nullopt : std::optional(*found);
    }

    int batches = 0;
    int stopAfter = -1;
    QStringList order;
    QStringList repositories;
    QHash<QString, Commit> commits;
    QHash<QString, ChangeRequest> changes;
    QHash<QString, Release> releases;
    QHash<QString, Identity> identities;
    QHash<QString, Checkpoint> checkpoints;
};

Result<SyncReport> syncInto(KeepingSink &sink, const QString &path, bool full = false, CancelToken cancel = {},
    const QStringList &generatedFiles = {})
{
    SystemClock clock;
    auto context = std::make_shared<ConnectorContext>();
    context->config.name = u"harbour"_s;
    context->config.kind = u"git"_s;
    context->config.url = path;
    context->clock = &clock;
    context->full = full;
    context->cancel = cancel;
    context->generatedFiles = generatedFiles;
    GitConnector connector;
    const std::shared_ptr<const ConnectorContext> shared = context;
    auto task = connector.sync(shared, &sink);
    return QCoro::waitFor(std::move(task));
}

} // namespace

class TestGitSync final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsCommitsAuthorsTagsAndChanges()
    {
        GitSandbox sandbox;
        sandbox.commit(u".mailmap"_s, "Ada Lovelace <ada@example.org> <ada@old.example>\n", u"Start"_s, kStart);
        sandbox.git({u"checkout"_s, u"-q"_s, u"-b"_s, u"tides"_s});
        const QString first = sandbox.commit(u"tide.txt"_s, "high\nlow\n", u"Write the table"_s, kStart + kHour,
            u"A. L. <ADA@old.example>"_s, kStart - 24 * kHour);
        const QString second =
            sandbox.commit(u"tide.txt"_s, "high\nlow\nspring\n", u"Add spring"_s, kStart + 2 * kHour);
        sandbox.git({u"checkout"_s, u"-q"_s, u"main"_s});
        const QString merge = sandbox.merge(
            u"tides"_s, u"Merge pull request #7 from ada/tides\n\nRead the tide table"_s, kStart + 5 * kHour);
        const QString squash = sandbox.commit(
            u"reef.txt"_s, "mind\n", u"Mind the reef (#8)"_s, kStart + 6 * kHour, u"renovate[bot] <bot@example.org>"_s);
        sandbox.git({u"tag"_s, u"v1.0-rc1"_s, first}, kStart);
        sandbox.git({u"tag"_s, u"-a"_s, u"-m"_s, u"One"_s, u"v1.0"_s}, kStart + 7 * kHour);
        sandbox.git({u"remote"_s, u"add"_s, u"origin"_s, u"git@github.com:port/harbour.git"_s});

        KeepingSink sink;
        const auto report = syncInto(sink, sandbox.path());
        QVERIFY2(report, qPrintable(report ? QString() : report.error().text));
        QCOMPARE(sink.repositories, QStringList{u"port/harbour"_s});
        QCOMPARE(sink.commits.size(), 5);
        QVERIFY(sink.order.indexOf(first) < sink.order.indexOf(second));
        QCOMPARE(sink.commits[first].additions, 2);
        QCOMPARE(sink.commits[second].additions, 1);
        QCOMPARE(sink.commits[merge].parents.size(), 2);
        QVERIFY(!sink.commits[merge].additions.has_value());
        QCOMPARE(sink.commits[first].changeRequest.id, u"7"_s);
        QCOMPARE(sink.commits[first].author.id, u"email:ada@example.org"_s);
        QCOMPARE(sink.commits[first].url, u"https://github.com/port/harbour/commit/"_s + first);
        QCOMPARE(sink.identities[u"email:ada@example.org"_s].name, u"Ada Lovelace"_s);
        QCOMPARE(sink.identities[u"email:bot@example.org"_s].actor, ActorClass::Bot);

        QCOMPARE(sink.changes.size(), 2);
        const ChangeRequest &change = sink.changes[u"7"_s];
        QCOMPARE(change.title, u"Read the tide table"_s);
        QCOMPARE(change.state, ChangeState::Merged);
        QCOMPARE(change.firstCommitAt.ms(), (kStart - 24 * kHour) * 1000);
        QCOMPARE(change.mergedAt.ms(), (kStart + 5 * kHour) * 1000);
        QCOMPARE(change.mergeSha, merge);
        QCOMPARE(change.commits, 2);
        QCOMPARE(change.additions, 3);
        QCOMPARE(change.author.id, u"email:ada@example.org"_s);
        QVERIFY(!change.createdAt.isSet());
        // A squashed commit is stamped with the moment of its merge: when work began is unknown, and left so.
        QVERIFY(!sink.changes[u"8"_s].firstCommitAt.isSet());
        QCOMPARE(sink.changes[u"8"_s].additions, 1);
        QCOMPARE(sink.commits[squash].changeRequest.id, u"8"_s);

        QCOMPARE(sink.releases.size(), 2);
        QCOMPARE(sink.releases[u"v1.0"_s].publishedAt.ms(), (kStart + 7 * kHour) * 1000);
        QVERIFY(sink.releases[u"v1.0-rc1"_s].prerelease);
        QCOMPARE(sink.releases[u"v1.0-rc1"_s].publishedAt.ms(), (kStart + kHour) * 1000);
    }

    // The lines of generated files are told apart, and counted anew when somebody changes what is generated.
    void generatedFiles()
    {
        GitSandbox sandbox;
        sandbox.commit(u"start.txt"_s, "a\n", u"Start"_s, kStart);
        sandbox.git({u"checkout"_s, u"-q"_s, u"-b"_s, u"deps"_s});
        const QString lock = sandbox.commit(u"yarn.lock"_s, "a\nb\nc\n", u"Lock"_s, kStart + kHour);
        sandbox.commit(u"code.ts"_s, "a\nb\n", u"Use it"_s, kStart + 2 * kHour);
        sandbox.git({u"checkout"_s, u"-q"_s, u"main"_s});
        sandbox.merge(u"deps"_s, u"Merge pull request #3 from ada/deps\n\nNew dependency"_s, kStart + 3 * kHour);
        KeepingSink sink;
        QVERIFY(syncInto(sink, sandbox.path(), false, {}, {u"yarn.lock"_s}));
        QCOMPARE(sink.commits[lock].additions, 3);
        QCOMPARE(sink.commits[lock].maskedAdditions, 3);
        QCOMPARE(sink.commits[lock].maskedFiles, 1);
        QCOMPARE(sink.changes[u"3"_s].additions, 5);
        QCOMPARE(sink.changes[u"3"_s].maskedAdditions, 3);
        QCOMPARE(sink.changes[u"3"_s].maskedDeletions, 0);

        sink.order.clear();
        QVERIFY(syncInto(sink, sandbox.path(), false, {}, {u"yarn.lock"_s}));
        QCOMPARE(sink.order, QStringList());
        const auto report = syncInto(sink, sandbox.path(), false, {}, {u"*.ts"_s});
        QVERIFY(report);
        QCOMPARE(report->notes.size(), 1);
        QCOMPARE(sink.order.size(), 4);
        QCOMPARE(sink.commits[lock].maskedAdditions, 0);
        QCOMPARE(sink.changes[u"3"_s].maskedAdditions, 2);
    }

    void readsOnlyWhatBecameReachable()
    {
        GitSandbox sandbox;
        for (int i = 0; i < 5; ++i)
            sandbox.commit(u"a.txt"_s, QByteArray::number(i), u"Step %1"_s.arg(i), kStart + i * kHour);
        KeepingSink sink;
        QVERIFY(syncInto(sink, sandbox.path()));
        sink.order.clear();
        QVERIFY(syncInto(sink, sandbox.path()));
        QVERIFY(sink.order.isEmpty());
        const QString added = sandbox.commit(u"a.txt"_s, "more", u"More"_s, kStart + 9 * kHour);
        sandbox.git({u"tag"_s, u"v1"_s});
        QVERIFY(syncInto(sink, sandbox.path()));
        QCOMPARE(sink.order, QStringList{added});
        QVERIFY(sink.releases.contains(u"v1"_s));
        sandbox.git({u"tag"_s, u"-d"_s, u"v1"_s});
        QVERIFY(syncInto(sink, sandbox.path()));
        QVERIFY(!sink.releases.contains(u"v1"_s));
    }

    void readsAgainWhenHistoryWasRewritten()
    {
        GitSandbox sandbox;
        sandbox.commit(u"a.txt"_s, "1", u"One"_s, kStart);
        sandbox.commit(u"a.txt"_s, "2", u"Two"_s, kStart + kHour);
        KeepingSink sink;
        QVERIFY(syncInto(sink, sandbox.path()));
        sandbox.git({u"reset"_s, u"-q"_s, u"--hard"_s, u"HEAD~1"_s});
        sandbox.commit(u"a.txt"_s, "3", u"Three"_s, kStart + 2 * kHour);
        sink.order.clear();
        const auto report = syncInto(sink, sandbox.path());
        QVERIFY(report);
        QCOMPARE(sink.order.size(), 2);
        QVERIFY(report->notes.join(u' ').contains(u"rewritten"_s));
    }

    void goesOnAfterEveryPage()
    {
        GitSandbox sandbox;
        QString stream = u"feature done\n"_s;
        constexpr int kCommits = 2'500; // three pages
        for (int i = 1; i <= kCommits; ++i) {
            stream +=
                u"commit refs/heads/main\nmark :%1\ncommitter A <a@example.org> %2 +0000\ndata 1\nx\nM 100644 inline f\ndata <<E\n%1\nE\n\n"_s
                    .arg(i)
                    .arg(kStart + i);
        }
        stream += u"done\n"_s;
        QFile file(sandbox.path() + u"/stream"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(stream.toUtf8());
        file.close();
        sandbox.git(
            {u"-c"_s, u"core.fsync=none"_s, u"config"_s, u"alias.load"_s, u"!git fast-import --quiet < stream"_s});
        sandbox.git({u"load"_s});

        KeepingSink whole;
        QVERIFY(syncInto(whole, sandbox.path()));
        QCOMPARE(whole.commits.size(), kCommits);
        KeepingSink sink;
        for (int stops = 0; sink.commits.size() < kCommits && stops < 10; ++stops) {
            sink.batches = 0;
            sink.stopAfter = 2; // the repository and one page, then the writer "fails"
            (void)syncInto(sink, sandbox.path());
        }
        QCOMPARE(sink.commits.size(), kCommits);
        QCOMPARE(sink.order.size(), kCommits); // none twice
        QCOMPARE(sink.order, whole.order);
    }

    void stopsWhenCancelled()
    {
        GitSandbox sandbox;
        sandbox.commit(u"a.txt"_s, "1", u"One"_s, kStart);
        CancelSource cancel;
        cancel.cancel();
        KeepingSink sink;
        const auto report = syncInto(sink, sandbox.path(), false, cancel.token());
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Cancelled);
    }

    void tellsWhatIsWrongWithTheFolder()
    {
        KeepingSink sink;
        const auto missing = syncInto(sink, u"/nowhere/at/all"_s);
        QVERIFY(!missing);
        QVERIFY(missing.error().text.contains(u"is not there"_s));
        QTemporaryDir plain;
        const auto foreign = syncInto(sink, plain.path());
        QVERIFY(!foreign);
        QVERIFY(foreign.error().text.contains(u"not a Git repository"_s));
    }

    void anEmptyRepositoryIsNoFault()
    {
        GitSandbox sandbox;
        KeepingSink sink;
        QVERIFY(syncInto(sink, sandbox.path()));
        QVERIFY(sink.commits.isEmpty());
        sandbox.commit(u"a.txt"_s, "1", u"One"_s, kStart);
        QVERIFY(syncInto(sink, sandbox.path()));
        QCOMPARE(sink.commits.size(), 1);
    }

    void keepsOldAndForeignTexts()
    {
        GitSandbox sandbox;
        sandbox.commit(u"a.txt"_s, "1", u"Übersee 潮汐 🌊"_s, kStart, u"Zoë <zoe@example.org>"_s);
        // Latin-1 bytes without a declared encoding, as old repositories have them.
        sandbox.git({u"config"_s, u"i18n.commitEncoding"_s, u"ISO-8859-1"_s});
        sandbox.git({u"config"_s, u"i18n.logOutputEncoding"_s, u"UTF-8"_s});
        sandbox.commit(u"a.txt"_s, "2", QString::fromLatin1("caf\xe9"), kStart + 1);
        sandbox.commit(u"b.bin"_s, QByteArray("\0\1\2\3", 4), QString(), kStart + 2);
        KeepingSink sink;
        QVERIFY(syncInto(sink, sandbox.path()));
        QStringList subjects;
        for (const QString &sha : std::as_const(sink.order))
            subjects += sink.commits[sha].subject;
        QCOMPARE(subjects.value(0), u"Übersee 潮汐 🌊"_s);
        QCOMPARE(subjects.size(), 3);
        QCOMPARE(sink.commits[sink.order[2]].files, 1);
        QCOMPARE(sink.commits[sink.order[2]].additions, 0);
    }

    void cursorsSurviveNonsense()
    {
        GitSandbox sandbox;
        sandbox.commit(u"a.txt"_s, "1", u"One"_s, kStart);
        KeepingSink sink;
        sink.checkpoints.insert(u"/commits"_s,
            {.scope = {}, .entity = u"commits"_s, .cursor = "{\"done\":\"zz\",\"position\":99}", .finished = false});
        sink.checkpoints.insert(u"/tags"_s, {.scope = {}, .entity = u"tags"_s, .cursor = "[[[", .finished = true});
        QVERIFY(syncInto(sink, sandbox.path()));
        QCOMPARE(sink.commits.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestGitSync)
#include "tst_gitsync.moc"
