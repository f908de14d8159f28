#include "core/connectors/jenkins/jenkinsjobs.h"

#include "core/connectors/jenkins/jenkinssettings.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLevels = 4; // more, and the answer of a large Jenkins takes too long
constexpr qsizetype kLongestName = 500;

QString classOf(const QJsonObject &node)
{
    return node.value("_class"_L1).toString();
}

bool hasBuilds(const QJsonObject &node)
{
    return node.contains("lastBuild"_L1) || node.contains("builds"_L1);
}

// Old servers have no classes; a folder shows neither builds nor the colour of the last one.
bool mayHoldJobs(const QJsonObject &node)
{
    static const QRegularExpression folder(
        uR"(\.(Folder|OrganizationFolder|WorkflowMultiBranchProject)$|MultiBranch)"_s);
    if (const QString name = classOf(node); folder.match(name).hasMatch())
        return true;
    return !hasBuilds(node) && !node.contains("color"_L1);
}

bool isMultibranch(const QJsonObject &node)
{
    return classOf(node).contains("MultiBranch"_L1, Qt::CaseInsensitive);
}

bool isPrimary(const QJsonObject &node)
{
    for (const QJsonValue &property : node.value("property"_L1).toArray()) {
        const QJsonObject branch = property.toObject().value("branch"_L1).toObject();
        for (const QJsonValue &action : branch.value("actions"_L1).toArray()) {
            if (classOf(action.toObject()).endsWith("PrimaryInstanceMetadataAction"_L1))
                return true;
        }
    }
    return false;
}

// The address that Jenkins believes to have is often wrong; what comes behind the first "/job/" is right.
QString pathFrom(const QString &url, const QString &fallback)
{
    const QString path = QUrl::fromEncoded(url.toUtf8()).path(QUrl::FullyEncoded);
    const auto begin = path.indexOf("/job/"_L1);
    if (begin < 0)
        return fallback;
    QString result = path.mid(begin);
    while (result.endsWith(u'/'))
        result.chop(1);
    return result;
}

class Walk {
public:
    explicit Walk(JenkinsListing *listing)
        : m_listing(listing)
    {
    }

    void visit(const QJsonObject &node, JenkinsFolder at, const JenkinsFolder &parent)
    {
        const bool isFolder = node.value("jobs"_L1).isArray();
        at.isMultibranch = isMultibranch(node);
        if (hasBuilds(node))
            addJob(node, at, parent);
        if (!isFolder) {
            if (!hasBuilds(node) && mayHoldJobs(node)) {
                m_listing->folders.push_back(at);
                m_listing->deeper.push_back(at);
            }
            return;
        }
        m_listing->folders.push_back(at);
        for (const QJsonValue &value : node.value("jobs"_L1).toArray()) {
            const QJsonObject child = value.toObject();
            const QString name = child.value("name"_L1).toString().left(kLongestName);
            if (name.isEmpty())
                continue;
            JenkinsFolder below;
            below.fullName = child.value("fullName"_L1).toString().left(kLongestName);
            if (below.fullName.isEmpty())
                below.fullName = at.fullName.isEmpty() ? name : at.fullName + u'/' + name;
            below.path = pathFrom(child.value("url"_L1).toString().left(4 * kLongestName),
                at.path + "/job/"_L1 + QString::fromLatin1(QUrl::toPercentEncoding(name)));
            visit(child, below, at);
        }
    }

private:
    void addJob(const QJsonObject &node, const JenkinsFolder &at, const JenkinsFolder &parent)
    {
        static const QRegularExpression request(uR"(^(?:PR|MR)-\d+)"_s);
        JenkinsJob job;
        job.fullName = at.fullName;
        job.path = at.path;
        job.pipeline = at.fullName;
        if (parent.isMultibranch) {
            job.pipeline = parent.fullName;
            job.branch = QUrl::fromPercentEncoding(at.fullName.section(u'/', -1).toUtf8());
            job.isPullRequest = request.match(job.branch).hasMatch();
        }
        job.isPrimary = isPrimary(node);
        job.isPipeline = classOf(node).endsWith("WorkflowJob"_L1);
        job.isDisabled = node.value("color"_L1).toString().startsWith("disabled"_L1);
        const QJsonObject last = node.value("lastBuild"_L1).toObject();
        job.lastNumber = last.value("number"_L1).toInteger();
        if (const qint64 at = last.value("timestamp"_L1).toInteger(); at > 0)
            job.lastAt = Instant{at};
        job.nextNumber = node.value("nextBuildNumber"_L1).toInteger();
        m_listing->jobs.push_back(std::move(job));
    }

    JenkinsListing *m_listing;
};

} // namespace

QString listingTree()
{
    const QString one =
        u"_class,name,fullName,url,color,nextBuildNumber,lastBuild[number,timestamp],property[branch[actions[_class]]]"_s;
    QString tree = one;
    for (int level = 0; level < kLevels; ++level)
        tree = one + ",jobs["_L1 + tree + u']';
    return tree;
}

Result<JenkinsListing> parseListing(const QJsonObject &answer, const JenkinsFolder &at)
{
    if (!answer.value("jobs"_L1).isArray() && !hasBuilds(answer))
        return fail(ErrorKind::Parse,
            u"The answer is not one of Jenkins: it names neither jobs nor builds. Check the address; it is that of Jenkins' start page."_s,
            u"$.jobs is not a list"_s);
    JenkinsListing listing;
    JenkinsFolder parent; // of a branch job that was asked for itself, the name of its own project is not in the answer
    if (at.fullName.contains(u'/') && !answer.value("property"_L1).toArray().isEmpty()) {
        for (const QJsonValue &property : answer.value("property"_L1).toArray())
            parent.isMultibranch = parent.isMultibranch || property.toObject().contains("branch"_L1);
        parent.fullName = at.fullName.section(u'/', 0, -2);
    }
    Walk(&listing).visit(answer, at, parent);
    return listing;
}

} // namespace leadline
