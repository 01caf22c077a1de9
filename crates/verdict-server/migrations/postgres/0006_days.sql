-- Counts by day, for questions about months: by signal and answer alone, by level, model and answer, and of
-- banners shown by signal and level. What is finer stands in the counts by hour.

DROP TABLE signals_by_day;

CREATE TABLE signals_by_day (
    organisation BIGINT NOT NULL,
    -- Days since 1970-01-01.
    day          BIGINT NOT NULL,
    signal       TEXT    NOT NULL,
    answer       TEXT    NOT NULL,
    shard        BIGINT NOT NULL,
    count        BIGINT NOT NULL,
    PRIMARY KEY (organisation, day, signal, answer, shard)
) WITH (fillfactor = 70);

INSERT INTO signals_by_day
SELECT organisation, hour / 24, signal, answer, 0, CAST(sum(count) AS BIGINT) FROM signals_by_hour
GROUP BY organisation, hour / 24, signal, answer;

CREATE TABLE answers_by_day (
    organisation BIGINT NOT NULL,
    day          BIGINT NOT NULL,
    level        TEXT    NOT NULL,
    model        TEXT    NOT NULL,
    answer       TEXT    NOT NULL,
    shard        BIGINT NOT NULL,
    count        BIGINT NOT NULL,
    PRIMARY KEY (organisation, day, level, model, answer, shard)
) WITH (fillfactor = 70);

INSERT INTO answers_by_day
SELECT organisation, hour / 24, level, model, answer, 0, CAST(sum(count) AS BIGINT) FROM answers_by_hour
GROUP BY organisation, hour / 24, level, model, answer;

DROP TABLE exposures_by_day;

CREATE TABLE exposures_by_day (
    organisation BIGINT NOT NULL,
    day          BIGINT NOT NULL,
    signal       TEXT    NOT NULL,
    level        TEXT    NOT NULL,
    shard        BIGINT NOT NULL,
    count        BIGINT NOT NULL,
    PRIMARY KEY (organisation, day, signal, level, shard)
) WITH (fillfactor = 70);

INSERT INTO exposures_by_day
SELECT organisation, hour / 24, signal, level, 0, CAST(sum(count) AS BIGINT) FROM exposures_by_hour
GROUP BY organisation, hour / 24, signal, level;
