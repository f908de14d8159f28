#include "core/connectors/jira/jiracursor.h"
#include "core/connectors/jira/jirapieces.h"
#include "core/connectors/jira/jirasettings.h"
#include "core/connectors/jira/jiraverdict.h"
#include "core/connectors/jira/jirazone.h"
#include "core/connectors/shared/labels.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;
using Action = HttpVerdict::Action;

namespace {

QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

JiraTerms terms()
{
    JiraTerms terms;
    terms.web = u"https://acme.atlassian.net"_s;
    terms.fields.points = {u"customfield_1"_s, u"customfield_2"_s};
    terms.fields.sprint = u"customfield_3"_s;
    terms.fields.flagged = u"customfield_4"_s;
    terms.fields.epicLink = u"customfield_5"_s;
    terms.fields.names = {
        {u"customfield_1"_s, u"story points"_s}, {u"customfield_3"_s, u"sprint"_s}, {u"customfield_4"_s, u"flagged"_s}};
    terms.statuses = {{u"3"_s, {.name = u"In Arbeit"_s, .category = StatusCategory::Doing}}};
    terms.incidentWords = wordPattern(u"incident,outage"_s);
    return terms;
}

// One issue with these fields beside those that every issue has.
Issue issueWith(const QJsonObject &fields, const JiraTerms &where = terms())
{
    QJsonObject all{{u"created"_s, u"2026-02-01T10:00:00.000+0100"_s},
        {u"updated"_s, u"2026-02-02T10:00:00.500+0100"_s}, {u"summary"_s, u"x"_s}};
    for (auto field = fields.begin(); field != fields.end(); ++field)
        all.insert(field.key(), field.value());
    const QJsonObject answer{
        {u"issues"_s, QJsonArray{QJsonObject{{u"id"_s, u"7"_s}, {u"key"_s, u"PAY-1"_s}, {u"fields"_s, all}}}}};
    const auto page = parseJiraIssues(answer, where, {});
    return page && page->batch.of<Issue>().size() == 1U ? page->batch.of<Issue>().front() : Issue();
}

QJsonObject status(const QString &key)
{
    return {{u"name"_s, u"Irgendwas"_s}, {u"statusCategory"_s, QJsonObject{{u"key"_s, key}, {u"name"_s, u"?"_s}}}};
}

HttpResponse answer(int status, HttpHeaders headers, const QByteArray &body)
{
    headers.emplace_back("Content-Type", "application/json");
    return {.status = status,
        .headers = std::move(headers),
        .body = body,
        .url = QUrl(u"https://acme.atlassian.net/x"_s),
        .notModified = false};
}

const Instant kNow = Instant::fromIso(u"2026-02-03T10:20:30Z");

} // namespace

class TestJiraParse final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anIssue()
    {
        const Issue issue = issueWith(object(R"({"summary":"支払い","issuetype":{"name":"Bug","hierarchyLevel":0},
            "project":{"key":"PAY"},"status":{"name":"Fertig","statusCategory":{"key":"done"}},
            "priority":{"id":"2","name":"Wichtig"},"labels":["a","b"],"duedate":"2026-02-28","parent":{"id":"9"},
            "resolutiondate":"2026-02-02T09:00:00.123-0700","customfield_1":null,"customfield_2":3.0,
            "customfield_4":[{"value":"Impediment"}],"assignee":{"accountId":"5b10:x","displayName":"Ann"},
            "reporter":{"accountId":"unknown"},"creator":{"accountId":"c","displayName":"Bob"}})"));
        QCOMPARE(issue.externalId, u"7"_s);
        QCOMPARE(issue.url, u"https://acme.atlassian.net/browse/PAY-1"_s);
        QCOMPARE(issue.type, IssueClass::Bug);
        QCOMPARE(issue.status, StatusCategory::Done);
        QCOMPARE(issue.priority, Priority::High);
        QCOMPARE(issue.points, std::optional(3.0));
        QVERIFY(issue.flagged);
        QCOMPARE(issue.dueAt.toIso(), u"2026-02-28T00:00:00Z"_s);
        QCOMPARE(issue.resolvedAt.toIso(), u"2026-02-02T16:00:00.123Z"_s);
        QCOMPARE(issue.createdAt.toIso(), u"2026-02-01T09:00:00Z"_s);
        QCOMPARE(issue.updatedAt.toIso(), u"2026-02-02T09:00:00.500Z"_s);
        QCOMPARE(issue.parent.id, u"9"_s);
        QCOMPARE(issue.assignee.id, u"5b10:x"_s);
        QCOMPARE(issue.author.id, u"c"_s); // a corrupted account is nobody
        QCOMPARE(issue.labels, (QStringList{u"a"_s, u"b"_s}));
    }

    void nothingButWhatMustBe()
    {
        const Issue issue = issueWith({});
        QCOMPARE(issue.externalId, u"7"_s);
        QCOMPARE(issue.project, u"PAY"_s); // from the key
        QCOMPARE(issue.status, StatusCategory::Unknown);
        QVERIFY(!issue.points && !issue.flagged && !issue.dueAt.isSet() && !issue.assignee.isSet());
        // Values of any type in fields that somebody else made.
        const Issue odd = issueWith(object(
            R"({"customfield_1":{"error":"x"},"customfield_2":"3","customfield_3":{"a":1},"customfield_4":null,"customfield_5":7})"));
        QCOMPARE(odd.externalId, u"7"_s);
        QVERIFY(!odd.points && !odd.flagged && !odd.parent.isSet());
    }

    // Done is not resolved: teams close without a resolution, reopen and forget one.
    void whenItWasDone()
    {
        const QString moved = u"2026-02-02T08:00:00.000+0000"_s;
        const QString resolution = u"2026-02-01T08:00:00.000+0000"_s;
        QJsonObject fields{{u"status"_s, status(u"done"_s)}, {u"statuscategorychangedate"_s, moved}};
        QCOMPARE(issueWith(fields).resolvedAt.toIso(), u"2026-02-02T08:00:00Z"_s);
        QVERIFY(!issueWith(fields).startedAt.isSet());
        fields.insert(u"resolutiondate"_s, resolution);
        QCOMPARE(issueWith(fields).resolvedAt.toIso(), u"2026-02-01T08:00:00Z"_s);
        fields.insert(u"status"_s, status(u"indeterminate"_s));
        QVERIFY(!issueWith(fields).resolvedAt.isSet());
        QCOMPARE(issueWith(fields).startedAt.toIso(), u"2026-02-02T08:00:00Z"_s);
        fields.insert(u"status"_s, status(u"new"_s));
        QVERIFY(!issueWith(fields).resolvedAt.isSet() && !issueWith(fields).startedAt.isSet());
    }

    void classes_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QStringList>("labels");
        QTest::addColumn<IssueClass>("expected");
        const auto add = [](const char *type, const QStringList &labels, IssueClass expected) {
            QTest::addRow("%s %s", type, qPrintable(labels.join(u' '))) << QByteArray(type) << labels << expected;
        };
        add(R"({"name":"Story"})", {}, IssueClass::Feature);
        add(R"({"name":"New Feature"})", {}, IssueClass::Feature);
        add(R"({"name":"Fehler"})", {}, IssueClass::Bug);
        add(R"({"name":"ストーリー"})", {}, IssueClass::Feature);
        add(R"({"name":"Tâche","hierarchyLevel":0})", {u"bug"_s}, IssueClass::Task);
        add(R"({"name":"Récit","hierarchyLevel":1})", {}, IssueClass::Epic);
        add(R"({"name":"Unteraufgabe","subtask":true})", {}, IssueClass::Subtask);
        add(R"({"name":"Sub-task","hierarchyLevel":-1})", {}, IssueClass::Subtask);
        add(R"({"name":"[System] Incident"})", {}, IssueClass::Incident);
        add(R"({"name":"Task"})", {u"outage"_s}, IssueClass::Incident);
        add(R"({"name":"Anfrage"})", {}, IssueClass::Feature); // as the option says
        add(R"({"name":"Dings"})", {u"bug"_s}, IssueClass::Bug);
        add(R"({"name":"Dings"})", {}, IssueClass::Unknown);
    }
    void classes()
    {
        QFETCH(const QByteArray, type);
        QFETCH(const QStringList, labels);
        QFETCH(const IssueClass, expected);
        JiraTerms where = terms();
        where.types.insert(u"anfrage"_s, IssueClass::Feature);
        const QJsonObject fields{{u"issuetype"_s, QJsonDocument::fromJson(type).object()},
            {u"labels"_s, QJsonArray::fromStringList(labels)}};
        QCOMPARE(issueWith(fields, where).type, expected);
    }

    void priorities_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("id");
        QTest::addColumn<Priority>("expected");
        QTest::newRow("words") << u"Blocker"_s << u"10000"_s << Priority::Highest;
        QTest::newRow("P2") << u"P2"_s << u"10001"_s << Priority::Medium;
        QTest::newRow("first ones in another language") << u"Hoch"_s << u"2"_s << Priority::High;
        QTest::newRow("somebody's own") << u"Irgendwann"_s << u"10007"_s << Priority::Unknown;
        QTest::newRow("renamed") << u"Low"_s << u"1"_s << Priority::Low;
    }
    void priorities()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, id);
        QFETCH(const Priority, expected);
        QCOMPARE(issueWith({{u"priority"_s, QJsonObject{{u"id"_s, id}, {u"name"_s, name}}}}).priority, expected);
    }

    void anIncident()
    {
        const QJsonObject fields = object(R"({"issuetype":{"name":"Incident"},"priority":{"name":"Highest","id":"1"},
            "status":{"name":"Done","statusCategory":{"key":"done"}},"resolutiondate":"2026-02-01T12:00:00.000+0100"})");
        QJsonObject all = fields;
        all.insert(u"created"_s, u"2026-02-01T10:00:00.000+0100"_s);
        all.insert(u"updated"_s, u"2026-02-01T12:00:00.000+0100"_s);
        const auto page = parseJiraIssues(
            {{u"issues"_s, QJsonArray{QJsonObject{{u"id"_s, u"7"_s}, {u"key"_s, u"PAY-1"_s}, {u"fields"_s, all}}}}},
            terms(), {});
        QVERIFY(page && page->batch.of<Incident>().size() == 1U);
        const Incident incident = page->batch.of<Incident>().front();
        QCOMPARE(incident.externalId, u"7"_s);
        QCOMPARE(incident.openedAt.toIso(), u"2026-02-01T09:00:00Z"_s);
        QCOMPARE(incident.resolvedAt.toIso(), u"2026-02-01T11:00:00Z"_s);
        QCOMPARE(incident.severity, Severity::Critical);
    }

    void whatIsKnownIsLeftOut()
    {
        const QJsonObject answer = object(R"({"issues":[{"id":"7","key":"A-1","fields":{
            "created":"2026-02-01T10:00:00.000+0000","updated":"2026-02-02T10:00:00.000+0000"}}]})");
        const qint64 updated = Instant::fromIso(u"2026-02-02T10:00:00Z").ms();
        auto page = parseJiraIssues(answer, terms(), {{u"7"_s, updated}});
        QVERIFY(page && page->batch.size() == 0 && page->items == 1 && page->seen.size() == 1U);
        page = parseJiraIssues(answer, terms(), {{u"7"_s, updated - 1}});
        QVERIFY(page && page->batch.of<Issue>().size() == 1U);
        QVERIFY(!parseJiraIssues(object(R"({"errorMessages":[]})"), terms(), {}));
    }

    void histories()
    {
        const QJsonObject answer = object(R"({"issueChangeLogs":[{"issueId":"7","changeHistories":[
            {"id":"10","created":1770000000,"items":[
              {"field":"Status","fieldId":"status","from":"3","fromString":"In Progress","to":"99","toString":"Gone"},
              {"field":"Rank","fieldId":"customfield_9","toString":"Ranked higher"}]},
            {"id":"11","author":{"accountId":"a","displayName":"Ann"},"created":1770000000500,"items":[
              {"field":"Sprint","fieldId":"customfield_3","from":"2","fromString":"S 2","to":"2, 3","toString":"S 2, S 3"},
              {"field":"Story Points","fieldId":"customfield_1","from":null,"fromString":"3.0","to":null,"toString":"5"},
              {"field":"assignee","fieldId":"assignee","from":null,"to":"b","toString":"Bob"},
              {"field":"Flagged","fieldId":"customfield_4","from":"","fromString":"","to":"[1]","toString":"Impediment"}]},
            {"id":"12","created":"2026-02-02T10:00:00.000-0700","items":[
              {"field":"summary","fieldId":"summary","toString":"x"}]},
            {"id":"13","created":null,"items":[{"field":"status","fieldId":"status","toString":"x"}]}]}],
            "nextPageToken":"more"})");
        const auto page = parseJiraHistories(answer, terms());
        QVERIFY(page);
        QCOMPARE(page->items, 4);
        QCOMPARE(page->nextToken, u"more"_s);
        const auto &steps = page->batch.of<IssueTransition>();
        QCOMPARE(steps.size(), 5U);
        QCOMPARE(steps[0].externalId, u"10.status"_s);
        QCOMPARE(steps[0].from, u"In Arbeit"_s); // as it is called now
        QCOMPARE(steps[0].to, u"Gone"_s);
        QCOMPARE(steps[0].at.ms(), 1'770'000'000'000);
        QVERIFY(!steps[0].by.isSet());
        QCOMPARE(steps[1].to, u"2, 3"_s);
        QCOMPARE(steps[1].at.ms(), 1'770'000'000'500);
        QCOMPARE(steps[1].by.id, u"a"_s);
        QCOMPARE(steps[2].from + u'>' + steps[2].to, u"3>5"_s);
        QCOMPARE(steps[3].to, u"b"_s);
        QCOMPARE(steps[4].field, TransitionField::Flag);
        QCOMPARE(page->batch.of<Identity>().size(), 2U);
        QCOMPARE(page->batch.quarantine.size(), 1U);
        QCOMPARE(page->batch.quarantine.front().path, u"$.issueChangeLogs[0].changeHistories[3].created"_s);
        QVERIFY(!parseJiraHistories(object("{}"), terms()));
    }

    // Histories of Data Center name fields by their names only.
    void fieldsByName()
    {
        const JiraFields fields = terms().fields;
        QCOMPARE(fields.changed({}, u"Story Points"_s), TransitionField::Points);
        QCOMPARE(fields.changed({}, u"Sprint"_s), TransitionField::Sprint);
        QCOMPARE(fields.changed({}, u"status"_s), TransitionField::Status);
        QCOMPARE(fields.changed({}, u"Rank"_s), TransitionField::Unknown);
        QCOMPARE(fields.changed(u"customfield_77"_s, u"Story Points"_s), TransitionField::Unknown);
        QVERIFY(JiraFields::fromJson(fields.toJson()).asked() == fields.asked());
        QCOMPARE(JiraFields().changed({}, {}), TransitionField::Unknown);
    }

    void fieldsAreFound()
    {
        const QJsonArray list = QJsonDocument::fromJson(R"([
            {"id":"customfield_20","name":"Sprint","schema":{"type":"array","custom":"com.pyxis.greenhopper.jira:gh-sprint"}},
            {"id":"customfield_21","name":"Story-Punkte","untranslatedName":"Story Points","schema":{"type":"number",
              "custom":"com.atlassian.jira.plugin.system.customfieldtypes:float"}},
            {"id":"customfield_22","name":"Schätzung","schema":{"type":"number","custom":"com.pyxis.greenhopper.jira:jsw-story-points"}},
            {"id":"customfield_23","name":"Story Points","schema":{"type":"number",
              "custom":"com.atlassian.jpo:jpo-custom-field-original-story-points"}},
            {"id":"customfield_24","name":"Kosten","schema":{"type":"number",
              "custom":"com.atlassian.jira.plugin.system.customfieldtypes:float"}},
            {"id":"customfield_25","name":"Epos-Link","schema":{"type":"any","custom":"com.pyxis.greenhopper.jira:gh-epic-link"}},
            {"id":"customfield_26","name":"Markiert","untranslatedName":"Flagged","schema":{"type":"array",
              "custom":"com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes"}},
            {"name":"no id"}, 7])")
                                    .array();
        JiraFields fields = JiraFields::find(list, {});
        QCOMPARE(fields.points, (QStringList{u"customfield_21"_s, u"customfield_22"_s}));
        QCOMPARE(fields.sprint, u"customfield_20"_s);
        QCOMPARE(fields.epicLink, u"customfield_25"_s);
        QCOMPARE(fields.flagged, u"customfield_26"_s);
        fields.preferPoints(u"customfield_24"_s); // what a board counts with
        QCOMPARE(fields.points.front(), u"customfield_24"_s);
        QCOMPARE(fields.changed({}, u"Kosten"_s), TransitionField::Points);
        QVERIFY(fields.askedOfHistory().size() <= 10);
        JiraSettings chosen;
        chosen.pointsFields = {u"kosten"_s};
        chosen.flagFields = {u"customfield_20"_s};
        QCOMPARE(JiraFields::find(list, chosen).points.front(), u"customfield_24"_s);
    }

    void sprintsAsTexts()
    {
        const auto read = parseSprintValue(
            u"com.atlassian.greenhopper.service.sprint.Sprint@1a[id=12,rapidViewId=3,state=CLOSED,name=Sprint 4, the last,startDate=2026-01-05T10:00:00.000+01:00,endDate=2026-01-19T10:00:00.000+01:00,completeDate=<null>,sequence=12,goal=Pay, and id=ea]"_s);
        QVERIFY(read);
        QCOMPARE(read->sprint.externalId, u"12"_s);
        QCOMPARE(read->board, u"3"_s);
        QCOMPARE(read->sprint.name, u"Sprint 4, the last"_s);
        QCOMPARE(read->sprint.state, SprintState::Closed);
        QCOMPARE(read->sprint.startAt.toIso(), u"2026-01-05T09:00:00Z"_s);
        QVERIFY(!read->sprint.completedAt.isSet());
        QCOMPARE(read->sprint.goal, u"Pay, and id=ea"_s);
        for (const QJsonValue &odd : {QJsonValue(u"nothing"_s), QJsonValue(7), QJsonValue(QJsonObject()),
                 QJsonValue(u"Sprint@1[]"_s), QJsonValue()})
            QVERIFY(!parseSprintValue(odd));
    }

    void sprintsBelongToTheBoardWhereTheyWereMade()
    {
        JiraTerms where = terms();
        where.boards = {{u"1"_s, u"Team A"_s}, {u"2"_s, u"Team B"_s}};
        const QJsonArray list = QJsonDocument::fromJson(R"([
            {"id":10,"state":"closed","name":"a","originBoardId":1},{"id":11,"state":"active","name":"b","originBoardId":2},
            {"id":12,"state":"future","name":"c","originBoardId":99},{"state":"future"}])")
                                    .array();
        const JiraSprintPage page =
            parseJiraSprints(list, {.id = u"1"_s, .name = u"Team A"_s, .hasSprints = true}, where);
        QCOMPARE(page.batch.of<Sprint>().size(), 2U);
        QCOMPARE(page.batch.of<Sprint>().back().board, u"Team A"_s);
        QCOMPARE(page.unfinished, (QStringList{u"11"_s, u"12"_s}));
        QCOMPARE(page.batch.quarantine.size(), 1U);
    }

    void versions()
    {
        const QJsonArray list = QJsonDocument::fromJson(
            R"([{"id":"1","name":"2.0","released":true,"releaseDate":"2026-02-01","userReleaseDate":"31/Jan/26"},
                {"id":"2","name":"3.0","released":false,"releaseDate":"2026-05-01"},{"id":"3","name":"1.0","released":true},{"id":"4"}])")
                                    .array();
        const RecordBatch batch = parseJiraVersions(list, u"PAY"_s, terms());
        QCOMPARE(batch.of<Release>().size(), 1U);
        QCOMPARE(batch.of<Release>().front().publishedAt.toIso(), u"2026-02-01T00:00:00Z"_s);
        QCOMPARE(batch.quarantine.size(), 1U);
    }

    void cursors()
    {
        JiraIssueCursor cursor;
        const Instant at = Instant::fromIso(u"2026-02-01T10:00:00.123Z");
        cursor.readUntil.insert(u"10001"_s, at);
        for (int i = 0; i < 1000; ++i)
            cursor.recent.insert(QString::number(i), at.ms() - i * 10);
        cursor.forgetBefore(Instant{at.ms() - 5000});
        QCOMPARE(cursor.recent.size(), 300); // the newest
        QVERIFY(cursor.recent.contains(u"0"_s) && !cursor.recent.contains(u"400"_s));
        cursor.pending = {u"7"_s, u"8"_s};
        cursor.pendingSince = at;
        cursor.historyToken = u"t"_s;
        const JiraIssueCursor back = JiraIssueCursor::fromJson(cursor.toJson());
        QCOMPARE(back.readUntil, cursor.readUntil);
        QCOMPARE(back.recent, cursor.recent);
        QCOMPARE(back.pending, cursor.pending);
        QCOMPARE(back.historyToken, u"t"_s);
        cursor.again = Instant{at.ms() - 1000};
        QCOMPARE(JiraIssueCursor::fromJson(cursor.toJson()).readUntil.value(u"10001"_s), cursor.again);
        QVERIFY(JiraIssueCursor::fromJson("nonsense").readUntil.isEmpty());
    }

    void minutesOfAZone()
    {
        const auto words = [](const QString &zone, QStringView at) {
            const JiraZone where(zone);
            return where.words(where.floor(Instant::fromIso(at)));
        };
        QCOMPARE(words(u"Europe/Berlin"_s, u"2026-02-03T10:20:59.999Z"), u"2026/02/03 11:20"_s);
        QCOMPARE(words(u"Asia/Kathmandu"_s, u"2026-02-03T10:20:00Z"), u"2026/02/03 16:05"_s);
        // 01:30 comes twice that night: an hour earlier, so that either may be meant.
        QCOMPARE(words(u"America/New_York"_s, u"2025-11-02T05:30:00Z"), u"2025/11/02 00:30"_s);
        QCOMPARE(words(u"America/New_York"_s, u"2025-11-02T06:30:00Z"), u"2025/11/02 01:30"_s);
        QCOMPARE(words(u"America/New_York"_s, u"2025-11-02T12:30:00Z"), u"2025/11/02 07:30"_s);
        QCOMPARE(words({}, u"2026-02-03T10:20:00Z"), u"2026/02/02 09:20"_s); // a day and an hour before
        QVERIFY(!JiraZone(u"Europe/Berlin"_s).floor({}).isSet());
        QVERIFY(!JiraZone(u"Nowhere/AtAll"_s).isKnown());
    }
};

class TestJiraVerdict final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusals_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<qint64>("waitMs");
        const auto add = [](const char *name, int status, const char *header, const char *value, ErrorKind kind,
                             qint64 waitMs) {
            QTest::newRow(name) << status << QByteArray(header) << QByteArray(value) << kind << waitMs;
        };
        add("token", 401, "X-A", "b", ErrorKind::Auth, -1);
        add("captcha", 403, "X-Seraph-LoginReason", "AUTHENTICATION_DENIED", ErrorKind::Auth, -1);
        add("permission", 403, "X-A", "b", ErrorKind::Permission, -1);
        add("not there", 404, "X-A", "b", ErrorKind::Http, -1);
        add("removed", 410, "X-A", "b", ErrorKind::Http, -1);
        add("bad query", 400, "X-A", "b", ErrorKind::Http, -1);
        add("seconds", 429, "Retry-After", "4", ErrorKind::RateLimit, 4000);
        add("until a minute", 429, "X-RateLimit-Reset", "2026-02-03T10:21Z", ErrorKind::RateLimit, 30'000);
        add("a minute that is over", 429, "X-RateLimit-Reset", "2026-02-03T10:20Z", ErrorKind::RateLimit, 0);
        add("silent", 429, "X-A", "b", ErrorKind::RateLimit, -1);
        add("busy", 503, "Retry-After", "2", ErrorKind::Http, 2000);
    }
    void refusals()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, header);
        QFETCH(const QByteArray, value);
        QFETCH(const ErrorKind, kind);
        QFETCH(const qint64, waitMs);
        const HttpVerdict verdict = jiraVerdict(
            answer(status, {{header, value}}, R"({"errorMessages":["Said so."],"errors":{"jql":"And this."}})"), kNow);
        QCOMPARE(verdict.error.kind, kind);
        QCOMPARE(verdict.waitMs, waitMs);
        QCOMPARE(verdict.action, status == 429 || status == 503 ? Action::Retry : Action::Fail);
        QVERIFY(verdict.error.text.size() > 30);
        if (status != 503)
            QVERIFY2(verdict.error.detail.contains("Said so. And this."_L1), qPrintable(verdict.error.detail));
    }

    void messages()
    {
        QCOMPARE(jiraMessage(answer(400, {}, R"({"errors":[{"message":"one"},{"message":"two"}]})")), u"one two"_s);
        QCOMPARE(jiraMessage(answer(400, {}, R"({"message":"plain"})")), u"plain"_s);
        QCOMPARE(jiraMessage(answer(400, {}, "<html>")), QString());
        const HttpQuota quota =
            jiraQuota(answer(200, {{"X-RateLimit-Remaining", "7"}, {"X-RateLimit-Limit", "350"}}, "{}"));
        QCOMPARE(quota.remaining, 7);
        QCOMPARE(quota.limit, 350);
    }

    void settings()
    {
        SourceConfig config;
        QVERIFY(!jiraSettings(config)); // there is no Jira of everybody
        config.url = u"https://acme.atlassian.net/"_s;
        config.options = {{u"email"_s, u" a@b.c "_s}, {u"issue_types"_s, u"Anfrage = feature, Alarm=incident"_s},
            {u"points_field"_s, u"Aufwand, customfield_7"_s}};
        auto settings = jiraSettings(config);
        QVERIFY(settings);
        QCOMPARE(settings->base.toString(), u"https://acme.atlassian.net"_s);
        QCOMPARE(settings->edition, JiraEdition::Cloud);
        QCOMPARE(settings->email, u"a@b.c"_s);
        QCOMPARE(settings->types.value(u"alarm"_s), IssueClass::Incident);
        QCOMPARE(settings->pointsFields.size(), 2);
        config.options.insert(u"issue_types"_s, u"Anfrage"_s);
        QVERIFY(!jiraSettings(config));
        config.options = {{u"edition"_s, u"data_center"_s}};
        config.url = u"https://host/jira"_s;
        QCOMPARE(jiraSettings(config)->edition, JiraEdition::DataCenter);
        config.options = {{u"edition"_s, u"server"_s}};
        QVERIFY(!jiraSettings(config));
        for (const SettingSpec &setting : jiraDescriptor().settings)
            config.options.insert(setting.key, setting.defaultValue);
        QCOMPARE(jiraSettings(config)->edition, JiraEdition::Unknown); // as the window gives them untouched
        config.options = {};
        QCOMPARE(jiraSettings(config)->edition, JiraEdition::Unknown);
        config.url = u"https://api.atlassian.com/ex/jira/11223344-a1b2-3b33-c444-def123456789"_s;
        QCOMPARE(jiraSettings(config)->edition, JiraEdition::Cloud);
        config.url = u"acme.atlassian.net"_s;
        QVERIFY(!jiraSettings(config));
        QCOMPARE(jiraProjectKey(u" pay "_s).value_or(QString()), u"PAY"_s);
        QVERIFY(!jiraProjectKey(u"PAY-12"_s) && !jiraProjectKey({}) && !jiraProjectKey(u"a b"_s));
    }
};

int main(int argc, char **argv)
{
    TestJiraParse parse;
    TestJiraVerdict verdict;
    return QTest::qExec(&parse, argc, argv) + QTest::qExec(&verdict, argc, argv);
}
#include "tst_jiraparse.moc"
