#pragma once

#include "core/simulation/worktime.h"

#include <QString>
#include <QStringList>

#include <vector>

// What the organisation consists of while it is simulated. Everything refers to everything else by index.
namespace leadline::sim {

struct Engineer {
    QString id; // of the person
    QString login;
    QString oldEmail; // still in the Git settings of an old laptop; empty = none
    int zone = 0;
    int team = 0;
    Ms joinedAt = 0;
    Ms leftAt = kNever;
    double pace = 1; // 1 = usual
    double answerWork = 0; // minutes of work until a review request is looked at, median
    WorkTime work;
    Ms reviewingUntil = 0; // the queue of reviews is worked off one by one
    int reviewsWaiting = 0;
};

struct Squad {
    QString id;
    QString name;
    std::vector<int> members;
    std::vector<int> repositories;
};

enum class MergeStyle { MergeCommit, Squash, Rebase };
enum class Delivery { Continuous, DailyTrain, WeeklyTrain, Releases, Nothing };

struct Repository {
    QString id;
    QString name;
    QString path;
    QString branch; // default branch
    int team = 0;
    MergeStyle mergeStyle = MergeStyle::Squash;
    Delivery delivery = Delivery::Continuous;
    double share = 1; // of its team's work
    int approvals = 1;
    bool aiReviewer = false;
    QString production; // name of the environment
    QString staging;

    qint64 lastNumber = 0; // issues and change requests count together
    qint64 lastBuild = 0;
    QString head; // of the default branch
    int position = 0; // how many merges the default branch has seen

    std::vector<int> waiting; // merged changes that no production deployment holds yet
    QString liveSha; // what production runs
    int livePosition = 0;
    int liveDeployment = -1; // index of the truth
    QString previousSha; // what production ran before
    int previousPosition = 0;
    bool deploying = false;
    bool wanted = false; // somebody asked for a deployment while none could start
    int blockers = 0; // incidents that stop planned deployments
    int openIncidents = 0;
    int latentIncident = -1; // in production, but nobody has noticed
    Ms lastDeployedAt = 0;
    int releases = 0;
};

enum class WorkKind { Feature, Task, Bug, Hotfix, Revert, Dependency };
enum class Defect { None, Bug, Incident, FailsAtOnce };

struct Ticket {
    int repository = 0;
    int record = -1; // index of the issue's record
    WorkKind kind = WorkKind::Feature;
    bool done = false;
};

struct Change {
    int repository = 0;
    int author = -1; // -1 = the dependency bot
    int record = -1; // index of the change request's record and of the truth
    int ticket = -1;
    int incident = -1; // that it repairs
    int repairs = -1; // a revert: the change it takes back
    WorkKind kind = WorkKind::Feature;
    QString title;
    QString branch;
    QString base;
    qint64 size = 0; // lines
    std::vector<Ms> commitTimes; // planned, oldest first
    std::vector<int> commits; // indices of the records made
    QString baseSha; // where the branch began
    Ms greenAt = kNever; // the newest commit has passed its checks
    bool opened = false;
    bool closed = false; // also when merged
    bool mergeWhenGreen = false;
    bool willBeDropped = false;
    int approvals = 0;
    int merger = -1;
    int position = -1; // on the default branch, once merged
    Defect defect = Defect::None;
};

struct IncidentState {
    int record = -1; // index of the incident's record
    int issueRecord = -1;
    int repository = 0;
    int deployment = -1; // index of the truth; -1 = no deployment caused it
    int change = -1; // the guilty one
    bool opened = false;
    bool resolved = false;
    bool blocks = false;
};

} // namespace leadline::sim
