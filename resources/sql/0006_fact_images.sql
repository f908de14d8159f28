-- The newest part of each fact as it last lay in memory, so that a start need not gather it row by row. Nothing but speed depends on it.

-- Counts the derivations that changed a fact.
CREATE TABLE fact_state (
    fact TEXT PRIMARY KEY,
    stamp INTEGER NOT NULL
) WITHOUT ROWID;

-- An image is good while its stamp is that of the fact, and its format that of the program.
CREATE TABLE fact_image (
    fact TEXT PRIMARY KEY,
    stamp INTEGER NOT NULL,
    format TEXT NOT NULL,
    complete_from INTEGER, -- what was over before is left out; NULL = every row is there
    data BLOB NOT NULL
);
