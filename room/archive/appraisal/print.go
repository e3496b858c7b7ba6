package appraisal

import (
	"context"
	"fmt"
	"io"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/print"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/forms"
)

const basis = "《中华人民共和国档案法实施条例》第二十四条"

// PrintList writes the destruction list (销毁清册) of an appraisal as PDF and gives
// its number.
func (r *Room) PrintList(ctx context.Context, who act.Actor, id int64, w io.Writer) (string, error) {
	d, err := r.Batch(ctx, who, id)
	if err != nil {
		return "", err
	}
	if d.ListNumber == "" {
		return "", fault.New(fault.NotFound, "这个鉴定批次没有销毁清册。")
	}
	cfg, err := r.Archive.Config(ctx)
	if err != nil {
		return "", err
	}
	l := &forms.DestructionList{Number: d.ListNumber, Head: d.Leader, HeadDate: d.ReportedOn, Approver: d.ApprovedName, Approved: d.ApprovedOn,
		Supervisor: [2]string{d.Supervisor1Name, d.Supervisor2Name}, Place: d.Place, Destroyed: d.DestroyedOn}
	asOf := d.DestroyedOn
	if asOf.IsZero() {
		asOf = r.Archive.Door.Today()
	}
	for _, x := range d.Lines {
		if x.Opinion != ToDestroy {
			continue
		}
		row := forms.DestructionRow{Title: x.Title, Year: int(x.Year), Code: x.Code, Due: x.Retention.Label(), Kept: kept(x, asOf), Pages: int(x.Pages), Note: x.Reason}
		if x.Outcome == "destroyed" {
			row.Opinion = "已销毁"
		}
		l.Rows = append(l.Rows, row)
	}
	m := forms.Model{Meta: forms.Meta{Number: d.ListNumber, Revision: int(d.Version), Date: r.Archive.Door.Today(), By: who.Capacity}, Fonds: forms.Fonds{Code: cfg.Fonds.Code, Name: cfg.Fonds.Name}, Destruction: l}
	return d.ListNumber, forms.Write(forms.Destruction, forms.PDF, w, m)
}

// kept is how long an item was kept, counted as the period is: from the year
// after the filing year.
func kept(x Line, on civil.Date) string {
	if n := on.Year - int(x.Year); n > 0 {
		return fmt.Sprintf("%d年", n)
	}
	return ""
}

var reportMargins = print.Margins{Top: 25, Right: 22, Bottom: 24, Left: 26}

// PrintReport writes the appraisal report (鉴定报告) as PDF and gives its number.
func (r *Room) PrintReport(ctx context.Context, who act.Actor, id int64, w io.Writer) (string, error) {
	d, err := r.Batch(ctx, who, id)
	if err != nil {
		return "", err
	}
	cfg, err := r.Archive.Config(ctx)
	if err != nil {
		return "", err
	}
	today := r.Archive.Door.Today()
	doc, err := print.New(print.Options{Title: "档案鉴定报告 " + d.Number, Author: cfg.Fonds.Name, Subject: "依据：" + basis, Date: today.Time()})
	if err != nil {
		return "", err
	}
	small := print.Style{Size: 8, Color: print.Grey}
	f := doc.Section(print.Section{Margins: reportMargins, Foot: func(p *print.Page, no, of int) {
		y := p.Size.H - 14
		p.Text(reportMargins.Left, y, "依据："+basis, small)
		right := small
		right.Align = print.Right
		p.Text(p.Size.W-reportMargins.Right, y, d.Number+"　第 "+fmt.Sprint(d.Version)+" 版　"+today.String()+"　"+print.PageOf(no, of), right)
	}})
	body := print.Style{Size: 12, LineHeight: 1.75, Justify: true, Indent: 2}
	f.Para("档案鉴定报告", print.Style{Size: 20, Bold: true, Align: print.Center, LineHeight: 1.5})
	f.Skip(2)
	f.Fields(print.Style{Size: 10.5}, print.Field{Label: "全宗：", Value: strings.TrimSpace(cfg.Fonds.Code + " " + cfg.Fonds.Name)}, print.Field{Label: "批次：", Value: d.Number})
	f.Skip(3)
	keep, destroy, open := tally(d.Lines)
	f.Para(fmt.Sprintf("按照档案法规关于到期档案鉴定的规定，由%s任组长，%s、%s参加，组成鉴定小组，对“%s”所列 %d 件保管期限届满的档案逐件鉴定。", d.Leader, d.Archives, d.Business, d.Title, len(d.Lines)), body)
	say := fmt.Sprintf("鉴定结果：继续保存 %d 件，销毁 %d 件", keep, destroy)
	if open > 0 {
		say += fmt.Sprintf("，尚未提出意见 %d 件", open)
	}
	if d.ListNumber != "" {
		say += "（销毁清册 " + d.ListNumber + "）"
	}
	f.Para(say+"。", body)
	for line := range strings.SplitSeq(d.Report, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			f.Para(line, body)
		}
	}
	f.Skip(4)
	f.Table(print.Table{Body: print.Style{Size: 9}, MinRow: 8, Edge: 0.35, Columns: []print.Column{{Title: "序号", Width: 11, Align: print.Center}, {Title: "档号", Width: 40, Least: 6.5}, {Title: "题名", Width: 52},
		{Title: "原期限", Width: 14, Align: print.Center}, {Title: "意见", Width: 19, Align: print.Center}, {Title: "理由", Width: 26}}}, reportRows(d.Lines))
	f.Skip(6)
	f.Need(40)
	for _, s := range [][2]string{{"鉴定小组组长（签名）：", d.Leader}, {"档案部门（签名）：", d.Archives}, {"业务科室（签名）：", d.Business}, {"审批人（签名）：", approval(d.Batch)}} {
		f.Para(s[0]+"　　　　　　　　　　"+inBrackets(s[1]), print.Style{Size: 11, LineHeight: 2})
	}
	return d.Number, doc.Write(w)
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return "（" + s + "）"
}

func approval(b Batch) string {
	if b.ApprovedOn.IsZero() {
		return ""
	}
	return b.ApprovedName + "，" + b.ApprovedOn.Chinese() + "批准"
}

func reportRows(lines []Line) func(func([]string) bool) {
	return func(yield func([]string) bool) {
		for i, x := range lines {
			if !yield([]string{fmt.Sprint(i + 1), x.Code, x.Title, x.Retention.Label(), opinionText(x), x.Reason}) {
				return
			}
		}
	}
}

// opinionText is an opinion with its new period.
func opinionText(x Line) string {
	if x.Opinion == Keep {
		return "改定为" + x.Period.Label()
	}
	return OpinionLabel(x.Opinion)
}

// PrintOpening writes the list of confirmed and waiting opinions on opening
// (开放审核清单) as PDF.
func (r *Room) PrintOpening(ctx context.Context, who act.Actor, w io.Writer) error {
	reviews, err := r.Reviews(ctx, who, "", mostLines)
	if err != nil {
		return err
	}
	cfg, err := r.Archive.Config(ctx)
	if err != nil {
		return err
	}
	m := forms.Model{Meta: forms.Meta{Date: r.Archive.Door.Today(), By: who.Capacity}, Fonds: forms.Fonds{Code: cfg.Fonds.Code, Name: cfg.Fonds.Name}}
	for _, v := range reviews {
		if v.State == "returned" {
			continue
		}
		it, err := r.Archive.Item(ctx, who, v.ItemID)
		if err != nil {
			return err
		}
		opinion := archive.OpeningLabel(v.Opinion)
		if v.State == "proposed" {
			opinion += "（待复审）"
		}
		m.Opening = append(m.Opening, forms.OpeningRow{Code: v.Code, Title: v.Title, Date: it.Date, Level: it.Level, Opinion: opinion, Reason: v.Reason})
	}
	return forms.Write(forms.Opening, forms.PDF, w, m)
}
