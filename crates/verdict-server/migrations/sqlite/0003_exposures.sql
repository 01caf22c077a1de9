-- Banners shown, so that every rate has a denominator; and what administrators decided.

CREATE TABLE exposures (
    organisation INTEGER NOT NULL,
    -- Made by the client, as that of an answer: a batch sent twice counts once.
    id           BLOB    NOT NULL CHECK (length(id) = 16),
    reporter     BLOB    NOT NULL CHECK (length(reporter) = 16),
    received_at  INTEGER NOT NULL,
    -- The hour in which the banners were shown.
    hour         INTEGER NOT NULL,
    model        TEXT    NOT NULL,
    -- JSON: [["danger", "links.ip_host", 3], ["danger", "", 5], …]; no signal: all banners of the level.
    counts       TEXT    NOT NULL,
    PRIMARY KEY (organisation, id)
) STRICT;

CREATE TABLE exposures_by_hour (
    organisation INTEGER NOT NULL,
    hour         INTEGER NOT NULL,
    -- Empty for all banners of the level.
    signal       TEXT    NOT NULL,
    level        TEXT    NOT NULL,
    model        TEXT    NOT NULL,
    shard        INTEGER NOT NULL,
    count        INTEGER NOT NULL,
    PRIMARY KEY (organisation, hour, signal, level, model, shard)
) STRICT, WITHOUT ROWID;

CREATE TABLE exposures_by_day (
    organisation INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    signal       TEXT    NOT NULL,
    level        TEXT    NOT NULL,
    model        TEXT    NOT NULL,
    shard        INTEGER NOT NULL,
    count        INTEGER NOT NULL,
    PRIMARY KEY (organisation, day, signal, level, model, shard)
) STRICT, WITHOUT ROWID;

-- The final label of a message.
CREATE TABLE decisions (
    organisation INTEGER NOT NULL,
    message_key  BLOB    NOT NULL,
    label        TEXT    NOT NULL CHECK (label IN ('phishing', 'spam', 'legitimate', 'unsure')),
    decided_at   INTEGER NOT NULL,
    decided_by   TEXT    NOT NULL,
    -- The answer by which the message was looked at.
    answer       BLOB    NOT NULL,
    PRIMARY KEY (organisation, message_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX decisions_by_time ON decisions (organisation, decided_at);
