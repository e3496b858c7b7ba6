package register

import (
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
)

// FromDocument is the source of an entry whose number the bureau has given.
const FromDocument = "document"

// Given puts a paper whose number was just given on the list of what should be filed,
// within the deed that gives it: whatever does not come in by the deadline is then asked
// for (clause archive.gap.scattered). One that is there already is left.
func (r *Room) Given(tx *act.Tx, d NewDue) error {
	in, err := r.dueIn(tx.Ctx, nil)
	if err != nil {
		return err
	}
	person, err := in.check(&d)
	if err != nil {
		return err
	}
	rows, err := db.All[archive.DueEntry](tx.Ctx, tx, q.SQL("due_of_year"), d.Year)
	if err != nil {
		return err
	}
	for _, x := range rows {
		if dueKey(x.DocNo, x.Title) == dueKey(d.DocNo, d.Title) {
			return nil
		}
	}
	id, err := tx.Next("archive_due")
	if err != nil {
		return err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("due_insert"), id, int64(d.Year), d.Unit, d.DocNo, d.Title, d.Holder, FromDocument, 0); err != nil {
		return err
	}
	tx.Touch("archive_due", id)
	return setPerson(tx, id, person)
}

// Annulled takes a paper whose number is void off the list, within the deed that voids
// it, and keeps the number from being looked for as a gap.
func (r *Room) Annulled(tx *act.Tx, year int, docNo, title, unit, reason string) error {
	rows, err := db.All[archive.DueEntry](tx.Ctx, tx, q.SQL("due_of_year"), year)
	if err != nil {
		return err
	}
	for _, x := range rows {
		if dueKey(x.DocNo, x.Title) != dueKey(docNo, title) || x.ItemID != 0 {
			continue
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("due_delete"), x.ID); err != nil {
			return err
		}
		tx.Touch("archive_due", x.ID)
		if err := setPerson(tx, x.ID, 0); err != nil {
			return err
		}
	}
	if len([]rune(reason)) > 200 {
		return fault.Field("reason", "", "作废的理由不超过 200 字。")
	}
	id, err := tx.Next("archive_due_void")
	if err != nil {
		return err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("void_insert"), id, int64(year), docNo, title, unit, reason, tx.Actor.Name, tx.Today.String()); err != nil {
		return err
	}
	tx.Touch("archive_due_void", id)
	return nil
}
