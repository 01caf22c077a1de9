-- Cases: the messages of one campaign, with what readers said of them, kept beside the answers; and every decision, not
-- only the one that holds.

-- The keyed hash of normalised subject and sender's domain (its first half), where the reader's side sent it.
ALTER TABLE answers ADD COLUMN campaign BLOB;

CREATE TABLE case_messages (
    organisation INTEGER NOT NULL,
    message_key  BLOB    NOT NULL,
    -- That of the first answer: its campaign, or the message itself.
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
) STRICT, WITHOUT ROWID;

CREATE INDEX case_messages_by_case ON case_messages (organisation, case_id);

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
    PRIMARY KEY (organisation, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cases_in_order ON cases (organisation, open, rank, case_id);

-- Every decision that was not withdrawn. The last on a message is in the table of decisions too.
CREATE TABLE settled (
    organisation INTEGER NOT NULL,
    message_key  BLOB    NOT NULL,
    decided_at   INTEGER NOT NULL,
    label        TEXT    NOT NULL,
    decided_by   TEXT    NOT NULL,
    answer       BLOB    NOT NULL,
    PRIMARY KEY (organisation, message_key, decided_at)
) STRICT, WITHOUT ROWID;

INSERT INTO settled SELECT organisation, message_key, decided_at, label, decided_by, answer FROM decisions;

INSERT INTO case_messages
SELECT v.organisation, v.message_key, substr(v.message_key, 1, 16), min(v.answer), count(*),
       sum(a.answer = 'accurate'), coalesce(sum(a.correction = 'phishing'), 0), coalesce(sum(a.correction = 'spam'), 0),
       coalesce(sum(a.correction = 'legitimate'), 0), coalesce(sum(a.correction = 'unsure'), 0),
       sum(a.level = 'none'), sum(a.level = 'notice'), sum(a.level = 'caution'), sum(a.level = 'suspicious'),
       sum(a.level = 'danger'), min(a.received_at), max(a.received_at),
       EXISTS (SELECT 1 FROM decisions AS d WHERE d.organisation = v.organisation AND d.message_key = v.message_key)
FROM voices AS v JOIN answers AS a ON a.organisation = v.organisation AND a.id = v.answer
GROUP BY v.organisation, v.message_key;

INSERT INTO cases
SELECT m.organisation, m.case_id, 1, m.decided, m.answers, m.accurate, m.phishing, m.spam, m.legitimate, m.unsure,
       m.level_0, m.level_1, m.level_2, m.level_3, m.level_4, m.first_at, m.last_at, m.opened_by, a.findings, 0, 0,
       1 - m.decided, 0, d.label, d.decided_at, d.decided_by
FROM case_messages AS m JOIN answers AS a ON a.organisation = m.organisation AND a.id = m.opened_by
LEFT JOIN decisions AS d ON d.organisation = m.organisation AND d.message_key = m.message_key
GROUP BY m.organisation, m.case_id;
