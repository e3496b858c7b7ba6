-- +goose Up

-- The rooms of the building that can be booked.
CREATE TABLE meeting_venue (
  id        INTEGER NOT NULL PRIMARY KEY,
  name      TEXT    NOT NULL UNIQUE,
  place     TEXT    NOT NULL, -- floor, building
  seats     INTEGER NOT NULL, -- 0 if nobody counted
  equipment TEXT    NOT NULL,
  phone     TEXT    NOT NULL,
  keeper    TEXT    NOT NULL, -- who opens it, by post
  retired   TEXT    NOT NULL, -- day since which it is not booked; empty while it is
  version   INTEGER NOT NULL
);

CREATE TABLE meeting_booking (
  id         INTEGER NOT NULL PRIMARY KEY,
  room_id    INTEGER NOT NULL,
  title      TEXT    NOT NULL,
  from_at    BIGINT  NOT NULL, -- microseconds; half open
  until_at   BIGINT  NOT NULL,
  state      TEXT    NOT NULL, -- booked, withdrawn
  source     TEXT    NOT NULL, -- what it belongs to, e.g. meeting:12; empty for none
  login      TEXT    NOT NULL, -- whose it is
  name       TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  unit_name  TEXT    NOT NULL,
  phone      TEXT    NOT NULL,
  reason     TEXT    NOT NULL, -- why it was moved or withdrawn by somebody else
  changed_by TEXT    NOT NULL,
  changed_at BIGINT  NOT NULL,
  untold     INTEGER NOT NULL, -- 1 until the owner took note of a change by others
  made_at    BIGINT  NOT NULL,
  version    INTEGER NOT NULL
);

CREATE INDEX meeting_booking_time ON meeting_booking (until_at, from_at);
CREATE INDEX meeting_booking_source ON meeting_booking (source);
