package search

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/kit/db"
)

// postgres keeps the pieces as words of a tsvector, each with its place and with
// a letter for its field before it, so that a word of two characters needs no
// look at the row itself.
type postgres struct{}

const letters = "tnikcb"

// Limits of one tsvector: PostgreSQL keeps places up to 16,383 and 256 places of
// one word, silently losing the rest, and refuses one megabyte.
const (
	rowPlaces = 8000
	rowRepeat = 255
)

// vectors cuts a record into the rows of its tsvectors. Inside a field, a row
// begins MaxWord-1 pieces before the end of the one before: no word that may be
// asked for is cut.
func vectors(d *Doc) []string {
	var rows []string
	var buf, piece []byte
	var folded []rune
	place := 0
	seen := map[string]int{}
	for f := range fieldCount {
		folded = fold(folded[:0], nil, d.field(f), f.number())
		for i := 0; i < len(folded); i++ {
			end, _ := pieceEnd(folded, i)
			piece = appendPiece(append(piece[:0], letters[f]), folded[i:end])
			if place == rowPlaces || seen[string(piece)] == rowRepeat {
				rows = append(rows, string(buf))
				buf, place = buf[:0], 0
				clear(seen)
				i = max(-1, i-MaxWord)
				continue
			}
			seen[string(piece)]++
			place++
			buf = append(buf, '\'')
			buf = append(buf, piece...)
			buf = append(buf, '\'', ':')
			buf = strconv.AppendInt(buf, int64(place), 10)
			buf = append(buf, ' ')
		}
	}
	return append(rows, string(buf))
}

func (p postgres) put(ctx context.Context, w db.Writer, of Collection, docs []Doc) error {
	ids := make([]int64, len(docs))
	for i := range docs {
		ids[i] = docs[i].ID
	}
	if err := p.delete(ctx, w, of, ids); err != nil {
		return err
	}
	const mostRows, mostBytes = 500, 4 << 20
	var values strings.Builder
	var args []any
	size := 0
	flush := func() error {
		if len(args) == 0 {
			return nil
		}
		_, err := w.Exec(ctx, `INSERT INTO `+of.text()+` (id, part, whole, v) VALUES `+values.String(), args...)
		values.Reset()
		args, size = nil, 0
		return err
	}
	for i := range docs {
		rows := vectors(&docs[i])
		whole := 0
		if len(rows) == 1 {
			whole = 1
		}
		for part, v := range rows {
			if len(args) > 0 {
				values.WriteByte(',')
			}
			args = append(args, v)
			fmt.Fprintf(&values, "(%d,%d,%d,$%d::text::tsvector)", docs[i].ID, part, whole, len(args))
			if size += len(v); size >= mostBytes || len(args) == mostRows {
				if err := flush(); err != nil {
					return err
				}
			}
		}
	}
	return flush()
}

func (postgres) delete(ctx context.Context, w db.Writer, of Collection, ids []int64) error {
	for len(ids) > 0 {
		n := min(len(ids), 5000)
		list := make([]byte, 0, n*8)
		for i, id := range ids[:n] {
			if i > 0 {
				list = append(list, ',')
			}
			list = strconv.AppendInt(list, id, 10)
		}
		if _, err := w.Exec(ctx, `DELETE FROM `+of.text()+` WHERE id IN (`+string(list)+`)`); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

func (postgres) tidy(context.Context, db.Writer, Collection, int, bool) (bool, error) {
	return false, nil
}

// match asks the records of one row at once and those of several rows word by
// word, since two words may lie in two rows.
func (postgres) match(of Collection, terms []scoped) (string, []any) {
	each := make([]any, len(terms))
	query := ""
	for i, t := range terms {
		each[i] = tsquery(t)
		if i > 0 {
			query += " INTERSECT "
		}
		query += fmt.Sprintf(`SELECT id FROM %s WHERE whole = 0 AND v @@ $%d::text::tsquery`, of.text(), i+1)
	}
	args := each
	together := "$1"
	if len(terms) > 1 {
		all := make([]string, len(terms))
		for i := range each {
			all[i] = each[i].(string)
		}
		args = append(args, strings.Join(all, " & "))
		together = "$" + itoa(len(args))
	}
	return fmt.Sprintf(`SELECT id FROM %s WHERE whole = 1 AND v @@ %s::text::tsquery UNION ALL (%s)`, of.text(), together, query), args
}

func (postgres) gather(query string) string {
	return `SELECT string_agg(CAST(id AS TEXT), ',') FROM (` + query + `) AS m`
}

// tsquery writes a term in the query language of PostgreSQL, without need of
// escapes: pieces contain neither apostrophe nor backslash (see appendPiece).
func tsquery(t scoped) string {
	var alternatives []string
	for f := range fieldCount {
		if !t.in.Has(f) {
			continue
		}
		pieces, prefix := phrase(t.Term.in(f))
		var b strings.Builder
		for i, p := range pieces {
			if i > 0 {
				b.WriteString(" <-> ")
			}
			b.WriteString("'" + letters[f:f+1] + p + "'")
		}
		if prefix {
			b.WriteString(":*")
		}
		alternatives = append(alternatives, b.String())
	}
	return "(" + strings.Join(alternatives, " | ") + ")"
}
