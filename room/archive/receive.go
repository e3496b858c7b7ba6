package archive

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/room/archive/schedule"
)

// Handed is what another room of the bureau hands over when one of its cases is
// closed. The files lie in the file store already.
type Handed struct {
	Source    string // what the batch is called
	Title     string
	Unit      string // code
	Date      civil.Date
	Personnel bool // for the personnel circle alone
	Level     mark.Level
	Weight    schedule.Weight // as the bureau had it when it dealt with the matter
	// Issuer and DocNo are those of an official document; without an issuer it is the
	// bureau itself.
	Issuer string
	DocNo  string
	Files  []IncomingFile
}

// Receive takes a ready-made paper of another room in, within that room's own
// deed: described, of its unit and year, with the period that the schedule
// proposes, for the archivist, or for personnel papers their keeper (KeepPersonnel),
// to accept or change. The same paper handed over twice
// is kept once.
func (r *Room) Receive(tx *act.Tx, h Handed) error {
	shas := make([]string, len(h.Files))
	for i, f := range h.Files {
		shas[i] = f.SHA256
	}
	if err := blob.Keep(tx.Ctx, tx, r.Files, shas...); err != nil {
		return err
	}
	n, err := tx.Next("archive_batch")
	if err != nil {
		return err
	}
	rep := &TakeReport{BatchID: n, Batch: fmt.Sprintf("%d-%05d", tx.Today.Year, n), Warnings: []Warning{}, Rejections: []Rejection{}, Read: 1}
	t := &taking{tx: tx, takeIn: takeIn{r: r, opt: TakeOptions{Name: h.Source, Kind: closing, SubmittedBy: h.Unit}, rep: rep}, batch: n}
	if err := t.prepare(); err != nil {
		return err
	}
	defer t.close()
	in := &Incoming{Row: 1, Title: h.Title, Date: h.Date, Year: h.Date.Year, Unit: h.Unit, Level: h.Level, Issuer: h.Issuer, DocNo: h.DocNo, Files: h.Files}
	if in.Issuer == "" && len(r.OwnNames) > 0 { // a paper of the bureau's own
		in.Issuer = r.OwnNames[0]
	}
	if h.Personnel {
		in.Category = "RS"
	}
	for _, f := range h.Files {
		in.Pages += f.Pages
	}
	it := t.item(in)
	if p, decided := schedule.Propose(r.Schedule, schedule.Question{Title: h.Title, Issuer: in.Issuer, OwnNames: r.OwnNames}); decided {
		it.Retention, it.RetentionFrom, it.RetentionRule = p.Period, Proposed, p.RowID+" "+p.Schedule
	} else if period := p.Weighed(h.Weight); period != "" {
		it.Retention, it.RetentionFrom, it.RetentionRule = period, Proposed, p.RowID+" "+p.Schedule
	}
	if err := t.one(in, it); err != nil {
		return err
	}
	if err := t.flush(); err != nil {
		return err
	}
	if h.Personnel && rep.Accepted > 0 {
		if err := awaitKeeper(tx, n, h.Source); err != nil {
			return err
		}
	}
	return t.finish()
}
