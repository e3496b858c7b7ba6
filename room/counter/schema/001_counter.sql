-- +goose Up

-- A thing that people come to the counter for.
CREATE TABLE counter_item (
  id      INTEGER NOT NULL PRIMARY KEY,
  code    TEXT    NOT NULL UNIQUE, -- of the unit and a number: SMLTK-01
  title   TEXT    NOT NULL,
  unit    TEXT    NOT NULL,        -- that handles it
  listed  INTEGER NOT NULL,        -- stands in the district's list of services
  licence INTEGER NOT NULL,        -- an administrative licence: the national terms hold as well
  passed  INTEGER NOT NULL,        -- only looked at here, then passed on to a superior
  closed  INTEGER NOT NULL,
  reason  TEXT    NOT NULL,        -- why it was closed
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL,
  version INTEGER NOT NULL
);

-- What is promised for an item, as it was published. A published one never changes.
CREATE TABLE counter_promise (
  id            INTEGER NOT NULL PRIMARY KEY,
  item_id       INTEGER NOT NULL, -- counter_item
  n             INTEGER NOT NULL,
  state         TEXT    NOT NULL, -- draft, published, replaced
  basis         TEXT    NOT NULL,
  conditions    TEXT    NOT NULL,
  requirements  TEXT    NOT NULL,
  materials     TEXT    NOT NULL, -- a line each: name|form|remark
  steps         TEXT    NOT NULL,
  instant       INTEGER NOT NULL, -- done while the applicant waits
  days          INTEGER NOT NULL, -- 0 for an instant one
  days_unit     TEXT    NOT NULL, -- working_days, calendar_days
  unit          TEXT    NOT NULL,
  officer       TEXT    NOT NULL, -- a post, not a name
  place         TEXT    NOT NULL, -- window, hours, telephone
  fee           TEXT    NOT NULL, -- 不收费, or how much
  fee_basis     TEXT    NOT NULL,
  feedback_days INTEGER NOT NULL, -- in which a complainant hears the result
  media         TEXT    NOT NULL, -- where it was published
  published_on  TEXT    NOT NULL,
  published_by  TEXT    NOT NULL,
  replaced_on   TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  version       INTEGER NOT NULL
);

CREATE INDEX counter_promise_item ON counter_promise (item_id, n);

-- An application, under the promise of the day of its receipt.
CREATE TABLE counter_application (
  id              INTEGER NOT NULL PRIMARY KEY,
  number          TEXT    NOT NULL UNIQUE,
  item_id         INTEGER NOT NULL, -- counter_item
  promise_id      INTEGER NOT NULL, -- counter_promise
  channel         TEXT    NOT NULL, -- window, post
  class           TEXT    NOT NULL, -- person, organisation
  applicant       TEXT    NOT NULL,
  paper_kind      TEXT    NOT NULL,
  paper_number    TEXT    NOT NULL, -- of a person only its ends
  phone           TEXT    NOT NULL,
  agent           TEXT    NOT NULL,
  matter          TEXT    NOT NULL,
  received_on     TEXT    NOT NULL,
  received_at     BIGINT  NOT NULL,
  state           TEXT    NOT NULL,
  unit            TEXT    NOT NULL,
  handler         TEXT    NOT NULL, -- sign-in name
  checked_on      TEXT    NOT NULL,
  check_reason    TEXT    NOT NULL, -- why it was not looked at on the spot
  complete        INTEGER NOT NULL, -- nothing was missing at the first look
  supplemented_on TEXT    NOT NULL,
  accepted_number TEXT    NOT NULL,
  accepted_on     TEXT    NOT NULL,
  deemed          INTEGER NOT NULL, -- accepted because nobody was told in time
  started         TEXT    NOT NULL,
  due             TEXT    NOT NULL,
  provisional     INTEGER NOT NULL,
  result          TEXT    NOT NULL, -- granted, denied, done
  result_words    TEXT    NOT NULL,
  finished_on     TEXT    NOT NULL,
  late_reason     TEXT    NOT NULL,
  delivered_on    TEXT    NOT NULL,
  delivered_how   TEXT    NOT NULL,
  delivered_to    TEXT    NOT NULL,
  closed_on       TEXT    NOT NULL,
  refused_number  TEXT    NOT NULL,
  reason          TEXT    NOT NULL, -- of not accepting, or of taking back
  elsewhere       TEXT    NOT NULL, -- where to go instead
  made_by         TEXT    NOT NULL,
  made_at         BIGINT  NOT NULL,
  version         INTEGER NOT NULL
);

CREATE INDEX counter_application_state ON counter_application (state, due);
CREATE INDEX counter_application_unit ON counter_application (unit, state);
CREATE INDEX counter_application_received ON counter_application (received_on);

-- One paper of an application as it was looked at.
CREATE TABLE counter_check (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL, -- counter_application
  n              INTEGER NOT NULL, -- in the promise's list; above it what a second notice added
  name           TEXT    NOT NULL,
  form           TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- here, missing, wrong, none
  note           TEXT    NOT NULL,
  came_on        TEXT    NOT NULL,
  made_by        TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL,
  version        INTEGER NOT NULL
);

CREATE INDEX counter_check_application ON counter_check (application_id, n);

-- What the applicant was told to bring.
CREATE TABLE counter_notice (
  id             INTEGER NOT NULL PRIMARY KEY,
  number         TEXT    NOT NULL UNIQUE,
  application_id INTEGER NOT NULL, -- counter_application
  n              INTEGER NOT NULL,
  items          TEXT    NOT NULL, -- a line each: n|name|what to do
  fact           TEXT    NOT NULL, -- the new fact of a second one
  breach         INTEGER NOT NULL, -- against being told once
  issued_on      TEXT    NOT NULL,
  issued_by      TEXT    NOT NULL,
  issued_at      BIGINT  NOT NULL
);

CREATE INDEX counter_notice_application ON counter_notice (application_id, n);

-- An application lies before another unit, or before the head.
CREATE TABLE counter_pass (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL, -- counter_application
  kind           TEXT    NOT NULL, -- unit, head
  unit           TEXT    NOT NULL,
  words          TEXT    NOT NULL,
  received_at    BIGINT  NOT NULL,
  received_on    TEXT    NOT NULL, -- the working day that counts
  signed_at      BIGINT  NOT NULL,
  signed_on      TEXT    NOT NULL,
  signed_by      TEXT    NOT NULL,
  opinion        TEXT    NOT NULL,
  night_reason   TEXT    NOT NULL, -- why it lay over night
  recalled_on    TEXT    NOT NULL, -- taken back unsigned
  recalled_by    TEXT    NOT NULL,
  recall_reason  TEXT    NOT NULL,
  made_by        TEXT    NOT NULL,
  version        INTEGER NOT NULL
);

CREATE INDEX counter_pass_application ON counter_pass (application_id);
CREATE INDEX counter_pass_open ON counter_pass (signed_on, unit);

-- An application that a superior decides.
CREATE TABLE counter_forward (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL, -- counter_application
  superior       TEXT    NOT NULL,
  reminder       TEXT    NOT NULL, -- what the applicant was told to complete beforehand
  sent_on        TEXT    NOT NULL,
  made_by        TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL
);

CREATE INDEX counter_forward_application ON counter_forward (application_id);

-- One asking of the superior, what it answered, and when the applicant heard of it.
CREATE TABLE counter_consultation (
  id             INTEGER NOT NULL PRIMARY KEY,
  forward_id     INTEGER NOT NULL, -- counter_forward
  application_id INTEGER NOT NULL, -- counter_application
  asked_on       TEXT    NOT NULL,
  asked_by       TEXT    NOT NULL,
  answer         TEXT    NOT NULL,
  demands        INTEGER NOT NULL, -- the applicant has to do something
  told_on        TEXT    NOT NULL,
  told_how       TEXT    NOT NULL,
  told_by        TEXT    NOT NULL,
  version        INTEGER NOT NULL
);

CREATE INDEX counter_consultation_application ON counter_consultation (application_id);

-- A number drawn at the counter.
CREATE TABLE counter_ticket (
  id             INTEGER NOT NULL PRIMARY KEY,
  on_date        TEXT    NOT NULL,
  n              INTEGER NOT NULL,
  item_id        INTEGER NOT NULL, -- counter_item; 0 for a question
  state          TEXT    NOT NULL, -- waiting, called, served, missed
  desk           TEXT    NOT NULL,
  taken_at       BIGINT  NOT NULL,
  called_at      BIGINT  NOT NULL,
  served_at      BIGINT  NOT NULL,
  called_by      TEXT    NOT NULL,
  application_id INTEGER NOT NULL,
  version        INTEGER NOT NULL,
  UNIQUE (on_date, n)
);

-- Wrong numbers and codes of the public look-up, for the limit; forgotten after two days.
CREATE TABLE counter_attempt (
  bucket TEXT    NOT NULL PRIMARY KEY,
  day    TEXT    NOT NULL,
  failed INTEGER NOT NULL
);
