package rulebook_test

import (
	"fmt"
	"strings"
	"testing"

	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
)

func shelf(t *testing.T, transport web.Transport) (*orgtest.Site, *rulebook.Book) {
	t.Helper()
	b, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	d, c := dbtest.SQLite(t, org.Schema, rulebook.Schema)
	s := &rulebook.Shelf{Library: &rulebook.Library{Door: d, Base: b}}
	return orgtest.New(t, d, c, orgtest.Options{Accounts: map[string][]org.Role{"clerk": {org.Staff}, "auditor": {org.AuditAdmin}}, Pages: s.Pages(), Transport: transport}), b
}

func TestBookPage(t *testing.T) {
	s, book := shelf(t, web.TLS)
	b := s.As("clerk")
	p := b.Get("/rules").Want(200)
	p.Count("main tbody tr", len(book.Chapters)).In("h1", webtest.HasText(book.Title)).In(".tag", webtest.HasText("讨论稿"))
	total := 0
	for _, ch := range book.Chapters {
		total += len(b.Get("/rules?chapter=" + ch.Key).Want(200).Doc().All("main tbody tr"))
	}
	if all := len(book.Cards()) + len(book.Added()); total != all {
		t.Errorf("%d clauses in the chapters, %d in the book", total, all)
	}
	states := 0
	for _, st := range []string{rulebook.Enforced, rulebook.Partly, rulebook.TextOnly, rulebook.MissingText, rulebook.Superseded} {
		states += len(b.Get("/rules?status=" + st).Want(200).Doc().All("main tbody tr"))
	}
	if states != total {
		t.Errorf("%d clauses by state, %d in all", states, total)
	}
	b.Get("/rules?words=archive.transfer.clearance").Want(200).Count("main tbody tr", 1).In(".chip", webtest.HasText("archive.transfer.clearance"))
	b.Get("/rules?words=%3Cscript%3E").Want(200).Without("main script").In(".empty", webtest.HasText("没有符合条件"))
	b.Get("/rules?chapter=nope&status=nope").Want(200).Count("main tbody tr", len(book.Chapters))
	s.As("auditor").Get("/rules").Want(200)
	s.Stranger().Get("/rules").Want(303)
	s.Stranger().Get("/rules/common.workday").Want(303)
}

// TestEveryClauseHasAPage opens the card of every clause and of every higher rule.
func TestEveryClauseHasAPage(t *testing.T) {
	s, book := shelf(t, web.TLS)
	b := s.As("clerk")
	for _, c := range book.Cards() {
		p := b.Get("/rules/" + string(c.ID)).Want(200)
		if c.Carried && !strings.Contains(webtest.Text(p.Doc().First("main")), strings.Join(strings.Fields(c.Statement), " ")) {
			t.Errorf("%s: the statement is not on its page", c.ID)
		}
		for _, i := range c.Interpretations {
			p.In("td", webtest.HasText(i.Text))
		}
		if t.Failed() {
			return
		}
	}
	for _, id := range law.National() {
		h, ok := rulebook.National(id)
		if !ok || h.Title == "" || h.Gist == "" {
			t.Errorf("%s has no title", id)
			continue
		}
		b.Get("/rules/"+string(id)).Want(200).In("h1", webtest.HasText(h.Title))
	}
	b.Get("/rules/no.such.clause").Want(404)
	b.Get("/rules/law.no-such").Want(404)
}

func TestClausePage(t *testing.T) {
	s, book := shelf(t, web.TLS)
	b := s.As("clerk")
	for _, table := range book.Tables {
		for _, r := range table.Rows {
			if r.Clause == "" {
				continue
			}
			b.Get("/rules/"+string(r.Clause)).Want(200).In("h2", webtest.HasText(table.Label)).In("tr.strong td", webtest.HasText(table.Outcome(r))).In("tr.strong td a", webtest.HasAttr("href", "/rules/"+string(r.Clause)))
			return
		}
	}
	t.Error(fmt.Sprint("no table rests on a clause: ", len(book.Tables)))
}
