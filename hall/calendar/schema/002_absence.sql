-- +goose Up
-- Who is not at work when. The reason is not kept here: it stays with the case.
CREATE TABLE calendar_absence (
  id         INTEGER NOT NULL PRIMARY KEY,
  person_id  INTEGER NOT NULL,
  since_half INTEGER NOT NULL, -- half days from the morning of 1970-01-01, which is 0
  until_half INTEGER NOT NULL, -- the first half day no longer away
  kind       TEXT    NOT NULL, -- leave, trip, out, away
  subject    TEXT    NOT NULL, -- the case that made it, table:id
  ended_at   BIGINT  NOT NULL, -- instant of an early return; 0 if none
  withdrawn  INTEGER NOT NULL  -- 1: it never took place or was taken back
);

CREATE INDEX calendar_absence_person ON calendar_absence (person_id, until_half);
CREATE INDEX calendar_absence_until ON calendar_absence (until_half);
CREATE INDEX calendar_absence_subject ON calendar_absence (subject);
