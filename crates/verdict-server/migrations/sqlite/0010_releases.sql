-- Model documents, which of them serves whom since when, and what a silent model would have shown.

CREATE TABLE model_documents (
    -- 0 for the documents that the server itself was started with, which every organisation may use.
    organisation INTEGER NOT NULL,
    version      TEXT    NOT NULL,
    document     TEXT    NOT NULL,
    -- JSON: figures, the gate's report, where it comes from.
    card         TEXT    NOT NULL,
    origin       TEXT    NOT NULL CHECK (origin IN ('built_in', 'trained', 'from_feedback', 'imported')),
    added_at     INTEGER NOT NULL,
    added_by     TEXT    NOT NULL,
    PRIMARY KEY (organisation, version)
) STRICT, WITHOUT ROWID;

-- Only ever added to: each row is what is in service from then on, and why.
CREATE TABLE model_releases (
    organisation INTEGER NOT NULL,
    -- Counted from 1 in each organisation.
    number       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor        TEXT    NOT NULL,
    action       TEXT    NOT NULL CHECK (action IN ('all', 'share', 'silent', 'end_silent', 'roll_back')),
    -- The version that it is about; none where one goes back to the server's own.
    version      TEXT,
    reason       TEXT    NOT NULL,
    -- What readers have from then on; none for the server's own model.
    live         TEXT,
    live_since   INTEGER NOT NULL,
    share        TEXT,
    permille     INTEGER NOT NULL,
    silent       TEXT,
    -- The row to whose models one goes back; 0 for what was there before all releases.
    back         INTEGER NOT NULL,
    PRIMARY KEY (organisation, number)
) STRICT, WITHOUT ROWID;

-- Batches of messages that a silent model scored beside the one whose verdict was shown.
CREATE TABLE silent_batches (
    organisation INTEGER NOT NULL,
    -- That of the batch of banners shown with which it came.
    id           BLOB NOT NULL CHECK (length(id) = 16),
    reporter     BLOB NOT NULL CHECK (length(reporter) = 16),
    received_at  INTEGER NOT NULL,
    hour         INTEGER NOT NULL,
    -- The model whose verdict was shown, and the silent one.
    model        TEXT NOT NULL,
    silent       TEXT NOT NULL,
    -- JSON: [["none", "danger", 3], …]: shown, silent, how many messages.
    counts       TEXT NOT NULL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX silent_batches_by_time ON silent_batches (organisation, received_at);
CREATE INDEX silent_batches_by_reporter ON silent_batches (organisation, reporter);

CREATE TABLE silent_by_day (
    organisation INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    -- The model that judged, and the one that was silent.
    model        TEXT    NOT NULL,
    silent       TEXT    NOT NULL,
    level        TEXT    NOT NULL,
    silent_level TEXT    NOT NULL,
    shard        INTEGER NOT NULL,
    count        INTEGER NOT NULL,
    PRIMARY KEY (organisation, day, model, silent, level, silent_level, shard)
) STRICT, WITHOUT ROWID;
