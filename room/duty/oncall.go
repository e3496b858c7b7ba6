package duty

import (
	"context"
	"slices"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/today"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

// Watch is who holds both tracks at an instant. A zero Turn is a track that nobody
// holds.
type Watch struct{ Officer, Leader Turn }

// Turn is a stretch in which one person holds a track.
type Turn struct {
	Track  string
	Shift  int64 // duty_shift; 0 where only a temporary roster says so
	Person int64
	Name   string
	Unit   string // code
	Phone  string // empty where none is known
	// From and Until bound the stretch, microseconds UTC, half-open.
	From, Until int64
	Why         string // 法定安排, 换班, 临时安排, 实际到岗
}

// claimed is a claim of the published rosters with its words.
type claimed struct {
	Layer  int    `db:"layer"`
	Track  string `db:"track"`
	Shift  int64  `db:"shift_id"`
	Order  int64  `db:"ord"`
	Person int64  `db:"person_id"`
	From   int64  `db:"from_at"`
	Until  int64  `db:"until_at"`
	Name   string `db:"name"`
	Unit   string `db:"unit"`
	Phone  string `db:"phone"`
}

func (c claimed) claim() roster.Claim {
	return roster.Claim{Span: roster.Span{From: c.From, Until: c.Until}, Layer: roster.Layer(c.Layer), Order: c.Order, Person: c.Person, Shift: c.Shift}
}

// turns resolves all claims on [from, until): what happened above swaps above temporary
// rosters above published ones. Turns reach beyond the bounds where their shift does.
// It takes one query.
func (r *Room) turns(ctx context.Context, rd db.Reader, from, until int64) ([]Turn, error) {
	list, err := db.All[claimed](ctx, rd, q.SQL("claims"), from, until, r.Door.Now()+1)
	if err != nil {
		return nil, err
	}
	var out []Turn
	for _, track := range []string{Officer, Leader} {
		var claims []roster.Claim
		known := map[int64]claimed{}
		for _, c := range list {
			if c.Track == track {
				claims = append(claims, c.claim())
				known[c.Person] = c
			}
		}
		for _, c := range roster.Resolve(claims) {
			k := known[c.Person]
			if c.From < until && c.Until > from && c.From < c.Until {
				out = append(out, Turn{Track: track, Shift: c.Shift, Person: c.Person, Name: k.Name, Unit: k.Unit, Phone: k.Phone, From: c.From, Until: c.Until, Why: c.Layer.Label()})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Turn) int { return int(min(max(a.From-b.From, -1), 1)) })
	return out, nil
}

// OnDuty says who holds both tracks at an instant (microseconds UTC). Officer and Leader
// of a track that nobody holds are zero.
func (r *Room) OnDuty(ctx context.Context, rd db.Reader, at int64) (Watch, error) {
	list, err := r.turns(ctx, rd, at, at+1)
	var w Watch
	for _, t := range list {
		if t.Track == Officer {
			w.Officer = t
		} else {
			w.Leader = t
		}
	}
	return w, err
}

// Turns lists both tracks on [from, until) in order of time.
func (r *Room) Turns(ctx context.Context, rd db.Reader, from, until int64) ([]Turn, error) {
	return r.turns(ctx, rd, from, until)
}

// ShiftByID gives a published shift with who holds it by the roster, for the desk.
func (r *Room) ShiftByID(ctx context.Context, rd db.Reader, id int64) (Shift, error) {
	s, ok, err := db.Maybe[Shift](ctx, rd, shiftSelect+" JOIN duty_roster r ON r.id = s.roster_id WHERE s.id = $1 AND r.state = 'published'", id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "没有这一班，或所在的值班表还没有公布。")
	}
	return s, err
}

// ShiftAt gives the published shift that covers an instant; false if none does.
func (r *Room) ShiftAt(ctx context.Context, rd db.Reader, at int64) (Shift, bool, error) {
	return db.Maybe[Shift](ctx, rd, shiftSelect+" JOIN duty_roster r ON r.id = s.roster_id WHERE r.state = 'published' AND s.from_at <= $1 AND s.until_at > $1", at)
}

// LeaderNow gives the person who leads at an instant, 0 if nobody does: what the
// organisation means by the duty leader.
func (r *Room) LeaderNow(ctx context.Context, rd db.Reader, at int64) (int64, error) {
	w, err := r.OnDuty(ctx, rd, at)
	return w.Leader.Person, err
}

// Spans gives a person's turns that share a half day with a stretch, for whoever
// decides on an absence.
func (r *Room) Spans(ctx context.Context, rd db.Reader, person int64, since, until civil.Half) ([]civil.Span, error) {
	list, err := r.turns(ctx, rd, since.Start().UnixMicro(), until.Start().UnixMicro())
	var out []civil.Span
	for _, t := range list {
		if t.Person == person {
			from, to := civil.HalfAt(clock.FromMicros(t.From)), civil.HalfAt(clock.FromMicros(t.Until-1))
			out = append(out, civil.Span{From: from.Date(), FromHalf: half(from), To: to.Date(), ToHalf: half(to)})
		}
	}
	return out, err
}

func half(h civil.Half) civil.DayHalf {
	if h.PM() {
		return civil.PM
	}
	return civil.AM
}

// Swapped counts the swaps and take-overs in force whose stretch begins in [from, until).
func (r *Room) Swapped(ctx context.Context, rd db.Reader, from, until int64) (int, error) {
	return db.One[int](ctx, rd, q.SQL("swapped"), from, until)
}

// OnDay fills the front page's 今日值班: who is on now and who comes next on each
// track; of another day everybody.
func (r *Room) OnDay(ctx context.Context, who act.Actor, day civil.Date) ([]today.Line, error) {
	if !who.May(Use) {
		return nil, nil
	}
	now := r.Door.Now()
	from, until := day.Time().UnixMicro(), day.AddDays(1).Time().UnixMicro()
	present := day == dayOf(now)
	if present {
		from, until = now, now+2*24*60*minute
	}
	list, err := r.turns(ctx, r.Door.Reader(), from, until)
	var out []today.Line
	if present {
		list = nowAndNext(list, now)
	}
	for _, t := range list {
		sub := hours(t.From, t.Until, day)
		if present && t.From > now {
			sub = "下一班 " + sub
		}
		if t.Phone != "" {
			sub += "，" + t.Phone
		}
		out = append(out, today.Line{Text: TrackLabel(t.Track) + "　" + t.Name, Sub: sub, URL: "/duty?month=" + monthOf(day)})
	}
	return out, err
}

// nowAndNext keeps of each track the turn that runs and the one after it.
func nowAndNext(list []Turn, now int64) []Turn {
	var out []Turn
	for _, on := range []bool{true, false} {
		for _, track := range []string{Officer, Leader} {
			if i := slices.IndexFunc(list, func(t Turn) bool { return t.Track == track && (t.From <= now) == on }); i >= 0 {
				out = append(out, list[i])
			}
		}
	}
	return out
}

// hours writes a stretch as seen from a day: 08:30–17:30, 前日17:30–08:30.
func hours(from, until int64, day civil.Date) string {
	say := func(at int64) string {
		t := clock.FromMicros(at).In(civil.Shanghai)
		s := t.Format("15:04")
		switch d := civil.DateOf(t); {
		case d == day.AddDays(-1):
			return "前日" + s
		case d == day.AddDays(1):
			return "次日" + s
		case d != day:
			return t.Format("1月2日 15:04")
		}
		return s
	}
	return say(from) + "–" + say(until)
}

func monthOf(d civil.Date) string { return d.String()[:7] }

// parseMonth reads 2026-11 as the first days of the month and of the next.
func parseMonth(s string) (first, next civil.Date, err error) {
	t, err := time.ParseInLocation("2006-01", s, civil.Shanghai)
	if err != nil || t.Year() < 2000 || t.Year() > 2100 {
		return first, next, fault.Field("month", s, "月份请写成年-月，如 2026-11。")
	}
	return civil.DateOf(t), civil.DateOf(t.AddDate(0, 1, 0)), nil
}
