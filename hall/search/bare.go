package search

import (
	"context"
	"database/sql"

	"lantai.internal/kit/db"
)

// Bare runs the statements that a question comes to and throws away the ids they
// give: what an answer costs at least, without facts, rights, order and reading
// any record. It is what benchmarks measure Search against.
func (x *Index) Bare(ctx context.Context, r db.Reader, q Query) error {
	words, err := Parse(q.Text)
	if err != nil {
		return err
	}
	e := engineOf(r)
	wide, narrow, same := tiers(words)
	sets := [][]scoped{wide}
	if q.Sort == Relevance && !same {
		sets = append(sets, narrow)
	}
	for _, terms := range sets {
		var text sql.NullString
		query, args := e.match(x.of, terms)
		if err := r.QueryRow(ctx, e.gather(query), args...).Scan(&text); err != nil {
			return db.Error(err)
		}
	}
	return nil
}
