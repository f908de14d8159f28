-- Secondary indexes, made when the first sync has finished: keeping them up to date during a bulk load would cost more than the load.
-- They are a matter of speed only: every query gives the same answer without them.
CREATE INDEX IF NOT EXISTS change_request_repository ON change_request (repository);
CREATE INDEX IF NOT EXISTS commit_repository ON "commit" (repository);
CREATE INDEX IF NOT EXISTS commit_change_request ON "commit" (change_request) WHERE change_request IS NOT NULL;
CREATE INDEX IF NOT EXISTS review_change_request ON review (change_request);
CREATE INDEX IF NOT EXISTS issue_repository ON issue (repository);
CREATE INDEX IF NOT EXISTS issue_transition_issue ON issue_transition (issue);
CREATE INDEX IF NOT EXISTS build_finished ON build (repository, finished_at);
CREATE INDEX IF NOT EXISTS deployment_repository ON deployment (repository);
CREATE INDEX IF NOT EXISTS incident_repository ON incident (repository);
CREATE INDEX IF NOT EXISTS release_repository ON "release" (repository);
CREATE INDEX IF NOT EXISTS issue_key ON issue ("key");
CREATE INDEX IF NOT EXISTS issue_status ON issue (source, status_raw, status);
