-- Who may do what: keys of webmails, devices, operators and their sessions, and the log of every change.

-- Keys of this server itself, such as that with which models are signed.
CREATE TABLE secrets (
    name  TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The keys with which a webmail signs tokens for its readers; two are valid at most.
CREATE TABLE reporter_keys (
    organisation INTEGER NOT NULL,
    id           TEXT    NOT NULL,
    algorithm    TEXT    NOT NULL CHECK (algorithm IN ('HS256', 'EdDSA')),
    key          BLOB    NOT NULL,
    added_at     INTEGER NOT NULL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;

-- Links by which a device becomes a reader's; used once.
CREATE TABLE enrolments (
    code         BLOB    PRIMARY KEY NOT NULL,
    organisation INTEGER NOT NULL,
    reporter     BLOB    NOT NULL,
    until        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    -- SHA-256 of the token.
    token        BLOB    PRIMARY KEY NOT NULL,
    organisation INTEGER NOT NULL,
    reporter     BLOB    NOT NULL,
    enrolled_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE operators (
    organisation INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    role         TEXT    NOT NULL CHECK (role IN ('viewer', 'analyst', 'administrator')),
    -- PHC string of argon2id.
    password     TEXT    NOT NULL,
    PRIMARY KEY (organisation, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    -- SHA-256 of the cookie.
    token        BLOB    PRIMARY KEY NOT NULL,
    organisation INTEGER NOT NULL,
    operator     TEXT    NOT NULL,
    until        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Each entry holds the hash of the one before, so that none can be changed or left out unseen.
CREATE TABLE audit (
    number       INTEGER PRIMARY KEY,
    organisation INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor        TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    detail       TEXT    NOT NULL,
    hash         BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE audit_head (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    hash   BLOB    NOT NULL
) STRICT;

INSERT INTO audit_head VALUES (1, 0, zeroblob(32));
