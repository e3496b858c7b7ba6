package study

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/today"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// day is what the workbench shows of study to one person.
type day struct {
	Login    string `db:"login"`
	Notes    int    `db:"notes"`
	Sessions int    `db:"sessions"`
	Missed   int    `db:"missed"`
	Today    int64  `db:"today"`
}

// changes counts what this process wrote in the room: counts kept from before are old.
var changes atomic.Int64

// days keeps everybody's counts in memory, so that opening the workbench costs no
// query: until something of study is written here, and for what other nodes write at
// most five minutes.
type days struct {
	mu      sync.Mutex
	on      civil.Date
	at      int64
	changes int64
	by      map[string]day
}

const oldestDays = int64(5 * time.Minute / time.Microsecond)

func (r *Room) dayOf(ctx context.Context, login string, on civil.Date) (day, bool, error) {
	r.days.mu.Lock()
	defer r.days.mu.Unlock()
	now, seen := r.Door.Now(), changes.Load()
	if k := &r.days; k.by == nil || k.on != on || k.changes != seen || now-k.at > oldestDays || now < k.at {
		list, err := db.All[day](ctx, r.Door.Reader(), q.SQL("day_of"), on.Year, on)
		if err != nil {
			return day{}, false, err
		}
		k.by, k.on, k.at, k.changes = map[string]day{}, on, now, seen
		for _, d := range list {
			k.by[d.Login] = d
		}
	}
	d, ok := r.days.by[login]
	return d, ok, nil
}

// OnDay fills the section 学习进度 of the workbench: one's own counts of the year and
// the session of the day.
func (r *Room) OnDay(ctx context.Context, who act.Actor, on civil.Date) ([]today.Line, error) {
	if !who.May(Use) {
		return nil, nil
	}
	d, ok, err := r.dayOf(ctx, who.Login, on)
	if err != nil || !ok {
		return nil, err
	}
	var out []today.Line
	if d.Today != 0 {
		out = append(out, today.Line{Text: "今天有集中学习", Sub: "到场后签到；不能参加的请假", URL: sessionURL(d.Today)})
	}
	text := fmt.Sprintf("本年笔记 %d 篇，集中学习到会 %d 次", d.Notes, d.Sessions)
	sub := ""
	if d.Missed > 0 {
		sub = fmt.Sprintf("缺席和请假 %d 次，留意补课", d.Missed)
	}
	return append(out, today.Line{Text: text, Sub: sub, URL: "/study"}), nil
}
