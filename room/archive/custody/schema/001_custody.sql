-- +goose Up

-- Where boxes stand: rooms, in them cabinets, in them shelves. The code is the
-- whole path (WS-03-2), which is also what the label says.
CREATE TABLE archive_location (
  id          INTEGER NOT NULL PRIMARY KEY,
  parent_id   INTEGER NOT NULL, -- 0 for a room
  kind        TEXT    NOT NULL, -- room, cabinet, shelf
  code        TEXT    NOT NULL UNIQUE,
  name        TEXT    NOT NULL,
  place       INTEGER NOT NULL, -- order among its siblings, which is the order of the walk
  capacity    INTEGER NOT NULL, -- boxes; 0 not set
  width_mm    INTEGER NOT NULL, -- of a shelf, usable millimetres; 0 not set
  compartment TEXT    NOT NULL, -- of a room: personnel, or empty
  retired     TEXT    NOT NULL, -- day since which it is not used; empty while it is
  note        TEXT    NOT NULL,
  version     INTEGER NOT NULL
);

CREATE INDEX archive_location_parent ON archive_location (parent_id, place);

CREATE TABLE archive_stocktake (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE,
  room_id      INTEGER NOT NULL,
  state        TEXT    NOT NULL, -- open, closed
  opened_by    TEXT    NOT NULL,
  opened_name  TEXT    NOT NULL,
  opened_at    BIGINT  NOT NULL,
  closed_by    TEXT    NOT NULL,
  closed_name  TEXT    NOT NULL,
  closed_at    BIGINT  NOT NULL,
  expected     INTEGER NOT NULL,
  found        INTEGER NOT NULL,
  missing      INTEGER NOT NULL,
  misplaced    INTEGER NOT NULL,
  foreign_here INTEGER NOT NULL,
  note         TEXT    NOT NULL,
  version      INTEGER NOT NULL
);

-- What a stock-taking expects, and what it met. Whatever stands in the room at
-- the opening has a line; a box that does not belong there gets one when met.
CREATE TABLE archive_stocktake_line (
  id           INTEGER NOT NULL PRIMARY KEY,
  stocktake_id INTEGER NOT NULL,
  box_id       INTEGER NOT NULL, -- 0 for a code that no box has
  code         TEXT    NOT NULL, -- as on the label, or as scanned
  expected_at  INTEGER NOT NULL, -- shelf; 0 none in this room
  found_at     INTEGER NOT NULL, -- shelf; 0 not met
  state        TEXT    NOT NULL, -- expected, ok, misplaced, foreign, missing
  seen_by      TEXT    NOT NULL,
  seen_at      BIGINT  NOT NULL
);

CREATE UNIQUE INDEX archive_stocktake_line_code ON archive_stocktake_line (stocktake_id, code);

CREATE TABLE archive_inspection (
  id           INTEGER NOT NULL PRIMARY KEY,
  location_id  INTEGER NOT NULL,
  box_id       INTEGER NOT NULL, -- 0 for the place as a whole
  day          TEXT    NOT NULL,
  condition    TEXT    NOT NULL, -- good, minor, serious
  finding      TEXT    NOT NULL,
  measure      TEXT    NOT NULL, -- what was done about it
  handled_on   TEXT    NOT NULL, -- empty while something is to be done
  by_login     TEXT    NOT NULL,
  by_name      TEXT    NOT NULL,
  version      INTEGER NOT NULL
);

CREATE INDEX archive_inspection_day ON archive_inspection (day, id);

CREATE TABLE archive_climate (
  id          INTEGER NOT NULL PRIMARY KEY,
  location_id INTEGER NOT NULL,
  day         TEXT    NOT NULL,
  clock       TEXT    NOT NULL, -- HH:MM
  temperature INTEGER NOT NULL, -- tenths of a degree Celsius
  humidity    INTEGER NOT NULL, -- tenths of a per cent
  measure     TEXT    NOT NULL,
  by_login    TEXT    NOT NULL,
  by_name     TEXT    NOT NULL
);

CREATE INDEX archive_climate_day ON archive_climate (location_id, day, clock);

-- The words that belong to a photograph, one row for each picture of an item.
CREATE TABLE archive_photo (
  id           INTEGER NOT NULL PRIMARY KEY,
  item_id      INTEGER NOT NULL,
  file_id      INTEGER NOT NULL, -- 0 for a print on paper
  subject      TEXT    NOT NULL,
  day          TEXT    NOT NULL,
  place        TEXT    NOT NULL,
  people       TEXT    NOT NULL,
  background   TEXT    NOT NULL,
  photographer TEXT    NOT NULL,
  holder_unit  TEXT    NOT NULL,
  taken_at     BIGINT  NOT NULL, -- by the camera's clock, microseconds; 0 unknown
  camera       TEXT    NOT NULL,
  days_off     INTEGER NOT NULL, -- between the camera's day and the event's
  note         TEXT    NOT NULL,
  by_login     TEXT    NOT NULL,
  version      INTEGER NOT NULL
);

CREATE UNIQUE INDEX archive_photo_file ON archive_photo (item_id, file_id);
