package app

import (
	"context"

	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/document"
)

// connectDocuments lists every effect of other rooms on incoming documents, and of
// incoming documents on them.
func (a *App) connectDocuments(file flow.Filer) {
	// What bears the mark of a state secret is not received.
	a.Documents.Screen = a.Archive.RefuseMarked
	// The reply is chosen among the numbered papers of the unit that handles the document.
	a.Documents.Replies = a.repliesOf
	// The papers of a closed document go to the archive room's intake.
	a.Documents.File = file
}

// repliesOf are the papers of a unit that were numbered and are not void, the newest
// first.
func (a *App) repliesOf(ctx context.Context, rd db.Reader, unit string) ([]document.ReplyChoice, error) {
	type paper struct {
		ID     int64  `db:"id"`
		Number string `db:"number"`
		Title  string `db:"title"`
	}
	list, err := db.All[paper](ctx, rd, "SELECT id, number, title FROM document_outgoing WHERE unit = $1 AND number <> '' AND state NOT IN ('void', 'dropped') ORDER BY id DESC LIMIT 50", unit)
	var out []document.ReplyChoice
	for _, p := range list {
		out = append(out, document.ReplyChoice{Subject: act.Subject("document_outgoing", p.ID), Number: p.Number, Title: p.Title})
	}
	return out, err
}
