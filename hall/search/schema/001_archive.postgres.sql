-- +goose Up
CREATE TABLE search_state (
  collection TEXT NOT NULL PRIMARY KEY,
  seq        BIGINT NOT NULL
);
INSERT INTO search_state (collection, seq) VALUES ('archive', 0);

CREATE TABLE search_archive_doc (
  id          BIGINT PRIMARY KEY,
  seq         BIGINT NOT NULL,
  gone        INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  year        INTEGER NOT NULL,
  unit        INTEGER NOT NULL,
  period      INTEGER NOT NULL,
  category    INTEGER NOT NULL,
  level       INTEGER NOT NULL,
  compartment INTEGER NOT NULL
);
CREATE INDEX search_archive_doc_seq ON search_archive_doc (seq);

-- A record is one row, whole = 1, unless its text is long: a tsvector counts no
-- position past 16,383 and no piece more than 256 times. Then it is several rows
-- that overlap by the longest word a question may have.
CREATE TABLE search_archive_text (
  id    BIGINT   NOT NULL,
  part  INTEGER  NOT NULL,
  whole INTEGER  NOT NULL,
  v     TSVECTOR NOT NULL,
  PRIMARY KEY (id, part)
);
CREATE INDEX search_archive_text_whole ON search_archive_text USING gin (v) WHERE whole = 1;
CREATE INDEX search_archive_text_parts ON search_archive_text USING gin (v) WHERE whole = 0;

-- +goose Down
DROP TABLE search_archive_text;
DROP TABLE search_archive_doc;
DROP TABLE search_state;
