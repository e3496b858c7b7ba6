-- +goose Up

-- A key belongs to whoever sent it: two persons may come with the same one.
CREATE TABLE act_key_of_actor (
  key    TEXT   NOT NULL,
  deed   TEXT   NOT NULL,
  actor  TEXT   NOT NULL,
  at     BIGINT NOT NULL,
  result TEXT   NOT NULL,
  PRIMARY KEY (key, actor)
);
INSERT INTO act_key_of_actor (key, deed, actor, at, result) SELECT key, deed, actor, at, result FROM act_key;
DROP TABLE act_key;
ALTER TABLE act_key_of_actor RENAME TO act_key;
