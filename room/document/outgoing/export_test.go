package outgoing

import "lantai.internal/kit/act"

// Give is give, for the test of many writers.
func Give(tx *act.Tx, series string, document int64, title string) (Given, error) {
	return give(tx, series, document, title)
}

// SQL gives a statement of this room.
func SQL(name string) string { return q.SQL(name) }
