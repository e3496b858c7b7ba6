package meeting

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/room/meeting/quorum"
)

const lead = 28.0

// sheet begins a form of this meeting.
func (c *course) sheet(title string) (*flow.Sheet, error) {
	number := c.m.Paper
	if number == "" {
		number = c.m.Title(c.book)
	}
	return flow.NewSheet(flow.SheetHead{Bureau: c.book.Bureau, Title: title, Number: number, Today: c.today})
}

type printed struct {
	s   *flow.Sheet
	err error
}

func (p *printed) text(name, text string, least float64) {
	if p.err == nil {
		p.err = p.s.Text(name, text, lead, least)
	}
}

func (p *printed) write(w io.Writer) error {
	if p.err != nil {
		return p.err
	}
	return p.s.Write(w)
}

func (c *course) headed(title string) *printed {
	s, err := c.sheet(title)
	p := &printed{s: s, err: err}
	p.text("时间", clock.FromMicros(c.m.StartsAt).Format("2006年1月2日 15:04"), 10)
	p.text("地点", c.m.Place, 10)
	p.text("主持人", c.m.Chair, 10)
	return p
}

func seatNames(list []Seat) string {
	var s []string
	for _, x := range list {
		s = append(s, x.Name)
	}
	if len(s) == 0 {
		return "无"
	}
	return strings.Join(s, "、")
}

func absentNames(list []Seat) string {
	var s []string
	for _, x := range list {
		if x.Part != Member {
			continue
		}
		why := excuseLabels[x.Excuse]
		if why == "" {
			why = "未说明"
		}
		s = append(s, x.Name+"（"+why+"）")
	}
	if len(s) == 0 {
		return "无"
	}
	return strings.Join(s, "、")
}

// printAgenda writes the agenda as it goes with the notice.
func (c *course) printAgenda(w io.Writer) error {
	p := c.headed(c.k.Name + "议程")
	for _, it := range c.items {
		text := it.Title
		if it.UnitName != "" {
			text += "（" + it.UnitName + "汇报）"
		}
		p.text("第"+ordinal(it.Place)+"项", text, 12)
	}
	return p.write(w)
}

// printSignIn writes the sign-in sheet: who should come, who came and when, why not
// (clause mtg.sign.register).
func (c *course) printSignIn(w io.Writer) error {
	p := c.headed(c.k.Name + "签到表")
	came := map[int64]string{}
	for _, m := range c.moved {
		if m.Kind == quorum.In && came[m.PersonID] == "" {
			came[m.PersonID] = clockOf(m.At) + " 签到"
		}
		if m.Kind == quorum.Out {
			came[m.PersonID] += "，" + clockOf(m.At) + " 离会"
		}
	}
	due := c.members()
	_, observers, _ := c.attendance(c.at())
	here := 0
	for _, id := range due {
		if came[id] != "" {
			here++
		}
	}
	p.text("人数", fmt.Sprintf("应到%d人，实到%d人，列席%d人", len(due), here, len(observers)), 10)
	for _, s := range c.seats {
		if s.Part == Gone {
			continue
		}
		text := came[s.PersonID]
		if text == "" && s.Excuse != "" {
			text = "缺席：" + excuseLabels[s.Excuse]
		} else if text == "" && c.m.OpenedAt != 0 {
			text = "缺席：未说明"
		}
		p.text(s.Name, partLabels[s.Part]+"。"+text, 10)
	}
	return p.write(w)
}

// printMinutes writes the minutes or the brief with its corrections.
func (c *course) printMinutes(w io.Writer) error {
	p := c.headed(c.k.Name + c.k.Paper.Word)
	members, observers, absent := c.attendance(c.at())
	p.text("出席", seatNames(members), 10)
	p.text("请假", absentNames(absent), 10)
	p.text("列席", seatNames(observers), 10)
	for _, x := range c.minutes {
		name := "内容"
		if x.Part > 0 {
			name = fmt.Sprintf("第%d号更正", x.Part)
		}
		p.text(name, x.Body, 40)
		if x.State == Signed {
			p.text("签发", x.Signer+"，"+dayOf(x.SignedAt).Chinese(), 12)
		} else {
			p.text("签发", "未签发", 12)
		}
	}
	return p.write(w)
}

// printRecord writes the original record: who came, what everybody said, how they voted.
func (c *course) printRecord(w io.Writer) error {
	p := c.headed(c.k.Name + "原始记录")
	members, observers, absent := c.attendance(c.at())
	p.text("出席", seatNames(members), 10)
	p.text("缺席", absentNames(absent), 10)
	p.text("列席", seatNames(observers), 10)
	for _, it := range c.items {
		p.text("第"+ordinal(it.Place)+"项", it.Title, 12)
		gone := quorum.Withdrawn(c.moves(), it.ID)
		for _, s := range c.seats {
			if gone[s.PersonID] {
				p.text("回避", s.Name, 10)
			}
		}
		for _, o := range c.opinions {
			if o.ItemID != it.ID {
				continue
			}
			words := o.Words
			if o.Absent {
				words = "（未到会，书面意见，不计入表决）" + words
			}
			p.text(o.Name, words, 10)
		}
		if it.Voting != "" {
			say := quorum.Votes{Yes: it.Yes, No: it.No, Abstain: it.Abstain}.Words()
			for _, v := range c.votes {
				if v.ItemID == it.ID {
					say += "；" + v.Name + voteLabels[v.Vote]
				}
			}
			p.text("表决", say, 10)
		}
		if it.State == Decided {
			p.text("决定", it.OutcomeLabel()+"。"+it.Words, 10)
		}
	}
	return p.write(w)
}

// Paper names of a meeting.
const (
	PaperAgenda  = "agenda"
	PaperSignIn  = "signin"
	PaperMinutes = "minutes"
)

// Print writes a paper of a meeting for somebody who may see it and gives its file name.
func (r *Room) Print(ctx context.Context, who act.Actor, id int64, paper string, w io.Writer) (string, error) {
	c, err := r.see(ctx, who, id)
	if err != nil {
		return "", err
	}
	name, draw := c.form(paper)
	switch {
	case draw == nil:
		return "", act.OutOfReach(c.m.Subject())
	case paper == PaperMinutes && len(c.minutes) == 0:
		return "", fault.New(fault.NotFound, c.k.Paper.Word+"还没有整理。")
	case paper == PaperMinutes && c.m.State != Signed && !c.clerk(c.k) && !c.signs():
		return "", fault.New(fault.NotFound, c.k.Paper.Word+"还没有签发。")
	}
	return c.m.Title(c.book) + name + ".pdf", draw(w)
}

func (c *course) form(paper string) (string, func(io.Writer) error) {
	switch paper {
	case PaperAgenda:
		return "议程", c.printAgenda
	case PaperSignIn:
		return "签到表", c.printSignIn
	case PaperMinutes:
		return c.k.Paper.Word, c.printMinutes
	}
	return "", nil
}

// drawn are papers of a meeting put into the file store.
func (c *course) drawn(ctx context.Context, names ...string) ([]flow.Paper, error) {
	var forms []flow.Form
	for _, n := range names {
		name, draw := c.form(n)
		forms = append(forms, flow.Form{Name: c.m.Title(c.book) + name, Draw: func(w *bytes.Buffer) error { return draw(w) }})
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
	p := flow.Papers{Subject: c.m.Subject(), Title: c.m.Paper, Unit: c.k.Collector.Unit, Date: c.m.HeldOn, Secret: c.guarded(), Weight: flow.Important}
	if p.Files, err = c.drawn(ctx, PaperMinutes, PaperAgenda, PaperSignIn); err != nil {
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
