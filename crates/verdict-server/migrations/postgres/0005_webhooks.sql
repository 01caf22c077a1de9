-- Where others are told of confirmed threats and of spikes, and what is still to be told.

CREATE TABLE webhooks (
    organisation BIGINT NOT NULL,
    url          TEXT    NOT NULL,
    -- The key of the signature.
    secret       BYTEA    NOT NULL,
    PRIMARY KEY (organisation, url)
);

CREATE TABLE deliveries (
    organisation BIGINT NOT NULL,
    url          TEXT    NOT NULL,
    -- What happened, such as `confirmed:KEY:TIME` or `spike:HOUR`: told once to each.
    event        TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    tries        BIGINT NOT NULL,
    -- When it is to be tried next, in milliseconds since 1970.
    due_at       BIGINT NOT NULL,
    PRIMARY KEY (organisation, url, event)
);

CREATE INDEX deliveries_by_time ON deliveries (due_at);
