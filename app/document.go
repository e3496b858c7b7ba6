package app

import (
	"lantai.internal/hall/flow"
	"lantai.internal/hall/today"
)

// connectDocuments lists every effect of other rooms on incoming documents, and of
// incoming documents on them.
func (a *App) connectDocuments(file flow.Filer) {
	// What bears the mark of a state secret is not received.
	a.Documents.Screen = a.Archive.RefuseMarked
	// The papers of a closed document go to the archive room's intake.
	a.Documents.File = file
	a.Today.Sections = append(a.Today.Sections, today.Section{Title: "收文", Fill: a.Documents.OnDay})
}
