package attendance_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/room/attendance"
)

// text reads a printed course back; without the tool to read it the test only looks
// whether it is there.
func text(t *testing.T, pdf string) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		return ""
	}
	p := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(p, []byte(pdf), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", p, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

// holds checks that a text has all these pieces.
func holds(t *testing.T, have string, want ...string) {
	t.Helper()
	for _, w := range want {
		if have != "" && !strings.Contains(have, w) {
			t.Errorf("%q is missing in\n%s", w, have)
		}
	}
}

func TestTheCourseOfALeaveIsPrinted(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("personal", "03-12 am", "03-13 pm", "家事"))
		id := b.leave(x.ID).CaseID
		say := func(login string, a flow.Action, words string) {
			b.t.Helper()
			if _, err := b.Flow.Do(b.ctx, b.actors[login], a, flow.Input{Case: id, Words: words}); err != nil {
				b.t.Fatal(err)
			}
		}
		say("head", flow.Agree, "工作已安排")
		say("deputy", flow.Return, "请补充去向")
		if _, err := b.Reapply(b.ctx, b.actors["clerk"], x.ID, ask("personal", "03-12 am", "03-13 pm", "家事，在本地"), "已补充"); err != nil {
			b.t.Fatal(err)
		}
		site := b.site()
		at := fmt.Sprintf("/flow/cases/%d/course.pdf", id)
		clerk, other, political := b.as(site, "clerk"), b.as(site, "colleague"), b.as(site, "political")
		clerk.Get("/attendance/leave/1").Want(200).In("a[href*=course.pdf]")
		holds(b.t, text(b.t, clerk.Get(at).Want(200).Body), "请假办理过程单", "流通科科长", "工作已安排", "请补充去向", "已补充", "退回给申请人", "待办", "原书，2026年3月9日的规定", "二-三")
		political.Get(at).Want(200) // keeps the registers, has had no part in it yet
		other.Get(at).Want(404)
		other.Get("/flow/cases/77/course.pdf").Want(404)
		say("deputy", flow.Agree, "")
		// The papers are laid out after the deed, not within it; what fails stays owed.
		take := b.File
		b.File = func(*act.Tx, flow.Papers) error { return errors.New("the archive room is closed") }
		say("political", flow.Enter, "第3号")
		if l := b.leave(x.ID); l.State != attendance.Closed || len(b.filed) != 0 {
			b.t.Fatalf("%s, %d handed over", l.State, len(b.filed))
		}
		b.File = func(tx *act.Tx, p flow.Papers) error {
			if tx.Actor.Login != "program" {
				b.t.Errorf("handed over by %s", tx.Actor.Login)
			}
			return take(tx, p)
		}
		for want := 1; want >= 0; want-- {
			if n, err := b.Flow.HandOver(b.ctx); err != nil || n != want {
				b.t.Errorf("%d handed over, want %d: %v", n, want, err)
			}
		}
		if len(b.filed) != 1 || len(b.filed[0].Files) != 2 {
			b.t.Fatalf("%+v", b.filed)
		}
		f := b.filed[0].Files[1]
		if f.Name != x.Number+" 请假办理过程单.pdf" {
			b.t.Error(f.Name)
		}
		stored, err := b.Files.Open(b.ctx, f.Ref.SHA256)
		if err != nil {
			b.t.Fatal(err)
		}
		defer stored.Close()
		body, err := io.ReadAll(stored)
		if err != nil {
			b.t.Fatal(err)
		}
		holds(b.t, text(b.t, string(body)), "已办结", "第3号", "备案登记")
		form, err := b.Files.Open(b.ctx, b.filed[0].Files[0].Ref.SHA256)
		if err != nil {
			b.t.Fatal(err)
		}
		defer form.Close()
		if body, err = io.ReadAll(form); err != nil {
			b.t.Fatal(err)
		}
		holds(b.t, text(b.t, string(body)), "家事，在本地", "抵扣2026年年休假2天") // what the printed form says, the filed one says too
	})
}

func TestTheCourseOfATripIsPrinted(t *testing.T) {
	each(t, func(b *bureau) {
		v := b.travel("clerk", "2026-03-17", "2026-03-17")
		b.agree(v.CaseID, "head", "deputy")
		if len(b.filed) != 1 || len(b.filed[0].Files) != 2 || !strings.Contains(b.filed[0].Files[1].Name, "出差办理过程单") {
			b.t.Fatalf("%+v", b.filed)
		}
		site := b.site()
		at := fmt.Sprintf("/flow/cases/%d/course.pdf", v.CaseID)
		holds(b.t, text(b.t, b.as(site, "clerk").Get(at).Want(200).Body), "出差办理过程单", "渝中区", "副局长", "科室负责人", "已办结")
		b.as(site, "stranger").Get(at).Want(404)
	})
}
