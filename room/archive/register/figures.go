package register

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/forms"
)

// noteDepartures writes down on which day items left the room, or that they came
// back, so that a year can be balanced.
func (r *Room) noteDepartures(tx *act.Tx) error {
	back, err := db.All[int64](tx.Ctx, tx, q.SQL("gone_back"))
	if err != nil {
		return err
	}
	type gone struct {
		ID    int64  `db:"id"`
		State string `db:"state"`
	}
	left, err := db.All[gone](tx.Ctx, tx, q.SQL("gone_new"))
	if err != nil {
		return err
	}
	for _, g := range left {
		back = append(back, g.ID) // another state than before: one row each
	}
	for _, id := range back {
		n, err := db.Exec(tx.Ctx, tx, q.SQL("departure_delete"), id)
		if err != nil {
			return err
		}
		if n > 0 {
			tx.Touch("archive_departure", id)
		}
	}
	if len(back) > 0 {
		tx.Touch("archive_departure")
	}
	for _, g := range left {
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("departure_insert"), g.ID, g.State, tx.Today.String()); err != nil {
			return err
		}
		tx.Touch("archive_departure", g.ID)
	}
	return nil
}

// YearBalance is the room's balance of a calendar year: what was there, what came,
// what left, what is there. The figures come from different books, so that they
// check one another: the opening from the end recorded last year, what came from
// the receipts of imports, what left from the departures, the end by counting.
type YearBalance struct {
	Year     int
	Opening  int64
	Recorded bool // the opening is a recorded year's end, not reckoned
	Received int64
	Left     map[string]int64 // by state: transferred, destroyed, merged, excluded
	Closing  int64
	Ended    bool // the year's end is recorded
	// Wrong says in Chinese which figure does not hold; empty if all do.
	Wrong []string
}

// Out is everything that left.
func (b YearBalance) Out() int64 {
	n := int64(0)
	for _, v := range b.Left {
		n += v
	}
	return n
}

// Holds reports whether opening + in − out is the closing balance.
func (b YearBalance) Holds() bool { return b.Opening+b.Received-b.Out() == b.Closing }

func startOf(year int) int64 {
	return time.Date(year, 1, 1, 0, 0, 0, 0, civil.Shanghai).UnixMicro()
}

type recordedYear struct {
	ID     int64  `db:"id"`
	Year   int64  `db:"year"`
	Items  int64  `db:"items"`
	ByName string `db:"by_name"`
	Day    string `db:"day"`
}

// Balance gives the balance of a calendar year.
func (r *Room) Balance(ctx context.Context, year int) (YearBalance, error) {
	return r.balance(ctx, r.reader(), year)
}

func (r *Room) balance(ctx context.Context, rd db.Reader, year int) (YearBalance, error) {
	b := YearBalance{Year: year, Left: map[string]int64{}}
	if err := saneYear(year); err != nil {
		return b, err
	}
	var failed error
	num := func(name string, args ...any) int64 {
		n, err := db.One[int64](ctx, rd, q.SQL(name), args...)
		if err != nil && failed == nil {
			failed = err
		}
		return n
	}
	first, last := fmt.Sprintf("%04d-01-01", year), fmt.Sprintf("%04d-12-31", year)
	from, to := startOf(year), startOf(year+1)
	reckoned := func(day string, at int64) int64 { return num("made_before", at) - num("gone_before", day, at) }
	opening := reckoned(first, from)
	b.Opening, b.Received = opening, num("accepted_between", from, to)
	made := num("made_between", from, to)
	type state struct {
		State string `db:"state"`
		N     int64  `db:"n"`
	}
	left, err := db.All[state](ctx, rd, q.SQL("gone_between"), first, last)
	if err != nil {
		return b, err
	}
	for _, s := range left {
		b.Left[s.State] = s.N
	}
	undated := num("gone_undated")
	if r.today().Year <= year {
		b.Closing = num("held_now")
	} else {
		b.Closing = reckoned(fmt.Sprintf("%04d-01-01", year+1), to)
	}
	if failed != nil {
		return b, failed
	}
	before, known, err := db.Maybe[recordedYear](ctx, rd, q.SQL("balance"), year-1)
	if err != nil {
		return b, err
	}
	if known {
		b.Opening, b.Recorded = before.Items, true
		if before.Items != opening {
			b.Wrong = append(b.Wrong, fmt.Sprintf("年初数：%d 年末登记 %d 件，按收进和离室推算应为 %d 件", year-1, before.Items, opening))
		}
	}
	if b.Received != made {
		b.Wrong = append(b.Wrong, fmt.Sprintf("收进：各批次合计 %d 件，目录中本年录入的是 %d 件", b.Received, made))
	}
	if undated > 0 {
		b.Wrong = append(b.Wrong, fmt.Sprintf("离室：有 %d 件已不在室，还没有登记离室日期，请先“核对应归档清单”", undated))
	}
	now, ended, err := db.Maybe[recordedYear](ctx, rd, q.SQL("balance"), year)
	if b.Ended = ended; ended {
		if now.Items != b.Closing {
			b.Wrong = append(b.Wrong, fmt.Sprintf("年末数：登记为 %d 件，现在清点为 %d 件", now.Items, b.Closing))
		}
		b.Closing = now.Items
	}
	if !b.Holds() && len(b.Wrong) == 0 {
		b.Wrong = append(b.Wrong, fmt.Sprintf("年末数：年初 %d ＋ 收进 %d － 离室 %d ＝ %d，清点为 %d 件", b.Opening, b.Received, b.Out(), b.Opening+b.Received-b.Out(), b.Closing))
	}
	return b, err
}

type endIn struct {
	r    *Room
	year int
}

var endYear = act.Define(act.Spec[endIn, int64]{
	Name: "register.balance.record", Label: "登记年度结存", Right: Balance, Basis: []law.ID{law.ArchiveSummaryAnnual, law.ArchiveBoxCounts},
	Do: func(tx *act.Tx, in endIn) (int64, act.Entry, error) {
		if in.year >= tx.Today.Year {
			return 0, act.Entry{}, fault.Field("year", itoa(in.year), fmt.Sprintf("%d 年还没有过完，年末数要到次年才能登记。", in.year))
		}
		if err := in.r.noteDepartures(tx); err != nil {
			return 0, act.Entry{}, err
		}
		b, err := in.r.balance(tx.Ctx, tx, in.year)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if b.Ended {
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "%d 年的年末数已经登记，不能再改。", in.year)
		}
		if len(b.Wrong) > 0 || !b.Holds() {
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "%d 年的数字不平，不能登记年末数。%s。", in.year, strings.Join(b.Wrong, "；"))
		}
		id, err := tx.Next("archive_balance")
		if err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("balance_insert"), id, int64(in.year), b.Closing, tx.Actor.Name, tx.Today.String()); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_balance", id)
		return b.Closing, act.Entry{Subject: act.Subject("archive_balance", id), Summary: fmt.Sprintf("登记 %d 年末室存 %d 件", in.year, b.Closing), Detail: b}, nil
	}})

// RecordBalance writes a past year's closing balance down, so that the next year
// opens with it. A year whose figures do not hold is refused.
func (r *Room) RecordBalance(ctx context.Context, who act.Actor, year int) (int64, error) {
	return endYear.Run(ctx, r.Archive.Door, who, endIn{r, year})
}

// Departure is an item that left the room.
type Departure struct {
	ID    int64      `db:"id"`
	State string     `db:"state"`
	Day   civil.Date `db:"day"`
	Code  string     `db:"code"`
	Title string     `db:"title"`
}

// Departures lists the items that left in a calendar year, within the actor's
// reach, at most 1,000; state "" means all.
func (r *Room) Departures(ctx context.Context, who act.Actor, year int, state string) (rows []Departure, hidden int, err error) {
	f := db.NewFilter()
	f.And("d.day >= ?", fmt.Sprintf("%04d-01-01", year)).And("d.day <= ?", fmt.Sprintf("%04d-12-31", year))
	if state != "" {
		f.And("d.state = ?", state)
	}
	got, err := db.All[struct {
		ID       int64      `db:"id"`
		State    string     `db:"state"`
		Day      civil.Date `db:"day"`
		Code     string     `db:"code"`
		Title    string     `db:"title"`
		Unit     string     `db:"unit"`
		Level    mark.Level `db:"level"`
		Category string     `db:"category"`
	}](ctx, r.reader(), "SELECT d.id, d.state, d.day, i.code, i.title, i.unit, i.level, i.category FROM archive_departure d JOIN archive_item i ON i.id = d.id"+
		f.Where()+" ORDER BY d.day DESC, d.id DESC LIMIT 1000", f.Args()...)
	for _, g := range got {
		it := archive.Item{Category: g.Category, Unit: g.Unit, Level: g.Level}
		if !who.Reach.Sees(it.Unit, it.Level, it.Compartment()) {
			hidden++
			continue
		}
		rows = append(rows, Departure{g.ID, g.State, g.Day, g.Code, g.Title})
	}
	return rows, hidden, err
}

// Enrich adds what the registers know to the figures of the yearly summary, for
// archive.Room.Enrich.
func (r *Room) Enrich(ctx context.Context, year int, s *forms.SummaryFigures) error {
	cfg, err := r.Archive.Config(ctx)
	if err != nil {
		return err
	}
	net, err := r.Levels(ctx)
	if err != nil {
		return err
	}
	s.Network, s.Guided, s.Software = net.network(), r.guided(cfg, net), cfg.Text("archive_software")
	if err := r.enrichRegisters(ctx, year, s); err != nil {
		return err
	}
	rep, err := r.Units(ctx, year)
	if err != nil {
		return err
	}
	s.MissingSpecial = nil
	if rep.Total.Special == 0 {
		s.MissingSpecial = append(s.MissingSpecial, "专业档案")
	}
	if rep.Total.Photos == 0 {
		s.MissingSpecial = append(s.MissingSpecial, "照片档案")
	}
	if r.Uses != nil {
		u, err := r.Uses(ctx, year)
		if err != nil {
			return err
		}
		s.Consulted, s.Lent, s.Overdue = u.Consulted, u.Lent, u.Overdue
	}
	if r.Keeping != nil {
		k, err := r.Keeping(ctx, year)
		if err != nil {
			return err
		}
		s.Rooms, s.Cabinets, s.Inspections = k.Rooms, k.Cabinets, k.Inspections
	}
	return nil
}

func (r *Room) guided(cfg archive.Config, net NetworkReport) []string {
	if t := strings.TrimSpace(cfg.Text("guiding_bodies")); t != "" {
		return strings.FieldsFunc(t, func(c rune) bool { return c == '、' || c == '，' || c == ',' || c == ';' || c == '；' })
	}
	var out []string
	for _, g := range net.Guided {
		out = append(out, g.Name)
	}
	return out
}

func (r *Room) enrichRegisters(ctx context.Context, year int, s *forms.SummaryFigures) error {
	of := map[string][]Entry{}
	for _, k := range r.Kinds {
		rows, err := r.Entries(ctx, k.Code, Query{Year: year})
		if err != nil {
			return err
		}
		for i := len(rows) - 1; i >= 0; i-- { // oldest first, as a report tells it
			of[k.Code] = append(of[k.Code], rows[i])
		}
	}
	s.Trainings = nil
	for _, e := range of["training"] {
		d, err := civil.Parse(e.Day)
		if err != nil {
			return err
		}
		s.Trainings = append(s.Trainings, fmt.Sprintf("%d月%d日%s“%s”", d.Month, d.Day, e.Values()["organiser"], e.Title))
	}
	past, err := r.Entries(ctx, "training", Query{Year: year - 1})
	if err != nil {
		return err
	}
	s.PastTraining = len(past)
	s.Books = nil
	for _, e := range of["refbook"] {
		s.Books = append(s.Books, quoted(e.Title))
	}
	spent, err := r.Spending(ctx, year)
	if err != nil {
		return err
	}
	s.Spent = spent
	// Tasks of earlier years that are still open are open this year too; one
	// finished this year counts as done this year.
	s.TasksDone, s.TasksOpen = 0, nil
	tasks, err := r.Entries(ctx, "task", Query{})
	if err != nil {
		return err
	}
	for _, e := range tasks {
		done := e.Values()["finished"]
		switch {
		case e.Year > int64(year):
		case done != "" && done <= fmt.Sprintf("%04d-12-31", year):
			if strings.HasPrefix(done, fmt.Sprintf("%04d-", year)) {
				s.TasksDone++
			}
		default:
			s.TasksOpen = append(s.TasksOpen, e.Title)
		}
	}
	s.Publicity, s.Outputs, s.Plans = len(of["publicity"]), nil, nil
	for _, e := range of["compilation"] {
		s.Outputs = append(s.Outputs, quoted(e.Title))
	}
	plans, err := r.Entries(ctx, "plan", Query{State: Undone})
	for i := len(plans) - 1; i >= 0; i-- {
		if e := plans[i]; e.Year <= int64(year) {
			s.Plans = append(s.Plans, e.Title)
		}
	}
	return err
}

func quoted(s string) string { return "《" + strings.Trim(s, "《》") + "》" }

// Spending sums the money of a year by kind, in the order of the rule book (clause
// archive.budget.record).
func (r *Room) Spending(ctx context.Context, year int) ([]forms.Spending, error) {
	type sum struct {
		Choice string `db:"choice"`
		N      int64  `db:"n"`
		Amount int64  `db:"amount"`
	}
	rows, err := db.All[sum](ctx, r.reader(), q.SQL("spending"), year)
	if err != nil {
		return nil, err
	}
	k, err := r.Kind("expenditure")
	f, _ := k.Field("kind")
	var out []forms.Spending
	for _, v := range f.Values {
		for _, x := range rows {
			if x.Choice == v.Code {
				out = append(out, forms.Spending{Kind: v.Label, Fen: x.Amount})
			}
		}
	}
	for _, x := range rows {
		if _, still := (Kind{Fields: []Field{f}}).valueOf(x.Choice); !still {
			out = append(out, forms.Spending{Kind: x.Choice, Fen: x.Amount})
		}
	}
	return out, err
}

// valueOf finds a value among those of the kind's choices.
func (k Kind) valueOf(code string) (Value, bool) {
	for _, f := range k.Fields {
		for _, v := range f.Values {
			if v.Code == code {
				return v, true
			}
		}
	}
	return Value{}, false
}

// SummaryFigures gathers everything the yearly summary says in figures (clause
// archive.summary.annual).
func (r *Room) SummaryFigures(ctx context.Context, year int) (forms.SummaryFigures, error) {
	if err := saneYear(year); err != nil {
		return forms.SummaryFigures{}, err
	}
	cfg, err := r.Archive.Config(ctx)
	if err != nil {
		return forms.SummaryFigures{}, err
	}
	s := forms.SummaryFigures{Year: year, Rule: r.Archive.Basis, Local: cfg.Text("local_rule"), Signed: cfg.Fonds.Name}
	st, err := r.Archive.Stats(ctx, act.Owner(), year)
	if err != nil {
		return s, err
	}
	s.Entered = st.Items
	arranged, err := db.All[tally](ctx, r.reader(), "SELECT retention, count(*) AS n FROM archive_item WHERE year = $1 AND state = 'held' AND item_no > 0 GROUP BY retention", year)
	if err != nil {
		return s, err
	}
	items := map[string]int64{}
	for _, a := range arranged {
		items[a.Retention] = a.N
	}
	for _, p := range code.Ordinary {
		s.ByRetention = append(s.ByRetention, forms.Tally{Retention: string(p), Items: int(items[string(p)]), Boxes: st.ByRetention[string(p)].Boxes})
	}
	rep, err := r.Units(ctx, year)
	if err != nil {
		return s, err
	}
	for _, u := range rep.Rows {
		s.ByUnit = append(s.ByUnit, forms.UnitTally{Unit: u.Name, Due: u.Due, Filed: u.Collected})
	}
	return s, r.Enrich(ctx, year, &s)
}

type tally struct {
	Retention string `db:"retention"`
	N         int64  `db:"n"`
}
