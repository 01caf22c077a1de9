-- Model documents, which of them serves whom since when, and what a silent model would have shown.

CREATE TABLE model_documents (
    -- 0 for the documents that the server itself was started with, which every organisation may use.
    organisation BIGINT NOT NULL,
    version      TEXT    NOT NULL,
    document     TEXT    NOT NULL,
    -- JSON: figures, the gate's report, where it comes from.
    card         TEXT    NOT NULL,
    origin       TEXT    NOT NULL CHECK (origin IN ('built_in', 'trained', 'from_feedback', 'imported')),
    added_at     BIGINT NOT NULL,
    added_by     TEXT    NOT NULL,
    PRIMARY KEY (organisation, version)
);

-- Only ever added to: each row is what is in service from then on, and why.
CREATE TABLE model_releases (
    organisation BIGINT NOT NULL,
    -- Counted from 1 in each organisation.
    number       BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    actor        TEXT    NOT NULL,
    action       TEXT    NOT NULL CHECK (action IN ('all', 'share', 'silent', 'end_silent', 'roll_back')),
    -- The version that it is about; none where one goes back to the server's own.
    version      TEXT,
    reason       TEXT    NOT NULL,
    -- What readers have from then on; none for the server's own model.
    live         TEXT,
    live_since   BIGINT NOT NULL,
    share        TEXT,
    permille     BIGINT NOT NULL,
    silent       TEXT,
    -- The row to whose models one goes back; 0 for what was there before all releases.
    back         BIGINT NOT NULL,
    PRIMARY KEY (organisation, number)
);

-- Batches of messages that a silent model scored beside the one whose verdict was shown.
CREATE TABLE silent_batches (
    organisation BIGINT NOT NULL,
    -- That of the batch of banners shown with which it came.
    id           BYTEA NOT NULL CHECK (length(id) = 16),
    reporter     BYTEA NOT NULL CHECK (length(reporter) = 16),
    received_at  BIGINT NOT NULL,
    hour         BIGINT NOT NULL,
    -- The model whose verdict was shown, and the silent one.
    model        TEXT NOT NULL,
    silent       TEXT NOT NULL,
    -- JSON: [["none", "danger", 3], …]: shown, silent, how many messages.
    counts       TEXT NOT NULL,
    PRIMARY KEY (organisation, id)
);

CREATE INDEX silent_batches_by_time ON silent_batches (organisation, received_at);
CREATE INDEX silent_batches_by_reporter ON silent_batches (organisation, reporter);

CREATE TABLE silent_by_day (
    organisation BIGINT NOT NULL,
    day          BIGINT NOT NULL,
    -- The model that judged, and the one that was silent.
    model        TEXT    NOT NULL,
    silent       TEXT    NOT NULL,
    level        TEXT    NOT NULL,
    silent_level TEXT    NOT NULL,
    shard        BIGINT NOT NULL,
    count        BIGINT NOT NULL,
    PRIMARY KEY (organisation, day, model, silent, level, silent_level, shard)
) WITH (fillfactor = 70);
