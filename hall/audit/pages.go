package audit

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/ledger"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages over the ledger.
func (a *Audit) Pages() []web.Page {
	read := string(Read)
	return []web.Page{
		{Name: "audit.ledger", Method: "GET", Pattern: "/audit", Right: read, Serve: a.listPage},
		{Name: "audit.entry", Method: "GET", Pattern: "/audit/{seq}", Right: read, Serve: a.entryPage},
		{Name: "audit.proof", Method: "GET", Pattern: "/audit/{seq}/proof", Right: read, Serve: a.proofFile},
		{Name: "audit.export", Method: "POST", Pattern: "/audit/export", Right: read, Serve: a.exportFile},
		{Name: "audit.verify", Method: "GET", Pattern: "/audit/verify", Right: read, Serve: a.verifyPage},
		{Name: "audit.verify.run", Method: "POST", Pattern: "/audit/verify", Right: read, Serve: a.verify},
		{Name: "audit.head", Method: "GET", Pattern: "/audit/head", Right: read, Serve: a.headPage},
		{Name: "audit.head.print", Method: "GET", Pattern: "/audit/head.pdf", Right: read, Serve: a.headFile},
	}
}

// perPage is how many entries a page shows.
const perPage = 50

type listInput struct {
	From    civil.Date `form:"from" label:"自"`
	To      civil.Date `form:"to" label:"至"`
	Actor   string     `form:"actor" label:"登录名" max:"64"`
	Deed    string     `form:"deed" label:"事项" max:"80"`
	Outcome string     `form:"outcome" label:"结果" max:"10"`
	Subject string     `form:"subject" label:"对象" max:"120"`
	Basis   string     `form:"basis" label:"依据" max:"80"`
	Before  int64      `form:"before" min:"0"`
	After   int64      `form:"after" min:"0"`
}

func (in listInput) filter() (Filter, error) {
	f := Filter{From: in.From, To: in.To, Actor: strings.ToLower(in.Actor), Deed: in.Deed, Outcome: in.Outcome, Subject: in.Subject, Basis: in.Basis}
	if f.Outcome != "" && f.Outcome != ledger.Done && f.Outcome != ledger.Refused {
		return f, fault.Field("outcome", f.Outcome, "结果只能是办成或拒绝。")
	}
	if !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From) {
		return f, fault.Field("to", f.To.String(), "止日早于起日，请对调或改正。")
	}
	return f, nil
}

func (a *Audit) listPage(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[listInput](r)
	v := listView{r: r}
	if err == nil {
		v.filter, err = in.filter()
	}
	if err == nil {
		v.page, err = a.List(r.Context(), v.filter, in.Before, in.After, perPage)
	}
	if err != nil && !fault.Is(err, fault.Invalid) {
		return web.Answer{}, err
	}
	v.form = r.FormFor("/audit", err)
	v.form.Method = "get"
	v.form.ID = "filter"
	for k, x := range r.URL.Query() {
		v.form.Set(k, x...)
	}
	return r.Desk("台账", ledgerView(v))
}

func (a *Audit) seq(r *web.Request) (int64, error) { return r.ID("seq") }

type rowRange struct {
	Table string `db:"tbl"`
	First int64  `db:"first_id"`
	Count int64  `db:"n"`
}

func (a *Audit) entryPage(r *web.Request) (web.Answer, error) {
	seq, err := a.seq(r)
	if err != nil {
		return web.Answer{}, err
	}
	v := entryView{}
	if v.e, err = a.Entry(r.Context(), seq); err != nil {
		return web.Answer{}, err
	}
	if v.rows, err = db.All[rowRange](r.Context(), a.Door.Reader(), q.SQL("rows_of"), seq); err != nil {
		return web.Answer{}, err
	}
	if v.last, err = db.One[int64](r.Context(), a.Door.Reader(), q.SQL("last")); err != nil {
		return web.Answer{}, err
	}
	return r.Desk(fmt.Sprintf("存证 %d", seq), entryPageView(v))
}

func (a *Audit) proofFile(r *web.Request) (web.Answer, error) {
	seq, err := a.seq(r)
	if err != nil {
		return web.Answer{}, err
	}
	p, err := a.Door.Prove(r.Context(), seq)
	if err != nil {
		return web.Answer{}, err
	}
	b, err := p.Encode()
	if err != nil {
		return web.Answer{}, fault.Wrap("audit.proof", fault.Internal, err)
	}
	name := fmt.Sprintf("存证凭证 %d", seq)
	if a.CodeOf != nil {
		e, err := a.Entry(r.Context(), seq)
		if err != nil {
			return web.Answer{}, err
		}
		code, err := a.CodeOf(r.Context(), e.Subject)
		if err != nil {
			return web.Answer{}, err
		}
		name = strings.TrimSpace(name + " " + code)
	}
	return web.File(name+".json", "application/json", time.Time{}, bytes.NewReader(b)), nil
}

func (a *Audit) exportFile(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[listInput](r)
	if err != nil {
		return web.Answer{}, err
	}
	f, err := in.filter()
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	// Without the form's key: the file is made anew each time, and each time noted.
	_, cut, err := a.Export(r.Context(), org.Actor(r), f, &b)
	if err != nil {
		return web.Answer{}, err
	}
	name := "台账-" + a.Door.Today().String()
	if cut {
		name += fmt.Sprintf("-最近%d条", MostExported)
	}
	return web.File(name+".csv", "text/csv; charset=utf-8", time.Time{}, bytes.NewReader(b.Bytes())), nil
}

func (a *Audit) verifyPage(r *web.Request) (web.Answer, error) {
	return r.Desk("核验台账", verifyPageView(r.FormFor("/audit/verify", nil)))
}

func (a *Audit) verify(r *web.Request) (web.Answer, error) {
	var witnesses []string
	if s := strings.TrimSpace(r.Values().Get("witness")); s != "" {
		if len(s) > 4000 {
			return r.Desk("核验台账", verifyPageView(r.FormFor("/audit/verify", fault.Field("witness", "", "签名原文过长，一次填一份。"))))
		}
		witnesses = append(witnesses, noteText(s))
	}
	// Without the form's key: to verify again is to look again.
	rep, err := a.Verify(r.Context(), org.Actor(r), witnesses...)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk("核验结果", reportView(rep, len(witnesses) > 0))
}

// noteText restores a signed note as people copy it from paper or a code: line
// ends, the empty line before the signature, the line end after it.
func noteText(s string) string {
	var lines []string
	for l := range strings.Lines(strings.ReplaceAll(s, "\r\n", "\n")) {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "— ") })
	if at < 0 {
		return s
	}
	return strings.Join(lines[:at], "\n") + "\n\n" + strings.Join(lines[at:], "\n") + "\n"
}

func (a *Audit) headPage(r *web.Request) (web.Answer, error) {
	c, err := a.Head(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk("台账锚点", headView(c, a.Door.PublicKey()))
}

func (a *Audit) headFile(r *web.Request) (web.Answer, error) {
	c, err := a.Head(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	if err := a.WriteAnchor(&b, c, org.Actor(r)); err != nil {
		return web.Answer{}, err
	}
	return web.File(anchorName(c), "application/pdf", time.Time{}, bytes.NewReader(b.Bytes())).Inline(), nil
}

// deedOptions are the deeds of the program, by what one needs to do them.
func deedOptions() []ui.Option {
	out := []ui.Option{{Value: "", Label: "不限"}}
	for _, d := range act.Deeds() {
		group := "人人可办"
		if d.Right != "" {
			group = org.RightName(d.Right)
		}
		out = append(out, ui.Option{Value: d.Name, Label: act.LabelOf(d.Name), Group: group})
	}
	return out
}
