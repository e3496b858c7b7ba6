package study

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/sheet"
)

// BadRow is a row of a table that was not taken in, and why.
type BadRow struct {
	Row int // as the user sees it in the file
	Say string
}

// Taken says what became of a table.
type Taken struct {
	Rows int // entered
	Bad  []BadRow
	Done bool // something was entered
}

// columns finds the columns of a table by their names.
func columns(t *sheet.Table, names map[string][]string) map[string]int {
	at := map[string]int{}
	for i, h := range t.Header() {
		n := sheet.Normalize(h)
		for key, list := range names {
			if slices.Contains(list, n) {
				at[key] = i
			}
		}
	}
	return at
}

func known(names map[string][]string) func(string) bool {
	return func(n string) bool {
		for _, list := range names {
			if slices.Contains(list, n) {
				return true
			}
		}
		return false
	}
}

// each reads the rows of a table; a row that cannot be read is bad, too many are
// refused as a whole.
func each(ctx context.Context, f io.ReaderAt, size int64, name string, names map[string][]string, need []string, fn func(n int, cell func(string) string) error) ([]BadRow, error) {
	t, err := sheet.OpenReader(ctx, f, size, name, sheet.Options{Known: known(names), MaxUnpacked: 64 << 20})
	if err != nil {
		return nil, err
	}
	defer t.Close()
	at := columns(t, names)
	for _, n := range need {
		if _, ok := at[n]; !ok {
			return nil, fault.Field("file", name, "表里没有“"+names[n][0]+"”这一列。表头应有："+headers(names, need)+"。")
		}
	}
	var bad []BadRow
	for rows := 0; ; rows++ {
		r, err := t.Next()
		if errors.Is(err, io.EOF) {
			return bad, nil
		}
		if x, ok := sheet.AsRowError(err); ok {
			bad = append(bad, BadRow{x.Number, x.Err.Safe()})
			continue
		}
		if err != nil {
			return bad, err
		}
		if rows >= mostRows {
			return bad, fault.Field("file", name, fmt.Sprintf("一张表不超过 %d 行，请分几次导入。", mostRows))
		}
		cell := func(key string) string {
			if i, ok := at[key]; ok && i < len(r.Cells) {
				return db.Trimmed(r.Cells[i])
			}
			return ""
		}
		if err := fn(r.Number, cell); err != nil {
			bad = append(bad, BadRow{r.Number, fault.Of(err).Safe()})
		}
	}
}

func headers(names map[string][]string, need []string) string {
	var s []string
	for _, n := range need {
		s = append(s, names[n][0])
	}
	return strings.Join(s, "、")
}

// named finds a person by name; nobody or several of one name are refused.
func (s *scene) named(people []org.Person, name string) (org.Person, error) {
	var found []org.Person
	for _, p := range people {
		if nameKey(p.Name) == nameKey(name) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return org.Person{}, fault.Field("name", name, "本局没有“"+name+"”，请核对姓名。")
	case 1:
		return found[0], nil
	}
	return org.Person{}, fault.Field("name", name, "有 "+fmt.Sprint(len(found))+" 个“"+name+"”，请在名单页上登记。")
}

// Table is a file that somebody brings.
type Table struct {
	io.ReaderAt
	Size int64
	Name string
	// Whole enters nothing unless every row is good.
	Whole bool
}

var attendanceNames = map[string][]string{"name": {"姓名", "人员"}, "state": {"考勤", "到会", "情况"}, "reason": {"事由", "请假事由", "备注"}}

var markWords = map[string]string{"到": Present, "到会": Present, "出席": Present, "√": Present, "假": Excused, "请假": Excused, "缺": Absent, "缺席": Absent, "×": Absent}

type sheetIn struct {
	r       *Room
	session int64
	table   Table
	reason  string
}

var markSheetDeed = act.Define(act.Spec[sheetIn, Taken]{Name: "study.attendance.sheet", Label: "导入考勤表", Right: Use, Basis: []law.ID{law.StudyAttOffice, law.StudyAttParty},
	Do: func(tx *act.Tx, in sheetIn) (Taken, act.Entry, error) {
		none := func(err error) (Taken, act.Entry, error) { return Taken{}, act.Entry{}, err }
		r := in.r
		s, err := r.hosted(tx, in.session)
		if err != nil {
			return none(err)
		}
		sc, err := r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		people, err := r.Org.People(tx.Ctx)
		if err != nil {
			return none(err)
		}
		list, err := members(tx.Ctx, tx)
		if err != nil {
			return none(err)
		}
		var good []Mark
		bad, err := each(tx.Ctx, in.table, in.table.Size, in.table.Name, attendanceNames, []string{"name", "state"}, func(_ int, cell func(string) string) error {
			p, err := sc.named(people, cell("name"))
			if err != nil {
				return err
			}
			m := Mark{Person: p.ID, State: markWords[cell("state")], Reason: cell("reason")}
			why, err := r.whyNot(tx.Ctx, tx, sc, s, p.ID)
			switch {
			case err != nil:
				return err
			case why != "":
				return fault.Field("name", p.Name, why+"。")
			case m.State == "":
				return fault.Field("state", cell("state"), "考勤写“"+cell("state")+"”看不懂，请写到会、请假或缺席。")
			case m.State == Excused && m.Reason == "":
				return fault.Field("reason", "", p.Name+"请假，请写事由。")
			case slices.ContainsFunc(good, func(x Mark) bool { return x.Person == p.ID }):
				return fault.Field("name", p.Name, p.Name+"在表里写了两次。")
			case !r.marks(tx.Actor, s, groupsOf(list, p.ID, s.On)):
				return fault.Field("name", p.Name, p.Name+"不归您登记：中心组和干部职工由办公室登记，党员由机关党支部登记。")
			}
			good = append(good, m)
			return nil
		})
		if err != nil {
			return none(err)
		}
		if len(bad) > 0 && (in.table.Whole || len(good) == 0) {
			return none(refuse(bad))
		}
		n, entry, err := r.markAll(tx, markIn{r, s.ID, good, BySheet, in.reason})
		return Taken{n, bad, true}, entry, err
	}})

// refused is a table of which nothing was entered, with all its bad rows.
type refused struct{ bad []BadRow }

// Error is the text for the log.
func (e *refused) Error() string { return fmt.Sprintf("study: %d bad rows", len(e.bad)) }

func refuse(bad []BadRow) error {
	return &fault.Error{Kind: fault.Invalid, Say: fmt.Sprintf("表里有 %d 行不能导入，一行也没有存。", len(bad)), Err: &refused{bad}}
}

// taken turns a refused table into what the page shows.
func taken(t Taken, err error) (Taken, error) {
	var r *refused
	if errors.As(err, &r) {
		return Taken{Bad: r.bad}, nil
	}
	return t, err
}

// screened refuses a table that bears the mark of a state secret anywhere, before a row of
// it is read.
func (r *Room) screened(ctx context.Context, t Table) error {
	if r.Screen == nil {
		return nil
	}
	return r.Screen(ctx, t, t.Size, t.Name, "file")
}

// MarkSheet enters the marks of a session from a spreadsheet (姓名, 考勤, 事由). All bad
// rows are reported; the good ones are entered, or none if the table asks for that.
func (r *Room) MarkSheet(ctx context.Context, who act.Actor, session int64, t Table, reason string) (Taken, error) {
	if err := r.screened(ctx, t); err != nil {
		return Taken{}, err
	}
	return taken(markSheetDeed.Run(ctx, r.Door, who, sheetIn{r, session, t, db.Trimmed(reason)}))
}

var noteNames = map[string][]string{"name": {"姓名", "作者"}, "title": {"标题", "笔记标题", "题目"}, "source": {"书名或文章", "书名", "来源", "书目"}, "on": {"日期", "写成日期", "时间"}, "year": {"年度", "年份"}}

var noteSheetDeed = act.Define(act.Spec[sheetIn, Taken]{Name: "study.note.sheet", Label: "导入读书笔记", Right: Use, Basis: []law.ID{law.StudyNotesLeader, law.StudyNotesChief, law.StudyNotesStaff},
	Do: func(tx *act.Tx, in sheetIn) (Taken, act.Entry, error) {
		none := func(err error) (Taken, act.Entry, error) { return Taken{}, act.Entry{}, err }
		r := in.r
		sc, err := r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := sc.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		people, err := r.Org.People(tx.Ctx)
		if err != nil {
			return none(err)
		}
		type fresh struct {
			p org.Person
			x NewNote
		}
		var good []fresh
		bad, err := each(tx.Ctx, in.table, in.table.Size, in.table.Name, noteNames, []string{"title", "source", "on"}, func(_ int, cell func(string) string) error {
			p := me
			if n := cell("name"); n != "" && nameKey(n) != nameKey(me.Name) {
				var err error
				if p, err = sc.named(people, n); err != nil {
					return err
				}
				if !r.inOffice(tx.Actor) {
					return fault.Field("name", n, "只能导入自己的笔记；代别人登记的，由办公室办。")
				}
			}
			on, err := civil.ParseLoose(cell("on"))
			if err != nil {
				return fault.Field("on", cell("on"), "日期“"+cell("on")+"”看不懂，请写成 2026-03-05。")
			}
			x := NewNote{Year: on.Year, Title: cell("title"), Source: cell("source"), On: on}
			if y := cell("year"); y != "" {
				if _, err := fmt.Sscanf(y, "%d", &x.Year); err != nil {
					return fault.Field("year", y, "年度“"+y+"”看不懂，请写四位数字。")
				}
			}
			if err := join(r.checkNote(tx, p, &x), r.open(tx.Ctx, tx, x.Year)); err != nil {
				return err
			}
			same, err := r.sameNote(tx, p.ID, x)
			switch {
			case err != nil:
				return err
			case same != "":
				return fault.Field("title", x.Title, "同名的笔记已经登记（"+same+"），一篇只计一次。")
			case slices.ContainsFunc(good, func(f fresh) bool { return f.p.ID == p.ID && f.x.Title == x.Title && f.x.Source == x.Source }):
				return fault.Field("title", x.Title, "表里有两篇同名的笔记，一篇只计一次。")
			}
			good = append(good, fresh{p, x})
			return nil
		})
		if err != nil {
			return none(err)
		}
		if len(good) == 0 && len(bad) == 0 {
			return none(fault.Field("file", in.table.Name, "表里没有笔记，请核对。"))
		}
		if len(bad) > 0 && (in.table.Whole || len(good) == 0) {
			return none(refuse(bad))
		}
		for _, g := range good {
			if _, err := r.addNote(tx, g.p, g.x); err != nil {
				return none(err)
			}
		}
		return Taken{len(good), bad, true}, act.Entry{Subject: "study_note", Summary: fmt.Sprintf("导入读书笔记 %d 篇", len(good)), Detail: map[string]any{"rows": len(good), "bad": len(bad)}}, nil
	}})

// NoteSheet enters notes from a spreadsheet (标题, 书名或文章, 日期, and 姓名 where the
// office enters them for others). All bad rows are reported; the good ones are
// entered, or none if the table asks for that.
func (r *Room) NoteSheet(ctx context.Context, who act.Actor, t Table) (Taken, error) {
	if err := r.screened(ctx, t); err != nil {
		return Taken{}, err
	}
	return taken(noteSheetDeed.Run(ctx, r.Door, who, sheetIn{r: r, table: t}))
}
