package search

import (
	"context"
	"strings"

	"lantai.internal/kit/db"
)

// sqlite keeps the pieces in an FTS5 table without content: one column a field,
// one token a piece, so a word is a phrase.
type sqlite struct{}

func (sqlite) put(ctx context.Context, w db.Writer, of Collection, docs []Doc) error {
	stmt, err := w.Prepare(ctx, `INSERT OR REPLACE INTO `+of.text()+
		` (rowid, title, doc_no, issuer, keywords, code, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	if len(docs) == 1 {
		var c cutter
		_, err := stmt.ExecContext(ctx, c.row(&docs[0])...)
		return err
	}
	// Cutting goes on beside writing: SQLite takes one core.
	rows, stop := make(chan []any, 64), make(chan struct{})
	defer func() {
		close(stop)
		for range rows { // the docs are the caller's again only when cutting has ended
		}
	}()
	go func() {
		defer close(rows)
		var c cutter
		for i := range docs {
			select {
			case rows <- c.row(&docs[i]):
			case <-stop:
				return
			}
		}
	}()
	for row := range rows {
		if _, err := stmt.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

// cutter cuts records into pieces, with memory that is used again.
type cutter struct {
	folded []rune
	buf    []byte
}

// row gives the record as the arguments of the statement in put.
func (c *cutter) row(d *Doc) []any {
	args := make([]any, 1+fieldCount)
	args[0] = d.ID
	for f := range fieldCount {
		c.folded = fold(c.folded[:0], nil, d.field(f), f.number())
		c.buf = appendPieces(c.buf[:0], c.folded)
		args[1+f] = string(c.buf)
	}
	return args
}

func (sqlite) delete(ctx context.Context, w db.Writer, of Collection, ids []int64) error {
	stmt, err := w.Prepare(ctx, `DELETE FROM `+of.text()+` WHERE rowid = $1`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, id := range ids {
		if _, err := stmt.ExecContext(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// tidy asks FTS5 to merge segments. A negative number begins: all segments
// become one level, to be merged into one; positive ones go on.
func (sqlite) tidy(ctx context.Context, w db.Writer, of Collection, effort int, first bool) (bool, error) {
	if first {
		effort = -effort
	}
	before, err := changes(ctx, w)
	if err != nil {
		return false, err
	}
	if _, err := w.Exec(ctx, `INSERT INTO `+of.text()+` (`+of.text()+`, rank) VALUES ('merge', $1)`, effort); err != nil {
		return false, err
	}
	after, err := changes(ctx, w)
	// FTS5 documents that fewer than two changes mean that nothing was done.
	return after-before >= 2, err
}

func changes(ctx context.Context, r db.Reader) (n int64, err error) {
	err = r.QueryRow(ctx, `SELECT total_changes()`).Scan(&n)
	return n, err
}

func (sqlite) match(of Collection, terms []scoped) (string, []any) {
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = fts5(t)
	}
	return `SELECT rowid FROM ` + of.text() + ` WHERE ` + of.text() + ` MATCH $1`, []any{strings.Join(parts, " AND ")}
}

func (sqlite) gather(query string) string {
	return strings.Replace(query, "SELECT rowid", "SELECT group_concat(rowid)", 1)
}

func (sqlite) halves(query string, args int) (low, high string) {
	n := "$" + itoa(args+1)
	return query + " AND rowid < " + n, query + " AND rowid >= " + n
}

// fts5 writes a term in the query language of FTS5. The two ways of folding are
// two phrases where they differ.
func fts5(t scoped) string {
	if string(t.text) == string(t.number) {
		return columns(t.in) + fts5Phrase(t.text)
	}
	var alternatives []string
	if in := t.in &^ numbers; in != 0 {
		alternatives = append(alternatives, columns(in)+fts5Phrase(t.text))
	}
	if in := t.in & numbers; in != 0 {
		alternatives = append(alternatives, columns(in)+fts5Phrase(t.number))
	}
	return "(" + strings.Join(alternatives, " OR ") + ")"
}

func columns(in Set) string {
	if in == All {
		return ""
	}
	var names []string
	for f := range fieldCount {
		if in.Has(f) {
			names = append(names, f.Name())
		}
	}
	return "{" + strings.Join(names, " ") + "} : "
}

// fts5Phrase needs no escapes: pieces contain no quotation mark (see appendPiece).
func fts5Phrase(f []rune) string {
	pieces, prefix := phrase(f)
	s := `"` + strings.Join(pieces, " ") + `"`
	if prefix {
		s += " *"
	}
	return s
}
