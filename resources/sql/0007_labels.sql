-- Labels of changes beside what else is counted of them: all of a change in one text, joined by line feeds.
ALTER TABLE change_fact ADD COLUMN labels TEXT;
UPDATE change_fact SET labels = (SELECT c.labels FROM change_request c WHERE c.id = change_fact.id);
