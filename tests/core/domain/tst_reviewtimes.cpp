#include "core/domain/issuekeys.h"
#include "core/domain/reviewtimes.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

Instant hour(int n)
{
    return Instant{n * 3'600'000LL};
}

ReviewHistory history(std::vector<ReviewResponse> responses, std::vector<DraftChange> drafts = {})
{
    return {.author = u"ann"_s,
        .createdAt = hour(1),
        .endedAt = hour(50),
        .draft = false,
        .draftChanges = std::move(drafts),
        .responses = std::move(responses)};
}

ReviewResponse by(
    const QString &who, int at, Verdict verdict = Verdict::Commented, ActorClass actor = ActorClass::Human)
{
    return {.at = hour(at), .who = who, .actor = actor, .verdict = verdict};
}

} // namespace

class TestReviewTimes final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyAnotherPersonBeforeTheEndCounts()
    {
        const ReviewTimes times = reviewTimesOf(
            history({by(u"late"_s, 60, Verdict::Approved), by(u"bot"_s, 2, Verdict::Approved, ActorClass::Bot),
                by(u"ai"_s, 3, Verdict::Approved, ActorClass::AiReviewer), by(u"ann"_s, 4), by(u"bob"_s, 9),
                by(u"bob"_s, 12, Verdict::Approved)}));
        QCOMPARE(times.readyAt, hour(1));
        QCOMPARE(times.firstResponseAt, hour(9));
        QCOMPARE(times.firstApprovalAt, hour(12));
    }

    void nobodyAnswered()
    {
        const ReviewTimes times = reviewTimesOf(history({by(u"ann"_s, 4)}));
        QCOMPARE(times.readyAt, hour(1));
        QVERIFY(!times.firstResponseAt.isSet());
        QVERIFY(!times.firstApprovalAt.isSet());
    }

    void draftsAreNotWaiting()
    {
        // Opened as a draft, shown, taken back, shown again; the comment on the draft is not the answer.
        const ReviewTimes times = reviewTimesOf(
            history({by(u"bob"_s, 3), by(u"bob"_s, 20)}, {{hour(5), true}, {hour(8), false}, {hour(15), true}}));
        QCOMPARE(times.readyAt, hour(15));
        QCOMPARE(times.firstResponseAt, hour(20));
        // Going back to a draft later does not change when the first answer was waited for.
        const ReviewTimes early =
            reviewTimesOf(history({by(u"bob"_s, 6)}, {{hour(5), true}, {hour(8), false}, {hour(15), true}}));
        QCOMPARE(early.readyAt, hour(5));
        QCOMPARE(early.firstResponseAt, hour(6));
    }

    void openedReadyAndTurnedIntoADraft()
    {
        const ReviewTimes times = reviewTimesOf(history({by(u"bob"_s, 3)}, {{hour(4), false}}));
        QCOMPARE(times.readyAt, hour(1));
        QCOMPARE(times.firstResponseAt, hour(3));
    }

    void stillADraft()
    {
        ReviewHistory draft = history({by(u"bob"_s, 3)});
        draft.draft = true;
        draft.endedAt = {};
        const ReviewTimes times = reviewTimesOf(draft);
        QVERIFY(!times.readyAt.isSet());
        QVERIFY(!times.firstResponseAt.isSet());
    }

    void deletedAccounts()
    {
        QCOMPARE(reviewTimesOf(history({by({}, 3, Verdict::Approved, ActorClass::Unknown)})).firstApprovalAt, hour(3));
        ReviewHistory both = history({by({}, 3)});
        both.author.clear(); // may be the same person
        QVERIFY(!reviewTimesOf(both).firstResponseAt.isSet());
    }

    void issueKeys_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("keys");
        QTest::newRow("title") << u"PAY-12: fix"_s << QStringList{u"PAY-12"_s};
        QTest::newRow("branch") << u"ann/CORE2-7-cache"_s << QStringList{u"CORE2-7"_s};
        QTest::newRow("two, one twice") << u"A1-2 and [OPS-3] A1-2"_s << QStringList({u"A1-2"_s, u"OPS-3"_s});
        QTest::newRow("standards") << u"UTF-8 SHA-256 ISO-8601 CVE-2024-1234"_s << QStringList{};
        QTest::newRow("words") << u"pre-2 X-1 fooBAR-3 PAY-12a PAY-012"_s << QStringList{};
        QTest::newRow("end") << u"-1 PAY-"_s << QStringList{};
    }
    void issueKeys()
    {
        QFETCH(const QString, text);
        QFETCH(const QStringList, keys);
        QCOMPARE(issueKeysIn(text), keys);
    }
};

QTEST_GUILESS_MAIN(TestReviewTimes)
#include "tst_reviewtimes.moc"
