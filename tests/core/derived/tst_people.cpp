#include "tests/core/derived/support/world.h"

#include "core/store/directorystore.h"

#include <QTest>

using namespace leadline;
using namespace leadline::test;

namespace {

// Name of the person of an identity; "nobody" without one.
QString personOf(World &world, const QString &identity)
{
    const QStringList names = world.rows(
        u"SELECT ifnull(p.name, 'nobody') FROM identity i LEFT JOIN person p ON p.id = i.person WHERE i.external_id = '%1'"_s
            .arg(identity));
    return names.join(u'/');
}

qint64 personId(World &world, const QString &identity)
{
    return world.database()
        .integer(u"SELECT person FROM identity WHERE external_id = '%1'"_s.arg(identity))
        .value_or(-1);
}

} // namespace

class PeopleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyAccountGetsAPerson()
    {
        World world;
        world.identity(u"ann"_s, u"Ann Lee"_s);
        world.identity(u"x7"_s);
        world.identity(u"builder"_s, u"Builder"_s, {}, ActorClass::Bot);
        world.derive();
        QCOMPARE(personOf(world, u"ann"_s), u"Ann Lee"_s);
        QCOMPARE(personOf(world, u"x7"_s), u"x7"_s);
        QCOMPARE(personOf(world, u"builder"_s), u"nobody"_s);
    }

    void nameToldLater()
    {
        World world;
        world.identity(u"ann"_s);
        world.derive();
        world.identity(u"ann"_s, u"Ann Lee"_s);
        world.derive();
        QCOMPARE(personOf(world, u"ann"_s), u"Ann Lee"_s);
    }

    void sameEmail()
    {
        World world;
        world.identity(u"ann"_s, u"Ann Lee"_s, u"Ann@Example.org"_s);
        world.identity(u"a.lee"_s, u"A. Lee"_s, u"ann@example.org"_s);
        world.identity(u"ci1"_s, {}, u"noreply@example.org"_s);
        world.identity(u"ci2"_s, {}, u"noreply@example.org"_s);
        world.derive();
        QCOMPARE(personId(world, u"ann"_s), personId(world, u"a.lee"_s));
        QVERIFY(personId(world, u"ci1"_s) != personId(world, u"ci2"_s));
    }

    void sameLoginAtAnotherTool()
    {
        World world;
        world.identity(u"ann"_s, u"Ann Lee"_s);
        world.write(u"tool"_s);
        world.identity(u"ann"_s, u"Ann"_s).externalId = u"ann-other"_s;
        Identity &mail = world.identity(u"mail"_s, u"ann"_s, u"12345+ANN@users.noreply.github.com"_s);
        mail.login.clear();
        world.write(u"other"_s);
        world.derive();
        QCOMPARE(personId(world, u"ann-other"_s), personId(world, u"ann"_s));
        QCOMPARE(personId(world, u"mail"_s), personId(world, u"ann"_s));
    }

    void laterEmailJoins()
    {
        World world;
        world.identity(u"ann"_s, u"Ann Lee"_s);
        world.identity(u"git-ann"_s, u"Ann"_s, u"ann@example.org"_s);
        world.derive();
        QVERIFY(personId(world, u"ann"_s) != personId(world, u"git-ann"_s));
        world.identity(u"ann"_s, u"Ann Lee"_s, u"ann@example.org"_s);
        world.derive();
        QCOMPARE(personId(world, u"ann"_s), personId(world, u"git-ann"_s));
        QCOMPARE(world.rows(u"SELECT name FROM person"_s), QStringList{u"Ann Lee"_s});
    }

    void sameNameIsOnlySuggested()
    {
        World world;
        world.identity(u"jose1"_s, u"José  Núñez"_s, u"jose@example.org"_s);
        world.identity(u"jose2"_s, u"Jose Nunez"_s, u"jnunez@example.net"_s);
        world.identity(u"sam1"_s, u"Sam"_s);
        world.identity(u"sam2"_s, u"Sam"_s);
        world.derive();
        auto directory = readDirectory(world.database());
        QVERIFY(directory);
        QCOMPARE(directory->suggestions.size(), std::size_t{1});
        const MergeSuggestion suggestion = directory->suggestions.front();
        QCOMPARE(suggestion.keep, personId(world, u"jose1"_s));
        QCOMPARE(suggestion.merge, personId(world, u"jose2"_s));
        auto inverse = applyDirectoryChange(world.database(), DismissSuggestion{suggestion});
        QVERIFY(inverse);
        QVERIFY(readDirectory(world.database())->suggestions.empty());
        QVERIFY(applyDirectoryChange(world.database(), *inverse));
        QCOMPARE(readDirectory(world.database())->suggestions.size(), std::size_t{1});
    }

    void decisionsStay()
    {
        World world;
        world.identity(u"ann"_s, u"Ann Lee"_s, u"team@example.org"_s);
        world.identity(u"bob"_s, u"Bob"_s, u"team@example.org"_s);
        world.derive();
        QCOMPARE(personId(world, u"ann"_s), personId(world, u"bob"_s));
        const qint64 shared = personId(world, u"ann"_s);
        // A shared mailbox: Bob is somebody else.
        QVERIFY(applyDirectoryChange(world.database(), SetIdentityPerson{{world.idOf(u"identity"_s, u"bob"_s)}, 0}));
        world.derive();
        QCOMPARE(personId(world, u"ann"_s), shared);
        QCOMPARE(personOf(world, u"bob"_s), u"Bob"_s);
        world.identity(u"bob"_s, u"Bob"_s, u"team@example.org"_s);
        world.derive();
        QCOMPARE(personId(world, u"ann"_s), shared);
        QCOMPARE(personOf(world, u"bob"_s), u"Bob"_s);
    }

    void mergedPeopleKeepTheirTeams()
    {
        World world;
        world.identity(u"ann"_s, u"Ann Lee"_s);
        world.identity(u"ann2"_s, u"Ann Lee"_s);
        world.derive();
        QVERIFY(applyDirectoryChange(world.database(), SaveTeam{{.id = 0, .name = u"Red"_s, .parent = 0}}));
        const qint64 team = readDirectory(world.database())->teams.front().id;
        const qint64 second = personId(world, u"ann2"_s);
        QVERIFY(applyDirectoryChange(
            world.database(), SaveMembership{{.id = 0, .team = team, .person = second, .fromAt = {}, .toAt = {}}}));
        QVERIFY(applyDirectoryChange(
            world.database(), SetIdentityPerson{{world.idOf(u"identity"_s, u"ann2"_s)}, personId(world, u"ann"_s)}));
        const auto directory = readDirectory(world.database());
        QCOMPARE(directory->people.size(), std::size_t{1});
        QCOMPARE(directory->memberships.front().person, personId(world, u"ann"_s));
    }

    void teamAtTheTime()
    {
        World world;
        world.repository(u"app"_s);
        world.identity(u"ann"_s, u"Ann Lee"_s);
        world.change(u"early"_s, u"c1"_s, 10);
        world.change(u"late"_s, u"c2"_s, 100);
        world.change(u"open"_s, {}, -1);
        world.derive();
        const qint64 ann = personId(world, u"ann"_s);
        for (const QString &name : {u"Red"_s, u"Blue"_s})
            QVERIFY(applyDirectoryChange(world.database(), SaveTeam{{.id = 0, .name = name, .parent = 0}}));
        const auto teams = readDirectory(world.database())->teams;
        QVERIFY(applyDirectoryChange(world.database(),
            SaveMembership{{.id = 0, .team = teams[0].id, .person = ann, .fromAt = {}, .toAt = hour(50)}}));
        QVERIFY(applyDirectoryChange(world.database(),
            SaveMembership{{.id = 0, .team = teams[1].id, .person = ann, .fromAt = hour(50), .toAt = {}}}));
        QVERIFY(world.derive().facts.contains(u"change"_s));
        QCOMPARE(world.value(u"change"_s, u"early"_s, u"team"_s), u"Red"_s);
        QCOMPARE(world.value(u"change"_s, u"late"_s, u"team"_s), u"Blue"_s);
        QCOMPARE(world.value(u"change"_s, u"open"_s, u"team"_s), u"Red"_s); // opened at hour 0
    }

    void organisationIsImported()
    {
        World world;
        world.identity(u"ann"_s, u"ann's nickname"_s);
        world.identity(u"guest"_s, u"Guest"_s);
        world.derive();
        Person person;
        person.externalId = u"p1"_s;
        person.name = u"Ann Lee"_s;
        Team parent;
        parent.externalId = u"t1"_s;
        parent.name = u"Product"_s;
        Team team;
        team.externalId = u"t2"_s;
        team.name = u"Red"_s;
        team.parent.id = u"t1"_s;
        Membership membership;
        membership.externalId = u"m1"_s;
        membership.team.id = u"t2"_s;
        membership.person.id = u"p1"_s;
        for (int twice = 0; twice < 2; ++twice) {
            QVERIFY(importOrganisation(
                world.database(), {person}, {team, parent}, {membership}, {{u"ann"_s, u"p1"_s}}, u"tool"_s));
            world.derive();
            const auto directory = readDirectory(world.database());
            QVERIFY(directory);
            QCOMPARE(directory->people.size(), std::size_t{2}); // the one that matching had made for Ann is gone
            QCOMPARE(personOf(world, u"ann"_s), u"Ann Lee"_s);
            QCOMPARE(directory->teams.size(), std::size_t{2});
            QCOMPARE(directory->memberships.size(), std::size_t{1});
            QCOMPARE(world.rows(u"SELECT t.name, p.name FROM team t JOIN team p ON p.id = t.parent"_s),
                QStringList{u"Red|Product"_s});
        }
    }
};

QTEST_GUILESS_MAIN(PeopleTest)
#include "tst_people.moc"
