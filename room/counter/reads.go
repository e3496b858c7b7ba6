package counter

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// visible gives an application to whoever may see it: its unit, units before which it
// lay, the office, the leaders. For everybody else it does not exist.
func (r *Room) visible(ctx context.Context, rd db.Reader, who act.Actor, id int64) (Application, error) {
	a, err := row[Application](ctx, rd, "counter_application", "application", id)
	if err != nil || a.Unit == who.Unit && who.Unit != "" || r.seesAll(who) {
		return a, err
	}
	n, err := db.One[int](ctx, rd, q.SQL("passed_to"), id, who.Unit)
	if err == nil && n == 0 {
		err = act.OutOfReach(a.Subject())
	}
	return a, err
}

// Find gives the page of an application by its number as people write it; ok is false if
// there is none. The page says who may see it.
func (r *Room) Find(ctx context.Context, rd db.Reader, number string) (url string, ok bool, err error) {
	a, ok, err := db.Maybe[Application](ctx, rd, q.SQL("application_numbered"), tidyNumber(number))
	if !ok {
		return "", false, err
	}
	return applicationURL(a.ID), true, err
}

// View is an application with all that belongs to it.
type View struct {
	Application
	Item          Item
	Promise       Promise
	Checks        []Check
	Notices       []Notice
	Passes        []Pass
	Forward       *Forward
	Consultations []Consultation
	scene         *scene
}

// Lacking are the materials still to be brought.
func (v View) Lacking() []Check {
	return slices.DeleteFunc(slices.Clone(v.Checks), func(c Check) bool { return !c.Lacks() })
}

// See reads an application for somebody.
func (r *Room) See(ctx context.Context, who act.Actor, id int64) (View, error) {
	rd := r.Door.Reader()
	a, err := r.visible(ctx, rd, who, id)
	if err != nil {
		return View{}, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return View{}, err
	}
	return r.view(ctx, rd, s, a)
}

func (r *Room) view(ctx context.Context, rd db.Reader, s *scene, a Application) (View, error) {
	v := View{Application: a, scene: s}
	var err error
	if v.Item, err = row[Item](ctx, rd, "counter_item", "item", a.ItemID); err != nil {
		return v, err
	}
	if v.Promise, err = row[Promise](ctx, rd, "counter_promise", "promise", a.PromiseID); err != nil {
		return v, err
	}
	if v.Checks, err = checksOf(ctx, rd, a.ID); err != nil {
		return v, err
	}
	if v.Notices, err = db.All[Notice](ctx, rd, q.SQL("notices_of"), a.ID); err != nil {
		return v, err
	}
	if v.Passes, err = db.All[Pass](ctx, rd, q.SQL("passes_of"), a.ID); err != nil {
		return v, err
	}
	f, ok, err := db.Maybe[Forward](ctx, rd, q.SQL("forward_of"), a.ID)
	if err != nil {
		return v, err
	}
	if ok {
		v.Forward = &f
		v.Consultations, err = db.All[Consultation](ctx, rd, q.SQL("consultations_of"), a.ID)
	}
	return v, err
}

// Lists of applications.
const (
	ListOpen      = "open"      // not closed
	ListWarning   = "warning"   // near the last day
	ListOverdue   = "overdue"   // past it, without a result
	ListLate      = "late"      // finished after it
	ListCorrect   = "correct"   // waits for papers
	ListOvernight = "overnight" // lay over night on its way through the units
	ListBreach    = "breach"    // told more than once
	ListAll       = "all"
)

// Asked narrows a list of applications.
type Asked struct {
	List string
	Unit string
	Item int64
	// Words are looked for in number, applicant and item.
	Words    string
	From, To civil.Date // of receipt; zero for open ends
}

// Listed is an application with the title of its item.
type Listed struct {
	Application
	Title string `db:"title"`
}

// literal keeps the signs of a pattern from standing for anything but themselves.
var literal = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// List gives applications within the actor's reach, at most 500.
func (r *Room) List(ctx context.Context, who act.Actor, x Asked) ([]Listed, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	f := db.NewFilter()
	r.reach(f, who)
	today := r.Door.Today()
	order := "a.received_on DESC, a.id DESC"
	switch x.List {
	case ListOpen, "":
		db.In(f, "a.state", []string{Received, Correcting, Accepted, Finished})
		order = "CASE WHEN a.due = '' THEN '9999' ELSE a.due END, a.id"
	case ListWarning:
		f.And("a.state = ? AND a.due >= ? AND a.due <= ?", Accepted, today, s.warnUntil(today))
		order = "a.due, a.id"
	case ListOverdue:
		f.And("a.state = ? AND a.due < ?", Accepted, today)
		order = "a.due, a.id"
	case ListLate:
		f.And("a.finished_on > a.due AND a.finished_on <> ''")
	case ListCorrect:
		f.And("a.state = ?", Correcting)
	case ListOvernight:
		f.And("EXISTS (SELECT 1 FROM counter_pass p WHERE p.application_id = a.id AND (p.signed_on > p.received_on OR p.recalled_on > p.received_on OR p.signed_on = '' AND p.recalled_on = '' AND p.received_on < ?))", today)
	case ListBreach:
		f.And("EXISTS (SELECT 1 FROM counter_notice n WHERE n.application_id = a.id AND n.breach = 1)")
	case ListAll:
	default:
		return nil, fault.Field("list", x.List, "没有“"+x.List+"”这种清单。")
	}
	if x.Unit != "" {
		f.And("a.unit = ?", x.Unit)
	}
	if x.Item != 0 {
		f.And("a.item_id = ?", x.Item)
	}
	if !x.From.IsZero() {
		f.And("a.received_on >= ?", x.From)
	}
	if !x.To.IsZero() {
		f.And("a.received_on <= ?", x.To)
	}
	if x.Words != "" {
		like := "%" + literal.Replace(x.Words) + "%"
		f.And("a.number LIKE ? ESCAPE '!' OR a.applicant LIKE ? ESCAPE '!' OR i.title LIKE ? ESCAPE '!' OR a.accepted_number LIKE ? ESCAPE '!'", like, like, like, like)
	}
	return db.All[Listed](ctx, rd, q.SQL("application_list")+f.Where()+" ORDER BY "+order+" LIMIT "+fmt.Sprint(mostRows), f.Args()...)
}

// warnUntil is the latest last day that counts as near, seen from a day.
func (s *scene) warnUntil(today civil.Date) civil.Date {
	n := s.warnDays()
	if n == 0 {
		return today
	}
	d, _, err := s.cal.Add(today, n)
	if err != nil {
		return today
	}
	return d
}

// reach limits a list to what somebody may see.
func (r *Room) reach(f *db.Filter, who act.Actor) {
	switch {
	case r.seesAll(who):
	case who.Unit == "":
		f.And("1 = 0")
	default:
		f.And("a.unit = ? OR EXISTS (SELECT 1 FROM counter_pass p WHERE p.application_id = a.id AND p.unit = ? AND p.recalled_on = '')", who.Unit, who.Unit)
	}
}

// Rate is how a unit kept what it promised in a stretch of days (clauses
// promise.monitor, limit.report).
type Rate struct {
	Unit, Name                                                      string
	Received, Finished, OnTime, Late, Overdue, Open, Notices, Twice int
	Overnight, Passes                                               int
	// Middle is the median of days from the start of the time to the result.
	Middle int
}

// Percent is the share of results in time, in whole percent, rounded down; -1 without
// a result.
func (x Rate) Percent() int {
	if x.Finished == 0 {
		return -1
	}
	return x.OnTime * 100 / x.Finished
}

type rateRow struct {
	Unit       string     `db:"unit"`
	State      string     `db:"state"`
	Due        civil.Date `db:"due"`
	Started    civil.Date `db:"started"`
	FinishedOn civil.Date `db:"finished_on"`
	ReceivedOn civil.Date `db:"received_on"`
	Notices    int        `db:"notices"`
	Overnight  int        `db:"overnight"`
	Passes     int        `db:"passes"`
}

// Rates gives the figures of every unit within the actor's reach, and of all together
// first: what was received, and what was finished, in [from, to].
func (r *Room) Rates(ctx context.Context, who act.Actor, from, to civil.Date) ([]Rate, error) {
	if from.IsZero() || to.IsZero() || to.Before(from) {
		return nil, onField(law.PromiseMonitor, "to", to.String(), "请填写起止日期，止不早于起。")
	}
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	f := db.NewFilter(s.today)
	r.reach(f, who)
	f.And("a.received_on <= ? AND (a.closed_on = '' OR a.closed_on >= ? OR a.finished_on >= ?)", to, from, from)
	list, err := db.All[rateRow](ctx, rd, q.SQL("rate_rows")+f.Where(), f.Args()...)
	if err != nil {
		return nil, err
	}
	by := map[string]*Rate{"": {Name: "全局"}}
	spans := map[string][]int64{}
	for _, x := range list {
		if by[x.Unit] == nil {
			by[x.Unit] = &Rate{Unit: x.Unit, Name: s.unitName(x.Unit)}
		}
		for _, u := range []string{"", x.Unit} {
			k := by[u]
			k.add(x, from, to, s.today)
			if within(x.FinishedOn, from, to) && !x.Started.IsZero() {
				spans[u] = append(spans[u], int64(x.FinishedOn.Sub(x.Started)))
			}
		}
	}
	var out []Rate
	for _, u := range s.units {
		if k := by[u.Code]; k != nil && u.Code != "" {
			k.Middle = int(middle(spans[u.Code]))
			out = append(out, *k)
		}
	}
	by[""].Middle = int(middle(spans[""]))
	return append([]Rate{*by[""]}, out...), nil
}

func within(d, from, to civil.Date) bool { return !d.IsZero() && !d.Before(from) && !d.After(to) }

func (k *Rate) add(x rateRow, from, to, today civil.Date) {
	if within(x.ReceivedOn, from, to) {
		k.Received++
		k.Overnight += x.Overnight
		k.Passes += x.Passes
		if x.Notices > 0 {
			k.Notices++
		}
		if x.Notices > 1 {
			k.Twice++
		}
	}
	if within(x.FinishedOn, from, to) {
		k.Finished++
		if x.Due.IsZero() || !x.FinishedOn.After(x.Due) {
			k.OnTime++
		} else {
			k.Late++
		}
	}
	if x.State == Received || x.State == Correcting || x.State == Accepted {
		k.Open++
		if x.State == Accepted && today.After(x.Due) {
			k.Overdue++
		}
	}
}

// middle is the median, the lower of two.
func middle(list []int64) int64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[(len(list)-1)/2]
}

// Gaps are the items that stand in the district's list and promise nothing yet (clause
// limit.scope).
func (r *Room) Gaps(ctx context.Context) ([]Item, error) {
	return db.All[Item](ctx, r.Door.Reader(), q.SQL("items_without_promise"))
}

// Guides lists the published items in the order of units.
func (r *Room) Guides(ctx context.Context) ([]Guide, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	items, err := db.All[Item](ctx, rd, q.SQL("items_open"))
	if err != nil {
		return nil, err
	}
	list, err := db.All[Promise](ctx, rd, q.SQL("promises_now"))
	if err != nil {
		return nil, err
	}
	var out []Guide
	for _, u := range s.units {
		for _, x := range items {
			if k := slices.IndexFunc(list, func(p Promise) bool { return p.ItemID == x.ID }); k >= 0 && x.Unit == u.Code {
				out = append(out, Guide{Item: x, Promise: list[k], UnitName: u.Name, Feedback: s.feedback(list[k])})
			}
		}
	}
	return out, nil
}

// GuideOf gives one published item by its code.
func (r *Room) GuideOf(ctx context.Context, code string) (Guide, error) {
	list, err := r.Guides(ctx)
	if err != nil {
		return Guide{}, err
	}
	if k := slices.IndexFunc(list, func(g Guide) bool { return g.Code == code }); k >= 0 {
		return list[k], nil
	}
	return Guide{}, fault.New(fault.NotFound, "没有公布这个事项的办事指南。请从事项清单重新打开，或者打电话询问。")
}

// telephone is where complaints are taken: unit and number from the card (clauses
// promise.dept, first.tel).
func (s *scene) telephone() string {
	return "监督投诉：" + word(s.book, law.PromiseDept, "unit") + "，电话 " + word(s.book, law.PromiseDept, "tel")
}

// WaitingPass is a pass that nobody has signed.
type WaitingPass struct {
	Pass
	Number string     `db:"number"`
	Title  string     `db:"title"`
	Due    civil.Date `db:"due"`
}

// PassesWaiting lists what waits to be signed: for the own unit, for the office and
// leaders everywhere. The oldest comes first (clauses promise.sameday, promise.chief).
func (r *Room) PassesWaiting(ctx context.Context, who act.Actor) ([]WaitingPass, error) {
	f := db.NewFilter().And("p.signed_on = '' AND p.recalled_on = ''")
	db.In(f, "a.state", []string{Accepted})
	if !r.seesAll(who) {
		f.And("p.unit = ? AND p.unit <> ''", who.Unit)
	}
	return db.All[WaitingPass](ctx, r.Door.Reader(), q.SQL("pass_list")+f.Where()+" ORDER BY p.received_on, p.id LIMIT "+fmt.Sprint(mostRows), f.Args()...)
}

func basisOf(clause law.ID, reading ...string) rulebook.Basis {
	return rulebook.Basis{Clause: clause, Interpretation: reading}
}
