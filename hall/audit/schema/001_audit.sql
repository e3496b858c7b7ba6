-- +goose Up
-- Which acts wrote a given row: found for the history of one item without
-- reading the digests. The ledger itself never asks this.
CREATE INDEX audit_ledger_row ON ledger_row (tbl, first_id, n, seq);
