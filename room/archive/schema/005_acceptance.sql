-- +goose Up

-- Personnel papers that their keeper has checked and accepted, one row each.
CREATE TABLE archive_acceptance (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL UNIQUE,
  login   TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  at      BIGINT  NOT NULL
);
