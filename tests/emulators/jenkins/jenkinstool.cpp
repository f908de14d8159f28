#include "tests/emulators/jenkins/jenkinstool.h"

#include <QJsonDocument>
#include <QUrl>

namespace leadline {

using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

EmulatedAnswer data(const QJsonValue &value)
{
    const QJsonDocument document = value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return {.status = 200, .body = document.toJson(QJsonDocument::Compact), .headers = {}};
}

QJsonArray &shortened(QJsonArray &builds, int page)
{
    if (builds.size() > 1)
        builds.removeLast();
    if (builds.size() > 2)
        builds.removeAt(page % (builds.size() - 1));
    return builds;
}

} // namespace

JenkinsTool::JenkinsTool(const RecordBatch &records, JenkinsEmulatorOptions options)
    : m_options(std::move(options))
    , m_world(records)
{
}

JenkinsTool::Place JenkinsTool::placeOf(const EmulatedRequest &request) const
{
    QByteArray path = request.encodedPath;
    if (path.startsWith(m_options.prefix.toUtf8()))
        path.remove(0, m_options.prefix.size());
    Place place;
    QStringList names;
    QByteArrayList parts = path.split('/');
    parts.removeAll(QByteArray());
    qsizetype i = 0;
    for (; i + 1 < parts.size() && parts[i] == "job"; i += 2)
        names.append(QUrl::fromPercentEncoding(parts[i + 1]));
    if (i < parts.size() && parts[i].toLongLong() > 0)
        place.number = parts[i++].toLongLong();
    place.fullName = names.join(u'/');
    place.rest = QString::fromUtf8(parts.mid(i).join('/'));
    return place;
}

QString JenkinsTool::nameOf(const EmulatedRequest &request) const
{
    const Place place = placeOf(request);
    const QString tree = request.item(u"tree"_s);
    if (place.rest.startsWith("wfapi"_L1))
        return u"stages"_s;
    if (tree.isEmpty())
        return u"no tree"_s;
    if (place.rest.startsWith("me/"_L1))
        return u"me"_s;
    if (place.number > 0)
        return u"build"_s;
    if (!tree.contains("uilds["_L1))
        return u"jobs"_s;
    const QString parent = m_world.classOf(place.fullName.section(u'/', 0, -2));
    return parent.contains("MultiBranch"_L1) ? u"branch builds"_s : u"job builds"_s;
}

bool JenkinsTool::isAllowed(const EmulatedRequest &request) const
{
    return request.header("authorization") == "Basic " + (m_options.user + ':' + m_options.token).toBase64();
}

EmulatedAnswer JenkinsTool::answer(const EmulatedRequest &request)
{
    const Place place = placeOf(request);
    if (!request.encodedPath.startsWith(m_options.prefix.toUtf8()))
        return error(404, u"Not Found"_s);
    if (place.rest.startsWith("wfapi/"_L1))
        return stagesAt(place);
    const auto tree = JenkinsTree::parse(request.item(u"tree"_s));
    if (request.item(u"tree"_s).isEmpty()) // large sites shut out who asks for everything
        return error(403, u"Please use the tree parameter."_s);
    if (!tree)
        return error(500, u"Oops! A problem occurred while processing the request."_s);
    return answerAt(place, *tree, request.mostItems);
}

EmulatedAnswer JenkinsTool::answerAt(const Place &place, const JenkinsTree &tree, int mostItems) const
{
    if (place.rest == "me/api/json"_L1)
        return data(QJsonObject{{u"_class"_s, u"hudson.model.User"_s}, {u"id"_s, QString::fromUtf8(m_options.user)},
            {u"fullName"_s, u"Lena Lead"_s}});
    if (place.rest != "api/json"_L1)
        return error(404, u"Not Found"_s);
    JenkinsAnswers answers(&m_world, m_options.answers);
    if (place.number > 0) {
        const auto build = answers.build(place.fullName, place.number);
        return build ? data(tree.filtered(*build)) : error(404, u"Not Found"_s);
    }
    const auto page = answers.page(place.fullName, tree, mostItems);
    return page ? data(*page) : error(404, u"Not Found"_s);
}

EmulatedAnswer JenkinsTool::stagesAt(const Place &place) const
{
    JenkinsAnswers answers(&m_world, m_options.answers);
    const JenkinsWorldJob *job = m_world.job(place.fullName);
    if (!m_options.answers.hasStages || !job || !job->className.endsWith("WorkflowJob"_L1))
        return error(404, u"Not Found"_s);
    if (place.number == 0)
        return data(answers.runs(place.fullName));
    const auto run = answers.run(place.fullName, place.number);
    return run ? data(*run) : error(404, u"Not Found"_s);
}

EmulatedAnswer JenkinsTool::error(int status, const QString &message) const
{
    return {.status = status,
        .body = "<html><head><title>Error " + QByteArray::number(status) + "</title></head><body><h1>"
            + message.toUtf8() + "</h1></body></html>",
        .type = "text/html;charset=utf-8",
        .headers = {}};
}

std::optional<EmulatedAnswer> JenkinsTool::refusal(const EmulatorFault &fault, const EmulatedRequest &) const
{
    if (fault.kind != Kind::MissingScope && fault.kind != Kind::SingleSignOn)
        return {};
    EmulatedAnswer refused = error(403, u"Access Denied"_s);
    const bool isStranger = fault.kind == Kind::SingleSignOn; // a proxy took the token away
    refused.set("X-You-Are-Authenticated-As", isStranger ? QByteArray("anonymous") : m_options.user);
    refused.set("X-Required-Permission", "hudson.model.Item.Read");
    return refused;
}

SpoilableFields JenkinsTool::spoilable() const
{
    return {.lists = {u"builds"_s, u"allBuilds"_s},
        .texts = {u"displayName"_s},
        .states = {u"result"_s},
        .people = {},
        .updated = {u"timestamp"_s},
        .created = {u"timestamp"_s},
        .totals = {},
        .totalHeaders = {},
        .future = qint64{7'226'582'400'000}};
}

// As if something in between took no notice of the range: the newest builds again and again, never the oldest.
void JenkinsTool::spoilPaging(
    const EmulatorFault &fault, const EmulatedRequest &request, EmulatedAnswer &answer, int page) const
{
    auto tree = JenkinsTree::parse(request.item(u"tree"_s));
    if (!tree)
        return;
    for (JenkinsTree &part : tree->children)
        part.from = 0;
    QJsonObject json = QJsonDocument::fromJson(answerAt(placeOf(request), *tree, request.mostItems).body).object();
    for (const QString &list : {u"builds"_s, u"allBuilds"_s}) {
        if (!json.contains(list))
            continue;
        QJsonArray builds = json.value(list).toArray();
        json.insert(list, shortened(builds, fault.kind == Kind::EndlessNext ? page : 0));
    }
    answer = data(json);
}

void JenkinsTool::addHeaders(const EmulatedRequest &, EmulatedAnswer &answer, qint64) const
{
    answer.set("X-Jenkins", "2.479.1");
}

} // namespace leadline
