-- What builds, measures and messages say about each other, and lines in generated files. docs/data-model.md says what each column means.

ALTER TABLE "commit" ADD COLUMN masked_additions INTEGER;
ALTER TABLE "commit" ADD COLUMN masked_deletions INTEGER;
ALTER TABLE "commit" ADD COLUMN masked_files INTEGER;
ALTER TABLE change_request ADD COLUMN masked_additions INTEGER;
ALTER TABLE change_request ADD COLUMN masked_deletions INTEGER;
ALTER TABLE change_request ADD COLUMN masked_files INTEGER;
ALTER TABLE change_fact ADD COLUMN masked INTEGER; -- lines added and deleted in generated files

ALTER TABLE build ADD COLUMN on_default_branch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE build ADD COLUMN until_at INTEGER;
ALTER TABLE build ADD COLUMN retry INTEGER NOT NULL DEFAULT 0;
ALTER TABLE build ADD COLUMN flaky INTEGER NOT NULL DEFAULT 0;
ALTER TABLE measure ADD COLUMN until_at INTEGER;
ALTER TABLE message ADD COLUMN answer INTEGER;
ALTER TABLE message ADD COLUMN answered_at INTEGER;

-- Needed by the derivation while the first sync is still writing, so not left to indexes.sql; that one has a better index for builds now.
CREATE INDEX measure_series ON measure (source, project, metric, at);
CREATE INDEX message_thread ON message (source, thread) WHERE thread IS NOT NULL;
CREATE INDEX message_answer ON message (answer) WHERE answer IS NOT NULL;
DROP INDEX IF EXISTS build_repository;

-- One row a time during which a pipeline was red on a branch: from the end of the first failed run to the end of the next that passed.
CREATE TABLE red_period (
    id INTEGER PRIMARY KEY, -- of the build that failed first
    repository INTEGER,
    source INTEGER NOT NULL,
    pipeline TEXT,
    branch TEXT,
    on_default_branch INTEGER NOT NULL,
    began_at INTEGER,
    ended_at INTEGER,
    green INTEGER, -- the build that passed again
    builds INTEGER NOT NULL -- failed ones
);
CREATE INDEX red_period_repository ON red_period (repository);

-- Which repository the projects of quality and security tools belong to, where the names tell.
CREATE TABLE project_place (
    project TEXT PRIMARY KEY,
    repository INTEGER NOT NULL
) WITHOUT ROWID;

-- Compute it for what is stored already.
INSERT OR IGNORE INTO dirty (kind, id) SELECT 7, 0 WHERE EXISTS (SELECT 1 FROM build);
INSERT OR IGNORE INTO dirty (kind, id) SELECT 11, 0 WHERE EXISTS (SELECT 1 FROM message);
INSERT OR IGNORE INTO dirty (kind, id) SELECT 12, 0 WHERE EXISTS (SELECT 1 FROM measure);
INSERT OR IGNORE INTO dirty (kind, id) SELECT 13, 0 WHERE EXISTS (SELECT 1 FROM finding);
