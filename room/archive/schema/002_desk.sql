-- +goose Up

-- How the tables of one older system are read, kept under a name and used again.
CREATE TABLE archive_mapping (
  id   INTEGER NOT NULL PRIMARY KEY,
  name TEXT    NOT NULL UNIQUE,
  body TEXT    NOT NULL, -- YAML, as the command line takes it
  at   BIGINT  NOT NULL
);

-- What came through the browser and waits to be taken in. The bytes lie in the
-- file store from the moment they arrived, so that no later error loses them.
CREATE TABLE archive_upload (
  id       INTEGER NOT NULL PRIMARY KEY,
  kind     TEXT    NOT NULL, -- table, documents
  name     TEXT    NOT NULL,
  files    TEXT    NOT NULL, -- JSON: path, SHA-256 and size of each file
  unit     TEXT    NOT NULL, -- code of the unit that hands over, or empty
  mapping  TEXT    NOT NULL, -- YAML; how the table is to be read
  login    TEXT    NOT NULL,
  at       BIGINT  NOT NULL,
  state    TEXT    NOT NULL, -- waiting, taken, dropped
  batch_id INTEGER NOT NULL  -- 0 until taken
);

CREATE INDEX archive_upload_state ON archive_upload (state, id);
