-- +goose Up

-- How many items there are of every kind, kept by the triggers below in the
-- transaction that changes an item: a page says its exact total without counting
-- a million rows. flags: 1 without number, 2 without date, 4 period to be looked
-- at again, 8 description in doubt.
CREATE TABLE archive_census (
  year      INTEGER NOT NULL,
  unit      TEXT    NOT NULL,
  retention TEXT    NOT NULL,
  category  TEXT    NOT NULL,
  level     INTEGER NOT NULL,
  stage     INTEGER NOT NULL,
  state     TEXT    NOT NULL,
  flags     INTEGER NOT NULL,
  n         INTEGER NOT NULL,
  PRIMARY KEY (year, unit, retention, category, level, stage, state, flags)
) STRICT, WITHOUT ROWID;

INSERT INTO archive_census (year, unit, retention, category, level, stage, state, flags, n)
SELECT year, unit, retention, category, level, stage, state,
  (item_no = 0) + 2 * (date = '') + 4 * (retention_from IN ('default', 'proposed')) + 8 * (doubts <> '{}') AS flags, count(*)
FROM archive_item GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

-- +goose StatementBegin
CREATE TRIGGER archive_census_insert AFTER INSERT ON archive_item
BEGIN
  INSERT INTO archive_census (year, unit, retention, category, level, stage, state, flags, n)
  VALUES (NEW.year, NEW.unit, NEW.retention, NEW.category, NEW.level, NEW.stage, NEW.state,
    (NEW.item_no = 0) + 2 * (NEW.date = '') + 4 * (NEW.retention_from IN ('default', 'proposed')) + 8 * (NEW.doubts <> '{}'), 1)
  ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER archive_census_delete AFTER DELETE ON archive_item
BEGIN
  UPDATE archive_census SET n = n - 1
  WHERE year = OLD.year AND unit = OLD.unit AND retention = OLD.retention AND category = OLD.category AND level = OLD.level
    AND stage = OLD.stage AND state = OLD.state
    AND flags = (OLD.item_no = 0) + 2 * (OLD.date = '') + 4 * (OLD.retention_from IN ('default', 'proposed')) + 8 * (OLD.doubts <> '{}');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER archive_census_update
AFTER UPDATE OF year, unit, retention, category, level, stage, state, item_no, date, retention_from, doubts ON archive_item
WHEN OLD.year <> NEW.year OR OLD.unit <> NEW.unit OR OLD.retention <> NEW.retention OR OLD.category <> NEW.category
  OR OLD.level <> NEW.level OR OLD.stage <> NEW.stage OR OLD.state <> NEW.state OR OLD.item_no <> NEW.item_no
  OR OLD.date <> NEW.date OR OLD.retention_from <> NEW.retention_from OR OLD.doubts <> NEW.doubts
BEGIN
  UPDATE archive_census SET n = n - 1
  WHERE year = OLD.year AND unit = OLD.unit AND retention = OLD.retention AND category = OLD.category AND level = OLD.level
    AND stage = OLD.stage AND state = OLD.state
    AND flags = (OLD.item_no = 0) + 2 * (OLD.date = '') + 4 * (OLD.retention_from IN ('default', 'proposed')) + 8 * (OLD.doubts <> '{}');
  INSERT INTO archive_census (year, unit, retention, category, level, stage, state, flags, n)
  VALUES (NEW.year, NEW.unit, NEW.retention, NEW.category, NEW.level, NEW.stage, NEW.state,
    (NEW.item_no = 0) + 2 * (NEW.date = '') + 4 * (NEW.retention_from IN ('default', 'proposed')) + 8 * (NEW.doubts <> '{}'), 1)
  ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd

-- Lists of one year or one unit, the newest first.
CREATE INDEX archive_item_year_date ON archive_item (year, date, id);
CREATE INDEX archive_item_unit_date ON archive_item (unit, date, id);
