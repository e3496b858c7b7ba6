package archive

import (
	"context"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/code"
)

// The functions here are for deeds of the sub-rooms (lending, appraisal,
// transfer …): they change items inside the caller's transaction, whose ledger
// entry tells of it.

// ItemIn reads an item inside a deed, if its actor may see it.
func (r *Room) ItemIn(tx *act.Tx, id int64) (Item, error) { return itemFor(tx.Ctx, tx, tx.Actor, id) }

// FilesIn lists an item's files inside a deed.
func (r *Room) FilesIn(tx *act.Tx, id int64) ([]File, error) {
	return db.All[File](tx.Ctx, tx, q.SQL("item_files"), id)
}

// Containers lists the files of finished uploads in which an item came, besides
// its own: the ZIP it was unpacked from, the table that described it. They hold its
// text too, so that destroying the item is not done while they are there.
func (r *Room) Containers(tx *act.Tx, id int64) ([]Stored, error) {
	uploads, err := db.All[Upload](tx.Ctx, tx, qd.SQL("uploads_of_item"), id)
	if err != nil {
		return nil, err
	}
	var out []Stored
	for _, u := range uploads {
		files, err := u.Stored()
		if err != nil {
			return nil, err
		}
		for _, s := range files {
			if s.Refused {
				continue
			}
			// What became a file of a paper is no container: it goes with its paper.
			n, err := db.One[int64](tx.Ctx, tx, qd.SQL("file_is_papers"), s.SHA256)
			if err != nil {
				return nil, err
			}
			if n == 0 {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// Need says what still needs a stored file.
type Need string

// The needs of a file.
const (
	NeedNone      Need = ""
	NeedShared    Need = "shared"    // a paper that is not destroyed, an upload that waits or another room has it
	NeedContainer Need = "container" // papers that came in it are not destroyed
)

// Needed says what still needs a stored file.
func (r *Room) Needed(ctx context.Context, rd db.Reader, sha string) (Need, error) {
	if r.FileUsed != nil {
		if used, err := r.FileUsed(ctx, rd, sha); err != nil || used {
			return NeedShared, err
		}
	}
	for _, name := range []string{"file_in_papers", "file_in_uploads"} {
		n, err := db.One[int64](ctx, rd, qd.SQL(name), sha)
		if err != nil || n > 0 {
			return NeedShared, err
		}
	}
	if n, err := db.One[int64](ctx, rd, qd.SQL("file_is_papers"), sha); err != nil || n > 0 {
		return NeedNone, err
	}
	n, err := db.One[int64](ctx, rd, qd.SQL("file_holds_papers"), sha)
	if err != nil || n > 0 {
		return NeedContainer, err
	}
	return NeedNone, nil
}

// LeaveRoom marks an item as Transferred or Destroyed. Its description stays as
// a stub with its code and in the search.
func (r *Room) LeaveRoom(tx *act.Tx, id int64, state string) error {
	if state != Transferred && state != Destroyed {
		return fault.Newf(fault.Internal, "状态 %s 不是离室状态", state)
	}
	it, err := r.ItemIn(tx, id)
	if err != nil {
		return err
	}
	if it.State != Held {
		return fault.Newf(fault.Conflict, "《%s》%s，不能再办。", it.Title, StateLabel(it.State))
	}
	it.State, it.Version = state, it.Version+1
	if err := r.store(tx, &it); err != nil {
		return err
	}
	return r.changed(tx)
}

// Reappraise gives an item a new retention period after its old one expired. A
// filed item goes to the end of its new class; the old code stays beside the new.
func (r *Room) Reappraise(tx *act.Tx, id int64, p code.Period, reason string) error {
	it, err := r.ItemIn(tx, id)
	if err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return fault.Field("reason", "", "请写明重定保管期限的理由。")
	}
	if it.State != Held {
		return fault.Newf(fault.Conflict, "《%s》%s，不能再改期限。", it.Title, StateLabel(it.State))
	}
	if it.Retention == p {
		return nil
	}
	it.Retention, it.RetentionFrom, it.RetentionRule, it.Version = p, Confirmed, "到期鉴定", it.Version+1
	if it.Stage >= Filed {
		if err := r.recode(tx, &it, reason); err != nil {
			return err
		}
	} else {
		it.unnumber()
	}
	return r.store(tx, &it)
}

// SetOpening records the opinion on opening an item: open, controlled, deferred
// or unreviewed (Archives Regulations art. 30: the opinion travels with the transfer).
func (r *Room) SetOpening(tx *act.Tx, id int64, opening string) error {
	it, err := r.ItemIn(tx, id)
	if err != nil {
		return err
	}
	if _, ok := openings[opening]; !ok {
		return fault.Field("opening", opening, "开放意见只能是开放、控制、延期开放或未审核。")
	}
	it.Opening, it.Version = opening, it.Version+1
	return r.store(tx, &it)
}

var openings = map[string]string{"open": "开放", "controlled": "控制", "deferred": "延期开放", "unreviewed": "未审核"}

// OpeningLabel is the Chinese word of an opening opinion.
func OpeningLabel(s string) string { return openings[s] }

// PlaceBox puts a box on a shelf; 0 takes it off.
func (r *Room) PlaceBox(tx *act.Tx, box, location int64) error {
	n, err := db.Exec(tx.Ctx, tx, "UPDATE archive_box SET location_id = $2 WHERE id = $1", box, location)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "没有这一盒。")
	}
	tx.Touch("archive_box", box)
	return err
}
