-- +goose Up
-- A to-do may be put long before it is one: what was lent out is asked back when
-- it is overdue. Until that day it is not on the list.
ALTER TABLE notify_todo ADD COLUMN from_on TEXT NOT NULL DEFAULT ''; -- date, empty for at once
