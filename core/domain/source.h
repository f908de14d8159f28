#pragma once

#include "core/base/error.h"
#include "core/base/instant.h"
#include "core/domain/enums.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <vector>

// A source is one connected tool: what the person set, what its connector asks for, and what the tool said it allows.
namespace leadline {

struct SourceConfig {
    QString name; // unique in the workspace
    QString kind; // "github", "git"
    QString url; // base address or folder; empty = the connector's default
    QStringList scopes; // what to read: "owner/name" …; the connector says of what form
    QJsonObject options; // as the descriptor's settings describe
    bool paused = false;
    int everyHours = 0; // 0 = only by hand
    bool atStart = false;

    bool operator==(const SourceConfig &) const = default;
};

struct SettingSpec {
    enum class Type { Text, Integer, Boolean, Choice };
    QString key;
    Type type = Type::Text;
    QString label;
    QString help;
    QJsonValue defaultValue;
    QStringList choices;
};

struct TokenKind {
    QString name; // "Fine-grained personal access token"
    QStringList leastScopes; // what to tick when making it
    QString helpUrl; // page of the tool where a person makes it
};

struct ConnectorDescriptor {
    QString kind;
    QString name; // "GitHub"
    QString defaultUrl;
    QString urlLabel; // "Address", "Folder"
    QString scopeLabel; // "Repository (owner/name)"; empty = none to choose
    bool needsToken = true;
    bool canDiscover = false;
    QList<TokenKind> tokenKinds;
    std::vector<SettingSpec> settings;
};

// What this token may read, told for each entity before the first sync.
struct EntityProbe {
    enum class Access { Yes, No, NotEnabled, Unknown };
    QString entity; // "Pull requests"
    Access access = Access::Unknown;
    QString explanation; // what to do when No
};

struct ProbeReport {
    QString account; // who the token belongs to
    QString server; // "GitHub Enterprise Server 3.17"
    Instant tokenExpiresAt;
    std::vector<EntityProbe> entities;
    QStringList warnings;
};

struct DiscoveredScope {
    QString scope; // what goes into SourceConfig::scopes
    QString title;
    QString group; // organisation, workspace …
    Instant lastActivity;
    bool archived = false;
    bool fork = false;
};

// Where a running sync stands. Sent a few times a second at most.
struct SyncProgress {
    QString source;
    QString scope; // "owner/name"
    QString entity; // "Pull requests"
    qint64 pages = 0;
    qint64 records = 0; // of this run
    qint64 expectedRecords = -1; // -1 = unknown
    qint64 remainingQuota = -1; // requests or points left in the tool's current window; -1 = unknown
    qint64 quotaLimit = -1;
    qint64 waitingMs = 0; // > 0: paused for the tool's limit, this long
    qint64 millisecondsLeft = -1; // estimate; -1 = unknown
};

enum class SyncOutcome { Success, Partial, Failed, Cancelled };
[[nodiscard]] QString syncOutcomeName(SyncOutcome outcome); // "success", "partial", "failed", "cancelled"

struct ScopeProblem {
    QString scope;
    QString entity;
    Error error;
};

// Kept for every run of every source.
struct SyncReport {
    QString source;
    Instant startedAt;
    Instant finishedAt;
    SyncOutcome outcome = SyncOutcome::Success;
    qint64 requests = 0;
    qint64 pages = 0;
    qint64 records = 0; // written
    qint64 quarantined = 0;
    std::vector<ScopeProblem> problems; // each scope or entity that failed; the others went on
    QStringList notes; // "renamed: a/b is now a/c"
};

} // namespace leadline
