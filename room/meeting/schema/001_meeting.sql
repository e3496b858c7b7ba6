-- +goose Up

-- One meeting from its planning to the signed minutes.
CREATE TABLE meeting_meeting (
  id            INTEGER NOT NULL PRIMARY KEY,
  kind          TEXT    NOT NULL, -- code of the book: party_committee, director_office …
  year          INTEGER NOT NULL, -- of the day on which it is held
  number        INTEGER NOT NULL, -- among those of its kind and year that were opened; 0 before
  enlarged      INTEGER NOT NULL,
  adhoc_reason  TEXT    NOT NULL, -- empty for a regular one
  late_reason   TEXT    NOT NULL, -- why it is entered after it was held; empty otherwise
  held_on       TEXT    NOT NULL,
  starts_at     BIGINT  NOT NULL,
  ends_at       BIGINT  NOT NULL, -- as planned
  place         TEXT    NOT NULL,
  theme         TEXT    NOT NULL,
  chair_id      INTEGER NOT NULL, -- org_person
  chair         TEXT    NOT NULL,
  chair_post    TEXT    NOT NULL,
  delegated     TEXT    NOT NULL, -- record of the delegation where another than the post's holder chairs
  state         TEXT    NOT NULL, -- planned, told, open, closed, signed, cancelled
  agenda_by     TEXT    NOT NULL, -- who fixed the agenda; empty while it is collected
  agenda_at     BIGINT  NOT NULL,
  told_at       BIGINT  NOT NULL, -- notice; 0 for not yet
  short_reason  TEXT    NOT NULL, -- why the notice came late
  opened_at     BIGINT  NOT NULL,
  closed_at     BIGINT  NOT NULL,
  due           INTEGER NOT NULL, -- members who should attend, as counted at opening
  present       INTEGER NOT NULL, -- members in the room at opening
  cancel_reason TEXT    NOT NULL,
  paper         TEXT    NOT NULL, -- 局长办公会纪要〔2026〕3号; empty before it is signed
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  version       INTEGER NOT NULL
);

CREATE INDEX meeting_meeting_day ON meeting_meeting (held_on, id);
CREATE INDEX meeting_meeting_kind ON meeting_meeting (kind, year, number);

-- Who belongs to a meeting. One row a person: nobody is counted twice.
CREATE TABLE meeting_seat (
  id           INTEGER NOT NULL PRIMARY KEY,
  meeting_id   INTEGER NOT NULL,
  person_id    INTEGER NOT NULL,
  login        TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  post         TEXT    NOT NULL,
  part         TEXT    NOT NULL, -- member, observer, gone (no longer a member)
  told_at      BIGINT  NOT NULL,
  read_at      BIGINT  NOT NULL, -- receipt
  excuse       TEXT    NOT NULL, -- leave, trip, duty, ill, work, other; empty for none
  excuse_words TEXT    NOT NULL,
  excused_by   TEXT    NOT NULL,
  excused_at   BIGINT  NOT NULL,
  UNIQUE (meeting_id, person_id)
);

CREATE INDEX meeting_seat_login ON meeting_seat (login, meeting_id);

-- Who came and went, and when: the room at any moment follows from it.
CREATE TABLE meeting_move (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- in, out, withdraw (from one item)
  item_id    INTEGER NOT NULL, -- of a withdrawal
  at         BIGINT  NOT NULL,
  note       TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX meeting_move_meeting ON meeting_move (meeting_id, id);

-- One item: proposed for a kind of meeting, then on the agenda of one.
CREATE TABLE meeting_item (
  id           INTEGER NOT NULL PRIMARY KEY,
  meeting_id   INTEGER NOT NULL, -- 0 while it waits for a meeting
  kind         TEXT    NOT NULL,
  topic        TEXT    NOT NULL,
  place        INTEGER NOT NULL, -- on the agenda, from 1; 0 before
  title        TEXT    NOT NULL,
  line         TEXT    NOT NULL, -- what it is about, what is proposed
  unit         TEXT    NOT NULL, -- that presents it
  unit_name    TEXT    NOT NULL,
  source       TEXT    NOT NULL, -- who asked: flow_step:12; empty for people of the house
  url          TEXT    NOT NULL, -- of the asker's case
  basis        TEXT    NOT NULL, -- clauses of the asker, with commas
  concerned    TEXT    NOT NULL, -- persons who must withdraw, with commas
  cadre        INTEGER NOT NULL,
  major        INTEGER NOT NULL,
  no_material  INTEGER NOT NULL,
  pretold_at   BIGINT  NOT NULL, -- members were told of a major item
  state        TEXT    NOT NULL, -- proposed, declined, dropped, listed, open, suspended, decided
  outcome      TEXT    NOT NULL, -- agreed, refused, deferred, noted
  words        TEXT    NOT NULL, -- of the decision, or why it was declined or suspended
  voting       TEXT    NOT NULL, -- named, show; empty for none
  yes          INTEGER NOT NULL,
  no           INTEGER NOT NULL,
  abstain      INTEGER NOT NULL,
  due          INTEGER NOT NULL, -- members who should attend, at the decision
  present      INTEGER NOT NULL, -- members in the room and not withdrawn
  opened_at    BIGINT  NOT NULL,
  decided_at   BIGINT  NOT NULL,
  carried_from INTEGER NOT NULL, -- item deferred at an earlier meeting
  login        TEXT    NOT NULL, -- who proposed it
  name         TEXT    NOT NULL,
  made_by      TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL,
  version      INTEGER NOT NULL
);

CREATE INDEX meeting_item_meeting ON meeting_item (meeting_id, place);
CREATE INDEX meeting_item_state ON meeting_item (kind, state);
CREATE INDEX meeting_item_source ON meeting_item (source);

-- What an item brings along: material, research, consultation of opinions.
CREATE TABLE meeting_paper (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- material, research, consult
  words      TEXT    NOT NULL, -- what it is; a record without a file
  name       TEXT    NOT NULL,
  sha256     TEXT    NOT NULL,
  sm3        TEXT    NOT NULL,
  size       BIGINT  NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX meeting_paper_item ON meeting_paper (item_id, id);
CREATE INDEX meeting_paper_sha ON meeting_paper (sha256);

-- What was said on an item, in the order in which it was said: the original record.
CREATE TABLE meeting_opinion (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  absent     INTEGER NOT NULL, -- in writing by somebody who was not there: recorded, not counted
  words      TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  UNIQUE (item_id, person_id)
);

CREATE INDEX meeting_opinion_meeting ON meeting_opinion (meeting_id, id);

-- Votes given by name.
CREATE TABLE meeting_vote (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  vote       TEXT    NOT NULL, -- yes, no, abstain
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  UNIQUE (item_id, person_id)
);

CREATE INDEX meeting_vote_meeting ON meeting_vote (meeting_id, id);

-- What is to be done on a decision, by whom, until when.
CREATE TABLE meeting_resolution (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  what       TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  owner_id   INTEGER NOT NULL,
  owner      TEXT    NOT NULL,
  due        TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX meeting_resolution_meeting ON meeting_resolution (meeting_id, id);

-- The minutes, and every correction of them: a signed row never changes.
CREATE TABLE meeting_minutes (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  part       INTEGER NOT NULL, -- 0 the minutes, from 1 the corrections
  body       TEXT    NOT NULL,
  reason     TEXT    NOT NULL, -- of a correction
  state      TEXT    NOT NULL, -- draft, sent, signed
  returned   TEXT    NOT NULL, -- what the chair wants changed
  drafted_by TEXT    NOT NULL,
  drafted_at BIGINT  NOT NULL,
  signer_id  INTEGER NOT NULL,
  signer     TEXT    NOT NULL,
  signed_at  BIGINT  NOT NULL,
  UNIQUE (meeting_id, part)
);

-- Who asked to read an original record, what was answered, how often it was read.
CREATE TABLE meeting_access (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  login      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  purpose    TEXT    NOT NULL,
  answer     TEXT    NOT NULL, -- asked, granted, refused
  words      TEXT    NOT NULL,
  until_on   TEXT    NOT NULL, -- last day of a consent
  answered_by TEXT   NOT NULL,
  answered_at BIGINT NOT NULL,
  readings   INTEGER NOT NULL,
  read_at    BIGINT  NOT NULL, -- the last time
  made_at    BIGINT  NOT NULL
);

CREATE INDEX meeting_access_meeting ON meeting_access (meeting_id, id);
CREATE INDEX meeting_access_login ON meeting_access (login, id);
