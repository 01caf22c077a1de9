-- Cases and their messages lie in the order in which they came, and are found by narrow indices: their keys are hashes, so that in the
-- order of keys each new one would write a page of its own, and most of that page again when the log is folded into the file.

DROP INDEX case_messages_by_case;
ALTER TABLE case_messages RENAME TO earlier_case_messages;

CREATE TABLE case_messages (
    organisation INTEGER NOT NULL,
    message_key  BLOB    NOT NULL,
    -- The case to which it belongs by most of its answers.
    case_id      BLOB    NOT NULL CHECK (length(case_id) = 16),
    -- The first answer.
    opened_by    BLOB    NOT NULL,
    -- Answers that count, and among them those that say so.
    answers      INTEGER NOT NULL,
    accurate     INTEGER NOT NULL,
    phishing     INTEGER NOT NULL,
    spam         INTEGER NOT NULL,
    legitimate   INTEGER NOT NULL,
    unsure       INTEGER NOT NULL,
    -- Among them those on a banner of that level.
    level_0      INTEGER NOT NULL,
    level_1      INTEGER NOT NULL,
    level_2      INTEGER NOT NULL,
    level_3      INTEGER NOT NULL,
    level_4      INTEGER NOT NULL,
    first_at     INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    decided      INTEGER NOT NULL CHECK (decided IN (0, 1)),
    PRIMARY KEY (organisation, message_key)
) STRICT;

INSERT INTO case_messages (organisation, message_key, case_id, opened_by, answers, accurate, phishing, spam, legitimate, unsure,
       level_0, level_1, level_2, level_3, level_4, first_at, last_at, decided)
SELECT organisation, message_key, case_id, opened_by, answers, accurate, phishing, spam, legitimate, unsure,
       level_0, level_1, level_2, level_3, level_4, first_at, last_at, decided
FROM earlier_case_messages ORDER BY first_at;

DROP TABLE earlier_case_messages;

-- The latest messages of a case, however many it has.
CREATE INDEX case_messages_by_case ON case_messages (organisation, case_id, last_at);

DROP INDEX cases_in_order;
DROP INDEX cases_by_decision;
ALTER TABLE cases RENAME TO earlier_cases;

CREATE TABLE cases (
    organisation INTEGER NOT NULL,
    case_id      BLOB    NOT NULL CHECK (length(case_id) = 16),
    messages     INTEGER NOT NULL,
    -- How many of them are decided.
    decided      INTEGER NOT NULL,
    answers      INTEGER NOT NULL,
    accurate     INTEGER NOT NULL,
    phishing     INTEGER NOT NULL,
    spam         INTEGER NOT NULL,
    legitimate   INTEGER NOT NULL,
    unsure       INTEGER NOT NULL,
    level_0      INTEGER NOT NULL,
    level_1      INTEGER NOT NULL,
    level_2      INTEGER NOT NULL,
    level_3      INTEGER NOT NULL,
    level_4      INTEGER NOT NULL,
    first_at     INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    -- An answer whose findings stand for the case, and these as they stand there.
    sample       BLOB    NOT NULL,
    findings     TEXT    NOT NULL,
    -- The threats of these findings, a bit each.
    threats      INTEGER NOT NULL,
    -- The highest level that was shown, 0 to 4.
    level        INTEGER NOT NULL,
    -- 1 while a message of it is not decided.
    open         INTEGER NOT NULL CHECK (open IN (0, 1)),
    -- While it is open, how much it is worth a look; then, when it was decided. 0 until that is worked out.
    rank         INTEGER NOT NULL,
    -- The latest decision.
    label        TEXT,
    decided_at   INTEGER,
    decided_by   TEXT,
    -- How much what is said of it is worth beside what as many new reporters would say, in thousandths.
    trust        INTEGER NOT NULL DEFAULT 1000,
    PRIMARY KEY (organisation, case_id)
) STRICT;

INSERT INTO cases (organisation, case_id, messages, decided, answers, accurate, phishing, spam, legitimate, unsure, level_0, level_1,
       level_2, level_3, level_4, first_at, last_at, sample, findings, threats, level, open, rank, label, decided_at, decided_by, trust)
SELECT organisation, case_id, messages, decided, answers, accurate, phishing, spam, legitimate, unsure, level_0, level_1,
       level_2, level_3, level_4, first_at, last_at, sample, findings, threats, level, open, rank, label, decided_at, decided_by, trust
FROM earlier_cases ORDER BY first_at;

DROP TABLE earlier_cases;

-- Of those that are worth the same the newest comes first, so that what is new lies together here too.
CREATE INDEX cases_in_order ON cases (organisation, open, rank, first_at, case_id);
CREATE INDEX cases_by_decision ON cases (organisation, decided_at) WHERE decided_at IS NOT NULL;
