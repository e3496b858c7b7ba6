package audit_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/audit"
	"lantai.internal/hall/org"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/ledger"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
)

var note = act.Define(act.Spec[string, bool]{
	Name: "testaudit.note", Open: "a test", Basis: []law.ID{law.CommonWorkday},
	Do: func(_ *act.Tx, s string) (bool, act.Entry, error) {
		subject, summary, _ := strings.Cut(s, "|")
		return true, act.Entry{Subject: subject, Summary: summary, Detail: map[string]string{"text": summary}}, nil
	}})

type desk struct {
	*orgtest.Site
	a *audit.Audit
	d *act.Door
	c *clock.Movable
}

func each(t *testing.T, fn func(t *testing.T, s desk)) {
	dbtest.Each(t, []db.Schema{org.Schema, audit.Schema}, func(t *testing.T, d *act.Door, c *clock.Movable) {
		a := &audit.Audit{Door: d, Bureau: "示例局"}
		fn(t, desk{orgtest.New(t, d, c, orgtest.Options{
			Grants:   org.Grants{org.AuditAdmin: {audit.Read}, org.Staff: {"test.read"}},
			Accounts: map[string][]org.Role{"auditor": {org.AuditAdmin}, "sysadmin": {org.SystemAdmin}, "clerk": {org.Staff}},
			Pages:    a.Pages(), Transport: web.TLS,
		}), a, d, c})
	})
}

func (s desk) write(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		if _, err := note.Run(context.Background(), s.d, s.Actor("clerk"), fmt.Sprintf("test:%d|第 %d 件 <b>事</b>", i%3, i)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFilters(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		s.write(t, 9)
		s.c.Move(24 * time.Hour)
		s.write(t, 6)
		s.c.Move(48 * time.Hour)
		s.write(t, 3)
		if _, err := s.a.Verify(ctx, s.Actor("clerk")); !fault.Is(err, fault.Forbidden) {
			t.Fatal(err)
		}
		day := civil.Must("2026-03-02")
		for name, c := range map[string]struct {
			f    audit.Filter
			want int
		}{
			"deed":        {audit.Filter{Deed: "testaudit.note"}, 18},
			"deeds below": {audit.Filter{Deed: "testaudit."}, 18},
			"first day":   {audit.Filter{Deed: "testaudit.note", To: day}, 9},
			"from second": {audit.Filter{Deed: "testaudit.note", From: day.AddDays(1)}, 9},
			"second day":  {audit.Filter{From: day.AddDays(1), To: day.AddDays(1)}, 6},
			"empty day":   {audit.Filter{From: day.AddDays(2), To: day.AddDays(2)}, 0},
			"long ago":    {audit.Filter{To: day.AddDays(-1)}, 0},
			"to come":     {audit.Filter{From: day.AddDays(9)}, 0},
			"subject":     {audit.Filter{Subject: "test:1"}, 6},
			"actor":       {audit.Filter{Actor: "clerk"}, 19},
			"refused":     {audit.Filter{Actor: "clerk", Outcome: ledger.Refused}, 1},
			"basis":       {audit.Filter{Basis: string(law.CommonWorkday)}, 18},
			"part basis":  {audit.Filter{Basis: "common"}, 0},
			"wildcards":   {audit.Filter{Basis: "common%workday"}, 0},
		} {
			p, err := s.a.List(ctx, c.f, 0, 0, 100)
			if err != nil || len(p.Entries) != c.want || p.Total != c.want || p.TotalAtMin {
				t.Errorf("%s: %d entries, total %d, want %d (%v)", name, len(p.Entries), p.Total, c.want, err)
			}
		}
	})
}

func TestPaging(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		s.write(t, 12)
		f := audit.Filter{Deed: "testaudit.note"}
		var forward [][]int64
		before := int64(0)
		for {
			p, err := s.a.List(ctx, f, before, 0, 5)
			if err != nil {
				t.Fatal(err)
			}
			forward = append(forward, seqs(p))
			if p.Older == 0 {
				break
			}
			before = p.Older
		}
		if len(forward) != 3 || len(forward[2]) != 2 {
			t.Fatalf("pages %v", forward)
		}
		p, err := s.a.List(ctx, f, 0, forward[2][0], 5)
		if err != nil || fmt.Sprint(seqs(p)) != fmt.Sprint(forward[1]) || p.Newer == 0 {
			t.Errorf("back to %v, want %v (%v)", seqs(p), forward[1], err)
		}
		p, err = s.a.List(ctx, f, 0, forward[1][0], 5)
		if err != nil || fmt.Sprint(seqs(p)) != fmt.Sprint(forward[0]) || p.Newer != 0 {
			t.Errorf("back to %v, want %v (%v)", seqs(p), forward[0], err)
		}
	})
}

func seqs(p audit.Page) []int64 {
	var out []int64
	for _, e := range p.Entries {
		out = append(out, e.Seq)
	}
	return out
}

func TestPages(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		s.write(t, 60)
		b := s.As("auditor")
		p := b.Get("/audit?deed=testaudit.note").Want(200)
		p.Count("main .grid tbody tr", 50).Without("td b").In(".chip", webtest.HasText("testaudit.note")).In("main", webtest.HasText("共 60 条"))
		next, _ := webtest.Attr(p.Doc().First("a[rel=next]"), "href")
		b.Get(next).Want(200).Count("main .grid tbody tr", 10).In("a[rel=prev]", webtest.HasText("上一页"))
		b.Get("/audit?from=2026-02-30").Want(422).In(".summary", webtest.HasText("自"))
		b.Get("/audit?from=2026-03-05&to=2026-03-01").Want(422).In(".summary", webtest.HasText("止日早于起日"))
		b.Get("/audit?outcome=x").Want(422)
		b.Get("/audit?subject=%3Cscript%3E").Want(200).Without("main script").In(".empty", webtest.HasText("没有符合条件"))

		list, err := s.a.List(context.Background(), audit.Filter{Deed: "testaudit.note"}, 0, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		e := list.Entries[0]
		p = b.Get(fmt.Sprintf("/audit/%d", e.Seq)).Want(200)
		p.In("h1", webtest.HasText("第 59 件 <b>事</b>")).In(".digest", webtest.HasText(audit.Groups(e.Hash))).In("pre", webtest.HasText(`"text"`))
		if href, _ := webtest.Attr(p.Doc().First("a[href^='/rules/']"), "href"); href != "/rules/common.workday" {
			t.Errorf("basis leads to %q", href)
		}
		b.Get("/audit/999999").Want(404)
		b.Get("/audit/x").Want(404)

		proof := b.Get(fmt.Sprintf("/audit/%d/proof", e.Seq)).Want(200)
		if !strings.Contains(proof.Header.Get("Content-Disposition"), "attachment") {
			t.Error("the receipt is not a file")
		}
		parsed, err := ledger.ParseProof([]byte(proof.Body))
		if err != nil || parsed.Entry.Seq != e.Seq || parsed.Check(s.d.PublicKey()) != nil {
			t.Errorf("receipt: %v", err)
		}
	})
}

func TestVerifyPage(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		s.write(t, 5)
		b := s.As("auditor")
		b.Get("/audit/verify").Want(200).In("button", webtest.HasText("开始核验"))
		head, err := s.a.Head(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		p := b.Get("/audit/head").Want(200)
		p.In("pre", webtest.HasText("lantai"))
		// As people copy it: without the empty line, with spaces and Windows line ends.
		copied := strings.ReplaceAll(strings.ReplaceAll(head.Note, "\n\n", "\n"), "\n", " \r\n")
		b.Post("/audit/verify", url.Values{"witness": {copied}}).Want(200).In(".notice.ok", webtest.HasText("没有发现改动")).In("dd", webtest.HasText("已用一份核对"))
		list, err := s.a.List(context.Background(), audit.Filter{Deed: "audit.ledger.verify"}, 0, 0, 10)
		if err != nil || len(list.Entries) != 1 || !strings.Contains(list.Entries[0].Summary, "未发现问题") {
			t.Fatalf("the verification is not in the ledger: %+v %v", list.Entries, err)
		}
		forged := strings.Replace(head.Note, "\n"+fmt.Sprint(head.Size)+"\n", "\n"+fmt.Sprint(head.Size+1)+"\n", 1)
		b.Post("/audit/verify", url.Values{"witness": {forged}}).Want(200).In(".notice.bad", webtest.HasText("发现")).In("td", webtest.HasText("witness:1"), webtest.HasText("签名不符"))
		b.Post("/audit/verify", url.Values{"witness": {strings.Repeat("长", 2000)}}).Want(422)
	})
}

func TestAnchorPDF(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		s.write(t, 2)
		p := s.As("auditor").Get("/audit/head.pdf").Want(200)
		if !strings.HasPrefix(p.Body, "%PDF-") || p.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(p.Header.Get("Content-Disposition"), "inline") {
			t.Errorf("%.20q %v", p.Body, p.Header)
		}
	})
}

func TestExport(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		if _, err := note.Run(context.Background(), s.d, s.Actor("clerk"), `x|=HYPERLINK("http://evil")`); err != nil {
			t.Fatal(err)
		}
		s.write(t, 3)
		b := s.As("auditor")
		for range 2 { // the same form twice gives the file twice
			p := b.Post("/audit/export", url.Values{"deed": {"testaudit.note"}}).Want(200)
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.Body, "\ufeff"))).ReadAll()
			if err != nil || len(rows) != 5 || rows[0][0] != "存证号" {
				t.Fatalf("%v %v", rows, err)
			}
			if got := rows[4][10]; got != `'=HYPERLINK("http://evil")` {
				t.Errorf("a formula got through: %q", got)
			}
		}
		list, err := s.a.List(context.Background(), audit.Filter{Deed: "audit.ledger.export"}, 0, 0, 10)
		if err != nil || len(list.Entries) != 2 || list.Entries[0].Summary != "导出台账 4 条" {
			t.Errorf("%+v %v", list.Entries, err)
		}
		b.Post("/audit/export", url.Values{"outcome": {"x"}}).Want(422)
	})
}

func TestDenied(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		for _, login := range []string{"clerk", "sysadmin"} {
			b := s.As(login)
			for _, p := range s.a.Pages() {
				s.Refused()
				to := strings.NewReplacer("{seq}", "1").Replace(p.Pattern)
				r := b.Get(to)
				if p.Method == "POST" {
					r = b.Post(to, nil)
				}
				if got := s.Refused(); r.Status != 403 || len(got) == 0 || got[len(got)-1] != p.Name+" right" {
					t.Errorf("%s at %s: %d, reported %v", login, p.Name, r.Status, got)
				}
			}
		}
		who := s.Actor("clerk")
		if _, err := s.a.Verify(ctx, who); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		var w strings.Builder
		if _, _, err := s.a.Export(ctx, who, audit.Filter{}, &w); !fault.Is(err, fault.Forbidden) || w.Len() > 0 {
			t.Error(err)
		}
		list, err := s.a.List(ctx, audit.Filter{Actor: "clerk", Outcome: ledger.Refused}, 0, 0, 10)
		if err != nil || len(list.Entries) != 2 {
			t.Errorf("refusals in the ledger: %+v %v", list.Entries, err)
		}
	})
}

func TestHistory(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		id := s.IDs["clerk"]
		list, err := audit.Of(ctx, s.d.Reader(), "org_account", id, 50)
		if err != nil || len(list) != 3 || !strings.Contains(list[2].Summary, "新建账号 clerk") {
			t.Fatalf("%+v %v", list, err)
		}
		var b strings.Builder
		if err := audit.History(list).Render(ctx, &b); err != nil {
			t.Fatal(err)
		}
		if i, j := strings.Index(b.String(), "新建账号"), strings.Index(b.String(), "演示账号"); i < 0 || j < i {
			t.Errorf("not the oldest first: %s", b.String())
		}
		// An act that names another subject but wrote the row belongs to it too.
		if err := s.Org.SetState(ctx, act.Owner(), id, "disabled"); err != nil {
			t.Fatal(err)
		}
		if list, _ = audit.Of(ctx, s.d.Reader(), "org_account", id, 2); len(list) != 2 || !strings.Contains(list[0].Summary, "停用") {
			t.Errorf("%+v", list)
		}
		if list, _ = audit.Of(ctx, s.d.Reader(), "org_account", 4711, 50); len(list) != 0 {
			t.Errorf("%+v", list)
		}
	})
}

func TestRowsWrittenUnderAnotherSubject(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		if _, err := s.Org.Found(ctx, act.Owner(), org.Seed{Units: []org.Unit{{Code: "A", Name: "甲科"}, {Code: "B", Name: "乙科"}, {Code: "C", Name: "丙科"}}}); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[int64]int{1: 1, 2: 1, 3: 1, 4: 0} {
			if list, err := audit.Of(ctx, s.d.Reader(), "org_unit", id, 5); err != nil || len(list) != want {
				t.Errorf("unit %d: %d entries, %v", id, len(list), err)
			}
		}
	})
}

func TestDecided(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		s.write(t, 3)
		for login, want := range map[string]int{"auditor": 2, "clerk": 2, "sysadmin": 0} {
			list, err := s.a.Decided(context.Background(), s.Actor(login), law.CommonWorkday, 2)
			if err != nil || len(list) != want {
				t.Errorf("%s: %d acts, %v", login, len(list), err)
			}
		}
		if list, err := s.a.Decided(context.Background(), act.Actor{}, law.CommonWorkday, 2); err != nil || len(list) != 0 {
			t.Errorf("a stranger: %v %v", list, err)
		}
	})
}
