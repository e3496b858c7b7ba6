package appraisal

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/code"
)

// mostLines is how many items one appraisal may hold.
const mostLines = 3000

// NewBatch opens an appraisal. The group is named by posts or names.
type NewBatch struct {
	Title    string
	Leader   string
	Archives string
	Business string
	Items    []int64
}

type openIn struct {
	r *Room
	n NewBatch
}

var open = act.Define(act.Spec[openIn, Batch]{
	Name: "archive.appraisal.open", Label: "开始鉴定", Right: Appraise, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in openIn) (Batch, act.Entry, error) {
		var errs []*fault.Error
		b := Batch{State: Appraising, CreatedBy: tx.Actor.Login, CreatedName: tx.Actor.Name, CreatedAt: tx.Now, Version: 1,
			Title: text(&errs, "title", "鉴定批次名称", in.n.Title, 200, true), Leader: text(&errs, "leader", "鉴定小组负责人", in.n.Leader, 60, true),
			Archives: text(&errs, "archives", "档案部门成员", in.n.Archives, 200, true), Business: text(&errs, "business", "业务科室成员", in.n.Business, 500, true)}
		if len(in.n.Items) == 0 {
			errs = append(errs, fault.Field("items", "", "没有选定到期的档案。"))
		}
		if err := fault.Join(errs...); err != nil {
			return b, act.Entry{}, err
		}
		b.join(tx.Actor.Login)
		var err error
		if b.ID, err = tx.Next("archive_appraisal"); err != nil {
			return b, act.Entry{}, err
		}
		n, err := tx.Next(fmt.Sprintf("archive_appraisal.%d", tx.Today.Year))
		if err != nil {
			return b, act.Entry{}, err
		}
		b.Number = fmt.Sprintf("%d-鉴-%02d", tx.Today.Year, n)
		if err := b.insert(tx); err != nil {
			return b, act.Entry{}, err
		}
		added, err := in.r.add(tx, &b, in.n.Items, 0)
		if err != nil {
			return b, act.Entry{}, err
		}
		return b, b.entry(fmt.Sprintf("成立鉴定小组，对 %d 件到期档案开展鉴定（%s）", added, b.Number),
			map[string]any{"leader": b.Leader, "archives": b.Archives, "business": b.Business, "items": in.n.Items}), nil
	}})

// Open opens an appraisal of items whose periods are over.
func (r *Room) Open(ctx context.Context, who act.Actor, n NewBatch) (Batch, error) {
	return open.Run(ctx, r.Archive.Door, who, openIn{r, n})
}

// add puts items under appraisal; each must be filed, expired and not permanent.
func (r *Room) add(tx *act.Tx, b *Batch, items []int64, have int) (int, error) {
	items = slices.Compact(slices.Sorted(slices.Values(items)))
	if n := len(items) + have; n > mostLines {
		return 0, fault.Field("items", fmt.Sprint(n), fmt.Sprintf("一个鉴定批次最多 %d 件，现有 %d 件，请分批。", mostLines, n))
	}
	for _, id := range items {
		it, err := r.Archive.ItemIn(tx, id)
		if err != nil {
			return 0, err
		}
		if err := fate(it, tx.Today); err != nil {
			return 0, err
		}
		other, busy, err := db.Maybe[string](tx.Ctx, tx, q.SQL("line_active"), id)
		if err != nil {
			return 0, err
		}
		if busy {
			return 0, fault.Newf(fault.Conflict, "《%s》已在鉴定批次 %s 中。", it.Title, other)
		}
		last, _ := it.Retention.Expires(int(it.Year))
		line, err := tx.Next("archive_appraisal_line")
		if err != nil {
			return 0, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("line_insert"), line, b.ID, it.ID, it.Code, it.Title, it.Year, it.Unit, int64(it.Level), string(it.Retention), it.Pages, last.String()); err != nil {
			return 0, err
		}
		tx.Touch("archive_appraisal_line", line)
	}
	return len(items), nil
}

type linesIn struct {
	r     *Room
	batch int64
	ids   []int64
}

var addItems = act.Define(act.Spec[linesIn, int]{
	Name: "archive.appraisal.add", Label: "加入鉴定", Right: Appraise, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in linesIn) (int, act.Entry, error) {
		b, lines, err := batchIn(tx, in.batch)
		if err == nil {
			err = b.must(Appraising)
		}
		if err != nil {
			return 0, act.Entry{}, err
		}
		n, err := in.r.add(tx, b, in.ids, len(lines))
		if err == nil {
			b.join(tx.Actor.Login)
			err = b.store(tx)
		}
		return n, b.entry(fmt.Sprintf("鉴定批次 %s 增加 %d 件", b.Number, n), map[string]any{"items": in.ids}), err
	}})

// Add puts more items under appraisal while opinions are being given.
func (r *Room) Add(ctx context.Context, who act.Actor, batch int64, items []int64) (int, error) {
	return addItems.Run(ctx, r.Archive.Door, who, linesIn{r, batch, items})
}

var removeLines = act.Define(act.Spec[linesIn, int]{
	Name: "archive.appraisal.remove", Label: "移出鉴定", Right: Appraise, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in linesIn) (int, act.Entry, error) {
		b, lines, err := batchIn(tx, in.batch)
		if err == nil {
			err = b.must(Appraising)
		}
		if err != nil {
			return 0, act.Entry{}, err
		}
		chosen, err := choose(lines, in.ids)
		if err != nil {
			return 0, act.Entry{}, err
		}
		var items []int64
		for _, x := range chosen {
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("line_delete"), x.ID); err != nil {
				return 0, act.Entry{}, err
			}
			tx.Touch("archive_appraisal_line", x.ID)
			items = append(items, x.ItemID)
		}
		b.join(tx.Actor.Login)
		if err := b.store(tx); err != nil {
			return 0, act.Entry{}, err
		}
		return len(items), b.entry(fmt.Sprintf("鉴定批次 %s 移出 %d 件，本次不鉴定", b.Number, len(items)), map[string]any{"items": items}), nil
	}})

// Remove takes lines out of an appraisal; their items stay as they are.
func (r *Room) Remove(ctx context.Context, who act.Actor, batch int64, lines []int64) (int, error) {
	return removeLines.Run(ctx, r.Archive.Door, who, linesIn{r, batch, lines})
}

// choose picks lines by number; none, or one that is not of the batch, is a fault.
func choose(lines []Line, ids []int64) ([]*Line, error) {
	if len(ids) == 0 {
		return nil, fault.Field("line", "", "请先勾选要办理的件。")
	}
	var out []*Line
	for _, id := range ids {
		i := slices.IndexFunc(lines, func(x Line) bool { return x.ID == id })
		if i < 0 {
			return nil, fault.Field("line", fmt.Sprint(id), "所选的件不在这个鉴定批次中，请刷新后再选。")
		}
		out = append(out, &lines[i])
	}
	return out, nil
}

// Verdict is an opinion on lines of a batch. Period is the new period of what is
// kept.
type Verdict struct {
	Batch   int64
	Lines   []int64
	Opinion string
	Period  string
	Reason  string
}

type opineIn struct {
	r *Room
	v Verdict
}

var opine = act.Define(act.Spec[opineIn, int]{
	Name: "archive.appraisal.opine", Label: "填写鉴定意见", Right: Opine, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in opineIn) (int, act.Entry, error) {
		b, lines, err := batchIn(tx, in.v.Batch)
		if err == nil {
			err = b.must(Appraising)
		}
		if err != nil {
			return 0, act.Entry{}, err
		}
		var errs []*fault.Error
		if in.v.Opinion != Keep && in.v.Opinion != ToDestroy {
			errs = append(errs, fault.Field("opinion", in.v.Opinion, "鉴定意见只能是继续保存或销毁。"))
		}
		reason := text(&errs, "reason", "鉴定理由", in.v.Reason, 500, true)
		var period code.Period
		if in.v.Opinion == Keep {
			if period, err = code.ParsePeriod(in.v.Period); err != nil {
				errs = append(errs, fault.Field("period", in.v.Period, fault.Of(err).Safe()))
			}
		}
		if err := fault.Join(errs...); err != nil {
			return 0, act.Entry{}, err
		}
		chosen, err := choose(lines, in.v.Lines)
		if err != nil {
			return 0, act.Entry{}, err
		}
		for _, x := range chosen {
			it, err := in.r.Archive.ItemIn(tx, x.ItemID)
			if err != nil {
				return 0, act.Entry{}, err
			}
			if in.v.Opinion == ToDestroy {
				if err := fate(it, tx.Today); err != nil {
					return 0, act.Entry{}, err
				}
			} else {
				if strings.HasPrefix(it.Category, "WS") && !slices.Contains(code.Ordinary, period) {
					return 0, act.Entry{}, fault.Field("period", in.v.Period, "文书档案的保管期限只有永久、30年、10年三种。")
				}
				if period.Expired(int(it.Year), tx.Today) {
					return 0, act.Entry{}, fault.Field("period", in.v.Period, fmt.Sprintf("《%s》（%d 年）改定为 %s 后仍是到期，请定更长的期限。", it.Title, it.Year, period.Label()))
				}
			}
			x.Opinion, x.Period, x.Reason, x.OpinedBy, x.OpinedName = in.v.Opinion, period, reason, tx.Actor.Login, tx.Actor.Name
			if err := x.store(tx); err != nil {
				return 0, act.Entry{}, err
			}
		}
		b.join(tx.Actor.Login)
		if err := b.store(tx); err != nil {
			return 0, act.Entry{}, err
		}
		word := OpinionLabel(in.v.Opinion)
		if period != "" {
			word += "（" + period.Label() + "）"
		}
		return len(chosen), b.entry(fmt.Sprintf("鉴定意见（%s）：%d 件%s，理由：%s", b.Number, len(chosen), word, reason), map[string]any{"lines": in.v.Lines}), nil
	}})

// Judge gives an opinion on lines, one by one or several of the same kind. The
// actor must be allowed to see every item.
func (r *Room) Judge(ctx context.Context, who act.Actor, v Verdict) (int, error) {
	return opine.Run(ctx, r.Archive.Door, who, opineIn{r, v})
}

type reportIn struct {
	r     *Room
	batch int64
	text  string
}

var report = act.Define(act.Spec[reportIn, Batch]{
	Name: "archive.appraisal.report", Label: "报送鉴定意见", Right: Appraise, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in reportIn) (Batch, act.Entry, error) {
		b, lines, err := batchIn(tx, in.batch)
		if err == nil {
			err = b.must(Appraising)
		}
		if err != nil {
			return Batch{}, act.Entry{}, err
		}
		var errs []*fault.Error
		body := text(&errs, "report", "鉴定情况说明", in.text, 4000, true)
		if err := fault.Join(errs...); err != nil {
			return Batch{}, act.Entry{}, err
		}
		keep, destroy, open := tally(lines)
		if open > 0 || len(lines) == 0 {
			return Batch{}, act.Entry{}, fault.Newf(fault.Conflict, "还有 %d 件没有鉴定意见，不能出鉴定报告。请逐件提出意见，或移出本批次。", open)
		}
		if err := in.r.stillDestroyable(tx, lines); err != nil {
			return Batch{}, act.Entry{}, err
		}
		if destroy > 0 && b.ListNumber == "" {
			n, err := tx.Next(fmt.Sprintf("archive_destruction.%d", tx.Today.Year))
			if err != nil {
				return Batch{}, act.Entry{}, err
			}
			b.ListNumber = fmt.Sprintf("%d-销-%02d", tx.Today.Year, n)
		}
		b.join(tx.Actor.Login)
		b.State, b.Report, b.ReportedBy, b.ReportedName, b.ReportedOn = Reported, body, tx.Actor.Login, tx.Actor.Name, tx.Today
		if err := b.store(tx); err != nil {
			return Batch{}, act.Entry{}, err
		}
		return *b, b.entry(fmt.Sprintf("提出鉴定报告 %s：继续保存 %d 件，拟销毁 %d 件%s", b.Number, keep, destroy, paren(b.ListNumber)), map[string]any{"keep": keep, "destroy": destroy}), nil
	}})

func paren(s string) string {
	if s == "" {
		return ""
	}
	return "（清册 " + s + "）"
}

func tally(lines []Line) (keep, destroy, open int) {
	for _, x := range lines {
		switch x.Opinion {
		case Keep:
			keep++
		case ToDestroy:
			destroy++
		default:
			open++
		}
	}
	return
}

// stillDestroyable looks at every item of the destruction list as it is now.
func (r *Room) stillDestroyable(tx *act.Tx, lines []Line) error {
	for _, x := range lines {
		if x.Opinion != ToDestroy {
			continue
		}
		it, err := r.Archive.ItemIn(tx, x.ItemID)
		if err == nil {
			err = fate(it, tx.Today)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Report closes the opinions and submits the report with the destruction list.
func (r *Room) Report(ctx context.Context, who act.Actor, batch int64, text string) (Batch, error) {
	return report.Run(ctx, r.Archive.Door, who, reportIn{r, batch, text})
}
