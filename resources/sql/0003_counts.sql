-- How many records of each kind a source has: counted as they come and go, because counting them again reads the whole file.
-- "kind" is the code of the record kind; -1 = quarantine.
CREATE TABLE record_count (
    source INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (source, kind)
) WITHOUT ROWID;

INSERT INTO record_count SELECT source, 0, count(*) FROM "repository" GROUP BY source;
CREATE TRIGGER repository_counted AFTER INSERT ON "repository" BEGIN
    INSERT INTO record_count VALUES (new.source, 0, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER repository_uncounted AFTER DELETE ON "repository" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 0;
END;

INSERT INTO record_count SELECT source, 1, count(*) FROM "commit" GROUP BY source;
CREATE TRIGGER commit_counted AFTER INSERT ON "commit" BEGIN
    INSERT INTO record_count VALUES (new.source, 1, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER commit_uncounted AFTER DELETE ON "commit" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 1;
END;

INSERT INTO record_count SELECT source, 2, count(*) FROM "change_request" GROUP BY source;
CREATE TRIGGER change_request_counted AFTER INSERT ON "change_request" BEGIN
    INSERT INTO record_count VALUES (new.source, 2, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER change_request_uncounted AFTER DELETE ON "change_request" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 2;
END;

INSERT INTO record_count SELECT source, 3, count(*) FROM "review" GROUP BY source;
CREATE TRIGGER review_counted AFTER INSERT ON "review" BEGIN
    INSERT INTO record_count VALUES (new.source, 3, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER review_uncounted AFTER DELETE ON "review" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 3;
END;

INSERT INTO record_count SELECT source, 4, count(*) FROM "issue" GROUP BY source;
CREATE TRIGGER issue_counted AFTER INSERT ON "issue" BEGIN
    INSERT INTO record_count VALUES (new.source, 4, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER issue_uncounted AFTER DELETE ON "issue" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 4;
END;

INSERT INTO record_count SELECT source, 5, count(*) FROM "issue_transition" GROUP BY source;
CREATE TRIGGER issue_transition_counted AFTER INSERT ON "issue_transition" BEGIN
    INSERT INTO record_count VALUES (new.source, 5, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER issue_transition_uncounted AFTER DELETE ON "issue_transition" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 5;
END;

INSERT INTO record_count SELECT source, 6, count(*) FROM "sprint" GROUP BY source;
CREATE TRIGGER sprint_counted AFTER INSERT ON "sprint" BEGIN
    INSERT INTO record_count VALUES (new.source, 6, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER sprint_uncounted AFTER DELETE ON "sprint" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 6;
END;

INSERT INTO record_count SELECT source, 7, count(*) FROM "build" GROUP BY source;
CREATE TRIGGER build_counted AFTER INSERT ON "build" BEGIN
    INSERT INTO record_count VALUES (new.source, 7, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER build_uncounted AFTER DELETE ON "build" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 7;
END;

INSERT INTO record_count SELECT source, 8, count(*) FROM "deployment" GROUP BY source;
CREATE TRIGGER deployment_counted AFTER INSERT ON "deployment" BEGIN
    INSERT INTO record_count VALUES (new.source, 8, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER deployment_uncounted AFTER DELETE ON "deployment" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 8;
END;

INSERT INTO record_count SELECT source, 9, count(*) FROM "incident" GROUP BY source;
CREATE TRIGGER incident_counted AFTER INSERT ON "incident" BEGIN
    INSERT INTO record_count VALUES (new.source, 9, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER incident_uncounted AFTER DELETE ON "incident" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 9;
END;

INSERT INTO record_count SELECT source, 10, count(*) FROM "release" GROUP BY source;
CREATE TRIGGER release_counted AFTER INSERT ON "release" BEGIN
    INSERT INTO record_count VALUES (new.source, 10, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER release_uncounted AFTER DELETE ON "release" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 10;
END;

INSERT INTO record_count SELECT source, 11, count(*) FROM "message" GROUP BY source;
CREATE TRIGGER message_counted AFTER INSERT ON "message" BEGIN
    INSERT INTO record_count VALUES (new.source, 11, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER message_uncounted AFTER DELETE ON "message" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 11;
END;

INSERT INTO record_count SELECT source, 12, count(*) FROM "measure" GROUP BY source;
CREATE TRIGGER measure_counted AFTER INSERT ON "measure" BEGIN
    INSERT INTO record_count VALUES (new.source, 12, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER measure_uncounted AFTER DELETE ON "measure" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 12;
END;

INSERT INTO record_count SELECT source, 13, count(*) FROM "finding" GROUP BY source;
CREATE TRIGGER finding_counted AFTER INSERT ON "finding" BEGIN
    INSERT INTO record_count VALUES (new.source, 13, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER finding_uncounted AFTER DELETE ON "finding" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 13;
END;

INSERT INTO record_count SELECT source, 14, count(*) FROM "person" GROUP BY source;
CREATE TRIGGER person_counted AFTER INSERT ON "person" BEGIN
    INSERT INTO record_count VALUES (new.source, 14, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER person_uncounted AFTER DELETE ON "person" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 14;
END;

INSERT INTO record_count SELECT source, 15, count(*) FROM "identity" GROUP BY source;
CREATE TRIGGER identity_counted AFTER INSERT ON "identity" BEGIN
    INSERT INTO record_count VALUES (new.source, 15, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER identity_uncounted AFTER DELETE ON "identity" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 15;
END;

INSERT INTO record_count SELECT source, 16, count(*) FROM "team" GROUP BY source;
CREATE TRIGGER team_counted AFTER INSERT ON "team" BEGIN
    INSERT INTO record_count VALUES (new.source, 16, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER team_uncounted AFTER DELETE ON "team" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 16;
END;

INSERT INTO record_count SELECT source, 17, count(*) FROM "membership" GROUP BY source;
CREATE TRIGGER membership_counted AFTER INSERT ON "membership" BEGIN
    INSERT INTO record_count VALUES (new.source, 17, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER membership_uncounted AFTER DELETE ON "membership" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = 17;
END;

INSERT INTO record_count SELECT source, -1, count(*) FROM "quarantine" GROUP BY source;
CREATE TRIGGER quarantine_counted AFTER INSERT ON "quarantine" BEGIN
    INSERT INTO record_count VALUES (new.source, -1, 1) ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER quarantine_uncounted AFTER DELETE ON "quarantine" BEGIN
    UPDATE record_count SET records = records - 1 WHERE source = old.source AND kind = -1;
END;
