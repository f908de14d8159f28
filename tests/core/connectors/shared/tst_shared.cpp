#include "core/connectors/shared/cursorjson.h"
#include "core/connectors/shared/fieldreader.h"
#include "core/connectors/shared/identitybook.h"
#include "core/connectors/shared/labels.h"
#include "core/connectors/shared/listguard.h"
#include "core/connectors/shared/moments.h"
#include "core/connectors/shared/recentitems.h"
#include "core/connectors/shared/restapi.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

struct Place {
    QString next;
    Instant until;
    qint64 page = 0;

    bool operator==(const Place &) const = default;
};

void forEachMember(auto &place, auto &&visit)
{
    visit("next"_L1, place.next);
    visit("until"_L1, place.until);
    visit("page"_L1, place.page);
}

} // namespace

class TestShared final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fieldsAreReadAndTheFirstFaultIsKept()
    {
        const JsonPlace list{.parent = nullptr, .name = u"values"_s};
        const JsonPlace place{.parent = &list, .name = {}, .index = 2};
        FieldReader reader({{u"id"_s, Q_INT64_C(9007199254740991)}, {u"name"_s, u"x"_s}, {u"points"_s, 2.5},
                               {u"at"_s, Q_INT64_C(1492070429000)}, {u"none"_s, 0}, {u"odd"_s, u"many"_s},
                               {u"list"_s, QJsonArray{1, 2}}},
            &place);
        QCOMPARE(reader.needId("id"_L1), u"9007199254740991"_s);
        QCOMPARE(reader.needId("name"_L1), u"x"_s);
        QCOMPARE(reader.real("points"_L1), std::optional(2.5));
        QCOMPARE(reader.real("absent"_L1), std::nullopt);
        QCOMPARE(reader.needMsTime("at"_L1).toIso(), u"2017-04-13T08:00:29Z"_s);
        QVERIFY(!reader.msTime("none"_L1).isSet());
        QCOMPARE(reader.array("list"_L1).size(), 2);
        QVERIFY(reader.ok());
        QCOMPARE(reader.real("odd"_L1), std::nullopt);
        QVERIFY(reader.needId("absent"_L1).isEmpty());
        QCOMPARE(reader.quarantined(RecordKind::Issue, {}).path, u"$.values[2].odd"_s);
    }

    void recentItemsAreKnownUntilTheyChange()
    {
        RecentItems items;
        items.note(u"7"_s, Instant{1000});
        items.note(u"a@b"_s, Instant{2000});
        RecentItems again = RecentItems::fromText(items.toText());
        QVERIFY(again.holds(u"7"_s, Instant{1000}) && again.holds(u"a@b"_s, Instant{2000}));
        QVERIFY(!again.holds(u"7"_s, Instant{1001}) && !again.holds(u"8"_s, Instant{1000}));
        again.keepFrom(Instant{2000});
        QVERIFY(!again.holds(u"7"_s, Instant{1000}) && again.holds(u"a@b"_s, Instant{2000}));
        QCOMPARE(RecentItems::fromText(u"rubbish @5 x@y"_s).toText(), QString());
    }

    void labelsSayWhatPeopleMean()
    {
        const QRegularExpression incident = wordPattern(u"incident, sev"_s);
        QVERIFY(incident.match(u"sev1"_s).hasMatch() && !incident.match(u"several"_s).hasMatch());
        QVERIFY(wordPattern(u" , "_s).pattern().isEmpty());
        QCOMPARE(issueClassOf({u"type: bug"_s, u"sev: 2"_s}, incident), IssueClass::Incident);
        QCOMPARE(issueClassOf({u"type: bug"_s, u"feature"_s}, {}), IssueClass::Bug);
        QCOMPARE(issueClassOf({u"nothing"_s}, {}), IssueClass::Unknown);
        QCOMPARE(priorityOf({u"prio: high"_s}), Priority::High);
        QCOMPARE(severityOf({u"sev-1"_s}), Severity::Critical);
        QVERIFY(saysInProgress(u"In Progress"_s) && !saysInProgress(u"restarted"_s));
        QVERIFY(saysRollback(u"release/rollback-7"_s) && !saysRollback(u"reverted-x-y"_s));
        QVERIFY(saysHotfix(u"hot-fix/login"_s) && !saysHotfix(u"main"_s));
    }

    void mailboxesHaveTwoParts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("email");
        QTest::newRow("both") << u"Ann Lee <Ann@example.org>"_s << u"Ann Lee"_s << u"Ann@example.org"_s;
        QTest::newRow("brackets in the name") << u"A <x> B <a@b.c>"_s << u"A <x> B"_s << u"a@b.c"_s;
        QTest::newRow("mail alone") << u" a@b.c "_s << QString() << u"a@b.c"_s;
        QTest::newRow("name alone") << u"王小明"_s << u"王小明"_s << QString();
        QTest::newRow("closed only") << u"a> b"_s << u"a> b"_s << QString();
        QTest::newRow("nothing") << QString() << QString() << QString();
    }
    void mailboxesHaveTwoParts()
    {
        QFETCH(const QString, text);
        const Mailbox mailbox = mailboxOf(text);
        QTEST(mailbox.name, "name");
        QTEST(mailbox.email, "email");
    }

    void everybodyIsNamedOnce()
    {
        IdentityBook book;
        QVERIFY(!book.rememberMailbox({.name = u"x"_s, .email = {}}).isSet());
        QCOMPARE(book.rememberMailbox({.name = {}, .email = u"Ann@Example.org"_s}).id, u"email:ann@example.org"_s);
        (void)book.rememberMailbox({.name = u"Ann"_s, .email = u"ann@example.org"_s});
        Identity bob;
        bob.externalId = u"bob"_s;
        book.remember(bob);
        bob.actor = ActorClass::Human;
        bob.name = u"Bob"_s;
        book.remember(bob);
        RecordBatch batch;
        book.moveInto(batch);
        const auto &all = batch.of<Identity>();
        QCOMPARE(all.size(), 2U);
        QCOMPARE(all[0].name, u"Bob"_s);
        QCOMPARE(all[0].actor, ActorClass::Human);
        QCOMPARE(all[1].name, u"Ann"_s);
    }

    void programsAreKnownByTheirNames_data()
    {
        QTest::addColumn<ActorClass>("actor");
        for (const char *name : {"dependabot[bot]", "renovate-bot", "project_7_bot_1a2b", "group_42_bot", "snyk-bot",
                 "gitlab-ci", "Renovate"})
            QTest::newRow(name) << ActorClass::Bot;
        for (const char *name : {"coderabbitai", "coderabbitai[bot]"})
            QTest::newRow(name) << ActorClass::AiReviewer;
        for (const char *name : {"abbott", "robot-maker", "lucia", "botond"})
            QTest::newRow(name) << ActorClass::Human;
    }
    void programsAreKnownByTheirNames() { QTEST(classByName(QString::fromLatin1(QTest::currentDataTag())), "actor"); }

    void listsThatDoNotEndAreRefused()
    {
        ListGuard same(u"Tool"_s);
        QVERIFY(same.admit({.next = "a", .items = 5}));
        QVERIFY(!same.admit({.next = "a", .items = 5}));

        ListGuard nameless(u"Tool"_s);
        QVERIFY(!nameless.admit({.next = {}, .items = 5}));

        ListGuard endless(u"Tool"_s);
        int pages = 0;
        while (endless.admit({.next = QByteArray::number(pages), .items = 100, .total = 200}))
            QVERIFY(++pages < 50);
        QVERIFY(pages >= 4); // what it says, twice, and some more

        ListGuard empty(u"Tool"_s);
        pages = 0;
        while (empty.admit({.next = QByteArray::number(pages)}))
            QVERIFY(++pages < 1000);

        ListGuard circling(u"Tool"_s);
        pages = 0;
        while (circling.admit({.next = QByteArray::number(pages), .items = 10, .total = -1, .firstItem = "7"}))
            QVERIFY(++pages < 10);
    }

    void cursorsSurviveAsJson()
    {
        const Place place{.next = u"https://x/?page=2"_s, .until = Instant{1'700'000'000'000}, .page = 7};
        QCOMPARE(cursorFromJson<Place>(cursorToJson(place)), place);
        QCOMPARE(cursorFromJson<Place>("not json"), Place());
    }

    void momentsMayBeUnset()
    {
        const Instant at{5000};
        QCOMPARE(earlier(at, {}), at);
        QCOMPARE(earlier({}, at), at);
        QCOMPARE(earlier(Instant{4000}, at), Instant{4000});
        QCOMPARE(before(at, 1000), Instant{4000});
        QVERIFY(!before({}, 1000).isSet());
    }

    void addressesKeepWhatIsEncoded()
    {
        RestTool tool;
        tool.base = QUrl(u"https://host/context/api"_s);
        const RestApi api(std::make_shared<ConnectorContext>(), tool);
        QCOMPARE(api.url(u"/projects/a%2Fb"_s).toEncoded(), QByteArray("https://host/context/api/projects/a%2Fb"));
        QCOMPARE(api.url(u"/x"_s, {{u"since"_s, u"2026-01-01T00:00:00+02:00"_s}, {u"q"_s, u"a&b \"ü\""_s}}).toEncoded(),
            QByteArray("https://host/context/api/x?since=2026-01-01T00%3A00%3A00%2B02%3A00&q=a%26b%20%22%C3%BC%22"));
    }
};

QTEST_GUILESS_MAIN(TestShared)
#include "tst_shared.moc"
