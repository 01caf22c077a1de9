-- A reporter's answers are found where they lie beside each other, not among the voices, whose order is that of hashes:
-- every answer would touch one more random page.

DROP INDEX voices_of_reporter;

CREATE INDEX answers_of_reporter ON answers (organisation, reporter);
