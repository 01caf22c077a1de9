-- Every row belongs to an organisation; a reporter has one voice on a message; counts by signal.
--
-- No foreign keys between the large tables, no sequences, no triggers: every large table begins its key with the
-- organisation, by which a distributed engine may spread it.

CREATE TABLE organisations (
    number          BIGINT PRIMARY KEY,
    name            TEXT   NOT NULL UNIQUE,
    grade           TEXT   NOT NULL CHECK (grade IN ('signals', 'features', 'message')),
    profile         TEXT,
    message_secret  BYTEA  NOT NULL CHECK (length(message_secret) = 32),
    reporter_secret BYTEA  NOT NULL CHECK (length(reporter_secret) = 32)
);

CREATE TABLE answers (
    organisation BIGINT NOT NULL,
    id           BYTEA  NOT NULL CHECK (length(id) = 16),
    reporter     BYTEA  NOT NULL CHECK (length(reporter) = 16),
    message_key  BYTEA  NOT NULL CHECK (length(message_key) = 32),
    digest       BYTEA  NOT NULL CHECK (length(digest) = 32),
    received_at  BIGINT NOT NULL,
    answer       TEXT   NOT NULL CHECK (answer IN ('accurate', 'not_accurate')),
    correction   TEXT   CHECK (correction IN ('phishing', 'spam', 'legitimate', 'unsure')),
    comment      TEXT,
    level        TEXT   NOT NULL CHECK (level IN ('none', 'notice', 'caution', 'suspicious', 'danger')),
    probability  DOUBLE PRECISION NOT NULL CHECK (probability BETWEEN 0 AND 1),
    model        TEXT   NOT NULL,
    findings     TEXT   NOT NULL,
    grade        TEXT   NOT NULL CHECK (grade IN ('signals', 'features', 'message')),
    superseded   BIGINT NOT NULL CHECK (superseded IN (0, 1)),
    PRIMARY KEY (organisation, id)
) PARTITION BY RANGE (id);

-- Ids from times for which there is no partition; the server makes one a month ahead of time.
CREATE TABLE answers_other PARTITION OF answers DEFAULT;

CREATE INDEX answers_by_time ON answers (organisation, received_at);

CREATE TABLE answer_contents (
    organisation BIGINT NOT NULL,
    answer       BYTEA  NOT NULL,
    features     TEXT,
    message      BYTEA,
    PRIMARY KEY (organisation, answer)
);

-- Message keys are keyed hashes, so ranges of them are of equal size.
CREATE TABLE voices (
    organisation BIGINT NOT NULL,
    message_key  BYTEA  NOT NULL,
    reporter     BYTEA  NOT NULL,
    answer       BYTEA  NOT NULL,
    PRIMARY KEY (organisation, message_key, reporter)
) PARTITION BY RANGE (message_key);

CREATE INDEX voices_of_reporter ON voices (organisation, reporter);

CREATE TABLE voices_0 PARTITION OF voices FOR VALUES FROM (MINVALUE) TO ('\x20');
CREATE TABLE voices_1 PARTITION OF voices FOR VALUES FROM ('\x20') TO ('\x40');
CREATE TABLE voices_2 PARTITION OF voices FOR VALUES FROM ('\x40') TO ('\x60');
CREATE TABLE voices_3 PARTITION OF voices FOR VALUES FROM ('\x60') TO ('\x80');
CREATE TABLE voices_4 PARTITION OF voices FOR VALUES FROM ('\x80') TO ('\xa0');
CREATE TABLE voices_5 PARTITION OF voices FOR VALUES FROM ('\xa0') TO ('\xc0');
CREATE TABLE voices_6 PARTITION OF voices FOR VALUES FROM ('\xc0') TO ('\xe0');
CREATE TABLE voices_7 PARTITION OF voices FOR VALUES FROM ('\xe0') TO (MAXVALUE);

CREATE TABLE earlier_words (
    organisation BIGINT NOT NULL,
    message_key  BYTEA  NOT NULL,
    reporter     BYTEA  NOT NULL,
    answer       BYTEA  NOT NULL,
    PRIMARY KEY (organisation, message_key, reporter, answer)
);

CREATE TABLE answers_by_hour (
    organisation BIGINT NOT NULL,
    hour         BIGINT NOT NULL,
    level        TEXT   NOT NULL,
    model        TEXT   NOT NULL,
    answer       TEXT   NOT NULL,
    shard        BIGINT NOT NULL,
    count        BIGINT NOT NULL,
    PRIMARY KEY (organisation, hour, level, model, answer, shard)
) WITH (fillfactor = 70);

CREATE TABLE signals_by_hour (
    organisation BIGINT NOT NULL,
    hour         BIGINT NOT NULL,
    signal       TEXT   NOT NULL,
    level        TEXT   NOT NULL,
    model        TEXT   NOT NULL,
    answer       TEXT   NOT NULL,
    shard        BIGINT NOT NULL,
    count        BIGINT NOT NULL,
    PRIMARY KEY (organisation, hour, signal, level, model, answer, shard)
) WITH (fillfactor = 70);

CREATE TABLE signals_by_day (
    organisation BIGINT NOT NULL,
    day          BIGINT NOT NULL,
    signal       TEXT   NOT NULL,
    level        TEXT   NOT NULL,
    model        TEXT   NOT NULL,
    answer       TEXT   NOT NULL,
    shard        BIGINT NOT NULL,
    count        BIGINT NOT NULL,
    PRIMARY KEY (organisation, day, signal, level, model, answer, shard)
) WITH (fillfactor = 70);
