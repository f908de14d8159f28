#include "core/simulation/recorder.h"

#include "core/simulation/texts.h"

#include <QCryptographicHash>

namespace leadline::sim {

using namespace Qt::StringLiterals;

namespace {

QString pageOf(const Repository &repository, QLatin1StringView part, const QString &name)
{
    return QLatin1StringView(kWeb) + u'/' + repository.path + part + name;
}

struct Labelled {
    IssueClass type;
    QString label;
};

Labelled classOf(WorkKind kind)
{
    switch (kind) {
    case WorkKind::Feature:
        return {IssueClass::Feature, u"enhancement"_s};
    case WorkKind::Bug:
        return {IssueClass::Bug, u"bug"_s};
    case WorkKind::Hotfix:
        return {IssueClass::Incident, u"incident"_s};
    default:
        return {IssueClass::Task, u"task"_s};
    }
}

} // namespace

Recorder::Recorder(SimulatedOrganisation &organisation, quint64 seed, Ms end)
    : m_out(organisation)
    , m_random(seed ^ 0x6c656164u)
    , m_end(end)
    , m_seed(seed)
{
}

QString Recorder::nextId()
{
    m_lastId += m_random.integer(1, 9);
    return QString::number(m_lastId);
}

QString Recorder::nextSha()
{
    const QByteArray text = QByteArray::number(m_seed) + ':' + QByteArray::number(m_shas++);
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha1).toHex());
}

void Recorder::addIdentity(const QString &login, const QString &name, const QString &email, ActorClass actor)
{
    Identity identity;
    identity.externalId = login.isEmpty() ? u"email:"_s + email : login;
    identity.login = login;
    identity.name = name;
    identity.email = email;
    identity.actor = actor;
    if (actor == ActorClass::Human)
        identity.url = QLatin1StringView(kWeb) + u'/' + login;
    else if (!login.isEmpty())
        identity.url = QLatin1StringView(kWeb) + "/apps/"_L1 + login.chopped(5);
    m_out.records.add(std::move(identity));
}

void Recorder::addRepository(Repository &repository, bool archived)
{
    repository.id = nextId();
    leadline::Repository record;
    record.externalId = repository.id;
    record.url = QLatin1StringView(kWeb) + u'/' + repository.path;
    record.path = repository.path;
    record.defaultBranch = repository.branch;
    record.archived = archived;
    record.updatedAt = Instant{m_end};
    m_out.records.add(std::move(record));
}

int Recorder::addCommit(const Repository &repository, const CommitDraft &draft)
{
    Commit commit;
    commit.externalId = nextSha();
    commit.url = pageOf(repository, "/commit/"_L1, commit.externalId);
    commit.updatedAt = Instant{draft.committedAt};
    commit.repository = {repository.id};
    commit.author = {draft.author};
    commit.authoredAt = Instant{draft.authoredAt};
    commit.committedAt = Instant{draft.committedAt};
    commit.deletions = draft.lines * m_random.integer(10, 45) / 100;
    commit.additions = draft.lines - *commit.deletions;
    commit.files = draft.lines == 0 ? 0 : 1 + draft.lines / 45;
    commit.parents = draft.parents;
    commit.subject = draft.subject;
    commit.changeRequest = {draft.change};
    commit.onDefaultBranch = draft.onDefault;
    commits().push_back(std::move(commit));
    return static_cast<int>(commits().size()) - 1;
}

Recorder::CommitDraft Recorder::copyOf(int index, Ms committedAt) const
{
    const Commit &commit = commits()[static_cast<std::size_t>(index)];
    return {.author = commit.author.id,
        .authoredAt = commit.authoredAt.ms(),
        .committedAt = committedAt,
        .parents = {},
        .subject = commit.subject,
        .change = commit.changeRequest.id,
        .lines = commit.additions.value_or(0) + commit.deletions.value_or(0),
        .onDefault = true};
}

int Recorder::addChange(Repository &repository, const QString &author, const QString &title, Ms now)
{
    ChangeRequest change;
    change.externalId = nextId();
    change.number = ++repository.lastNumber;
    change.url = pageOf(repository, "/pull/"_L1, QString::number(change.number));
    change.updatedAt = Instant{now};
    change.repository = {repository.id};
    change.title = title;
    change.author = {author};
    change.state = ChangeState::Open;
    change.createdAt = Instant{now};
    change.comments = 0;
    change.commits = 0;
    TrueChange truth;
    truth.externalId = change.externalId;
    truth.repository = repository.id;
    changes().push_back(std::move(change));
    m_out.changes.push_back(std::move(truth));
    return static_cast<int>(changes().size()) - 1;
}

void Recorder::addReview(int change, const QString &reviewer, Verdict verdict, Ms now, qint64 comments)
{
    ChangeRequest &request = changes()[static_cast<std::size_t>(change)];
    Review review;
    review.externalId = nextId();
    review.url = request.url + "#pullrequestreview-"_L1 + review.externalId;
    review.updatedAt = Instant{now};
    review.changeRequest = {request.externalId};
    review.reviewer = {reviewer};
    review.verdict = verdict;
    review.at = Instant{now};
    review.comments = comments;
    request.comments = request.comments.value_or(0) + comments;
    request.updatedAt = Instant{now};
    m_out.records.add(std::move(review));
}

int Recorder::addIssue(Repository &repository, const QString &author, WorkKind kind, const QString &title, Ms now)
{
    Issue issue;
    issue.externalId = nextId();
    const qint64 number = ++repository.lastNumber;
    issue.url = pageOf(repository, "/issues/"_L1, QString::number(number));
    issue.updatedAt = Instant{now};
    issue.repository = {repository.id};
    issue.project = repository.path;
    issue.key = repository.path + u'#' + QString::number(number);
    issue.title = title;
    const auto [type, label] = classOf(kind);
    issue.type = type;
    issue.typeRaw = label;
    issue.labels = {label};
    issue.statusRaw = m_openName;
    issue.status = StatusCategory::Todo;
    issue.author = {author};
    issue.createdAt = Instant{now};
    m_out.records.add(std::move(issue));
    return static_cast<int>(m_out.records.of<Issue>().size()) - 1;
}

void Recorder::moveIssue(
    int record, TransitionField field, const QString &from, const QString &to, const QString &by, Ms now)
{
    Issue &moved = issue(record);
    moved.updatedAt = Instant{now};
    IssueTransition transition;
    transition.externalId = nextId();
    transition.updatedAt = Instant{now};
    transition.issue = {moved.externalId};
    transition.field = field;
    transition.from = from;
    transition.to = to;
    transition.at = Instant{now};
    transition.by = {by};
    m_out.records.add(std::move(transition));
}

int Recorder::addSprint(const QString &board, const QString &name, Ms now)
{
    leadline::Sprint sprint;
    sprint.externalId = nextId();
    sprint.updatedAt = Instant{now};
    sprint.board = board;
    sprint.name = name;
    sprint.state = SprintState::Future;
    m_out.records.add(std::move(sprint));
    return static_cast<int>(m_out.records.of<leadline::Sprint>().size()) - 1;
}

int Recorder::addBuild(Repository &repository, const BuildDraft &draft)
{
    Build build;
    build.externalId = nextId();
    build.url = pageOf(repository, "/actions/runs/"_L1, build.externalId);
    build.repository = {repository.id};
    build.pipeline = u"CI"_s;
    build.number = ++repository.lastBuild;
    build.branch = draft.branch;
    build.sha = draft.sha;
    build.queuedAt = Instant{draft.queuedAt};
    build.startedAt = cut(draft.startedAt);
    build.finishedAt = cut(draft.finishedAt);
    build.result = !build.startedAt.isSet() ? RunResult::Pending
        : !build.finishedAt.isSet()         ? RunResult::Running
        : draft.success                     ? RunResult::Success
                                            : RunResult::Failure;
    build.updatedAt = build.finishedAt.isSet() ? build.finishedAt : build.queuedAt;
    build.attempt = draft.attempt;
    build.trigger = draft.trigger;
    build.actor = {draft.actor};
    m_out.records.add(std::move(build));
    return static_cast<int>(m_out.records.of<Build>().size()) - 1;
}

void Recorder::markFlaky(int build)
{
    m_out.flakyBuilds += m_out.records.of<Build>()[static_cast<std::size_t>(build)].externalId;
}

std::size_t Recorder::addRedPeriod(const Repository &repository, const BuildDraft &draft, int build, bool onDefault)
{
    m_out.redPeriods.push_back(
        {.firstBuild = m_out.records.of<Build>()[static_cast<std::size_t>(build)].externalId,
            .repository = repository.id,
            .branch = draft.branch,
            .beganAt = Instant{draft.finishedAt},
            .endedAt = {},
            .builds = 1,
            .onDefaultBranch = onDefault});
    return m_out.redPeriods.size() - 1;
}

void Recorder::markEscaped(int record)
{
    issue(record).labels += u"found-in-production"_s;
    m_out.escapedBugs += issue(record).externalId;
}

int Recorder::addDeployment(const Repository &repository, const DeploymentDraft &draft)
{
    Deployment deployment;
    deployment.externalId = nextId();
    deployment.url = pageOf(repository, "/deployments/"_L1, draft.environment);
    deployment.repository = {repository.id};
    deployment.environment = draft.environment;
    deployment.sha = draft.sha;
    deployment.ref = draft.ref;
    deployment.startedAt = Instant{draft.startedAt};
    deployment.finishedAt = cut(draft.finishedAt);
    const bool over = deployment.finishedAt.isSet();
    deployment.result = !over ? RunResult::Running : draft.success ? RunResult::Success : RunResult::Failure;
    deployment.updatedAt = over ? deployment.finishedAt : deployment.startedAt;
    deployment.rollback = draft.rollback;
    deployment.unplanned = draft.unplanned;
    deployment.creator = {draft.creator};
    TrueDeployment truth;
    truth.externalId = deployment.externalId;
    truth.repository = repository.id;
    truth.finishedAt = deployment.finishedAt;
    truth.production = draft.production;
    truth.succeeded = over && draft.success;
    truth.unplanned = draft.unplanned;
    m_out.records.add(std::move(deployment));
    m_out.deployments.push_back(std::move(truth));
    return static_cast<int>(m_out.deployments.size()) - 1;
}

int Recorder::addIncident(const Repository &repository, int issueRecord, Severity severity, Ms now)
{
    Issue &report = issue(issueRecord);
    report.labels += u"sev-%1"_s.arg(5 - static_cast<int>(severity));
    Incident incident;
    incident.externalId = report.externalId; // the tool has one thing: an issue with the label
    incident.url = report.url;
    incident.updatedAt = Instant{now};
    incident.repository = {repository.id};
    incident.title = report.title;
    incident.openedAt = Instant{now};
    incident.severity = severity;
    m_out.records.add(std::move(incident));
    return static_cast<int>(m_out.records.of<Incident>().size()) - 1;
}

void Recorder::addRelease(const Repository &repository, const QString &tag, const QString &sha, Ms now, bool prerelease)
{
    Release release;
    release.externalId = nextId();
    release.url = pageOf(repository, "/releases/tag/"_L1, tag);
    release.updatedAt = Instant{now};
    release.repository = {repository.id};
    release.tag = tag;
    release.name = tag;
    release.publishedAt = Instant{now};
    release.sha = sha;
    release.prerelease = prerelease;
    m_out.records.add(std::move(release));
}

} // namespace leadline::sim
