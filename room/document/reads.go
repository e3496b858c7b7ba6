package document

import (
	"context"
	"slices"

	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// View is a document as somebody sees it who may.
type View struct {
	Document
	Events  []Event
	Papers  []Paper
	Parts   []Part
	Readers []Reader
	Urges   []Urge
	Holders []Holder
	Ledger  int64
	Told    bool // the leader has not said yet whether a change or an entry of the office is right
	scene   *scene
}

// whole reads a document with everything that belongs to it; it limits nothing.
func (r *Room) whole(ctx context.Context, rd db.Reader, id int64) (View, error) {
	d, ok, err := db.Maybe[Document](ctx, rd, docSelect+" WHERE d.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("document_incoming", id))
	}
	v := View{Document: d}
	if err != nil {
		return v, err
	}
	if v.Events, err = db.All[Event](ctx, rd, q.SQL("events_of"), id); err != nil {
		return v, err
	}
	if v.Papers, err = papersOf(ctx, rd, id); err != nil {
		return v, err
	}
	if v.Parts, err = partsOf(ctx, rd, id); err != nil {
		return v, err
	}
	if v.Readers, err = readersOf(ctx, rd, id); err != nil {
		return v, err
	}
	if v.Urges, err = db.All[Urge](ctx, rd, q.SQL("urges_of"), id); err != nil {
		return v, err
	}
	if v.scene, err = r.look(ctx, rd, r.Door.Now()); err != nil {
		return v, err
	}
	told, err := db.One[int](ctx, rd, q.SQL("todo_waits"), d.Subject()+":told")
	if err != nil {
		return v, err
	}
	v.Told = told > 0
	v.Holders = v.scene.has(d, v.Parts, v.Readers)
	entries, err := act.Entries(ctx, rd, act.EntryFilter{Subject: d.Subject(), Outcome: "done"}, 1)
	if err == nil && len(entries) > 0 {
		v.Ledger = entries[0].Seq
	}
	return v, err
}

// sees reports whether a document is somebody's to see: the office and the leaders see
// all; others what they were given to read and what their unit handles, of a work secret
// only the handler and the heads of the unit.
func (r *Room) sees(who act.Actor, v *View) bool {
	if r.seesAll(who) {
		return true
	}
	me, ok := v.scene.chart.PersonOf(who.Login)
	if !ok || !who.May(Use) {
		return false
	}
	if slices.ContainsFunc(v.Readers, func(x Reader) bool { return x.PersonID == me.ID && x.GivenAt != 0 && x.RecalledAt == 0 }) {
		return true
	}
	return slices.ContainsFunc(v.Parts, func(p Part) bool {
		return p.Unit == who.Unit && p.Part != Moved && (v.Level != mark.WorkSecret || p.HandlerID == me.ID || v.scene.heads(me.ID, p.Unit))
	})
}

// Document gives a document to whoever may see it; for anybody else it does not exist.
func (r *Room) Document(ctx context.Context, who act.Actor, id int64) (View, error) {
	v, err := r.whole(ctx, r.Door.Reader(), id)
	if err == nil && !r.sees(who, &v) {
		err = act.OutOfReach(v.Subject())
	}
	if err != nil {
		return View{}, err
	}
	return v, nil
}

// OpenPaper gives a file of a document to whoever may see the document.
func (r *Room) OpenPaper(ctx context.Context, who act.Actor, id int64) (Paper, blob.File, error) {
	p, err := r.paper(ctx, who, id)
	if err != nil {
		return p, nil, err
	}
	f, err := r.Files.Open(ctx, p.SHA256)
	return p, f, err
}

func (r *Room) paper(ctx context.Context, who act.Actor, id int64) (Paper, error) {
	p, ok, err := db.Maybe[Paper](ctx, r.Door.Reader(), q.SQL("paper"), id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("document_incoming_paper", id))
	}
	if err == nil {
		_, err = r.Document(ctx, who, p.DocID)
	}
	return p, err
}
