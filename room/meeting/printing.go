package meeting

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/room/meeting/papers"
	"lantai.internal/room/meeting/quorum"
)

// sitting is what every paper says of the meeting.
func (c *course) sitting() papers.Sitting {
	name := c.k.Name
	if c.m.Enlarged {
		name = c.k.Enlarged.Name
	}
	return papers.Sitting{Agency: c.book.Bureau, Body: name, Title: c.m.Title(c.book), Place: c.m.Place, At: clock.FromMicros(c.m.StartsAt), Chair: c.m.Chair, Recorder: titles(c.book, c.k.Secretary.Posts)}
}

// person is a seat on a list, with why it stayed empty.
func person(s Seat) papers.Person {
	p := papers.Person{Name: s.Name, Note: excuseLabels[s.Excuse]}
	if s.Post != s.Name {
		p.Post = s.Post
	}
	return p
}

func people(list []Seat) []papers.Person {
	var out []papers.Person
	for _, s := range list {
		out = append(out, person(s))
	}
	return out
}

// lists are those who came, members who did not, and observers who came.
func (c *course) lists() (present, excused, observers []papers.Person) {
	in, by, away := c.attendance(c.at())
	for _, s := range away {
		if s.Part != Member {
			continue
		}
		p := person(s)
		if p.Note == "" {
			p.Note = "缺席"
		}
		excused = append(excused, p)
	}
	return people(in), excused, people(by)
}

func (c *course) agendaItems() []papers.Item {
	var out []papers.Item
	for _, it := range c.items {
		x := papers.Item{Title: it.Title, Unit: it.presenter(), Cadre: it.Cadre}
		for _, p := range c.papers {
			if p.ItemID == it.ID && p.Kind == Material && p.Name != "" {
				x.Materials = append(x.Materials, p.Name)
			}
		}
		out = append(out, x)
	}
	return out
}

// agendaPaper is the agenda as it goes with the notice.
func (c *course) agendaPaper() (papers.Paper, error) {
	return papers.Agenda{Sitting: c.sitting(), Items: c.agendaItems()}.Paper()
}

// noticePaper is the notice on paper, for those who are told that way.
func (c *course) noticePaper() (papers.Paper, error) {
	n := papers.Notice{Sitting: c.sitting(), Items: c.agendaItems(), Unit: c.unitName(c.k.Collector.Unit), On: c.today,
		Asks: []string{"会前看材料，准备发言；不能参加的提前请假。"}}
	if c.m.ToldAt != 0 {
		n.On = dayOf(c.m.ToldAt)
	}
	for _, s := range c.seats {
		switch s.Part {
		case Member:
			n.To = append(n.To, papers.Person{Name: s.Name})
		case Observer:
			n.Observers = append(n.Observers, papers.Person{Name: s.Name})
		}
	}
	return n.Paper()
}

// signInPaper is the sheet that those who come sign (clause mtg.sign.register).
func (c *course) signInPaper() (papers.Paper, error) {
	x := papers.SignIn{Sitting: c.sitting()}
	came := map[int64]string{}
	for _, m := range c.moved {
		switch {
		case m.Kind == quorum.In && came[m.PersonID] == "":
			came[m.PersonID] = clockOf(m.At) + "签到"
		case m.Kind == quorum.Out:
			came[m.PersonID] += "，" + clockOf(m.At) + "离会"
		}
	}
	for _, s := range c.seats {
		p := person(s)
		if came[s.PersonID] != "" {
			p.Note = came[s.PersonID]
		}
		switch s.Part {
		case Member:
			x.People = append(x.People, p)
		case Observer:
			x.Observers = append(x.Observers, p)
		}
	}
	return x.Paper()
}

// attendancePaper is who came and who did not, with the count that the quorum asks for.
func (c *course) attendancePaper() (papers.Paper, error) {
	x := papers.Attendance{Sitting: c.sitting(), Members: len(c.members())}
	in, by, away := c.attendance(c.at())
	x.Present, x.Observers = people(in), people(by)
	for _, s := range away {
		switch {
		case s.Part != Member:
		case s.Excuse != "":
			x.Excused = append(x.Excused, person(s))
		default:
			x.Absent = append(x.Absent, person(s))
		}
	}
	l, err := c.light(nil, c.at())
	if err != nil {
		return nil, err
	}
	x.Quorum = l.Words()
	return x.Paper()
}

// sections are the paragraphs of signed minutes by their numbered headings.
func sections(body string) []papers.Discussed {
	var out []papers.Discussed
	for line := range strings.SplitSeq(body, "\n") {
		no, rest, ok := strings.Cut(line, "、")
		if ok && no != "" && strings.Trim(no, "一二三四五六七八九十") == "" {
			out = append(out, papers.Discussed{Title: rest})
			continue
		}
		if len(out) == 0 {
			out = append(out, papers.Discussed{Title: "会议情况"})
		}
		out[len(out)-1].Words += line
	}
	return out
}

// minutesPaper is the minutes, or the brief, with its corrections; what is not signed
// bears no number.
func (c *course) minutesPaper() (papers.Paper, error) {
	first := c.minutes[0]
	_, number, _ := strings.Cut(c.m.Paper, c.k.Paper.Word)
	if number == "" {
		number = "未签发"
	}
	on := c.m.HeldOn
	if first.SignedAt != 0 {
		on = dayOf(first.SignedAt)
	}
	unit := c.unitName(c.k.Collector.Unit)
	said := sections(first.Body)
	for _, x := range c.minutes[1:] {
		if x.State == Signed {
			said = append(said, papers.Discussed{Title: fmt.Sprintf("第%d号更正", x.Part), Words: x.Body + "（" + x.Signer + "，" + dayOf(x.SignedAt).Chinese() + "签发）"})
		}
	}
	if c.k.Paper.Word == "简报" {
		b := papers.Brief{Sitting: c.sitting(), Mark: c.k.Name + c.k.Paper.Word, Number: number, Signer: first.Signer, Unit: unit, On: on}
		for _, x := range said {
			b.Text = append(b.Text, strings.TrimRight(x.Title, "。")+"。"+x.Words)
		}
		return b.Paper()
	}
	if c.k.Paper.Word != "纪要" {
		x := papers.Record{Sitting: c.sitting(), Signed: first.Signer}
		x.Present, x.Excused, x.Observers = c.lists()
		for _, d := range said {
			x.Items = append(x.Items, papers.Recorded{Title: d.Title, Result: d.Words})
		}
		return x.Paper()
	}
	m := papers.Minutes{Sitting: c.sitting(), Number: number, Signer: first.Signer, Discussed: said, Unit: unit, On: on}
	for _, t := range c.resolutions {
		x := papers.Resolution{What: t.What, Unit: c.unitName(t.Unit), Owner: t.Owner, Due: t.Due}
		if x.Owner != "" && strings.HasPrefix(x.Owner, x.Unit) {
			x.Unit = ""
		}
		m.Resolutions = append(m.Resolutions, x)
	}
	m.Present, m.Excused, m.Observers = c.lists()
	return m.Paper()
}

// recordPaper is the original record: what everybody said, how they voted.
func (c *course) recordPaper() (papers.Paper, error) {
	x := papers.Record{Sitting: c.sitting()}
	x.Present, x.Excused, x.Observers = c.lists()
	if c.guarded() {
		x.Consent = titles(c.book, c.k.Original.Posts)
	}
	if len(c.minutes) > 0 && c.minutes[0].State == Signed {
		x.Signed = c.k.Paper.Word + "由" + c.minutes[0].Signer + "于" + dayOf(c.minutes[0].SignedAt).Chinese() + "签发"
	}
	for _, it := range c.items {
		r := papers.Recorded{Title: it.Title, Presenter: it.presenter(), Present: it.Present}
		gone := quorum.Withdrawn(c.moves(), it.ID)
		for _, s := range c.seats {
			if gone[s.PersonID] {
				r.Withdrawn = append(r.Withdrawn, papers.Person{Name: s.Name})
			}
		}
		for _, o := range c.opinions {
			switch {
			case o.ItemID != it.ID:
			case o.Absent:
				r.Written = append(r.Written, papers.Opinion{Who: o.Name, Words: o.Words})
			default:
				r.Opinions = append(r.Opinions, papers.Opinion{Who: o.Name, Words: o.Words})
			}
		}
		for _, v := range c.votes {
			if v.ItemID == it.ID {
				r.Votes = append(r.Votes, papers.Vote{Who: v.Name, Choice: voteLabels[v.Vote]})
			}
		}
		if it.Voting == ByShow {
			r.Result = "举手表决，" + quorum.Votes{Yes: it.Yes, No: it.No, Abstain: it.Abstain}.Words() + "。"
		}
		if it.State == Decided {
			r.Result += it.OutcomeLabel() + "。" + it.Words
		}
		x.Items = append(x.Items, r)
	}
	return x.Paper()
}

// pdf writes a paper in the bureau's own typefaces, if there are any.
func (r *Room) pdf(p papers.Paper, w io.Writer) error {
	if r.Fonts == nil {
		return p.PDF(w, nil)
	}
	fonts, err := r.Fonts()
	if err != nil {
		return err
	}
	return p.PDF(w, fonts)
}

// printRecord writes the original record.
func (c *course) printRecord(w io.Writer) error {
	p, err := c.recordPaper()
	if err != nil {
		return err
	}
	return c.r.pdf(p, w)
}

// Papers of a meeting.
const (
	PaperAgenda     = "agenda"
	PaperNotice     = "notice"
	PaperSignIn     = "signin"
	PaperAttendance = "attendance"
	PaperMinutes    = "minutes"
)

// Print writes a paper of a meeting, as PDF or, if docx, as DOCX, for somebody who may
// see it, and gives its file name.
func (r *Room) Print(ctx context.Context, who act.Actor, id int64, paper string, docx bool, w io.Writer) (string, error) {
	c, err := r.see(ctx, who, id)
	if err != nil {
		return "", err
	}
	name, set := c.form(paper)
	switch {
	case set == nil:
		return "", act.OutOfReach(c.m.Subject())
	case paper == PaperMinutes && c.curtained:
		return "", fault.Refuse(law.MtgPartySecrecy, c.k.Paper.Word+"里有干部议题，列席的人不能查阅。")
	case paper == PaperMinutes && len(c.minutes) == 0:
		return "", fault.New(fault.NotFound, c.k.Paper.Word+"还没有整理。")
	case paper == PaperMinutes && c.m.State != Signed && !c.clerk(c.k) && !c.signs():
		return "", fault.New(fault.NotFound, c.k.Paper.Word+"还没有签发。")
	}
	p, err := set()
	if err != nil {
		return "", err
	}
	if docx {
		return c.m.Title(c.book) + name + ".docx", p.DOCX(w)
	}
	return c.m.Title(c.book) + name + ".pdf", r.pdf(p, w)
}

func (c *course) form(paper string) (string, func() (papers.Paper, error)) {
	switch paper {
	case PaperAgenda:
		return "议程", c.agendaPaper
	case PaperNotice:
		return "通知", c.noticePaper
	case PaperSignIn:
		return "签到表", c.signInPaper
	case PaperAttendance:
		return "出席情况表", c.attendancePaper
	case PaperMinutes:
		return c.k.Paper.Word, c.minutesPaper
	}
	return "", nil
}

// drawn are papers of a meeting put into the file store.
func (c *course) drawn(ctx context.Context, names ...string) ([]flow.Paper, error) {
	var forms []flow.Form
	for _, n := range names {
		name, set := c.form(n)
		forms = append(forms, flow.Form{Name: c.m.Title(c.book) + name, Draw: func(w *bytes.Buffer) error {
			p, err := set()
			if err != nil {
				return err
			}
			return c.r.pdf(p, w)
		}})
	}
	return flow.Draw(ctx, c.r.Files, forms...)
}

// papers lays out what a signed meeting leaves: minutes, agenda, sign-in sheet and the
// materials. The original record goes by itself (record).
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	c, err := r.whole(ctx, act.Program("会议材料归档"), id)
	if err != nil {
		return flow.Papers{}, err
	}
	// The archive room reads the kind of a paper, and with it its period, from the end of
	// the title, past a note in brackets: a number alone would tell it neither.
	title := c.m.Title(c.book) + c.k.Paper.Word + "（" + c.m.Paper + "）"
	p := flow.Papers{Subject: c.m.Subject(), Title: title, Unit: c.k.Collector.Unit, Date: c.m.HeldOn, Secret: c.guarded(), Weight: flow.Important}
	if p.Files, err = c.drawn(ctx, PaperMinutes, PaperAgenda, PaperAttendance); err != nil {
		return p, err
	}
	for _, x := range c.papers {
		if x.SHA256 != "" && x.Kind == Material {
			p.Files = append(p.Files, flow.Attachment{Name: x.Name, SHA256: x.SHA256, SM3: x.SM3, Size: x.Size}.Paper())
		}
	}
	return p, nil
}

// record lays out the original record. Its title makes it a record that only the party
// secretary releases, in the archive room too (clause mtg.party.record.archive).
func (r *Room) record(ctx context.Context, id int64) (flow.Papers, error) {
	c, err := r.whole(ctx, act.Program("会议材料归档"), id)
	if err != nil {
		return flow.Papers{}, err
	}
	title := c.m.Title(c.book) + "原始记录"
	p := flow.Papers{Subject: act.Subject("meeting_record", id), Title: title, Unit: c.k.Collector.Unit, Date: c.m.HeldOn, Secret: c.guarded(), Weight: flow.Important}
	p.Files, err = flow.Draw(ctx, r.Files, flow.Form{Name: title, Draw: func(w *bytes.Buffer) error { return c.printRecord(w) }})
	return p, err
}

// further owes the archive a signed correction.
func (r *Room) further(tx *act.Tx, c *course, x Minutes) error {
	if r.File == nil {
		return nil
	}
	return r.Flow.OweFurther(tx, flow.Further{Subject: c.m.Subject(), What: act.Subject("meeting_minutes", x.ID), Title: fmt.Sprintf("第%d号更正", x.Part),
		Lines: []flow.Line{{Label: "更正内容", Text: x.Body}, {Label: "更正缘由", Text: x.Reason}, {Label: "签发", Text: x.Signer + "，" + dayOf(x.SignedAt).Chinese()}}})
}

// later lays out a correction.
func (r *Room) later(ctx context.Context, id int64, x flow.Further) (flow.Papers, error) {
	c, err := r.whole(ctx, act.Program("会议材料归档"), id)
	if err != nil {
		return flow.Papers{}, err
	}
	p := flow.Papers{Title: c.m.Paper, Unit: c.k.Collector.Unit, Secret: c.guarded(), Weight: flow.Important}
	p.Files, err = x.Lay(ctx, r.Files, flow.SheetHead{Bureau: c.book.Bureau, Number: c.m.Paper})
	return p, err
}
