package calendar_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/org"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
)

// An invented arrangement of 2027 that is complete by the statute.
const text2027 = `元旦：1月1日（周五）至3日（周日）放假，共3天。
春节：2月5日（周五）至11日（周四）放假调休，共7天。2月20日（周六）上班。
清明节：4月3日至5日放假。
劳动节：5月1日至5日放假。5月8日（周六）上班。
端午节：6月9日放假。
中秋节：9月15日放假。
国庆节：10月1日至7日放假。10月9日上班。`

type desk struct {
	*orgtest.Site
	s *calendar.Store
	c *clock.Movable
	d *act.Door
}

func each(t *testing.T, fn func(t *testing.T, s desk)) {
	dbtest.Each(t, []db.Schema{org.Schema, calendar.Schema}, func(t *testing.T, d *act.Door, c *clock.Movable) {
		s := &calendar.Store{Door: d}
		fn(t, desk{orgtest.New(t, d, c, orgtest.Options{
			Grants:   org.Grants{org.Staff: {calendar.Enter, calendar.Confirm}, org.Leader: {calendar.Confirm}, org.SectionHead: {calendar.Enter}},
			Accounts: map[string][]org.Role{"both": {org.Staff}, "leader": {org.Leader}, "head": {org.SectionHead}, "nobody": {org.Liaison}},
			Pages:    s.Pages(), Transport: web.TLS,
		}), s, c, d})
	})
}

func draft() calendar.Draft {
	return calendar.Draft{Year: 2027, Title: "关于2027年部分节假日安排的通知", Number: "国办发明电〔2026〕7号", URL: "https://www.gov.cn/x", Text: text2027}
}

func TestSecondPersonConfirms(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		both, leader := s.Actor("both"), s.Actor("leader")
		day := civil.Must("2027-02-20")
		id, err := s.s.Enter(ctx, both, draft())
		if err != nil {
			t.Fatal(err)
		}
		kind := func() calendar.Day {
			t.Helper()
			c, err := s.s.Current(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return c.Kind(day)
		}
		if k := kind(); k.Kind != calendar.Rest || !k.Provisional {
			t.Fatalf("in force before it was confirmed: %+v", k)
		}
		if _, err := s.s.Enter(ctx, both, draft()); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "还没有确认") {
			t.Errorf("a second draft of the year: %v", err)
		}
		if err := s.s.Confirm(ctx, both, id); !fault.Is(err, fault.Rule) || fault.Of(err).Clause != law.SeparationOfDuties {
			t.Fatalf("confirmed by whoever entered it: %v", err)
		}
		if err := s.s.Reject(ctx, both, id, "x"); !fault.Is(err, fault.Rule) {
			t.Fatalf("rejected by whoever entered it: %v", err)
		}
		if err := s.s.Confirm(ctx, leader, id); err != nil {
			t.Fatal(err)
		}
		if k := kind(); k.Kind != calendar.MakeUp || k.Provisional || !strings.Contains(k.Notice, "国办发明电〔2026〕7号") || k.URL != "https://www.gov.cn/x" {
			t.Fatalf("%+v", k)
		}
		if err := s.s.Confirm(ctx, leader, id); !fault.Is(err, fault.Conflict) {
			t.Errorf("confirmed twice: %v", err)
		}
		if err := s.s.Confirm(ctx, leader, 99); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		// A second node sees the same.
		other := &calendar.Store{Door: s.d}
		if c, err := other.Current(ctx); err != nil || c.Kind(day).Kind != calendar.MakeUp {
			t.Error(err)
		}
		rep, err := s.d.Verify(ctx)
		if err != nil || !rep.OK {
			t.Errorf("%+v %v", rep, err)
		}
	})
}

func TestAmendment(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		both, leader := s.Actor("both"), s.Actor("leader")
		enter := func(d calendar.Draft) int64 {
			t.Helper()
			id, err := s.s.Enter(ctx, both, d)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		if err := s.s.Confirm(ctx, leader, enter(draft())); err != nil {
			t.Fatal(err)
		}
		if _, err := s.s.Enter(ctx, both, draft()); !fault.Is(err, fault.Conflict) {
			t.Errorf("the year was entered twice: %v", err)
		}
		d := draft()
		d.Replaces, d.Text = true, strings.Replace(text2027, "10月9日上班", "10月10日上班", 1)
		before, _ := s.s.Current(ctx)
		s.c.Move(time.Second)
		id := enter(d)
		if c, _ := s.s.Current(ctx); c != before {
			t.Error("the calendar was made anew although nothing was confirmed")
		}
		if err := s.s.Confirm(ctx, leader, id); err != nil {
			t.Fatal(err)
		}
		c, err := s.s.Current(ctx)
		if err != nil || c.Kind(civil.Must("2027-10-09")).Workday || !c.Kind(civil.Must("2027-10-10")).Workday {
			t.Errorf("the amendment is not in force: %v", err)
		}
		id = enter(d)
		if err := s.s.Reject(ctx, leader, id, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("rejected without a reason: %v", err)
		}
		if err := s.s.Reject(ctx, leader, id, "日期抄错"); err != nil {
			t.Fatal(err)
		}
		if err := s.s.Confirm(ctx, leader, id); !fault.Is(err, fault.Conflict) {
			t.Errorf("confirmed after it was rejected: %v", err)
		}
	})
}

func TestBadDrafts(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		for name, c := range map[string]struct {
			change func(*calendar.Draft)
			field  string
		}{
			"no title":       {func(d *calendar.Draft) { d.Title = " " }, "title"},
			"strange url":    {func(d *calendar.Draft) { d.URL = "javascript:alert(1)" }, "url"},
			"no year":        {func(d *calendar.Draft) { d.Year = 0 }, "year"},
			"unreadable":     {func(d *calendar.Draft) { d.Text = "放假三天" }, "spans"},
			"nothing":        {func(d *calendar.Draft) { d.Text = "" }, "spans"},
			"holiday missed": {func(d *calendar.Draft) { d.Text = strings.Replace(text2027, "端午节：6月9日放假。", "", 1) }, "spans"},
			"other year":     {func(d *calendar.Draft) { d.Text += "\n2029-01-01 放假 元旦" }, "spans"},
			"twice":          {func(d *calendar.Draft) { d.Text += "\n2027-01-01 放假 元旦" }, "spans"},
		} {
			d := draft()
			c.change(&d)
			if _, err := s.s.Enter(context.Background(), s.Actor("both"), d); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		if list, err := s.s.Notices(context.Background()); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
	})
}

func TestCalendarPages(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		b := s.As("both")
		b.Get("/calendar").Want(200).In(".tag", webtest.HasText("暂推算")).In("td", webtest.HasText("2026"))
		b.Get("/calendar/2026").Want(200).Count("table.month", 12).In("td.make_up b", webtest.HasText("班")).In("td.holiday b", webtest.HasText("休")).Without("td.provisional")
		b.Get("/calendar/2027").Want(200).In(".notice", webtest.HasText("推算")).In("td.provisional", webtest.HasText("1"))
		for _, bad := range []string{"/calendar/1900", "/calendar/x", "/calendar/notices/9", "/calendar/notices/y"} {
			b.Get(bad).Want(404)
		}
		f := url.Values{"year": {"2027"}, "title": {`通知<img src=x>"`}, "number": {"国办发明电〔2026〕7号"}, "spans": {"看不懂的一行"}}
		p := b.Post("/calendar/notices/new", f).Want(422)
		p.Without("main img").In(".summary", webtest.HasText("看不懂"))
		if p.Value("textarea[name=spans]") != "\n看不懂的一行" && p.Value("textarea[name=spans]") != "看不懂的一行" || p.Value("input[name=title]") != f.Get("title") {
			t.Errorf("what was typed is lost: %q", p.Value("textarea[name=spans]"))
		}
		f.Set("spans", text2027)
		f.Set("_key", "k2")
		to := b.Post("/calendar/notices/new", f).Want(303).Header.Get("Location")
		if to != "/calendar/notices/1" {
			t.Fatal(to)
		}
		if again := b.Post("/calendar/notices/new", f).Want(303).Header.Get("Location"); again != to {
			t.Errorf("the same form twice made %s", again)
		}
		b.Get(to).Want(200).In(".notice", webtest.HasText("另一位")).Without(".formcard").Without("main img").Count("table.month", 12)
		b.Post(to+"/confirm", url.Values{"_key": {"k3"}}).Want(409).In(".summary", webtest.HasText("不能自己确认"))
		l := s.As("leader")
		l.Get(to).Want(200).In("button", webtest.HasText("核对无误"))
		l.Post(to+"/reject", url.Values{"_key": {"k4"}}).Want(422).In(".summary", webtest.HasText("理由"))
		l.Post(to+"/confirm", url.Values{"_key": {"k5"}}).Want(303)
		l.Get(to).Want(200).In(".tag", webtest.HasText("已启用"))
		b.Get("/calendar/2027").Want(200).Without("td.provisional").In("td.make_up b", webtest.HasText("班"))
		b.Get("/calendar").Want(200).In("td", webtest.HasText("国办发明电〔2026〕7号"))
	})
}

func TestCalendarDenied(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		id, err := s.s.Enter(ctx, s.Actor("head"), draft())
		if err != nil {
			t.Fatal(err)
		}
		nobody := s.Actor("nobody")
		if _, err := s.s.Enter(ctx, nobody, draft()); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		if err := s.s.Confirm(ctx, s.Actor("head"), id); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		if err := s.s.Reject(ctx, nobody, id, "x"); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		b := s.As("nobody")
		for _, p := range s.s.Pages() {
			to := strings.NewReplacer("{id}", fmt.Sprint(id), "{year}", "2026").Replace(p.Pattern)
			want := 403
			if p.Right == string(org.Anyone) {
				want = 200
			}
			s.Refused()
			if p.Method == "GET" {
				b.Get(to).Want(want)
			} else {
				b.Post(to, nil).Want(want)
			}
			if got := s.Refused(); want == 403 && (len(got) != 1 || got[0] != p.Name+" right") {
				t.Errorf("%s: reported %v", p.Name, got)
			}
			if p.Method == "GET" {
				s.Stranger().Get(to).Want(303)
			}
		}
		if n, err := db.One[int](ctx, s.d.Reader(), "SELECT count(*) FROM ledger_entry WHERE outcome = 'refused' AND deed LIKE 'calendar.%'"); err != nil || n != 3 {
			t.Errorf("%d refusals in the ledger, %v", n, err)
		}
	})
}
