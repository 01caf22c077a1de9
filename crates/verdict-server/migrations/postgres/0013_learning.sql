-- What learning from answers must know: where an answer came from, by which case a decision was made, how far a case's
-- reporters are to be relied on, and when models were trained.

-- A keyed hash of the network from which the answer came, where that is known.
ALTER TABLE answers ADD COLUMN network BIGINT;

-- The case that was settled; empty for a decision on the message alone, and for those of earlier versions.
ALTER TABLE settled ADD COLUMN case_id BYTEA;

-- Those that were made on several messages at once were made by the case in which these are.
UPDATE settled SET case_id = (SELECT m.case_id FROM case_messages AS m WHERE m.organisation = settled.organisation
    AND m.message_key = settled.message_key)
WHERE EXISTS (SELECT 1 FROM settled AS s WHERE s.organisation = settled.organisation AND s.decided_at = settled.decided_at
    AND s.message_key <> settled.message_key);

-- How much what is said of a case is worth beside what as many new reporters would say, in thousandths.
ALTER TABLE cases ADD COLUMN trust BIGINT NOT NULL DEFAULT 1000;

CREATE TABLE trainings (
    organisation BIGINT PRIMARY KEY,
    -- When it was its turn last, in milliseconds since 1970.
    at           BIGINT NOT NULL
);

-- How far each reporter is to be relied on, as it was worked out last.
CREATE TABLE reliabilities (
    organisation BIGINT NOT NULL,
    reporter     BYTEA NOT NULL CHECK (length(reporter) = 16),
    -- The mean of the shares of harmful and of harmless mail that the reporter calls by its name.
    mean         DOUBLE PRECISION NOT NULL,
    -- On how many messages of settled cases the reporter answered, and on how many as was decided.
    decided      BIGINT NOT NULL,
    agreed       BIGINT NOT NULL,
    PRIMARY KEY (organisation, reporter)
);
