-- +goose Up

-- One person's time at the desk: from arriving to having handed over.
CREATE TABLE duty_stint (
  id            INTEGER NOT NULL PRIMARY KEY,
  shift         BIGINT  NOT NULL, -- of the roster
  person_id     INTEGER NOT NULL,
  login         TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  leader_id     INTEGER NOT NULL, -- duty leader when it began
  leader_login  TEXT    NOT NULL,
  leader_name   TEXT    NOT NULL,
  why           TEXT    NOT NULL, -- in the roster's words
  planned_from  BIGINT  NOT NULL,
  planned_until BIGINT  NOT NULL,
  arrived_at    BIGINT  NOT NULL,
  began_at      BIGINT  NOT NULL, -- took over; 0 while waiting for that
  ended_at      BIGINT  NOT NULL, -- handed over; 0 while on
  vacant_from   BIGINT  NOT NULL, -- nobody was here from then to began_at; 0 for no gap
  alone_at      BIGINT  NOT NULL, -- the leader was told that nobody came; 0 for not
  state         TEXT    NOT NULL, -- waiting, on, ended, left
  made_at       BIGINT  NOT NULL
);

CREATE INDEX duty_stint_state ON duty_stint (state, id);
CREATE INDEX duty_stint_login ON duty_stint (login, began_at);

-- One line of the log (值班记录).
CREATE TABLE duty_log (
  id             INTEGER NOT NULL PRIMARY KEY,
  year           INTEGER NOT NULL, -- in which it was written
  no             INTEGER NOT NULL, -- without gaps within the year
  kind           TEXT    NOT NULL, -- call, fax, visit, citizen, urgent, order, meeting, missed, task
  source         TEXT    NOT NULL, -- of the book's list
  outgoing       INTEGER NOT NULL, -- we called
  stint_id       INTEGER NOT NULL,
  happened_at    BIGINT  NOT NULL,
  late_why       TEXT    NOT NULL, -- why it was written down only afterwards
  party          TEXT    NOT NULL, -- the other side: caller, sender, visitor, addressee, organiser
  party_unit     TEXT    NOT NULL,
  party_phone    TEXT    NOT NULL,
  receiver       TEXT    NOT NULL,
  receiver_phone TEXT    NOT NULL,
  matter         TEXT    NOT NULL,
  outcome        TEXT    NOT NULL,
  citizen        TEXT    NOT NULL, -- which kind of citizen's call
  medium         TEXT    NOT NULL, -- by which an order was passed on
  receipt        TEXT    NOT NULL, -- who confirmed it, how
  receipt_at     BIGINT  NOT NULL,
  giver          TEXT    NOT NULL, -- whose order or task it is
  stand_in       TEXT    NOT NULL, -- who kept the desk meanwhile
  secret         INTEGER NOT NULL, -- a work secret
  suspicious     INTEGER NOT NULL,
  verify_with    TEXT    NOT NULL,
  verify_result  TEXT    NOT NULL,
  verify_measure TEXT    NOT NULL,
  verified_by    TEXT    NOT NULL,
  verified_at    BIGINT  NOT NULL,
  told_to        TEXT    NOT NULL, -- the duty leader told of it
  told_how       TEXT    NOT NULL,
  told_words     TEXT    NOT NULL, -- what the leader said
  told_at        BIGINT  NOT NULL,
  told_by        TEXT    NOT NULL,
  reminded_at    BIGINT  NOT NULL, -- the officer was reminded to tell the leader
  state          TEXT    NOT NULL, -- open, closed
  keeper         TEXT    NOT NULL, -- who goes on with it after the shift, by the leader's decision
  closing        TEXT    NOT NULL,
  closed_at      BIGINT  NOT NULL,
  closed_by      TEXT    NOT NULL,
  incident_id    INTEGER NOT NULL,
  made_by        TEXT    NOT NULL,
  made_name      TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL,
  UNIQUE (year, no)
);

CREATE INDEX duty_log_state ON duty_log (state, id);
CREATE INDEX duty_log_at ON duty_log (happened_at);
CREATE INDEX duty_log_made ON duty_log (made_at);
CREATE INDEX duty_log_stint ON duty_log (stint_id);

-- What a correction changed; the earlier words stay readable.
CREATE TABLE duty_correction (
  id        INTEGER NOT NULL PRIMARY KEY,
  subject   TEXT    NOT NULL, -- duty_log:12, duty_incident:3
  field     TEXT    NOT NULL,
  label     TEXT    NOT NULL,
  was       TEXT    NOT NULL,
  became    TEXT    NOT NULL,
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX duty_correction_subject ON duty_correction (subject, id);

-- One attempt to hand the desk over. What was sent back is followed by another round.
CREATE TABLE duty_handover (
  id             INTEGER NOT NULL PRIMARY KEY,
  stint_id       INTEGER NOT NULL,
  next_stint     INTEGER NOT NULL,
  round          INTEGER NOT NULL,
  giver_login    TEXT    NOT NULL,
  giver_name     TEXT    NOT NULL,
  receiver_login TEXT    NOT NULL,
  receiver_name  TEXT    NOT NULL,
  words          TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- offered, returned, deciding, done
  offered_at     BIGINT  NOT NULL, -- the giver signed
  answered_at    BIGINT  NOT NULL, -- the receiver signed, or sent it back
  answer         TEXT    NOT NULL
);

CREATE INDEX duty_handover_stint ON duty_handover (stint_id, id);

CREATE TABLE duty_handover_item (
  id           INTEGER NOT NULL PRIMARY KEY,
  handover_id  INTEGER NOT NULL,
  log_id       INTEGER NOT NULL, -- one of log_id and incident_id
  incident_id  INTEGER NOT NULL,
  refusals     INTEGER NOT NULL, -- so far, this round included
  answer       TEXT    NOT NULL, -- accept, refuse; empty while unanswered
  reason       TEXT    NOT NULL,
  ruling       TEXT    NOT NULL, -- receiver, giver: whom the duty leader chose
  ruling_words TEXT    NOT NULL,
  ruled_by     TEXT    NOT NULL,
  ruled_name   TEXT    NOT NULL,
  ruled_at     BIGINT  NOT NULL
);

CREATE INDEX duty_handover_item_handover ON duty_handover_item (handover_id, id);

-- One emergency (突发事件).
CREATE TABLE duty_incident (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-突-0003
  stint_id     INTEGER NOT NULL,
  log_id       INTEGER NOT NULL, -- the line of the log it came from; 0 for none
  title        TEXT    NOT NULL,
  place        TEXT    NOT NULL,
  nature       TEXT    NOT NULL,
  severity     TEXT    NOT NULL, -- ordinary, serious, major, extreme
  unit         TEXT    NOT NULL, -- code of the section whose field it is
  informant    TEXT    NOT NULL,
  phone        TEXT    NOT NULL,
  happened_at  BIGINT  NOT NULL,
  heard_at     BIGINT  NOT NULL,
  late_why     TEXT    NOT NULL, -- why it was entered only afterwards
  scope        TEXT    NOT NULL, -- whom and what it touches
  loss         TEXT    NOT NULL,
  trend        TEXT    NOT NULL,
  present      TEXT    NOT NULL, -- which leaders are on the spot
  measures     TEXT    NOT NULL,
  secret       INTEGER NOT NULL,
  state        TEXT    NOT NULL, -- open, linked, closed
  keeper       TEXT    NOT NULL,
  same_as      INTEGER NOT NULL, -- the incident it repeats; 0 for none
  closing      TEXT    NOT NULL,
  closed_at    BIGINT  NOT NULL,
  closed_by    TEXT    NOT NULL,
  leader_login TEXT    NOT NULL, -- duty leader when it was heard of
  made_by      TEXT    NOT NULL,
  made_name    TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL
);

CREATE INDEX duty_incident_state ON duty_incident (state, id);
CREATE INDEX duty_incident_heard ON duty_incident (heard_at);

-- One step of an incident, with its evidence.
CREATE TABLE duty_step (
  id          INTEGER NOT NULL PRIMARY KEY,
  incident_id INTEGER NOT NULL,
  kind        TEXT    NOT NULL, -- tell, instruct, act, conflict, decide, raise, link
  rank        TEXT    NOT NULL, -- who was told or spoke: leader, contact, director
  person      TEXT    NOT NULL,
  login       TEXT    NOT NULL, -- of that person, where known
  at          BIGINT  NOT NULL, -- when it happened
  means       TEXT    NOT NULL,
  words       TEXT    NOT NULL,
  ref         INTEGER NOT NULL, -- the instruction it rests on
  ref2        INTEGER NOT NULL, -- the other one of a conflict
  flag        TEXT    NOT NULL, -- contact (tell that leader), report, no_report, a degree
  target      INTEGER NOT NULL, -- the person the duty leader named
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL
);

CREATE INDEX duty_step_incident ON duty_step (incident_id, at, id);

-- A missed clock and who was told of it. It stays.
CREATE TABLE duty_alarm (
  id          INTEGER NOT NULL PRIMARY KEY,
  incident_id INTEGER NOT NULL,
  line        TEXT    NOT NULL, -- leader, contact, district
  started_at  BIGINT  NOT NULL, -- of the clock
  due         BIGINT  NOT NULL,
  level       TEXT    NOT NULL, -- leader, director
  login       TEXT    NOT NULL, -- who was told; empty where nobody could be
  made_at     BIGINT  NOT NULL,
  UNIQUE (incident_id, line, started_at, level)
);

-- A written report to the district: first, follow-up, final.
CREATE TABLE duty_bulletin (
  id          INTEGER NOT NULL PRIMARY KEY,
  incident_id INTEGER NOT NULL,
  kind        TEXT    NOT NULL, -- first, follow, final
  no          INTEGER NOT NULL, -- of the follow-ups
  body        TEXT    NOT NULL,
  state       TEXT    NOT NULL, -- draft, signed, sent
  drafted_by  TEXT    NOT NULL,
  drafted_name TEXT   NOT NULL,
  drafted_at  BIGINT  NOT NULL,
  signed_by   TEXT    NOT NULL,
  signed_name TEXT    NOT NULL,
  signed_at   BIGINT  NOT NULL,
  channel     TEXT    NOT NULL,
  recipients  TEXT    NOT NULL,
  failure     TEXT    NOT NULL, -- what was wrong with the network, where it went by fax
  failed_at   BIGINT  NOT NULL,
  sent_at     BIGINT  NOT NULL,
  sent_by     TEXT    NOT NULL,
  receipt     TEXT    NOT NULL,
  receipt_at  BIGINT  NOT NULL
);

CREATE INDEX duty_bulletin_incident ON duty_bulletin (incident_id, id);

-- An inspection of the desk (查岗), one row for each thing that was looked at.
CREATE TABLE duty_inspection (
  id          INTEGER NOT NULL PRIMARY KEY,
  stint_id    INTEGER NOT NULL, -- 0: nobody was there
  person      TEXT    NOT NULL,
  at          BIGINT  NOT NULL,
  findings    TEXT    NOT NULL, -- alcohol, entertain, guests, vacant, missed, phone; with commas, empty for none
  words       TEXT    NOT NULL,
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL
);

-- Who answers for a failure, and what was decided.
CREATE TABLE duty_liability (
  id            INTEGER NOT NULL PRIMARY KEY,
  kind          TEXT    NOT NULL, -- neglect, offpost
  incident_id   INTEGER NOT NULL, -- one of the two
  inspection_id INTEGER NOT NULL,
  person_id     INTEGER NOT NULL,
  person        TEXT    NOT NULL,
  facts         TEXT    NOT NULL,
  ground        TEXT    NOT NULL, -- the rule it rests on
  decision      TEXT    NOT NULL,
  decided_on    TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_name     TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL
);

-- The log book of a year that went to the archive; its number is the year.
CREATE TABLE duty_book (
  id        INTEGER NOT NULL PRIMARY KEY,
  entries   INTEGER NOT NULL,
  secret    INTEGER NOT NULL,
  closed_at BIGINT  NOT NULL
);
