#include "core/connectors/jira/jirasync.h"

#include "core/domain/statuswords.h"

#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kServer = "server"_L1;
constexpr auto kFields = "fields"_L1;
constexpr auto kProject = "project"_L1;
constexpr auto kIssues = "issues"_L1;

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject objectIn(const std::optional<Checkpoint> &checkpoint)
{
    return checkpoint ? QJsonDocument::fromJson(checkpoint->cursor).object() : QJsonObject();
}

} // namespace

JiraSync::JiraSync(std::shared_ptr<const ConnectorContext> context, JiraSettings settings, RecordSink *sink)
    : m_context(context)
    , m_api(context, std::move(settings))
    , m_run(context, &m_api.rest(), sink)
{
    m_terms.types = m_api.settings().types;
    m_terms.incidentWords = m_api.settings().incidentWords;
    m_terms.web = m_api.settings().base.toString();
    if (const auto stored = m_run.stored({}, kIssues))
        m_cursor = JiraIssueCursor::fromJson(stored->cursor);
    m_keptCursor = m_cursor.toJson();
}

Result<void> JiraSync::attend(const QString &scope, const QString &entity, const Result<void> &part)
{
    if (!part)
        return m_run.noteProblem(scope, entity, part.error());
    m_run.noteSuccess();
    return {};
}

QString JiraSync::scopes() const
{
    QStringList scopes;
    for (const Project &project : m_projects)
        scopes.append(project.scope);
    return scopes.join(u", "_s).left(200);
}

QCoro::Task<Result<SyncReport>> JiraSync::run()
{
    auto looking = look();
    if (const Result<void> looked = co_await std::move(looking); !looked)
        co_return std::unexpected(looked.error());
    if (!m_projects.empty() && m_hasFields && !m_run.isStopped()) {
        m_run.tellProgress({}, u"Issues"_s);
        auto reading = readIssues();
        const Result<void> read = co_await std::move(reading);
        if (const auto goOn = attend(scopes(), u"Issues"_s, read); !goOn)
            co_return std::unexpected(goOn.error());
    }
    for (const JiraBoard &board : m_boards) {
        if (m_run.isStopped())
            break;
        m_run.tellProgress({}, u"Sprints"_s);
        auto reading = readSprints(&board);
        const Result<void> read = co_await std::move(reading);
        if (const auto goOn = attend(board.name, u"Sprints"_s, read); !goOn)
            co_return std::unexpected(goOn.error());
    }
    for (const Project &project : m_projects) {
        if (m_run.isStopped())
            break;
        m_run.tellProgress(project.scope, u"Versions"_s);
        auto reading = readVersions(&project);
        const Result<void> read = co_await std::move(reading);
        if (const auto goOn = attend(project.scope, u"Versions"_s, read); !goOn)
            co_return std::unexpected(goOn.error());
    }
    if (m_shortenedHistories > 0)
        m_run.note(u"Jira left something out of the histories of %1 issues"_s.arg(m_shortenedHistories));
    co_return m_run.takeReport();
}

// What must be known before anything is read. An Error when nothing further can work.
QCoro::Task<Result<void>> JiraSync::look()
{
    for (const auto part : {&JiraSync::lookAtServer, &JiraSync::lookAtAccount}) {
        auto looking = (this->*part)();
        const Result<void> looked = co_await std::move(looking);
        if (looked)
            continue;
        const auto told = m_run.noteProblem({}, u"Server"_s, looked.error());
        co_return std::unexpected(told ? looked.error() : told.error());
    }
    struct Part {
        QString entity;
        QCoro::Task<Result<void>> (JiraSync::*read)();
    };
    for (const Part &part :
        {Part{u"Fields"_s, &JiraSync::lookAtFields}, Part{u"Statuses"_s, &JiraSync::lookAtStatuses}}) {
        auto looking = (this->*part.read)();
        const Result<void> looked = co_await std::move(looking);
        if (const auto goOn = attend({}, part.entity, looked); !goOn || m_run.isStopped())
            co_return goOn;
    }
    const QStringList scopes = m_context->config.scopes;
    for (const QString &scope : scopes) {
        m_run.tellProgress(scope, u"Project"_s);
        auto looking = lookAtProject(scope);
        const Result<void> looked = co_await std::move(looking);
        if (const auto goOn = attend(scope, u"Project"_s, looked); !goOn || m_run.isStopped())
            co_return goOn;
    }
    for (const Project &project : m_projects) {
        auto looking = lookAtBoards(&project);
        const Result<void> looked = co_await std::move(looking);
        m_terms.hasBoards = m_terms.hasBoards && looked.has_value();
        if (const auto goOn = attend(project.scope, u"Boards"_s, looked); !goOn || m_run.isStopped())
            co_return goOn;
    }
    auto estimating = lookAtEstimates();
    const Result<void> estimated = co_await std::move(estimating);
    if (const auto goOn = attend({}, u"Boards"_s, estimated); !goOn)
        co_return goOn;
    auto keeping = keepFields();
    co_return co_await std::move(keeping);
}

// Which edition this is, and where people open it. Asked once.
QCoro::Task<Result<void>> JiraSync::lookAtServer()
{
    QJsonObject known = objectIn(m_run.stored({}, kServer));
    if (known.isEmpty()) {
        auto asking = m_api.get(m_api.serverInfo());
        const Result<RestAnswer> answer = co_await std::move(asking);
        if (!answer)
            co_return std::unexpected(answer.error());
        const QJsonObject info = answer->json.object();
        known = {{u"edition"_s, info.value("deploymentType"_L1).toString()},
            {u"web"_s, info.value("baseUrl"_L1).toString()}};
        auto keeping = keep({}, kServer, compact(known));
        if (const Result<void> kept = co_await std::move(keeping); !kept)
            co_return kept;
    }
    if (m_api.settings().edition == JiraEdition::Unknown) {
        const bool isCloud = known.value("edition"_L1).toString() == "Cloud"_L1;
        m_api.setEdition(isCloud ? JiraEdition::Cloud : JiraEdition::DataCenter);
    }
    if (const QString web = known.value("web"_L1).toString(); web.startsWith("http"_L1))
        m_terms.web = web.endsWith(u'/') ? web.chopped(1) : web;
    co_return Result<void>{};
}

// Many questions are answered to strangers, too, with less in the answer: this one is not.
QCoro::Task<Result<void>> JiraSync::lookAtAccount()
{
    auto asking = m_api.get(m_api.core(u"/myself"_s));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer)
        co_return std::unexpected(answer.error());
    m_zone = JiraZone(answer->json.object().value("timeZone"_L1).toString());
    co_return Result<void>{};
}

QCoro::Task<Result<void>> JiraSync::lookAtFields()
{
    const QJsonObject known = objectIn(m_run.remembered({}, kFields));
    if (!known.isEmpty()) {
        m_terms.fields = JiraFields::fromJson(known);
        m_hasFields = true;
    }
    auto asking = m_api.get(m_api.core(u"/field"_s));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer)
        co_return std::unexpected(answer.error());
    if (!answer->json.isArray())
        co_return fail(ErrorKind::Parse,
            u"Jira's list of fields could not be understood. Try again later; if it stays so, please report it."_s,
            u"$ is not a list"_s);
    m_terms.fields = JiraFields::find(answer->json.array(), m_api.settings());
    m_hasFields = true;
    co_return Result<void>{};
}

QCoro::Task<Result<void>> JiraSync::lookAtStatuses()
{
    auto asking = m_api.get(m_api.core(u"/status"_s));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer)
        co_return std::unexpected(answer.error());
    m_terms.statuses = parseJiraStatuses(answer->json.array());
    QHash<QString, StatusCategory> meanings;
    for (const JiraStatus &status : std::as_const(m_terms.statuses)) {
        const StatusCategory known = meanings.value(status.name);
        if (known == StatusCategory::Unknown || (status.category != StatusCategory::Unknown && status.category < known))
            meanings.insert(status.name, status.category);
    }
    QByteArray text = statusMeaningsToJson(meanings);
    const auto before = m_run.remembered({}, kStatusMeanings);
    if (before && before->cursor == text)
        co_return Result<void>{};
    auto keeping = keep({}, kStatusMeanings, std::move(text));
    co_return co_await std::move(keeping);
}

// By its number, once that is known: keys change, and may be given to other projects.
QCoro::Task<Result<void>> JiraSync::lookAtProject(QString scope)
{
    const auto written = jiraProjectKey(scope);
    if (!written)
        co_return std::unexpected(written.error());
    const QJsonObject known = objectIn(m_run.remembered(scope, kProject));
    const QString knownId = known.value("id"_L1).toString();
    const QString path = "/project/"_L1 + (knownId.isEmpty() ? *written : knownId);
    const QString encoded = QString::fromLatin1(QUrl::toPercentEncoding(path, "/"));
    auto asking = m_api.get(m_api.core(encoded));
    const Result<RestAnswer> answer = co_await std::move(asking);
    if (!answer && answer.error().httpStatus == 404 && !knownId.isEmpty()) {
        Error error = answer.error();
        error.text =
            u"The project %1 was deleted, or this account may no longer see it. What was read before is kept; remove it from the source if it is gone."_s
                .arg(scope);
        co_return std::unexpected(error);
    }
    if (!answer)
        co_return std::unexpected(answer.error());
    const QJsonObject object = answer->json.object();
    const Project project{
        .scope = scope, .id = object.value("id"_L1).toVariant().toString(), .key = object.value("key"_L1).toString()};
    if (project.id.isEmpty() || project.key.isEmpty())
        co_return fail(ErrorKind::Parse,
            u"Jira's description of the project could not be understood. Try again later; if it stays so, please report it."_s,
            u"$.id or $.key is missing"_s);
    if (project.key.compare(*written, Qt::CaseInsensitive) != 0)
        m_run.note(u"renamed: %1 is now %2"_s.arg(scope, project.key));
    m_projects.push_back(project);
    if (known.value("key"_L1).toString() == project.key && knownId == project.id)
        co_return Result<void>{};
    if (!knownId.isEmpty())
        m_cursor.readUntil.remove(project.id); // all its issues have other keys now
    auto keeping = keep(scope, kProject, compact({{u"id"_s, project.id}, {u"key"_s, project.key}}));
    co_return co_await std::move(keeping);
}

// Issues that were read before lack what was not asked for then.
QCoro::Task<Result<void>> JiraSync::keepFields()
{
    if (!m_hasFields)
        co_return Result<void>{};
    const QJsonObject known = objectIn(m_run.remembered({}, kFields));
    const QStringList before = JiraFields::fromJson(known).asked();
    const QStringList now = m_terms.fields.asked();
    if (QSet<QString>(before.begin(), before.end()).contains(QSet<QString>(now.begin(), now.end())) && !known.isEmpty())
        co_return Result<void>{};
    if (!known.isEmpty() && !m_cursor.readUntil.isEmpty()) {
        m_run.note(u"fields of estimates, sprints or flags are new: all issues are read again"_s);
        m_cursor = {};
    }
    auto keeping = keep({}, kFields, compact(m_terms.fields.toJson()));
    co_return co_await std::move(keeping);
}

QCoro::Task<Result<void>> JiraSync::keep(QString scope, QString entity, QByteArray cursor)
{
    RecordBatch batch;
    batch.checkpoints.push_back({.scope = scope, .entity = entity, .cursor = cursor, .finished = true});
    auto putting = m_run.put(std::move(batch));
    co_return co_await std::move(putting);
}

} // namespace leadline
