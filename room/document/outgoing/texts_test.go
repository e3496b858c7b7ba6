package outgoing_test

import (
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/db"
	"lantai.internal/room/document/outgoing"
)

// What was asked of a text ends when the text goes back or is given up, and nothing that
// is said of a text is taken for the next one.
func TestAskingsOfATextGone(t *testing.T) {
	each(t, func(b *bureau) {
		clerk, office, branch, director := b.actors["clerk"], b.actors["office"], b.actors["branch"], b.actors["director"]
		again := func(d outgoing.Document) outgoing.Document {
			t.Helper()
			d, err := b.Return(b.ctx, office, outgoing.Word{Document: d.ID, Words: "再改"})
			b.must(err)
			f := b.request()
			f.Body = "为方便群众，拟建设农贸市场两处。\n妥否，请批示。"
			d, err = b.Save(b.ctx, clerk, d.ID, d.Version, f, nil)
			b.must(err)
			d, err = b.Submit(b.ctx, clerk, outgoing.Word{Document: d.ID})
			b.must(err)
			return d
		}
		first := b.draft(b.request())
		read := b.of(first, outgoing.Word{})
		units := read
		units.Units = []string{"ZGK", "LYSGK"}
		_, err := b.Pass(b.ctx, office, units)
		b.must(err)
		d := again(first)
		v, err := b.Document(b.ctx, office, d.ID)
		b.must(err)
		for _, a := range v.Asks {
			if a.State != outgoing.Withdrawn {
				t.Errorf("%s is still asked: %s", a.Unit, a.State)
			}
		}
		if n, err := db.One[int64](b.ctx, b.Door.Reader(), "SELECT count(*) FROM notify_todo WHERE done_at = 0 AND login = 'branch'"); err != nil || n != 0 {
			t.Errorf("%d to-dos of a unit that is not asked: %v", n, err)
		}
		_, err = b.Pass(b.ctx, office, read)
		b.refused(err, fault.Conflict, "", "稿子改过")
		_, err = b.Pass(b.ctx, office, b.of(d, outgoing.Word{Units: []string{"ZGK"}}))
		b.must(err)
		_, err = b.Agree(b.ctx, branch, read)
		b.refused(err, fault.Conflict, "", "稿子改过")
		read.Words = "不妥"
		_, err = b.Object(b.ctx, branch, read)
		b.refused(err, fault.Conflict, "", "稿子改过")
		d, err = b.Agree(b.ctx, branch, b.of(d, outgoing.Word{}))
		b.must(err)
		if d.State != outgoing.Signing { // once is enough, and a unit asked of the first text holds nothing up
			t.Fatal(d.State)
		}
		seen := b.of(d, outgoing.Word{})
		d = again(d)
		_, err = b.Pass(b.ctx, office, b.of(d, outgoing.Word{}))
		b.must(err)
		_, err = b.Sign(b.ctx, director, seen)
		b.refused(err, fault.Conflict, "", "稿子改过")
		d, err = b.Sign(b.ctx, director, b.of(d, outgoing.Word{}))
		b.must(err)
		_, err = b.Review(b.ctx, office, seen)
		b.refused(err, fault.Conflict, "", "稿子改过")

		d = b.draft(b.notice())
		d, err = b.Pass(b.ctx, office, b.of(d, outgoing.Word{Units: []string{"ZGK"}}))
		b.must(err)
		_, err = b.Drop(b.ctx, office, outgoing.Word{Document: d.ID, Words: "不发了"})
		b.must(err)
		if v, err := b.Document(b.ctx, office, d.ID); err != nil || v.Asks[0].State != outgoing.Withdrawn {
			t.Errorf("%v %+v", err, v.Asks)
		}
	})
}

// A drafter of the office does not review, change or number the own paper.
func TestOwnPaper(t *testing.T) {
	each(t, func(b *bureau) {
		office, chief := b.actors["office"], b.actors["chief"]
		d, err := b.Save(b.ctx, office, 0, 0, b.request(), nil)
		b.must(err)
		_, err = b.Submit(b.ctx, office, outgoing.Word{Document: d.ID})
		b.must(err)
		_, err = b.Pass(b.ctx, chief, b.of(d, outgoing.Word{}))
		b.must(err)
		d, err = b.Sign(b.ctx, b.actors["director"], b.of(d, outgoing.Word{}))
		b.must(err)
		_, err = b.Revise(b.ctx, office, d.ID, d.Version, b.request(), "标点")
		b.refused(err, fault.Forbidden, law.DocumentsCheck, "拟稿人")
		_, err = b.Review(b.ctx, office, b.of(d, outgoing.Word{}))
		b.refused(err, fault.Forbidden, law.DocumentsCheck, "拟稿人")
		if desk, err := b.Desk(b.ctx, office); err != nil || len(desk.ForMe) != 0 || len(desk.Mine) != 1 {
			t.Errorf("%v %+v", err, desk)
		}
		_, err = b.Review(b.ctx, chief, b.of(d, outgoing.Word{}))
		b.must(err)
		e := outgoing.Enrolment{Document: d.ID, Series: "綦商务", Prints: 3, Seal: "bureau"}
		_, err = b.Number(b.ctx, office, e)
		b.refused(err, fault.Forbidden, law.DocumentsCheck, "拟稿人")
		_, err = b.Number(b.ctx, chief, e)
		b.must(err)
	})
}
