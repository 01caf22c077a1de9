-- Where others are told of confirmed threats and of spikes, and what is still to be told.

CREATE TABLE webhooks (
    organisation INTEGER NOT NULL,
    url          TEXT    NOT NULL,
    -- The key of the signature.
    secret       BLOB    NOT NULL,
    PRIMARY KEY (organisation, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    organisation INTEGER NOT NULL,
    url          TEXT    NOT NULL,
    -- What happened, such as `confirmed:KEY:TIME` or `spike:HOUR`: told once to each.
    event        TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    tries        INTEGER NOT NULL,
    -- When it is to be tried next, in milliseconds since 1970.
    due_at       INTEGER NOT NULL,
    PRIMARY KEY (organisation, url, event)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_by_time ON deliveries (due_at);
