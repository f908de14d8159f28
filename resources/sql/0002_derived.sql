-- What is computed from the records (derive() keeps it up to date), and what people decided about services, accounts and suggestions.
-- Values are coded as in 0001_records.sql; durations are milliseconds. docs/data-model.md says what each column means.

-- Every repository belongs to one service; one of its own, named as its path, until somebody says otherwise.
CREATE TABLE service (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    stand_in INTEGER NOT NULL DEFAULT 0, -- code of DeploymentStandIn
    automatic INTEGER NOT NULL DEFAULT 0 -- made for one repository: follows its path, goes when nothing is left in it
);
CREATE TABLE service_repository (
    repository INTEGER PRIMARY KEY,
    service INTEGER NOT NULL,
    seen TEXT -- path and default branch as of the last derivation; NULL = everything of the service must be linked anew
);
CREATE INDEX service_repository_service ON service_repository (service);

-- Decisions about accounts that no tool may undo.
CREATE TABLE identity_decision (
    identity INTEGER PRIMARY KEY,
    actor INTEGER, -- code of ActorClass, in place of what the tool says; NULL = as the tool says
    pinned INTEGER NOT NULL DEFAULT 0 -- identity.person was chosen: matching by e-mail and login leaves it alone
);
-- What the last derivation took an account for: whose answers count and whose do not.
CREATE TABLE identity_fact (
    id INTEGER PRIMARY KEY,
    actor INTEGER NOT NULL,
    person INTEGER
);
CREATE TABLE dismissed_suggestion (
    id INTEGER PRIMARY KEY,
    keep INTEGER NOT NULL, -- the smaller person id
    merge INTEGER NOT NULL,
    UNIQUE (keep, merge)
);

-- One row a change request: only what metrics count, so that loading it does not read titles and labels.
CREATE TABLE change_fact (
    id INTEGER PRIMARY KEY, -- of change_request
    repository INTEGER,
    source INTEGER NOT NULL,
    author INTEGER,
    state INTEGER NOT NULL,
    draft INTEGER NOT NULL,
    base_branch TEXT,
    created_at INTEGER,
    started_at INTEGER,
    ready_at INTEGER,
    first_response_at INTEGER,
    first_approval_at INTEGER,
    merged_at INTEGER,
    closed_at INTEGER,
    deployed_at INTEGER,
    event INTEGER, -- of deploy_event: what brought it to production first
    deployment_inferred INTEGER NOT NULL,
    additions INTEGER,
    deletions INTEGER,
    files INTEGER,
    commits INTEGER,
    comments INTEGER,
    reviews INTEGER NOT NULL, -- by other people
    coding INTEGER,
    pickup INTEGER,
    review INTEGER,
    merge INTEGER,
    deploy INTEGER,
    cycle INTEGER,
    lead INTEGER
);
CREATE INDEX change_fact_repository ON change_fact (repository);
CREATE INDEX change_fact_event ON change_fact (event) WHERE event IS NOT NULL;

-- One row an event that brought, or tried to bring, changes to an environment: a deployment, or what stands for one.
-- id = 4 * record + origin, so that it stays the same however often events are computed.
CREATE TABLE deploy_event (
    id INTEGER PRIMARY KEY,
    origin INTEGER NOT NULL, -- 0 deployment, 1 release, 2 merge
    record INTEGER NOT NULL, -- of deployment, release or change_request
    service INTEGER,
    repository INTEGER,
    source INTEGER NOT NULL,
    environment TEXT,
    environment_class INTEGER NOT NULL,
    sha TEXT,
    started_at INTEGER,
    finished_at INTEGER,
    succeeded INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    unplanned INTEGER NOT NULL,
    rollback INTEGER NOT NULL,
    recovered_at INTEGER,
    changes INTEGER NOT NULL
);
CREATE INDEX deploy_event_repository ON deploy_event (repository);

-- Which deployment caused an incident, and how that is known.
CREATE TABLE incident_fact (
    id INTEGER PRIMARY KEY, -- of incident
    service INTEGER,
    event INTEGER, -- of deploy_event
    link INTEGER NOT NULL -- code of IncidentLink
);
CREATE INDEX incident_fact_event ON incident_fact (event) WHERE event IS NOT NULL;
