-- What the pages of cases, of signals and of the log ask for, in the order in which they ask.

DROP INDEX case_messages_by_case;

-- The latest messages of a case, however many it has.
CREATE INDEX case_messages_by_case ON case_messages (organisation, case_id, last_at);

CREATE INDEX cases_by_decision ON cases (organisation, decided_at) WHERE decided_at IS NOT NULL;

CREATE INDEX audit_in_order ON audit (organisation, number);
CREATE INDEX audit_by_time ON audit (organisation, at, number);
CREATE INDEX audit_by_actor ON audit (organisation, actor, number);
CREATE INDEX audit_by_action ON audit (organisation, action, number);
