-- +goose Up
CREATE TABLE org_unit (
  id     INTEGER NOT NULL PRIMARY KEY,
  code   TEXT    NOT NULL UNIQUE,
  name   TEXT    NOT NULL,
  place  INTEGER NOT NULL, -- order in lists
  active INTEGER NOT NULL
);

CREATE TABLE org_post (
  id       INTEGER NOT NULL PRIMARY KEY,
  code     TEXT    NOT NULL UNIQUE,
  unit     TEXT    NOT NULL,
  title    TEXT    NOT NULL,
  rank     TEXT    NOT NULL, -- staff, section_head, bureau_leader, director
  place    INTEGER NOT NULL
);

CREATE TABLE org_person (
  id      INTEGER NOT NULL PRIMARY KEY,
  name    TEXT    NOT NULL,
  unit    TEXT    NOT NULL,
  since   TEXT    NOT NULL, -- date, may be empty
  left_on TEXT    NOT NULL, -- date of leaving the bureau or the unit; empty while here
  note    TEXT    NOT NULL
);

-- Who holds which post, half-open [since, until).
CREATE TABLE org_office (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL,
  post      TEXT    NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL
);

CREATE INDEX org_office_person ON org_office (person_id);

CREATE TABLE org_account (
  id          INTEGER NOT NULL PRIMARY KEY,
  person_id   INTEGER NOT NULL, -- 0 for an administrator's account
  login       TEXT    NOT NULL UNIQUE,
  name        TEXT    NOT NULL,
  password    TEXT    NOT NULL, -- PHC string
  password_at BIGINT  NOT NULL,
  must_change INTEGER NOT NULL,
  totp        TEXT    NOT NULL, -- sealed secret; empty without
  totp_step   BIGINT  NOT NULL, -- last time step used: a code works once
  state       TEXT    NOT NULL, -- active, disabled
  roles       TEXT    NOT NULL, -- words joined by a comma, sorted
  look        TEXT    NOT NULL, -- JSON: density, theme
  version     INTEGER NOT NULL
);

CREATE TABLE org_failure (
  login   TEXT    NOT NULL,
  address TEXT    NOT NULL,
  fails   INTEGER NOT NULL,
  until   BIGINT  NOT NULL, -- locked until; 0 if not
  at      BIGINT  NOT NULL,
  PRIMARY KEY (login, address)
);

CREATE TABLE org_session (
  hash       TEXT    NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL,
  made       BIGINT  NOT NULL,
  seen       BIGINT  NOT NULL,
  address    TEXT    NOT NULL,
  agent      TEXT    NOT NULL
);

CREATE INDEX org_session_account ON org_session (account_id);
