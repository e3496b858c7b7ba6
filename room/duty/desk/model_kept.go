package desk

import (
	"strings"

	"lantai.internal/base/civil"
)

// Inspection is one look at the desk.
type Inspection struct {
	ID       int64  `db:"id"`
	Stint    int64  `db:"stint_id"`
	Person   string `db:"person"`
	At       int64  `db:"at"`
	Findings string `db:"findings"`
	Words    string `db:"words"`
	MadeBy   string `db:"made_by"`
	MadeName string `db:"made_name"`
	MadeAt   int64  `db:"made_at"`
}

// Found lists what was found wrong.
func (i Inspection) Found() []string {
	if i.Findings == "" {
		return nil
	}
	return strings.Split(i.Findings, ",")
}

// Liability says who answers for a failure.
type Liability struct {
	ID         int64      `db:"id"`
	Kind       string     `db:"kind"`
	Incident   int64      `db:"incident_id"`
	Inspection int64      `db:"inspection_id"`
	PersonID   int64      `db:"person_id"`
	Person     string     `db:"person"`
	Facts      string     `db:"facts"`
	Ground     string     `db:"ground"`
	Decision   string     `db:"decision"`
	DecidedOn  civil.Date `db:"decided_on"`
	MadeBy     string     `db:"made_by"`
	MadeName   string     `db:"made_name"`
	MadeAt     int64      `db:"made_at"`
}

// Book is the log book of a year that went to the archive.
type Book struct {
	Year     int64 `db:"id"`
	Entries  int   `db:"entries"`
	Secret   bool  `db:"secret"`
	ClosedAt int64 `db:"closed_at"`
}
