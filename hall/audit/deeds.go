package audit

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/ledger"
	"lantai.internal/kit/sheet"
)

var verified = act.Define(act.Spec[*act.Report, bool]{
	Name: "audit.ledger.verify", Label: "核验台账", Right: Read, Basis: []law.ID{law.SeparationOfDuties},
	Do: func(tx *act.Tx, rep *act.Report) (bool, act.Entry, error) {
		say := "未发现问题"
		if n := int64(len(rep.Findings)) + rep.More; n > 0 {
			say = fmt.Sprintf("发现 %d 处问题", n)
		}
		return rep.OK, act.Entry{Subject: "ledger", Summary: fmt.Sprintf("核验台账：%d 条、%d 行，%s", rep.Entries, rep.Rows, say),
			Detail: map[string]any{"entries": rep.Entries, "rows": rep.Rows, "checkpoints": rep.Checkpoints, "root": rep.Root,
				"findings": rep.Findings[:min(len(rep.Findings), 50)], "more": rep.More}}, nil
	}})

// Verify reads the whole ledger and every protected row, holds them against the
// signed checkpoints and the witnesses (signed notes kept elsewhere), and writes
// into the ledger that it was done and what came of it.
func (a *Audit) Verify(ctx context.Context, who act.Actor, witnesses ...string) (*act.Report, error) {
	if !who.May(Read) {
		// Refused before the long reading; the deed below writes the refusal.
		_, err := verified.Run(ctx, a.Door, who, &act.Report{})
		return nil, err
	}
	rep, err := a.Door.Verify(ctx, witnesses...)
	if err != nil {
		return nil, err
	}
	_, err = verified.Run(ctx, a.Door, who, rep)
	return rep, err
}

// MostExported bounds one export.
const MostExported = 50_000

type exportIn struct {
	Filter  Filter
	Rows    int
	Cut     bool
	Through int64
}

var exported = act.Define(act.Spec[exportIn, bool]{
	Name: "audit.ledger.export", Label: "导出台账", Right: Read,
	Do: func(tx *act.Tx, in exportIn) (bool, act.Entry, error) {
		say := fmt.Sprintf("导出台账 %d 条", in.Rows)
		if in.Cut {
			say += "（只取最近的，未导全）"
		}
		return true, act.Entry{Subject: "ledger", Summary: say, Detail: in}, nil
	}})

// Export writes the entries behind a filter as CSV, the newest first, at most
// MostExported; cut says that there were more. The export itself becomes an entry.
func (a *Audit) Export(ctx context.Context, who act.Actor, f Filter, w io.Writer) (rows int, cut bool, err error) {
	if !who.May(Read) {
		_, err := exported.Run(ctx, a.Door, who, exportIn{})
		return 0, false, err
	}
	r := a.Door.Reader()
	where, err := a.where(ctx, r, f)
	if err != nil {
		return 0, false, err
	}
	c := sheet.NewCSVWriter(w)
	if err := c.Write([]string{"存证号", "时间", "登录名", "姓名", "身份", "事项", "事项代号", "对象", "结果", "依据", "摘要", "明细", "前一条摘要值", "摘要值（SHA-256）", "摘要值（SM3）"}); err != nil {
		return 0, false, err
	}
	text := q.SQL("entries") + where.Where() + " ORDER BY seq DESC LIMIT " + where.Arg(MostExported+1)
	var through int64
	err = db.Each(ctx, r, text, where.Args(), func(e *ledger.Entry) error {
		if rows == MostExported {
			cut = true
			return nil
		}
		if rows == 0 {
			through = e.Seq
		}
		rows++
		return c.Write([]string{fmt.Sprint(e.Seq), clock.FromMicros(e.At).Format(time.DateTime), e.Actor, e.Name, e.Capacity, act.LabelOf(e.Deed), e.Deed, e.Subject,
			outcomeWord(e.Outcome), strings.ReplaceAll(e.Basis, ",", " "), e.Summary, e.Detail, e.Prev, e.Hash, e.SM3})
	})
	if err == nil && cut {
		err = c.Write([]string{"", "", "", "", "", "", "", "", "", "", fmt.Sprintf("符合条件的多于 %d 条，此处只有最近的 %d 条；请按日期分段导出。", MostExported, MostExported)})
	}
	if err == nil {
		err = c.Close()
	}
	if err == nil {
		_, err = exported.Run(ctx, a.Door, who, exportIn{f, rows, cut, through})
	}
	return rows, cut, err
}

func outcomeWord(outcome string) string {
	if outcome == ledger.Refused {
		return "拒绝"
	}
	return "办成"
}
