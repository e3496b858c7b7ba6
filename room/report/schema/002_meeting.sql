-- +goose Up

-- That a matter is for a meeting to decide, as its sender said when it was put
-- forward; the last row of a matter counts. None, or no topic, is a matter that ends
-- with its addressee.
CREATE TABLE report_meeting (
  id        INTEGER NOT NULL PRIMARY KEY,
  matter_id INTEGER NOT NULL, -- report_matter
  unit      TEXT    NOT NULL, -- the sender's
  topic     TEXT    NOT NULL, -- clause of the class of matters; empty for none
  reason    TEXT    NOT NULL, -- why it is one of them
  made_at   BIGINT  NOT NULL
);

CREATE INDEX report_meeting_matter ON report_meeting (matter_id, id);
