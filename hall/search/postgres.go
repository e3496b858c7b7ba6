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

// vectors cuts a record into the rows of its tsvectors. The body has rows of its
// own, so that to look at a title is not to unpack a body. Inside a field, a row
// begins MaxWord-1 pieces before the end of the one before: no word that may be
// asked for is cut.
func vectors(d *Doc) []string {
	var rows []string
	var buf, piece []byte
	var folded []rune
	place := 0
	seen := map[string]int{}
	end := func() {
		rows = append(rows, string(buf))
		buf, place = buf[:0], 0
		clear(seen)
	}
	for f := range fieldCount {
		if f == Body {
			end()
		}
		folded = fold(folded[:0], nil, d.field(f), f.number())
		for i := 0; i < len(folded); i++ {
			to, _ := pieceEnd(folded, i)
			piece = appendPiece(append(piece[:0], letters[f]), folded[i:to])
			if place == rowPlaces || seen[string(piece)] == rowRepeat {
				end()
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
	if place > 0 {
		end()
	}
	return rows
}

func (p postgres) put(ctx context.Context, w db.Writer, of Collection, docs []Doc) error {
	ids := make([]int64, len(docs))
	for i := range docs {
		ids[i] = docs[i].ID
	}
	if err := p.delete(ctx, w, of, ids); err != nil {
		return err
	}
	// A GIN index gathers new pieces in a list that every search has to read, and
	// sorts them in when it is full. A large batch fills a longer list and has it
	// sorted in at once; the settings end with the transaction.
	bulk := len(docs) >= 500
	if bulk {
		if _, err := w.Exec(ctx, `SELECT set_config('gin_pending_list_limit', '131072', true), set_config('maintenance_work_mem', '131072', true)`); err != nil {
			return err
		}
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
	if err := flush(); err != nil || !bulk {
		return err
	}
	_, err := p.tidy(ctx, w, of, 0, true)
	return err
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

func (postgres) tidy(ctx context.Context, w db.Writer, of Collection, _ int, _ bool) (bool, error) {
	_, err := w.Exec(ctx, fmt.Sprintf(`SELECT gin_clean_pending_list('%[1]s_whole'), gin_clean_pending_list('%[1]s_parts')`, of.text()))
	return false, err
}

// PostgreSQL shares a statement out among its own workers.
func (postgres) halves(string, int) (low, high string) { return "", "" }

func (postgres) match(of Collection, terms []scoped) (string, []any) {
	each := make([]string, len(terms))
	args := make([]any, len(terms))
	places := make([]string, len(terms))
	for i, t := range terms {
		each[i] = tsquery(t)
		args[i] = each[i]
		places[i] = fmt.Sprintf("$%d::text::tsquery", i+2)
	}
	return `SELECT m.id FROM search_` + of.name + `_match($1::text::tsquery, ARRAY[` + strings.Join(places, ", ") + `]) AS m(id)`,
		append([]any{strings.Join(each, " & ")}, args...)
}

func (postgres) gather(query string) string {
	return strings.Replace(query, "SELECT m.id", "SELECT string_agg(CAST(m.id AS TEXT), ',')", 1)
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
