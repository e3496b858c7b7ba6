package flow

import (
	"bytes"
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
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

// Filer takes the papers of a closed case, within the deed that closed it.
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
