#include "core/connectors/jira/jirapieces.h"
#include "core/connectors/jira/jiraverdict.h"

#include <QDir>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

enum class Shape { Issues, OneIssue, Histories, Values, Fields, Statuses, Versions, Error, Object, List };

struct Sample {
    const char *name;
    Shape shape;
    int records; // of what the shape is about; examples of the documentation lack much
    int quarantined;
};

// Every file of the folder; those that are not asked for must not be mistaken for something else.
constexpr Sample kSamples[] = {
    {"agile_board", Shape::Values, 2, 0},
    {"agile_board_backlog", Shape::Issues, 0, 1},
    {"agile_board_configuration", Shape::Object, 1, 0},
    {"agile_board_epic", Shape::Values, 2, 0},
    {"agile_board_one", Shape::Object, 0, 0},
    {"agile_board_project", Shape::Values, 2, 0},
    {"agile_board_real", Shape::Values, 2, 0},
    {"agile_board_sprint", Shape::Values, 2, 0},
    {"agile_board_sprint_page_0", Shape::Values, 3, 0},
    {"agile_board_sprint_page_2", Shape::Values, 3, 0},
    {"agile_board_sprint_page_3", Shape::Values, 2, 0},
    {"agile_board_sprint_real", Shape::Values, 3, 0},
    {"agile_board_version", Shape::Values, 2, 0},
    {"agile_sprint", Shape::Object, 0, 0},
    {"agile_sprint_issue", Shape::OneIssue, 0, 1},
    {"cloud_changelog_bulkfetch", Shape::Histories, 0, 0},
    {"cloud_field", Shape::Fields, 0, 0},
    {"cloud_field_agile_custom_types", Shape::Fields, 2, 0},
    {"cloud_field_jpo", Shape::Fields, 0, 0},
    {"cloud_field_search", Shape::Values, 2, 0},
    {"cloud_issue", Shape::OneIssue, 0, 1},
    {"cloud_issue_bulkfetch", Shape::Issues, 0, 3},
    {"cloud_issue_changelog", Shape::Values, 2, 0},
    {"cloud_issue_comment", Shape::Object, 0, 0},
    {"cloud_issue_worklog", Shape::Object, 0, 0},
    {"cloud_issue_worklog_real", Shape::Object, 0, 0},
    {"cloud_issuetype", Shape::List, 0, 0},
    {"cloud_myself", Shape::Object, 0, 0},
    {"cloud_project_search", Shape::Values, 2, 0},
    {"cloud_project_statuses", Shape::List, 0, 0},
    {"cloud_project_version", Shape::Values, 2, 0},
    {"cloud_project_versions_real", Shape::Versions, 1, 0},
    {"cloud_search_approximate_count", Shape::Object, 0, 0},
    {"cloud_search_jql", Shape::Issues, 0, 1},
    {"cloud_search_jql_real", Shape::Issues, 1, 1},
    {"cloud_serverInfo", Shape::Object, 0, 0},
    {"cloud_serverInfo_real", Shape::Object, 0, 0},
    {"cloud_status", Shape::Statuses, 2, 0},
    {"cloud_statuscategory", Shape::List, 0, 0},
    {"cloud_statuses_search", Shape::Values, 1, 0},
    {"cloud_user_bulk", Shape::Values, 1, 0},
    {"cloud_users_search", Shape::List, 0, 0},
    {"cloud_worklog_deleted", Shape::Values, 3, 0},
    {"cloud_worklog_updated", Shape::Values, 3, 0},
    {"constructed_changelog_items", Shape::Histories, 4, 0},
    {"dc_agile_board_configuration", Shape::Object, 0, 0},
    {"dc_agile_board_sprints", Shape::Values, 6, 0},
    {"dc_agile_board_sprints_active", Shape::Values, 1, 0},
    {"dc_agile_boards", Shape::Values, 6, 0},
    {"dc_agile_sprint_issues", Shape::Issues, 1, 0},
    {"dc_issue_expand_changelog", Shape::OneIssue, 0, 1},
    {"dc_issue_sprint_string", Shape::OneIssue, 0, 1},
    {"dc_issue_transitions", Shape::Object, 0, 0},
    {"dc_priority", Shape::List, 0, 0},
    {"dc_project", Shape::Object, 0, 0},
    {"dc_resolution", Shape::List, 0, 0},
    {"dc_search_v2_page", Shape::Issues, 0, 2},
    {"dc_status", Shape::Statuses, 37, 0},
    {"dc_statuscategory", Shape::List, 0, 0},
    {"error_400_field_search", Shape::Error, 400, 0},
    {"error_410_removed_search", Shape::Error, 410, 0},
    {"legacy_v3_search_offset", Shape::Issues, 0, 1},
};

JiraTerms cloudTerms()
{
    JiraTerms terms;
    terms.web = u"https://acme.atlassian.net"_s;
    terms.fields.points = {u"customfield_10016"_s, u"customfield_10026"_s};
    terms.fields.sprint = u"customfield_10020"_s;
    terms.fields.flagged = u"customfield_10021"_s;
    terms.fields.names.insert(u"customfield_10026"_s, u"story points"_s);
    return terms;
}

} // namespace

// Recorded and documented answers of the real Jira, where their folder lies beside the source.
class TestJiraSamples final : public QObject {
    Q_OBJECT

private:
    QDir m_samples;

    [[nodiscard]] QJsonDocument json(const QString &name) const
    {
        QFile file(m_samples.filePath(name + ".json"_L1));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()) : QJsonDocument();
    }
    [[nodiscard]] QJsonArray values(const QString &name) const
    {
        return json(name).object().value("values"_L1).toArray();
    }

private Q_SLOTS:
    void init()
    {
        m_samples = QDir(qEnvironmentVariable("LEADLINE_SOURCE_DIR", u"."_s) + u"/../shared/samples/jira"_s);
        if (!m_samples.exists())
            QSKIP("the folder of recorded answers is not beside the source");
    }

    void everyFileIsKnown()
    {
        QStringList known;
        for (const Sample &sample : kSamples)
            known.append(QString::fromLatin1(sample.name) + ".json"_L1);
        QCOMPARE(m_samples.entryList({u"*.json"_s}, QDir::Files, QDir::Name), known);
    }

    void everyFileIsRead_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(kSamples)); ++i)
            QTest::newRow(kSamples[i].name) << i;
    }
    void everyFileIsRead()
    {
        QFETCH(const int, index);
        const Sample &sample = kSamples[index];
        const QString name = QString::fromLatin1(sample.name);
        const QJsonDocument document = json(name);
        QVERIFY(!document.isNull());
        const JiraTerms terms = cloudTerms();
        switch (sample.shape) {
        case Shape::Issues:
        case Shape::OneIssue: {
            const QJsonObject answer = sample.shape == Shape::Issues
                ? document.object()
                : QJsonObject{{u"issues"_s, QJsonArray{document.object()}}};
            const auto page = parseJiraIssues(answer, terms, {});
            QVERIFY(page);
            QCOMPARE(page->batch.of<Issue>().size(), static_cast<std::size_t>(sample.records));
            QCOMPARE(page->batch.quarantine.size(), static_cast<std::size_t>(sample.quarantined));
            for (const QuarantinedRecord &bad : page->batch.quarantine) {
                QVERIFY2(bad.path.startsWith("$.issues["_L1) && !bad.reason.isEmpty(), qPrintable(bad.path));
                QVERIFY(!bad.externalId.isEmpty());
            }
            break;
        }
        case Shape::Histories: {
            const auto page = parseJiraHistories(document.object(), terms);
            QVERIFY(page && page->batch.quarantine.empty());
            QCOMPARE(page->batch.of<IssueTransition>().size(), static_cast<std::size_t>(sample.records));
            break;
        }
        case Shape::Values:
            QCOMPARE(document.object().value("values"_L1).toArray().size(), sample.records);
            QVERIFY(!parseJiraIssues(document.object(), terms, {}));
            break;
        case Shape::Fields:
            QCOMPARE(JiraFields::find(document.array(), {}).points.size(), sample.records);
            break;
        case Shape::Statuses:
            QCOMPARE(parseJiraStatuses(document.array()).size(), sample.records);
            break;
        case Shape::Versions:
            QCOMPARE(parseJiraVersions(document.array(), u"X"_s, terms).of<Release>().size(),
                static_cast<std::size_t>(sample.records));
            break;
        case Shape::Error: {
            HttpResponse response;
            response.status = sample.records;
            response.headers = {{"Content-Type", "application/json"}};
            response.body = document.toJson();
            const HttpVerdict verdict = jiraVerdict(response, Instant{1'700'000'000'000});
            QCOMPARE(verdict.action, HttpVerdict::Action::Fail);
            QVERIFY(verdict.error.detail.size() > 20);
            break;
        }
        case Shape::Object:
            QVERIFY(!parseJiraIssues(document.object(), terms, {}));
            QVERIFY(!parseJiraHistories(document.object(), terms));
            QCOMPARE(parseEstimationField(document.object()).isEmpty() ? 0 : 1, sample.records);
            break;
        case Shape::List:
            QVERIFY(JiraFields::find(document.array(), {}).points.isEmpty());
            break;
        }
    }

    // A record of a real site, with both fields of estimates.
    void aRealIssue()
    {
        const auto page = parseJiraIssues(json(u"cloud_search_jql_real"_s).object(), cloudTerms(), {});
        QVERIFY(page && page->batch.of<Issue>().size() == 1U);
        const Issue issue = page->batch.of<Issue>().front();
        QCOMPARE(issue.key, u"TESTKEY13-1"_s);
        QCOMPARE(issue.points, std::optional(3.0));
        QCOMPARE(issue.type, IssueClass::Epic);
        QCOMPARE(issue.status, StatusCategory::Todo);
        QCOMPARE(issue.priority, Priority::Low);
        QCOMPARE(issue.updatedAt.toIso(), u"2023-04-04T11:36:21.195Z"_s);
        QVERIFY(!issue.flagged && !issue.resolvedAt.isSet());
        QCOMPARE(page->batch.of<Sprint>().size(), 1U);
        QCOMPARE(page->batch.of<Sprint>().front().startAt.toIso(), u"2022-05-17T11:25:59.072Z"_s);
        QVERIFY(!page->nextToken.isEmpty());
    }

    void realSprints()
    {
        const JiraBoard board{.id = u"1"_s, .name = u"IT board"_s, .hasSprints = true};
        JiraSprintPage page = parseJiraSprints(values(u"agile_board_sprint_real"_s), board, cloudTerms());
        QCOMPARE(page.batch.of<Sprint>().size(), 3U);
        QCOMPARE(page.unfinished.size(), 3);
        QCOMPARE(page.batch.of<Sprint>().front().state, SprintState::Active);
        page = parseJiraSprints(values(u"dc_agile_board_sprints"_s), board, cloudTerms());
        QCOMPARE(page.batch.of<Sprint>().size(), 6U);
        QCOMPARE(page.unfinished.size(), 3);
        QCOMPARE(page.batch.of<Sprint>().front().completedAt.toIso(), u"2016-04-28T12:08:48.543Z"_s);
        QVERIFY(!page.batch.of<Sprint>().back().startAt.isSet());
    }

    // The texts that Data Center makes of sprints: any order of keys, commas, other scripts.
    void sprintsAsTexts()
    {
        const QJsonArray field = json(u"dc_issue_sprint_string"_s)
                                     .object()
                                     .value("fields"_L1)
                                     .toObject()
                                     .value("customfield_10020"_L1)
                                     .toArray();
        QCOMPARE(field.size(), 3);
        const auto first = parseSprintValue(field.at(0));
        QVERIFY(first && first->sprint.state == SprintState::Closed);
        QCOMPARE(first->board, u"8070"_s);
        QCOMPARE(first->sprint.completedAt.toIso(), u"2018-05-03T15:08:13.295Z"_s);
        const auto second = parseSprintValue(field.at(1));
        QVERIFY(second && second->sprint.goal.isEmpty() && !second->sprint.completedAt.isSet());
        const auto third = parseSprintValue(field.at(2));
        QVERIFY(third);
        QCOMPARE(third->sprint.externalId, u"3"_s);
        QCOMPARE(third->sprint.name, u"Релиз 1"_s);
        QVERIFY(third->sprint.goal.startsWith(u"Создать"_s));
    }

    void boardsAndFields()
    {
        const auto boards = parseJiraBoards(json(u"agile_board_real"_s).object());
        QCOMPARE(boards.size(), 2U);
        QVERIFY(boards.front().hasSprints);
        QCOMPARE(boards.front().name, u"IT board"_s);
        QCOMPARE(parseEstimationField(json(u"agile_board_configuration"_s).object()), u"customfield_10002"_s);
        const JiraFields fields = JiraFields::find(json(u"cloud_field_agile_custom_types"_s).array(), {});
        QCOMPARE(fields.points, (QStringList{u"customfield_10026"_s, u"customfield_10016"_s}));
        QCOMPARE(fields.sprint, u"customfield_10020"_s);
        QCOMPARE(fields.epicLink, u"customfield_10014"_s);
        const auto statuses = parseJiraStatuses(json(u"dc_status"_s).array());
        int known = 0;
        for (const JiraStatus &status : statuses)
            known += status.category != StatusCategory::Unknown;
        QVERIFY(known > 20);
    }

    // Times in three forms, somebody who is gone.
    void changes()
    {
        const auto page = parseJiraHistories(json(u"constructed_changelog_items"_s).object(), cloudTerms());
        QVERIFY(page && page->nextToken.isEmpty());
        const auto &steps = page->batch.of<IssueTransition>();
        QCOMPARE(steps.size(), 4U);
        QCOMPARE(steps[0].at.ms(), 1'686'145'678'123);
        QCOMPARE(steps[1].field, TransitionField::Sprint);
        QCOMPARE(steps[1].to, u"2, 3"_s);
        QCOMPARE(steps[1].at.toIso(), u"2023-06-08T23:29:31.871Z"_s);
        QCOMPARE(steps[2].from + u'>' + steps[2].to, u"3>5"_s);
        QCOMPARE(steps[3].at.ms(), 1'686'232'078'000);
        QVERIFY(!steps[3].by.isSet());
        const auto documented = parseJiraHistories(json(u"cloud_changelog_bulkfetch"_s).object(), cloudTerms());
        QVERIFY(documented && documented->items == 2 && !documented->nextToken.isEmpty());
    }

    void realVersions()
    {
        const RecordBatch batch =
            parseJiraVersions(json(u"cloud_project_versions_real"_s).array(), u"IT"_s, cloudTerms());
        for (const Release &release : batch.of<Release>())
            QCOMPARE(release.publishedAt.ms() % 86'400'000, 0);
    }
};

QTEST_GUILESS_MAIN(TestJiraSamples)
#include "tst_jirasamples.moc"
