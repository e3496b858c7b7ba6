package counter_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	clocks "lantai.internal/hall/rulebook/counter"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/counter"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var base = []act.Right{org.Anyone, flow.Use, counter.Use}

var grants = org.Grants{org.Staff: base, org.SectionHead: base, org.Leader: append([]act.Right{counter.Oversee}, base...)}

// bureau has an office with head and clerk, two sections with head and clerk, a deputy.
type bureau struct {
	*counter.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	actors map[string]act.Actor
	filed  []flow.Papers
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, counter.Schema}

// The clock begins on Thursday, 10 September 2026, at ten in the morning.
const thursday = "2026-09-10"

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must(thursday).Time().Add(10 * time.Hour).Sub(c.Now()))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := org.Open(d, grants)
	must(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK"}
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"deputy", "副局长", "JLD", "deputy", org.RankLeader, org.Leader},
		{"head", "商贸流通科科长", "SMLTK", "SMLTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "商贸流通科科员", "SMLTK", "SMLTK-staff", org.RankStaff, org.Staff},
		{"grainhead", "粮油食管科科长", "LYSGK", "LYSGK-head", org.RankSectionHead, org.SectionHead},
		{"grain", "粮油食管科科员", "LYSGK", "LYSGK-staff", org.RankStaff, org.Staff},
		{"chief", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"window", "办公室窗口人员", "BGS", "BGS-staff", org.RankStaff, org.Staff},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "SMLTK", Name: "商贸流通科"}, {Code: "LYSGK", Name: "粮油食管科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	must(err)
	b := &bureau{t: t, ctx: ctx, c: c, actors: map[string]act.Actor{}}
	for i, x := range rows {
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		must(err)
		must(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		who, err := o.ActorOf(ctx, id)
		must(err)
		must(o.ChangePassword(ctx, who, "Correct-Horse-9", "Rested-Heron-71"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		must(err)
	}
	store, err := blob.OpenDir(t.TempDir())
	must(err)
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room, err = counter.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
	must(err)
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// refused wants a refusal on a field or a clause.
func (b *bureau) refused(err error, kind fault.Kind, field string, clause law.ID) {
	b.t.Helper()
	if err == nil {
		b.t.Fatalf("not refused, want %v on %s %s", kind, field, clause)
	}
	e := fault.Of(err)
	if !fault.Is(err, kind) || field != "" && !names(e, field) || clause != "" && e.Clause != "" && e.Clause != clause {
		b.t.Fatalf("refused as %v: %+v", e.Kind, e)
	}
}

func names(e *fault.Error, field string) bool {
	if e.Field == field {
		return true
	}
	for _, f := range e.Fields {
		if f.Field == field {
			return true
		}
	}
	return false
}

func (b *bureau) as(login string) act.Actor { return b.actors[login] }

// at moves the clock to a time of a day.
func (b *bureau) at(day string, hour int) {
	b.t.Helper()
	b.c.Move(civil.Must(day).Time().Add(time.Duration(hour) * time.Hour).Sub(b.c.Now()))
}

func good(item int64) counter.Promise {
	return counter.Promise{ItemID: item, Basis: "《酒类流通管理办法》第六条", Conditions: "在本区从事酒类经营", Requirements: "证照在有效期内", Materials: "备案登记表|原件1份|\n营业执照|复印件1份|核对原件\n经营场所证明|复印件1份|", Steps: "收件、审核、受理、办结", Days: 3, DaysUnit: clocks.WorkingDays, Officer: "窗口受理岗", Place: "办公楼一楼窗口", Fee: "不收费", FeedbackDays: 5}
}

// item enters and publishes an item of the section.
func (b *bureau) item(title string, change func(*counter.Item, *counter.Promise)) counter.Item {
	b.t.Helper()
	x := counter.Item{Title: title, Unit: "SMLTK", Listed: true}
	p := good(0)
	if change != nil {
		change(&x, &p)
	}
	x, err := b.AddItem(b.ctx, b.as("clerk"), x)
	b.ok(err)
	p.ItemID = x.ID
	_, err = b.SavePromise(b.ctx, b.as("clerk"), p)
	b.ok(err)
	_, err = b.Publish(b.ctx, b.as("head"), x.ID)
	b.ok(err)
	return x
}

func asked(item int64) counter.NewApplication {
	return counter.NewApplication{Item: item, Channel: counter.AtWindow, Class: counter.Person, Applicant: "申请人甲", PaperKind: counter.ResidentCard, PaperNumber: "11010519491231002X", Phone: "13800000000", Matter: "办理备案"}
}

func (b *bureau) receive(item int64) counter.Application {
	b.t.Helper()
	a, err := b.Receive(b.ctx, b.as("clerk"), asked(item))
	b.ok(err)
	return a
}

// looked gives a state for every material, in order.
func looked(states ...string) []counter.Looked {
	var out []counter.Looked
	for i, s := range states {
		out = append(out, counter.Looked{N: i + 1, State: s})
	}
	return out
}

func (b *bureau) accepted(item int64) counter.Application {
	b.t.Helper()
	a, err := b.Check(b.ctx, b.as("clerk"), b.receive(item).ID, looked(counter.Here, counter.Here, counter.Here), "")
	b.ok(err)
	return a
}

// Clauses promise.def, promise.guide, promise.simple, once.def, once.printed,
// promise.complaint, promise.limit, limit.scope: a guide lacks nothing, and only a head publishes it.
func TestGuideIsPublishedWholeOrNotAtAll(t *testing.T) {
	_ = []law.ID{law.PromiseDef, law.PromiseGuide, law.PromiseSimple, law.OnceDef, law.OncePrinted, law.PromiseComplaint, law.PromiseLimit, law.LimitScope}
	each(t, func(b *bureau) {
		x, err := b.AddItem(b.ctx, b.as("clerk"), counter.Item{Title: "备案", Unit: "SMLTK", Listed: true})
		b.ok(err)
		for field, blank := range map[string]func(*counter.Promise){
			"basis": func(p *counter.Promise) { p.Basis = "" }, "conditions": func(p *counter.Promise) { p.Conditions = "" }, "requirements": func(p *counter.Promise) { p.Requirements = "" },
			"steps": func(p *counter.Promise) { p.Steps = "" }, "days": func(p *counter.Promise) { p.Days = 0 }, "officer": func(p *counter.Promise) { p.Officer = "" },
			"materials": func(p *counter.Promise) { p.Materials = "" }, "fee": func(p *counter.Promise) { p.Fee = "" }, "fee_basis": func(p *counter.Promise) { p.Fee = "每件20元" },
			"feedback_days": func(p *counter.Promise) { p.FeedbackDays = 0 },
		} {
			p := good(x.ID)
			blank(&p)
			_, err := b.SavePromise(b.ctx, b.as("clerk"), p)
			b.ok(err)
			_, err = b.Publish(b.ctx, b.as("head"), x.ID)
			b.refused(err, fault.Invalid, field, "")
		}
		if list, _ := b.Guides(b.ctx); len(list) != 0 {
			t.Error("a guide with a gap is published")
		}
		gaps, err := b.Gaps(b.ctx)
		if b.ok(err); len(gaps) != 1 {
			t.Errorf("the item without a limit is not listed: %v", gaps)
		}
		_, err = b.SavePromise(b.ctx, b.as("clerk"), good(x.ID))
		b.ok(err)
		_, err = b.Publish(b.ctx, b.as("clerk"), x.ID)
		b.refused(err, fault.Forbidden, "", law.PromiseGuide)
		_, err = b.Publish(b.ctx, b.as("grainhead"), x.ID)
		b.refused(err, fault.Forbidden, "", "")
		_, err = b.Publish(b.ctx, b.as("head"), x.ID)
		b.ok(err)
		list, err := b.Guides(b.ctx)
		if b.ok(err); len(list) != 1 || list[0].Feedback != 5 || len(list[0].Promise.List()) != 3 {
			t.Errorf("published: %+v", list)
		}
		if gaps, _ := b.Gaps(b.ctx); len(gaps) != 0 {
			t.Error("a published item still counts as a gap")
		}
		_, err = b.Publish(b.ctx, b.as("head"), x.ID)
		b.refused(err, fault.Conflict, "", "")
	})
}

func TestPromiseThatCannotBe(t *testing.T) {
	each(t, func(b *bureau) {
		x, err := b.AddItem(b.ctx, b.as("clerk"), counter.Item{Title: "许可", Unit: "SMLTK", Licence: true})
		b.ok(err)
		for field, change := range map[string]func(*counter.Promise){
			"days": func(p *counter.Promise) { p.Days = 367 }, "days_unit": func(p *counter.Promise) { p.DaysUnit = "weeks" }, "materials": func(p *counter.Promise) { p.Materials = "执照\n执照" },
			"feedback_days": func(p *counter.Promise) { p.FeedbackDays = -1 },
		} {
			p := good(x.ID)
			change(&p)
			_, err := b.SavePromise(b.ctx, b.as("clerk"), p)
			b.refused(err, fault.Invalid, field, "")
		}
		p := good(x.ID)
		p.DaysUnit = clocks.CalendarDays
		_, err = b.SavePromise(b.ctx, b.as("clerk"), p)
		b.refused(err, fault.Invalid, "days_unit", law.LicensingWorkdays)
		p = good(x.ID)
		p.Instant = true
		_, err = b.SavePromise(b.ctx, b.as("clerk"), p)
		b.refused(err, fault.Invalid, "days", law.PromiseNow)
		_, err = b.SavePromise(b.ctx, b.as("grain"), good(x.ID))
		b.refused(err, fault.Forbidden, "", law.PromiseDef)
		_, err = b.AddItem(b.ctx, b.as("clerk"), counter.Item{Title: "许可", Unit: "SMLTK"})
		b.refused(err, fault.Invalid, "title", "")
		_, err = b.AddItem(b.ctx, b.as("grain"), counter.Item{Title: "别科的", Unit: "SMLTK"})
		b.refused(err, fault.Forbidden, "", law.PromiseDef)
	})
}

// Clauses limit.receipt, limit.intake, once.check, limit.def: complete papers are accepted
// at once, with number and promised day.
func TestCompletePapersAreAcceptedAtOnce(t *testing.T) {
	_ = []law.ID{law.LimitReceipt, law.LimitIntake, law.OnceCheck, law.LimitDef, law.PromiseLimit}
	each(t, func(b *bureau) {
		x := b.item("备案", nil)
		a := b.receive(x.ID)
		if a.Number != "2026-办-0001" || a.PaperNumber != "110***********002X" || a.Handler != "clerk" {
			t.Errorf("received: %+v", a)
		}
		_, err := b.Check(b.ctx, b.as("clerk"), a.ID, looked(counter.Here, counter.Here), "")
		b.refused(err, fault.Invalid, "state_3", law.OnceCheck)
		_, err = b.Check(b.ctx, b.as("grain"), a.ID, looked(counter.Here, counter.Here, counter.Here), "")
		b.refused(err, fault.NotFound, "", "")
		a, err = b.Check(b.ctx, b.as("clerk"), a.ID, looked(counter.Here, counter.Here, counter.NotNeeded), "")
		if b.ok(err); a.State != counter.Accepted || a.AcceptedNumber != "2026-受-0001" || a.Due.String() != "2026-09-15" || a.Started.String() != thursday || !a.Complete {
			t.Errorf("accepted: %+v", a)
		}
		_, err = b.Check(b.ctx, b.as("clerk"), a.ID, looked(counter.Here, counter.Here, counter.Here), "")
		b.refused(err, fault.Conflict, "", "")
	})
}

// Clauses once.check, limit.intake: what is looked at a day later needs the reason.
func TestCheckIsOnTheSpot(t *testing.T) {
	_ = []law.ID{law.OnceCheck, law.LimitIntake}
	each(t, func(b *bureau) {
		a := b.receive(b.item("备案", nil).ID)
		b.at("2026-09-11", 9)
		_, err := b.Check(b.ctx, b.as("clerk"), a.ID, looked(counter.Here, counter.Here, counter.Here), "")
		b.refused(err, fault.Invalid, "reason", law.OnceCheck)
		a, err = b.Check(b.ctx, b.as("clerk"), a.ID, looked(counter.Here, counter.Here, counter.Here), "停电")
		if b.ok(err); a.CheckReason != "停电" || a.Due.String() != "2026-09-15" {
			t.Errorf("the time runs from receipt all the same: %+v", a)
		}
	})
}

// Clauses once.supplement, limit.supplement, once.after: a notice that forgets an item is
// refused and names it, a second one needs a new fact and is a breach, and the time begins
// when the last paper is there.
func TestNoticeListsEverythingAndOnlyOnce(t *testing.T) {
	_ = []law.ID{law.OnceSupplement, law.LimitSupplement, law.OnceAfter}
	each(t, func(b *bureau) {
		a := b.receive(b.item("备案", nil).ID)
		a, err := b.Check(b.ctx, b.as("clerk"), a.ID, []counter.Looked{{N: 1, State: counter.Here}, {N: 2, State: counter.Missing, Note: "补交复印件"}, {N: 3, State: counter.Wrong, Note: "补盖公章"}}, "")
		if b.ok(err); a.State != counter.Correcting || !a.Due.IsZero() || a.AcceptedNumber != "" {
			t.Errorf("incomplete papers have a last day: %+v", a)
		}
		_, err = b.Supplement(b.ctx, b.as("clerk"), a.ID, []int{2, 3})
		b.refused(err, fault.Rule, "", law.OnceSupplement)
		_, err = b.Notify(b.ctx, b.as("clerk"), a.ID, counter.NewNotice{Items: []counter.Wanted{{N: 2, Words: "补交复印件"}}})
		b.refused(err, fault.Invalid, "item_3", law.LimitSupplement)
		if !strings.Contains(fault.Of(err).Safe(), "经营场所证明") {
			t.Error("the forgotten item is not named: ", fault.Of(err).Safe())
		}
		_, err = b.Notify(b.ctx, b.as("clerk"), a.ID, counter.NewNotice{Items: []counter.Wanted{{N: 1, Words: "再交一份"}, {N: 2, Words: "补交复印件"}, {N: 3, Words: "补盖公章"}}})
		b.refused(err, fault.Invalid, "item_1", "")
		_, err = b.Notify(b.ctx, b.as("grain"), a.ID, counter.NewNotice{})
		b.refused(err, fault.NotFound, "", "")
		_, err = b.Notify(b.ctx, b.as("clerk"), a.ID, counter.NewNotice{Items: []counter.Wanted{{N: 2, Words: "补交复印件"}, {N: 3, Words: "补盖公章"}}, More: []counter.Wanted{{Name: "无犯罪记录证明", Words: "补交"}}, Fact: "新情况"})
		b.refused(err, fault.Invalid, "more", law.LimitSupplement)
		all := counter.NewNotice{Items: []counter.Wanted{{N: 2, Words: "补交复印件"}, {N: 3, Words: "补盖公章"}}}
		n, err := b.Notify(b.ctx, b.as("clerk"), a.ID, all)
		if b.ok(err); n.Number != "2026-补-0001" || n.Breach || len(n.Wants()) != 2 || n.Wants()[1].Words != "补盖公章" {
			t.Errorf("notice: %+v", n)
		}
		if v, err := b.See(b.ctx, b.as("clerk"), a.ID); err != nil || v.Lacking()[1].Note != "补盖公章" {
			t.Errorf("the record says %+v: %v", v.Checks, err)
		}
		b.at("2026-09-11", 9)
		a, err = b.Supplement(b.ctx, b.as("clerk"), a.ID, []int{2})
		if b.ok(err); a.State != counter.Correcting {
			t.Error("accepted although one is missing")
		}
		_, err = b.Supplement(b.ctx, b.as("clerk"), a.ID, nil)
		b.refused(err, fault.Invalid, "came", "")
		_, err = b.Notify(b.ctx, b.as("clerk"), a.ID, counter.NewNotice{Items: []counter.Wanted{{N: 3, Words: "补盖公章"}}})
		b.refused(err, fault.Rule, "", law.OnceSupplement)
		n, err = b.Notify(b.ctx, b.as("clerk"), a.ID, counter.NewNotice{Items: []counter.Wanted{{N: 3, Words: "补盖公章"}}, More: []counter.Wanted{{Name: "变更后的执照", Words: "补交复印件"}}, Fact: "申请人当天办理了执照变更"})
		if b.ok(err); !n.Breach || n.N != 2 {
			t.Errorf("the second notice is no breach: %+v", n)
		}
		list, err := b.List(b.ctx, b.as("window"), counter.Asked{List: counter.ListBreach})
		if b.ok(err); len(list) != 1 {
			t.Error("a breach is not listed")
		}
		b.at("2026-09-14", 9)
		a, err = b.Supplement(b.ctx, b.as("clerk"), a.ID, []int{3, 4})
		if b.ok(err); a.State != counter.Accepted || a.Started.String() != "2026-09-14" || a.Due.String() != "2026-09-17" || a.SupplementedOn.String() != "2026-09-14" {
			t.Errorf("the time does not begin with the last paper: %+v", a)
		}
		rates, err := b.Rates(b.ctx, b.as("deputy"), civil.Must("2026-01-01"), civil.Must("2026-12-31"))
		if b.ok(err); rates[0].Notices != 1 || rates[0].Twice != 1 {
			t.Errorf("rates: %+v", rates[0])
		}
	})
}

// Reading promise-stands of limit.def: what is published later does not touch what was
// received.
func TestLaterPromiseLeavesApplicationsAlone(t *testing.T) {
	_ = []law.ID{law.LimitDef, law.PromiseDef}
	each(t, func(b *bureau) {
		x := b.item("备案", nil)
		accepted, waiting := b.accepted(x.ID), b.receive(x.ID)
		p := good(x.ID)
		p.Days, p.Materials = 30, "备案登记表"
		_, err := b.SavePromise(b.ctx, b.as("clerk"), p)
		b.ok(err)
		if a := b.accepted(x.ID); a.Due.String() != "2026-09-15" {
			t.Error("a draft already binds")
		}
		_, err = b.Publish(b.ctx, b.as("head"), x.ID)
		b.ok(err)
		v, err := b.See(b.ctx, b.as("clerk"), accepted.ID)
		if b.ok(err); v.Due.String() != "2026-09-15" || v.Promise.N != 1 || v.Promise.Days != 3 || v.Promise.State != counter.Replaced {
			t.Errorf("the promise of an accepted application changed: %+v", v.Promise)
		}
		waiting, err = b.Check(b.ctx, b.as("clerk"), waiting.ID, looked(counter.Here, counter.Here, counter.Here), "")
		if b.ok(err); waiting.Due.String() != "2026-09-15" {
			t.Errorf("a received application got the new promise: %s", waiting.Due)
		}
		a, err := b.Check(b.ctx, b.as("clerk"), b.receive(x.ID).ID, looked(counter.Here), "")
		if b.ok(err); a.Due.String() != "2026-10-28" {
			t.Errorf("the new promise does not bind: %s", a.Due)
		}
	})
}

// Reading promise-stands of limit.def: a letter is under the guide of the day it came,
// also where another one was published since.
func TestLetterComesUnderTheGuideOfItsDay(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.item("备案", nil)
		b.at("2026-09-14", 9)
		p := good(x.ID)
		p.Days, p.Materials = 30, "备案登记表"
		_, err := b.SavePromise(b.ctx, b.as("clerk"), p)
		b.ok(err)
		_, err = b.Publish(b.ctx, b.as("head"), x.ID)
		b.ok(err)
		n := asked(x.ID)
		n.Channel, n.CameOn = counter.ByPost, civil.Must("2026-09-11")
		a, err := b.Receive(b.ctx, b.as("clerk"), n)
		b.ok(err)
		v, err := b.See(b.ctx, b.as("clerk"), a.ID)
		if b.ok(err); v.Promise.N != 1 || len(v.Checks) != 3 || v.ReceivedOn.String() != "2026-09-11" {
			t.Errorf("yesterday's letter: promise %d, %d materials, received %s", v.Promise.N, len(v.Checks), v.ReceivedOn)
		}
		n.CameOn = civil.Must("2026-09-14")
		a, err = b.Receive(b.ctx, b.as("clerk"), n)
		b.ok(err)
		if v, err = b.See(b.ctx, b.as("clerk"), a.ID); err != nil || v.Promise.N != 2 {
			t.Errorf("today's letter: promise %d, %v", v.Promise.N, err)
		}
		n.CameOn = civil.Must("2026-09-09")
		_, err = b.Receive(b.ctx, b.as("clerk"), n)
		b.refused(err, fault.Invalid, "came_on", "")
	})
}

func TestReceiveNamesWhatIsWrong(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.item("备案", nil)
		for name, tt := range map[string]struct {
			field  string
			change func(*counter.NewApplication)
		}{
			"no item":               {"item", func(n *counter.NewApplication) { n.Item = 0 }},
			"no name":               {"applicant", func(n *counter.NewApplication) { n.Applicant = " " }},
			"no telephone":          {"phone", func(n *counter.NewApplication) { n.Phone = "" }},
			"short mobile":          {"phone", func(n *counter.NewApplication) { n.Phone = "1380000000" }},
			"letters for telephone": {"phone", func(n *counter.NewApplication) { n.Phone = "12ab" }},
			"wrong check digit":     {"paper_number", func(n *counter.NewApplication) { n.PaperNumber = "110105194912310021" }},
			"no such birthday":      {"paper_number", func(n *counter.NewApplication) { n.PaperNumber = "11010519490231002X" }},
			"number too short":      {"paper_number", func(n *counter.NewApplication) { n.PaperNumber = "1101051949" }},
			"no number":             {"paper_number", func(n *counter.NewApplication) { n.PaperNumber = "" }},
			"unknown paper":         {"paper_kind", func(n *counter.NewApplication) { n.PaperKind = "工作证明" }},
			"organisation, no code": {"paper_kind", func(n *counter.NewApplication) { n.Class, n.PaperKind, n.PaperNumber = counter.Organisation, "", "" }},
			"wrong credit code": {"paper_number", func(n *counter.NewApplication) {
				n.Class, n.PaperKind, n.PaperNumber = counter.Organisation, counter.CreditCode, "91350100M000100Y44"
			}},
			"tomorrow":               {"came_on", func(n *counter.NewApplication) { n.Channel, n.CameOn = counter.ByPost, civil.Must("2026-09-11") }},
			"before the guide":       {"came_on", func(n *counter.NewApplication) { n.Channel, n.CameOn = counter.ByPost, civil.Must("2026-09-09") }},
			"another century":        {"came_on", func(n *counter.NewApplication) { n.Channel, n.CameOn = counter.ByPost, civil.Must("1926-09-09") }},
			"the counter, yesterday": {"came_on", func(n *counter.NewApplication) { n.CameOn = civil.Must("2026-09-09") }},
			"no way":                 {"channel", func(n *counter.NewApplication) { n.Channel = "pigeon" }},
			"no class":               {"class", func(n *counter.NewApplication) { n.Class = "" }},
		} {
			n := asked(x.ID)
			tt.change(&n)
			_, err := b.Receive(b.ctx, b.as("clerk"), n)
			if e := fault.Of(err); err == nil || !names(e, tt.field) {
				t.Errorf("%s: %v", name, err)
			}
		}
		n := asked(x.ID)
		n.Class, n.PaperKind, n.PaperNumber, n.Phone = counter.Organisation, counter.CreditCode, "91350100M000100Y43", "023-61280386"
		_, err := b.Receive(b.ctx, b.as("window"), n)
		b.ok(err)
		_, err = b.Receive(b.ctx, b.as("grain"), asked(x.ID))
		b.refused(err, fault.Forbidden, "", law.LimitIntake)
		y, err := b.AddItem(b.ctx, b.as("clerk"), counter.Item{Title: "没公布的", Unit: "SMLTK"})
		b.ok(err)
		_, err = b.Receive(b.ctx, b.as("clerk"), asked(y.ID))
		b.refused(err, fault.Invalid, "item", law.PromiseDef)
		b.ok(b.CloseItem(b.ctx, b.as("head"), x.ID, "取消"))
		_, err = b.Receive(b.ctx, b.as("clerk"), asked(x.ID))
		b.refused(err, fault.Invalid, "item", "")
		b.refused(b.CloseItem(b.ctx, b.as("head"), y.ID, ""), fault.Invalid, "reason", "")
		b.refused(b.CloseItem(b.ctx, b.as("clerk"), y.ID, "取消"), fault.Forbidden, "", law.PromiseDef)
	})
}
