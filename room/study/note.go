package study

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

var noteColumns = []string{"number", "person_id", "year", "title", "source", "on_date", "text", "shared", "file_name", "sha256", "sm3", "size", "state", "reason", "made_by", "made_at", "version"}

// States of what somebody entered.
const (
	Kept      = "kept"
	Withdrawn = "withdrawn"
	Void      = "void"
)

// File is the one file that belongs to a note or an article.
type File struct {
	FileName string `db:"file_name"`
	SHA256   string `db:"sha256"`
	SM3      string `db:"sm3"`
	Size     int64  `db:"size"`
}

func fileOf(a *flow.Attachment) File {
	if a == nil {
		return File{}
	}
	return File{a.Name, a.SHA256, a.SM3, a.Size}
}

func (r *Room) keepFile(tx *act.Tx, a *flow.Attachment) error {
	if a == nil {
		return nil
	}
	if err := a.Check("file"); err != nil {
		return err
	}
	return blob.Keep(tx.Ctx, tx, r.Files, a.SHA256)
}

// Note is a note on something read.
type Note struct {
	ID       int64      `db:"id"`
	Number   string     `db:"number"`
	PersonID int64      `db:"person_id"`
	Year     int        `db:"year"`
	Title    string     `db:"title"`
	Source   string     `db:"source"`
	On       civil.Date `db:"on_date"`
	Text     string     `db:"text"`
	Shared   bool       `db:"shared"`
	File
	State   string `db:"state"`
	Reason  string `db:"reason"`
	MadeBy  string `db:"made_by"`
	MadeAt  int64  `db:"made_at"`
	Version int64  `db:"version"`
}

func (n *Note) values() []any {
	return []any{n.Number, n.PersonID, n.Year, n.Title, n.Source, n.On, n.Text, n.Shared, n.FileName, n.SHA256, n.SM3, n.Size, n.State, n.Reason, n.MadeBy, n.MadeAt, n.Version}
}

// Subject names the row in the ledger.
func (n Note) Subject() string { return act.Subject("study_note", n.ID) }

// NewNote is a note to be entered.
type NewNote struct {
	Year          int
	Title, Source string
	On            civil.Date
	Text          string
	Shared        bool
	File          *flow.Attachment
}

type noteIn struct {
	r      *Room
	x      NewNote
	id     int64
	reason string
}

var noteDeed = act.Define(act.Spec[noteIn, Note]{Name: "study.note.add", Label: "登记读书笔记", Right: Use, Basis: []law.ID{law.StudyNotesLeader, law.StudyNotesChief, law.StudyNotesStaff},
	Do: func(tx *act.Tx, in noteIn) (Note, act.Entry, error) {
		none := func(err error) (Note, act.Entry, error) { return Note{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		n, err := in.r.addNote(tx, me, in.x)
		return n, act.Entry{Subject: n.Subject(), Summary: "登记读书笔记 " + n.Number, Detail: map[string]any{"year": n.Year, "on": n.On.String(), "file": n.SHA256}}, err
	}})

// AddNote enters a note of the actor's own.
func (r *Room) AddNote(ctx context.Context, who act.Actor, x NewNote) (Note, error) {
	return noteDeed.Run(ctx, r.Door, who, noteIn{r: r, x: x})
}

// checkNote refuses a note, naming field and remedy.
func (r *Room) checkNote(tx *act.Tx, p org.Person, x *NewNote) error {
	x.Title, x.Source, x.Text = db.Trimmed(x.Title), db.Trimmed(x.Source), db.Trimmed(x.Text)
	if err := checkYear(x.Year); err != nil {
		return err
	}
	var day error
	switch {
	case x.On.IsZero():
		day = fault.Field("on", "", "请填写写成的日期。")
	case x.On.Year != x.Year:
		day = fault.Field("on", x.On.String(), fmt.Sprintf("日期在 %d 年，年度填的是 %d 年。笔记计入写成的那一年：日期对的，请把年度改成 %d；年度对的，请改日期。", x.On.Year, x.Year, x.On.Year))
	case x.On.After(tx.Today):
		day = fault.Field("on", x.On.String(), "日期晚于今天"+tx.Today.Chinese()+"，请核对。")
	case x.On.Before(p.Since):
		day = fault.Field("on", x.On.String(), p.Name+"于"+p.Since.Chinese()+"到本局，以前写的不计。")
	case p.Gone(x.On):
		day = fault.Field("on", x.On.String(), p.Name+"已于"+p.LeftOn.Chinese()+"离开本局，以后写的不计。")
	}
	return join(day, line("title", "标题", x.Title, true), line("source", "书名或文章", x.Source, true), long("text", "笔记内容", x.Text, false))
}

func (r *Room) addNote(tx *act.Tx, p org.Person, x NewNote) (Note, error) {
	if err := r.checkNote(tx, p, &x); err != nil {
		return Note{}, err
	}
	if err := r.open(tx.Ctx, tx, x.Year); err != nil {
		return Note{}, err
	}
	same, err := r.sameNote(tx, p.ID, x)
	if err != nil {
		return Note{}, err
	}
	if same != "" {
		return Note{}, fault.Field("title", x.Title, "同名的笔记已经登记（"+same+"），一篇只计一次。确是另一篇的，请在标题里写明。")
	}
	if err := r.keepFile(tx, x.File); err != nil {
		return Note{}, err
	}
	n := Note{PersonID: p.ID, Year: x.Year, Title: x.Title, Source: x.Source, On: x.On, Text: x.Text, Shared: x.Shared, File: fileOf(x.File), State: Kept, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
	if n.Number, err = numbered(tx, "记", n.Year, 4); err != nil {
		return n, err
	}
	n.ID, err = insert(tx, "study_note", noteColumns, n.values())
	return n, err
}

// sameNote gives the number of a note of the same title and source, "" for none.
func (r *Room) sameNote(tx *act.Tx, person int64, x NewNote) (string, error) {
	number, _, err := db.Maybe[string](tx.Ctx, tx, q.SQL("same_note"), person, x.Year, x.Title, x.Source, 0)
	return number, err
}

// ownNote gives its author a note that may be changed.
func (r *Room) ownNote(tx *act.Tx, id int64) (Note, org.Person, error) {
	n, err := row[Note](tx.Ctx, tx, "study_note", "note", id)
	if err != nil {
		return n, org.Person{}, err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return n, org.Person{}, err
	}
	me, err := s.self(tx.Actor)
	switch {
	case err != nil:
		return n, me, err
	case me.ID != n.PersonID:
		return n, me, act.OutOfReach(n.Subject())
	case n.State == Withdrawn:
		return n, me, fault.New(fault.Conflict, n.Number+"已经撤回，不能再改。")
	}
	return n, me, r.open(tx.Ctx, tx, n.Year)
}

var correctDeed = act.Define(act.Spec[noteIn, Note]{Name: "study.note.correct", Label: "更正读书笔记", Right: Use, Basis: []law.ID{law.StudyNotesLeader, law.StudyNotesChief, law.StudyNotesStaff},
	Do: func(tx *act.Tx, in noteIn) (Note, act.Entry, error) {
		none := func(err error) (Note, act.Entry, error) { return Note{}, act.Entry{}, err }
		n, me, err := in.r.ownNote(tx, in.id)
		if err != nil {
			return none(err)
		}
		x := in.x
		if err := join(line("reason", "更正的理由", in.reason, true), in.r.checkNote(tx, me, &x)); err != nil {
			return none(err)
		}
		if x.Year != n.Year {
			return none(fault.Field("year", fmt.Sprint(x.Year), fmt.Sprintf("这一篇登记在 %d 年。要计入别的年度，请撤回后另行登记。", n.Year)))
		}
		same, ok, err := db.Maybe[string](tx.Ctx, tx, q.SQL("same_note"), me.ID, x.Year, x.Title, x.Source, n.ID)
		if err != nil {
			return none(err)
		}
		if ok {
			return none(fault.Field("title", x.Title, "同名的笔记已经登记（"+same+"），一篇只计一次。"))
		}
		if err := in.r.keepFile(tx, x.File); err != nil {
			return none(err)
		}
		before := map[string]any{"on": n.On.String(), "file": n.SHA256, "reason": in.reason}
		n.Title, n.Source, n.On, n.Text, n.Shared, n.Reason, n.Version = x.Title, x.Source, x.On, x.Text, x.Shared, in.reason, n.Version+1
		if x.File != nil {
			n.File = fileOf(x.File)
		}
		return n, act.Entry{Subject: n.Subject(), Summary: "更正读书笔记 " + n.Number, Detail: before}, put(tx, "study_note", n.ID, n.Version-1, noteColumns, n.values())
	}})

// CorrectNote changes a note of the actor's own, with the reason. The year stays.
func (r *Room) CorrectNote(ctx context.Context, who act.Actor, id int64, x NewNote, reason string) (Note, error) {
	return correctDeed.Run(ctx, r.Door, who, noteIn{r, x, id, db.Trimmed(reason)})
}

var withdrawNoteDeed = act.Define(act.Spec[noteIn, bool]{Name: "study.note.withdraw", Label: "撤回读书笔记", Right: Use, Basis: []law.ID{law.StudyAssess},
	Do: func(tx *act.Tx, in noteIn) (bool, act.Entry, error) {
		n, _, err := in.r.ownNote(tx, in.id)
		if err == nil {
			err = line("reason", "撤回的理由", in.reason, true)
		}
		if err != nil {
			return false, act.Entry{}, err
		}
		n.State, n.Reason, n.Version = Withdrawn, in.reason, n.Version+1
		return true, act.Entry{Subject: n.Subject(), Summary: "撤回读书笔记 " + n.Number, Detail: map[string]any{"reason": in.reason}}, put(tx, "study_note", n.ID, n.Version-1, noteColumns, n.values())
	}})

// WithdrawNote takes a note of the actor's own out of the count; the row stays.
func (r *Room) WithdrawNote(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := withdrawNoteDeed.Run(ctx, r.Door, who, noteIn{r: r, id: id, reason: db.Trimmed(reason)})
	return err
}

// NoteView is a note as somebody sees it.
type NoteView struct {
	Note
	Author string
	Mine   bool
	Whole  bool // text and file too
}

// NoteOf gives a note: to its author whole, to everybody whole if the author lets
// colleagues read it, to the author's head, the office and leaders without text and
// file, to anybody else not at all.
func (r *Room) NoteOf(ctx context.Context, who act.Actor, id int64) (NoteView, error) {
	rd := r.Door.Reader()
	n, err := row[Note](ctx, rd, "study_note", "note", id)
	if err != nil {
		return NoteView{}, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return NoteView{}, err
	}
	author := s.chart.Person(n.PersonID)
	me, known := s.chart.PersonOf(who.Login)
	v := NoteView{Note: n, Author: author.Name, Mine: known && me.ID == n.PersonID}
	v.Whole = v.Mine || n.Shared && n.State == Kept && who.May(Use)
	if !v.Whole && !r.seesAll(who) && !s.heads(who, author.Unit) {
		return NoteView{}, act.OutOfReach(n.Subject())
	}
	if !v.Whole {
		v.Text, v.File = "", File{}
	}
	return v, nil
}

// OpenNoteFile gives the file of a note to whoever sees it whole.
func (r *Room) OpenNoteFile(ctx context.Context, who act.Actor, id int64) (NoteView, blob.File, error) {
	v, err := r.NoteOf(ctx, who, id)
	if err == nil && (v.SHA256 == "" || !v.Whole) {
		err = act.OutOfReach(v.Subject())
	}
	if err != nil {
		return NoteView{}, nil, err
	}
	f, err := r.Files.Open(ctx, v.SHA256)
	return v, f, err
}

// NotesOf lists the notes of a person and year, the latest first.
func (r *Room) NotesOf(ctx context.Context, rd db.Reader, person int64, year int) ([]Note, error) {
	return db.All[Note](ctx, rd, q.SQL("notes_of"), person, year)
}

// SharedNotes are those of a year that colleagues may read.
func (r *Room) SharedNotes(ctx context.Context, year int) ([]Note, error) {
	return db.All[Note](ctx, r.Door.Reader(), q.SQL("shared_notes"), year)
}

func nameKey(s string) string { return strings.ReplaceAll(db.Trimmed(s), " ", "") }
