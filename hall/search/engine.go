package search

import (
	"context"

	"lantai.internal/kit/db"
)

// engine is what the two databases do differently: hold pieces, and find the
// records that have a row of them.
type engine interface {
	put(ctx context.Context, w db.Writer, of Collection, docs []Doc) error
	delete(ctx context.Context, w db.Writer, of Collection, ids []int64) error
	tidy(ctx context.Context, w db.Writer, of Collection, effort int, first bool) (more bool, err error)
	// match gives a SELECT of one column, the ids of the records in which every
	// term occurs in one of its fields, and its arguments. An id may come twice.
	match(of Collection, terms []scoped) (query string, args []any)
	// gather wraps a SELECT of match into one that gives all ids as one text.
	gather(query string) string
	// halves gives a SELECT of match twice, for the ids below the next argument and
	// for the others; nothing where two statements are no faster than one.
	halves(query string, args int) (low, high string)
}

// scoped is a term and the fields in which it is looked for.
type scoped struct {
	Term
	in Set
}

func engineOf(r db.Reader) engine {
	if r.Dialect() == db.Postgres {
		return postgres{}
	}
	return sqlite{}
}
