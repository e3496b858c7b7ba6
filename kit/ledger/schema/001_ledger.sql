-- +goose Up
CREATE TABLE ledger_entry (
  seq         INTEGER NOT NULL PRIMARY KEY,
  at          BIGINT  NOT NULL,
  actor       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  capacity    TEXT    NOT NULL,
  deed        TEXT    NOT NULL,
  subject     TEXT    NOT NULL,
  outcome     TEXT    NOT NULL,
  basis       TEXT    NOT NULL,
  summary     TEXT    NOT NULL,
  detail      TEXT    NOT NULL,
  rows_digest TEXT    NOT NULL,
  prev        TEXT    NOT NULL,
  hash        TEXT    NOT NULL,
  sm3         TEXT    NOT NULL
);

CREATE INDEX ledger_entry_subject ON ledger_entry (subject, seq);
CREATE INDEX ledger_entry_actor ON ledger_entry (actor, seq);
CREATE INDEX ledger_entry_deed ON ledger_entry (deed, seq);

-- Digests of the rows an act wrote, packed by runs of consecutive ids.
CREATE TABLE ledger_row (
  seq      INTEGER NOT NULL,
  tbl      TEXT    NOT NULL,
  first_id BIGINT  NOT NULL,
  n        INTEGER NOT NULL,
  digests  BYTES   NOT NULL,
  PRIMARY KEY (seq, tbl, first_id)
);

-- Stored hashes of the Merkle tree over ledger_entry.
CREATE TABLE ledger_hash (
  idx  BIGINT NOT NULL PRIMARY KEY,
  hash BYTES  NOT NULL
);

CREATE TABLE ledger_checkpoint (
  day  TEXT    NOT NULL PRIMARY KEY,
  size BIGINT  NOT NULL,
  root TEXT    NOT NULL,
  note TEXT    NOT NULL,
  at   BIGINT  NOT NULL
);

-- First answers to forms that carry an idempotency key.
CREATE TABLE act_key (
  key    TEXT   NOT NULL PRIMARY KEY,
  deed   TEXT   NOT NULL,
  actor  TEXT   NOT NULL,
  at     BIGINT NOT NULL,
  result TEXT   NOT NULL
);

-- Counters for identifiers and running numbers.
CREATE TABLE act_counter (
  name TEXT   NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);
