package archive

import (
	"context"
	"fmt"
	"sync"

	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/code"
)

// census is how many items there are of every kind: a few thousand lines for a
// million items. It is read again when the ledger says that an item changed, so
// the totals on pages are exact and cost nothing.
type census struct {
	mu    sync.Mutex
	known bool
	seq   int64 // ledger entry up to which lines are true
	lines []censusLine
	other map[string]any // figures the lines cannot give, by statement and arguments
}

type censusLine struct {
	Year      int64       `db:"year"`
	Unit      string      `db:"unit"`
	Retention code.Period `db:"retention"`
	Category  string      `db:"category"`
	Level     mark.Level  `db:"level"`
	Stage     Stage       `db:"stage"`
	State     string      `db:"state"`
	Flags     int64       `db:"flags"`
	N         int64       `db:"n"`
}

// Flags of a line of the census; 1, not needed here, is an item without number.
const (
	undated  = 2
	reviewed = 4 // its period is to be looked at again
	doubtful = 8
)

// take brings the census up to what is committed and gives its lines.
func (c *census) take(ctx context.Context, rd db.Reader) ([]censusLine, error) {
	// The entry is read first: a change that comes between is read again later.
	seq, err := db.One[int64](ctx, rd, q.SQL("census_entry"))
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known && seq <= c.seq {
		return c.lines, nil
	}
	if c.known {
		_, changed, err := db.Maybe[int64](ctx, rd, q.SQL("census_changed"), c.seq)
		if err != nil {
			return nil, err
		}
		if !changed {
			c.seq = seq
			return c.lines, nil
		}
	}
	lines, err := db.All[censusLine](ctx, rd, q.SQL("census"))
	if err != nil {
		return nil, err
	}
	c.lines, c.seq, c.known, c.other = lines, seq, true, map[string]any{}
	return lines, nil
}

// remembered gives figures of the present state of the items, and works them out
// only if that was not done since an item changed last.
func remembered[T any](ctx context.Context, r *Room, key string, figures func(rd db.Reader) (T, error)) (T, error) {
	var none T
	rd, c := r.Door.Reader(), &r.census
	if _, err := c.take(ctx, rd); err != nil {
		return none, err
	}
	c.mu.Lock()
	v, ok := c.other[key]
	at := c.seq
	c.mu.Unlock()
	if ok {
		return v.(T), nil
	}
	got, err := figures(rd)
	if err != nil {
		return none, err
	}
	c.mu.Lock()
	if c.seq == at && len(c.other) < 1000 {
		c.other[key] = got
	}
	c.mu.Unlock()
	return got, nil
}

// counted reports whether the census can answer for a list.
func (l List) counted() bool { return l.Batch == 0 && l.Box == 0 && !l.Open }

// matches reports whether the items of a line are in the list.
func (l List) matches(x *censusLine) bool {
	state := l.State
	if state == "" {
		state = Held
	}
	if state != "all" && x.State != state || l.Year != 0 && x.Year != int64(l.Year) || l.Unit != "" && x.Unit != l.Unit ||
		l.Retention != "" && x.Retention != l.Retention || l.Category != "" && x.Category != l.Category || l.Stage != 0 && x.Stage != l.Stage {
		return false
	}
	switch l.Missing {
	case "unit":
		if x.Unit != "" {
			return false
		}
	case "retention":
		if x.Retention != "" {
			return false
		}
	case "date":
		if x.Flags&undated == 0 {
			return false
		}
	case "year":
		if x.Year != 0 {
			return false
		}
	}
	return (!l.Review || x.Flags&reviewed != 0) && (!l.Doubtful || x.Flags&doubtful != 0)
}

// total counts the items of a list within the actor's reach.
func (r *Room) total(ctx context.Context, who act.Actor, l List) (int64, error) {
	if !l.counted() {
		f := l.filter(who)
		query, args := "SELECT count(*) FROM archive_item"+f.Where(), f.Args()
		return remembered(ctx, r, fmt.Sprint(query, args), func(rd db.Reader) (int64, error) { return db.One[int64](ctx, rd, query, args...) })
	}
	lines, err := r.census.take(ctx, r.Door.Reader())
	if err != nil {
		return 0, err
	}
	n := int64(0)
	for i := range lines {
		x := &lines[i]
		if l.matches(x) && sees(who.Reach, &Item{Unit: x.Unit, Level: x.Level, Category: x.Category}) {
			n += x.N
		}
	}
	return n, nil
}
