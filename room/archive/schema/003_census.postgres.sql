-- +goose Up

-- How many items there are of every kind. PostgreSQL counts when it is asked: a
-- table kept by triggers would make everybody who writes wait for everybody else.
-- The program keeps the answer until an item changes. flags: 1 without number,
-- 2 without date, 4 period to be looked at again, 8 description in doubt.
CREATE VIEW archive_census AS
SELECT year, unit, retention, category, level, stage, state,
  CASE WHEN item_no = 0 THEN 1 ELSE 0 END + CASE WHEN date = '' THEN 2 ELSE 0 END
    + CASE WHEN retention_from IN ('default', 'proposed') THEN 4 ELSE 0 END + CASE WHEN doubts <> '{}' THEN 8 ELSE 0 END AS flags,
  count(*) AS n
FROM archive_item GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

-- Lists of one year or one unit, the newest first.
CREATE INDEX archive_item_year_date ON archive_item (year, date, id);
CREATE INDEX archive_item_unit_date ON archive_item (unit, date, id);
