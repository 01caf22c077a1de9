-- Of cases that are worth the same the newest comes first, so that what is new lies together in the index.

DROP INDEX cases_in_order;
CREATE INDEX cases_in_order ON cases (organisation, open, rank, first_at, case_id);
