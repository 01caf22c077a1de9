-- Every row belongs to an organisation; a reporter has one voice on a message; counts by signal.

CREATE TABLE organisations (
    number          INTEGER PRIMARY KEY,
    name            TEXT    NOT NULL UNIQUE,
    -- The most that a report may carry.
    grade           TEXT    NOT NULL CHECK (grade IN ('signals', 'features', 'message')),
    -- The profile as JSON; empty for the one whose profile is a file.
    profile         TEXT,
    -- The key of the hash that stands for a Message-ID.
    message_secret  BLOB    NOT NULL CHECK (length(message_secret) = 32),
    -- The key of the hash that stands for a reporter.
    reporter_secret BLOB    NOT NULL CHECK (length(reporter_secret) = 32)
) STRICT;

INSERT INTO organisations (number, name, grade, profile, message_secret, reporter_secret)
VALUES (1, 'default', 'signals', NULL,
        coalesce((SELECT value FROM settings WHERE name = 'message_secret'), randomblob(32)),
        randomblob(32));

DROP TABLE settings;

ALTER TABLE answers RENAME TO earlier_answers;

CREATE TABLE answers (
    sequence     INTEGER PRIMARY KEY,
    organisation INTEGER NOT NULL REFERENCES organisations (number),
    -- The 16 bytes of the UUID that the client made: the same answer sent twice is one row.
    id           BLOB    NOT NULL CHECK (length(id) = 16),
    -- Keyed hash of who answered.
    reporter     BLOB    NOT NULL CHECK (length(reporter) = 16),
    -- Keyed hash of the Message-ID.
    message_key  BLOB    NOT NULL CHECK (length(message_key) = 32),
    -- SHA-256 of the report, by which a second sending is told from another answer of the same id.
    digest       BLOB    NOT NULL CHECK (length(digest) = 32),
    -- Milliseconds since 1970-01-01T00:00Z, by the server's clock.
    received_at  INTEGER NOT NULL,
    answer       TEXT    NOT NULL CHECK (answer IN ('accurate', 'not_accurate')),
    correction   TEXT    CHECK (correction IN ('phishing', 'spam', 'legitimate', 'unsure')),
    comment      TEXT,
    level        TEXT    NOT NULL CHECK (level IN ('none', 'notice', 'caution', 'suspicious', 'danger')),
    probability  REAL    NOT NULL CHECK (probability BETWEEN 0 AND 1),
    model        TEXT    NOT NULL,
    -- JSON: [["links.ip_host", 1.0], …], in the order of the report.
    findings     TEXT    NOT NULL,
    grade        TEXT    NOT NULL CHECK (grade IN ('signals', 'features', 'message')),
    -- 1 when the same reporter has answered on the same message again: history, not counted.
    superseded   INTEGER NOT NULL CHECK (superseded IN (0, 1)),
    UNIQUE (organisation, id)
) STRICT;

CREATE INDEX answers_by_time ON answers (organisation, received_at);

INSERT INTO answers
SELECT sequence, 1, unhex(replace(id, '-', '')), substr(digest, 1, 16), unhex(message_key), digest, received_at, answer,
       correction, comment, level, probability, model,
       coalesce((SELECT json_group_array(json_array(signal, strength) ORDER BY position) FROM answer_findings AS f
                 WHERE f.answer = a.sequence), '[]'),
       grade, 0
FROM earlier_answers AS a;

-- What a report of a higher grade carries besides.
CREATE TABLE answer_contents (
    organisation INTEGER NOT NULL,
    answer       BLOB    NOT NULL,
    -- JSON: the hashed text features.
    features     TEXT,
    -- The whole original.
    message      BLOB,
    PRIMARY KEY (organisation, answer)
) STRICT;

-- The answer that counts of each reporter on each message.
CREATE TABLE voices (
    organisation INTEGER NOT NULL,
    message_key  BLOB    NOT NULL,
    reporter     BLOB    NOT NULL,
    answer       BLOB    NOT NULL,
    PRIMARY KEY (organisation, message_key, reporter)
) STRICT, WITHOUT ROWID;

CREATE INDEX voices_of_reporter ON voices (organisation, reporter);

INSERT OR REPLACE INTO voices SELECT organisation, message_key, reporter, id FROM answers;

-- What those voices said before.
CREATE TABLE earlier_words (
    organisation INTEGER NOT NULL,
    message_key  BLOB    NOT NULL,
    reporter     BLOB    NOT NULL,
    answer       BLOB    NOT NULL,
    PRIMARY KEY (organisation, message_key, reporter, answer)
) STRICT, WITHOUT ROWID;

-- Kept in the transaction that stores the answer, so that no page has to count answers.
ALTER TABLE answers_by_hour RENAME TO earlier_answers_by_hour;

CREATE TABLE answers_by_hour (
    organisation INTEGER NOT NULL,
    -- Hours since 1970-01-01T00:00Z.
    hour         INTEGER NOT NULL,
    level        TEXT    NOT NULL,
    model        TEXT    NOT NULL,
    answer       TEXT    NOT NULL,
    -- Which process counts; the sum over all of them is the count.
    shard        INTEGER NOT NULL,
    count        INTEGER NOT NULL,
    PRIMARY KEY (organisation, hour, level, model, answer, shard)
) STRICT, WITHOUT ROWID;

INSERT INTO answers_by_hour SELECT 1, hour, level, model, answer, 0, count FROM earlier_answers_by_hour;

CREATE TABLE signals_by_hour (
    organisation INTEGER NOT NULL,
    hour         INTEGER NOT NULL,
    signal       TEXT    NOT NULL,
    level        TEXT    NOT NULL,
    model        TEXT    NOT NULL,
    answer       TEXT    NOT NULL,
    shard        INTEGER NOT NULL,
    count        INTEGER NOT NULL,
    PRIMARY KEY (organisation, hour, signal, level, model, answer, shard)
) STRICT, WITHOUT ROWID;

INSERT INTO signals_by_hour
SELECT 1, a.received_at / 3600000, f.signal, a.level, a.model, a.answer, 0, count(DISTINCT a.sequence)
FROM earlier_answers AS a JOIN answer_findings AS f ON f.answer = a.sequence GROUP BY 1, 2, 3, 4, 5, 6;

-- The same by day, for questions about months.
CREATE TABLE signals_by_day (
    organisation INTEGER NOT NULL,
    -- Days since 1970-01-01.
    day          INTEGER NOT NULL,
    signal       TEXT    NOT NULL,
    level        TEXT    NOT NULL,
    model        TEXT    NOT NULL,
    answer       TEXT    NOT NULL,
    shard        INTEGER NOT NULL,
    count        INTEGER NOT NULL,
    PRIMARY KEY (organisation, day, signal, level, model, answer, shard)
) STRICT, WITHOUT ROWID;

INSERT INTO signals_by_day
SELECT organisation, hour / 24, signal, level, model, answer, 0, sum(count) FROM signals_by_hour GROUP BY 1, 2, 3, 4, 5, 6;

DROP TABLE earlier_answers_by_hour;
DROP TABLE answer_findings;
DROP TABLE earlier_answers;
