package register_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/forms"
	"lantai.internal/room/archive/register"
	"lantai.internal/room/archive/schedule"
)

// bureau is a small bureau that tests may change.
type bureau struct {
	people   []org.Person
	offices  []org.Office
	accounts []org.Account
}

var units = []org.Unit{{Code: "BGS", Name: "办公室", Active: true}, {Code: "ZGK", Name: "政工科", Active: true}, {Code: "SYK", Name: "市场运行科", Active: true}}

func (b *bureau) Units(context.Context) ([]org.Unit, error)       { return units, nil }
func (b *bureau) People(context.Context) ([]org.Person, error)    { return b.people, nil }
func (b *bureau) Offices(context.Context) ([]org.Office, error)   { return b.offices, nil }
func (b *bureau) Accounts(context.Context) ([]org.Account, error) { return b.accounts, nil }

type roomBureau struct{}

func (roomBureau) Units(context.Context) ([]archive.Unit, error) {
	var out []archive.Unit
	for _, u := range units {
		out = append(out, archive.Unit{Code: u.Code, Name: u.Name})
	}
	return out, nil
}

func newBureau() *bureau {
	since := civil.Must("2015-01-01")
	return &bureau{
		people: []org.Person{{ID: 1, Name: "局长甲", Unit: "BGS", Since: since}, {ID: 2, Name: "副局长乙", Unit: "BGS", Since: since}, {ID: 3, Name: "科员丙", Unit: "BGS", Since: since},
			{ID: 4, Name: "科员丁", Unit: "ZGK", Since: since}, {ID: 5, Name: "科员戊", Unit: "SYK", Since: since}, {ID: 6, Name: "科员丁", Unit: "SYK", Since: since}},
		offices: []org.Office{{ID: 1, PersonID: 1, Post: "director", Since: since, Title: "局长"}, {ID: 2, PersonID: 2, Post: "deputy-director", Since: since, Title: "副局长"}},
	}
}

var archivist = act.Actor{ID: 1, Login: "archivist", Name: "档案员", Unit: "BGS", Capacity: "档案员", Reach: act.Reach{Everything: true},
	Rights: []act.Right{archive.Read, archive.Arrange, archive.Configure, register.See, register.Keep, register.Network, register.Due, register.Clear, register.Balance}}
var staff = act.Actor{ID: 2, Login: "staff", Name: "科员丁", Unit: "ZGK", Rights: []act.Right{archive.Read}, Reach: act.Reach{Units: []string{"ZGK"}}}

type list struct {
	in []archive.Incoming
	at int
}

func (l *list) Next(context.Context) (*archive.Incoming, []archive.Rejection, []archive.Warning, error) {
	if l.at == len(l.in) {
		return nil, nil, nil, io.EOF
	}
	l.at++
	x := l.in[l.at-1]
	x.Row = l.at
	return &x, nil, nil, nil
}

func take(t *testing.T, r *register.Room, in ...archive.Incoming) {
	t.Helper()
	rep, err := r.Archive.Take(context.Background(), act.Owner(), &list{in: in}, archive.TakeOptions{Name: "测试", Kind: "table"})
	if err != nil || rep.Accepted != len(in) {
		t.Fatalf("%+v %v", rep, err)
	}
}

func paper(no int, unit string) archive.Incoming {
	return archive.Incoming{Title: fmt.Sprintf("关于第%d项工作的通知", no), DocNo: fmt.Sprintf("綦商务〔2025〕%d号", no), Date: civil.Must("2025-01-04").AddDays(no), Retention: "D10", Unit: unit, Pages: 2}
}

var schemas = []db.Schema{org.Schema, rulebook.Schema, notify.Schema, search.Schema, archive.Schema, register.Schema}

func open(t *testing.T, d *act.Door) (*register.Room, *bureau) {
	t.Helper()
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a := archive.Open(d, store, roomBureau{}, schedule.Sample(), []string{"某区商务局"}, "《归档文件整理规则》")
	a.OwnPrefixes = []string{"綦商务"}
	if _, err := a.SetFonds(context.Background(), archivist, archive.Fonds{Code: "X043", Name: "某区商务局"}); err != nil {
		t.Fatal(err)
	}
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	b := newBureau()
	return register.Open(a, b, book), b
}

func each(t *testing.T, fn func(t *testing.T, r *register.Room, b *bureau, c *clock.Movable)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) {
		r, b := open(t, d)
		fn(t, r, b, c)
		if v, err := d.Verify(context.Background()); err != nil || !v.OK {
			t.Fatalf("verify: %+v %v", v.Findings, err)
		}
	})
}

func TestEntries(t *testing.T) {
	each(t, func(t *testing.T, r *register.Room, _ *bureau, _ *clock.Movable) {
		ctx := context.Background()
		good := map[string]string{"day": "2026年2月3日", "kind": "柜具", "title": "购置档案柜", "amount": "1,250.5元", "person": "3"}
		id, err := r.Add(ctx, archivist, "expenditure", good)
		if err != nil {
			t.Fatal(err)
		}
		e, err := r.Entry(ctx, "expenditure", id)
		if err != nil || e.Amount != 125050 || e.Year != 2026 || e.PersonID != 3 || e.Choice != "柜具" || e.Values()["amount"] != "1250.50" || e.Values()["person"] != "科员丙" {
			t.Fatalf("%+v %v", e, err)
		}
		for field, bad := range map[string]string{"day": "2026-02-30", "kind": "吃饭", "title": "", "amount": "12.345", "person": "99"} {
			v := map[string]string{}
			for k, x := range good {
				v[k] = x
			}
			v[field] = bad
			_, err := r.Add(ctx, archivist, "expenditure", v)
			if f := fault.Of(err); f.Kind != fault.Invalid || f.Field != field {
				t.Errorf("%s = %q: %v", field, bad, err)
			}
		}
		if _, err := r.Add(ctx, staff, "expenditure", good); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("without the right: %v", err)
		}
		if _, err := r.Add(ctx, archivist, "nothing", good); !fault.Is(err, fault.NotFound) {
			t.Fatalf("unknown register: %v", err)
		}
		good["amount"] = "2000"
		if err := r.Amend(ctx, archivist, "expenditure", id, 7, good); !fault.Is(err, fault.Conflict) {
			t.Fatalf("old version: %v", err)
		}
		if err := r.Amend(ctx, archivist, "expenditure", id, 1, good); err != nil {
			t.Fatal(err)
		}
		if err := r.Amend(ctx, archivist, "training", id, 2, good); !fault.Is(err, fault.NotFound) {
			t.Fatalf("under another register: %v", err)
		}
		good["kind"], good["amount"] = "软件", "0.07"
		if _, err := r.Add(ctx, archivist, "expenditure", good); err != nil {
			t.Fatal(err)
		}
		sums, err := r.Spending(ctx, 2026)
		if err != nil || len(sums) != 2 || sums[0].Fen != 200000 || sums[1].Fen != 7 {
			t.Fatalf("%+v %v", sums, err)
		}
		if err := r.Remove(ctx, archivist, "expenditure", id, 2, ""); !fault.Is(err, fault.Invalid) {
			t.Fatalf("removed without a reason: %v", err)
		}
		if err := r.Remove(ctx, archivist, "expenditure", id, 2, "登记重复"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Entry(ctx, "expenditure", id); !fault.Is(err, fault.NotFound) {
			t.Fatalf("still there: %v", err)
		}
		rows, err := r.Entries(ctx, "expenditure", register.Query{Year: 2026, Words: "软件"})
		if err != nil || len(rows) != 1 {
			t.Fatalf("%+v %v", rows, err)
		}
		// A task that is done says when, and not before it was given.
		task := map[string]string{"day": "2026-01-05", "title": "报送年报", "source": "区档案局", "state": "已完成"}
		if _, err := r.Add(ctx, archivist, "task", task); fault.Of(err).Field != "finished" {
			t.Errorf("done, but when: %v", err)
		}
		task["finished"] = "2026-01-04"
		if _, err := r.Add(ctx, archivist, "task", task); fault.Of(err).Field != "finished" {
			t.Errorf("done before it was given: %v", err)
		}
	})
}

func TestImport(t *testing.T) {
	each(t, func(t *testing.T, r *register.Room, _ *bureau, _ *clock.Movable) {
		ctx := context.Background()
		load := func(s string) (register.Imported, error) {
			return r.Import(ctx, archivist, "training", bytes.NewReader([]byte(s)), int64(len(s)), "培训.csv")
		}
		const head = "序号,培训日期,主题,主办方,参训人员,学时,附注\n"
		got, err := load(head + "1,2025.5.4,归档实务,市档案局,科员丙,16,x\n2,2025-13-01,坏日期,市档案局,科员丙,1,\n3,2025-06-01,,市档案局,科员丙,1,\n")
		if err != nil || len(got.Problems) != 2 || got.Added != 0 || !strings.Contains(got.Problems[0], "第 3 行") {
			t.Fatalf("%+v %v", got, err)
		}
		if rows, _ := r.Entries(ctx, "training", register.Query{}); len(rows) != 0 {
			t.Fatal("the good row of a bad table was entered")
		}
		good := head + "1,2025.5.4,归档实务,市档案局,科员丙,16,x\n2,20250601,电子档案,区档案局,外聘老师,8,\n"
		if got, err = load(good); err != nil || got.Added != 2 || len(got.Unmatched) != 1 {
			t.Fatalf("%+v %v", got, err)
		}
		if _, err = load(good); !fault.Is(err, fault.Conflict) {
			t.Fatalf("the same twice: %v", err)
		}
		if _, err = load("甲,乙\n1,2\n"); !fault.Is(err, fault.Invalid) {
			t.Fatalf("another table: %v", err)
		}
		k, _ := r.Kind("training")
		rows, _ := r.Entries(ctx, "training", register.Query{Year: 2025})
		headings, table := k.Table(rows)
		if len(headings) != len(table[0]) || table[1][2] != "归档实务" {
			t.Fatalf("%v %v", headings, table)
		}
	})
}

func TestNetwork(t *testing.T) {
	each(t, func(t *testing.T, r *register.Room, b *bureau, c *clock.Movable) {
		ctx := context.Background()
		rep, err := r.Levels(ctx)
		if err != nil || len(rep.Seats) != 3+len(units) {
			t.Fatalf("%+v %v", rep, err)
		}
		if rep.Seats[0].Name() != "局长甲" || rep.Seats[1].Name() != "副局长乙" || rep.Seats[2].Name() != "办公室" || len(rep.Unfilled) != 3 {
			t.Fatalf("the book's defaults: %+v", rep)
		}
		if len(rep.Dedicated) != 0 || len(rep.Guided) != 2 || len(rep.Lacks) != 1 || rep.Lacks[0].Clause != law.ArchiveStaffDedicated {
			t.Fatalf("%v %v %v", rep.Dedicated, rep.Guided, rep.Lacks)
		}
		for i, u := range units {
			if err := r.SetHolder(ctx, archivist, 4, u.Name, int64(3+i), civil.Date{}); err != nil {
				t.Fatal(err)
			}
		}
		for name, try := range map[string]func() error{
			"level 5":            func() error { return r.SetHolder(ctx, archivist, 5, "", 1, civil.Date{}) },
			"liaison, no unit":   func() error { return r.SetHolder(ctx, archivist, 4, "", 3, civil.Date{}) },
			"director of a unit": func() error { return r.SetHolder(ctx, archivist, 1, "BGS", 1, civil.Date{}) },
			"of another unit":    func() error { return r.SetHolder(ctx, archivist, 4, "BGS", 4, civil.Date{}) },
			"nobody":             func() error { return r.SetHolder(ctx, archivist, 1, "", 77, civil.Date{}) },
			"the same again":     func() error { return r.SetHolder(ctx, archivist, 4, "BGS", 3, civil.Date{}) },
			"tomorrow":           func() error { return r.SetHolder(ctx, archivist, 2, "", 3, civil.Must("2026-03-03")) },
		} {
			if err := try(); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := r.SetHolder(ctx, staff, 1, "", 2, civil.Date{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the right: %v", err)
		}
		if err := r.SetHolder(ctx, archivist, 2, "", 1, civil.Date{}); err != nil {
			t.Fatal(err)
		}
		c.Move(48 * time.Hour)
		if err := r.SetHolder(ctx, archivist, 2, "", 2, civil.Date{}); err != nil {
			t.Fatal(err)
		}
		b.accounts = []org.Account{{ID: 1, Name: "专职档案员", State: "active", RoleWords: "archivist"}, {ID: 2, Name: "停用", State: "disabled", RoleWords: "archivist"}}
		if rep, err = r.Levels(ctx); err != nil || len(rep.Unfilled) != 0 || rep.Seats[1].Name() != "副局长乙" || len(rep.Dedicated) != 1 || len(rep.Lacks) != 0 {
			t.Fatalf("%+v %v", rep, err)
		}
		history, _ := r.HolderHistory(ctx)
		open := 0
		for _, h := range history {
			if h.Until.IsZero() {
				open++
			}
		}
		if open != 4 || len(history) != 5 {
			t.Fatalf("%+v", history)
		}
		// Who has left holds nothing any more.
		b.people[3].LeftOn = civil.Must("2026-03-03")
		if rep, _ = r.Levels(ctx); len(rep.Unfilled) != 1 || !strings.Contains(rep.Unfilled[0], "政工科") {
			t.Fatalf("%v", rep.Unfilled)
		}
	})
}

func TestDueAndRates(t *testing.T) {
	each(t, func(t *testing.T, r *register.Room, _ *bureau, _ *clock.Movable) {
		ctx := context.Background()
		rep, err := r.Units(ctx, 2025)
		if err != nil || len(rep.Rows) != 3 {
			t.Fatalf("%+v %v", rep, err)
		}
		var asked []law.ID
		for _, l := range rep.Lacks {
			asked = append(asked, l.Clause)
		}
		if !slices.Equal(asked, []law.ID{law.ArchiveRateFiling, law.ArchiveGapSpecial, law.ArchiveGapPhoto}) {
			t.Errorf("an empty year lacks %v", asked)
		}
		if _, ok := register.Rate(rep.Total.Collected, rep.Total.Due); ok || register.RateText(0, 0) != "无法计算" {
			t.Fatal("a rate was made up without a denominator")
		}
		take(t, r, paper(1, "BGS"), paper(2, "ZGK"), paper(5, "BGS"))
		gaps, err := r.Missing(ctx, 2025)
		if err != nil || len(gaps) != 2 || gaps[0].DocNo != "綦商务〔2025〕3号" {
			t.Fatalf("%+v %v", gaps, err)
		}
		if _, err := r.AddGaps(ctx, archivist, 2025, []string{"綦商务〔2025〕1号"}, "BGS", ""); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a number that is there: %v", err)
		}
		if got, err := r.AddGaps(ctx, archivist, 2025, []string{gaps[0].DocNo}, "政工科", "4"); err != nil || got.Added != 1 || got.Filed != 0 {
			t.Fatalf("%+v %v", got, err)
		}
		if err := r.VoidNumber(ctx, archivist, 2025, gaps[1].DocNo, "作废号"); err != nil {
			t.Fatal(err)
		}
		if gaps, _ = r.Missing(ctx, 2025); len(gaps) != 1 || gaps[0].Due.ID == 0 || gaps[0].Due.Holder != "科员丁" {
			t.Fatalf("%+v", gaps)
		}
		csv := "科室,发文字号,文件标题,经办人\n办公室,綦商务[2025]1号,,\n政工科,,年度考核表,科员丁\n市场运行科,,市场分析,科员丁\n"
		got, _, err := r.ImportDue(ctx, archivist, 2025, bytes.NewReader([]byte(csv)), int64(len(csv)), "应归档.csv")
		if err != nil || got.Added != 3 || got.Filed != 1 {
			t.Fatalf("%+v %v", got, err)
		}
		bad := "科室,题名\n财务科,账\n"
		if _, rep, err := r.ImportDue(ctx, archivist, 2025, bytes.NewReader([]byte(bad)), int64(len(bad)), "应归档.csv"); err != nil || len(rep.Problems) != 1 {
			t.Fatalf("%+v %v", rep, err)
		}
		rep, err = r.Units(ctx, 2025)
		if err != nil || rep.Total.Due != 4 || rep.Total.Collected != 1 || rep.Total.Filed != 0 || register.RateText(rep.Total.Collected, rep.Total.Due) != "25.0%" {
			t.Fatalf("%+v %v", rep, err)
		}
		// Each figure of the table is the length of its list.
		for _, u := range rep.Rows {
			for state, n := range map[string]int{"": u.Due, "missing": u.Missing(), "collected": u.Collected, "filed": u.Filed} {
				l, err := r.DueList(ctx, register.DueQuery{Year: 2025, Unit: u.Unit, State: state})
				if err != nil || len(l) != n {
					t.Errorf("%s %s: %d in the list, %d in the table, %v", u.Name, state, len(l), n, err)
				}
			}
		}
		slips, err := r.ArrearsSlips(ctx, 2025, nil, civil.Must("2026-03-31"))
		if err != nil || len(slips) != 2 || len(slips[0].Rows) != 2 {
			t.Fatalf("%+v %v", slips, err)
		}
		if n, err := r.UrgeUnits(ctx, archivist, 2025, []string{"ZGK", "BGS"}, civil.Must("2026-03-31")); err != nil || n != 2 {
			t.Fatalf("%d %v", n, err)
		}
		if _, err := r.UrgeUnits(ctx, archivist, 2025, []string{"BGS"}, civil.Date{}); !fault.Is(err, fault.Conflict) {
			t.Fatalf("a unit that owes nothing was urged: %v", err)
		}
		// The paper arrives; the list knows.
		take(t, r, paper(3, "ZGK"))
		if n, err := r.SettleAll(ctx, archivist); err != nil || n != 1 {
			t.Fatalf("%d %v", n, err)
		}
		if n, err := r.SettleAll(ctx, archivist); err != nil || n != 0 {
			t.Fatalf("settled twice: %d %v", n, err)
		}
		if gaps, _ = r.Missing(ctx, 2025); len(gaps) != 0 {
			t.Fatalf("%+v", gaps)
		}
		// It turns out not to be archived: it is owed again.
		l, _ := r.DueList(ctx, register.DueQuery{Year: 2025, State: "collected", Words: "3号"})
		if len(l) != 1 {
			t.Fatalf("%+v", l)
		}
		if err := r.AmendDue(ctx, archivist, l[0].ID, register.NewDue{Title: "x"}); !fault.Is(err, fault.Conflict) {
			t.Fatalf("a received entry was amended: %v", err)
		}
		if _, err := r.Archive.Exclude(ctx, act.Owner(), []int64{l[0].ItemID}, "重复件"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.SettleAll(ctx, archivist); err != nil {
			t.Fatal(err)
		}
		if l, _ = r.DueList(ctx, register.DueQuery{Year: 2025, State: "missing"}); len(l) != 3 {
			t.Fatalf("%+v", l)
		}
		if err := r.VoidDue(ctx, archivist, l[0].ID, " "); !fault.Is(err, fault.Invalid) {
			t.Fatalf("voided without a reason: %v", err)
		}
		if err := r.VoidDue(ctx, archivist, l[0].ID, "未形成文件"); err != nil {
			t.Fatal(err)
		}
		if v, _ := r.Voids(ctx, 2025); len(v) != 2 {
			t.Fatalf("%+v", v)
		}
		for name, try := range map[string]func() error{
			"add": func() error {
				_, err := r.AddDue(ctx, staff, []register.NewDue{{Year: 2025, Title: "甲"}})
				return err
			},
			"void":   func() error { return r.VoidDue(ctx, staff, l[1].ID, "x") },
			"amend":  func() error { return r.AmendDue(ctx, staff, l[1].ID, register.NewDue{Title: "x"}) },
			"urge":   func() error { _, err := r.UrgeUnits(ctx, staff, 2025, []string{"ZGK"}, civil.Date{}); return err },
			"settle": func() error { _, err := r.SettleAll(ctx, staff); return err },
		} {
			if err := try(); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s without the right: %v", name, err)
			}
		}
	})
}

// What a unit owes of a year that is over stands on the list of its head, with the
// day for handing over or the one that a reminder set; on the archivist's only after
// that day. Both follow the list of what should be filed.
func TestArrearsStandOnTheToDoLists(t *testing.T) {
	each(t, func(t *testing.T, r *register.Room, _ *bureau, c *clock.Movable) {
		ctx := context.Background()
		c.Move(civil.Must("2025-12-31").Time().Sub(c.Now()))
		n := &notify.Notify{Door: r.Archive.Door}
		look := func(step string, a notify.Audience, want ...string) {
			t.Helper()
			list, err := n.List(ctx, a)
			got := []string{}
			for _, x := range list {
				got = append(got, strings.TrimSpace(x.Text+" "+x.Due.String()))
			}
			if err != nil || strings.Join(got, "|") != strings.Join(want, "|") {
				t.Errorf("%s: %q, want %q (%v)", step, got, want, err)
			}
		}
		head := notify.Audience{Login: "head", Unit: "ZGK", Roles: []org.Role{org.SectionHead}}
		other := notify.Audience{Login: "other", Unit: "SYK", Roles: []org.Role{org.SectionHead}}
		desk := notify.Audience{Login: "archivist", Unit: "BGS", Roles: []org.Role{org.Archivist}}
		if _, err := r.AddDue(ctx, archivist, []register.NewDue{{Year: 2025, Unit: "ZGK", DocNo: "綦商务〔2025〕3号", Title: "甲"}, {Year: 2025, Unit: "ZGK", Title: "年度考核表"}, {Year: 2025, Title: "不知是哪个科室的"}}); err != nil {
			t.Fatal(err)
		}
		last, err := r.Deadline(ctx, 2025)
		if err != nil || last.IsZero() {
			t.Fatal(last, err)
		}
		look("while the year lasts", head)
		c.Move(24 * time.Hour)
		look("when it is over", head, "移交本科室2025年度归档材料，还欠 2 件 "+last.String())
		look("when it is over", other)
		look("when it is over", desk)
		c.Move(time.Duration(last.Sub(r.Archive.Door.Today())+1) * 24 * time.Hour)
		look("after the day", desk, "催交2025年度归档材料：2 个科室欠 3 件 "+last.String())
		given := r.Archive.Door.Today().AddDays(10)
		if _, err := r.UrgeUnits(ctx, archivist, 2025, []string{"ZGK"}, given); err != nil {
			t.Fatal(err)
		}
		look("reminded", head, "移交本科室2025年度归档材料，还欠 2 件 "+given.String())
		look("reminded", desk)
		take(t, r, paper(3, "ZGK"))
		if _, err := r.SettleAll(ctx, archivist); err != nil {
			t.Fatal(err)
		}
		look("one has come", head, "移交本科室2025年度归档材料，还欠 1 件 "+given.String())
		open, err := r.DueList(ctx, register.DueQuery{Year: 2025, State: "missing"})
		if err != nil || len(open) != 2 {
			t.Fatal(open, err)
		}
		for _, d := range open {
			if d.Unit == "ZGK" {
				if err := r.AmendDue(ctx, archivist, d.ID, register.NewDue{Unit: "SYK", Title: d.Title}); err != nil {
					t.Fatal(err)
				}
			}
		}
		look("it is another unit's", head)
		look("it is another unit's", other, "移交本科室2025年度归档材料，还欠 1 件 "+last.String())
		for _, d := range open {
			if err := r.VoidDue(ctx, archivist, d.ID, "未形成文件"); err != nil {
				t.Fatal(err)
			}
		}
		look("nothing is owed", other)
		c.Move(20 * 24 * time.Hour)
		look("nothing is owed", desk)
	})
}

func TestClearance(t *testing.T) {
	each(t, func(t *testing.T, r *register.Room, b *bureau, _ *clock.Movable) {
		ctx := context.Background()
		if _, err := r.AddDue(ctx, archivist, []register.NewDue{{Year: 2025, Unit: "ZGK", Title: "考核表", Holder: "4"}, {Year: 2025, Unit: "SYK", Title: "市场分析", Holder: "科员丁"},
			{Year: 2024, Title: "旧材料", Holder: "科员戊"}}); err != nil {
			t.Fatal(err)
		}
		// Two people of one name, each with the papers of the own unit.
		for i, want := range map[int]string{3: "考核表", 5: "市场分析", 4: "旧材料"} {
			l, err := r.Leaving(ctx, r.Archive.Door.Reader(), b.people[i])
			if err != nil || len(l.Unfiled) != 1 || l.Unfiled[0].Title != want {
				t.Fatalf("%s: %+v %v", b.people[i].Name, l, err)
			}
		}
		r.Loans = func(_ context.Context, _ db.Reader, p org.Person) ([]register.Held, error) {
			if p.ID == 4 {
				return []register.Held{{Code: "X043-WS·2012-Y-BGS-0001", Title: "通知", Note: "应还 2026-03-01"}}, nil
			}
			return nil, nil
		}
		f, err := r.ClearanceForm(ctx, b.people[3], "调动", "")
		if err != nil || len(f.Loans) != 1 || len(f.Unfiled) != 1 || f.Unit != "政工科" {
			t.Fatalf("%+v %v", f, err)
		}
		var out bytes.Buffer
		if err := forms.Write(forms.Clearance, forms.PDF, &out, forms.Model{Fonds: forms.Fonds{Name: "某区商务局"}, Clearance: f}); err != nil || out.Len() < 1000 {
			t.Fatal(out.Len(), err)
		}
	})
}

func TestBalanceAndSummary(t *testing.T) {
	each(t, func(t *testing.T, r *register.Room, _ *bureau, c *clock.Movable) {
		ctx := context.Background()
		c.Move(-200 * 24 * time.Hour) // the middle of August 2025
		take(t, r, paper(1, "BGS"), paper(2, "ZGK"), paper(3, "BGS"), paper(4, "BGS"))
		if b, err := r.Balance(ctx, 2025); err != nil || b.Opening != 0 || b.Received != 4 || b.Closing != 4 || !b.Holds() || len(b.Wrong) != 0 {
			t.Fatalf("%+v %v", b, err)
		}
		if _, err := r.RecordBalance(ctx, archivist, 2025); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a year that goes on was ended: %v", err)
		}
		if _, err := r.Archive.Exclude(ctx, act.Owner(), []int64{4}, "重复件"); err != nil {
			t.Fatal(err)
		}
		b, err := r.Balance(ctx, 2025)
		if err != nil || len(b.Wrong) == 0 || !strings.Contains(b.Wrong[0], "离室") {
			t.Fatalf("a departure without a day was not told: %+v %v", b, err)
		}
		if _, err := r.SettleAll(ctx, archivist); err != nil {
			t.Fatal(err)
		}
		if b, err = r.Balance(ctx, 2025); err != nil || b.Left["excluded"] != 1 || b.Closing != 3 || !b.Holds() || len(b.Wrong) != 0 {
			t.Fatalf("%+v %v", b, err)
		}
		c.Move(200 * 24 * time.Hour)
		if n, err := r.RecordBalance(ctx, archivist, 2025); err != nil || n != 3 {
			t.Fatalf("%d %v", n, err)
		}
		if _, err := r.RecordBalance(ctx, archivist, 2025); !fault.Is(err, fault.Conflict) {
			t.Fatalf("recorded twice: %v", err)
		}
		take(t, r, paper(9, "SYK"))
		if b, err = r.Balance(ctx, 2026); err != nil || !b.Recorded || b.Opening != 3 || b.Received != 1 || b.Closing != 4 || !b.Holds() {
			t.Fatalf("%+v %v", b, err)
		}
		if rows, hidden, err := r.Departures(ctx, archivist, 2025, "excluded"); err != nil || len(rows) != 1 || hidden != 0 {
			t.Fatalf("%+v %d %v", rows, hidden, err)
		}
		if rows, hidden, err := r.Departures(ctx, staff, 2025, ""); err != nil || len(rows) != 0 || hidden != 1 {
			t.Fatalf("out of reach: %+v %d %v", rows, hidden, err)
		}
		// An item taken back into a recorded year breaks it, and the page says where.
		if _, err := r.Archive.Restore(ctx, act.Owner(), []int64{4}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.SettleAll(ctx, archivist); err != nil {
			t.Fatal(err)
		}
		if b, err = r.Balance(ctx, 2026); err != nil || len(b.Wrong) == 0 || !strings.Contains(b.Wrong[0], "年初数") {
			t.Fatalf("%+v %v", b, err)
		}

		for kind, v := range map[string]map[string]string{
			"training":    {"day": "2025-05-04", "title": "归档实务", "organiser": "市档案局", "person": "3"},
			"refbook":     {"day": "2025-05-04", "title": "《归档文件整理规则汇编》", "copies": "2"},
			"expenditure": {"day": "2025-05-04", "title": "柜", "kind": "柜具", "amount": "3000"},
			"task":        {"day": "2025-05-04", "title": "报送年报", "source": "区档案局", "state": "open"},
			"publicity":   {"day": "2025-06-09", "title": "国际档案日", "attendance": "40"},
			"plan":        {"day": "2025-06-09", "title": "建电子档案室", "state": "doing"},
			"compilation": {"day": "2025-12-09", "title": "2024年文件汇编", "form": "文件汇编"},
		} {
			if _, err := r.Add(ctx, archivist, kind, v); err != nil {
				t.Fatal(kind, err)
			}
		}
		if _, err := r.Add(ctx, archivist, "task", map[string]string{"day": "2024-05-04", "title": "旧任务", "source": "区档案局", "state": "done", "finished": "2025-01-09"}); err != nil {
			t.Fatal(err)
		}
		r.Uses = func(context.Context, int) (register.Uses, error) {
			return register.Uses{Consulted: 7, Lent: 3, Overdue: 1}, nil
		}
		r.Keeping = func(context.Context, int) (register.Keeping, error) {
			return register.Keeping{Rooms: []string{"文书档案室"}, Cabinets: 20, Inspections: 4}, nil
		}
		s, err := r.SummaryFigures(ctx, 2025)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Trainings) != 1 || s.PastTraining != 0 || len(s.Books) != 1 || s.Books[0] != "《归档文件整理规则汇编》" || len(s.Spent) != 1 || s.Spent[0].Fen != 300000 ||
			s.TasksDone != 1 || len(s.TasksOpen) != 1 || s.Publicity != 1 || len(s.Plans) != 1 || len(s.Outputs) != 1 || s.Cabinets != 20 || s.Consulted != 7 ||
			len(s.Network) != 4 || len(s.Guided) != 2 || len(s.MissingSpecial) != 2 || s.Entered != 5 {
			t.Fatalf("%+v", s)
		}
		var out bytes.Buffer
		if err := forms.Write(forms.Summary, forms.PDF, &out, forms.Model{Fonds: forms.Fonds{Name: "某区商务局"}, Summary: &s}); err != nil || out.Len() < 1000 {
			t.Fatal(out.Len(), err)
		}
		r.Archive.Enrich = r.Enrich
		p, err := r.Archive.Print(ctx, archivist, archive.PrintOptions{Kind: forms.Summary, Format: forms.DOCX, Year: 2025})
		if err != nil || len(p.Bytes) < 1000 {
			t.Fatalf("the room's own print: %v", err)
		}
	})
}

func TestRates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		due := rapid.IntRange(0, 100000).Draw(t, "due")
		n := rapid.IntRange(0, max(due, 0)).Draw(t, "n")
		v, ok := register.Rate(n, due)
		if ok != (due > 0) || v < 0 || v > 1 {
			t.Fatalf("%d of %d: %v %v", n, due, v, ok)
		}
		if s := register.RateText(n, due); n < due && s == "100.0%" {
			t.Fatalf("%d of %d is said to be all", n, due)
		}
	})
}

// Every line that is registered says in the ledger under which clauses.
func TestRegistersCiteTheirClauses(t *testing.T) {
	want := map[string]string{
		"training": "archive.training.record,archive.plan.training", "refbook": "archive.refbooks",
		"expenditure": "archive.budget.record,archive.plan.modern", "task": "archive.assigned.tasks",
		"publicity": "archive.plan.publicity", "plan": "archive.plan.modern",
		"compilation": "archive.use.development,archive.print.compilation",
	}
	each(t, func(t *testing.T, r *register.Room, _ *bureau, _ *clock.Movable) {
		ctx := context.Background()
		for _, k := range r.Kinds {
			values := map[string]string{}
			for _, f := range k.Fields {
				switch f.Type {
				case register.Date:
					values[f.Name] = "2026-02-03"
				case register.Number, register.Money:
					values[f.Name] = "3"
				case register.Person:
					values[f.Name] = "3"
				case register.State, register.Choice:
					values[f.Name] = f.Values[0].Code
				default:
					values[f.Name] = "一项"
				}
			}
			id, err := r.Add(ctx, archivist, k.Code, values)
			if err != nil {
				t.Errorf("%s: %v", k.Code, err)
				continue
			}
			es, err := act.Entries(ctx, r.Archive.Door.Reader(), act.EntryFilter{Subject: act.Subject("archive_register", id)}, 1)
			if err != nil || len(es) != 1 || es[0].Basis != want[k.Code] {
				t.Errorf("%s: %v %v", k.Code, es, err)
			}
		}
	})
}
