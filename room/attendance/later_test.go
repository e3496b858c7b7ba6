package attendance_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/room/attendance"
)

// proof puts a paper into the file store.
func (b *bureau) proof(subject, kind, hospital, name string) attendance.Proof {
	b.t.Helper()
	ref, err := b.Files.Put(b.ctx, strings.NewReader("%PDF-1.4 "+name), 0)
	if err != nil {
		b.t.Fatal(err)
	}
	return attendance.Proof{Subject: subject, Kind: kind, Hospital: hospital, Attachment: flow.Attachment{Name: name, SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}}
}

func (b *bureau) printed(p flow.Paper) string {
	b.t.Helper()
	f, err := b.Files.Open(b.ctx, p.Ref.SHA256)
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	body, err := io.ReadAll(f)
	if err != nil {
		b.t.Fatal(err)
	}
	return text(b.t, string(body))
}

func (b *bureau) handsOver(want int) {
	b.t.Helper()
	if n, err := b.Flow.HandOver(b.ctx); err != nil || n != want {
		b.t.Errorf("%d handed over, want %d: %v", n, want, err)
	}
}

// A certificate comes before the closing, one after it: the first goes with the papers
// of the case, the second for itself, each once, however often the job runs.
func TestACertificateAfterTheClosingIsHandedOverOnce(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("sick", "03-10 am", "03-11 pm", "发热"))
		l := b.leave(x.ID)
		clerk := b.actors["clerk"]
		if _, err := b.AddProof(b.ctx, clerk, b.proof(l.Subject(), attendance.HospitalCertificate, "2", "证明一.pdf")); err != nil {
			b.t.Fatal(err)
		}
		b.agree(l.CaseID, "head", "deputy")
		if _, err := b.Flow.Do(b.ctx, b.actors["political"], flow.Enter, flow.Input{Case: l.CaseID}); err != nil {
			b.t.Fatal(err)
		}
		if len(b.filed) != 1 || len(b.filed[0].Files) != 3 {
			b.t.Fatalf("first papers: %+v", b.filed)
		}
		// The archive room cannot take it at once: it stays owed.
		take := b.File
		b.File = func(*act.Tx, flow.Papers) error { return errors.New("the archive room is closed") }
		b.c.Move(24 * time.Hour)
		late := b.proof(l.Subject(), attendance.HospitalCertificate, "3", "证明二.pdf")
		if _, err := b.AddProof(b.ctx, clerk, late); err != nil {
			b.t.Fatal(err)
		}
		b.refused(func() error {
			_, err := b.AddProof(b.ctx, b.actors["colleague"], b.proof(l.Subject(), "other", "", "他人.pdf"))
			return err
		}(), fault.NotFound, "")
		b.File = take
		b.handsOver(1)
		b.handsOver(0)
		if len(b.filed) != 2 {
			b.t.Fatalf("%d handed over", len(b.filed))
		}
		p := b.filed[1]
		if len(p.Files) != 1 || p.Files[0].Ref.SHA256 != late.SHA256 || !p.Personnel || p.Unit != "LTK" || p.Date != civil.Must("2026-03-10") || p.Subject != l.Subject() ||
			p.Title != fmt.Sprintf("流通科科员休假审批表（%s）补充材料1：后补的材料", x.Number) {
			b.t.Errorf("%+v", p)
		}
		if r, err := b.Door.Verify(b.ctx); err != nil || !r.OK {
			b.t.Errorf("the ledger no longer fits the rows: %v %+v", err, r)
		}
	})
}

// A proof that comes after the closing but before the first papers were laid out does
// not go twice.
func TestAProofBetweenClosingAndHandOverGoesOnce(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("personal", "03-10 am", "03-10 pm", "家事"))
		l := b.leave(x.ID)
		take := b.File
		b.File = func(*act.Tx, flow.Papers) error { return errors.New("the archive room is closed") }
		b.agree(l.CaseID, "head", "deputy")
		if _, err := b.Flow.Do(b.ctx, b.actors["political"], flow.Enter, flow.Input{Case: l.CaseID}); err != nil {
			b.t.Fatal(err)
		}
		if _, err := b.AddProof(b.ctx, b.actors["clerk"], b.proof(l.Subject(), "other", "", "说明.pdf")); err != nil {
			b.t.Fatal(err)
		}
		b.File = take
		b.handsOver(2)
		b.handsOver(0)
		if len(b.filed) != 2 || len(b.filed[0].Files) != 2 || len(b.filed[1].Files) != 1 {
			b.t.Errorf("%+v", b.filed)
		}
	})
}

// What is registered of a case on record is a paper of its own: the return, and that
// it was put right. Before the closing there is nothing to add to.
func TestAReturnAndItsCorrectionAreHandedOver(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("personal", "03-10 am", "03-11 pm", "家事"))
		l := b.leave(x.ID)
		b.agree(l.CaseID, "head", "deputy")
		if _, err := b.Flow.Do(b.ctx, b.actors["political"], flow.Enter, flow.Input{Case: l.CaseID}); err != nil {
			b.t.Fatal(err)
		}
		b.c.Move(3 * 24 * time.Hour)
		if err := b.Return(b.ctx, b.actors["clerk"], x.ID, half("03-12 am"), ""); err != nil {
			b.t.Fatal(err)
		}
		b.refused(b.CorrectReturn(b.ctx, b.actors["clerk"], x.ID, half("03-11 pm"), "记错"), fault.Forbidden, "")
		if err := b.CorrectReturn(b.ctx, b.actors["political"], x.ID, half("03-11 pm"), "提前半天回来"); err != nil {
			b.t.Fatal(err)
		}
		b.handsOver(0)
		if len(b.filed) != 3 || !strings.HasSuffix(b.filed[1].Title, "补充材料1：销假登记") || !strings.HasSuffix(b.filed[2].Title, "补充材料2：更正销假登记") {
			b.t.Fatalf("%+v", b.filed)
		}
		holds(b.t, b.printed(b.filed[1].Files[0]), "销假登记", "2026年3月12日上午", "流通科科员")
		holds(b.t, b.printed(b.filed[2].Files[0]), "更正销假登记", "2026年3月12日上午返岗", "2026年3月11日下午返岗", "提前半天回来", "政工科科长")
		if !b.filed[2].Personnel {
			b.t.Error("not for the personnel circle")
		}
	})
}

func TestATripThatChangesAfterTheClosingIsHandedOver(t *testing.T) {
	each(t, func(b *bureau) {
		v := b.travel("clerk", "2026-03-10", "2026-03-11")
		b.agree(v.CaseID, "head", "deputy")
		b.c.Move(3 * 24 * time.Hour)
		if err := b.ReturnTrip(b.ctx, b.actors["clerk"], v.ID, civil.Must("2026-03-11"), "已办"); err != nil {
			b.t.Fatal(err)
		}
		if err := b.CorrectTrip(b.ctx, b.actors["political"], attendance.Correction{Trip: v.ID, On: civil.Must("2026-03-10"), Report: "已办", Why: "登记错了"}); err != nil {
			b.t.Fatal(err)
		}
		if _, err := b.AddProof(b.ctx, b.actors["clerk"], b.proof(v.Subject(), attendance.HospitalCertificate, "2", "就诊.pdf")); err != nil {
			b.t.Fatal(err)
		}
		b.handsOver(0)
		if len(b.filed) != 4 || b.filed[0].Personnel || b.filed[2].Personnel || !b.filed[3].Personnel {
			b.t.Fatalf("%+v", b.filed)
		}
		holds(b.t, b.printed(b.filed[2].Files[0]), "更正出差返回登记", "2026年3月11日", "登记错了")
	})
}

// A returned request that comes back with another reason: the form names the draft of
// each signature, the page shows both, to the chain alone.
func TestTheFormNamesTheDraftOfEachSignature(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("personal", "03-10 am", "03-11 pm", "家中有事"))
		id := b.leave(x.ID).CaseID
		b.agree(id, "head")
		if _, err := b.Flow.Do(b.ctx, b.actors["deputy"], flow.Return, flow.Input{Case: id, Words: "写清事由"}); err != nil {
			b.t.Fatal(err)
		}
		if _, err := b.Reapply(b.ctx, b.actors["clerk"], x.ID, ask("personal", "03-10 am", "03-11 pm", "母亲手术，须陪护"), "已写清"); err != nil {
			b.t.Fatal(err)
		}
		b.agree(id, "deputy")
		site := b.site()
		page := fmt.Sprintf("/attendance/leave/%d", x.ID)
		for _, login := range []string{"clerk", "head", "deputy", "political"} {
			body := b.as(site, login).Get(page).Want(200).Body
			for _, want := range []string{"第 2 稿", "家中有事", "母亲手术，须陪护", "第 1 稿与第 2 稿不同之处", "据第 1 稿"} {
				if !strings.Contains(body, want) {
					b.t.Errorf("%s does not read %s", login, want)
				}
			}
		}
		b.as(site, "colleague").Get(page).Want(404)
		b.as(site, "stranger").Get(page).Want(404)
		holds(b.t, text(b.t, b.as(site, "clerk").Get(page+"/form.pdf").Want(200).Body), "据第1稿", "据第2稿")
		holds(b.t, text(b.t, b.as(site, "clerk").Get(fmt.Sprintf("/flow/cases/%d/course.pdf", id)).Want(200).Body), "据第1稿", "据第2稿", "SHA-256", "家中有事", "母亲手术，须陪护")
		var said int
		entries, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{}, 200)
		for _, e := range entries {
			if strings.Contains(e.Summary+e.Detail, "手术") {
				said++
			}
		}
		if err != nil || said > 0 {
			b.t.Errorf("%v: %d entries of the ledger tell why", err, said)
		}
	})
}
