package document_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/document"
)

// todos are the texts on somebody's list.
func (b *bureau) todos(login string) string {
	b.t.Helper()
	list, err := b.notes.List(b.ctx, notify.Audience{Login: login, Unit: b.who(login).Unit, Roles: []org.Role{org.Staff, org.SectionHead}})
	b.ok(err)
	var out []string
	for _, x := range list {
		out = append(out, x.Text)
	}
	return strings.Join(out, "\n")
}

func (b *bureau) has(login, words string, want bool) {
	b.t.Helper()
	if got := b.todos(login); strings.Contains(got, words) != want {
		b.t.Errorf("%s: %q on the list is %v, want %v: %s", login, words, !want, want, got)
	}
}

// instructed gives a document that a deputy gave to a lead and a joint unit.
func (b *bureau) instructed() document.Document {
	b.t.Helper()
	d := b.checked()
	_, err := b.Propose(b.ctx, b.who("office"), d.ID, document.Proposal{Way: document.ToLeader, Words: "请批示", Leader: b.people["deputy"]})
	b.ok(err)
	d, err = b.Instruct(b.ctx, b.who("deputy"), d.ID, document.Instruction{Words: "请办", Course: document.Course{Lead: "SMLTK", Joint: []string{"ZGK"}}})
	b.ok(err)
	return d
}

func (b *bureau) part(id int64, unit string) int64 {
	b.t.Helper()
	for _, p := range b.look("office", id).Parts {
		if p.Unit == unit && p.Part != document.Moved {
			return p.ID
		}
	}
	b.t.Fatalf("%s has no part", unit)
	return 0
}

// TestMove: a document given to the wrong unit goes to another; the leader is told and may
// object (clause law.documents.handle).
func TestMove(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsHandle
		d := b.instructed()
		lead, joint := b.part(d.ID, "SMLTK"), b.part(d.ID, "ZGK")
		b.refused(b.Move(b.ctx, b.who("head"), d.ID, lead, "BGS", "不归本科"), fault.NotFound, "")
		b.refused(b.Move(b.ctx, b.who("office"), d.ID, lead, "BGS", ""), fault.Invalid, "理由")
		b.refused(b.Move(b.ctx, b.who("office"), d.ID, lead, "", "交错"), fault.Invalid, "主办科室不能空着")
		b.refused(b.Move(b.ctx, b.who("office"), d.ID, lead, "NONE", "交错"), fault.Invalid, "从名单里选择")
		b.refused(b.Move(b.ctx, b.who("office"), d.ID, joint, "SMLTK", "交错"), fault.Invalid, "已经在办")
		b.refused(b.Note(b.ctx, b.who("deputy"), d.ID, ""), fault.Conflict, "没有等着知悉")
		_, err := b.Urge(b.ctx, b.who("office"), d.ID, "")
		b.ok(err)
		b.ok(b.Move(b.ctx, b.who("office"), d.ID, lead, "BGS", "不归商贸流通科"))
		b.clear("head")
		b.has("chief", "确定承办人", true)
		if v := b.look("office", d.ID); v.Unit != "BGS" || len(v.Holders) != 2 {
			t.Errorf("lead %s, with %+v", v.Unit, v.Holders)
		}
		_, err = b.Document(b.ctx, b.who("head"), d.ID)
		b.refused(err, fault.NotFound, "")
		_, err = b.Report(b.ctx, b.who("head"), d.ID, document.Result{Unit: "SMLTK", Words: "不归本科", NoReply: "没有"})
		b.refused(err, fault.NotFound, "")
		b.has("deputy", "知悉改派", true)
		b.refused(b.Note(b.ctx, b.who("clerk"), d.ID, ""), fault.Forbidden, "")
		b.refused(b.Note(b.ctx, b.who("deputy2"), d.ID, ""), fault.Rule, "批示的领导")
		b.ok(b.Note(b.ctx, b.who("deputy"), d.ID, "应由政工科主办"))
		b.clear("deputy")
		b.has("office", "有异议", true)
		// The joint unit becomes the lead and has one line.
		b.ok(b.Move(b.ctx, b.who("office"), d.ID, b.part(d.ID, "BGS"), "ZGK", "按批示的领导的意见"))
		b.has("office", "有异议", false)
		if v := b.look("office", d.ID); v.Unit != "ZGK" || len(v.Holders) != 1 {
			t.Errorf("lead %s, with %+v", v.Unit, v.Holders)
		}
		b.ok(b.Note(b.ctx, b.who("deputy"), d.ID, ""))
		_, err = b.Report(b.ctx, b.who("political"), d.ID, document.Result{Unit: "ZGK", Words: "办了", NoReply: "来文不要求答复"})
		b.ok(err)
		b.ok(b.Close(b.ctx, b.who("office"), d.ID, "纸质原件存办公室。"))
		b.clear("head", "political", "chief", "office", "deputy")
	})
}

// TestJointLeftOut: a joint unit may be left out, and the lead reports without it.
func TestJointLeftOut(t *testing.T) {
	each(t, func(b *bureau) {
		d := b.instructed()
		b.ok(b.Move(b.ctx, b.who("office"), d.ID, b.part(d.ID, "ZGK"), "", "不用配合"))
		b.clear("political")
		_, err := b.Report(b.ctx, b.who("head"), d.ID, document.Result{Unit: "SMLTK", Words: "办了", NoReply: "来文不要求答复"})
		b.ok(err)
	})
}

// TestWatchFollows: a document is on the list of whoever heads the unit today.
func TestWatchFollows(t *testing.T) {
	each(t, func(b *bureau) {
		d := b.instructed()
		_, err := b.Urge(b.ctx, b.who("office"), d.ID, "")
		b.ok(err)
		if _, err := b.Org.Leave(b.ctx, act.Owner(), org.Leaving{PersonID: b.people["head"], On: civil.Must(wednesday), Exception: "没有要交接的材料"}); err != nil {
			t.Fatal(fault.Of(err).Safe())
		}
		b.at("2026-06-11", 9, 0)
		_, err = b.Watch(b.ctx)
		b.ok(err)
		b.clear("head")
		b.has("office", "请改派或者协调", true)
		_, err = b.Org.AssignOffice(b.ctx, act.Owner(), org.Appointment{PersonID: b.people["clerk"], Post: "SMLTK-head", Since: civil.Must("2026-06-11")})
		b.ok(err)
		_, err = b.Watch(b.ctx)
		b.ok(err)
		b.has("clerk", "确定承办人", true)
		b.has("office", "请改派或者协调", false)
		n, err := b.Watch(b.ctx)
		b.ok(err)
		if n != 0 {
			t.Errorf("told %d twice", n)
		}
	})
}

// TestAskedAnew: the leader who is no longer asked is no longer urged.
func TestAskedAnew(t *testing.T) {
	each(t, func(b *bureau) {
		d := b.checked()
		ask := func(leader string) {
			_, err := b.Propose(b.ctx, b.who("office"), d.ID, document.Proposal{Way: document.ToLeader, Words: "请批示", Leader: b.people[leader]})
			b.ok(err)
		}
		ask("deputy")
		_, err := b.Urge(b.ctx, b.who("office"), d.ID, "")
		b.ok(err)
		b.has("deputy", "催办", true)
		ask("deputy2")
		b.clear("deputy")
		b.has("deputy2", "批示", true)
	})
}

// TestOnPaper enters what a leader wrote on the sheet (clause law.documents.handle).
func TestOnPaper(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsHandle
		d := b.checked()
		_, err := b.Propose(b.ctx, b.who("office"), d.ID, document.Proposal{Way: document.ToLeader, Words: "请批示", Leader: b.people["deputy"]})
		b.ok(err)
		scan, err := b.takes("处理笺.pdf", b.letter("请流通科办", false), true)
		b.ok(err)
		x := document.OnPaper{Instruction: document.Instruction{Words: "请流通科办", Course: document.Course{Lead: "SMLTK"}}, Leader: b.people["deputy"], On: civil.Must(wednesday), Papers: []document.NewPaper{scan}}
		_, err = b.InstructOnPaper(b.ctx, b.who("head"), d.ID, x)
		b.refused(err, fault.NotFound, "")
		y := x
		y.Papers = nil
		_, err = b.InstructOnPaper(b.ctx, b.who("office"), d.ID, y)
		b.refused(err, fault.Invalid, "扫描件")
		y = x
		y.On = civil.Must("2026-06-11")
		_, err = b.InstructOnPaper(b.ctx, b.who("office"), d.ID, y)
		b.refused(err, fault.Invalid, "批示上的日期")
		y = x
		y.Leader = b.people["clerk"]
		_, err = b.InstructOnPaper(b.ctx, b.who("office"), d.ID, y)
		b.refused(err, fault.Invalid, "局领导")
		_, err = b.InstructOnPaper(b.ctx, b.who("office"), d.ID, x)
		b.ok(err)
		if got := b.todos("deputy"); !strings.HasPrefix(got, "核对代录的批示：") || strings.Contains(got, "\n") {
			t.Errorf("on the list of the leader: %s", got)
		}
		b.has("head", "确定承办人", true)
		v := b.look("deputy", d.ID)
		if !v.Told || len(v.Papers) == 0 || v.Papers[len(v.Papers)-1].Role != document.Instructed {
			t.Errorf("told %v, papers %+v", v.Told, v.Papers)
		}
		site, k := b.site(), new(keys)
		b.as(site, "office").Get(d.URL()).Want(200).Without("form[action*=note]").In("form[action*=move]")
		b.as(site, "office").Get("/documents/in").Want(200).In("a[href*='list.xlsx']", webtest.HasText("导出表格"))
		b.as(site, "deputy").Get(d.URL()).Want(200).In("form[action*=note]")
		b.as(site, "deputy").Post(d.URL()+"/note", k.form("text", "")).Want(303)
		b.clear("deputy")
	})
}

type holding struct{ in, out chan struct{} }

// enrolling is a deed that is at the register until it is let go.
var enrolling = act.Define(act.Spec[holding, bool]{Name: "test.document.enrolling", Label: "登记中", Right: document.Use,
	Do: func(tx *act.Tx, h holding) (bool, act.Entry, error) {
		err := tx.Alone("document.incoming.enrol")
		close(h.in)
		<-h.out
		return true, act.Entry{Subject: "document_incoming", Summary: "登记"}, err
	}})

// TestOneRegistersAtATime: while somebody is at the register, another waits, so that the
// same number is seen by the second (clause law.documents.enrol_in).
func TestOneRegistersAtATime(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsEnrolIn
		d := b.sign()
		h, done := holding{make(chan struct{}), make(chan struct{})}, make(chan error, 2)
		go func() { _, err := enrolling.Run(b.ctx, b.Door, b.who("office"), h); done <- err }()
		<-h.in
		go func() { _, err := b.Register(b.ctx, b.who("office"), d.ID, some()); done <- err }()
		select {
		case err := <-done:
			t.Errorf("registered beside another: %v", err)
		case <-time.After(400 * time.Millisecond):
		}
		close(h.out)
		b.ok(<-done)
		select {
		case err := <-done:
			b.ok(err)
		case <-time.After(20 * time.Second):
			t.Error("never registered")
		}
	})
}

// TestImportWaits: what is open of an old register has a last day and one to-do; a table
// that bears a mark anywhere is not read (clause law.documents.secret_channel).
func TestImportWaits(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsSecretChannel
		take := func(login, table string) error {
			_, err := b.Import(b.ctx, b.who(login), document.Table{ReaderAt: strings.NewReader(table), Size: int64(len(table)), Name: "2025.csv"})
			return err
		}
		b.Screen = func(_ context.Context, f io.ReaderAt, size int64, name, field string) error {
			data, err := io.ReadAll(io.NewSectionReader(f, 0, size))
			if err == nil && strings.Contains(string(data), "机密★") {
				err = fault.Field(field, name, "带国家秘密标志")
			}
			return err
		}
		head := "收文日期,来文机关,标题,办结日期,去向\n"
		b.refused(take("office", head+"2026-05-01,市商务委,关于一,,机密★件\n"), fault.Invalid, "国家秘密标志")
		b.refused(take("clerk", head+"2026-05-01,市商务委,关于一,,机密★件\n"), fault.NotFound, "")
		b.ok(take("office", head+"2026-05-01,市商务委,关于一,,\n2026-05-02,市商务委,关于二,,\n2026-05-03,市商务委,关于三,2026-05-09,\n"))
		if got := b.todos("office"); strings.Count(got, "旧登记簿") != 1 || strings.Contains(got, "\n") {
			t.Errorf("on the list: %s", got)
		}
		page, err := b.List(b.ctx, b.who("office"), document.Any())
		b.ok(err)
		for _, l := range page.Lines {
			if l.Running && l.DueAt <= b.c.Now().UnixMicro() {
				t.Errorf("%s is due at %d", l.Number, l.DueAt)
			}
			if l.Running {
				b.ok(b.Void(b.ctx, b.who("office"), l.ID, fmt.Sprint("重复", l.ID)))
			}
		}
		b.clear("office")
	})
}
