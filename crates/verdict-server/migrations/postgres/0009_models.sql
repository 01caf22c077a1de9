-- The versions of models that were ever in service: answers on others are counted together, since a
-- reader may name any.

CREATE TABLE models (
    version  TEXT PRIMARY KEY NOT NULL,
    first_at BIGINT NOT NULL
);

-- What was counted until now was in service somewhere.
INSERT INTO models SELECT DISTINCT model, 0 FROM answers_by_hour;
