-- Answers on messages whose texts are alike name one campaign, where they carry sketches of the texts.

-- What the answer was sent with, where the sketch of another one says what it names.
ALTER TABLE answers ADD COLUMN sent_campaign BYTEA;

-- The answer by whose sketch it names what it names. Sixteen zeros: that one was taken back, and this is to be grouped anew.
ALTER TABLE answers ADD COLUMN grouped_by BYTEA;

CREATE INDEX answers_grouped ON answers (organisation, grouped_by, received_at, id) WHERE grouped_by IS NOT NULL;

-- The sketch of a campaign: that of the first answer that named it and was alike to none before. Its contents hold the numbers.
CREATE TABLE sketches (
    organisation BIGINT NOT NULL,
    campaign     BYTEA   NOT NULL CHECK (length(campaign) = 16),
    answer       BYTEA   NOT NULL CHECK (length(answer) = 16),
    -- When that answer came.
    received_at  BIGINT NOT NULL,
    PRIMARY KEY (organisation, campaign)
);

CREATE INDEX sketches_by_answer ON sketches (organisation, answer);

-- By which parts of a sketch it is found; of each part only so many campaigns as are looked at.
CREATE TABLE sketch_bands (
    organisation BIGINT NOT NULL,
    band         BIGINT NOT NULL,
    campaign     BYTEA   NOT NULL,
    PRIMARY KEY (organisation, band, campaign)
);

CREATE INDEX sketch_bands_of_campaign ON sketch_bands (organisation, campaign);
