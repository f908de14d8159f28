-- What is computed from issues, their transitions and sprints. Values are coded as in 0001_records.sql; durations are milliseconds.
-- docs/data-model.md says what each column means.

ALTER TABLE change_fact ADD COLUMN linked INTEGER NOT NULL DEFAULT 0;

DROP INDEX IF EXISTS issue_over; -- of the records; it is made anew for the facts

-- One row an issue: only what metrics count.
CREATE TABLE issue_fact (
    id INTEGER PRIMARY KEY, -- of issue
    source INTEGER NOT NULL,
    repository INTEGER,
    project TEXT,
    assignee INTEGER,
    type INTEGER NOT NULL,
    status INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    points REAL,
    created_at INTEGER,
    assigned_at INTEGER,
    started_at INTEGER,
    resolved_at INTEGER,
    due_at INTEGER,
    blocked_at INTEGER,
    slow_start_at INTEGER,
    long_wip_at INTEGER,
    on_time INTEGER,
    changes INTEGER NOT NULL, -- that name it
    sprints INTEGER NOT NULL, -- whose scope it was in
    flags INTEGER NOT NULL, -- what its history tells of being blocked: 0 in tools that know nothing of it
    reopened INTEGER,
    doing INTEGER,
    active INTEGER,
    waiting INTEGER,
    blocked INTEGER,
    backlog INTEGER,
    pickup INTEGER,
    resolution INTEGER
);
CREATE INDEX issue_fact_flags ON issue_fact (source) WHERE flags > 0;

-- Which issues a change names; an issue of such a key need not be known.
CREATE TABLE change_key (
    change INTEGER NOT NULL, -- of change_request
    key TEXT NOT NULL,
    PRIMARY KEY (change, key)
) WITHOUT ROWID;
CREATE INDEX change_key_key ON change_key (key);

-- What the statuses of a tool mean: what its issues say, else what the name says.
CREATE TABLE status_word (
    source INTEGER NOT NULL,
    word TEXT NOT NULL,
    category INTEGER NOT NULL, -- code of StatusCategory
    PRIMARY KEY (source, word)
) WITHOUT ROWID;

-- Which issues have to be looked at when a sprint changes: `mention` is the sprint's id or name in a transition.
CREATE TABLE sprint_mention (
    source INTEGER NOT NULL,
    mention TEXT NOT NULL,
    issue INTEGER NOT NULL,
    PRIMARY KEY (source, mention, issue)
) WITHOUT ROWID;

-- One row a sprint; what comes after `previous` is counted from sprint_item, and unset where it has none.
CREATE TABLE sprint_fact (
    id INTEGER PRIMARY KEY, -- of sprint
    source INTEGER NOT NULL,
    board TEXT,
    name TEXT,
    state INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    due_at INTEGER,
    previous INTEGER, -- the consecutive one before it on the same board
    holder INTEGER, -- identity that held most of its issues
    items INTEGER,
    planned INTEGER,
    kept INTEGER,
    added INTEGER,
    removed INTEGER,
    completed INTEGER,
    carried INTEGER,
    planned_points REAL,
    completed_points REAL,
    predictability REAL,
    volatility REAL,
    points_volatility REAL
);
CREATE INDEX sprint_fact_board ON sprint_fact (source, board);

-- One row an issue in a sprint that has begun. id = 1024 * issue + number, so that it stays the same however often it is computed.
CREATE TABLE sprint_item (
    id INTEGER PRIMARY KEY,
    sprint INTEGER NOT NULL,
    source INTEGER NOT NULL,
    holder INTEGER, -- identity: the assignee, else who held most of the sprint's issues
    assignee INTEGER,
    project TEXT,
    type INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    entered_at INTEGER,
    left_at INTEGER,
    done_at INTEGER,
    planned INTEGER NOT NULL,
    added INTEGER NOT NULL,
    readded INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    completed INTEGER NOT NULL,
    carries INTEGER NOT NULL,
    first INTEGER NOT NULL,
    points_at_start REAL,
    points REAL
);
CREATE INDEX sprint_item_sprint ON sprint_item (sprint);

-- What is there already is computed by the next derivation.
INSERT OR IGNORE INTO dirty (kind, id) SELECT 2, 0 WHERE EXISTS (SELECT 1 FROM change_request);
INSERT OR IGNORE INTO dirty (kind, id) SELECT 4, 0 WHERE EXISTS (SELECT 1 FROM issue);
INSERT OR IGNORE INTO dirty (kind, id) SELECT 6, 0 WHERE EXISTS (SELECT 1 FROM sprint);
