-- +goose Up
-- What is to be done. A row follows from the state of something else and is put
-- and settled by the deeds that change that; it proves nothing by itself.
CREATE TABLE notify_todo (
  key     TEXT   NOT NULL PRIMARY KEY, -- whose it is and for what: archive.loan:17
  login   TEXT   NOT NULL,             -- for one person, or
  role    TEXT   NOT NULL,             -- for everybody with a role,
  unit    TEXT   NOT NULL,             -- of one unit only, if set
  text    TEXT   NOT NULL,
  url     TEXT   NOT NULL,
  due     TEXT   NOT NULL,             -- date, empty for none
  made    BIGINT NOT NULL,
  done_at BIGINT NOT NULL,             -- 0 while open
  done_by TEXT   NOT NULL
);

CREATE INDEX notify_todo_login ON notify_todo (done_at, login);
CREATE INDEX notify_todo_role ON notify_todo (done_at, role);

-- Where somebody wants to be reminded, and on which day that was last done.
CREATE TABLE notify_address (
  login    TEXT NOT NULL PRIMARY KEY,
  address  TEXT NOT NULL,
  reminded TEXT NOT NULL
);
