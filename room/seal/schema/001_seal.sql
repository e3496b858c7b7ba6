-- +goose Up

-- A seal of the bureau.
CREATE TABLE seal_seal (
  id           INTEGER NOT NULL PRIMARY KEY,
  code         TEXT    NOT NULL UNIQUE, -- bureau, BGS, name-1: what other rooms ask for
  name         TEXT    NOT NULL,
  kind         TEXT    NOT NULL, -- bureau, section, name, special
  unit         TEXT    NOT NULL, -- of a section's seal
  material     TEXT    NOT NULL,
  diameter_mm  INTEGER NOT NULL, -- 0: not known
  issuer       TEXT    NOT NULL, -- the issuing organ
  in_force     TEXT    NOT NULL,
  custodian    INTEGER NOT NULL, -- org_person
  state        TEXT    NOT NULL, -- in_use, out, lost, retired, ended
  sample_sha   TEXT    NOT NULL, -- picture of the impression, marked as a sample
  sample_size  BIGINT  NOT NULL,
  note         TEXT    NOT NULL,
  made_by      TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL
);

-- Custody from one to another, before a witness.
CREATE TABLE seal_handover (
  id         INTEGER NOT NULL PRIMARY KEY,
  seal_id    INTEGER NOT NULL,
  giver      INTEGER NOT NULL, -- org_person
  taker      INTEGER NOT NULL,
  witness    INTEGER NOT NULL,
  witness2   INTEGER NOT NULL, -- where the giver stands in for an absent custodian; 0: none
  why        TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- open, done, dropped
  giver_at   BIGINT  NOT NULL,
  taker_at   BIGINT  NOT NULL,
  witness_at BIGINT  NOT NULL,
  witness2_at BIGINT NOT NULL,
  done_at    BIGINT  NOT NULL,
  dropped    TEXT    NOT NULL, -- why
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX seal_handover_seal ON seal_handover (seal_id, state);

-- Somebody wants a paper sealed.
CREATE TABLE seal_application (
  id          INTEGER NOT NULL PRIMARY KEY,
  number      TEXT    NOT NULL UNIQUE,
  year        INTEGER NOT NULL,
  seal_id     INTEGER NOT NULL,
  source      TEXT    NOT NULL, -- document_outgoing:12; empty for one made here
  url         TEXT    NOT NULL,
  kind        TEXT    NOT NULL, -- document, letter, contract, certificate, form
  what        TEXT    NOT NULL, -- name of the paper
  doc_number  TEXT    NOT NULL,
  digest      TEXT    NOT NULL, -- SHA-256, hexadecimal
  reason      TEXT    NOT NULL,
  copies      INTEGER NOT NULL,
  used        INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  person_id   INTEGER NOT NULL, -- who asks
  login       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  file_name   TEXT    NOT NULL,
  sha256      TEXT    NOT NULL,
  sm3         TEXT    NOT NULL,
  size        BIGINT  NOT NULL,
  state       TEXT    NOT NULL, -- pending, approved, refused, withdrawn, used, closed
  decided_id  INTEGER NOT NULL, -- org_person
  decided_by  TEXT    NOT NULL, -- name
  decided_as  TEXT    NOT NULL, -- capacity, or 签发
  decided_at  BIGINT  NOT NULL,
  words       TEXT    NOT NULL,
  closed      TEXT    NOT NULL, -- why what is left is not sealed
  closed_at   BIGINT  NOT NULL,
  basis       TEXT    NOT NULL, -- clauses, with spaces
  made_at     BIGINT  NOT NULL
);

CREATE INDEX seal_application_state ON seal_application (state, seal_id);
CREATE INDEX seal_application_source ON seal_application (source);

-- One press of a seal: so many copies of one paper.
CREATE TABLE seal_use (
  id             INTEGER NOT NULL PRIMARY KEY,
  year           INTEGER NOT NULL,
  n              INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  seal_id        INTEGER NOT NULL,
  copies         INTEGER NOT NULL,
  rest           INTEGER NOT NULL, -- of the approved copies, after this
  on_date        TEXT    NOT NULL,
  at             BIGINT  NOT NULL,
  person_id      INTEGER NOT NULL, -- the custodian
  name           TEXT    NOT NULL,
  checked        TEXT    NOT NULL, -- number, digest, file
  sha256         TEXT    NOT NULL, -- of the paper brought, if one was
  second_id      INTEGER NOT NULL, -- who was there as well
  second         TEXT    NOT NULL,
  place          TEXT    NOT NULL, -- when it was out
  note           TEXT    NOT NULL,
  UNIQUE (year, n)
);

CREATE INDEX seal_use_application ON seal_use (application_id);

-- A seal leaves the house.
CREATE TABLE seal_outing (
  id          INTEGER NOT NULL PRIMARY KEY,
  seal_id     INTEGER NOT NULL,
  reason      TEXT    NOT NULL,
  place       TEXT    NOT NULL,
  first_id    INTEGER NOT NULL, -- org_person
  second_id   INTEGER NOT NULL,
  due         TEXT    NOT NULL,
  state       TEXT    NOT NULL, -- pending, approved, refused, withdrawn, out, back
  person_id   INTEGER NOT NULL, -- who asks
  login       TEXT    NOT NULL,
  decided_id  INTEGER NOT NULL,
  decided_by  TEXT    NOT NULL,
  decided_as  TEXT    NOT NULL,
  decided_at  BIGINT  NOT NULL,
  words       TEXT    NOT NULL,
  out_at      BIGINT  NOT NULL,
  out_by      TEXT    NOT NULL,
  back_at     BIGINT  NOT NULL,
  back_by     TEXT    NOT NULL,
  late        TEXT    NOT NULL, -- why it came back late
  note        TEXT    NOT NULL, -- why it was withdrawn, or taken back by another than the custodian, and before whom
  made_at     BIGINT  NOT NULL
);

-- An introduction letter; its stub has a number once it is sealed.
CREATE TABLE seal_letter (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL,
  year           INTEGER NOT NULL,
  stub           INTEGER NOT NULL, -- 0 until it is issued
  addressee      TEXT    NOT NULL,
  bearer         TEXT    NOT NULL,
  people         INTEGER NOT NULL,
  matter         TEXT    NOT NULL,
  valid_until    TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- waiting, issued, void
  issued_on      TEXT    NOT NULL,
  use_id         INTEGER NOT NULL,
  reason         TEXT    NOT NULL, -- why it is void
  made_at        BIGINT  NOT NULL
);

CREATE INDEX seal_letter_application ON seal_letter (application_id);

-- A seal that cannot be found.
CREATE TABLE seal_loss (
  id           INTEGER NOT NULL PRIMARY KEY,
  seal_id      INTEGER NOT NULL,
  noticed_at   BIGINT  NOT NULL,
  facts        TEXT    NOT NULL,
  by_login     TEXT    NOT NULL,
  by_name      TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL,
  was          TEXT    NOT NULL, -- state of the seal before the report
  announced_on TEXT    NOT NULL, -- public notice that it is void
  announced    TEXT    NOT NULL, -- where
  told         TEXT    NOT NULL, -- issuing organ and police, with days
  found_on     TEXT    NOT NULL,
  result       TEXT    NOT NULL
);

-- A seal is taken out of use, and destroyed or returned.
CREATE TABLE seal_retirement (
  id         INTEGER NOT NULL PRIMARY KEY,
  seal_id    INTEGER NOT NULL,
  reason     TEXT    NOT NULL,
  way        TEXT    NOT NULL, -- return, destroy
  state      TEXT    NOT NULL, -- pending, approved, refused, done
  person_id  INTEGER NOT NULL, -- who asks
  login      TEXT    NOT NULL,
  decided_id INTEGER NOT NULL,
  decided_by TEXT    NOT NULL,
  decided_as TEXT    NOT NULL,
  decided_at BIGINT  NOT NULL,
  words      TEXT    NOT NULL,
  first_id   INTEGER NOT NULL, -- the witnesses
  second_id  INTEGER NOT NULL,
  first_at   BIGINT  NOT NULL,
  second_at  BIGINT  NOT NULL,
  done_on    TEXT    NOT NULL,
  place      TEXT    NOT NULL, -- where it was destroyed, or to whom it went back
  receipt    TEXT    NOT NULL, -- number of the receipt, or of the permission
  made_at    BIGINT  NOT NULL
);

-- The register of a year that went to the archive; its id is the year.
CREATE TABLE seal_year (
  id        INTEGER NOT NULL PRIMARY KEY,
  uses      INTEGER NOT NULL,
  closed_at BIGINT  NOT NULL
);
