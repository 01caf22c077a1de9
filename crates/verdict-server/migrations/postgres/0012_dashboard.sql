-- How many readers banners were shown to each day, and what administrators set for single signals.

CREATE TABLE readers_of_day (
    organisation BIGINT NOT NULL,
    -- Days since 1970-01-01.
    day          BIGINT NOT NULL,
    reporter     BYTEA NOT NULL CHECK (length(reporter) = 16),
    PRIMARY KEY (organisation, day, reporter)
);

CREATE INDEX readers_of_day_by_reporter ON readers_of_day (organisation, reporter);

INSERT INTO readers_of_day SELECT DISTINCT organisation, hour / 24, reporter FROM exposures;

CREATE TABLE readers_by_day (
    organisation BIGINT NOT NULL,
    day          BIGINT NOT NULL,
    shard        BIGINT NOT NULL,
    count        BIGINT NOT NULL,
    PRIMARY KEY (organisation, day, shard)
) WITH (fillfactor = 70);

INSERT INTO readers_by_day SELECT organisation, day, 0, count(*) FROM readers_of_day GROUP BY organisation, day;

CREATE TABLE signal_settings (
    organisation BIGINT NOT NULL,
    signal       TEXT    NOT NULL,
    -- The most that the signal may weigh; 0 for one that is switched off.
    most         DOUBLE PRECISION NOT NULL CHECK (most >= 0),
    reason       TEXT    NOT NULL,
    -- The first moment at which it holds no more, in milliseconds since 1970; empty for ever.
    until        BIGINT,
    set_at       BIGINT NOT NULL,
    set_by       TEXT    NOT NULL,
    PRIMARY KEY (organisation, signal)
);
