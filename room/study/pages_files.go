package study

import (
	"bytes"

	"lantai.internal/hall/flow"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
)

func pdf(r *Room, name string, b *bytes.Buffer) web.Answer {
	return web.File(name+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline()
}

func word(r *Room, name string, b *bytes.Buffer) web.Answer {
	return web.File(name+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes()))
}

func xlsx(r *Room, name string, titles []string, rows [][]string) (web.Answer, error) {
	var columns []sheet.Column
	for _, t := range titles {
		columns = append(columns, sheet.Column{Title: t, Width: 18, Wrap: true})
	}
	var b bytes.Buffer
	x, err := sheet.NewXLSXWriter(&b, name, columns)
	if err != nil {
		return web.Answer{}, err
	}
	for _, row := range rows {
		if err := x.Write(row); err != nil {
			return web.Answer{}, err
		}
	}
	if err := x.Close(); err != nil {
		return web.Answer{}, err
	}
	return web.File(name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())), nil
}

// take puts the one file of a form into the store; nil if none came.
func (r *Room) take(q *web.Request, u *web.Upload) (*flow.Attachment, error) {
	if u == nil {
		return nil, nil
	}
	got, err := flow.TakeIn(q.Context(), r.Files, r.Screen, []*web.Upload{u})
	if err != nil || len(got) == 0 {
		return nil, err
	}
	return &got[0], nil
}
