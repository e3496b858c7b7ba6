package followup_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/meeting/followup"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var everybody = []act.Right{org.Anyone, flow.Use, followup.Use}

var grants = org.Grants{org.Staff: everybody, org.SectionHead: everybody, org.Leader: everybody, org.Director: everybody, org.SystemAdmin: {org.Anyone}}

// bureau is a small one: two sections, the office of two, the political section, three
// leaders of whom one does not sit on the party committee.
type bureau struct {
	*followup.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
	held   []followup.Sitting
	chair  string
	kind   string
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, followup.Schema}

// The clock begins on Monday, 2 November 2026, at noon.
const monday = "2026-11-02"

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must(monday).Time().Add(12 * time.Hour).Sub(c.Now()))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := org.Open(d, grants)
	must(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK", PartySecretary: "party-secretary"}
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"secretary", "党委书记", "JLD", "party-secretary", org.RankLeader, org.Leader},
		{"deputy", "副局长", "JLD", "deputy-director", org.RankLeader, org.Leader},
		{"head", "流通科科长", "LTK", "LTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "流通科科员", "LTK", "LTK-staff", org.RankStaff, org.Staff},
		{"other", "外经科科员", "WJK", "WJK-staff", org.RankStaff, org.Staff},
		{"political", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.SectionHead},
		{"office", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"typist", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "LTK", Name: "流通科"}, {Code: "WJK", Name: "外经科"}, {Code: "ZGK", Name: "政工科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	must(err)
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}, chair: "director", kind: "director_office"}
	for i, x := range rows {
		b.people[x.login] = ids[i]
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		must(err)
		must(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		who, err := o.ActorOf(ctx, id)
		must(err)
		must(o.ChangePassword(ctx, who, "Correct-Horse-9", "Rested-Heron-71"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		must(err)
	}
	for _, login := range []string{"director", "secretary"} {
		must(o.SetFacts(ctx, act.Owner(), org.Facts{PersonID: b.people[login], WorkOn: since, PartyOn: since, CommitteeOn: since}))
	}
	for _, unit := range []string{"LTK", "WJK", "BGS"} {
		_, err := o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: unit, PersonID: b.people["deputy"], Since: since})
		must(err)
	}
	store, err := blob.OpenDir(t.TempDir())
	must(err)
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room = followup.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	b.Meeting = func(context.Context, db.Reader, int64) (followup.Held, error) {
		return followup.Held{Kind: b.kind, Chair: b.people[b.chair], On: civil.Must(monday)}, nil
	}
	b.Sittings = func(context.Context, db.Reader, civil.Date, civil.Date) ([]followup.Sitting, error) {
		return b.held, nil
	}
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

// sign stands for the deed of the meeting room that signs minutes.
var sign = act.Define(act.Spec[signIn, bool]{Name: "followup.test.sign", Label: "签发纪要", Open: "a test",
	Do: func(tx *act.Tx, in signIn) (bool, act.Entry, error) {
		return true, act.Entry{Subject: "meeting", Summary: "签发纪要"}, in.r.TakeUp(tx, in.list)
	}})

type signIn struct {
	r    *followup.Room
	list []followup.Resolution
}

// decided takes up one decision of a meeting and gives its item.
func (b *bureau) decided(what, owner, due string) followup.Item {
	b.t.Helper()
	x := followup.Resolution{Meeting: 7, Item: 2, Ref: "局长办公会纪要〔2026〕3号第2项", What: what, Unit: "LTK", Owner: b.people[owner], URL: "/meetings/7"}
	if due != "" {
		x.Due = civil.Must(due)
	}
	if _, err := sign.Run(b.ctx, b.Door, b.actors["typist"], signIn{b.Room, []followup.Resolution{x}}); err != nil {
		b.t.Fatal(say(err))
	}
	list, err := b.Register(b.ctx, b.actors["office"], followup.Conditions{Words: what})
	if b.kind != "director_office" {
		list, err = b.Register(b.ctx, b.actors["political"], followup.Conditions{Words: what})
	}
	if err != nil || len(list) != 1 {
		b.t.Fatalf("%d items, %v", len(list), err)
	}
	return list[0]
}

func say(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Error() + " / " + fault.Of(err).Safe()
}

func (b *bureau) ok(i followup.Item, err error) followup.Item {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(say(err))
	}
	return i
}

func (b *bureau) refused(kind fault.Kind, words string) func(followup.Item, error) {
	return func(_ followup.Item, err error) {
		b.t.Helper()
		if !fault.Is(err, kind) || !strings.Contains(say(err), words) {
			b.t.Errorf("want kind %v with %q, got %s", kind, words, say(err))
		}
	}
}

func (b *bureau) day(n int) { b.c.Move(time.Duration(n) * 24 * time.Hour) }

func (b *bureau) todos(login string) []string {
	b.t.Helper()
	n := &notify.Notify{Door: b.Door, Org: b.Org}
	who := b.actors[login]
	list, err := n.List(b.ctx, notify.Audience{Login: who.Login, Unit: who.Unit, Roles: []org.Role{org.Staff}})
	if err != nil {
		b.t.Fatal(err)
	}
	var out []string
	for _, x := range list {
		out = append(out, x.Text)
	}
	return out
}

func has(list []string, part string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.Contains(s, part) })
}

// A decision goes from the minutes to its confirmed end (law.RepDecisionExecute,
// law.RepDecisionRegister); the office confirms, never the owner.
func TestADecisionIsFollowedUp(t *testing.T) {
	each(t, func(b *bureau) {
		i := b.decided("拟定促消费方案", "clerk", "2026-11-10")
		if i.Number != "2026-督-0001" || i.Decider != "局长" || i.Keeper != "BGS" || i.UnitName != "流通科" {
			t.Errorf("%+v", i)
		}
		if !has(b.todos("clerk"), "拟定促消费方案") {
			t.Error("its owner is not told")
		}
		// One without owner, or whose owner left, is the head's.
		if h := b.decided("没有写明谁办", "", "2026-11-10"); h.Login != "head" {
			t.Errorf("%+v", h)
		}
		// Minutes signed again bring nothing twice.
		b.decided("拟定促消费方案", "clerk", "2026-11-10")
		// The same thing for another day is another thing.
		var twice []followup.Resolution
		for _, due := range []string{"2026-11-20", "2026-12-20"} {
			twice = append(twice, followup.Resolution{Meeting: 7, Item: 3, Ref: "局长办公会纪要〔2026〕3号第3项", What: "报进度", Unit: "LTK", Owner: b.people["clerk"], Due: civil.Must(due), URL: "/meetings/7"})
		}
		_, err := sign.Run(b.ctx, b.Door, b.actors["typist"], signIn{b.Room, twice})
		if list, _ := b.Register(b.ctx, b.actors["office"], followup.Conditions{Words: "报进度"}); err != nil || len(list) != 2 {
			t.Errorf("%d items of two, %v", len(list), err)
		}
		w := func(text string) followup.Word { return followup.Word{Item: i.ID, Text: text} }
		b.refused(fault.NotFound, "")(b.Report(b.ctx, b.actors["other"], w("x")))
		b.refused(fault.NotFound, "")(b.Report(b.ctx, b.actors["head"], w("x")))
		b.refused(fault.Invalid, "办到哪一步")(b.Report(b.ctx, b.actors["clerk"], w(" ")))
		b.ok(b.Report(b.ctx, b.actors["clerk"], w("已征求两个科室意见")))
		b.refused(fault.NotFound, "")(b.Finish(b.ctx, b.actors["office"], w("办完了")))
		b.refused(fault.Conflict, "办理中")(b.Close(b.ctx, b.actors["office"], w("")))
		b.ok(b.Finish(b.ctx, b.actors["clerk"], w("方案已印发")))
		if has(b.todos("clerk"), "拟定促消费方案") || !has(b.todos("typist"), "核实办结：拟定促消费方案") {
			t.Errorf("%v %v", b.todos("clerk"), b.todos("typist"))
		}
		b.refused(fault.NotFound, "")(b.Close(b.ctx, b.actors["clerk"], w("")))
		b.refused(fault.NotFound, "")(b.Close(b.ctx, b.actors["deputy"], w("")))
		b.refused(fault.Invalid, "还差什么")(b.Back(b.ctx, b.actors["office"], w("")))
		b.ok(b.Back(b.ctx, b.actors["office"], w("缺印发文号")))
		if !has(b.todos("clerk"), "拟定促消费方案") {
			t.Error("given back, it is not on the owner's list")
		}
		b.ok(b.Finish(b.ctx, b.actors["clerk"], w("已印发，文号补上")))
		closed := b.ok(b.Close(b.ctx, b.actors["typist"], w("")))
		if closed.State != followup.Closed || len(b.filed) != 1 || len(b.filed[0].Files) != 1 || b.filed[0].Unit != "LTK" || b.filed[0].Secret || !strings.Contains(b.filed[0].Title, "纪要〔2026〕3号") {
			t.Errorf("%+v %+v", closed, b.filed)
		}
		if has(b.todos("typist"), "核实") {
			t.Error("confirmed, it is still to be confirmed")
		}
		// A paper that comes later is a further one.
		ref, err := b.Files.Put(b.ctx, strings.NewReader("批复"), 0)
		if err != nil {
			t.Fatal(err)
		}
		paper := flow.Attachment{Name: "批复.txt", SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}
		b.refused(fault.NotFound, "")(b.AddPapers(b.ctx, b.actors["other"], i.ID, []flow.Attachment{paper}))
		b.ok(b.AddPapers(b.ctx, b.actors["clerk"], i.ID, []flow.Attachment{paper}))
		if len(b.filed) != 2 || !strings.Contains(b.filed[1].Title, "补充材料1") {
			t.Errorf("%+v", b.filed)
		}
		if used, err := b.HasFile(b.ctx, b.Door.Reader(), ref.SHA256); err != nil || !used {
			t.Error(used, err)
		}
	})
}

// The office has an item of its own: another of the office confirms it.
func TestNobodyConfirmsHisOwn(t *testing.T) {
	each(t, func(b *bureau) {
		i := b.decided("整理会议室", "typist", "2026-11-10")
		b.ok(b.Finish(b.ctx, b.actors["typist"], followup.Word{Item: i.ID, Text: "好了"}))
		b.refused(fault.Rule, "自己承办")(b.Close(b.ctx, b.actors["typist"], followup.Word{Item: i.ID}))
		b.ok(b.Close(b.ctx, b.actors["office"], followup.Word{Item: i.ID}))
	})
}

// Another day is granted by who set the first; failing that one by the leader in
// charge, then the director; never by the owner.
func TestExtension(t *testing.T) {
	each(t, func(b *bureau) {
		i := b.decided("拟定方案", "clerk", "2026-11-10")
		ask := followup.Word{Item: i.ID, Text: "等统计数据", Due: civil.Must("2026-11-20")}
		b.refused(fault.NotFound, "")(b.Ask(b.ctx, b.actors["head"], ask))
		b.refused(fault.Invalid, "晚于现在的期限")(b.Ask(b.ctx, b.actors["clerk"], followup.Word{Item: i.ID, Text: "x", Due: civil.Must("2026-11-10")}))
		b.refused(fault.Invalid, "为什么")(b.Ask(b.ctx, b.actors["clerk"], followup.Word{Item: i.ID, Due: ask.Due}))
		b.ok(b.Ask(b.ctx, b.actors["clerk"], ask))
		b.refused(fault.Conflict, "还没有答复")(b.Ask(b.ctx, b.actors["clerk"], ask))
		if !has(b.todos("director"), "答复延期") {
			t.Error("the chair is not asked")
		}
		b.refused(fault.Rule, "局长答复")(b.Extend(b.ctx, b.actors["deputy"], followup.Word{Item: i.ID}))
		b.refused(fault.NotFound, "")(b.Extend(b.ctx, b.actors["other"], followup.Word{Item: i.ID}))
		b.refused(fault.Invalid, "理由")(b.Keep(b.ctx, b.actors["director"], followup.Word{Item: i.ID}))
		b.ok(b.Keep(b.ctx, b.actors["director"], followup.Word{Item: i.ID, Text: "先报初稿"}))
		b.refused(fault.Conflict, "没有等待答复")(b.Extend(b.ctx, b.actors["director"], followup.Word{Item: i.ID}))
		b.ok(b.Ask(b.ctx, b.actors["clerk"], ask))
		got := b.ok(b.Extend(b.ctx, b.actors["director"], followup.Word{Item: i.ID}))
		if got.Due != ask.Due || got.FirstDue != civil.Must("2026-11-10") || has(b.todos("director"), "答复延期") {
			t.Errorf("%+v %v", got, b.todos("director"))
		}
		// The chair is the owner: the leader in charge of the unit grants it.
		b.chair = "head"
		j := b.decided("核对台账", "head", "2026-11-12")
		v, err := b.Item(b.ctx, b.actors["head"], j.ID)
		if err != nil || v.Granting.Names() != "副局长" {
			t.Errorf("%+v %v", v.Granting, err)
		}
		b.ok(b.Ask(b.ctx, b.actors["head"], followup.Word{Item: j.ID, Text: "等数据", Due: civil.Must("2026-11-30")}))
		b.ok(b.Extend(b.ctx, b.actors["deputy"], followup.Word{Item: j.ID}))
		// Without a last day there is nothing to extend.
		b.chair = "director"
		k := b.decided("没有期限的事", "clerk", "")
		b.refused(fault.Conflict, "没有定期限")(b.Ask(b.ctx, b.actors["clerk"], followup.Word{Item: k.ID, Text: "x", Due: civil.Must("2026-12-30")}))
	})
}

// Instructions are entered by the office or the leader who gave them.
func TestInstructionsAreEntered(t *testing.T) {
	each(t, func(b *bureau) {
		n := followup.Instruction{Origin: "区政府办来文〔2026〕88号，批示“流通科阅办”", Giver: b.people["deputy"], GivenOn: civil.Must(monday), What: "核查两家超市", Owner: b.people["clerk"], Due: civil.Must("2026-11-06")}
		with := func(f func(*followup.Instruction)) followup.Instruction { c := n; f(&c); return c }
		b.refused(fault.Forbidden, "办公室登记")(b.Enter(b.ctx, b.actors["clerk"], n))
		b.refused(fault.Forbidden, "办公室登记")(b.Enter(b.ctx, b.actors["director"], n))
		b.refused(fault.Invalid, "200字")(b.Enter(b.ctx, b.actors["office"], with(func(x *followup.Instruction) { x.Origin = "来源" + strings.Repeat("长", 300) })))
		b.refused(fault.Invalid, "局领导")(b.Enter(b.ctx, b.actors["office"], with(func(x *followup.Instruction) { x.Giver = b.people["head"] })))
		b.refused(fault.Invalid, "不晚于今天")(b.Enter(b.ctx, b.actors["office"], with(func(x *followup.Instruction) { x.GivenOn = civil.Must("2026-11-03") })))
		b.refused(fault.Invalid, "期限早于")(b.Enter(b.ctx, b.actors["office"], with(func(x *followup.Instruction) { x.Due = civil.Must("2026-11-01") })))
		b.refused(fault.Invalid, "承办人")(b.Enter(b.ctx, b.actors["office"], with(func(x *followup.Instruction) { x.Owner = 999 })))
		i := b.ok(b.Enter(b.ctx, b.actors["deputy"], n))
		b.refused(fault.NotFound, "")(b.Void(b.ctx, b.actors["clerk"], followup.Word{Item: i.ID, Text: "重复"}))
		b.ok(b.Void(b.ctx, b.actors["office"], followup.Word{Item: i.ID, Text: "登记重复"}))
		m := b.decided("会议定的", "clerk", "2026-11-10")
		b.refused(fault.Rule, "会议再议")(b.Void(b.ctx, b.actors["office"], followup.Word{Item: m.ID, Text: "x"}))
	})
}

// Reminders come before, on and after the last day, each once; urging has its
// interval; what has no owner any more is passed on.
func TestRemindersUrgingAndPassingOn(t *testing.T) {
	each(t, func(b *bureau) {
		i := b.decided("拟定方案", "clerk", "2026-11-10")
		watch := func(reminded int) followup.Watched {
			t.Helper()
			b.held = nil
			for _, k := range b.Rules.Base.Meetings.Kinds {
				b.held = append(b.held, followup.Sitting{Kind: k.Code, On: b.Door.Today(), Held: true})
			}
			w, err := b.Watch(b.ctx)
			if err != nil || w.Reminded != reminded {
				t.Errorf("%s: %+v %v", b.Door.Today(), w, err)
			}
			return w
		}
		watch(0)
		b.day(5) // 7 November: three days are left
		watch(1)
		watch(0)
		if !has(b.todos("clerk"), "快到期") {
			t.Error(b.todos("clerk"))
		}
		b.day(3)
		watch(1)
		if !has(b.todos("clerk"), "今天到期") {
			t.Error(b.todos("clerk"))
		}
		b.day(1)
		if w := watch(1); len(w.Late) != 1 || !has(b.todos("clerk"), "已逾期") || !has(b.todos("head"), "督促流通科科员") || !has(b.todos("office"), "催办") {
			t.Errorf("%+v %v %v", w, b.todos("head"), b.todos("office"))
		}
		b.day(6)
		watch(0)
		b.day(1) // eight days late: the second time
		watch(1)
		urge := followup.Word{Item: i.ID, Text: "本周办完"}
		b.refused(fault.NotFound, "")(b.Urge(b.ctx, b.actors["head"], urge))
		b.ok(b.Urge(b.ctx, b.actors["deputy"], urge))
		b.refused(fault.TooMany, "催过了")(b.Urge(b.ctx, b.actors["office"], urge))
		b.day(1)
		b.ok(b.Urge(b.ctx, b.actors["office"], urge))
		// The owner leaves.
		if _, err := b.Org.Leave(b.ctx, act.Owner(), org.Leaving{PersonID: b.people["clerk"], On: b.Door.Today(), Exception: "测试"}); err != nil {
			t.Fatal(say(err))
		}
		if w := watch(0); len(w.Orphans) != 1 || !has(b.todos("office"), "没有在职的承办人") {
			t.Errorf("%+v %v", w, b.todos("office"))
		}
		if w := watch(0); len(w.Orphans) != 0 {
			t.Error("said twice")
		}
		pass := followup.Word{Item: i.ID, Owner: b.people["other"], Text: "原承办人调离"}
		b.refused(fault.NotFound, "")(b.Pass(b.ctx, b.actors["other"], pass))
		b.refused(fault.Invalid, "别的科室")(b.Pass(b.ctx, b.actors["head"], pass))
		b.refused(fault.Invalid, "就是这个人")(b.Pass(b.ctx, b.actors["office"], followup.Word{Item: i.ID, Owner: b.people["clerk"], Text: "x"}))
		got := b.ok(b.Pass(b.ctx, b.actors["office"], pass))
		if got.Unit != "WJK" || got.Login != "other" || !has(b.todos("other"), "拟定方案") || has(b.todos("office"), "没有在职的承办人") {
			t.Errorf("%+v %v %v", got, b.todos("other"), b.todos("office"))
		}
		b.ok(b.Pass(b.ctx, b.actors["office"], followup.Word{Item: i.ID, Owner: b.people["head"], Text: "还归流通科"}))
		b.refused(fault.Invalid, "离岗")(b.Pass(b.ctx, b.actors["head"], followup.Word{Item: i.ID, Owner: b.people["clerk"], Text: "x"}))
	})
}

// What the party committee decided is for its members, the owner and the political
// section alone (law.MtgPartySecrecy).
func TestWhoSeesAnItem(t *testing.T) {
	each(t, func(b *bureau) {
		i := b.decided("公开的事", "clerk", "2026-11-10")
		b.kind, b.chair = "party_committee", "secretary"
		x := b.decided("党委定的事", "clerk", "2026-11-10")
		for _, c := range []struct {
			login     string
			open, shy bool
		}{{"clerk", true, true}, {"head", true, true}, {"office", true, false}, {"typist", true, false}, {"political", false, true}, {"director", true, true}, {"secretary", true, true}, {"deputy", true, false}, {"other", false, false}} {
			for id, want := range map[int64]bool{i.ID: c.open, x.ID: c.shy} {
				if _, err := b.Item(b.ctx, b.actors[c.login], id); (err == nil) != want {
					t.Errorf("%s sees %d: %v", c.login, id, err)
				}
			}
			list, err := b.Register(b.ctx, b.actors[c.login], followup.Conditions{})
			n := 0
			for _, want := range []bool{c.open, c.shy} {
				if want {
					n++
				}
			}
			if err != nil || len(list) != n {
				t.Errorf("%s lists %d, %v", c.login, len(list), err)
			}
		}
		b.ok(b.Finish(b.ctx, b.actors["clerk"], followup.Word{Item: x.ID, Text: "办完"}))
		b.refused(fault.NotFound, "")(b.Close(b.ctx, b.actors["office"], followup.Word{Item: x.ID}))
		b.ok(b.Close(b.ctx, b.actors["political"], followup.Word{Item: x.ID}))
		if !b.filed[0].Secret {
			t.Error("what the party committee decided is filed for everybody")
		}
		if _, err := b.Item(b.ctx, act.Actor{}, i.ID); !fault.Is(err, fault.NotFound) {
			t.Error("a stranger sees an item")
		}
	})
}

// Who serves a meeting says why it was not held; the posts are reminded late in the
// month (law.MtgReportCalendar, law.MtgPartyCadence).
func TestCadence(t *testing.T) {
	each(t, func(b *bureau) {
		explain := func(login string, m followup.Missed) error {
			_, err := b.Explain(b.ctx, b.actors[login], m)
			return err
		}
		m := followup.Missed{Kind: "party_committee", Year: 2026, Month: 10, Reason: "书记参加集中学习，推到十一月"}
		if err := explain("office", m); !fault.Is(err, fault.Forbidden) {
			t.Error(say(err))
		}
		if err := explain("political", followup.Missed{Kind: "party_committee", Year: 2026, Month: 11, Reason: "x"}); !fault.Is(err, fault.Conflict) {
			t.Error(say(err))
		}
		if err := explain("political", followup.Missed{Kind: "tea", Year: 2026, Month: 10, Reason: "x"}); !fault.Is(err, fault.Invalid) {
			t.Error(say(err))
		}
		for _, reason := range []string{"", "第一次", m.Reason} {
			m.Reason = reason
			if err := explain("political", m); (err == nil) != (reason != "") {
				t.Error(say(err))
			}
		}
		rows, err := b.Year(b.ctx, 2026)
		if err != nil || len(rows) != 5 {
			t.Fatal(len(rows), err)
		}
		c := rows[0].Cells[10]
		if !c.Missing() || c.Reason != m.Reason || rows[0].Cells[11].Missing() || rows[4].Cells[0].Should != 1 {
			t.Errorf("%+v", rows[0].Cells)
		}
		w, err := b.Watch(b.ctx)
		if err != nil || w.Meetings != 1 || !has(b.todos("political"), "2026年还没有开民主生活会") {
			t.Errorf("%+v %v %v", w, err, b.todos("political"))
		}
		b.day(18) // the 20th
		if w, err = b.Watch(b.ctx); err != nil || w.Meetings != 4 || !has(b.todos("political"), "11月还没有开党委会") || !has(b.todos("office"), "11月还没有开局长办公会") || !has(b.todos("typist"), "11月还没有开局务会") || has(b.todos("office"), "局务会") {
			t.Errorf("%+v %v %v", w, b.todos("office"), b.todos("typist"))
		}
		b.held = []followup.Sitting{{Kind: "party_committee", On: civil.Must("2026-11-25")}}
		if w, err = b.Watch(b.ctx); err != nil || w.Meetings != 1 || has(b.todos("political"), "党委会") {
			t.Errorf("%+v %v %v", w, err, b.todos("political"))
		}
	})
}

const canary = `<script>alert("请")</script>`

func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.Org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.Org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/followup"), sessions.Begin(r, a.ID)
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: b.Org.Identify(sessions), Rate: -1, Now: b.c.Now, TempDir: b.t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某区商务局"}, nil },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	if err != nil {
		b.t.Fatal(err)
	}
	return site
}

func (b *bureau) as(site http.Handler, login string) *webtest.Client {
	c := webtest.New(b.t, site)
	c.Base = "http://127.0.0.1"
	c.Get("/as/" + login).Want(303)
	return c
}

type keys int

func (k *keys) form(pairs ...string) url.Values {
	*k++
	v := url.Values{"_key": {fmt.Sprintf("key-%d", *k)}}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk, office, other, director := b.as(site, "clerk"), b.as(site, "office"), b.as(site, "other"), b.as(site, "director")
		clerk.Get("/followup").Want(200).In(".empty", webtest.HasText("没有由您承办的")).Without("a[href='/followup/new']")
		office.Get("/followup").Want(200).In("a[href='/followup/new']")
		office.Post("/followup/new", k.form("origin", canary)).Want(422).In("#summary", webtest.HasText("批示的领导")).In("input[name=origin]", webtest.HasValue(canary))
		sent := office.Post("/followup/new", k.form("origin", canary, "giver", fmt.Sprint(b.people["deputy"]), "given_on", monday, "what", canary, "owner", fmt.Sprint(b.people["clerk"]), "due", "2026-11-06")).Want(303)
		at := sent.Header.Get("Location")
		if r := office.Follow(sent).Want(200).In("form[action*=pass]").In("form[action*=urge]").In("form[action*=void]").Without("form[action*=progress]"); strings.Contains(r.Body, "<script>alert") {
			t.Error("the page escapes")
		}
		other.Get(at).Want(404)
		other.Get(at + "/form.pdf").Want(404)
		for _, do := range []string{"progress", "ask", "extend", "keep", "finish", "close", "back", "urge", "pass", "void"} {
			other.Post(at+"/"+do, k.form("text", "x", "due", "2026-11-20", "owner", "1")).Want(404)
		}
		other.Upload(at+"/papers", k.form(), webtest.File{Field: "files", Name: "a.txt", Content: []byte("x")}).Want(404)
		clerk.Get(at).Want(200).In("form[action*=progress]").In("form[action*=finish]").In("form[action*=ask]").In("main", webtest.HasText("由副局长答复")).Without("form[action*=close]")
		clerk.Upload(at+"/progress", k.form("text", "核查了一家"), webtest.File{Field: "files", Name: "照片.txt", Content: []byte("照片")}).Want(303)
		if r := clerk.Get(at + "/papers/1").Want(200); r.Body != "照片" {
			t.Errorf("%q", r.Body)
		}
		other.Get(at + "/papers/1").Want(404)
		clerk.Post(at+"/ask", k.form("text", "", "due", "2026-11-03")).Want(422).In("#summary", webtest.HasText("晚于现在的期限"))
		clerk.Post(at+"/ask", k.form("text", "另一家停业", "due", "2026-11-13")).Want(303)
		b.as(site, "deputy").Get(at).Want(200).In("form[action*=extend]").In("form[action*=keep]")
		director.Get(at).Want(200).Without("form[action*=extend]")
		b.as(site, "deputy").Post(at+"/extend", k.form("text", "")).Want(303)
		clerk.Get(at).Want(200).In("main", webtest.HasText("原定2026年11月6日"))
		b.day(13)
		office, clerk = b.as(site, "office"), b.as(site, "clerk")
		office.Get("/followup").Want(200).In("table tbody tr", webtest.HasText("逾期 2 天"))
		office.Get("/followup/register?state=late&unit=LTK&source=instruction&year=2026").Want(200).Count("tbody tr", 1)
		office.Get("/followup/register?state=nonsense").Want(422)
		office.Get("/followup/register?year=1").Want(422)
		office.Get("/followup/rates").Want(200).In("tbody tr", webtest.HasText("0/1，0%"))
		for _, path := range []string{"/followup/register/list.pdf", "/followup/calendar/table.pdf", at + "/form.pdf"} {
			if r := office.Get(path).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				t.Error(path)
			}
		}
		if r := office.Get("/followup/register/list.xlsx").Want(200); !strings.HasPrefix(r.Body, "PK") {
			t.Error("no table")
		}
		clerk.Post(at+"/finish", k.form("text", "两家都核查了")).Want(303)
		office.Post(at+"/back", k.form("text", "")).Want(422).In("#summary", webtest.HasText("还差什么"))
		office.Post(at+"/close", k.form("text", "")).Want(303)
		office.Get("/followup/rates").Want(200).In("tbody tr", webtest.HasText("1/1，100%")).In("tbody tr", webtest.HasText("0/1"))
		office.Get("/followup/calendar").Want(200).Count("tbody tr", 5).In("main", webtest.HasText("2026年11月30日")).In("form[action='/followup/calendar'] option", webtest.HasText("2026年10月 局长办公会"))
		office.Get("/followup/calendar?year=3").Want(422)
		office.Post("/followup/calendar", k.form("year", "2026", "which", "director_office:10", "reason", "")).Want(422)
		office.Post("/followup/calendar", k.form("year", "2026", "which", "director_office:10", "reason", "并入局务会")).Want(303)
		clerk.Get("/followup/calendar").Want(200).In("main", webtest.HasText("并入局务会")).Without("form[action='/followup/calendar']")
	})
}
