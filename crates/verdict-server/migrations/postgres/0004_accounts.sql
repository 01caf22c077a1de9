-- Who may do what: keys of webmails, devices, operators and their sessions, and the log of every change.

-- Keys of this server itself, such as that with which models are signed.
CREATE TABLE secrets (
    name  TEXT PRIMARY KEY NOT NULL,
    value BYTEA NOT NULL
);

-- The keys with which a webmail signs tokens for its readers; two are valid at most.
CREATE TABLE reporter_keys (
    organisation BIGINT NOT NULL,
    id           TEXT    NOT NULL,
    algorithm    TEXT    NOT NULL CHECK (algorithm IN ('HS256', 'EdDSA')),
    key          BYTEA    NOT NULL,
    added_at     BIGINT NOT NULL,
    PRIMARY KEY (organisation, id)
);

-- Links by which a device becomes a reader's; used once.
CREATE TABLE enrolments (
    code         BYTEA    PRIMARY KEY NOT NULL,
    organisation BIGINT NOT NULL,
    reporter     BYTEA    NOT NULL,
    until        BIGINT NOT NULL
);

CREATE TABLE devices (
    -- SHA-256 of the token.
    token        BYTEA    PRIMARY KEY NOT NULL,
    organisation BIGINT NOT NULL,
    reporter     BYTEA    NOT NULL,
    enrolled_at  BIGINT NOT NULL
);

CREATE TABLE operators (
    organisation BIGINT NOT NULL,
    name         TEXT    NOT NULL,
    role         TEXT    NOT NULL CHECK (role IN ('viewer', 'analyst', 'administrator')),
    -- PHC string of argon2id.
    password     TEXT    NOT NULL,
    PRIMARY KEY (organisation, name)
);

CREATE TABLE sessions (
    -- SHA-256 of the cookie.
    token        BYTEA    PRIMARY KEY NOT NULL,
    organisation BIGINT NOT NULL,
    operator     TEXT    NOT NULL,
    until        BIGINT NOT NULL
);

-- Each entry holds the hash of the one before, so that none can be changed or left out unseen.
CREATE TABLE audit (
    number       BIGINT PRIMARY KEY,
    organisation BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    actor        TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    detail       TEXT    NOT NULL,
    hash         BYTEA    NOT NULL CHECK (length(hash) = 32)
);

CREATE TABLE audit_head (
    one    BIGINT PRIMARY KEY CHECK (one = 1),
    number BIGINT NOT NULL,
    hash   BYTEA    NOT NULL
);

INSERT INTO audit_head VALUES (1, 0, decode(repeat('00', 32), 'hex'));
