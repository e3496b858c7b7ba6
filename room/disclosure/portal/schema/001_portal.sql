-- +goose Up

-- Half-filled application forms. Each is sealed under a key that is in the code
-- which the applicant keeps: without it nobody reads it, here neither.
CREATE TABLE disclosure_draft (
  id         INTEGER NOT NULL PRIMARY KEY,
  lookup     TEXT    NOT NULL UNIQUE, -- digest of the code
  sealed     BYTES   NOT NULL,
  expires_on TEXT    NOT NULL
);

CREATE INDEX disclosure_draft_expires ON disclosure_draft (expires_on);
