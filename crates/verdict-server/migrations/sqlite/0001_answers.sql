-- Readers' answers, the findings behind them, and the counts kept beside them.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE answers (
    -- Rises with every answer, so that the latest are found without an index on time.
    sequence    INTEGER PRIMARY KEY,
    -- Made by the client: the same answer sent twice is one row.
    id          TEXT    NOT NULL UNIQUE CHECK (length(id) = 36),
    -- SHA-256 of the report, by which a second sending is told from another answer of the same id.
    digest      BLOB    NOT NULL CHECK (length(digest) = 32),
    -- Milliseconds since 1970-01-01T00:00Z, by the server's clock.
    received_at INTEGER NOT NULL,
    answer      TEXT    NOT NULL CHECK (answer IN ('accurate', 'not_accurate')),
    correction  TEXT    CHECK (correction IN ('phishing', 'spam', 'legitimate', 'unsure')),
    comment     TEXT,
    level       TEXT    NOT NULL CHECK (level IN ('none', 'notice', 'caution', 'suspicious', 'danger')),
    probability REAL    NOT NULL CHECK (probability BETWEEN 0 AND 1),
    model       TEXT    NOT NULL,
    -- Keyed hash of the Message-ID, in hexadecimal digits.
    message_key TEXT    NOT NULL CHECK (length(message_key) = 64),
    grade       TEXT    NOT NULL CHECK (grade IN ('signals'))
) STRICT;

CREATE TABLE answer_findings (
    answer   INTEGER NOT NULL REFERENCES answers (sequence) ON DELETE CASCADE,
    -- The place in the report, whose order is that of the shares.
    position INTEGER NOT NULL,
    signal   TEXT    NOT NULL,
    strength REAL    NOT NULL CHECK (strength > 0 AND strength <= 1),
    PRIMARY KEY (answer, position)
) STRICT, WITHOUT ROWID;

-- Kept in the transaction that stores the answer, so that no page has to count answers.
CREATE TABLE answers_by_hour (
    -- Hours since 1970-01-01T00:00Z.
    hour   INTEGER NOT NULL,
    level  TEXT    NOT NULL,
    model  TEXT    NOT NULL,
    answer TEXT    NOT NULL,
    count  INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (hour, level, model, answer)
) STRICT, WITHOUT ROWID;
