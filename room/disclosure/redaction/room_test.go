package redaction

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
)

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, Schema}

func actor(login, unit string, rights ...act.Right) act.Actor {
	return act.Actor{ID: 1, Login: login, Name: login, Unit: unit, Rights: rights}
}

var (
	clerk     = actor("clerk", "LTK", Draft)
	head      = actor("head", "LTK", Draft, Confirm)
	office    = actor("office", "BGS", Draft, Confirm)
	neighbour = actor("neighbour", "ZGK", Draft, Confirm)
	nobody    = actor("nobody", "LTK")
)

// room is a room of a small bureau with what a test does to it.
type room struct {
	*Room
	t   *testing.T
	ctx context.Context
}

func each(t *testing.T, fn func(r room)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		store, err := blob.OpenDir(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		o, err := org.Open(d, org.Grants{})
		if err != nil {
			t.Fatal(err)
		}
		o.Places = org.Places{Office: "BGS"}
		r := Open(d, store, shared, o)
		r.Key = func() ([]byte, error) { return []byte("a key of the test"), nil }
		fn(room{r, t, context.Background()})
	})
}

func (r room) hand(who act.Actor, name string, b []byte) (int64, error) {
	r.t.Helper()
	ref, err := r.Files.Put(r.ctx, bytes.NewReader(b), 0)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.HandIn(r.ctx, who, Handed{Title: "一份名单", Name: name, Ref: ref})
}

func (r room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("%v: %s", err, fault.Of(err).Safe())
	}
}

func (r room) refused(err error, kind fault.Kind, words string) {
	r.t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(fault.Of(err).Safe(), words) {
		r.t.Errorf("%v (%s), want kind %d with %q", err, fault.Of(err).Safe(), kind, words)
	}
}

func (r room) marks(id int64) []Mark {
	r.t.Helper()
	_, m, err := r.Job(r.ctx, head, id)
	r.must(err)
	return m
}

// hideAll decides to hide everything found but what fn keeps.
func (r room) hideAll(id int64, keep func(Mark) bool) {
	r.t.Helper()
	var list []Verdict
	seen := map[int64]bool{}
	for _, m := range r.marks(id) {
		if m.Kind != Drawn && !seen[m.Hit] {
			seen[m.Hit] = true
			list = append(list, Verdict{Hit: m.Hit, Hide: keep == nil || !keep(m), Ground: "privacy"})
		}
	}
	_, err := r.Decide(r.ctx, clerk, id, list)
	r.must(err)
}

func (r room) state(id int64) Job {
	r.t.Helper()
	j, _, err := r.Job(r.ctx, head, id)
	r.must(err)
	return j
}

func (r room) cleared(sha string, want bool, words string) {
	r.t.Helper()
	ok, why, err := r.Redacted(r.ctx, r.Door.Reader(), sha)
	if err != nil || ok != want || !strings.Contains(why, words) {
		r.t.Errorf("%v %q %v, want %v %q", ok, why, err, want, words)
	}
}

// Whoever is to act has the file on the list: the head of the unit, the office where
// the head drafted, the drafter once it came back; nobody when it is done.
func TestWhoIsToActIsTold(t *testing.T) {
	each(t, func(r room) {
		todo := &notify.Notify{Door: r.Door}
		told := func(a notify.Audience, want string) {
			t.Helper()
			list, err := todo.List(r.ctx, a)
			r.must(err)
			var got []string
			for _, x := range list {
				got = append(got, x.Text)
			}
			if strings.Join(got, "，") != want {
				t.Errorf("%+v has %q, want %q", a, got, want)
			}
		}
		heads := func(unit string) notify.Audience {
			return notify.Audience{Login: "head of " + unit, Roles: []org.Role{org.SectionHead}, Unit: unit}
		}
		id, err := r.hand(clerk, "名单.pdf", sample(r.t, 3))
		r.must(err)
		r.hideAll(id, nil)
		told(heads("LTK"), "")
		_, err = r.Submit(r.ctx, clerk, id, true)
		r.must(err)
		told(heads("LTK"), "复核遮盖：2026-遮-0001")
		told(heads("BGS"), "")
		told(heads("ZGK"), "")
		r.must(r.Return(r.ctx, head, id, "第二行再看一看"))
		told(heads("LTK"), "")
		told(notify.Audience{Login: "clerk"}, "修改退回的遮盖：2026-遮-0001")
		_, err = r.Submit(r.ctx, head, id, true)
		r.must(err)
		told(heads("LTK"), "")
		told(heads("BGS"), "复核遮盖：2026-遮-0001")
		_, err = r.Confirm(r.ctx, office, id, true)
		r.must(err)
		told(heads("BGS"), "")
		j := r.state(id)
		list, err := r.WithheldIn(r.ctx, r.Door.Reader(), j.ResultSHA)
		if err != nil || len(list) == 0 {
			t.Errorf("%d parts of the file that was made, %v", len(list), err)
		}
		if list, err = r.WithheldIn(r.ctx, r.Door.Reader(), j.SourceSHA); err != nil || len(list) != 0 {
			t.Errorf("the original names %d parts, %v", len(list), err)
		}
	})
}

func TestAFileFromHandingInToProof(t *testing.T) {
	each(t, func(r room) {
		pdf := sample(r.t, 3)
		id, err := r.hand(clerk, "名单.pdf", pdf)
		r.must(err)
		j := r.state(id)
		if j.Number != "2026-遮-0001" || j.State != Drafting || j.Pages != 1 || !strings.Contains(j.Notes, "有文件属性（作者") || len(r.marks(id)) != 9 {
			r.t.Fatalf("%+v", j)
		}
		r.cleared(j.SourceSHA, false, "遮盖中")
		_, err = r.Submit(r.ctx, clerk, id, true)
		r.refused(err, fault.Invalid, "9处没有决定")
		r.hideAll(id, nil)
		_, err = r.Submit(r.ctx, clerk, id, false)
		r.refused(err, fault.Invalid, "逐页看过")
		_, err = r.Confirm(r.ctx, head, id, true)
		r.refused(err, fault.Conflict, "不能复核")
		_, err = r.Submit(r.ctx, clerk, id, true)
		r.must(err)
		_, err = r.Decide(r.ctx, clerk, id, []Verdict{{Hit: 1}})
		r.refused(err, fault.Conflict, "不能再改")
		r.must(r.Return(r.ctx, head, id, "第二行再看一看"))
		if j = r.state(id); j.State != Drafting || j.Remark == "" {
			r.t.Fatalf("%+v", j)
		}
		_, err = r.Submit(r.ctx, clerk, id, true)
		r.must(err)
		_, err = r.Confirm(r.ctx, head, id, false)
		r.refused(err, fault.Invalid, "逐页看过")
		out, err := r.Confirm(r.ctx, head, id, true)
		r.must(err)
		j = r.state(id)
		if out.State != Proven || j.State != Proven || j.ReviewedBy != "head" || j.ResultSHA == "" || j.ResultSHA == j.SourceSHA {
			r.t.Fatalf("%+v %+v", out, j)
		}
		p, ok := j.ProofOf()
		if !ok || !p.OK || p.SHA256 != j.ResultSHA || p.Original != j.SourceSHA || p.Boxes != 9 || len(p.Checks) != 6 {
			r.t.Errorf("%+v", p)
		}
		r.cleared(j.ResultSHA, true, "已通过校验")
		r.cleared(j.SourceSHA, false, "原件")
		r.cleared(strings.Repeat("0", 64), false, "没有做过")
		r.cleared("x", false, "没有内容摘要")
		f, err := r.Files.Open(r.ctx, j.ResultSHA)
		r.must(err)
		b, err := io.ReadAll(f)
		r.must(err)
		if contains(r.t, b, "王某甲") || !contains(r.t, b, "临时救助名单") {
			r.t.Error("the published file")
		}
		list, err := r.Withheld(r.ctx, r.Door.Reader(), id)
		r.must(err)
		if len(list) != 9 || list[0].No != 1 || list[0].Ground.Code != "privacy" || !strings.Contains(list[0].Reasons, "第十五条") {
			r.t.Errorf("%+v", list)
		}
		// The same original handed in again and found clean by mistake stays closed.
		again, err := r.hand(clerk, "名单.pdf", pdf)
		r.must(err)
		r.cleared(j.SourceSHA, false, "原件")
		r.must(r.Discard(r.ctx, clerk, again))
		r.ledgerIsSilent("王某", anID, "13800000000", identityNumber("19000101", 0))
		if v, err := r.Door.Verify(r.ctx); err != nil || !v.OK {
			r.t.Errorf("%+v %v", v.Findings, err)
		}
	})
}

// ledgerIsSilent looks for personal data in the ledger and in the tables of the room.
func (r room) ledgerIsSilent(words ...string) {
	r.t.Helper()
	for _, query := range []string{"SELECT summary || detail || subject FROM ledger_entry", "SELECT title || name || notes || remark || proof FROM disclosure_redaction", "SELECT why || note || kind FROM disclosure_redaction_box", "SELECT person || digits FROM disclosure_redaction_shown"} {
		rows, err := db.All[string](r.ctx, r.Door.Reader(), query)
		r.must(err)
		for _, s := range rows {
			for _, w := range words {
				if strings.Contains(s, w) {
					r.t.Errorf("%q is in %q", w, s)
				}
			}
		}
	}
}

func TestWhoMay(t *testing.T) {
	each(t, func(r room) {
		pdf := page(line(20, 100, "No "+anID), "", "")
		_, err := r.hand(nobody, "a.pdf", pdf)
		r.refused(err, fault.Forbidden, "")
		id, err := r.hand(clerk, "a.pdf", pdf)
		r.must(err)
		verdict := []Verdict{{Hit: 1, Hide: true, Ground: "privacy"}}
		draw := []NewMark{{Page: 1, Rects: []Rect{{10, 10, 20, 20}}, Ground: "privacy"}}
		acts := map[string]func(act.Actor) error{
			"disclosure.redaction.decide":  func(a act.Actor) error { _, err := r.Decide(r.ctx, a, id, verdict); return err },
			"disclosure.redaction.draw":    func(a act.Actor) error { _, err := r.Draw(r.ctx, a, id, draw); return err },
			"text":                         func(a act.Actor) error { _, err := r.DrawText(r.ctx, a, id, "No 5", draw[0]); return err },
			"disclosure.redaction.erase":   func(a act.Actor) error { return r.Erase(r.ctx, a, id, 2) },
			"disclosure.redaction.submit":  func(a act.Actor) error { _, err := r.Submit(r.ctx, a, id, true); return err },
			"disclosure.redaction.return":  func(a act.Actor) error { return r.Return(r.ctx, a, id, "理由") },
			"disclosure.redaction.confirm": func(a act.Actor) error { _, err := r.Confirm(r.ctx, a, id, true); return err },
			"disclosure.redaction.discard": func(a act.Actor) error { return r.Discard(r.ctx, a, id) },
		}
		for name, do := range acts {
			if err := do(neighbour); !fault.Is(err, fault.NotFound) {
				r.t.Errorf("%s by another unit: %v", name, err)
			}
			if err := do(nobody); !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
				r.t.Errorf("%s without a right: %v", name, err)
			}
		}
		if _, _, err := r.Job(r.ctx, neighbour, id); !fault.Is(err, fault.NotFound) {
			r.t.Error("another unit sees the job")
		}
		for who, n := range map[*act.Actor]int{&clerk: 1, &head: 1, &office: 1, &neighbour: 0, &nobody: 0} {
			if list, err := r.Jobs(r.ctx, *who, ""); err != nil || len(list) != n {
				r.t.Errorf("%s lists %d, %v", who.Login, len(list), err)
			}
		}
		// Who decided anything does not confirm, nor who submitted; a clerk never does.
		_, err = r.Decide(r.ctx, head, id, verdict)
		r.must(err)
		_, err = r.Submit(r.ctx, clerk, id, true)
		r.must(err)
		for _, who := range []act.Actor{head, actor("clerk", "LTK", Draft, Confirm)} {
			_, err = r.Confirm(r.ctx, who, id, true)
			r.refused(err, fault.Rule, "不能复核自己的")
		}
		_, err = r.Confirm(r.ctx, clerk, id, true)
		r.refused(err, fault.Forbidden, "")
		out, err := r.Confirm(r.ctx, office, id, true)
		r.must(err)
		if out.State != Proven {
			r.t.Errorf("%+v", out)
		}
	})
}

func TestNothingToHide(t *testing.T) {
	each(t, func(r room) {
		confirm := func(pdf []byte) Job {
			id, err := r.hand(clerk, "通知.pdf", pdf)
			r.must(err)
			_, err = r.Submit(r.ctx, clerk, id, true)
			r.must(err)
			_, err = r.Confirm(r.ctx, head, id, true)
			r.must(err)
			return r.state(id)
		}
		j := confirm(page(line(20, 100, "nothing about anybody"), "", ""))
		if j.State != Clean {
			r.t.Fatalf("%+v", j)
		}
		r.cleared(j.SourceSHA, true, "无需遮盖")
		// With something that nobody sees in it, only the new file goes out.
		j = confirm(page(line(20, 100, "nothing about anybody"), "", "/Annots[6 0 R]", "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents("+anID+")>>"))
		if j.State != Proven {
			r.t.Fatalf("%+v", j)
		}
		r.cleared(j.SourceSHA, false, "原件")
		r.cleared(j.ResultSHA, true, "")
	})
}

func TestWhatFailsGoesBack(t *testing.T) {
	each(t, func(r room) {
		id, err := r.hand(clerk, "a.pdf", page(line(20, 150, "SMITH JONES 1")+line(20, 100, "SMITH JONES 2"), "", ""))
		r.must(err)
		sheets, _, err := Scan(r.ctx, shared, bytes.NewReader(page(line(20, 150, "SMITH JONES 1"), "", "")), int64(len(page(line(20, 150, "SMITH JONES 1"), "", ""))))
		r.must(err)
		_, err = r.Draw(r.ctx, clerk, id, []NewMark{{Page: 1, Rects: sheets[0].Places("SMITH JONES")[0].Rects, Ground: "business", Note: "客户名称"}})
		r.must(err)
		_, err = r.Submit(r.ctx, clerk, id, true)
		r.must(err)
		out, err := r.Confirm(r.ctx, head, id, true)
		r.must(err)
		j := r.state(id)
		if out.State != Drafting || len(out.Problems) == 0 || j.State != Drafting || j.ResultSHA != "" || !strings.Contains(j.Remark, "别处") {
			r.t.Fatalf("%+v %+v", out, j)
		}
		if p, ok := j.ProofOf(); !ok || p.OK {
			r.t.Errorf("%+v", p)
		} else {
			r.cleared(p.SHA256, false, "没有做过")
		}
		n, err := r.DrawText(r.ctx, clerk, id, "smith jones", NewMark{Ground: "business"})
		r.must(err)
		if n != 2 {
			r.t.Errorf("%d places", n)
		}
		_, err = r.DrawText(r.ctx, clerk, id, "不在文件里", NewMark{Ground: "business"})
		r.refused(err, fault.Invalid, "没有找到")
		r.must(r.Erase(r.ctx, clerk, id, 1))
		_, err = r.Submit(r.ctx, clerk, id, true)
		r.must(err)
		if out, err = r.Confirm(r.ctx, head, id, true); err != nil || out.State != Proven {
			r.t.Errorf("%+v %v", out, err)
		}
	})
}

// Masks of one person in two files cannot be put together.
func TestStitching(t *testing.T) {
	each(t, func(r room) {
		pdf := page(line(20, 100, anID), "", "")
		sheets, _, err := Scan(r.ctx, shared, bytes.NewReader(pdf), int64(len(pdf)))
		r.must(err)
		glyphs := sheets[0].Hits(Known{})[0].glyphs
		cover := func(from, to int) []Rect { return sheets[0].rects(glyphs[from:to]) }
		try := func(rects ...Rect) Outcome {
			// Another file each time: the same bytes would be the same original.
			id, err := r.hand(clerk, "a.pdf", pdf)
			r.must(err)
			r.hideAll(id, func(Mark) bool { return true })
			_, err = r.Draw(r.ctx, clerk, id, []NewMark{{Page: 1, Rects: rects, Ground: "privacy"}})
			r.must(err)
			_, err = r.Submit(r.ctx, clerk, id, true)
			r.must(err)
			out, err := r.Confirm(r.ctx, head, id, true)
			r.must(err)
			return out
		}
		if out := try(cover(6, 14)...); out.State != Drafting || !strings.Contains(strings.Join(out.Problems, ""), "后四位") {
			r.t.Errorf("last four: %+v", out)
		}
		if out := try(cover(0, 14)...); !strings.Contains(strings.Join(out.Problems, ""), "后四位") {
			r.t.Errorf("last four alone: %+v", out)
		}
		if out := try(append(cover(0, 6), cover(14, 18)...)...); !strings.Contains(strings.Join(out.Problems, ""), "出生日期") {
			r.t.Errorf("birth: %+v", out)
		}
		if out := try(append(cover(0, 1), cover(2, 18)...)...); out.State != Proven {
			r.t.Errorf("the second digit: %+v", out)
		}
		if out := try(cover(1, 18)...); out.State != Drafting || !strings.Contains(strings.Join(out.Problems, ""), "拼合") {
			r.t.Errorf("the first digit after the second: %+v", out)
		}
		r.ledgerIsSilent(anID, anID[:17])
	})
}

func TestHandInRefuses(t *testing.T) {
	each(t, func(r room) {
		_, err := r.hand(clerk, "坏.pdf", []byte("%PDF-1.4 x"))
		r.refused(err, fault.Invalid, "PDF")
		_, err = r.hand(clerk, "网页.html", []byte("<!DOCTYPE html><html><body>x</body></html>"))
		r.refused(err, fault.Invalid, "另存为")
		_, err = r.HandIn(r.ctx, clerk, Handed{Title: "x"})
		r.refused(err, fault.Invalid, "没有收到文件")
		ref, err := r.Files.Put(r.ctx, bytes.NewReader(page(line(20, 100, "x"), "", "")), 0)
		r.must(err)
		_, err = r.HandIn(r.ctx, clerk, Handed{Title: "名单 " + anID, Name: "a.pdf", Ref: ref})
		r.refused(err, fault.Invalid, "题名里像有个人信息")
		id, err := r.HandIn(r.ctx, clerk, Handed{Title: "x", Name: "a.pdf", Ref: ref})
		r.must(err)
		_, err = r.Decide(r.ctx, clerk, id, []Verdict{{Hit: 9, Hide: true, Ground: "privacy"}})
		r.refused(err, fault.Invalid, "刷新")
		_, err = r.Draw(r.ctx, clerk, id, []NewMark{{Page: 2, Rects: []Rect{{1, 1, 9, 9}}, Ground: "privacy"}})
		r.refused(err, fault.Invalid, "页码从1到1")
		_, err = r.Draw(r.ctx, clerk, id, []NewMark{{Page: 1, Rects: []Rect{{1, 1, 0, 9}}, Ground: "privacy"}})
		r.refused(err, fault.Invalid, "毫米")
		_, err = r.Draw(r.ctx, clerk, id, []NewMark{{Page: 1, Rects: []Rect{{1, 1, 9, 9}}, Ground: "whim"}})
		r.refused(err, fault.Invalid, "理由")
		if has, err := r.HasFile(r.ctx, r.Door.Reader(), ref.SHA256); err != nil || !has {
			r.t.Error("the room does not know its file")
		}
	})
}
