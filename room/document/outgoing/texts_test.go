package outgoing_test

import (
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
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

// A paper goes out without a seal only with a reason.
func TestUnsealed(t *testing.T) {
	each(t, func(b *bureau) {
		office := b.actors["office"]
		d, err := b.Review(b.ctx, office, b.of(b.signed(b.request()), outgoing.Word{}))
		b.must(err)
		e := outgoing.Enrolment{Document: d.ID, Series: "綦商务", Prints: 1}
		_, err = b.Number(b.ctx, office, e)
		b.refused(err, fault.Invalid, "", "不用印的理由")
		e.Unsealed = "以电子公文发出，由系统加盖电子印章"
		d, err = b.Number(b.ctx, office, e)
		b.must(err)
		v, err := b.Document(b.ctx, office, d.ID)
		b.must(err)
		if l := v.Lines[len(v.Lines)-1]; d.State != outgoing.Dispatching || !strings.Contains(l.Words, e.Unsealed) {
			t.Errorf("%s %+v", d.State, l)
		}
	})
}

// A file is taken off by its drafter alone, and only while the paper is a draft.
func TestDropPaper(t *testing.T) {
	each(t, func(b *bureau) {
		clerk := b.actors["clerk"]
		put := func() flow.Attachment {
			t.Helper()
			ref, err := b.Files.Put(b.ctx, strings.NewReader("方案"), 0)
			b.must(err)
			return flow.Attachment{Name: "方案.txt", SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}
		}
		d, err := b.Save(b.ctx, clerk, 0, 0, b.request(), []flow.Attachment{put(), put()})
		b.must(err)
		b.refused(b.DropPaper(b.ctx, b.actors["head"], 1), fault.NotFound, "", "")
		b.must(b.DropPaper(b.ctx, clerk, 1))
		b.refused(b.DropPaper(b.ctx, clerk, 1), fault.NotFound, "", "")
		if v, err := b.Document(b.ctx, clerk, d.ID); err != nil || len(v.Papers) != 1 {
			t.Errorf("%v %+v", err, v.Papers)
		}
		_, err = b.Submit(b.ctx, clerk, outgoing.Word{Document: d.ID})
		b.must(err)
		b.refused(b.DropPaper(b.ctx, clerk, 2), fault.Conflict, "", "不能再去掉")
	})
}

// Whoever stands in for the signer sees what is to be signed, whatever the own unit.
func TestStandInSees(t *testing.T) {
	each(t, func(b *bureau) {
		day := civil.Must(wednesday)
		_, err := b.Org.Delegate(b.ctx, b.actors["deputy"], org.NewDelegation{PersonID: b.people["deputy"], DeputyID: b.people["branch"], Since: day, Until: day.AddDays(3)})
		b.must(err)
		b.away[b.people["deputy"]] = b.Door.Now() + int64(48*time.Hour/time.Microsecond)
		d := b.draft(b.notice())
		_, err = b.Document(b.ctx, b.actors["branch"], d.ID)
		b.refused(err, fault.NotFound, "", "")
		_, err = b.Pass(b.ctx, b.actors["office"], b.of(d, outgoing.Word{}))
		b.must(err)
		v, err := b.Document(b.ctx, b.actors["branch"], d.ID)
		b.must(err)
		if !v.Signs {
			t.Fatalf("%+v", v.Signing)
		}
		_, err = b.Sign(b.ctx, b.actors["branch"], b.of(d, outgoing.Word{}))
		b.must(err)
		_, err = b.Document(b.ctx, b.actors["branch"], d.ID) // what he has signed
		b.must(err)
	})
}
