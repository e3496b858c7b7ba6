-- +goose Up
-- Holiday arrangements entered by the bureau: in force once another person has
-- confirmed them. A later confirmed notice for a year replaces the earlier one.
CREATE TABLE calendar_notice (
  id           INTEGER NOT NULL PRIMARY KEY,
  year         INTEGER NOT NULL,
  title        TEXT    NOT NULL,
  number       TEXT    NOT NULL, -- document number, may be empty
  url          TEXT    NOT NULL,
  spans        TEXT    NOT NULL, -- a line each: 2027-01-01..2027-01-03 放假 元旦
  state        TEXT    NOT NULL, -- entered, confirmed, rejected
  entered_by   TEXT    NOT NULL, -- sign-in name
  entered_name TEXT    NOT NULL,
  entered_at   BIGINT  NOT NULL,
  decided_by   TEXT    NOT NULL,
  decided_name TEXT    NOT NULL,
  decided_at   BIGINT  NOT NULL, -- 0 while entered
  reason       TEXT    NOT NULL  -- of a rejection
);

CREATE INDEX calendar_notice_state ON calendar_notice (state, id);
