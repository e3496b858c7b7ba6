-- +goose Up

-- One use of the archives: who, what for, by whose consent, from when to when.
-- What is used stands in archive_loan_line.
CREATE TABLE archive_loan (
  id            INTEGER NOT NULL PRIMARY KEY,
  number        TEXT    NOT NULL UNIQUE, -- 2026-借-0031
  kind          TEXT    NOT NULL, -- lend, read, electronic, copy
  state         TEXT    NOT NULL, -- applied, declined, withdrawn, open, closed
  borrower_id   INTEGER NOT NULL, -- org_person; 0 for somebody from outside
  borrower      TEXT    NOT NULL,
  login         TEXT    NOT NULL, -- account of the borrower; empty without
  unit          TEXT    NOT NULL, -- code of the borrower's unit; empty for outsiders
  unit_name     TEXT    NOT NULL, -- unit, or the outsider's organisation
  paper         TEXT    NOT NULL, -- outsiders: letter of introduction or identity paper
  contact       TEXT    NOT NULL,
  purpose       TEXT    NOT NULL,
  reason        TEXT    NOT NULL,
  record        TEXT    NOT NULL, -- ordinary, party_committee_original, personnel
  need          TEXT    NOT NULL, -- whose consent: archivist_registers, party_secretary, political_section, bureau_consent
  consent       TEXT    NOT NULL, -- none, waiting, given, refused
  consent_by    TEXT    NOT NULL,
  consent_name  TEXT    NOT NULL,
  consent_at    BIGINT  NOT NULL,
  consent_note  TEXT    NOT NULL,
  applied_by    TEXT    NOT NULL,
  applied_at    BIGINT  NOT NULL,
  handed_by     TEXT    NOT NULL,
  handed_name   TEXT    NOT NULL,
  handed_on     TEXT    NOT NULL, -- date; empty until handed out
  due           TEXT    NOT NULL, -- date; wished for until handed out
  renewals      INTEGER NOT NULL,
  closed_on     TEXT    NOT NULL,
  effect        TEXT    NOT NULL, -- what came of the use
  effect_by     TEXT    NOT NULL,
  note          TEXT    NOT NULL, -- why declined or withdrawn
  version       INTEGER NOT NULL
);

CREATE INDEX archive_loan_state ON archive_loan (state, due);
CREATE INDEX archive_loan_login ON archive_loan (login, id);
CREATE INDEX archive_loan_borrower ON archive_loan (borrower_id, state);
CREATE INDEX archive_loan_handed ON archive_loan (handed_on, id);

CREATE TABLE archive_loan_line (
  id          INTEGER NOT NULL PRIMARY KEY,
  loan_id     INTEGER NOT NULL,
  item_id     INTEGER NOT NULL,
  code        TEXT    NOT NULL, -- as they stood when asked for
  title       TEXT    NOT NULL,
  level       INTEGER NOT NULL,
  pages       INTEGER NOT NULL,
  state       TEXT    NOT NULL, -- asked, out, returned, used, dropped
  copies      INTEGER NOT NULL,
  sealed      INTEGER NOT NULL, -- copies bear the keeping unit's seal mark
  returned_on TEXT    NOT NULL,
  received_by TEXT    NOT NULL,
  condition   TEXT    NOT NULL  -- as found on return
);

CREATE INDEX archive_loan_line_loan ON archive_loan_line (loan_id, id);
CREATE INDEX archive_loan_line_item ON archive_loan_line (item_id, state);
-- An item is in one hand at a time, whatever the program believes.
CREATE UNIQUE INDEX archive_loan_line_out ON archive_loan_line (item_id) WHERE state = 'out';
