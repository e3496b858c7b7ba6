-- +goose Up

-- Who studies with which body, from a day to before another.
CREATE TABLE study_member (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL, -- org_person
  grp       TEXT    NOT NULL, -- core, staff, party
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL, -- first day no longer; empty for open
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX study_member_person ON study_member (person_id, grp);

-- The plan of a year; its id is the year.
CREATE TABLE study_plan (
  id            INTEGER NOT NULL PRIMARY KEY,
  state         TEXT    NOT NULL, -- draft, proposed, approved
  aims          TEXT    NOT NULL, -- of the book's list, with 、
  text          TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  proposed_by   TEXT    NOT NULL,
  proposed_at   BIGINT  NOT NULL,
  approved_by   TEXT    NOT NULL,
  approved_name TEXT    NOT NULL,
  approved_at   BIGINT  NOT NULL,
  words         TEXT    NOT NULL, -- why it was sent back
  version       INTEGER NOT NULL
);

-- A session that the plan wants.
CREATE TABLE study_planned (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL,
  month   INTEGER NOT NULL,
  bodies  TEXT    NOT NULL, -- with commas; the first is the host
  form    TEXT    NOT NULL,
  topic   TEXT    NOT NULL, -- of the seven
  title   TEXT    NOT NULL,
  dropped INTEGER NOT NULL,
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX study_planned_year ON study_planned (year, month);

-- A question of the year that is to be looked into.
CREATE TABLE study_issue (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL,
  field   TEXT    NOT NULL, -- of the three
  title   TEXT    NOT NULL,
  unit    TEXT    NOT NULL, -- that takes it on; empty for the bureau
  dropped INTEGER NOT NULL,
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX study_issue_year ON study_issue (year);

-- A session, an activity, or a substitution for a session.
CREATE TABLE study_session (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE, -- 2026-学-003
  year       INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- session, activity
  bodies     TEXT    NOT NULL, -- with commas; the first is the host
  on_date    TEXT    NOT NULL,
  at         TEXT    NOT NULL, -- 14:30
  place      TEXT    NOT NULL,
  form       TEXT    NOT NULL, -- or the kind of activity
  topic      TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  speaker    TEXT    NOT NULL,
  planned_id INTEGER NOT NULL,
  made_up    INTEGER NOT NULL, -- the session that this one substitutes; 0 for none
  code       TEXT    NOT NULL,
  code_until BIGINT  NOT NULL,
  state      TEXT    NOT NULL, -- open, closed, dropped
  record     TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  closed_by  TEXT    NOT NULL,
  closed_at  BIGINT  NOT NULL,
  reason     TEXT    NOT NULL, -- of the last change after closing, or of dropping it
  version    INTEGER NOT NULL
);

CREATE INDEX study_session_year ON study_session (year, on_date);
CREATE INDEX study_session_code ON study_session (code);

-- How somebody stands to a session.
CREATE TABLE study_attendance (
  id         INTEGER NOT NULL PRIMARY KEY,
  session_id INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  state      TEXT    NOT NULL, -- present, excused, absent
  how        TEXT    NOT NULL, -- code, list, sheet, close
  reason     TEXT    NOT NULL, -- of an excuse
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  version    INTEGER NOT NULL,
  UNIQUE (session_id, person_id)
);

CREATE INDEX study_attendance_person ON study_attendance (person_id);

-- A note. Text and file are its author's.
CREATE TABLE study_note (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-记-0012
  person_id INTEGER NOT NULL,
  year      INTEGER NOT NULL,
  title     TEXT    NOT NULL,
  source    TEXT    NOT NULL, -- book or article
  on_date   TEXT    NOT NULL,
  text      TEXT    NOT NULL,
  shared    INTEGER NOT NULL, -- colleagues may read it
  file_name TEXT    NOT NULL,
  sha256    TEXT    NOT NULL,
  sm3       TEXT    NOT NULL,
  size      BIGINT  NOT NULL,
  state     TEXT    NOT NULL, -- kept, withdrawn
  reason    TEXT    NOT NULL, -- of the last correction
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX study_note_person ON study_note (person_id, year);
CREATE INDEX study_note_year ON study_note (year);
CREATE INDEX study_note_file ON study_note (sha256);

-- Field research of a leader, a unit or the bureau.
CREATE TABLE study_research (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-调-0005
  kind      TEXT    NOT NULL, -- leader, unit, bureau
  person_id INTEGER NOT NULL, -- the leader, or who entered it
  unit      TEXT    NOT NULL, -- of unit research
  from_date TEXT    NOT NULL,
  from_half INTEGER NOT NULL, -- 0 morning, 1 afternoon
  to_date   TEXT    NOT NULL,
  to_half   INTEGER NOT NULL,
  place     TEXT    NOT NULL,
  topic     TEXT    NOT NULL, -- of the four
  title     TEXT    NOT NULL,
  found     TEXT    NOT NULL, -- what was found
  people    TEXT    NOT NULL,
  issue_id  INTEGER NOT NULL, -- study_issue; 0 for none
  trip      TEXT    NOT NULL, -- subject of the trip behind it; empty for none
  state     TEXT    NOT NULL, -- kept, void
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX study_research_from ON study_research (from_date);

-- An article on research. It counts for its first author.
CREATE TABLE study_article (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-文-003
  year      INTEGER NOT NULL,
  person_id INTEGER NOT NULL, -- first author
  unit      TEXT    NOT NULL, -- the first author's, on the day
  role      TEXT    NOT NULL, -- the first author's rank, on the day
  others    TEXT    NOT NULL, -- names of the other authors
  on_date   TEXT    NOT NULL,
  topic     TEXT    NOT NULL,
  title     TEXT    NOT NULL,
  issue_id  INTEGER NOT NULL,
  file_name TEXT    NOT NULL,
  sha256    TEXT    NOT NULL,
  sm3       TEXT    NOT NULL,
  size      BIGINT  NOT NULL,
  state     TEXT    NOT NULL, -- kept, void
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX study_article_year ON study_article (year);
CREATE INDEX study_article_file ON study_article (sha256);

-- A brief; numbered within its year when it is issued.
CREATE TABLE study_brief (
  id         INTEGER NOT NULL PRIMARY KEY,
  year       INTEGER NOT NULL,
  no         INTEGER NOT NULL, -- 0 while it is a draft
  title      TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  issued_on  TEXT    NOT NULL,
  sent_to    TEXT    NOT NULL,
  sent_on    TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- draft, issued
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  version    INTEGER NOT NULL
);

CREATE INDEX study_brief_year ON study_brief (year, no);

-- The summary of a year; its id is the year.
CREATE TABLE study_summary (
  id       INTEGER NOT NULL PRIMARY KEY,
  text     TEXT    NOT NULL,
  figures  TEXT    NOT NULL, -- as told when it was written, in words
  sent_to  TEXT    NOT NULL,
  sent_on  TEXT    NOT NULL, -- empty while it is not sent
  sent_how TEXT    NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  BIGINT  NOT NULL,
  version  INTEGER NOT NULL
);

-- A degree or an examination beside the work, or a book that is being read.
CREATE TABLE study_pursuit (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL,
  kind      TEXT    NOT NULL, -- reading, or of the book's list
  title     TEXT    NOT NULL,
  since     TEXT    NOT NULL,
  result    TEXT    NOT NULL, -- empty while it goes on
  result_on TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX study_pursuit_person ON study_pursuit (person_id);

-- A year whose figures stand; its id is the year.
CREATE TABLE study_year (
  id        INTEGER NOT NULL PRIMARY KEY,
  figures   TEXT    NOT NULL, -- JSON
  frozen_by TEXT    NOT NULL,
  frozen_at BIGINT  NOT NULL
);
