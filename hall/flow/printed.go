package flow

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
	"lantai.internal/kit/web"
)

// Printed is a case as its room has it printed: what somebody may see of it, with
// the book and the decision that govern it.
type Printed struct {
	Head     SheetHead
	Facts    string // what it is about, in a line
	Book     *rulebook.Book
	Decision rulebook.Decision
}

// Govern adds the decision that governs the case, as the room keeps it, and the
// edition of the book by which it was made; the book as it came where none is known.
func (p *Printed) Govern(ctx context.Context, r db.Reader, rules *rulebook.Library, ruling string) error {
	if err := p.Decision.UnmarshalJSON([]byte(ruling)); err != nil {
		return err
	}
	g, ok, err := rules.Governing(ctx, r, p.Head.Case.Subject)
	if p.Book = rules.Base; ok {
		p.Book = g.Book
	}
	return err
}

// courseColumns are those of the printed course; together they are as wide as a form.
var courseColumns = []print.Column{{Title: "序", Width: 8, Align: print.Center}, {Title: "时间", Width: 28, Least: 7}, {Title: "环节", Width: 30}, {Title: "办理人", Width: 32}, {Title: "意见和结果", Width: 40}, {Title: "依据", Width: 22}}

// PrintCourse writes the whole path of a case (办理过程单): every act with its step,
// person, capacity, opinion, time and clause, then what is still to be done.
func (p Printed) PrintCourse(w io.Writer) error {
	s, err := NewSheet(p.Head)
	if err != nil {
		return err
	}
	v := p.Head.Case
	ended := v.Phase.Label()
	if v.EndedAt != 0 {
		ended += "，" + stamp(v.EndedAt)
	}
	const lead, half = 24.0, 56.0
	s.Row(11, Cell{"申请人", Holder{Name: v.ApplicantName, Post: v.ApplicantPost}.Words(), lead, half}, Cell{"编号", p.Head.Number, lead, half})
	s.Row(11, Cell{"提交", stamp(v.SubmittedAt), lead, half}, Cell{"状态", ended, lead, half})
	for _, l := range append([]Line{{"事项", p.Facts}, {"办理依据", v.BasisLine}, {"规章版本", v.Edition}}, v.draftsPrinted()...) {
		if l.Text == "" {
			continue
		}
		if err := s.Text(l.Label, l.Text, lead, 11); err != nil {
			return err
		}
	}
	s.f.Skip(5)
	s.f.Table(print.Table{Columns: courseColumns, Body: print.Style{Size: 9, LineHeight: 1.3}}, slices.Values(p.courseRows()))
	return s.Write(w)
}

func (p Printed) courseRows() [][]string {
	v := p.Head.Case
	var rows [][]string
	add := func(cells ...string) { rows = append(rows, append([]string{fmt.Sprint(len(rows) + 1)}, cells...)) }
	for _, e := range v.History {
		step := v.State.Step(e.StepID)
		what, ground := e.Action.Label(), p.cite(v.Basis()...)
		if step != nil {
			ground = p.ground(*step)
			if what = step.Label(); !strings.HasSuffix(what, e.Action.Label()) {
				what += "：" + e.Action.Label()
			}
		}
		words := []string{}
		if e.Words != "" {
			words = append(words, e.Words)
		}
		if note := v.note(e, e.data()); note != "" {
			words = append(words, note)
		}
		if on := v.standsOn(e, true); on != "" {
			words = append(words, on)
		}
		if took := e.At - e.Since; e.Outcome != "" && e.Since != 0 && took >= 60e6 {
			words = append(words, "用时 "+Span(took))
		}
		add(stamp(e.At), what, Holder{Name: e.Name, Post: e.Post, For: e.For}.Words(), strings.Join(words, "\n"), ground)
	}
	for _, r := range v.Readers {
		read := "未阅"
		if r.ReadAt != 0 {
			read = stamp(r.ReadAt) + " 已阅"
		}
		add(stamp(r.At), "待阅", r.Name, read, "")
	}
	if v.Phase == Returned {
		add("", "补正", Holder{Name: v.ApplicantName, Post: v.ApplicantPost}.Words(), "待申请人补正", p.cite(v.Basis()...))
	}
	for _, x := range v.State.Steps {
		switch {
		case x.State == Current:
			add("", x.Label(), "", "待办，自"+stamp(x.Since)+"起", p.ground(x))
		case x.State == Pending && x.Round == v.Round && !v.Phase.Final():
			add("", x.Label(), "", "尚未办到", p.ground(x))
		}
	}
	return rows
}

// draftsPrinted gives each draft with its digest, so that the text of each can be
// proved to be the one that was signed. Where there are several the texts are printed
// as well: the forms show the last alone.
func (v View) draftsPrinted() []Line {
	var out []Line
	for _, d := range v.Drafts {
		s := []string{stamp(d.MadeAt) + " 提交"}
		if len(v.Drafts) > 1 {
			for _, l := range d.Lines() {
				s = append(s, l.Label+"："+l.Text)
			}
		}
		out = append(out, Line{draftName(d.N), strings.Join(append(s, "SHA-256 "+d.SHA256), "\n")})
	}
	return out
}

// ground is the clause that asks for a step: those that the deciding row of the book
// rests on, or for what closes every chain of the table its own.
func (p Printed) ground(s Step) string {
	if s.Added != 0 {
		return p.cite(p.Head.Case.Basis()...)
	}
	t, ok := rulebook.Table{}, false
	if p.Book != nil {
		t, ok = p.Book.TableAt(p.Decision.Table(), p.Decision.AsOf())
	}
	closing := law.ID("")
	if ok {
		closing = t.Closing.Clause
	}
	if ok && slices.Contains(t.Closing.Chain, rulebook.Step{Who: string(s.Who), Act: rulebook.Act(s.Act)}) {
		return p.cite(closing)
	}
	var list []law.ID
	for _, b := range p.Decision.Basis() {
		if b.Clause != closing {
			list = append(list, b.Clause)
		}
	}
	if len(list) == 0 {
		list = p.Head.Case.Basis()
	}
	return p.cite(list...)
}

// cite writes clauses as people name them, each once.
func (p Printed) cite(list ...law.ID) string {
	var out []string
	for _, id := range list {
		s := string(id)
		if p.Book != nil {
			if c, ok := p.Book.Card(id); ok {
				s = c.Locator
			} else if h, ok := rulebook.National(id); ok {
				s = h.Title
			}
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, "；")
}

func (v View) printURL() string { return fmt.Sprintf("/flow/cases/%d/course.pdf", v.ID) }

// printPage gives the printed course to whom the room lets see the case.
func (f *Flow) printPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	p, err := f.printed(q.Context(), org.Actor(q), id)
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			f.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
		}
		return web.Answer{}, err
	}
	var b bytes.Buffer
	if err := p.PrintCourse(&b); err != nil {
		return web.Answer{}, err
	}
	return web.File(p.Head.Number+" "+p.Head.Title+".pdf", "application/pdf", clock.FromMicros(f.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

func (f *Flow) printed(ctx context.Context, who act.Actor, id int64) (Printed, error) {
	c, ok, err := db.Maybe[Case](ctx, f.Door.Reader(), q.SQL("case"), id)
	if err != nil {
		return Printed{}, err
	}
	k := f.kinds[c.Kind]
	if !ok || k.Printed == nil {
		return Printed{}, act.OutOfReach(act.Subject("flow_case", id))
	}
	return k.Printed(ctx, who, c.SubjectID())
}
