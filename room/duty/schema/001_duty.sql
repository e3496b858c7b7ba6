-- +goose Up

-- The roster of a month: both tracks of every shift in duty_shift.
CREATE TABLE duty_roster (
  id             INTEGER NOT NULL PRIMARY KEY,
  month          TEXT    NOT NULL UNIQUE, -- 2026-11
  state          TEXT    NOT NULL, -- draft, submitted, approved, published
  made_by        TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL,
  submitted_by   TEXT    NOT NULL,
  submitted_at   BIGINT  NOT NULL, -- 0 for not
  approved_by    TEXT    NOT NULL,
  approved_name  TEXT    NOT NULL,
  approved_at    BIGINT  NOT NULL,
  published_by   TEXT    NOT NULL,
  published_name TEXT    NOT NULL,
  published_at   BIGINT  NOT NULL,
  note           TEXT    NOT NULL, -- why it came back
  owed_at        BIGINT  NOT NULL, -- its papers are owed to the archive room since; 0 for not
  version        INTEGER NOT NULL
);

-- One shift with both tracks as the roster says. A person 0 is a gap.
CREATE TABLE duty_shift (
  id           INTEGER NOT NULL PRIMARY KEY,
  roster_id    INTEGER NOT NULL,
  from_at      BIGINT  NOT NULL,
  until_at     BIGINT  NOT NULL,
  day          TEXT    NOT NULL, -- on which it begins
  kind         TEXT    NOT NULL, -- office, night, rest, holiday
  night        INTEGER NOT NULL,
  officer_id   INTEGER NOT NULL, -- org_person
  leader_id    INTEGER NOT NULL,
  officer_note TEXT    NOT NULL, -- why it is a gap, or by whom it was changed
  leader_note  TEXT    NOT NULL,
  rev          INTEGER NOT NULL  -- grows with every change of a person; a swap is bound to it
);

CREATE INDEX duty_shift_from ON duty_shift (from_at);
CREATE INDEX duty_shift_roster ON duty_shift (roster_id, from_at);

-- Somebody else has a shift, or the rest of it: a swap that the leader of the shift
-- arranged, or a take-over at once.
CREATE TABLE duty_swap (
  id           INTEGER NOT NULL PRIMARY KEY,
  shift_id     INTEGER NOT NULL,
  shift_rev    INTEGER NOT NULL,
  track        TEXT    NOT NULL, -- officer, leader
  kind         TEXT    NOT NULL, -- swap, takeover
  from_id      INTEGER NOT NULL, -- who had it
  to_id        INTEGER NOT NULL, -- 0 until the leader named somebody
  from_at      BIGINT  NOT NULL,
  until_at     BIGINT  NOT NULL,
  reason       TEXT    NOT NULL, -- sick, personal
  words        TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- asked, approved, refused, withdrawn, stale
  asked_by     TEXT    NOT NULL,
  asked_at     BIGINT  NOT NULL,
  decided_by   TEXT    NOT NULL,
  decided_name TEXT    NOT NULL,
  decided_at   BIGINT  NOT NULL,
  answer       TEXT    NOT NULL,
  ruling       TEXT    NOT NULL -- rulebook.Decision, whole
);

CREATE INDEX duty_swap_shift ON duty_swap (shift_id, id);

-- A temporary roster: somebody has a track for a stretch, above the roster by rule.
CREATE TABLE duty_temporary (
  id       INTEGER NOT NULL PRIMARY KEY,
  track    TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  from_at  BIGINT  NOT NULL,
  until_at BIGINT  NOT NULL,
  reason   TEXT    NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  BIGINT  NOT NULL,
  ended_at BIGINT  NOT NULL -- taken back; 0 while it stands
);

CREATE INDEX duty_temporary_from ON duty_temporary (from_at);

-- Who was really there, as the duty desk reports it.
CREATE TABLE duty_presence (
  id        INTEGER NOT NULL PRIMARY KEY,
  shift_id  INTEGER NOT NULL,
  track     TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  from_at   BIGINT  NOT NULL,
  until_at  BIGINT  NOT NULL, -- 0 while there
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX duty_presence_from ON duty_presence (from_at);

-- Until when somebody does no night shift. The ground is for the political section
-- alone; the office sees the dates.
CREATE TABLE duty_exemption (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL, -- first day on which night shifts are possible again
  ground    TEXT    NOT NULL, -- pregnant, nursing, other
  ground_on TEXT    NOT NULL, -- expected day of birth, day of birth; empty for other
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  ended_at  BIGINT  NOT NULL -- taken back; 0 while it stands
);

CREATE INDEX duty_exemption_person ON duty_exemption (person_id);

-- What the office notes of a person: telephone for the roster, and whether the person
-- takes turns. Nobody's row: takes turns, without a telephone.
CREATE TABLE duty_member (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL UNIQUE,
  phone     TEXT    NOT NULL,
  excused   TEXT    NOT NULL, -- why no turns; empty for taking them
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

-- Addresses at which a calendar program fetches turns. The address itself is not kept.
CREATE TABLE duty_feed (
  id         INTEGER NOT NULL PRIMARY KEY,
  login      TEXT    NOT NULL,
  person_id  INTEGER NOT NULL,
  whole      INTEGER NOT NULL, -- the whole roster, not only one's own turns
  token      TEXT    NOT NULL UNIQUE, -- SHA-256 of what stands in the address
  made_at    BIGINT  NOT NULL,
  revoked_at BIGINT  NOT NULL
);

CREATE INDEX duty_feed_login ON duty_feed (login);
