-- How many readers banners were shown to each day, and what administrators set for single signals.

CREATE TABLE readers_of_day (
    organisation INTEGER NOT NULL,
    -- Days since 1970-01-01.
    day          INTEGER NOT NULL,
    reporter     BLOB NOT NULL CHECK (length(reporter) = 16),
    PRIMARY KEY (organisation, day, reporter)
) STRICT, WITHOUT ROWID;

CREATE INDEX readers_of_day_by_reporter ON readers_of_day (organisation, reporter);

INSERT INTO readers_of_day SELECT DISTINCT organisation, hour / 24, reporter FROM exposures;

CREATE TABLE readers_by_day (
    organisation INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    shard        INTEGER NOT NULL,
    count        INTEGER NOT NULL,
    PRIMARY KEY (organisation, day, shard)
) STRICT, WITHOUT ROWID;

INSERT INTO readers_by_day SELECT organisation, day, 0, count(*) FROM readers_of_day GROUP BY organisation, day;

CREATE TABLE signal_settings (
    organisation INTEGER NOT NULL,
    signal       TEXT    NOT NULL,
    -- The most that the signal may weigh; 0 for one that is switched off.
    most         REAL NOT NULL CHECK (most >= 0),
    reason       TEXT    NOT NULL,
    -- The first moment at which it holds no more, in milliseconds since 1970; empty for ever.
    until        INTEGER,
    set_at       INTEGER NOT NULL,
    set_by       TEXT    NOT NULL,
    PRIMARY KEY (organisation, signal)
) STRICT, WITHOUT ROWID;
