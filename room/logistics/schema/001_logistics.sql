-- +goose Up

-- Months are counted as numbers: twelve times the year plus the month from 0.
-- Readings, amounts and areas are in thousandths, money is in fen, mileage in km.

-- A meter. What a swap changes stands with the reading after it.
CREATE TABLE logistics_meter (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE,
  carrier    TEXT    NOT NULL, -- electricity, water, gas
  place      TEXT    NOT NULL, -- what it measures
  multiplier BIGINT  NOT NULL,
  digits     INTEGER NOT NULL, -- before the point
  from_month INTEGER NOT NULL, -- at whose end it stood at opening
  opening    BIGINT  NOT NULL,
  until      INTEGER NOT NULL, -- last month that is read; 0 while in use
  part       INTEGER NOT NULL, -- 1 if a meter before it counts the same use
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  version    INTEGER NOT NULL
);

-- What a meter showed at the end of a month.
CREATE TABLE logistics_reading (
  id              INTEGER NOT NULL PRIMARY KEY,
  meter_id        INTEGER NOT NULL,
  month           INTEGER NOT NULL,
  read_on         TEXT    NOT NULL,
  value           BIGINT  NOT NULL,
  rolled          INTEGER NOT NULL, -- 1 if it passed its last digit
  swapped_on      TEXT    NOT NULL, -- empty if the meter was not replaced
  swap_closing    BIGINT  NOT NULL,
  swap_opening    BIGINT  NOT NULL,
  swap_multiplier BIGINT  NOT NULL,
  swap_digits     INTEGER NOT NULL,
  why             TEXT    NOT NULL, -- of rolled, swapped, and of a correction
  made_by         TEXT    NOT NULL,
  made_name       TEXT    NOT NULL,
  made_at         BIGINT  NOT NULL,
  version         INTEGER NOT NULL,
  UNIQUE (meter_id, month)
);

CREATE TABLE logistics_bill (
  id        INTEGER NOT NULL PRIMARY KEY,
  carrier   TEXT    NOT NULL,
  meter_id  INTEGER NOT NULL, -- 0 for none in particular
  month     INTEGER NOT NULL,
  amount    BIGINT  NOT NULL,
  cost      BIGINT  NOT NULL,
  supplier  TEXT    NOT NULL,
  number    TEXT    NOT NULL, -- of the invoice
  state     TEXT    NOT NULL, -- kept, void
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX logistics_bill_month ON logistics_bill (month);

-- What is known of the bureau in a year, with its plan for saving; its id is the year.
CREATE TABLE logistics_base (
  id       INTEGER NOT NULL PRIMARY KEY,
  area     BIGINT  NOT NULL,
  people   INTEGER NOT NULL,
  posts    INTEGER NOT NULL,
  vehicles INTEGER NOT NULL,
  plan     TEXT    NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  BIGINT  NOT NULL,
  version  INTEGER NOT NULL
);

-- A quota or a target of a year.
CREATE TABLE logistics_limit (
  id        INTEGER NOT NULL PRIMARY KEY,
  year      INTEGER NOT NULL,
  indicator TEXT    NOT NULL,
  quota     INTEGER NOT NULL, -- 1 for a quota
  most      BIGINT  NOT NULL,
  ground    TEXT    NOT NULL, -- who set it, by which paper
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL,
  UNIQUE (year, indicator, quota)
);

-- The explanation of a gap or of a quota that was exceeded.
CREATE TABLE logistics_explanation (
  id        INTEGER NOT NULL PRIMARY KEY,
  year      INTEGER NOT NULL,
  about     TEXT    NOT NULL, -- gap:3:2025-04, quota:kgce_area
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL,
  UNIQUE (year, about)
);

-- The yearly energy report; its id is the year.
CREATE TABLE logistics_report (
  id          INTEGER NOT NULL PRIMARY KEY,
  facts       TEXT    NOT NULL, -- JSON, as frozen; corrections are applied to it
  digest      TEXT    NOT NULL, -- SHA-256 of facts
  frozen_by   TEXT    NOT NULL,
  frozen_name TEXT    NOT NULL,
  frozen_at   BIGINT  NOT NULL,
  sent_on     TEXT    NOT NULL, -- empty until it is
  sent_to     TEXT    NOT NULL,
  sent_how    TEXT    NOT NULL,
  version     INTEGER NOT NULL
);

-- A correction of a frozen report.
CREATE TABLE logistics_correction (
  id        INTEGER NOT NULL PRIMARY KEY,
  year      INTEGER NOT NULL,
  no        INTEGER NOT NULL, -- within the year, from 1
  carrier   TEXT    NOT NULL, -- empty for the base data
  month     INTEGER NOT NULL, -- 1 to 12; 0 for the base data
  field     TEXT    NOT NULL,
  was       BIGINT  NOT NULL,
  becomes   BIGINT  NOT NULL,
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  UNIQUE (year, no)
);

CREATE TABLE logistics_vehicle (
  id       INTEGER NOT NULL PRIMARY KEY,
  plate    TEXT    NOT NULL UNIQUE,
  model    TEXT    NOT NULL,
  fuel     TEXT    NOT NULL, -- petrol, diesel, electricity
  seats    INTEGER NOT NULL,
  mileage  BIGINT  NOT NULL, -- the highest that was entered
  standard BIGINT  NOT NULL, -- litres for 100 km, thousandths; 0 if none is set
  retired  TEXT    NOT NULL, -- day, or empty
  made_by  TEXT    NOT NULL,
  made_at  BIGINT  NOT NULL,
  version  INTEGER NOT NULL
);

-- A vehicle asked for, sent out, returned.
CREATE TABLE logistics_dispatch (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-车-003
  login        TEXT    NOT NULL, -- who asked
  name         TEXT    NOT NULL,
  unit         TEXT    NOT NULL,
  unit_name    TEXT    NOT NULL,
  purpose      TEXT    NOT NULL,
  place        TEXT    NOT NULL,
  people       INTEGER NOT NULL, -- passengers
  from_at      BIGINT  NOT NULL,
  until_at     BIGINT  NOT NULL,
  trip         TEXT    NOT NULL, -- subject of the trip behind it; empty for none
  state        TEXT    NOT NULL, -- asked, approved, refused, out, back, dropped
  vehicle_id   INTEGER NOT NULL,
  driver_id    INTEGER NOT NULL, -- org_person
  decided_by   TEXT    NOT NULL,
  decided_name TEXT    NOT NULL,
  decided_at   BIGINT  NOT NULL,
  words        TEXT    NOT NULL,
  left_at      BIGINT  NOT NULL,
  back_at      BIGINT  NOT NULL,
  start_km     BIGINT  NOT NULL,
  end_km       BIGINT  NOT NULL,
  made_at      BIGINT  NOT NULL,
  version      INTEGER NOT NULL
);

CREATE INDEX logistics_dispatch_from ON logistics_dispatch (from_at);
CREATE INDEX logistics_dispatch_vehicle ON logistics_dispatch (vehicle_id, until_at);
CREATE INDEX logistics_dispatch_driver ON logistics_dispatch (driver_id, until_at);

-- A filling of a tank, up to the brim.
CREATE TABLE logistics_fuel (
  id         INTEGER NOT NULL PRIMARY KEY,
  vehicle_id INTEGER NOT NULL,
  on_date    TEXT    NOT NULL,
  amount     BIGINT  NOT NULL, -- litres or kWh
  cost       BIGINT  NOT NULL,
  mileage    BIGINT  NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  version    INTEGER NOT NULL
);

CREATE INDEX logistics_fuel_vehicle ON logistics_fuel (vehicle_id, mileage);

-- The card of an asset.
CREATE TABLE logistics_asset (
  id          INTEGER NOT NULL PRIMARY KEY,
  number      TEXT    NOT NULL UNIQUE,
  name        TEXT    NOT NULL,
  model       TEXT    NOT NULL,
  category    TEXT    NOT NULL,
  acquired_on TEXT    NOT NULL,
  value       BIGINT  NOT NULL, -- fen
  unit        TEXT    NOT NULL, -- who uses it; empty for nobody
  person_id   INTEGER NOT NULL, -- 0 for nobody
  place       TEXT    NOT NULL,
  state       TEXT    NOT NULL, -- kept, disposing, disposed
  made_by     TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL,
  version     INTEGER NOT NULL
);

-- What became of an asset: assigned, handed back, put forward for disposal, decided.
CREATE TABLE logistics_asset_event (
  id        INTEGER NOT NULL PRIMARY KEY,
  asset_id  INTEGER NOT NULL,
  what      TEXT    NOT NULL, -- assigned, asked, approved, refused
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX logistics_asset_event_asset ON logistics_asset_event (asset_id, id);

-- A stock-taking by two people.
CREATE TABLE logistics_count (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE, -- 2026-盘-01
  on_date    TEXT    NOT NULL,
  first      TEXT    NOT NULL, -- login of who counts and enters
  first_name TEXT    NOT NULL,
  other      TEXT    NOT NULL, -- login of who counts along and closes
  other_name TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- counting, entered, closed, dropped
  closed_at  BIGINT  NOT NULL,
  words      TEXT    NOT NULL, -- what is to be done about what differs, or why it was dropped
  version    INTEGER NOT NULL
);

-- One thing of a stock-taking: by the book, or found beyond it.
CREATE TABLE logistics_count_line (
  id       INTEGER NOT NULL PRIMARY KEY,
  count_id INTEGER NOT NULL,
  asset_id INTEGER NOT NULL, -- 0 for what no card tells of
  number   TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  unit     TEXT    NOT NULL, -- of the book, when it began
  place    TEXT    NOT NULL,
  value    BIGINT  NOT NULL,
  found    TEXT    NOT NULL, -- empty: not counted yet; yes, no, more
  words    TEXT    NOT NULL,
  made_by  TEXT    NOT NULL, -- login of who entered it; empty: not counted yet
  version  INTEGER NOT NULL
);

CREATE INDEX logistics_count_line_count ON logistics_count_line (count_id, id);

CREATE TABLE logistics_supply (
  id      INTEGER NOT NULL PRIMARY KEY,
  name    TEXT    NOT NULL,
  model   TEXT    NOT NULL,
  measure TEXT    NOT NULL, -- 包, 支 …
  least   BIGINT  NOT NULL, -- below which it is to be bought
  stock   BIGINT  NOT NULL,
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL,
  version INTEGER NOT NULL,
  UNIQUE (name, model)
);

CREATE TABLE logistics_supply_move (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-领-0003, 2026-入-0003
  supply_id INTEGER NOT NULL,
  on_date   TEXT    NOT NULL,
  amount    BIGINT  NOT NULL, -- negative for out
  stock     BIGINT  NOT NULL, -- after it
  cost      BIGINT  NOT NULL, -- fen, of what came in
  unit      TEXT    NOT NULL,
  person_id INTEGER NOT NULL, -- who took it; 0 for what came in
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX logistics_supply_move_supply ON logistics_supply_move (supply_id, id);
