package attendance

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/print"
)

// formLead is the width of a label of the two forms, in millimetres.
const formLead = 34.0

// leaveFields are the words of 附件2, each under the clause that asks for the field.
var leaveFields = map[law.ID]string{
	law.LeaveFormFName: "姓名", law.LeaveFormFUnit: "科室", law.LeaveFormFPost: "职务", law.LeaveFormFWorkstart: "参工时间",
	law.LeaveFormFType: "请假类别", law.LeaveFormOneType: "（仅选一项打√）", law.LeaveFormFPeriod: "请假期限", law.LeaveFormFTotal: "共计：",
	law.LeaveFormFChief: "科室负责人意见", law.LeaveFormFDeputy: "分管领导意见", law.LeaveFormFHeadGap: "局长意见", law.LeaveFormFMissing: "备注",
}

// tripFields are those of 附件1.
var tripFields = map[law.ID]string{
	law.TravelFormFUnit: "科室", law.TravelFormFPerson: "出差人", law.TravelFormFPlace: "出差地点", law.TravelFormFReason: "事由",
	law.TravelFormFPeriod: "出差时间", law.TravelFormFDays: "共 %d 天", law.TravelFormFAdvance: "预借差旅费", law.TravelFormFTransport: "往返交通工具",
	law.TravelFormFChief: "科室负责人\n审查意见", law.TravelFormFDeputy: "分管领导\n审批意见", law.TravelFormFHead: "局长\n审批意见", law.TravelFormFDate: "落款日期", law.TravelFormKeep: "出差人留存",
}

// sheetHead is what stands above and below a form; note says who keeps it.
func (r *Room) sheetHead(title, number string, v flow.View, today civil.Date, note string) flow.SheetHead {
	return flow.SheetHead{Bureau: r.Rules.Base.Bureau, Title: title, Number: number, Basis: v.BasisLine, Case: v, Today: today, Note: note}
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
	f, err := flow.NewSheet(r.sheetHead("工作人员休假审批表", v.Number, v.Case, today, "本表交政工科备案"))
	if err != nil {
		return err
	}
	f.Row(12, flow.Cell{Label: leaveFields[law.LeaveFormFName], Value: v.Name, Lead: 24, Width: 56}, flow.Cell{Label: leaveFields[law.LeaveFormFUnit], Value: v.UnitName, Lead: 24, Width: 56})
	workOn := "未登记"
	if !v.WorkOn.IsZero() {
		workOn = v.WorkOn.Chinese()
	}
	f.Row(12, flow.Cell{Label: leaveFields[law.LeaveFormFPost], Value: v.Post, Lead: 24, Width: 56}, flow.Cell{Label: leaveFields[law.LeaveFormFWorkstart], Value: workOn, Lead: 24, Width: 56})
	f.Row(18, flow.Cell{Label: leaveFields[law.LeaveFormFType] + leaveFields[law.LeaveFormOneType], Lead: formLead, Width: flow.SheetWidth - formLead})
	f.Over(18, func(p *print.Page, in print.Rect) { tick(p, in, v.Kind) })
	f.Row(14, wide(leaveFields[law.LeaveFormFPeriod], "从"+v.Since.Chinese()+"至"+(v.Until-1).Chinese()+"，"+leaveFields[law.LeaveFormFTotal]+DaysText(v.Halves)))
	said := v.Case.Said()
	for _, x := range []struct {
		who          flow.Who
		title, added string
		height       float64
	}{
		{flow.SectionHead, leaveFields[law.LeaveFormFChief], "", 31}, {flow.DeputyInCharge, leaveFields[law.LeaveFormFDeputy], "", 31},
		{flow.Director, leaveFields[law.LeaveFormFHeadGap], "按正文补", 31}, {flow.LeadershipMeeting, "局领导集体研究", "按正文补", 31}, {flow.DistrictLeader, "区领导批复", "按正文补", 31},
		{flow.PoliticalSection, "政工科备案", "按正文补", 22},
	} {
		if b, found := flow.BlockOf(said, x.who, x.title, x.added); found || x.added == "" {
			f.Sign(x.height, formLead, b)
		}
	}
	f.Row(26, wide(leaveFields[law.LeaveFormFMissing], v.remark()))
	return f.Write(w)
}

// wide is a cell over the whole width of a form.
func wide(label, value string) flow.Cell {
	return flow.Cell{Label: label, Value: value, Lead: formLead, Width: flow.SheetWidth - formLead}
}

// tick draws the eight boxes into their row, one ticked.
func tick(p *print.Page, in print.Rect, kind string) {
	for i, b := range boxes {
		x := in.X + formLead + 4 + float64(i%4)*31
		y := in.Y + 3 + float64(i/4)*7.5
		p.Check(x, y, 3.6, slices.Contains(b.kinds, kind))
		p.Text(x+5, y+3.3, b.label, print.Style{Size: 11})
	}
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
	f, err := flow.NewSheet(r.sheetHead("工作人员出差审批表", v.Number, v.Case, today, tripFields[law.TravelFormKeep]))
	if err != nil {
		return err
	}
	f.Row(12, flow.Cell{Label: tripFields[law.TravelFormFUnit], Value: v.UnitName, Lead: formLead, Width: 46}, flow.Cell{Label: tripFields[law.TravelFormFPerson], Value: v.Name, Lead: 30, Width: 50})
	f.Row(12, wide(tripFields[law.TravelFormFPlace], v.Place+"（"+zoneLabels[v.Zone]+"）"))
	reason := v.Reason
	if v.Purpose == "study" {
		reason = "学习考察：" + reason
	}
	if v.Companions != v.Name {
		reason += "（同行：" + v.Companions + "）"
	}
	f.Row(20, wide(tripFields[law.TravelFormFReason], reason))
	f.Row(12, wide(tripFields[law.TravelFormFPeriod], v.Since.Chinese()+"至"+v.Until.Chinese()+"　"+fmt.Sprintf(tripFields[law.TravelFormFDays], v.Days)))
	f.Row(12, flow.Cell{Label: tripFields[law.TravelFormFAdvance], Value: Yuan(v.AdvanceFen) + " 元", Lead: formLead, Width: 46}, flow.Cell{Label: tripFields[law.TravelFormFTransport], Value: v.Transport, Lead: 30, Width: 50})
	said := v.Case.Said()
	var last civil.Date
	for _, x := range []struct {
		who          flow.Who
		title, added string
	}{{flow.SectionHead, tripFields[law.TravelFormFChief], ""}, {flow.DeputyInCharge, tripFields[law.TravelFormFDeputy], ""}, {flow.Director, tripFields[law.TravelFormFHead], ""}, {flow.DistrictLeader, "区领导批复", "按正文补"}} {
		b, found := flow.BlockOf(said, x.who, x.title, x.added)
		if !found && x.added != "" {
			continue
		}
		if b.Said.On.After(last) {
			last = b.Said.On
		}
		f.Sign(34, formLead, b)
	}
	if !inForce(v.State) {
		last = civil.Date{}
	}
	// The form has one date below the last opinion; named, it is not taken for a second
	// date of that signature.
	f.Row(12, wide(tripFields[law.TravelFormFDate], flow.SignedOn(last)))
	f.Draw(8, func(p *print.Page, in print.Rect) {
		p.Text(in.X, in.Y+6, "注：此表作为出差费用报销依据，由出差人员妥善保管。", print.Style{Size: 10.5})
	})
	return f.Write(w)
}
