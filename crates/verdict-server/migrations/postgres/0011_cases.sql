-- Cases: the messages of one campaign, with what readers said of them, kept beside the answers; and every decision, not
-- only the one that holds.

-- The keyed hash of normalised subject and sender's domain (its first half), where the reader's side sent it.
ALTER TABLE answers ADD COLUMN campaign BYTEA;

CREATE TABLE case_messages (
    organisation BIGINT NOT NULL,
    message_key  BYTEA   NOT NULL,
    -- That of the first answer: its campaign, or the message itself.
    case_id      BYTEA   NOT NULL CHECK (length(case_id) = 16),
    -- The first answer.
    opened_by    BYTEA   NOT NULL,
    -- Answers that count, and among them those that say so.
    answers      BIGINT NOT NULL,
    accurate     BIGINT NOT NULL,
    phishing     BIGINT NOT NULL,
    spam         BIGINT NOT NULL,
    legitimate   BIGINT NOT NULL,
    unsure       BIGINT NOT NULL,
    -- Among them those on a banner of that level.
    level_0      BIGINT NOT NULL,
    level_1      BIGINT NOT NULL,
    level_2      BIGINT NOT NULL,
    level_3      BIGINT NOT NULL,
    level_4      BIGINT NOT NULL,
    first_at     BIGINT NOT NULL,
    last_at      BIGINT NOT NULL,
    decided      BIGINT NOT NULL CHECK (decided IN (0, 1)),
    PRIMARY KEY (organisation, message_key)
);

CREATE INDEX case_messages_by_case ON case_messages (organisation, case_id);

CREATE TABLE cases (
    organisation BIGINT NOT NULL,
    case_id      BYTEA   NOT NULL CHECK (length(case_id) = 16),
    messages     BIGINT NOT NULL,
    -- How many of them are decided.
    decided      BIGINT NOT NULL,
    answers      BIGINT NOT NULL,
    accurate     BIGINT NOT NULL,
    phishing     BIGINT NOT NULL,
    spam         BIGINT NOT NULL,
    legitimate   BIGINT NOT NULL,
    unsure       BIGINT NOT NULL,
    level_0      BIGINT NOT NULL,
    level_1      BIGINT NOT NULL,
    level_2      BIGINT NOT NULL,
    level_3      BIGINT NOT NULL,
    level_4      BIGINT NOT NULL,
    first_at     BIGINT NOT NULL,
    last_at      BIGINT NOT NULL,
    -- An answer whose findings stand for the case, and these as they stand there.
    sample       BYTEA   NOT NULL,
    findings     TEXT    NOT NULL,
    -- The threats of these findings, a bit each.
    threats      BIGINT NOT NULL,
    -- The highest level that was shown, 0 to 4.
    level        BIGINT NOT NULL,
    -- 1 while a message of it is not decided.
    open         BIGINT NOT NULL CHECK (open IN (0, 1)),
    -- While it is open, how much it is worth a look; then, when it was decided. 0 until that is worked out.
    rank         BIGINT NOT NULL,
    -- The latest decision.
    label        TEXT,
    decided_at   BIGINT,
    decided_by   TEXT,
    PRIMARY KEY (organisation, case_id)
);

CREATE INDEX cases_in_order ON cases (organisation, open, rank, case_id);

-- Every decision that was not withdrawn. The last on a message is in the table of decisions too.
CREATE TABLE settled (
    organisation BIGINT NOT NULL,
    message_key  BYTEA   NOT NULL,
    decided_at   BIGINT NOT NULL,
    label        TEXT    NOT NULL,
    decided_by   TEXT    NOT NULL,
    answer       BYTEA   NOT NULL,
    PRIMARY KEY (organisation, message_key, decided_at)
);

INSERT INTO settled SELECT organisation, message_key, decided_at, label, decided_by, answer FROM decisions;

INSERT INTO case_messages
SELECT v.organisation, v.message_key, substr(v.message_key, 1, 16), (array_agg(v.answer ORDER BY v.answer))[1], count(*),
       count(*) FILTER (WHERE a.answer = 'accurate'), count(*) FILTER (WHERE a.correction = 'phishing'),
       count(*) FILTER (WHERE a.correction = 'spam'), count(*) FILTER (WHERE a.correction = 'legitimate'),
       count(*) FILTER (WHERE a.correction = 'unsure'), count(*) FILTER (WHERE a.level = 'none'),
       count(*) FILTER (WHERE a.level = 'notice'), count(*) FILTER (WHERE a.level = 'caution'),
       count(*) FILTER (WHERE a.level = 'suspicious'), count(*) FILTER (WHERE a.level = 'danger'),
       min(a.received_at), max(a.received_at),
       (SELECT count(*) FROM decisions AS d WHERE d.organisation = v.organisation AND d.message_key = v.message_key)
FROM voices AS v JOIN answers AS a ON a.organisation = v.organisation AND a.id = v.answer
GROUP BY v.organisation, v.message_key;

INSERT INTO cases
SELECT m.organisation, m.case_id, 1, m.decided, m.answers, m.accurate, m.phishing, m.spam, m.legitimate, m.unsure,
       m.level_0, m.level_1, m.level_2, m.level_3, m.level_4, m.first_at, m.last_at, m.opened_by, a.findings, 0, 0,
       1 - m.decided, 0, d.label, d.decided_at, d.decided_by
FROM case_messages AS m JOIN answers AS a ON a.organisation = m.organisation AND a.id = m.opened_by
LEFT JOIN decisions AS d ON d.organisation = m.organisation AND d.message_key = m.message_key
ON CONFLICT DO NOTHING;
