#include "core/store/recordstore.h"
#include "tests/core/store/storefixture.h"

#include <QJsonArray>
#include <QSqlQuery>
#include <QTest>

using namespace leadline;
using namespace leadline::test;

// How batches become rows: roles of fields, references, orphans, quarantine, tombstones, what is to be derived anew.
class TestRecordWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyFieldComesBack();
    void sameBatchTwiceIsOneRow();
    void newerReplacesAndOlderDoesNot();
    void aWrongDateIsNoNewerVersion();
    void stickyFieldsKeepWhatIsKnown();
    void derivedFieldsAreNotTouched();
    void accountsAreMadeWhenHeardOf();
    void laterDetailsOfAnAccountAreTaken();
    void sourcesDoNotMix();
    void orphansGoToQuarantine();
    void recordWithoutIdGoesToQuarantine();
    void quarantineEndsWhenTheRecordComesGood();
    void quarantineIsBounded();
    void parentThatComesLaterIsLinked();
    void tombstoneTakesWhatDependsOnIt();
    void tombstoneOfNothingIsHarmless();
    void peopleBelongToTheWorkspace();
    void dirtyRowsAreNoted();
    void manyDirtyRowsBecomeOneLine();
    void oddTextSurvives();

private:
    [[nodiscard]] QString text(const QString &query) const;
    void write(const RecordBatch &batch, qint64 source = 1)
    {
        LEADLINE_OK(writeBatch(*m_database, *m_writer, batch, source));
    }
    template <typename Record> void writeOne(const Record &record, qint64 source = 1)
    {
        RecordBatch batch;
        batch.add(record);
        write(batch, source);
    }

    std::optional<StoreFixture> m_store;
    std::optional<Database> m_database;
    std::optional<RecordWriter> m_writer;
};

void TestRecordWriter::init()
{
    m_store.emplace();
    m_database.emplace(m_store->database());
    LEADLINE_OK(m_database->execute(
        u"INSERT INTO source (id, name, kind, config) VALUES (1, 'hub', 'github', '{}'), (2, 'other', 'git', '{}')"_s));
    m_writer.emplace(*m_database);
}

void TestRecordWriter::cleanup()
{
    m_writer.reset();
    m_database.reset();
    m_store.reset();
}

void TestRecordWriter::everyFieldComesBack()
{
    RecordBatch batch;
    batch.add(repository(u"r1"_s, u"shop/basket"_s));
    ChangeRequest made = change(u"c1"_s, u"r1"_s, u"ann"_s, minute(3));
    made.url = u"https://tool.example/c/1"_s;
    made.number = 17;
    made.draft = true;
    made.mergedAt = minute(9);
    made.mergedBy.id = u"bob"_s;
    made.mergeSha = u"abc"_s;
    made.additions = 0;
    made.labels = {u"a"_s, u"b c"_s};
    batch.add(made);
    Issue issue;
    issue.externalId = u"i1"_s;
    issue.repository.id = u"r1"_s;
    issue.points = 2.5;
    issue.type = IssueClass::Bug;
    issue.priority = Priority::Highest;
    batch.add(issue);
    write(batch);
    const QJsonObject read = recordOf(*m_database, RecordKind::ChangeRequest, u"c1"_s);
    const QJsonObject expected{{u"source"_s, u"hub"_s}, {u"external_id"_s, u"c1"_s}, {u"url"_s, made.url},
        {u"updated_at"_s, minute(3).toIso()}, {u"repository"_s, u"r1"_s}, {u"number"_s, 17}, {u"title"_s, made.title},
        {u"author"_s, u"ann"_s}, {u"state"_s, u"open"_s}, {u"draft"_s, true}, {u"created_at"_s, minute(1).toIso()},
        {u"merged_at"_s, minute(9).toIso()}, {u"merged_by"_s, u"bob"_s}, {u"merge_sha"_s, u"abc"_s},
        {u"additions"_s, 0}, {u"labels"_s, QJsonArray{u"a"_s, u"b c"_s}}, {u"deployment_inferred"_s, false}};
    QCOMPARE(read, expected);
    const QJsonObject readIssue = recordOf(*m_database, RecordKind::Issue, u"i1"_s);
    QCOMPARE(readIssue.value("points"_L1).toDouble(), 2.5);
    QCOMPARE(readIssue.value("type"_L1).toString(), u"bug"_s);
    QCOMPARE(readIssue.value("priority"_L1).toString(), u"highest"_s);
    QVERIFY(!readIssue.contains("created_at"_L1));
}

void TestRecordWriter::sameBatchTwiceIsOneRow()
{
    write(page(0));
    const QStringList once = canonicalDump(*m_database);
    write(page(0));
    QCOMPARE(canonicalDump(*m_database), once);
    QCOMPARE(count(*m_database, u"change_request"_s), 10);
    QCOMPARE(count(*m_database, u"identity"_s), 4);
}

void TestRecordWriter::newerReplacesAndOlderDoesNot()
{
    const auto titled = [](const QString &title, Instant updatedAt) {
        ChangeRequest made = change(u"c1"_s, u"r1"_s, u"ann"_s, updatedAt);
        made.title = title;
        return made;
    };
    const auto titleNow = [&] {
        return recordOf(*m_database, RecordKind::ChangeRequest, u"c1"_s).value("title"_L1).toString();
    };
    writeOne(titled(u"second"_s, minute(20)));
    writeOne(titled(u"first"_s, minute(10)));
    QCOMPARE(titleNow(), u"second"_s);
    writeOne(titled(u"second, read again"_s, minute(20)));
    QCOMPARE(titleNow(), u"second, read again"_s);
    writeOne(titled(u"third"_s, minute(30)));
    QCOMPARE(titleNow(), u"third"_s);
    writeOne(titled({}, minute(40)));
    QCOMPARE(titleNow(), QString()); // a plain field follows the tool, to nothing too
    writeOne(titled(u"undated"_s, {}));
    QCOMPARE(titleNow(), u"undated"_s);
    QCOMPARE(recordOf(*m_database, RecordKind::ChangeRequest, u"c1"_s).value("updated_at"_L1).toString(),
        minute(40).toIso());
}

// A version dated behind the moment of writing does not keep a record as it is until then.
void TestRecordWriter::aWrongDateIsNoNewerVersion()
{
    ChangeRequest wrong = change(u"c1"_s, u"r1"_s, u"ann"_s, Instant::fromIso(u"2199-01-01T00:00:00Z"));
    wrong.title = u"from the future"_s;
    writeOne(wrong);
    ChangeRequest right = change(u"c1"_s, u"r1"_s, u"ann"_s, minute(20));
    right.title = u"of today"_s;
    writeOne(right);
    const QJsonObject read = recordOf(*m_database, RecordKind::ChangeRequest, u"c1"_s);
    QCOMPARE(read.value("title"_L1).toString(), u"of today"_s);
    QCOMPARE(read.value("updated_at"_L1).toString(), minute(20).toIso());
}

void TestRecordWriter::stickyFieldsKeepWhatIsKnown()
{
    RecordBatch batch;
    batch.add(repository(u"r1"_s, u"shop/basket"_s));
    batch.add(change(u"c1"_s, u"r1"_s, u"ann"_s, minute(3)));
    write(batch);
    Commit full = commit(u"s1"_s, u"r1"_s, u"c1"_s);
    full.additions = 7;
    full.parents = {u"s0"_s};
    full.subject = u"Add the basket"_s;
    full.onDefaultBranch = true;
    writeOne(full);
    Commit bare = commit(u"s1"_s, u"r1"_s);
    bare.subject = u"Add the basket again"_s;
    writeOne(bare);
    const QJsonObject read = recordOf(*m_database, RecordKind::Commit, u"s1"_s);
    QCOMPARE(read.value("additions"_L1).toInt(), 7);
    QCOMPARE(read.value("parents"_L1).toArray(), QJsonArray{u"s0"_s});
    QCOMPARE(read.value("change_request"_L1).toString(), u"c1"_s);
    QCOMPARE(read.value("on_default_branch"_L1).toBool(), true);
    QCOMPARE(read.value("subject"_L1).toString(), u"Add the basket again"_s);
    Incident incident;
    incident.externalId = u"x1"_s;
    incident.link = IncidentLink::Explicit;
    writeOne(incident);
    incident.link = IncidentLink::None;
    writeOne(incident);
    QCOMPARE(recordOf(*m_database, RecordKind::Incident, u"x1"_s).value("link"_L1).toString(), u"explicit"_s);
}

void TestRecordWriter::derivedFieldsAreNotTouched()
{
    writeOne(change(u"c1"_s, u"r1"_s, u"ann"_s, minute(3)));
    LEADLINE_OK(m_database->execute(
        u"UPDATE change_request SET deployed_at = 5, deployment_inferred = 1; UPDATE identity SET person = 9"_s));
    ChangeRequest again = change(u"c1"_s, u"r1"_s, u"ann"_s, minute(4));
    again.deployedAt = minute(8);
    writeOne(again);
    QCOMPARE(*m_database->integer(u"SELECT deployed_at FROM change_request"_s), 5);
    QCOMPARE(*m_database->integer(u"SELECT deployment_inferred FROM change_request"_s), 1);
    Identity ann;
    ann.externalId = u"ann"_s;
    ann.name = u"Ann"_s;
    writeOne(ann);
    QCOMPARE(*m_database->integer(u"SELECT person FROM identity"_s), 9);
}

void TestRecordWriter::accountsAreMadeWhenHeardOf()
{
    writeOne(change(u"c1"_s, u"r1"_s, u"ann"_s, minute(3)));
    QCOMPARE(count(*m_database, u"identity"_s), 1);
    QCOMPARE(recordOf(*m_database, RecordKind::ChangeRequest, u"c1"_s).value("author"_L1).toString(), u"ann"_s);
    writeOne(change(u"c2"_s, u"r1"_s, {}, minute(3))); // a ghost
    QCOMPARE(count(*m_database, u"identity"_s), 1);
}

void TestRecordWriter::laterDetailsOfAnAccountAreTaken()
{
    writeOne(change(u"c1"_s, u"r1"_s, u"ann"_s, minute(3)));
    Identity ann;
    ann.externalId = u"ann"_s;
    ann.login = u"ann-b"_s;
    ann.actor = ActorClass::Human;
    writeOne(ann);
    ann.login.clear();
    ann.actor = ActorClass::Unknown;
    ann.email = u"ann@shop.example"_s;
    writeOne(ann);
    const QJsonObject read = recordOf(*m_database, RecordKind::Identity, u"ann"_s);
    QCOMPARE(read.value("login"_L1).toString(), u"ann-b"_s);
    QCOMPARE(read.value("email"_L1).toString(), u"ann@shop.example"_s);
    QCOMPARE(read.value("actor"_L1).toString(), u"human"_s);
}

void TestRecordWriter::sourcesDoNotMix()
{
    write(page(0), 1);
    write(page(0), 2);
    QCOMPARE(count(*m_database, u"change_request"_s), 20);
    QCOMPARE(count(*m_database, u"identity"_s), 8);
    QCOMPARE(
        *m_database->integer(
            u"SELECT count(*) FROM review v JOIN change_request c ON c.id = v.change_request WHERE v.source <> c.source"_s),
        0);
}

void TestRecordWriter::orphansGoToQuarantine()
{
    RecordBatch batch;
    batch.add(review(u"v1"_s, u"c404"_s, u"ann"_s));
    batch.add(review(u"v2"_s, {}, u"ann"_s));
    IssueTransition transition;
    transition.externalId = u"t1"_s;
    transition.issue.id = u"i404"_s;
    batch.add(transition);
    write(batch);
    QCOMPARE(count(*m_database, u"review"_s), 0);
    QCOMPARE(count(*m_database, u"issue_transition"_s), 0);
    const auto kept = readQuarantine(*m_database, u"hub"_s, 10);
    LEADLINE_OK(kept);
    QCOMPARE(kept->size(), std::size_t{3});
    QStringList reasons;
    for (const QuarantinedRecord &record : *kept)
        reasons += record.externalId + u": "_s + record.reason;
    reasons.sort();
    QCOMPARE(reasons,
        (QStringList{u"t1: The issue i404 that it belongs to has not been read."_s,
            u"v1: The change request c404 that it belongs to has not been read."_s,
            u"v2: It does not say which change request it belongs to."_s}));
}

void TestRecordWriter::recordWithoutIdGoesToQuarantine()
{
    RecordBatch batch;
    batch.add(Release());
    batch.add(repository(u"r1"_s, u"shop/basket"_s));
    write(batch);
    QCOMPARE(count(*m_database, u"release"_s), 0);
    QCOMPARE(count(*m_database, u"repository"_s), 1);
    QCOMPARE(readQuarantine(*m_database, u"hub"_s, 10)->front().reason, u"The record has no id of its own."_s);
}

void TestRecordWriter::quarantineEndsWhenTheRecordComesGood()
{
    writeOne(review(u"v1"_s, u"c1"_s, u"ann"_s));
    writeOne(review(u"v1"_s, u"c1"_s, u"ann"_s));
    QCOMPARE(count(*m_database, u"quarantine"_s), 1);
    RecordBatch batch;
    batch.add(change(u"c1"_s, u"r1"_s, u"bob"_s, minute(1)));
    batch.add(review(u"v1"_s, u"c1"_s, u"ann"_s));
    write(batch);
    QCOMPARE(count(*m_database, u"quarantine"_s), 0);
    QCOMPARE(count(*m_database, u"review"_s), 1);
}

void TestRecordWriter::quarantineIsBounded()
{
    RecordBatch batch;
    for (int i = 0; i < 10500; ++i)
        batch.quarantine.push_back(
            {RecordKind::Build, QString::number(i), u"$.x"_s, u"no"_s, QByteArray(i == 0 ? 100'000 : 10, 'p')});
    batch.quarantine.push_back({RecordKind::Message, u"m"_s, u"$.x"_s, u"no"_s, "words of a chat"});
    write(batch);
    QCOMPARE(count(*m_database, u"quarantine"_s), 10000);
    QCOMPARE(*m_database->integer(u"SELECT length(payload) FROM quarantine WHERE external_id = '0'"_s), 64 * 1024);
    QCOMPARE(*m_database->integer(u"SELECT count(*) FROM quarantine WHERE length(payload) > 0"_s), 1000);
    QCOMPARE(*m_database->integer(u"SELECT count(*) FROM quarantine WHERE cast(payload AS TEXT) LIKE '%chat%'"_s), 0);
}

void TestRecordWriter::parentThatComesLaterIsLinked()
{
    Issue child;
    child.externalId = u"child"_s;
    child.parent.id = u"epic"_s;
    writeOne(child);
    QVERIFY(!recordOf(*m_database, RecordKind::Issue, u"child"_s).contains("parent"_L1));
    QCOMPARE(count(*m_database, u"pending_reference"_s), 1);
    LEADLINE_OK(m_database->execute(u"DELETE FROM dirty"_s));
    m_writer->forget(); // as after a restart
    Issue epic;
    epic.externalId = u"epic"_s;
    epic.type = IssueClass::Epic;
    writeOne(epic, 2); // of another source: not the one
    QCOMPARE(count(*m_database, u"pending_reference"_s), 1);
    writeOne(epic);
    QCOMPARE(recordOf(*m_database, RecordKind::Issue, u"child"_s).value("parent"_L1).toString(), u"epic"_s);
    QCOMPARE(count(*m_database, u"pending_reference"_s), 0);
    QCOMPARE(count(*m_database, u"dirty"_s), 3);
}

void TestRecordWriter::tombstoneTakesWhatDependsOnIt()
{
    write(page(0));
    LEADLINE_OK(m_database->execute(u"DELETE FROM dirty"_s));
    RecordBatch gone;
    gone.tombstones.push_back({RecordKind::ChangeRequest, u"c3"_s});
    write(gone);
    QCOMPARE(count(*m_database, u"change_request"_s), 9);
    QVERIFY(recordOf(*m_database, RecordKind::Review, u"v3"_s).isEmpty());
    const QJsonObject orphaned = recordOf(*m_database, RecordKind::Commit, u"sha3"_s);
    QVERIFY(!orphaned.isEmpty() && !orphaned.contains("change_request"_L1));
    // The change, its review, its commit and its repository are to be derived anew.
    QCOMPARE(text(u"SELECT group_concat(kind) FROM (SELECT DISTINCT kind FROM dirty ORDER BY kind)"_s), u"0,1,2,3"_s);
    // What comes again, comes as new.
    write(page(0));
    QCOMPARE(count(*m_database, u"change_request"_s), 10);
    RecordBatch everything;
    everything.tombstones.push_back({RecordKind::Repository, u"r1"_s});
    write(everything);
    for (const QString &table : {u"change_request"_s, u"review"_s, u"commit"_s, u"repository"_s})
        QCOMPARE(count(*m_database, table), 0);
}

void TestRecordWriter::tombstoneOfNothingIsHarmless()
{
    RecordBatch gone;
    gone.tombstones.push_back({RecordKind::ChangeRequest, u"never seen"_s});
    write(gone);
    QCOMPARE(count(*m_database, u"dirty"_s), 0);
}

void TestRecordWriter::peopleBelongToTheWorkspace()
{
    RecordBatch batch;
    Person ann;
    ann.externalId = u"p1"_s;
    ann.name = u"Ann"_s;
    batch.add(ann);
    Team team;
    team.externalId = u"t1"_s;
    batch.add(team);
    Membership membership;
    membership.externalId = u"m1"_s;
    membership.team.id = u"t1"_s;
    membership.person.id = u"p1"_s;
    batch.add(membership);
    write(batch);
    QCOMPARE(
        *m_database->integer(
            u"SELECT count(*) FROM membership m JOIN person p ON p.id = m.person WHERE m.source = 0 AND p.source = 0"_s),
        1);
    QCOMPARE(recordOf(*m_database, RecordKind::Membership, u"m1"_s).value("person"_L1).toString(), u"p1"_s);
}

void TestRecordWriter::dirtyRowsAreNoted()
{
    write(page(0));
    const auto rows = [&](RecordKind kind) {
        return *m_database->integer(
            u"SELECT count(*) FROM dirty WHERE kind = %1 AND id > 0"_s.arg(static_cast<int>(kind)));
    };
    QCOMPARE(rows(RecordKind::Repository), 1);
    QCOMPARE(rows(RecordKind::ChangeRequest), 10);
    QCOMPARE(rows(RecordKind::Commit), 10);
    QCOMPARE(rows(RecordKind::Identity), 4);
    LEADLINE_OK(m_database->execute(u"DELETE FROM dirty"_s));
    writeOne(change(u"c1"_s, u"r1"_s, u"account1"_s, minute(0))); // older: nothing is written
    QCOMPARE(count(*m_database, u"dirty"_s), 0);
}

void TestRecordWriter::manyDirtyRowsBecomeOneLine()
{
    RecordBatch many;
    for (int i = 0; i < 6000; ++i)
        many.add(commit(u"sha%1"_s.arg(i), u"r1"_s));
    write(many);
    QCOMPARE(count(*m_database, u"dirty"_s), 6000);
    RecordBatch more;
    for (int i = 6000; i < 12000; ++i)
        more.add(commit(u"sha%1"_s.arg(i), u"r1"_s));
    write(more);
    QCOMPARE(count(*m_database, u"dirty"_s), 1);
    QCOMPARE(*m_database->integer(u"SELECT id FROM dirty"_s), 0);
    writeOne(commit(u"one more"_s, u"r1"_s));
    QCOMPARE(count(*m_database, u"dirty"_s), 1);
}

void TestRecordWriter::oddTextSurvives()
{
    ChangeRequest made = change(u"c'1\"; DROP TABLE review; --"_s, u"r1"_s, u"Zoë"_s, minute(1));
    made.title = u"naïve 🚀 日本語 "_s + QString(1'000'000, u'ä');
    made.labels = {u"two\nlines"_s, u"plain"_s};
    writeOne(made);
    const QJsonObject read = recordOf(*m_database, RecordKind::ChangeRequest, made.externalId);
    QCOMPARE(read.value("title"_L1).toString(), made.title);
    QCOMPARE(read.value("author"_L1).toString(), u"Zoë"_s);
    QCOMPARE(read.value("labels"_L1).toArray(), (QJsonArray{u"two lines"_s, u"plain"_s}));
}

QString TestRecordWriter::text(const QString &query) const
{
    QSqlQuery select(m_database->sql());
    return select.exec(query) && select.next() ? select.value(0).toString() : QString();
}

QTEST_GUILESS_MAIN(TestRecordWriter)
#include "tst_recordwriter.moc"
