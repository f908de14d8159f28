#include "core/connectors/git/gitsubjects.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestGitSubjects final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsTheMessagesOfEveryService_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<bool>("isMerge");
        QTest::addColumn<qint64>("number"); // -1: no change
        QTest::addColumn<QString>("title");
        QTest::addColumn<bool>("squashed");
        const auto row = [](const char *name, const QString &message, bool isMerge, qint64 number,
                             const QString &title = {}, bool squashed = false) {
            QTest::newRow(name) << message << isMerge << number << title << squashed;
        };
        row("GitHub merge", u"Merge pull request #12 from ada/tides\n\nRead the tide table"_s, true, 12,
            u"Read the tide table"_s);
        row("GitHub merge without title", u"Merge pull request #12 from ada/tides"_s, true, 12, u"ada/tides"_s);
        row("GitHub squash", u"Read the tide table (#13)\n\n* first\n* second"_s, false, 13, u"Read the tide table"_s,
            true);
        row("GitLab merge",
            u"Merge branch 'tides' into 'main'\n\nRead the tide table\n\nSee merge request port/harbour!14"_s, true, 14,
            u"Read the tide table"_s);
        row("GitLab squash", u"Read the tide table\n\nSee merge request port/harbour!15"_s, false, 15,
            u"Read the tide table"_s, true);
        row("Bitbucket Cloud", u"Merged in tides (pull request #16)\n\nRead the tide table"_s, true, 16,
            u"Read the tide table"_s);
        row("Bitbucket Data Center", u"Merge pull request #17 in PORT/harbour from tides to main\n\nRead it"_s, true,
            17, u"Read it"_s);
        row("Bitbucket Data Center, newer", u"Pull request #18: Read it"_s, true, 18, u"Read it"_s);
        row("Azure DevOps", u"Merged PR 19: Read it"_s, false, 19, u"Read it"_s, true);
        row("Git's own merge", u"Merge branch 'tides'"_s, true, 0, u"tides"_s);
        row("bringing a branch up to date is no change", u"Merge branch 'main' of ssh://host/x"_s, true, -1);
        row("nor is merging the remote main line", u"Merge remote-tracking branch 'origin/main'"_s, true, -1);
        row("a plain commit is no change", u"Read the tide table"_s, false, -1);
        row("a mention is no squash", u"Fix what (#12) broke in the reader"_s, false, -1);
        row("an empty message", QString(), false, -1);
        row("a merge without a known message", u"Ship it"_s, true, -1);
    }

    void knowsTheMessagesOfEveryService()
    {
        QFETCH(QString, message);
        QFETCH(bool, isMerge);
        QFETCH(qint64, number);
        QFETCH(QString, title);
        QFETCH(bool, squashed);
        const auto change = mergedChange(message, isMerge, u"main"_s);
        QCOMPARE(change.has_value(), number >= 0);
        if (!change)
            return;
        QCOMPARE(change->number, number);
        QCOMPARE(change->title, title);
        QCOMPARE(change->squashed, squashed);
    }

    void tellsTrialsFromReleases()
    {
        for (const QString &tag :
            {u"v1.0.0-rc1"_s, u"2.0-beta.2"_s, u"v3.0a1"_s, u"1.0.0-alpha"_s, u"nightly-2026-01-02"_s, u"v1.2.3-dev"_s})
            QVERIFY2(isPrereleaseTag(tag), qPrintable(tag));
        for (const QString &tag :
            {u"v1.0.0"_s, u"2026.3"_s, u"release-12"_s, u"arch-1.0"_s, u"v1.0.0+build5"_s, u"alphabet-1.0"_s})
            QVERIFY2(!isPrereleaseTag(tag), qPrintable(tag));
    }

    void findsThePagesOfTheService_data()
    {
        QTest::addColumn<QString>("remote");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("change");
        QTest::newRow("ssh short") << u"git@github.com:port/harbour.git"_s << u"https://github.com/port/harbour"_s
                                   << u"https://github.com/port/harbour/pull/"_s;
        QTest::newRow("https with user") << u"https://ada:secret@gitlab.example.org/port/sub/harbour.git"_s
                                         << u"https://gitlab.example.org/port/sub/harbour"_s
                                         << u"https://gitlab.example.org/port/sub/harbour/-/merge_requests/"_s;
        QTest::newRow("ssh url") << u"ssh://git@bitbucket.org/port/harbour.git"_s
                                 << u"https://bitbucket.org/port/harbour"_s
                                 << u"https://bitbucket.org/port/harbour/pull-requests/"_s;
        QTest::newRow("folder") << u"/srv/git/harbour.git"_s << QString() << QString();
        QTest::newRow("file url") << u"file:///srv/git/harbour.git"_s << QString() << QString();
        QTest::newRow("none") << QString() << QString() << QString();
    }

    void findsThePagesOfTheService()
    {
        QFETCH(QString, remote);
        QFETCH(QString, base);
        QFETCH(QString, change);
        const WebPages pages = webPagesOf(remote);
        QCOMPARE(pages.base, base);
        QCOMPARE(pages.change, change);
        QVERIFY(!pages.base.contains(u"secret"));
    }
};

QTEST_APPLESS_MAIN(TestGitSubjects)
#include "tst_gitsubjects.moc"
