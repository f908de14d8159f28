-- The records of every connected tool, and what the store keeps about them.
--
-- One table for each record kind, named as the kind; after the six common columns each has the columns of
-- core/domain/recordschema.h, by the same names (words of SQL are quoted: "commit", "release", "from", "to", "by" ...).
--   id           surrogate key: what references, facts and drill-downs hold (a tool's own id as key would make loads many times slower)
--                (AUTOINCREMENT where people's decisions hang on it: such an id is never given again)
--   source       of table source; 0 = the workspace itself (people, teams, memberships)
--   external_id  the tool's own id: with the source it is the natural key
--   run          of table run: the one that wrote the row last; NULL for rows that were only heard of (accounts) or made in the workspace
-- Values: times are UTC milliseconds, NULL = unset; enumerations are their codes (core/domain/enums.h), 0 = unknown;
-- yes/no is 1/0; empty text is NULL; lists are joined by line feeds, NULL = empty; references are the surrogate id, NULL = none.
-- The views at the end of each migration (one for each kind, by its plural name) decode all of this for people who write SQL.
-- There are no foreign keys: the one writer resolves every reference, and a check for each row would double the cost of a sync.
-- Secondary indexes are in indexes.sql: made after the first bulk load.

CREATE TABLE repository (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    path TEXT,
    default_branch TEXT,
    archived INTEGER NOT NULL DEFAULT 0,
    fork INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, external_id)
);

CREATE TABLE identity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    login TEXT,
    name TEXT,
    email TEXT,
    actor INTEGER NOT NULL DEFAULT 0,
    person INTEGER,
    UNIQUE (source, external_id)
);

CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    name TEXT,
    time_zone TEXT,
    left_at INTEGER,
    UNIQUE (source, external_id)
);

CREATE TABLE team (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    name TEXT,
    parent INTEGER,
    UNIQUE (source, external_id)
);

CREATE TABLE membership (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    team INTEGER,
    person INTEGER,
    from_at INTEGER,
    to_at INTEGER,
    UNIQUE (source, external_id)
);

CREATE TABLE change_request (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    repository INTEGER,
    number INTEGER NOT NULL DEFAULT 0,
    title TEXT,
    author INTEGER,
    state INTEGER NOT NULL DEFAULT 0,
    draft INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER,
    first_commit_at INTEGER,
    ready_at INTEGER,
    first_response_at INTEGER,
    first_approval_at INTEGER,
    merged_at INTEGER,
    closed_at INTEGER,
    merged_by INTEGER,
    merge_sha TEXT,
    head_sha TEXT,
    head_branch TEXT,
    base_branch TEXT,
    additions INTEGER,
    deletions INTEGER,
    files INTEGER,
    commits INTEGER,
    comments INTEGER,
    labels TEXT,
    issue_keys TEXT,
    deployed_at INTEGER,
    deployment INTEGER,
    deployment_inferred INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, external_id)
);

CREATE TABLE "commit" (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    repository INTEGER,
    author INTEGER,
    authored_at INTEGER,
    committed_at INTEGER,
    additions INTEGER,
    deletions INTEGER,
    files INTEGER,
    parents TEXT,
    subject TEXT,
    change_request INTEGER,
    on_default_branch INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, external_id)
);

CREATE TABLE review (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    change_request INTEGER,
    reviewer INTEGER,
    verdict INTEGER NOT NULL DEFAULT 0,
    at INTEGER,
    comments INTEGER,
    UNIQUE (source, external_id)
);

CREATE TABLE sprint (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    board TEXT,
    name TEXT,
    state INTEGER NOT NULL DEFAULT 0,
    start_at INTEGER,
    end_at INTEGER,
    completed_at INTEGER,
    goal TEXT,
    UNIQUE (source, external_id)
);

CREATE TABLE issue (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    repository INTEGER,
    project TEXT,
    "key" TEXT,
    title TEXT,
    type_raw TEXT,
    type INTEGER NOT NULL DEFAULT 0,
    status_raw TEXT,
    status INTEGER NOT NULL DEFAULT 0,
    priority INTEGER NOT NULL DEFAULT 0,
    points REAL,
    parent INTEGER,
    author INTEGER,
    assignee INTEGER,
    created_at INTEGER,
    started_at INTEGER,
    resolved_at INTEGER,
    due_at INTEGER,
    labels TEXT,
    flagged INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, external_id)
);

CREATE TABLE issue_transition (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    issue INTEGER,
    field INTEGER NOT NULL DEFAULT 0,
    "from" TEXT,
    "to" TEXT,
    at INTEGER,
    "by" INTEGER,
    UNIQUE (source, external_id)
);

CREATE TABLE build (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    repository INTEGER,
    pipeline TEXT,
    number INTEGER NOT NULL DEFAULT 0,
    branch TEXT,
    sha TEXT,
    result INTEGER NOT NULL DEFAULT 0,
    queued_at INTEGER,
    started_at INTEGER,
    finished_at INTEGER,
    attempt INTEGER NOT NULL DEFAULT 0,
    "trigger" TEXT,
    actor INTEGER,
    UNIQUE (source, external_id)
);

CREATE TABLE deployment (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    repository INTEGER,
    environment TEXT,
    sha TEXT,
    ref TEXT,
    result INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER,
    finished_at INTEGER,
    rollback INTEGER NOT NULL DEFAULT 0,
    unplanned INTEGER NOT NULL DEFAULT 0,
    creator INTEGER,
    UNIQUE (source, external_id)
);

CREATE TABLE incident (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    repository INTEGER,
    title TEXT,
    opened_at INTEGER,
    resolved_at INTEGER,
    severity INTEGER NOT NULL DEFAULT 0,
    cause_sha TEXT,
    deployment INTEGER,
    link INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, external_id)
);

CREATE TABLE "release" (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    repository INTEGER,
    tag TEXT,
    name TEXT,
    published_at INTEGER,
    sha TEXT,
    prerelease INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, external_id)
);

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    channel TEXT,
    author INTEGER,
    at INTEGER,
    thread TEXT,
    replies INTEGER,
    reactions INTEGER,
    UNIQUE (source, external_id)
);

CREATE TABLE measure (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    project TEXT,
    metric TEXT,
    at INTEGER,
    value REAL,
    UNIQUE (source, external_id)
);

CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    url TEXT,
    updated_at INTEGER,
    run INTEGER,
    project TEXT,
    kind INTEGER NOT NULL DEFAULT 0,
    severity INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL DEFAULT 0,
    opened_at INTEGER,
    closed_at INTEGER,
    rule TEXT,
    package TEXT,
    UNIQUE (source, external_id)
);

-- What the writer keeps beside the records -------------------------------------------------------------

-- config is the JSON of what the person set (paused, schedule, scopes, options); never a token.
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    config TEXT NOT NULL
);
INSERT INTO source (id, name, kind, config) VALUES (0, '', 'workspace', '{}');

-- A sync of a source. outcome is a code of SyncOutcome; NULL while it runs, and for ever when the program was killed meanwhile.
-- problems and notes are JSON.
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    outcome INTEGER,
    requests INTEGER NOT NULL DEFAULT 0,
    pages INTEGER NOT NULL DEFAULT 0,
    records INTEGER NOT NULL DEFAULT 0,
    quarantined INTEGER NOT NULL DEFAULT 0,
    problems TEXT,
    notes TEXT
);
CREATE INDEX run_source ON run (source, id);

-- Where a sync stands: committed together with the records it covers.
CREATE TABLE checkpoint (
    source INTEGER NOT NULL,
    scope TEXT NOT NULL,
    entity TEXT NOT NULL,
    cursor BLOB,
    finished INTEGER NOT NULL DEFAULT 0,
    run INTEGER,
    PRIMARY KEY (source, scope, entity)
) WITHOUT ROWID;

-- How many records the tool says there are; kind is a code of RecordKind, here and below.
CREATE TABLE completeness (
    source INTEGER NOT NULL,
    scope TEXT NOT NULL,
    kind INTEGER NOT NULL,
    server_total INTEGER NOT NULL,
    run INTEGER,
    PRIMARY KEY (source, scope, kind)
) WITHOUT ROWID;

-- last_commit is the last time anything was written; last_success the end of the last run that read everything.
CREATE TABLE freshness (
    source INTEGER PRIMARY KEY,
    last_commit INTEGER,
    last_success INTEGER,
    complete INTEGER NOT NULL DEFAULT 0,
    note TEXT
);

-- Records that could not be understood or placed. One line for each fault, however often it is met; gone once the record is written.
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    path TEXT NOT NULL,
    reason TEXT NOT NULL,
    payload BLOB,
    at INTEGER,
    run INTEGER,
    UNIQUE (source, kind, external_id, path)
);

-- References to records that have not come yet (a parent issue on a later page): column `field` of row `id` of `kind` is set when they do.
CREATE TABLE pending_reference (
    source INTEGER NOT NULL,
    target INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    id INTEGER NOT NULL,
    field TEXT NOT NULL,
    PRIMARY KEY (source, target, external_id, kind, id, field)
) WITHOUT ROWID;

-- Rows written since the last derivation, noted in the transaction that wrote them and deleted by the derivation.
-- id 0 = "all rows of the kind", instead of lines for each, when more than 10,000 were written. For a deleted row its own id is noted
-- and that of the repository, change request or issue it belonged to.
CREATE TABLE dirty (
    kind INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- Small JSON values by key.
CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Who did what, when: each line holds the SHA-256 of the one before and of itself.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL
);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- The end of the chain, so that cutting off the last lines shows.
CREATE TABLE audit_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
);
