package archive

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func personnelURL(batch int64) string { return fmt.Sprintf("/archive/personnel/%d", batch) }

func personnelTag(waiting int64) ui.Tag {
	if waiting > 0 {
		return ui.Tag{Text: "待接收", Tone: ui.Warn}
	}
	return ui.Tag{Text: "已接收", Tone: ui.OK}
}

// personnelPage lists the batches of personnel papers for their keeper.
func (r *Room) personnelPage(q *web.Request) (web.Answer, error) {
	ctx := q.Context()
	list, err := r.PersonnelBatches(ctx, org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	units, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "人事材料批次", Columns: []ui.Column{{Label: "批次", Code: true}, {Label: "材料", Wide: true, Wrap: true}, {Label: "科室"}, {Label: "收到", Code: true, Minor: true},
		{Label: "件数", Numeric: true, Minor: true}, {Label: "接收", Wrap: true}},
		Empty: ui.Empty{Title: "还没有人事材料", Text: "请假办结后，审批表、证明材料自动送到这里，由您核对接收。"}}
	waiting := int64(0)
	for _, b := range list {
		waiting += b.Waiting
		state := ui.Cell{Tags: []ui.Tag{personnelTag(b.Waiting)}}
		if b.Waiting == 0 {
			state.Sub = b.By + "，" + stamp(b.AcceptedAt)
		}
		at := personnelURL(b.ID)
		t.Rows = append(t.Rows, ui.Row{URL: at, Strong: b.Waiting > 0, Cells: []ui.Cell{{Text: b.Code}, {Text: b.Source, URL: at}, {Text: named(units, b.SubmittedBy)}, {Text: stamp(b.At)},
			{Text: count(b.Items)}, state}})
	}
	return q.Desk("人事材料接收", ui.ListPage(ui.Listing{Head: ui.Head{Crumbs: []ui.Link{room}, Title: "人事材料接收", Meta: []string{fmt.Sprintf("待接收 %d 件", waiting)}},
		Parts: []ui.Part{{Hint: "请假等人事材料办结后送到这里，由政工科核对接收。档案员只登记批次和件数，看不到内容。", Table: &t}}}))
}

func (r *Room) personnelBatchPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return r.personnelBatch(q, id, 0, nil)
}

// personnelBatch shows the papers of a batch, each with the form that accepts it; of
// is the one whose form was refused.
func (r *Room) personnelBatch(q *web.Request, id, of int64, failed error) (web.Answer, error) {
	ctx := q.Context()
	b, papers, err := r.PersonnelPapers(ctx, org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.unseen(q, err)
	}
	units, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	choices, err := r.unitOptions(ctx, "没有机构")
	if err != nil {
		return web.Answer{}, err
	}
	page := ui.Listing{Head: ui.Head{Crumbs: []ui.Link{room, {Text: "人事材料接收", URL: "/archive/personnel"}}, Title: b.Source,
		Meta: []string{b.Code, joinDots(named(units, b.SubmittedBy), stamp(b.At)+" 收到")}, Tags: []ui.Tag{personnelTag(b.Waiting)}}}
	shown := failed == nil
	for i := range papers {
		p := &papers[i]
		if p.Accepted.At != 0 {
			page.Parts = append(page.Parts, r.acceptedPart(p, units))
			continue
		}
		form := q.FormFor(fmt.Sprintf("/archive/personnel/items/%d/accept", p.ID), nil)
		if of == p.ID {
			form, shown = q.FormFor(form.Action, failed), true
		}
		form.ID = fmt.Sprintf("item-%d", p.ID)
		page.Parts = append(page.Parts, r.waitingPart(q, p, form, choices))
	}
	if !shown { // somebody else has accepted it meanwhile
		return web.Answer{}, failed
	}
	return q.Desk("核对 "+b.Source, ui.ListPage(page))
}

func (r *Room) acceptedPart(p *PersonnelPaper, units map[string]string) ui.Part {
	pairs := []ui.Pair{{Key: "题名", Text: p.Title, URL: itemURL(p.ID), Wide: true}, {Key: "日期", Text: p.Date.String()}, {Key: "年度", Text: yearText(p.Year)}, {Key: "机构", Text: named(units, p.Unit)},
		{Key: "保管期限", Text: p.Retention.Label()}, {Key: "接收", Text: p.Accepted.Name + "，" + stamp(p.Accepted.At)}}
	return ui.Part{Title: p.Title, Hint: "已经接收。以后查阅原件，从件的页面登记后再看。", Pairs: pairs}
}

func (r *Room) waitingPart(q *web.Request, p *PersonnelPaper, form *ui.Form, units []ui.Option) ui.Part {
	form.Set("version", number(p.Version))
	form.Set("title", p.Title)
	form.Set("date", p.Date.String())
	form.Set("year", number(p.Year))
	form.Set("unit", p.Unit)
	form.Set("retention", string(p.Retention))
	form.Wide = true
	proposed, _ := r.ProposePeriod(&p.Item)
	part := ui.Part{Title: p.Title, Hint: "打开材料核对，著录有误的在下面改，无误即接收。每次打开都记入台账。", Form: form,
		Fields: []ui.Field{{Form: form, Name: "title", Label: "题名", Max: 2000}, {Form: form, Name: "date", Label: "日期", Kind: ui.Date, Half: true}, {Form: form, Name: "year", Label: "年度", Half: true, Code: true},
			{Form: form, Name: "unit", Label: "机构", Kind: ui.Select, Options: units, Half: true}, {Form: form, Name: "retention", Label: "保管期限", Kind: ui.Select, Options: periodOptions("请选定"), Half: true, Hint: proposed.Rule},
			{Form: form, Name: "reason", Label: "不归档的理由", Max: 500, Optional: true, Hint: "只在不归档时填，例如重份、送错。"}, {Form: form, Name: "version", Kind: ui.Hidden}},
		Buttons: []ui.Button{{Label: "核对无误，接收", Name: "do", Value: "accept", Look: "primary", Save: true}, {Label: "不归档", Name: "do", Value: "exclude"}}}
	for _, f := range p.Files {
		part.Files = append(part.Files, ui.FileRow{Format: strings.ToUpper(f.Kind), Name: f.Name, Meta: []string{RoleLabel(f.Role), ui.Bytes(f.Size), "SHA-256 " + f.SHA256[:min(12, len(f.SHA256))]},
			Open: q.FormFor(fmt.Sprintf("/archive/personnel/files/%d/open", f.ID), nil)})
	}
	return part
}

type personnelInput struct {
	Version   int64  `form:"version"`
	Title     string `form:"title" label:"题名" max:"2000"`
	Date      string `form:"date" label:"日期" max:"20"`
	Year      string `form:"year" label:"年度" max:"4"`
	Unit      string `form:"unit" label:"机构" max:"40"`
	Retention string `form:"retention" label:"保管期限" max:"20"`
	Reason    string `form:"reason" label:"不归档的理由" max:"500"`
	Do        string `form:"do"`
}

func (r *Room) acceptPersonnelPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	it, err := r.Item(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.unseen(q, err)
	}
	in, err := web.Decode[personnelInput](q)
	if err == nil && in.Do == "exclude" {
		err = r.ExcludePersonnel(org.Context(q), org.Actor(q), id, in.Reason)
		if err == nil {
			return web.Redirect("/archive/personnel").Say(ui.OK, "《"+it.Title+"》不归档，理由已记在备注里。"), nil
		}
	} else if err == nil {
		err = r.AcceptPersonnel(org.Context(q), org.Actor(q), Amendment{ID: id, Version: in.Version, Title: &in.Title, Date: &in.Date, Year: &in.Year, Unit: &in.Unit, Retention: &in.Retention})
	}
	switch {
	case fault.Is(err, fault.Invalid):
		return r.personnelBatch(q, it.BatchID, id, err)
	case err != nil:
		return web.Answer{}, r.unseen(q, err)
	}
	return web.Redirect(personnelURL(it.BatchID)).Say(ui.OK, "已接收《"+in.Title+"》。"), nil
}

func (r *Room) lookPersonnelPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	f, file, err := r.LookPersonnel(org.Context(q), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.unseen(q, err)
	}
	return web.File(f.Name, reader.Kind(f.Kind).MIME(), time.Time{}, file), nil
}

// personnelAwaited tells the archivist of the personnel papers that wait for their
// keeper: they are not the archivist's to accept.
func (r *Room) personnelAwaited(ctx context.Context) ([]Wait, error) {
	states, err := r.PersonnelStates(ctx)
	n := int64(0)
	for _, s := range states {
		n += s.Waiting
	}
	if err != nil || n == 0 {
		return nil, err
	}
	return []Wait{{What: "人事材料等政工科接收", Why: "由人事管理员核对接收，档案员只登记批次", N: n, Do: ui.Button{Label: "看批次", URL: "/archive/batches"}}}, nil
}
