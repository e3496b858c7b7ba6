-- +goose Up

-- One line of one of the yearly registers. The kinds and their fields are defined
-- in Go (kinds.go); what is counted or sought stands in columns of its own.
CREATE TABLE archive_register (
  id         INTEGER NOT NULL PRIMARY KEY,
  kind       TEXT    NOT NULL, -- training, refbook, expenditure, task, publicity, plan, compilation
  year       INTEGER NOT NULL,
  day        TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- of kinds that have one
  choice     TEXT    NOT NULL, -- kind of expenditure and the like
  amount     BIGINT  NOT NULL, -- fen
  quantity   INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  facts      TEXT    NOT NULL, -- JSON: the values of all fields by name, as text
  removed    TEXT    NOT NULL, -- reason, empty while the line stands
  by_login   TEXT    NOT NULL,
  by_name    TEXT    NOT NULL,
  at         BIGINT  NOT NULL,
  version    INTEGER NOT NULL
);

CREATE INDEX archive_register_kind ON archive_register (kind, year, day, id);

-- Who holds a level of the four-level network, from a day to before another.
CREATE TABLE archive_network (
  id        INTEGER NOT NULL PRIMARY KEY,
  level     INTEGER NOT NULL, -- 1 to 4
  unit      TEXT    NOT NULL, -- of level 4; empty above
  person_id INTEGER NOT NULL,
  person    TEXT    NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL  -- empty while it is held
);

CREATE INDEX archive_network_level ON archive_network (level, unit, id);

-- Who of the bureau has a paper that should be filed (archive_due keeps the name).
-- The number is that of the entry in archive_due.
CREATE TABLE archive_due_holder (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL
);

CREATE INDEX archive_due_holder_person ON archive_due_holder (person_id);

-- Numbers of the bureau's own series that were never given to a paper, and other
-- entries taken off the list of what should be filed, with the reason.
CREATE TABLE archive_due_void (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL,
  doc_no  TEXT    NOT NULL,
  title   TEXT    NOT NULL,
  unit    TEXT    NOT NULL,
  reason  TEXT    NOT NULL,
  by_name TEXT    NOT NULL,
  day     TEXT    NOT NULL
);

CREATE INDEX archive_due_void_year ON archive_due_void (year, id);

-- One reminder to one unit.
CREATE TABLE archive_due_urge (
  id       INTEGER NOT NULL PRIMARY KEY,
  year     INTEGER NOT NULL,
  unit     TEXT    NOT NULL,
  entries  INTEGER NOT NULL,
  deadline TEXT    NOT NULL,
  by_name  TEXT    NOT NULL,
  day      TEXT    NOT NULL
);

CREATE INDEX archive_due_urge_year ON archive_due_urge (year, unit, id);

-- When an item left the room, so that the year's figures can be balanced. The
-- number is that of the item.
CREATE TABLE archive_departure (
  id    INTEGER NOT NULL PRIMARY KEY,
  state TEXT    NOT NULL, -- transferred, destroyed, merged, excluded
  day   TEXT    NOT NULL
);

CREATE INDEX archive_departure_day ON archive_departure (day, state);

-- The items in the room at the end of a year, as they were counted then.
CREATE TABLE archive_balance (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL UNIQUE,
  items   INTEGER NOT NULL,
  by_name TEXT    NOT NULL,
  day     TEXT    NOT NULL
);
