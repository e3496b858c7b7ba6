-- +goose Up
-- The papers of a closed case that are owed to whoever keeps them. They are laid out
-- after the deed that closed the case, so that others need not wait for it.
CREATE TABLE flow_paper (
  id       INTEGER NOT NULL PRIMARY KEY,
  subject  TEXT    NOT NULL UNIQUE, -- the room's row, "table:id"
  owed_at  BIGINT  NOT NULL,
  filed_at BIGINT  NOT NULL -- 0 while they are owed
);

CREATE INDEX flow_paper_owed ON flow_paper (filed_at);
