package integrity_test

import (
	"strconv"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/hall/register"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/integrity"
)

// rests asks whether a register says on which clauses it rests.
func (b *bureau) rests(code string, clauses ...law.ID) {
	b.t.Helper()
	r, err := b.Registers.Register(code)
	b.ok(err)
	for _, c := range clauses {
		found := false
		for _, x := range r.Basis {
			found = found || x == c
		}
		if !found {
			b.t.Errorf("%s does not rest on %s", code, c)
		}
	}
}

// What overseers and leaders alone may read stands in no entry of the ledger, no to-do
// and no answer that is kept; who opened a declaration or a lead does.
func TestTheLedgerTellsNumbersAlone(t *testing.T) {
	each(t, func(b *bureau) {
		who := b.actor("discipline")
		d := b.add("discipline", integrity.Declarations, map[string]string{"day": "2026-01-20", "title": "局长", "kind": "year", "of": "2025"})
		b.ok(b.Registers.Amend(b.ctx, who, integrity.Declarations, d.ID, 1, map[string]string{"day": "2026-01-21", "title": "局长", "kind": "year", "of": "2025"}, "日期写错"))
		b.ok(b.Registers.Void(b.ctx, who, integrity.Declarations, d.ID, 2, "局长的另册"))
		l := b.add("discipline", integrity.Leads, map[string]string{"day": wednesday, "title": "区纪委监委", "count": "2", "from": "来信来访"})
		v := map[string]string{"day": wednesday, "title": "关于某科长任免", "category": "重要干部任免", "meeting": "党委会纪要〔2026〕4号第1项", "legality": "不需要审查", "result": "同意", "state": "doing", "due": "2026-09-30"}
		m := b.add("discipline", integrity.Majors, v)
		b.ok(b.Registers.Amend(b.ctx, who, integrity.Majors, m.ID, 1, with(v, "vote", "赞成5"), "补记"))
		for _, table := range []string{"SELECT summary || detail || subject FROM ledger_entry WHERE deed LIKE 'register.%'", "SELECT result FROM act_key", "SELECT text FROM notify_todo"} {
			list, err := db.All[string](b.ctx, b.Door.Reader(), table)
			b.ok(err)
			for _, s := range list {
				if strings.Contains(s, "局长") || strings.Contains(s, "纪委") || strings.Contains(s, "任免") {
					t.Errorf("%s tells: %s", table, s)
				}
			}
		}
		page := b.As("discipline")
		page.Get("/register/" + integrity.Leads + "/" + strconv.FormatInt(l.ID, 10)).Want(200)
		page.Get("/register/" + integrity.Declarations + "/" + strconv.FormatInt(d.ID, 10)).Want(200)
		read, err := db.One[int64](b.ctx, b.Door.Reader(), "SELECT count(*) FROM ledger_entry WHERE deed = 'register.line.trace'")
		if b.ok(err); read != 2 {
			t.Errorf("%d readings in the ledger", read)
		}
	})
}

// Everybody reports gifts and events for themselves; an overseer may for others, and who
// is reported for can put it right (clauses law.integrity.gifts, law.integrity.events).
func TestGiftsAndEventsAreReportedByOneself(t *testing.T) {
	each(t, func(b *bureau) {
		event := map[string]string{"day": wednesday, "title": "商贸流通科科员", "kind": "婚事", "stage": "事前", "held": "2026-07-15"}
		for _, login := range []string{"head", "director", "other"} {
			b.refused(login, integrity.Gifts, gift, fault.Invalid, "收受人应是登记人本人")
			b.refused(login, integrity.Events, event, fault.Invalid, "报告人应是登记人本人")
		}
		g, e := b.add("discipline", integrity.Gifts, gift), b.add("discipline", integrity.Events, event)
		b.ok(b.Registers.Amend(b.ctx, b.actor("clerk"), integrity.Gifts, g.ID, 1, with(gift, "value", "90"), "估价写错"))
		b.ok(b.Registers.Amend(b.ctx, b.actor("clerk"), integrity.Events, e.ID, 1, with(event, "tables", "8"), "补桌数"))
		b.wants(b.Registers.Amend(b.ctx, b.actor("clerk"), integrity.Gifts, g.ID, 2, with(gift, "person", "商贸流通科科长"), "改"), fault.Invalid, "不能改成别人")
		b.wants(b.Registers.Amend(b.ctx, b.actor("clerk"), integrity.Events, e.ID, 2, with(event, "title", "商贸流通科科长"), "改"), fault.Invalid, "不能改成别人")
		for _, login := range []string{"head", "director"} {
			b.wants(b.Registers.Amend(b.ctx, b.actor(login), integrity.Events, e.ID, 2, event, "改"), fault.NotFound, "")
		}
		_, n, err := b.Registers.List(b.ctx, b.actor("clerk"), integrity.Gifts, register.Query{})
		if b.ok(err); n != 1 {
			t.Errorf("%d gifts", n)
		}
	})
}

// A reminder is put when a leader came, not in January alone; it is on the account that
// the person has, and gone with the declaration (clause law.integrity.personal_year).
func TestWhoeverHasNotDeclaredIsRemindedUntilItIsDone(t *testing.T) {
	each(t, func(b *bureau) {
		b.rests(integrity.Declarations, law.IntegrityPersonalYear)
		waits := func(login string) (out []string) {
			list, err := (&notify.Notify{Door: b.Door, Org: b.Room.Org}).List(b.ctx, notify.Audience{Login: login})
			b.ok(err)
			for _, t := range list {
				out = append(out, t.Text)
			}
			return out
		}
		n, err := b.Watch(b.ctx) // in June, nothing was declared yet
		if b.ok(err); n != 2 || len(waits("director")) != 1 || len(waits("secretary")) != 1 || len(waits("head")) != 0 {
			t.Errorf("%d reminded: %v", n, waits("director"))
		}
		d := map[string]string{"day": wednesday, "title": "局长", "kind": "year", "of": "2025"}
		l := b.add("discipline", integrity.Declarations, d)
		n, err = b.Watch(b.ctx)
		if b.ok(err); n != 0 || len(waits("director")) != 0 || len(waits("secretary")) != 1 {
			t.Errorf("%d reminded again: %v", n, waits("director"))
		}
		// A declaration that is void was not made.
		b.ok(b.Registers.Void(b.ctx, b.actor("discipline"), integrity.Declarations, l.ID, 1, "登记错人"))
		_, err = b.Watch(b.ctx)
		if b.ok(err); len(waits("director")) != 1 {
			t.Error("not reminded after the declaration was voided")
		}
	})
}

// What waits for a post waits for who holds it now, and for the account that is in use.
func TestToDosFollowWhoHoldsThePost(t *testing.T) {
	each(t, func(b *bureau) {
		b.add("discipline", integrity.Duties, map[string]string{"day": "2026-01-15", "title": "抓好科室廉政教育", "kind": "一岗双责", "person": "商贸流通科科长", "unit": "SMLTK", "state": "open"})
		b.add("discipline", integrity.Majors, map[string]string{"day": wednesday, "title": "项目安排", "category": "pending", "meeting": "纪要1号", "legality": "pending", "result": "同意", "state": "pending"})
		waits := func() (out []string) {
			list, err := db.All[string](b.ctx, b.Door.Reader(), "SELECT login FROM notify_todo WHERE done_at = 0 AND text NOT LIKE '报告%' ORDER BY key")
			b.ok(err)
			return list
		}
		if got := strings.Join(waits(), " "); got != "discipline discipline" {
			t.Fatalf("%q", got)
		}
		a, err := b.Room.Org.AccountByLogin(b.ctx, "discipline")
		b.ok(err)
		b.ok(b.Room.Org.SetState(b.ctx, act.Owner(), a.ID, "disabled"))
		id, err := b.Room.Org.CreateAccount(b.ctx, act.Owner(), org.NewAccount{PersonID: b.people["discipline"], Login: "newcomer", Name: "政工科科长", Password: orgtest.Password + "x"})
		b.ok(err)
		b.ok(b.Room.Org.SetRoles(b.ctx, act.Owner(), id, []org.Role{org.Personnel}))
		_, err = b.Watch(b.ctx)
		if b.ok(err); strings.Join(waits(), " ") != "newcomer newcomer" {
			t.Errorf("%q", waits())
		}
	})
}
