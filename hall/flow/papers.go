package flow

import (
	"bytes"
	"context"
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
	Files     []Paper
}

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
	tx.After(func() {
		// The deed's own context carries the key of its form.
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := f.HandOver(ctx); err != nil {
			slog.Error("the papers of a closed case are still owed", "subject", subject, "err", err)
		}
	})
	return nil
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

var fileDeed = act.Define(act.Spec[fileIn, bool]{Name: "flow.papers.file", Label: "办结材料送档案室", Right: Use, Basis: []law.ID{law.ArchiveFilingUnits}, Quiet: "somebody else has handed them over already",
	Do: func(tx *act.Tx, in fileIn) (bool, act.Entry, error) {
		n, err := db.Exec(tx.Ctx, tx, q.SQL("paper_filed"), in.ID, tx.Now)
		if err != nil || n == 0 {
			return false, act.Entry{}, err
		}
		tx.Touch("flow_paper", in.ID)
		return true, act.Entry{Subject: in.Subject, Summary: fmt.Sprintf("办结材料移交归档，%d 个文件", len(in.papers.Files))}, in.file(tx, in.papers)
	}})

// HandOver hands over all papers that are owed, and gives of how many matters. What
// fails stays owed; the others go on.
func (f *Flow) HandOver(ctx context.Context) (int, error) {
	list, err := db.All[owed](ctx, f.Door.Reader(), q.SQL("papers_owed"))
	if err != nil {
		return 0, err
	}
	n := 0
	var errs []error
	for _, o := range list {
		table, id := act.SubjectOf(o.Subject)
		k := f.kinds[table]
		if k.Papers == nil || k.File == nil {
			continue
		}
		p, err := k.Papers(ctx, id)
		if err == nil {
			var done bool
			if done, err = fileDeed.Run(ctx, f.Door, act.Program("移交办结材料"), fileIn{o, p, k.File}); done {
				n++
			}
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", o.Subject, err))
		}
	}
	return n, errors.Join(errs...)
}
