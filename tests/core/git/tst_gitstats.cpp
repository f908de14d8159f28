#include "core/connectors/git/gitlinecount.h"
#include "core/connectors/git/gitstats.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace leadline;
using namespace Qt::StringLiterals;

// Counts of files and lines against the git program's own, over random histories.
class TestGitStats final : public QObject {
    Q_OBJECT

private:
    struct File {
        QByteArray mode;
        QByteArray content;
    };
    using Tree = std::map<QByteArray, File>;

    static QByteArray randomLines(QRandomGenerator &random, int lines)
    {
        QByteArray text;
        for (int i = 0; i < lines; ++i)
            text += "line " + QByteArray::number(random.bounded(12)) + '\n';
        if (random.bounded(4) == 0 && !text.isEmpty())
            text.chop(1); // no newline at the end
        return text;
    }

    static QByteArray edited(QRandomGenerator &random, const QByteArray &content)
    {
        QByteArrayList lines = content.split('\n');
        for (int edits = 1 + random.bounded(4); edits > 0; --edits) {
            const int at = random.bounded(int(lines.size()));
            switch (random.bounded(3)) {
            case 0:
                lines.insert(at, "new " + QByteArray::number(random.bounded(5)));
                break;
            case 1:
                if (lines.size() > 1)
                    lines.removeAt(at);
                break;
            default:
                lines[at] += "!";
            }
        }
        return lines.join('\n');
    }

    // One commit's worth of changes: edits, new and removed files, moves, modes, links, binaries, a file that becomes a
    // folder.
    static void change(QRandomGenerator &random, Tree &tree)
    {
        for (int changes = 1 + random.bounded(3); changes > 0; --changes) {
            const QByteArray path = "dir" + QByteArray::number(random.bounded(4)) + "/sub"
                + QByteArray::number(random.bounded(3)) + "/f" + QByteArray::number(random.bounded(6)) + ".txt";
            const auto any = [&]() { return std::next(tree.begin(), random.bounded(int(tree.size()))); };
            switch (random.bounded(tree.empty() ? 1 : 9)) {
            case 0:
            case 1:
                tree[path] = {"100644", randomLines(random, 1 + random.bounded(30))};
                break;
            case 2:
            case 3:
            case 4: {
                File &file = any()->second;
                file.content = edited(random, file.content);
                break;
            }
            case 5:
                tree.erase(any());
                break;
            case 6: { // moved as it is, and unlike every other file
                const auto from = any();
                File file = from->second;
                tree.erase(from);
                tree["moved/" + QByteArray::number(random.generate()) + ".txt"] = std::move(file);
                break;
            }
            case 7: {
                File &file = any()->second;
                if (file.mode != "120000")
                    file.mode = file.mode == "100644" ? "100755" : "100644";
                break;
            }
            default:
                switch (random.bounded(3)) {
                case 0:
                    tree["image" + QByteArray::number(random.bounded(3)) + ".bin"] = {
                        "100644", QByteArray("\x89P\0NG", 5) + randomLines(random, 5)};
                    break;
                case 1:
                    tree["link" + QByteArray::number(random.bounded(3))] = {
                        "120000", "target" + QByteArray::number(random.bounded(9))};
                    break;
                default: { // a file where a folder was, or the other way round
                    const QByteArray name = "swap" + QByteArray::number(random.bounded(2));
                    const bool folder = tree.erase(name + "/inner.txt") > 0;
                    if (!folder)
                        tree.erase(name);
                    tree[folder ? name : name + "/inner.txt"] = {
                        "100644", randomLines(random, 4) + QByteArray::number(random.generate())};
                }
                }
            }
        }
    }

    static QByteArray stream(QRandomGenerator &random, int commits)
    {
        QByteArray text;
        Tree tree;
        const auto data = [](const QByteArray &bytes) {
            return "data " + QByteArray::number(bytes.size()) + '\n' + bytes + '\n';
        };
        for (int i = 0; i < commits; ++i) {
            change(random, tree);
            text += "commit refs/heads/main\ncommitter A <a@example.org> " + QByteArray::number(1'700'000'000 + i * 60)
                + " +0000\n" + data("commit") + "deleteall\n";
            for (const auto &[path, file] : tree)
                text += "M " + file.mode + " inline " + path + '\n' + data(file.content);
        }
        return text;
    }

    static QByteArray git(const QString &folder, const QStringList &arguments, const QByteArray &input = {})
    {
        QProcess process;
        process.setWorkingDirectory(folder);
        process.start(u"git"_s, arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(60'000) || process.exitCode() != 0)
            return process.readAllStandardError().prepend("FAILED ");
        return process.readAllStandardOutput();
    }

private Q_SLOTS:
    void initTestCase() { useLibgit2(); }

    void everyCommitCountsAsGitSays_data()
    {
        QTest::addColumn<quint32>("seed");
        for (const quint32 seed : {1u, 2u, 3u, 4u})
            QTest::addRow("seed %u", seed) << seed;
    }
    void everyCommitCountsAsGitSays()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        QTemporaryDir folder;
        QVERIFY(!git(folder.path(), {u"init"_s, u"-q"_s, u"-b"_s, u"main"_s}).startsWith("FAILED"));
        const QByteArray imported = git(folder.path(), {u"fast-import"_s, u"--quiet"_s}, stream(random, 150));
        QVERIFY2(!imported.startsWith("FAILED"), imported.constData());
        const QByteArray log = git(
            folder.path(), {u"log"_s, u"--format=@%H"_s, u"--numstat"_s, u"-M100%"_s, u"--diff-algorithm=minimal"_s});
        const FileMasks masks({u"dir1/"_s, u"f2.txt"_s, u"dir3/sub0/**"_s});
        qint64 masked = 0;
        std::vector<git_oid> commits;
        std::vector<GitLineStats> expected;
        for (const QByteArray &line : log.split('\n')) {
            if (line.startsWith('@')) {
                git_oid oid;
                QCOMPARE(git_oid_fromstr(&oid, line.mid(1).constData()), 0);
                commits.push_back(oid);
                expected.emplace_back();
            } else if (const QByteArrayList parts = line.split('\t'); parts.size() >= 3) {
                expected.back().additions += parts[0].toLongLong(); // "-" for binaries is 0
                expected.back().deletions += parts[1].toLongLong();
                ++expected.back().files;
                if (masks.matches(parts[2])) {
                    expected.back().maskedAdditions += parts[0].toLongLong();
                    expected.back().maskedDeletions += parts[1].toLongLong();
                    masked += parts[0].toLongLong();
                }
            }
        }
        QCOMPARE(commits.size(), 150u);
        QVERIFY(masked > 50);
        const auto counted = GitStatsReader(folder.path(), 2, masks).read(commits);
        for (std::size_t i = 0; i < commits.size(); ++i) {
            QVERIFY(counted[i]);
            const auto text = [](const GitLineStats &stats) {
                return u"+%1 -%2 in %3, masked +%4 -%5"_s.arg(stats.additions)
                    .arg(stats.deletions)
                    .arg(stats.files)
                    .arg(stats.maskedAdditions)
                    .arg(stats.maskedDeletions);
            };
            QVERIFY2(text(*counted[i]) == text(expected[i]),
                qPrintable(gitHex(commits[i]) + u": "_s + text(*counted[i]) + u", git says "_s + text(expected[i])));
        }
    }

    void generatedFilesAreCountedApart()
    {
        QTemporaryDir folder;
        QVERIFY(!git(folder.path(), {u"init"_s, u"-q"_s, u"-b"_s, u"main"_s}).startsWith("FAILED"));
        const QByteArray text =
            "commit refs/heads/main\ncommitter A <a@example.org> 1700000000 +0000\ndata 1\nx\n"
            "M 100644 inline src/main.c\ndata 4\na\nb\n\n"
            "M 100644 inline web/yarn.lock\ndata 6\na\nb\nc\n\n"
            "M 100644 inline vendor/lib/x.c\ndata 2\na\n\n";
        QVERIFY(!git(folder.path(), {u"fast-import"_s, u"--quiet"_s}, text).startsWith("FAILED"));
        git_oid head;
        QCOMPARE(git_oid_fromstr(&head, git(folder.path(), {u"rev-parse"_s, u"main"_s}).trimmed().constData()), 0);
        const auto counted = GitStatsReader(folder.path(), 1, FileMasks(FileMasks::defaults())).read({head});
        QVERIFY(counted.front());
        QCOMPARE(counted.front()->additions, 6);
        QCOMPARE(counted.front()->files, 3);
        QCOMPARE(counted.front()->maskedAdditions, 4);
        QCOMPARE(counted.front()->maskedFiles, 2);
    }

    void edges_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<int>("additions");
        QTest::addColumn<int>("deletions");
        QTest::newRow("both empty") << QByteArray() << QByteArray() << 0 << 0;
        QTest::newRow("one line without an end") << QByteArray() << QByteArray("a") << 1 << 0;
        QTest::newRow("only the last newline") << QByteArray("a") << QByteArray("a\n") << 1 << 1;
        QTest::newRow("appended") << QByteArray("a\nb\n") << QByteArray("a\nb\nc\n") << 1 << 0;
        QTest::newRow("repeated line") << QByteArray("a\na\n") << QByteArray("a\na\na\n") << 1 << 0;
        QTest::newRow("common bytes, other lines") << QByteArray("abc\n") << QByteArray("abd\n") << 1 << 1;
        QTest::newRow("suffix within a line") << QByteArray("xa\nb\n") << QByteArray("ya\nb\n") << 1 << 1;
        QTest::newRow("carriage returns") << QByteArray("a\r\nb\r\n") << QByteArray("a\nb\n") << 2 << 2;
        QTest::newRow("binary") << QByteArray("a\0b\n", 4) << QByteArray("a\nb\n") << 0 << 0;
        QTest::newRow("removed") << QByteArray("a\nb\n") << QByteArray() << 0 << 2;
    }
    void edges()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const GitLineCount count = gitLineCount(
            {before.constData(), std::size_t(before.size())}, {after.constData(), std::size_t(after.size())});
        QTEST(int(count.additions), "additions");
        QTEST(int(count.deletions), "deletions");
    }
};

QTEST_GUILESS_MAIN(TestGitStats)
#include "tst_gitstats.moc"
