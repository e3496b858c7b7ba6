package study_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/study"
	"lantai.internal/room/study/measure"
)

// A note counts in the year in which it was written (law.StudyNotesStaff): another year
// is refused with both remedies, and the page gives back what was typed.
func TestNoteOfTheWrongYear(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk := b.as(site, "clerk")
		file := webtest.File{Field: "file", Name: "a.txt", Content: []byte("正文")}
		for _, x := range []struct{ on, year, say string }{
			{"2025-12-30", "2026", "把年度改成 2025"},
			{"2026-06-11", "2026", "晚于今天"},
			{"2026-02-30", "2026", "写成日期"},
			{wednesday, "0", "年度应为"},
			{wednesday, "20266", "年度应为"},
			{wednesday, "99999999999999999999", "年度"},
			{wednesday, "今年", "年度"},
			{wednesday, "", "年度"},
		} {
			clerk.Upload("/study/notes", k.form("title", "甲", "source", "《论语》", "on", x.on, "year", x.year), file).Want(422).In("#summary", webtest.HasText(x.say)).In("input[name=title]", webtest.HasValue("甲")).In("input[name=year]", webtest.HasValue(x.year))
		}
		if n := b.done("clerk", measure.Notes); n != 0 {
			t.Errorf("%d notes were entered", n)
		}
	})
}

// Whoever had left on the day is not marked, by hand or from a table
// (law.StudyAttOffice); before that day the mark stands.
func TestAttendanceOfSomebodyWhoLeft(t *testing.T) {
	each(t, func(b *bureau) {
		gone, err := b.Org.AddPerson(b.ctx, act.Owner(), org.SeedPerson{Name: "调离的科员", Unit: "SMLTK", Posts: []string{"SMLTK-staff"}, Since: civil.Must("2013-09-03")})
		b.ok(err)
		b.fill()
		_, err = b.Org.Leave(b.ctx, act.Owner(), org.Leaving{PersonID: gone, On: civil.Must("2026-06-01"), Exception: "材料已清"})
		b.ok(err)
		office := b.actors["office"]
		after, err := b.OpenSession(b.ctx, office, session("2026-06-03", measure.Staff))
		b.ok(err)
		_, err = b.Mark(b.ctx, office, after.ID, []study.Mark{{Person: gone, State: study.Present}}, "")
		b.wants(err, fault.Invalid, "离开本局")
		got, err := b.MarkSheet(b.ctx, office, after.ID, csv("姓名,考勤", "商贸流通科科员,到会", "调离的科员,到会"), "")
		b.ok(err)
		if got.Rows != 1 || len(got.Bad) != 1 || got.Bad[0].Row != 3 || !strings.Contains(got.Bad[0].Say, "离开本局") {
			t.Errorf("%+v", got)
		}
		before, err := b.OpenSession(b.ctx, office, session("2026-05-27", measure.Staff))
		b.ok(err)
		_, err = b.Mark(b.ctx, office, before.ID, []study.Mark{{Person: gone, State: study.Present}}, "")
		b.ok(err)
	})
}

// Three bad rows of ten in a spreadsheet: they are told by their numbers; the seven are
// entered, or none if the user asks for all or nothing.
func TestThreeBadRowsOfTen(t *testing.T) {
	var f bytes.Buffer
	x, err := sheet.NewXLSXWriter(&f, "笔记", []sheet.Column{{Title: "标题"}, {Title: "书名或文章"}, {Title: "日期"}, {Title: "年度"}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		row := []string{fmt.Sprintf("第%d篇", i+1), "《论语》", "2026-03-05", "2026"}
		switch i {
		case 2:
			row[3] = "2025"
		case 5:
			row[0] = ""
		case 8:
			row[2] = "2026-13-01"
		}
		if err := x.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	each(t, func(b *bureau) {
		for _, whole := range []bool{true, false} {
			got, err := b.NoteSheet(b.ctx, b.actors["clerk"], study.Table{ReaderAt: bytes.NewReader(f.Bytes()), Size: int64(f.Len()), Name: "笔记.xlsx", Whole: whole})
			b.ok(err)
			var rows []int
			for _, r := range got.Bad {
				rows = append(rows, r.Row)
			}
			want := 7
			if whole {
				want = 0
			}
			if fmt.Sprint(rows) != "[4 7 10]" || got.Done == whole || b.done("clerk", measure.Notes) != want {
				t.Errorf("all or nothing %v: %+v", whole, got)
			}
		}
	})
}

// What is typed wrongly into research and articles (law.ResearchTopics,
// law.ResearchArticleUnit) is told at its field and nothing is lost.
func TestResearchTypedWrongly(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		head := b.as(site, "head")
		for _, x := range []struct{ field, value, say string }{
			{"from", "昨儿", "从哪一天"}, {"to", "2026-06-01", "哪一天"}, {"from_half", "下午", "上午"}, {"issue", "第一", "选题"}, {"topic", "音乐", "调研内容"}, {"kind", "", "种类"}, {"to", "2026-12-01", "今天"},
		} {
			v := k.form("kind", study.ByUnit, "topic", "商贸流通业发展", "from", "2026-06-09", "from_half", "0", "to", "2026-06-09", "to_half", "1", "title", "乡镇网点", "place", "东溪镇", "issue", "0", "trip", "")
			v.Set(x.field, x.value)
			r := head.Post("/study/research", v).Want(422).In("input[name=title]", webtest.HasValue("乡镇网点"))
			if !strings.Contains(r.Body, x.say) {
				t.Errorf("%s=%s: not told", x.field, x.value)
			}
		}
		v := k.form("title", "网点", "topic", "商贸流通业发展", "on", wednesday, "year", "0", "issue", "0", "others", "")
		head.Upload("/study/articles", v, webtest.File{Field: "file", Name: "a.docx", Content: []byte("文")}).Want(422).In("#summary", webtest.HasText("年度"))
		v = k.form("title", "网点", "topic", "商贸流通业发展", "on", wednesday, "year", "2026", "issue", "0", "others", "")
		head.Upload("/study/articles", v).Want(422).In("#summary", webtest.HasText("文章"))
	})
}

// Every entry has its page (law.StudyAssess), where whoever made it voids it with a
// reason; others see it while it counts.
func TestPageOfAnEntry(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		head, clerk := b.as(site, "head"), b.as(site, "clerk")
		var first string
		for _, d := range []string{"2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04", "2026-06-05"} {
			v := k.form("kind", study.ByUnit, "topic", "商贸流通业发展", "from", d, "from_half", "0", "to", d, "to_half", "1", "title", canary, "place", "东溪镇", "issue", "0", "trip", "")
			at := head.Post("/study/research", v).Want(303).Header.Get("Location")
			if first == "" {
				first = at
			}
		}
		if r := head.Get(first).Want(200).In("form[action*=void]"); strings.Contains(r.Body, "<script>alert") {
			t.Error("the title escapes")
		}
		clerk.Get(first).Want(200).Without("form[action*=void]")
		clerk.Post(first+"/void", k.form("reason", "x")).Want(404)
		head.Post(first+"/void", k.form("reason", "")).Want(422).In("#summary", webtest.HasText("理由"))
		head.Post(first+"/void", k.form("reason", "登记错了")).Want(303)
		head.Get(first).Want(200).In("main", webtest.HasText("登记错了")).Without("form[action*=void]")
		clerk.Get(first).Want(404)
		v := k.form("title", "网点", "topic", "商贸流通业发展", "on", wednesday, "year", "2026", "issue", "0", "others", "")
		at := head.Upload("/study/articles", v, webtest.File{Field: "file", Name: "a.docx", Content: []byte("文")}).Want(303).Header.Get("Location")
		clerk.Get(at).Want(200).Without("form[action*=void]")
		clerk.Get(at + "/file").Want(200)
		head.Post(at+"/void", k.form("reason", "重复")).Want(303)
		clerk.Get(at).Want(404)
		clerk.Get(at + "/file").Want(404)
	})
}

// Brief and summary as official papers, PDF and DOCX (law.StudyBrief, law.StudySummary).
func TestPapersOfStudy(t *testing.T) {
	each(t, func(b *bureau) {
		office := b.actors["office"]
		id, err := b.SaveBrief(b.ctx, office, 0, "学法用法情况", "第一段。\n\n第二段。")
		b.ok(err)
		b.ok(b.SaveSummary(b.ctx, office, 2026, "总结"))
		c := b.as(b.site(), "office")
		for _, at := range []string{fmt.Sprintf("/study/briefs/%d/brief", id), "/study/summary/summary"} {
			if r := c.Get(at + ".pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				t.Errorf("%s: no PDF", at)
			}
			if r := c.Get(at + ".docx").Want(200); !strings.HasPrefix(r.Body, "PK") {
				t.Errorf("%s: no DOCX", at)
			}
		}
		b.as(b.site(), "clerk").Get("/study/summary/summary.docx").Want(403)
	})
}
