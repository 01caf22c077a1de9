-- What was told is remembered for a while, so that the same event is not told again.

-- When it was told or given up, in milliseconds since 1970.
ALTER TABLE deliveries ADD COLUMN told_at INTEGER;

DROP INDEX deliveries_by_time;
CREATE INDEX deliveries_to_be_told ON deliveries (due_at) WHERE told_at IS NULL;
