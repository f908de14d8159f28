#include "tests/core/connectors/jira/jirafixture.h"

#include "core/connectors/jira/jira.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPage = 100; // as many issues with fields as Jira gives
constexpr int kHistories = 1000; // issues whose histories one question may be about
constexpr qint64 kSecond = 1000;

} // namespace

SourceConfig jiraSourceAt(const JiraEmulator &emulator)
{
    SourceConfig config;
    config.name = u"Jira"_s;
    config.kind = u"jira"_s;
    config.url = emulator.address().toString();
    config.scopes = emulator.keys();
    if (emulator.address().path().isEmpty())
        config.options = {{u"email"_s, u"lead@acme.test"_s}};
    return config;
}

JiraFixture::JiraFixture(JiraEmulatorOptions options)
    : m_options(std::move(options))
{
}

JiraDataCenterFixture::JiraDataCenterFixture()
    : JiraFixture({.form = {.cloud = false, .web = u"https://tracker.acme.test/jira"_s}, .zone = u"Europe/Berlin"_s})
{
}

void JiraFixture::start(const RecordBatch &records)
{
    m_emulator = std::make_unique<JiraEmulator>(withPlans(records), m_options);
    m_scopes = static_cast<int>(m_emulator->keys().size());
    m_emulator->change([this](JiraWorld &world) {
        m_boards = static_cast<int>(std::ranges::count(world.boards(), u"scrum"_s, &JiraWorldBoard::type));
    });
}

std::unique_ptr<Connector> JiraFixture::makeConnector() const
{
    return std::make_unique<JiraConnector>();
}

std::vector<FixtureList> JiraFixture::lists() const
{
    const QList<RecordKind> ofIssues{RecordKind::Issue, RecordKind::IssueTransition, RecordKind::Incident};
    std::vector<FixtureList> lists{{.match = u"/search"_s, .kinds = ofIssues}};
    if (m_options.form.cloud) {
        lists.front().match = u"/search/jql"_s;
        lists.push_back({.match = u"/changelog/bulkfetch"_s, .kinds = {RecordKind::IssueTransition}});
    }
    lists.push_back({.match = u"/board/sprint"_s, .kinds = {RecordKind::Sprint}});
    lists.push_back({.match = u"/project/version"_s, .kinds = {RecordKind::Release}});
    return lists;
}

RecordBatch JiraFixture::truth(const RecordBatch &records) const
{
    return jiraRecords(withPlans(records), m_options.form);
}

QStringList JiraFixture::untold(RecordKind kind) const
{
    switch (kind) {
    case RecordKind::Sprint:
        return {u"updated_at"_s, u"url"_s};
    case RecordKind::IssueTransition:
        return {u"url"_s};
    case RecordKind::Incident:
        return {u"cause_sha"_s, u"deployment"_s, u"link"_s};
    default:
        return {};
    }
}

QStringList JiraFixture::touch(int count, const QString &title, Instant at)
{
    JiraWorld &world = m_emulator->world();
    const QString project = world.projects().front().name.id;
    QStringList ids;
    for (const JiraWorldIssue &issue : world.issues()) {
        if (issue.project == project && ids.size() < count)
            ids.append(issue.id);
    }
    for (qsizetype i = 0; i < ids.size(); ++i) {
        const QString when = world.json().time(Instant{at.ms() + i * kSecond});
        world.edit(ids.at(i), [&](QJsonObject &fields) {
            fields.insert(u"summary"_s, title);
            fields.insert(u"updated"_s, when);
        });
    }
    return ids;
}

void JiraFixture::removeScope(const QString &scope)
{
    m_emulator->world().project(scope)->deleted = true;
}

std::optional<QString> JiraFixture::renameScope(const QString &scope)
{
    m_emulator->world().rename(scope, u"NEWKEY"_s);
    return u"NEWKEY"_s;
}

// Account, fields and statuses; each project, its boards and versions; each board's open sprints; one question about
// the issues of all projects for each page, and their histories, which Data Center gives with them.
int JiraFixture::leastRequests(int changed) const
{
    const auto pages = [changed](int size) { return (changed + size - 1) / size; };
    const int histories = m_options.form.cloud ? pages(kHistories) : 0;
    return 3 + 3 * m_scopes + m_boards + std::max(1, pages(kPage)) + histories;
}

int JiraFixture::requestsOfALook() const
{
    return leastRequests(0);
}

} // namespace leadline
