-- +goose Up
CREATE TABLE probe_note (
  id   INTEGER NOT NULL PRIMARY KEY,
  text TEXT    NOT NULL,
  sum  BIGINT  NOT NULL
);
