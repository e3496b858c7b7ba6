package attendance

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/print"
)

// signature is what stands in one block of a form.
type signature struct {
	opinion string
	name    string
	stands  string // 代××
	on      civil.Date
	oral    bool
}

// line is the name with the capacity: 副局长（代局长）.
func (g signature) line() string {
	if g.stands != "" {
		return g.name + "（" + g.stands + "）"
	}
	return g.name
}

// signatures finds, for every step of the present round, who settled it and how.
func signatures(v flow.View) map[int64]signature {
	out := map[int64]signature{}
	for _, e := range v.History {
		if e.Outcome == "" {
			continue
		}
		var d flow.Data
		// An event whose data cannot be read still says who, when and what.
		_ = json.Unmarshal([]byte(e.Data), &d)
		g := signature{opinion: opinionWords(e, d), name: e.Name, stands: e.For, on: dayOf(e.EventAt), oral: e.Action == flow.Confirm}
		if g.oral {
			g.opinion += "（口头批准，事后补录）"
		}
		out[e.StepID] = g
		for _, id := range d.With {
			out[id] = g
		}
	}
	return out
}

func opinionWords(e flow.Event, d flow.Data) string {
	word := map[string]string{flow.Agreed: "同意。", flow.Dissented: "不同意见：", flow.RefusedIt: "不同意。", flow.RecordedIt: "已备案登记。"}[e.Outcome]
	var more []string
	for _, s := range []string{d.Meeting, d.From, d.Paper} {
		if s != "" {
			more = append(more, s)
		}
	}
	if len(more) > 0 {
		word = strings.Join(more, "，") + "：" + word
	}
	if e.Words != "" && !strings.HasPrefix(word, strings.Trim(e.Words, "。")) && strings.Trim(e.Words, "。") != strings.Trim(word, "。") {
		word += e.Words
	}
	return word
}

// block is one box of a form for the word of a role.
type block struct {
	label string
	added string // why the form has it although the source has not
	sign  *signature
	empty string // what stands there when the chain does not come by
}

// blockOf finds what a role said.
func blockOf(v flow.View, signed map[int64]signature, who flow.Who) (found bool, sign *signature) {
	for _, s := range v.State.Steps {
		if s.Round != v.Round || s.Who != who {
			continue
		}
		found = true
		if g, ok := signed[s.ID]; ok {
			sign = &g
		}
	}
	return found, sign
}

const notAsked = "—"

// form draws one of the bureau's two forms on a page.
type form struct {
	p *print.Page
	y float64
}

const (
	formLeft  = 25.0
	formWidth = 160.0
	formTop   = 22.0
)

var (
	labelStyle = print.Style{Size: 12, Align: print.Center, LineHeight: 1.3}
	valueStyle = print.Style{Size: 12, LineHeight: 1.4}
	smallStyle = print.Style{Size: 8, Color: print.Grey, LineHeight: 1.3}
)

// cell is a framed label with its value; widths in millimetres.
type cell struct {
	label, value string
	lead, width  float64
}

func (f *form) row(h float64, cells ...cell) {
	x := formLeft
	for _, c := range cells {
		if c.lead > 0 {
			f.p.Frame(print.Rect{X: x, Y: f.y, W: c.lead, H: h}, 0.3)
			f.p.Fit(print.Rect{X: x + 1, Y: f.y, W: c.lead - 2, H: h}, c.label, labelStyle, 8)
		}
		f.p.Frame(print.Rect{X: x + c.lead, Y: f.y, W: c.width, H: h}, 0.3)
		f.p.Fit(print.Rect{X: x + c.lead + 2, Y: f.y, W: c.width - 4, H: h}, c.value, valueStyle, 7)
		x += c.lead + c.width
	}
	f.y += h
}

// opinion draws the box of a role: opinion, signature, date.
func (f *form) opinion(h float64, b block) {
	const lead = 34.0
	f.p.Frame(print.Rect{X: formLeft, Y: f.y, W: lead, H: h}, 0.3)
	label := print.Rect{X: formLeft + 2, Y: f.y, W: lead - 4, H: h}
	if b.added != "" {
		label.H = h - 9
		f.p.Fit(print.Rect{X: formLeft + 1, Y: f.y + h - 10, W: lead - 2, H: 8}, b.added, print.Style{Size: 8, Align: print.Center, Color: print.Grey}, 6)
	}
	f.p.Fit(label, b.label, labelStyle, 8)
	in := print.Rect{X: formLeft + lead, Y: f.y, W: formWidth - lead, H: h}
	f.p.Frame(in, 0.3)
	switch {
	case b.empty != "":
		f.p.Fit(print.Rect{X: in.X + 3, Y: in.Y, W: in.W - 6, H: in.H}, b.empty, print.Style{Size: 12, Align: print.Center}, 8)
	case b.sign == nil:
		f.foot(in, "", civil.Date{})
	default:
		f.p.Fit(print.Rect{X: in.X + 3, Y: in.Y + 2, W: in.W - 6, H: in.H - 11}, b.sign.opinion, print.Style{Size: 12, VAlign: print.Top, LineHeight: 1.4}, 7)
		f.foot(in, b.sign.line(), b.sign.on)
	}
	f.y += h
}

// foot is the line of a box to sign on.
func (f *form) foot(in print.Rect, name string, on civil.Date) {
	y := in.Y + in.H - 4
	f.p.Fit(print.Rect{X: in.X + 3, Y: in.Y + in.H - 9, W: in.W - 48, H: 7}, "签字："+name, print.Style{Size: 12, VAlign: print.Middle}, 7)
	date := "　　年　　月　　日"
	if !on.IsZero() {
		date = on.Chinese()
	}
	f.p.Text(in.X+in.W-3, y, date, print.Style{Size: 12, Align: print.Right})
}

// begin opens a document with one form on it, below the bureau's title.
func (r *Room) begin(title, number, basis string, v flow.View, today civil.Date, copyFor string) (*print.Document, *form, error) {
	name := r.Rules.Base.Bureau + "工作人员" + title
	d, err := print.New(print.Options{Title: name, Author: r.Rules.Base.Bureau, Subject: number, Date: time.Date(today.Year, today.Month, today.Day, 0, 0, 0, 0, civil.Shanghai)})
	if err != nil {
		return nil, nil, err
	}
	foot := func(p *print.Page, _, _ int) {
		y := p.Size.H - 24
		p.LineIn(formLeft, y, formLeft+formWidth, y, 0.1, print.Grey, false)
		h := p.Box(print.Rect{X: formLeft, Y: y + 1, W: formWidth, H: 10}, "办理依据："+basis, print.Style{Size: 8, VAlign: print.Top, Color: print.Grey, LineHeight: 1.3})
		line := "编号 " + number + "　提交 " + clock.FromMicros(v.SubmittedAt).Format("2006-01-02 15:04")
		if v.Ledger != 0 {
			line += fmt.Sprintf("　台账第 %d 号", v.Ledger)
		}
		p.Text(formLeft, y+max(h, 4)+5, line+"　打印 "+today.String(), smallStyle)
		right := smallStyle
		right.Align = print.Right
		p.Text(formLeft+formWidth, y+max(h, 4)+5, copyFor, right)
	}
	flowed := d.Section(print.Section{Margins: print.Margins{Top: formTop, Right: 25, Bottom: 24, Left: formLeft}, Foot: foot})
	f := &form{p: flowed.Page(), y: formTop}
	f.p.Fit(print.Rect{X: formLeft, Y: f.y, W: formWidth, H: 12}, name, print.Style{Size: 18, Bold: true, Align: print.Center}, 12)
	f.y += 17
	return d, f, nil
}

// boxes are the eight boxes of the form (附件2); two kinds share a box twice.
var boxes = []struct {
	label string
	kinds []string
}{
	{"年休假", []string{"annual"}}, {"病假/工伤假", []string{"sick", "work_injury"}}, {"婚假", []string{"marriage"}}, {"产假/节育假", []string{"maternity", "family_planning"}},
	{"事假", []string{"personal"}}, {"探亲假", []string{"home_visit"}}, {"丧假", []string{"bereavement"}}, {"其他假", []string{"other"}},
}

// printLeave draws 附件2 with all its fields, and below them what the text asks for
// and the form lacks.
func (r *Room) printLeave(v LeaveView, today civil.Date, w io.Writer) error {
	d, f, err := r.begin("休假审批表", v.Number, v.Case.BasisLine, v.Case, today, "本表交政工科备案")
	if err != nil {
		return err
	}
	f.row(12, cell{"姓名", v.Name, 24, 56}, cell{"科室", v.UnitName, 24, 56})
	workOn := "未登记"
	if !v.WorkOn.IsZero() {
		workOn = v.WorkOn.Chinese()
	}
	f.row(12, cell{"职务", v.Post, 24, 56}, cell{"参工时间", workOn, 24, 56})
	f.kinds(v.Kind)
	f.row(14, cell{"请假期限", "从" + v.Since.Chinese() + "至" + (v.Until - 1).Chinese() + "，共计：" + DaysText(v.Halves), 34, formWidth - 34})
	signed := signatures(v.Case)
	asked := func(label, added string, who flow.Who) (block, bool) {
		found, sign := blockOf(v.Case, signed, who)
		b := block{label: label, added: added, sign: sign}
		if !found {
			b.empty = notAsked
		}
		return b, found
	}
	head, _ := asked("科室负责人意见", "", flow.SectionHead)
	deputy, _ := asked("分管领导意见", "", flow.DeputyInCharge)
	f.opinion(31, head)
	f.opinion(31, deputy)
	for _, x := range []struct {
		label string
		who   flow.Who
	}{{"局长意见", flow.Director}, {"局领导集体研究", flow.LeadershipMeeting}, {"区领导批复", flow.DistrictLeader}} {
		if b, found := asked(x.label, "按正文补", x.who); found {
			f.opinion(31, b)
		}
	}
	record, found := asked("政工科备案", "按正文补", flow.PoliticalSection)
	if found {
		f.opinion(22, record)
	}
	f.row(26, cell{"备注", v.remark(), 34, formWidth - 34})
	return d.Write(w)
}

// kinds draws the eight boxes, one ticked.
func (f *form) kinds(kind string) {
	const h, lead = 18.0, 34.0
	f.p.Frame(print.Rect{X: formLeft, Y: f.y, W: lead, H: h}, 0.3)
	f.p.Fit(print.Rect{X: formLeft + 1, Y: f.y, W: lead - 2, H: h}, "请假类别（仅选一项打√）", labelStyle, 8)
	f.p.Frame(print.Rect{X: formLeft + lead, Y: f.y, W: formWidth - lead, H: h}, 0.3)
	for i, b := range boxes {
		x := formLeft + lead + 4 + float64(i%4)*31
		y := f.y + 3 + float64(i/4)*7.5
		f.p.Check(x, y, 3.6, slices.Contains(b.kinds, kind))
		f.p.Text(x+5, y+3.3, b.label, print.Style{Size: 11})
	}
	f.y += h
}

// remark is what the text asks for and the form has no field for: reason, papers,
// set-off, adjacent requests, return.
func (v LeaveView) remark() string {
	var s []string
	if v.Kind == "work_injury" || v.Kind == "family_planning" {
		s = append(s, "类别："+KindLabel(v.Kind))
	}
	if v.Reason != "" {
		s = append(s, "事由："+v.Reason)
	}
	if n := len(v.Proofs); n > 0 {
		s = append(s, fmt.Sprintf("附件 %d 份", n))
	}
	if v.Joined != "" {
		s = append(s, "与"+v.Joined+"合并按 "+DaysText(v.Halves+v.JoinedHalves)+"审批")
	}
	for _, l := range v.Charged {
		if l.What == lineOffset || l.What == lineUse {
			s = append(s, fmt.Sprintf("%s%d年%s %s", l.Label(), l.Year, KindLabel(l.Kind), DaysText(-l.Halves)))
		}
	}
	if v.Back != 0 {
		s = append(s, "销假："+v.Back.Chinese()+"返岗")
	}
	if v.Provisional {
		s = append(s, "天数为暂算，当年放假安排尚未公布")
	}
	return strings.Join(s, "；")
}

// printTrip draws 附件1 with all its fields.
func (r *Room) printTrip(v TripView, today civil.Date, w io.Writer) error {
	d, f, err := r.begin("出差审批表", v.Number, v.Case.BasisLine, v.Case, today, "出差人留存")
	if err != nil {
		return err
	}
	const lead = 34.0
	f.row(12, cell{"科室", v.UnitName, lead, 46}, cell{"出差人", v.Name, 30, 50})
	place := v.Place + "（" + zoneLabels[v.Zone] + "）"
	f.row(12, cell{"出差地点", place, lead, formWidth - lead})
	reason := v.Reason
	if v.Purpose == "study" {
		reason = "学习考察：" + reason
	}
	if v.Companions != v.Name {
		reason += "（同行：" + v.Companions + "）"
	}
	f.row(20, cell{"事由", reason, lead, formWidth - lead})
	f.row(12, cell{"出差时间", fmt.Sprintf("%s至%s　共 %d 天", v.Since.Chinese(), v.Until.Chinese(), v.Days), lead, formWidth - lead})
	f.row(12, cell{"预借差旅费", Yuan(v.AdvanceFen) + " 元", lead, 46}, cell{"往返交通工具", v.Transport, 30, 50})
	signed := signatures(v.Case)
	var last civil.Date
	for _, x := range []struct {
		label, added string
		who          flow.Who
	}{{"科室负责人\n审查意见", "", flow.SectionHead}, {"分管领导\n审批意见", "", flow.DeputyInCharge}, {"局长\n审批意见", "", flow.Director}, {"区领导批复", "按正文补", flow.DistrictLeader}} {
		found, sign := blockOf(v.Case, signed, x.who)
		b := block{label: x.label, added: x.added, sign: sign}
		if !found {
			if x.added != "" {
				continue
			}
			b.empty = notAsked
		}
		if sign != nil && sign.on.After(last) {
			last = sign.on
		}
		f.opinion(34, b)
	}
	date := "　　年　　月　　日"
	if !last.IsZero() && inForce(v.State) {
		date = last.Chinese()
	}
	f.y += 7
	f.p.Text(formLeft+formWidth-3, f.y, date, print.Style{Size: 12, Align: print.Right})
	f.y += 5
	f.p.Text(formLeft, f.y, "注：此表作为出差费用报销依据，由出差人员妥善保管。", print.Style{Size: 10.5})
	return d.Write(w)
}
