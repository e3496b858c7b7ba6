package appraisal

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
)

// ready refuses a list that may not be carried out today, whoever asks.
func (b *Batch) ready(tx *act.Tx, typed string) error {
	if err := b.must(Approved); err != nil {
		return err
	}
	if err := notHeld(tx, b.ID); err != nil {
		return err
	}
	if b.Earliest.IsZero() || tx.Today.Before(b.Earliest) {
		return fault.Refuse(law.ArchivesLaw24, fmt.Sprintf("销毁清册 %s 还在冷静期，最早 %s 才能执行。", b.ListNumber, b.Earliest.Chinese()))
	}
	if strings.TrimSpace(typed) != b.ListNumber {
		return fault.Field("number", typed, "键入的编号与销毁清册编号 "+b.ListNumber+" 不一致，请逐字核对。")
	}
	return nil
}

type signIn struct {
	r     *Room
	batch int64
	typed string
	place string
}

var sign = act.Define(act.Spec[signIn, Batch]{
	Name: "archive.destruction.sign", Label: "监销签字", Right: Supervise, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in signIn) (Batch, act.Entry, error) {
		b, _, err := batchIn(tx, in.batch)
		if err == nil {
			err = b.ready(tx, in.typed)
		}
		if err != nil {
			return Batch{}, act.Entry{}, err
		}
		switch tx.Actor.Login {
		case b.Supervisor1:
			b.Signed1 = tx.Now
		case b.Supervisor2:
			b.Signed2 = tx.Now
		default:
			return Batch{}, act.Entry{}, &fault.Error{Kind: fault.Forbidden, Value: act.Subject("archive_appraisal", b.ID), Clause: law.ArchivesLaw24, Say: "您不是销毁清册 " + b.ListNumber + " 的监销人，不能签署。"}
		}
		if err := b.store(tx); err != nil {
			return Batch{}, act.Entry{}, err
		}
		return *b, b.entry(fmt.Sprintf("监销人%s逐件核对销毁清册 %s 并签署", tx.Actor.Name, b.ListNumber), nil), nil
	}})

// Sign is a supervisor's word that the list was checked item by item; the list's
// number is typed. It can be given from the end of the cooling-off period on.
func (r *Room) Sign(ctx context.Context, who act.Actor, batch int64, number string) (Batch, error) {
	return sign.Run(ctx, r.Archive.Door, who, signIn{r, batch, number, ""})
}

var execute = act.Define(act.Spec[signIn, Batch]{
	Name: "archive.destruction.execute", Label: "执行销毁", Right: Destroy, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, in signIn) (Batch, act.Entry, error) {
		b, lines, err := batchIn(tx, in.batch)
		if err == nil {
			err = b.ready(tx, in.typed)
		}
		if err != nil {
			return Batch{}, act.Entry{}, err
		}
		who, err := in.r.persons(tx.Ctx)
		if err != nil {
			return Batch{}, act.Entry{}, err
		}
		switch {
		case b.Supervisor1 == "" || b.Supervisor2 == "" || b.Signed1 == 0 || b.Signed2 == 0:
			return Batch{}, act.Entry{}, fault.Refuse(law.ArchivesLaw24, "两名监销人都核对签署以后才能销毁。")
		case who.same(b.Supervisor1, b.Supervisor2) || who.same(b.Supervisor1, b.ApprovedBy) || who.same(b.Supervisor2, b.ApprovedBy):
			return Batch{}, act.Entry{}, fault.Refuse(law.ArchivesLaw24, "两名监销人须是不同的人，并且都不是批准人。请重新指定监销人。")
		case who.same(tx.Actor.Login, b.Supervisor1) || who.same(tx.Actor.Login, b.Supervisor2) || who.same(tx.Actor.Login, b.ApprovedBy):
			return Batch{}, act.Entry{}, fault.Refuse(law.ArchivesLaw24, "批准人和监销人不能自己执行销毁，请由档案员执行。")
		}
		var errs []*fault.Error
		b.Place = text(&errs, "place", "销毁地点", in.place, 200, true)
		if err := fault.Join(errs...); err != nil {
			return Batch{}, act.Entry{}, err
		}
		if err := in.r.stillDestroyable(tx, lines); err != nil {
			return Batch{}, act.Entry{}, err
		}
		n, nfiles, listed := 0, 0, map[string]bool{}
		for i := range lines {
			x := &lines[i]
			if x.Opinion != ToDestroy {
				continue
			}
			k, err := in.r.destroyItem(tx, b, x, listed)
			if err != nil {
				return Batch{}, act.Entry{}, err
			}
			n, nfiles = n+1, nfiles+k
		}
		if err := in.r.Archive.NoteLeft(tx, destroyedItems(lines), fmt.Sprintf("按销毁清册 %s 销毁，监销人：%s、%s", b.ListNumber, b.Supervisor1Name, b.Supervisor2Name)); err != nil {
			return Batch{}, act.Entry{}, err
		}
		b.State, b.DestroyedBy, b.DestroyedName, b.DestroyedOn = Destroyed, tx.Actor.Login, tx.Actor.Name, tx.Today
		if err := b.store(tx); err != nil {
			return Batch{}, act.Entry{}, err
		}
		return *b, b.entry(fmt.Sprintf("按清册 %s 销毁档案 %d 件、文件 %d 份，监销人：%s、%s，地点：%s", b.ListNumber, n, nfiles, b.Supervisor1Name, b.Supervisor2Name, b.Place),
			map[string]any{"items": destroyedItems(lines), "approved_by": b.ApprovedBy, "supervisors": []string{b.Supervisor1, b.Supervisor2}}), nil
	}})

func destroyedItems(lines []Line) []int64 {
	var out []int64
	for _, x := range lines {
		if x.Outcome == "destroyed" {
			out = append(out, x.ItemID)
		}
	}
	return out
}

// destroyItem destroys one item's text and puts its files on the way out, and with
// them the containers in which it came, each once a list; the description stays.
func (r *Room) destroyItem(tx *act.Tx, b *Batch, x *Line, listed map[string]bool) (int, error) {
	if r.Out != nil {
		with, err := r.Out(tx.Ctx, tx, x.ItemID)
		if err != nil {
			return 0, err
		}
		if with != "" {
			return 0, fault.Newf(fault.Conflict, "《%s》%s，收回以后才能销毁。", x.Title, with)
		}
	}
	fs, err := r.Archive.FilesIn(tx, x.ItemID)
	if err != nil {
		return 0, err
	}
	for _, f := range fs {
		if err := doom(tx, b, x, f.Name, f.SHA256, f.Size); err != nil {
			return 0, err
		}
	}
	containers, err := r.Archive.Containers(tx, x.ItemID)
	if err != nil {
		return 0, err
	}
	for _, c := range containers {
		if listed[c.SHA256] {
			continue
		}
		listed[c.SHA256] = true
		if err := doom(tx, b, x, c.Path, c.SHA256, c.Size); err != nil {
			return 0, err
		}
	}
	// The text goes first: leaving the room indexes what is left of the item.
	parts, err := db.All[int64](tx.Ctx, tx, q.SQL("parts"), x.ItemID)
	if err != nil {
		return 0, err
	}
	for _, part := range parts {
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("body_delete"), part); err != nil {
			return 0, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("body_forget"), part); err != nil {
			return 0, err
		}
		tx.Touch("archive_item", part)
	}
	if err := r.Archive.LeaveRoom(tx, x.ItemID, archive.Destroyed); err != nil {
		return 0, err
	}
	x.Active, x.Outcome = false, "destroyed"
	return len(fs), x.store(tx)
}

// doom puts a file on its way out.
func doom(tx *act.Tx, b *Batch, x *Line, name, sha string, size int64) error {
	id, err := tx.Next("archive_appraisal_file")
	if err == nil {
		_, err = db.Exec(tx.Ctx, tx, q.SQL("file_insert"), id, b.ID, x.ItemID, name, sha, size)
		tx.Touch("archive_appraisal_file", id)
	}
	return err
}

// Execute carries out an approved list: the number is typed, both supervisors
// have signed, the cooling-off period is over, no hold is in force. All of it or
// nothing. The files follow at once; should that be cut short, Sweep finishes it.
func (r *Room) Execute(ctx context.Context, who act.Actor, batch int64, number, place string) (Batch, error) {
	b, err := execute.Run(ctx, r.Archive.Door, who, signIn{r, batch, number, place})
	if err != nil {
		return b, err
	}
	_, err = r.Sweep(context.WithoutCancel(ctx))
	return b, err
}

// GoneFile is what became of one file of a destroyed item.
type GoneFile struct {
	ID      int64  `db:"id"`
	BatchID int64  `db:"batch_id"`
	ItemID  int64  `db:"item_id"`
	Name    string `db:"name"`
	SHA256  string `db:"sha256"`
	Size    int64  `db:"size"`
	State   string `db:"state"` // due, gone, shared, container
	GoneAt  int64  `db:"gone_at"`
}

// FileLabel is the Chinese word for what became of a file.
func FileLabel(state string) string {
	return map[string]string{"due": "待销毁", "gone": "已销毁", "shared": "他件仍在使用，未销毁", "container": "原包中还有其他在存件，暂不销毁，随最后一件销毁"}[state]
}

type sweepOut struct{ Gone, Kept, Left int }

var sweep = act.Define(act.Spec[*Room, sweepOut]{
	Name: "archive.destruction.sweep", Label: "清除已销毁文件", Right: Destroy, Basis: []law.ID{law.ArchivesLaw24},
	Do: func(tx *act.Tx, r *Room) (sweepOut, act.Entry, error) {
		var out sweepOut
		// Whoever gives stored files to rows is waited for, and waits.
		if err := tx.Alone(blob.Hands); err != nil {
			return out, act.Entry{}, err
		}
		due, err := db.All[GoneFile](tx.Ctx, tx, q.SQL("files_due"))
		if err != nil {
			return out, act.Entry{}, err
		}
		var digests []string
		for _, f := range due {
			if err := notHeld(tx, f.BatchID); err != nil {
				out.Left++
				continue
			}
			need, err := r.Archive.Needed(tx.Ctx, tx, f.SHA256)
			if err != nil {
				return out, act.Entry{}, err
			}
			state := string(need)
			if need != archive.NeedNone {
				out.Kept++
			} else {
				// A file is removed before its row says so: if this is cut short, it is
				// removed again, which is no error.
				if err := r.Archive.Files.Remove(tx.Ctx, f.SHA256); err != nil {
					return out, act.Entry{}, err
				}
				state = "gone"
				out.Gone++
				digests = append(digests, f.SHA256)
			}
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("file_done"), f.ID, state, tx.Now); err != nil {
				return out, act.Entry{}, err
			}
			tx.Touch("archive_appraisal_file", f.ID)
		}
		return out, act.Entry{Subject: "archive_appraisal_file", Summary: fmt.Sprintf("销毁已批准清册中的文件 %d 份，%d 份因他件仍在使用而保留", out.Gone, out.Kept), Detail: map[string]any{"sha256": digests}}, nil
	}})

// Sweep removes the files of destroyed items from the store, as far as no other
// item has the same file and no hold is in force, and the containers they came in
// once nothing that came in them is left. The program calls it at start;
// without anything to do it writes nothing. It gives the number of files removed.
func (r *Room) Sweep(ctx context.Context) (int, error) {
	gone := 0
	for {
		due, err := db.All[GoneFile](ctx, r.Archive.Door.Reader(), q.SQL("files_due"))
		if err != nil || len(due) == 0 {
			return gone, err
		}
		out, err := sweep.Run(act.WithKey(ctx, ""), r.Archive.Door, act.Program("销毁文件"), r)
		gone += out.Gone
		if err != nil || out.Gone+out.Kept == 0 {
			return gone, err
		}
	}
}
