#include "tests/core/workspace/syncfixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSignalSpy>

namespace leadline::test {

using namespace Qt::StringLiterals;

const SimulatedOrganisation &tinyOrganisation()
{
    static const SimulatedOrganisation organisation = simulate({.seed = 7,
        .end = Instant::fromIso(u"2026-03-01T00:00:00Z"),
        .teams = 2,
        .people = 12,
        .repositories = 2,
        .days = 45,
        .activity = 1.0});
    return organisation;
}

QByteArray workspaceKey()
{
    return QByteArray(32, 'k');
}

SourceConfig sourceAt(const GitHubEmulator &server)
{
    SourceConfig config;
    config.name = u"hub"_s;
    config.kind = u"github"_s;
    config.url = server.restUrl().toString();
    config.scopes = server.paths();
    return config;
}

Result<QStringList> contentsOf(Workspace &workspace)
{
    QStringList lines;
    for (int i = 0; i < kRecordKindCount; ++i) {
        const auto kind = static_cast<RecordKind>(i);
        const auto keep = [&lines, name = QString(enumName(kind))](QJsonObject record) {
            record.remove("id"_L1);
            const QByteArray json = QJsonDocument(record).toJson(QJsonDocument::Compact);
            lines += name + u' ' + record.value("external_id"_L1).toString() + u' ' + QString::fromUtf8(json);
            return true;
        };
        if (const auto read = await(workspace.exportRecords(kind, {}, {}, keep)); !read)
            return std::unexpected(read.error());
    }
    lines.sort();
    return lines;
}

QStringList namesIn(const QStringList &contents)
{
    QStringList names;
    for (const QString &line : contents)
        names += line.section(u' ', 0, 1);
    return names;
}

bool settle(Workspace &workspace)
{
    return QTest::qWaitFor([&] { return workspace.isSettled(); }, kPatienceMs);
}

std::optional<SyncReport> syncOnce(Workspace &workspace, bool full)
{
    QList<SyncReport> reports;
    QObject listener;
    QObject::connect(
        &workspace, &Workspace::syncFinished, &listener, [&reports](const SyncReport &report) { reports += report; });
    QSignalSpy finished(&workspace, &Workspace::allSyncsFinished);
    workspace.startSync({}, full);
    const bool ended = QTest::qWaitFor([&] { return finished.count() > 0 && !reports.isEmpty(); }, kPatienceMs);
    if (!ended || !settle(workspace))
        return {};
    return reports.front();
}

QString figureOf(Workspace &workspace)
{
    const MetricQuery query{.metric = u"change_lead_time"_s,
        .range = {Instant::fromIso(u"2025-12-01T00:00:00Z"), Instant::fromIso(u"2026-03-01T00:00:00Z")},
        .grain = Grain::All,
        .by = {},
        .where = {},
        .compare = CompareWith::Nothing};
    const Result<MetricResult> result = await(workspace.evaluate(query));
    if (!result)
        return result.error().text;
    if (result->series.empty())
        return u"nothing"_s;
    const MetricPoint total = result->series.front().total;
    return u"%1 of %2"_s.arg(QString::number(total.value, 'g', 12), QString::number(total.n));
}

bool saysWhatToDo(const QString &text)
{
    static const QRegularExpression advice(
        u"\\b(Make|Give|Authorise|Check|Open|Unlock|Choose|Restore|Free|Change|Close|Update|Use|Enter|Try again|"
        "[Ii]nstall|try again|sync again|next sync goes on|remove it|report (it|this))\\b"_s);
    return text.size() > 20 && text.contains(advice) && !text.contains("ghp_"_L1) && !text.contains("SECRET"_L1);
}

} // namespace leadline::test
