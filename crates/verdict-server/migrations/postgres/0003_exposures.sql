-- Banners shown, so that every rate has a denominator; and what administrators decided.

CREATE TABLE exposures (
    organisation BIGINT NOT NULL,
    -- Made by the client, as that of an answer: a batch sent twice counts once.
    id           BYTEA    NOT NULL CHECK (length(id) = 16),
    reporter     BYTEA    NOT NULL CHECK (length(reporter) = 16),
    received_at  BIGINT NOT NULL,
    -- The hour in which the banners were shown.
    hour         BIGINT NOT NULL,
    model        TEXT    NOT NULL,
    -- JSON: [["danger", "links.ip_host", 3], ["danger", "", 5], …]; no signal: all banners of the level.
    counts       TEXT    NOT NULL,
    PRIMARY KEY (organisation, id)
) PARTITION BY RANGE (id);

CREATE TABLE exposures_other PARTITION OF exposures DEFAULT;

CREATE TABLE exposures_by_hour (
    organisation BIGINT NOT NULL,
    hour         BIGINT NOT NULL,
    -- Empty for all banners of the level.
    signal       TEXT    NOT NULL,
    level        TEXT    NOT NULL,
    model        TEXT    NOT NULL,
    shard        BIGINT NOT NULL,
    count        BIGINT NOT NULL,
    PRIMARY KEY (organisation, hour, signal, level, model, shard)
);

CREATE TABLE exposures_by_day (
    organisation BIGINT NOT NULL,
    day          BIGINT NOT NULL,
    signal       TEXT    NOT NULL,
    level        TEXT    NOT NULL,
    model        TEXT    NOT NULL,
    shard        BIGINT NOT NULL,
    count        BIGINT NOT NULL,
    PRIMARY KEY (organisation, day, signal, level, model, shard)
);

-- The final label of a message.
CREATE TABLE decisions (
    organisation BIGINT NOT NULL,
    message_key  BYTEA    NOT NULL,
    label        TEXT    NOT NULL CHECK (label IN ('phishing', 'spam', 'legitimate', 'unsure')),
    decided_at   BIGINT NOT NULL,
    decided_by   TEXT    NOT NULL,
    -- The answer by which the message was looked at.
    answer       BYTEA    NOT NULL,
    PRIMARY KEY (organisation, message_key)
);

CREATE INDEX decisions_by_time ON decisions (organisation, decided_at);
