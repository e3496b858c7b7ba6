-- +goose Up

-- The yearly report on disclosure. Tables three and four are counted while it is
-- collecting and stand here once it is frozen; table two is entered.
CREATE TABLE disclosure_annual_report (
  id            INTEGER NOT NULL PRIMARY KEY,
  year          INTEGER NOT NULL UNIQUE,
  state         TEXT    NOT NULL, -- collecting, frozen, checked, signing, signed, submitted, published
  asked         TEXT    NOT NULL, -- table three, JSON of 25 rows of 7
  acts          TEXT    NOT NULL, -- table two, JSON
  disputes      TEXT    NOT NULL, -- table four, JSON of 3 blocks of 5
  published     INTEGER NOT NULL, -- items published in the year
  fee_yuan      INTEGER NOT NULL, -- processing fees taken
  doubts        TEXT    NOT NULL, -- what could not be counted, one a line
  reorganised   TEXT    NOT NULL, -- why it does not begin where last year's ended
  digest        TEXT    NOT NULL, -- SHA-256 of the frozen figures and the lists behind them
  frozen_at     BIGINT  NOT NULL,
  case_id       INTEGER NOT NULL, -- its approval
  units_due     TEXT    NOT NULL, -- day by which units hand in their part
  sent_on       TEXT    NOT NULL, -- to the office of the county government
  sent_note     TEXT    NOT NULL,
  public_on     TEXT    NOT NULL,
  public_where  TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  version       INTEGER NOT NULL
);

-- One text of a report, with placeholders for figures.
CREATE TABLE disclosure_annual_text (
  id        INTEGER NOT NULL PRIMARY KEY,
  report_id INTEGER NOT NULL,
  part      TEXT    NOT NULL,
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL,
  UNIQUE (report_id, part)
);

-- One application behind the figures of a frozen report.
CREATE TABLE disclosure_annual_case (
  report_id      INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  number         TEXT    NOT NULL,
  class          TEXT    NOT NULL,
  received_on    TEXT    NOT NULL,
  finished_on    TEXT    NOT NULL,
  outcome        TEXT    NOT NULL,
  ended          TEXT    NOT NULL, -- fix, fee: taken as given up
  column_no      INTEGER NOT NULL,
  row_in         INTEGER NOT NULL,
  row_out        INTEGER NOT NULL,
  PRIMARY KEY (report_id, application_id)
);

CREATE INDEX disclosure_annual_case_cell ON disclosure_annual_case (report_id, row_out, column_no);

-- One review or lawsuit behind table four of a frozen report.
CREATE TABLE disclosure_annual_dispute (
  report_id      INTEGER NOT NULL,
  overlay_id     INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  number         TEXT    NOT NULL,
  suit           INTEGER NOT NULL,
  after_review   INTEGER NOT NULL,
  filed_on       TEXT    NOT NULL,
  decided_on     TEXT    NOT NULL,
  result         TEXT    NOT NULL,
  outcome        TEXT    NOT NULL,
  block          INTEGER NOT NULL,
  column_no      INTEGER NOT NULL,
  PRIMARY KEY (report_id, overlay_id)
);

-- What a unit owes to a report, and what followed where it came late.
CREATE TABLE disclosure_annual_unit (
  id          INTEGER NOT NULL PRIMARY KEY,
  report_id   INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  due_on      TEXT    NOT NULL,
  words       TEXT    NOT NULL,
  handed_by   TEXT    NOT NULL,
  handed_name TEXT    NOT NULL,
  handed_on   TEXT    NOT NULL,
  points      INTEGER NOT NULL, -- taken off in the yearly appraisal, in tenths
  criticised_on TEXT  NOT NULL,
  makeup_by   TEXT    NOT NULL, -- ordered day for handing in late
  note        TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  UNIQUE (report_id, unit)
);

-- A correction of a report that was signed: an entry, never an overwriting.
CREATE TABLE disclosure_annual_correction (
  id        INTEGER NOT NULL PRIMARY KEY,
  report_id INTEGER NOT NULL,
  what      TEXT    NOT NULL, -- case, text, acts
  which     TEXT    NOT NULL, -- number of the application, part, or table two
  was       TEXT    NOT NULL,
  becomes   TEXT    NOT NULL,
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX disclosure_annual_correction_report ON disclosure_annual_correction (report_id, id);
