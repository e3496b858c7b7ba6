-- +goose Up

-- What the public says of the disclosure of information (意见建议).
CREATE TABLE disclosure_opinion (
  id          INTEGER NOT NULL PRIMARY KEY,
  number      TEXT    NOT NULL UNIQUE, -- 2026-意-0001
  about       TEXT    NOT NULL, -- content, service, guide, other
  words       TEXT    NOT NULL,
  contact     TEXT    NOT NULL, -- as the writer gave it; may be empty
  sent_on     TEXT    NOT NULL,
  answer      TEXT    NOT NULL, -- empty before it is dealt with
  answered_on TEXT    NOT NULL,
  answered_by TEXT    NOT NULL
);

CREATE INDEX disclosure_opinion_open ON disclosure_opinion (answered_on, id);
