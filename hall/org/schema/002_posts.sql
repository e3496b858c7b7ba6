-- +goose Up
-- Whose B is who: the B of one person in one post, half-open [since, until).
CREATE TABLE org_backup (
  id        INTEGER NOT NULL PRIMARY KEY, -- the number in the A/B table
  post      TEXT    NOT NULL,
  person_id INTEGER NOT NULL, -- A
  backup_id INTEGER NOT NULL, -- B
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL  -- empty while open
);

CREATE INDEX org_backup_person ON org_backup (person_id);
CREATE INDEX org_backup_backup ON org_backup (backup_id);

-- Which leader is in charge of which unit, half-open [since, until).
CREATE TABLE org_supervisor (
  id        INTEGER NOT NULL PRIMARY KEY,
  unit      TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL
);

CREATE INDEX org_supervisor_unit ON org_supervisor (unit);

-- A leader who is away is represented by a named deputy, half-open [since, until).
CREATE TABLE org_delegation (
  id         INTEGER NOT NULL PRIMARY KEY,
  person_id  INTEGER NOT NULL, -- the leader who is away
  deputy_id  INTEGER NOT NULL,
  since      TEXT    NOT NULL,
  until      TEXT    NOT NULL,
  named_by   TEXT    NOT NULL, -- sign-in name
  named_name TEXT    NOT NULL,
  ended_at   BIGINT  NOT NULL  -- instant of revocation; 0 while it stands
);

CREATE INDEX org_delegation_deputy ON org_delegation (deputy_id);

-- One standing-in of B for A: by hand-over, by a late hand-over, or taken up by B.
CREATE TABLE org_standin (
  id        INTEGER NOT NULL PRIMARY KEY,
  backup    INTEGER NOT NULL, -- org_backup
  person_id INTEGER NOT NULL, -- A
  backup_id INTEGER NOT NULL, -- B
  kind      TEXT    NOT NULL, -- handover, late, takeover
  since_at  BIGINT  NOT NULL,
  until_at  BIGINT  NOT NULL,
  matters   TEXT    NOT NULL, -- a line each
  reason    TEXT    NOT NULL, -- of a late hand-over or a take-over
  subject   TEXT    NOT NULL, -- the case behind the absence, may be empty
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  ended_at  BIGINT  NOT NULL  -- 0 while it stands
);

CREATE INDEX org_standin_person ON org_standin (person_id);
CREATE INDEX org_standin_backup ON org_standin (backup_id);

-- What leave, study and quorums ask of a person; seen by the person and by who
-- keeps the personnel records.
CREATE TABLE org_facts (
  id              INTEGER NOT NULL PRIMARY KEY, -- org_person
  work_on         TEXT    NOT NULL, -- entry into work
  service_on      TEXT    NOT NULL, -- entry into public service
  party_on        TEXT    NOT NULL, -- member of the party since; empty if not
  committee_on    TEXT    NOT NULL, -- member of the party committee since; empty if not
  committee_until TEXT    NOT NULL
);
