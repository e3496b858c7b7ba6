package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (r *Room) intakePage(q *web.Request) (web.Answer, error) { return r.intake(q, nil) }

// intake is the page with the two ways in: documents and tables.
func (r *Room) intake(q *web.Request, failed error) (web.Answer, error) {
	ctx := q.Context()
	units, err := r.unitOptions(ctx, "由文件内容判断，或来自几个科室")
	if err != nil {
		return web.Answer{}, err
	}
	batches, err := r.Batches(ctx, 10)
	if err != nil {
		return web.Answer{}, err
	}
	waits, err := r.BatchWaits(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	docs, table := &ui.Form{}, &ui.Form{}
	if q.Values().Get("kind") == "table" {
		table = q.FormFor("/archive/intake", failed)
		docs = q.FormFor("/archive/intake", nil)
	} else {
		docs = q.FormFor("/archive/intake", failed)
		table = q.FormFor("/archive/intake", nil)
	}
	table.Key = web.NewKey()
	docs.ID, docs.Multipart, table.ID, table.Multipart = "docs", true, "table", true
	docs.Values.Set("kind", "documents")
	table.Values.Set("kind", "table")
	head := ui.Head{Crumbs: []ui.Link{room}, Title: "收材料"}
	names, err := r.unitNames(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	states, err := r.PersonnelStates(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	return q.Desk("收材料", intakeBody(head, docs, table, units, batchTable(batches, waits, states, names)))
}

// takeIntake receives what was dropped. Every file lies in the file store before
// anything is read, and the upload is on record before it is taken in, so that
// an error later loses nothing.
func (r *Room) takeIntake(q *web.Request) (web.Answer, error) {
	ctx, who := org.Context(q), org.Actor(q)
	var files []Stored
	total := int64(0)
	err := q.EachPart(func(p web.Part) error {
		if p.Field != "files" || p.Name == "" || junk(p.Path) {
			return nil
		}
		s, err := r.storeUpload(ctx, p.Path, p)
		if err != nil {
			return err
		}
		total += s.Size
		files = append(files, s)
		return nil
	})
	kind := one(q.Values(), "kind")
	if err == nil && len(files) == 0 {
		err = fault.Field("files", "", "没有收到文件，请选择文件、文件夹或 ZIP 后再提交。")
	}
	if err == nil && len(files) == 1 && isTable(files[0].Path) {
		kind = "table"
	}
	if err == nil && kind == "table" {
		if !isTable(files[0].Path) {
			err = fault.Field("files", files[0].Path, "“"+path.Base(files[0].Path)+"”不是目录表，请选 CSV、TSV、XLSX、NDJSON 或 DBF 文件；旧版 XLS 请另存为 XLSX。")
		} else {
			files = files[:1]
		}
	}
	if err != nil {
		return r.intake(q, errors.Join(err, r.discard(ctx, who, files)))
	}
	name := path.Base(files[0].Path)
	if len(files) > 1 {
		var paths []string
		for _, f := range files {
			paths = append(paths, f.Path)
		}
		if folder := commonFolder(paths); folder != "" {
			name = strings.TrimSuffix(folder, "/")
		}
		name = fmt.Sprintf("%s 等 %d 个文件", name, len(files))
	}
	if kind != "table" {
		kind = "documents"
	}
	id, err := r.KeepUpload(ctx, who, NewUpload{Kind: kind, Name: name, Unit: one(q.Values(), "unit"), Files: files})
	if err != nil {
		return r.intake(q, errors.Join(err, r.discard(ctx, who, files)))
	}
	// The same form sent again is the upload of before. If that has ended, what was
	// stored this time belongs to nothing.
	if u, err := r.Upload(ctx, id); err != nil {
		return web.Answer{}, err
	} else if !u.Waiting() {
		if err := r.discard(ctx, who, files); err != nil {
			return web.Answer{}, err
		}
	}
	page := fmt.Sprintf("/archive/uploads/%d", id)
	if kind == "table" {
		if err := r.suggestMapping(q, id); err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Unsupported) {
			return web.Answer{}, err
		}
		return web.Redirect(page).Say(ui.OK, "已收到“"+name+"”（"+ui.Bytes(total)+"），还没有导入。请核对列的对应，再导入。"), nil
	}
	return r.takeNow(q, id, true)
}

// takeNow takes an upload in and shows its batch, or why it could not be.
func (r *Room) takeNow(q *web.Request, id int64, keepGood bool) (web.Answer, error) {
	rep, err := r.TakeUpload(org.Context(q), org.Actor(q), id, keepGood, false)
	if err != nil {
		return r.upload(q, id, &rep, err)
	}
	if rep.BatchID == 0 { // the same form came twice; the first answer stands
		u, err := r.Upload(q.Context(), id)
		if err != nil {
			return web.Answer{}, err
		}
		rep.BatchID = u.BatchID
	}
	say := fmt.Sprintf("收下 %d 件，重复未收 %d，不能收 %d，疑似重份 %d。", rep.Accepted, rep.Duplicates, rep.Rejected, rep.Suspected)
	return web.Redirect(fmt.Sprintf("/archive/batches/%d", rep.BatchID)).Say(ui.OK, say), nil
}

func (r *Room) takeUpload(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	switch one(q.Values(), "do") {
	case "try":
		rep, err := r.TakeUpload(org.Context(q), org.Actor(q), id, true, true)
		return r.upload(q, id, &rep, err)
	case "good":
		return r.takeNow(q, id, true)
	}
	return r.takeNow(q, id, false)
}

func (r *Room) dropUpload(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	if err := r.DropUpload(org.Context(q), org.Actor(q), id); err != nil {
		return r.upload(q, id, nil, err)
	}
	return web.Redirect("/archive/intake").Say(ui.OK, "已放弃这份上传，没有收入任何一件。"), nil
}

func (r *Room) uploadPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return r.upload(q, id, nil, nil)
}

// upload shows what waits to be taken in. rep is the outcome of a trial or of a
// refused import.
func (r *Room) upload(q *web.Request, id int64, rep *TakeReport, failed error) (web.Answer, error) {
	u, err := r.Upload(q.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	if !u.Waiting() {
		if u.BatchID != 0 {
			return web.Redirect(fmt.Sprintf("/archive/batches/%d", u.BatchID)), nil
		}
		return web.Answer{}, fault.New(fault.NotFound, "这份上传已经放弃。")
	}
	if u.Kind == "table" {
		return r.tablePage(q, u, rep, failed)
	}
	files, err := u.Stored()
	if err != nil {
		return web.Answer{}, err
	}
	form := q.FormFor(fmt.Sprintf("/archive/uploads/%d/take", u.ID), failed)
	head := ui.Head{Crumbs: []ui.Link{room, {Text: "收材料", URL: "/archive/intake"}}, Title: u.Name, Meta: []string{"已上传，还没有收下", stamp(u.At)}}
	var rows []ui.FileRow
	for _, f := range files[:min(len(files), 200)] {
		rows = append(rows, ui.FileRow{Format: formatOf(f.Path), Name: f.Path, Meta: []string{ui.Bytes(f.Size)}})
	}
	return q.Desk(u.Name, documentsWaiting(head, form, rows, len(files), fmt.Sprintf("/archive/uploads/%d/drop", u.ID)))
}

func formatOf(name string) string {
	e := path.Ext(name)
	if len(e) < 2 || len(e) > 6 {
		return "文件"
	}
	return string(bytes.ToUpper([]byte(e[1:])))
}

// rejectionTable lists rows that were not taken.
func rejectionTable(list []Rejection, more int) ui.Table {
	t := ui.Table{Caption: "不能接收的", Columns: []ui.Column{{Label: "行（份）", Numeric: true}, {Label: "项目"}, {Label: "内容", Code: true}, {Label: "原因和办法", Wide: true}}}
	for _, x := range list[:min(len(list), 200)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: number(int64(x.Row))}, {Text: fieldLabel(x.Field)}, {Text: clip(x.Value, 40)}, {Text: x.Message}}})
	}
	return t
}

func warningTable(list []Warning) ui.Table {
	t := ui.Table{Caption: "提醒", Columns: []ui.Column{{Label: "行（份）", Numeric: true}, {Label: "项目"}, {Label: "内容"}, {Label: "提醒", Wide: true}}}
	for _, x := range list[:min(len(list), 200)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: number(int64(x.Row))}, {Text: fieldLabel(x.Field)}, {Text: clip(x.Value, 40)}, {Text: x.Message}}})
	}
	return t
}

// clip shortens a text for a table.
func clip(s string, most int) string {
	rs := []rune(s)
	if len(rs) <= most {
		return s
	}
	return string(rs[:most]) + "…"
}

// rejectionsCSV writes rejected rows for the person who has to mend them.
func rejectionsCSV(name string, list []Rejection) (web.Answer, error) {
	var b bytes.Buffer
	w := sheet.NewCSVWriter(&b)
	err := w.Write([]string{"行", "项目", "内容", "原因和办法"})
	for _, x := range list {
		err = errors.Join(err, w.Write([]string{strconv.Itoa(x.Row), fieldLabel(x.Field), x.Value, x.Message}))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		return web.Answer{}, err
	}
	return bytesAnswer(name, "text/csv; charset=utf-8", b.Bytes()), nil
}

func (r *Room) uploadRejections(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	u, err := r.Upload(q.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	if u.Kind != "table" {
		return web.Answer{}, fault.New(fault.NotFound, "这份上传不是目录表。")
	}
	list, err := r.tableRejections(q.Context(), u)
	if err != nil {
		return web.Answer{}, err
	}
	return rejectionsCSV(u.Name+" 不能接收的行.csv", list)
}

// tableRejections reads a table through without taking anything in.
func (r *Room) tableRejections(ctx context.Context, u Upload) ([]Rejection, error) {
	src, err := r.uploadSource(ctx, u, true)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	var out []Rejection
	for {
		_, rej, _, err := src.Next(ctx)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if out = append(out, rej...); len(out) >= maxRejections {
			return out, nil
		}
	}
}

func batchTable(list []Batch, waits []BatchWaits, states []PersonnelState, units map[string]string) ui.Table {
	t := ui.Table{Caption: "收过的材料", Columns: []ui.Column{{Label: "批次", Code: true}, {Label: "来源", Wide: true}, {Label: "移交"}, {Label: "时间", Code: true, Minor: true},
		{Label: "收下", Numeric: true}, {Label: "重复", Numeric: true, Minor: true}, {Label: "不能收", Numeric: true, Minor: true}, {Label: "待核", Numeric: true}},
		Empty: ui.Empty{Title: "还没有收过材料", Text: "把一个文件夹、几个文件、一个 ZIP 或一份目录表交给上面的表单。"}}
	for _, b := range list {
		doubts := ""
		for _, w := range waits {
			if w.Batch == b.ID && w.Doubts > 0 {
				doubts = count(w.Doubts)
			}
		}
		at, source := fmt.Sprintf("/archive/batches/%d", b.ID), ui.Cell{Text: b.Source}
		if slices.ContainsFunc(states, func(s PersonnelState) bool { return s.Batch == b.ID && s.Waiting > 0 }) {
			source.Tags = []ui.Tag{{Text: "等政工科接收", Tone: ui.Mute}}
		}
		t.Rows = append(t.Rows, ui.Row{URL: at, Cells: []ui.Cell{{Text: b.Code, URL: at}, source, {Text: named(units, b.SubmittedBy)}, {Text: stamp(b.At)},
			{Text: count(b.Accepted)}, {Text: number(b.Duplicates)}, {Text: number(b.Rejected)}, {Text: doubts}}})
	}
	return t
}

func (r *Room) batchesPage(q *web.Request) (web.Answer, error) {
	list, err := r.Batches(q.Context(), 200)
	if err != nil {
		return web.Answer{}, err
	}
	waits, err := r.BatchWaits(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	names, err := r.unitNames(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	states, err := r.PersonnelStates(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	head := ui.Head{Crumbs: []ui.Link{room}, Title: "收过的材料", Actions: []ui.Button{{Label: "收材料", URL: "/archive/intake", Look: "primary"}}}
	return q.Desk("收过的材料", titled(head, ui.TableBox(batchTable(list, waits, states, names))))
}
