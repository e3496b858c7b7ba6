-- +goose Up

-- One line of one of the registers. The registers and their fields are defined by the
-- rooms; what is counted or sought stands in columns of its own.
CREATE TABLE register_line (
  id       INTEGER NOT NULL PRIMARY KEY,
  code     TEXT    NOT NULL, -- of the register
  year     INTEGER NOT NULL,
  no       INTEGER NOT NULL, -- within register and year, from 1 without gaps
  day      TEXT    NOT NULL,
  title    TEXT    NOT NULL,
  unit     TEXT    NOT NULL, -- code of the unit the line belongs to
  state    TEXT    NOT NULL, -- of registers that have one
  due      TEXT    NOT NULL, -- empty for none
  facts    TEXT    NOT NULL, -- JSON: the values of all fields by name, as text
  words    TEXT    NOT NULL, -- what is shown, folded, for searching
  persons  TEXT    NOT NULL, -- numbers of those whose line it is too: ,17,23,
  voided   TEXT    NOT NULL, -- reason, empty while the line stands
  by_login TEXT    NOT NULL, -- who entered it
  by_name  TEXT    NOT NULL,
  at       BIGINT  NOT NULL,
  version  INTEGER NOT NULL
);

CREATE UNIQUE INDEX register_line_number ON register_line (code, year, no);

-- What a line held before it was amended or voided.
CREATE TABLE register_change (
  id      INTEGER NOT NULL PRIMARY KEY,
  line_id INTEGER NOT NULL,
  version INTEGER NOT NULL, -- the one that was replaced
  facts   TEXT    NOT NULL,
  reason  TEXT    NOT NULL,
  by_name TEXT    NOT NULL,
  at      BIGINT  NOT NULL
);

CREATE INDEX register_change_line ON register_change (line_id, version);
