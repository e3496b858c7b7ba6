package register_test

import (
	"context"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/hall/register"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
)

var schemas = []db.Schema{org.Schema, calendar.Schema, notify.Schema, register.Schema}

const (
	seeKeys   act.Right = "trial.keys.see"
	keepKeys  act.Right = "trial.keys.keep"
	seeTalks  act.Right = "trial.talks.see"
	keepTalks act.Right = "trial.talks.keep"
	allTalks  act.Right = "trial.talks.all"
)

func init() { act.DeclareRights(seeKeys, keepKeys, seeTalks, keepTalks, allTalks) }

func keys() register.Register {
	return register.Register{Code: "trial.keys", Label: "钥匙登记簿", Thing: "钥匙", See: seeKeys, Keep: keepKeys, Totals: []string{"count", "cost"}, Keepers: org.Personnel,
		Fields: []register.Field{
			{Name: "day", Label: "领用日期", Type: register.Date, Need: true, Also: []string{"日期"}},
			{Name: "title", Label: "钥匙", Need: true, Max: 20},
			{Name: "count", Label: "把数", Type: register.Number, Max: 50},
			{Name: "cost", Label: "押金", Type: register.Money},
			{Name: "weight", Label: "重量", Type: register.Decimal, Places: 3},
			{Name: "person", Label: "领用人", Type: register.Person},
			{Name: "unit", Label: "科室", Type: register.Unit},
			{Name: "due", Label: "应还日期", Type: register.Date, Due: true},
			{Name: "state", Label: "状态", Type: register.State, Need: true, Values: []register.Value{{Code: "out", Label: "在外"}, {Code: "back", Label: "已还", Done: true}}},
			{Name: "note", Label: "备注", Type: register.Long, Minor: true},
		},
		Check: func(_ context.Context, _ db.Reader, l *register.Line, before *register.Line) error {
			if d := l.Date("due"); !d.IsZero() && d.Before(l.Date("day")) {
				return fault.Field("due", d.String(), "应还日期不能早于领用日期。")
			}
			return nil
		}}
}

func talks() register.Register {
	return register.Register{Code: "trial.talks", Label: "谈话登记簿", Thing: "谈话", See: seeTalks, Keep: keepTalks, All: allTalks, Whose: register.Own, Closed: true, Strict: true, ByHand: true, Traced: true, Mine: []string{"with"},
		Fields: []register.Field{{Name: "day", Label: "日期", Type: register.Date, Need: true}, {Name: "title", Label: "内容", Need: true, Max: 10}, {Name: "with", Label: "对象", Type: register.Person}, {Name: "year", Label: "年份", Auto: true}},
		Check: func(_ context.Context, _ db.Reader, l *register.Line, _ *register.Line) error {
			l.Set("year", l.Value("day")[:4])
			return nil
		}}
}

type trial struct {
	*orgtest.Site
	t testing.TB
	h *register.Hall
}

func each(t *testing.T, fn func(t *testing.T, tr *trial)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) {
		h := register.Open(d, nil, "某区商务局")
		h.Declare(keys(), talks())
		tr := &trial{t: t, h: h}
		tr.Site = orgtest.New(t, d, c, orgtest.Options{
			Grants: org.Grants{org.Staff: {register.Use}, org.Personnel: {register.Use, seeKeys, keepKeys, seeTalks, keepTalks}, org.Archivist: {register.Use, seeKeys, seeTalks, keepTalks},
				org.Leader: {register.Use, seeTalks, keepTalks, allTalks}},
			Accounts: map[string][]org.Role{"staff": {org.Staff}, "keeper": {org.Personnel}, "reader": {org.Archivist}, "overseer": {org.Leader}},
			Pages:    h.Pages(), Transport: web.TLS})
		h.Bureau = tr.Org
		fn(t, tr)
	})
}

func line(day, title string, more ...string) map[string]string {
	m := map[string]string{"day": day, "title": title, "state": "out"}
	for i := 0; i+1 < len(more); i += 2 {
		m[more[i]] = more[i+1]
	}
	return m
}

func (tr *trial) add(login, code string, v map[string]string) register.Line {
	tr.t.Helper()
	l, err := tr.h.Add(context.Background(), tr.Actor(login), code, v)
	if err != nil {
		tr.t.Fatalf("%s: %v", login, err)
	}
	return l
}

func wants(t *testing.T, err error, k fault.Kind, say string) {
	t.Helper()
	if err == nil || fault.Of(err).Kind != k || !strings.Contains(fault.Of(err).Safe()+fields(err), say) {
		t.Fatalf("got %v, want %v with %q", err, k, say)
	}
}

func fields(err error) string {
	s := ""
	for _, f := range fault.Of(err).Fields {
		s += f.Say
	}
	return s
}

func TestLinesAreNumberedAndNothingIsLost(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		ctx, who := context.Background(), tr.Actor("keeper")
		year := tr.h.Door.Today().Year
		day := civil.Date{Year: year, Month: 1, Day: 5}.String()
		a := tr.add("keeper", "trial.keys", line(day, "仓库", "count", "2", "cost", "1,250.5元", "weight", "0.25"))
		b := tr.add("keeper", "trial.keys", line(day, "车库", "due", day))
		if a.No != 1 || b.No != 2 || a.Units("cost") != 125050 || a.Units("weight") != 250 || a.Int("count") != 2 {
			t.Fatalf("%+v %+v", a, b)
		}
		if _, err := tr.h.Add(ctx, who, "trial.keys", line("昨天吧", "", "count", "99", "state", "丢了")); len(fault.Of(err).Fields) != 4 {
			t.Fatalf("not every fault is told: %v", err)
		}
		_, err := tr.h.Add(ctx, who, "trial.keys", line(day, "机房", "due", "2001-01-01"))
		wants(t, err, fault.Invalid, "不能早于领用日期")
		if c := tr.add("keeper", "trial.keys", line(day, "机房")); c.No != 3 {
			t.Errorf("a refused line took a number: %d", c.No)
		}

		// Amended with a reason, by the version that was seen; what it held stays.
		now := line(day, "车库", "due", day, "state", "back")
		wants(t, tr.h.Amend(ctx, who, "trial.keys", b.ID, 1, now, " "), fault.Invalid, "请写明理由")
		if err := tr.h.Amend(ctx, who, "trial.keys", b.ID, 1, now, "已交回"); err != nil {
			t.Fatal(err)
		}
		wants(t, tr.h.Amend(ctx, who, "trial.keys", b.ID, 1, now, "再改"), fault.Conflict, "刚被改过")
		wants(t, tr.h.Amend(ctx, who, "trial.keys", b.ID, 2, now, "没有变"), fault.Conflict, "没有改动")
		wants(t, tr.h.Amend(ctx, who, "trial.keys", b.ID, 2, line("2001-02-03", "车库"), "换年"), fault.Invalid, "作废后重新登记")

		// A void line keeps its number and shows its reason.
		if err := tr.h.Void(ctx, who, "trial.keys", a.ID, 1, "登记重复"); err != nil {
			t.Fatal(err)
		}
		wants(t, tr.h.Void(ctx, who, "trial.keys", a.ID, 2, "再作废"), fault.Conflict, "已经作废")
		_, n, err := tr.h.List(ctx, who, "trial.keys", register.Query{Year: year})
		_, all, _ := tr.h.List(ctx, who, "trial.keys", register.Query{Year: year, Void: true})
		if n != 2 || all != 3 || err != nil {
			t.Errorf("%d of %d lines, %v", n, all, err)
		}
		k := tr.As("keeper")
		k.Get("/register/trial.keys?void=1").Want(200).Count("tbody tr", 3).In("td", webtest.HasText("作废：登记重复"))
		k.Get("/register/trial.keys?state=undone").Want(200).Count("tbody tr", 1)
		k.Get("/register/trial.keys?words=%E6%9C%BA").Want(200).Count("tbody tr", 1)
		k.Get("/register/trial.keys?words=%25").Want(200).Count("tbody tr", 0)
		k.Get("/register/trial.keys/2").Want(200).In("td", webtest.HasText("状态：在外 → 已还")).In("td", webtest.HasText("已交回"))
	})
}

// Every deed asks for the register's own right, and for the row.
func TestRightsOfARegisterAreItsOwn(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		ctx := context.Background()
		day := tr.h.Door.Today().String()
		l := tr.add("keeper", "trial.keys", line(day, "仓库"))
		for _, login := range []string{"staff", "reader"} {
			who := tr.Actor(login)
			_, err := tr.h.Add(ctx, who, "trial.keys", line(day, "车库"))
			wants(t, err, fault.Forbidden, "没有登记钥匙登记簿的权限")
			wants(t, tr.h.Amend(ctx, who, "trial.keys", l.ID, 1, line(day, "车库"), "改"), fault.Forbidden, "")
			wants(t, tr.h.Void(ctx, who, "trial.keys", l.ID, 1, "作废"), fault.Forbidden, "")
		}
		_, _, err := tr.h.List(ctx, tr.Actor("staff"), "trial.keys", register.Query{})
		wants(t, err, fault.Forbidden, "没有查看")
		_, err = tr.h.Line(ctx, tr.Actor("staff"), "trial.keys", l.ID)
		wants(t, err, fault.Forbidden, "没有查看")
		_, _, err = tr.h.List(ctx, act.Actor{}, "trial.keys", register.Query{})
		wants(t, err, fault.Forbidden, "")
		_, err = tr.h.Add(ctx, act.Actor{}, "trial.keys", line(day, "车库"))
		wants(t, err, fault.Unauthenticated, "")

		s := tr.As("staff")
		for _, path := range []string{"/register/trial.keys", "/register/trial.keys/new", "/register/trial.keys/1"} {
			s.Get(path).Want(403)
		}
		s.Get("/register").Want(200).Count("tbody tr", 0)
		tr.As("reader").Get("/register/trial.keys/new").Want(403)
		tr.As("reader").Get("/register/trial.keys/1").Want(200).Without("form button.danger")
		tr.As("keeper").Get("/register/nothing").Want(404)

		// Whose: one's own lines only, unless one holds the right to all.
		mine := tr.add("keeper", "trial.talks", line(day, "约谈"))
		_, err = tr.h.Line(ctx, tr.Actor("reader"), "trial.talks", mine.ID)
		wants(t, err, fault.NotFound, "没有这条登记")
		wants(t, tr.h.Void(ctx, tr.Actor("reader"), "trial.talks", mine.ID, 1, "作废"), fault.NotFound, "")
		// A line of one register is not had by the address of another.
		_, err = tr.h.Line(ctx, tr.Actor("keeper"), "trial.talks", l.ID)
		wants(t, err, fault.NotFound, "")
		if _, n, _ := tr.h.List(ctx, tr.Actor("reader"), "trial.talks", register.Query{}); n != 0 {
			t.Error("somebody else's line is listed")
		}
		if _, n, _ := tr.h.List(ctx, tr.Actor("overseer"), "trial.talks", register.Query{}); n != 1 {
			t.Error("the right to all lines does not show them")
		}
		// The ledger has the refusals, and nothing of what a closed register says.
		type entry struct {
			Outcome string `db:"outcome"`
			Summary string `db:"summary"`
			Detail  string `db:"detail"`
		}
		list, err := db.All[entry](ctx, tr.h.Door.Reader(), "SELECT outcome, summary, detail FROM ledger_entry")
		if err != nil {
			t.Fatal(err)
		}
		refused := 0
		for _, e := range list {
			if e.Outcome == "refused" {
				refused++
			}
			if strings.Contains(e.Summary+e.Detail, "约谈") {
				t.Errorf("the ledger tells: %+v", e)
			}
		}
		if refused < 8 {
			t.Errorf("%d refusals in the ledger", refused)
		}
	})
}

// The person a line is about sees it and changes nothing; who entered it amends it alone;
// the ledger tells who read it and never what it says.
func TestALineOfOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		ctx := context.Background()
		id, err := tr.Org.AddPerson(ctx, act.Owner(), org.SeedPerson{Name: "科员", Since: tr.h.Door.Today()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tr.Org.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: id, Login: "person", Name: "科员", Password: orgtest.Password}); err != nil {
			t.Fatal(err)
		}
		person := tr.Actor("reader")
		person.Login = "person"
		day := tr.h.Door.Today().String()
		l := tr.add("keeper", "trial.talks", map[string]string{"day": day, "title": "提醒守时", "with": "科员"})
		if l.PersonID("with") != id || l.Value("year") != day[:4] {
			t.Fatalf("%+v", l)
		}
		if _, err := tr.h.Line(ctx, person, "trial.talks", l.ID); err != nil {
			t.Error(err)
		}
		if _, n, err := tr.h.List(ctx, person, "trial.talks", register.Query{}); n != 1 || err != nil {
			t.Errorf("%d lines, %v", n, err)
		}
		if _, err := tr.h.Line(ctx, tr.Actor("reader"), "trial.talks", l.ID); !fault.Is(err, fault.NotFound) {
			t.Error("somebody else reads it")
		}
		other := map[string]string{"day": day, "title": "别的话", "with": "科员"}
		wants(t, tr.h.Amend(ctx, person, "trial.talks", l.ID, 1, other, "改"), fault.Forbidden, "登记人本人")
		wants(t, tr.h.Void(ctx, person, "trial.talks", l.ID, 1, "作废"), fault.Forbidden, "登记人本人")
		wants(t, tr.h.Amend(ctx, tr.Actor("overseer"), "trial.talks", l.ID, 1, other, "改"), fault.Forbidden, "登记人本人")
		// What was typed is not in the refusal, which a log might show.
		_, err = tr.h.Add(ctx, tr.Actor("keeper"), "trial.talks", map[string]string{"day": day, "title": "这一段话实在是太长了不能登记"})
		wants(t, err, fault.Invalid, "最多 10 个字")
		if strings.Contains(err.Error(), "实在") {
			t.Errorf("the refusal tells: %v", err)
		}
		tr.As("keeper").Get("/register/trial.talks/1").Want(200)
		tr.As("keeper").Get("/register/trial.talks/export?format=xlsx").Want(200)
		n, err := db.One[int64](ctx, tr.h.Door.Reader(), "SELECT count(*) FROM ledger_entry WHERE deed = $1 AND summary NOT LIKE '%守时%'", "register.line.trace")
		if n != 2 || err != nil {
			t.Errorf("%d readings in the ledger, %v", n, err)
		}
		kept, err := db.All[string](ctx, tr.h.Door.Reader(), "SELECT result FROM act_key")
		if strings.Contains(strings.Join(kept, ""), "守时") || err != nil {
			t.Error("the answer that is kept tells what the line says")
		}
		// Columns that must not be kept here are refused.
		x := xlsx(t, []string{"日期", "内容", "年份", "家庭情况"}, []string{day, "约谈", "2001", "不应收"})
		_, err = tr.h.Import(ctx, tr.Actor("keeper"), "trial.talks", strings.NewReader(string(x)), int64(len(x)), "x.xlsx", true)
		wants(t, err, fault.Invalid, "不收“家庭情况”")
		if err := tr.h.Void(ctx, tr.Actor("overseer"), "trial.talks", l.ID, 1, "重复"); err != nil {
			t.Error(err)
		}
	})
}
