package flow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// Papers are what is left of a closed case, ready for the archive's intake. The
// files lie in the file store.
type Papers struct {
	Subject   string
	Title     string
	Unit      string // code
	Date      civil.Date
	Personnel bool // for the personnel circle alone
	Secret    bool // a work secret: its reader alone knew of it
	Weight    Weight
	// Issuer and DocNo are those of an official document; empty for a paper that the
	// bureau made in the course of a case.
	Issuer string
	DocNo  string
	Files  []Paper
}

// Weight is how much a matter counted for when it was dealt with; empty where nobody
// is asked.
type Weight string

// The weights.
const (
	Important Weight = "important"
	Ordinary  Weight = "ordinary"
)

// Paper is one file of a closed case.
type Paper struct {
	Name string
	Ref  blob.Ref
}

// Filer takes the papers of a closed case, within the deed that hands them over.
type Filer func(tx *act.Tx, p Papers) error

// Form is a printed form of a case, made when it is handed over.
type Form struct {
	Name string // of the file, without its ending
	Draw func(w *bytes.Buffer) error
}

// Draw prints forms into the file store, for papers that are handed over.
func Draw(ctx context.Context, store blob.Store, forms ...Form) ([]Paper, error) {
	var out []Paper
	for _, f := range forms {
		var b bytes.Buffer
		if err := f.Draw(&b); err != nil {
			return nil, err
		}
		ref, err := store.Put(ctx, bytes.NewReader(b.Bytes()), 0)
		if err != nil {
			return nil, err
		}
		out = append(out, Paper{f.Name + ".pdf", ref})
	}
	return out, nil
}

// Form is the printed course, to be handed over with the other papers.
func (p Printed) Form() Form {
	return Form{Name: p.Head.Number + " " + p.Head.Title, Draw: func(w *bytes.Buffer) error { return p.PrintCourse(w) }}
}

// Owe notes, within the deed that closes a matter, that its papers are to be handed
// over (Kind.Papers, Kind.File). They are laid out once that deed is done: whoever
// else writes does not wait for it. What a killed program left owed is handed over by
// the next HandOver.
func (f *Flow) Owe(tx *act.Tx, subject string) error {
	id, err := tx.Next("flow_paper")
	if err != nil {
		return err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("paper_owe"), id, subject, tx.Now); err != nil {
		return err
	}
	tx.Touch("flow_paper", id)
	f.afterwards(tx, subject)
	return nil
}

// afterwards hands over what is owed once the deed is done.
func (f *Flow) afterwards(tx *act.Tx, subject string) {
	tx.After(func() {
		// The deed's own context carries the key of its form.
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := f.HandOver(ctx); err != nil {
			slog.Error("the papers of a closed case are still owed", "subject", subject, "err", err)
		}
	})
}

// Further is a paper that is added to a case after its papers were owed: a certificate
// that came late, a return that was put right.
type Further struct {
	Subject string
	What    string // which it is, in the room's words: attendance_proof:12; each is handed over once
	// Title is what it is; whoever keeps the archive reads it: nothing of what only the
	// chain may know.
	Title     string
	Lines     []Line // what is on record, printed on a sheet; none where the files say it
	Files     []Paper
	Personnel bool       // for the personnel circle alone, even if the case is not
	On        civil.Date // when it was added; set by OweFurther
}

// OweFurther notes, within the deed that adds a paper to a matter whose papers were
// owed before (Owe), that it is to be handed over as well. Before that nothing is
// noted: the paper goes with the others. Noted is what the paper says now; what comes
// after is a paper of its own.
func (f *Flow) OweFurther(tx *act.Tx, x Further) error {
	owed, err := db.One[int](tx.Ctx, tx, q.SQL("paper_owed"), x.Subject)
	if err != nil || owed == 0 {
		return err
	}
	known, err := db.One[int](tx.Ctx, tx, q.SQL("further_known"), x.Subject, x.What)
	if err != nil || known > 0 {
		return err
	}
	n, err := db.One[int](tx.Ctx, tx, q.SQL("further_last"), x.Subject)
	if err != nil {
		return err
	}
	x.On = tx.Today
	body, err := json.Marshal(x)
	if err != nil {
		return err
	}
	id, err := tx.Next("flow_further")
	if err != nil {
		return err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("further_owe"), id, x.Subject, n+1, x.What, db.Clean(string(body)), tx.Now); err != nil {
		return err
	}
	tx.Touch("flow_further", id)
	f.afterwards(tx, x.Subject)
	return nil
}

// Furthers tells which papers of a case are handed over for themselves (Further.What):
// the first papers leave them out.
func (f *Flow) Furthers(ctx context.Context, r db.Reader, subject string) ([]string, error) {
	return db.All[string](ctx, r, q.SQL("further_of"), subject)
}

type owedFurther struct {
	owed
	N    int    `db:"n"`
	Body string `db:"body"`
}

// Lay prints what is on record, if it is printed, and puts it before the files. head
// is that of the case's forms; title and day are those of the paper.
func (x Further) Lay(ctx context.Context, store blob.Store, head SheetHead) ([]Paper, error) {
	if len(x.Lines) == 0 {
		return x.Files, nil
	}
	head.Title, head.Today = x.Title, x.On
	drawn, err := Draw(ctx, store, Form{Name: head.Number + " " + x.Title, Draw: func(w *bytes.Buffer) error {
		s, err := NewSheet(head)
		if err != nil {
			return err
		}
		for _, l := range x.Lines {
			if err := s.Text(l.Label, l.Text, 34, 12); err != nil {
				return err
			}
		}
		return s.Write(w)
	}})
	return append(drawn, x.Files...), err
}

// papers lays out one further paper.
func (o owedFurther) papers(ctx context.Context, k Kind) (Papers, error) {
	var x Further
	if err := json.Unmarshal([]byte(o.Body), &x); err != nil {
		return Papers{}, err
	}
	_, id := act.SubjectOf(o.Subject)
	p, err := k.Further(ctx, id, x)
	p.Subject, p.Date, p.Personnel = o.Subject, x.On, p.Personnel || x.Personnel
	p.Title += fmt.Sprintf("补充材料%d：%s", o.N, x.Title)
	return p, err
}

type owed struct {
	ID      int64  `db:"id"`
	Subject string `db:"subject"`
}

type fileIn struct {
	owed
	papers Papers
	file   Filer
}

// filed settles a debt and hands its papers over: of two that come at once one does,
// and a repetition does nothing.
func filed(tx *act.Tx, in fileIn, table, settle, say string) (bool, act.Entry, error) {
	n, err := db.Exec(tx.Ctx, tx, q.SQL(settle), in.ID, tx.Now)
	if err != nil {
		return false, act.Entry{}, err
	}
	if n == 0 { // another run was faster, and no row was written
		tx.TouchRange(table, in.ID, nil)
		return false, act.Entry{}, nil
	}
	tx.Touch(table, in.ID)
	return true, act.Entry{Subject: in.Subject, Summary: fmt.Sprintf("%s移交归档，%d 个文件", say, len(in.papers.Files))}, in.file(tx, in.papers)
}

var fileDeed = act.Define(act.Spec[fileIn, bool]{Name: "flow.papers.file", Label: "办结材料送档案室", Right: Use, Basis: []law.ID{law.ArchiveFilingUnits}, Quiet: "somebody else has handed them over already",
	Do: func(tx *act.Tx, in fileIn) (bool, act.Entry, error) {
		return filed(tx, in, "flow_paper", "paper_filed", "办结材料")
	}})

var fileFurtherDeed = act.Define(act.Spec[fileIn, bool]{Name: "flow.papers.further", Label: "办结后补充的材料送档案室", Right: Use, Basis: []law.ID{law.ArchiveFilingUnits}, Quiet: "somebody else has handed it over already",
	Do: func(tx *act.Tx, in fileIn) (bool, act.Entry, error) {
		return filed(tx, in, "flow_further", "further_filed", "办结后补充的材料")
	}})

// HandOver hands over all papers that are owed, those of closed cases and then what
// was added to them later, and gives how many times it handed something over. What
// fails stays owed; the others go on.
func (f *Flow) HandOver(ctx context.Context) (int, error) {
	first, err := db.All[owed](ctx, f.Door.Reader(), q.SQL("papers_owed"))
	if err != nil {
		return 0, err
	}
	n := 0
	var errs []error
	note := func(o owed, done bool, err error) {
		if done {
			n++
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", o.Subject, err))
		}
	}
	who := act.Program("移交办结材料")
	for _, o := range first {
		table, id := act.SubjectOf(o.Subject)
		k := f.kinds[table]
		if k.Papers == nil || k.File == nil {
			continue
		}
		p, err := k.Papers(ctx, id)
		done := false
		if err == nil {
			done, err = fileDeed.Run(ctx, f.Door, who, fileIn{o, p, k.File})
		}
		note(o, done, err)
	}
	more, err := db.All[owedFurther](ctx, f.Door.Reader(), q.SQL("furthers_owed"))
	if err != nil {
		return n, errors.Join(append(errs, err)...)
	}
	for _, o := range more {
		table, _ := act.SubjectOf(o.Subject)
		k := f.kinds[table]
		if k.Further == nil || k.File == nil {
			continue
		}
		p, err := o.papers(ctx, k)
		done := false
		if err == nil {
			done, err = fileFurtherDeed.Run(ctx, f.Door, who, fileIn{o.owed, p, k.File})
		}
		note(o.owed, done, err)
	}
	return n, errors.Join(errs...)
}
