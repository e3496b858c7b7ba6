package archive

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// KeepPersonnel is the right to check and accept the personnel papers that other
// rooms hand over.
//
// The rule book has a room of its own for personnel files (clause
// archive.room.personnel) and does not say who keeps them; it gives personnel to the
// political section, with which leave slips are filed too (clause unit.2.politics),
// and the archive to the office. Decided here: the political section's keeper of
// personnel files (人事管理员) sees, checks and accepts these papers, for they tell of
// illness and family. The archivist keeps the register: that a batch came, how many
// papers, who has to accept them and since when; never what they say. The role
// carries the right, the closed circle of the reach every single row: one without the
// other opens nothing.
const KeepPersonnel act.Right = "archive.personnel.keep"

func init() {
	org.NameRights(map[act.Right]string{KeepPersonnel: "核对和接收人事材料"})
	act.Watch("archive_acceptance", "item_id", "login", "name", "at")
}

// closing is the kind of batch that another room hands over (Room.Receive).
const closing = "closing"

// PersonnelBatch is a batch of personnel papers as their keeper sees it.
type PersonnelBatch struct {
	ID          int64  `db:"id"`
	Code        string `db:"code"`
	Source      string `db:"source"`
	SubmittedBy string `db:"submitted_by"`
	At          int64  `db:"at"`
	Items       int64  `db:"items"`
	Waiting     int64  `db:"waiting"` // not yet accepted
	By          string `db:"by_name"` // who accepted last
	AcceptedAt  int64  `db:"accepted_at"`
}

// PersonnelBatches lists the batches in which somebody sees personnel papers, those
// that wait first, then the latest; at most 200.
func (r *Room) PersonnelBatches(ctx context.Context, who act.Actor) ([]PersonnelBatch, error) {
	if !who.May(KeepPersonnel) {
		return nil, fault.New(fault.Forbidden, "人事材料由政工科人事管理员核对接收。")
	}
	return r.personnelBatches(ctx, who, 0)
}

func (r *Room) personnelBatches(ctx context.Context, who act.Actor, id int64) ([]PersonnelBatch, error) {
	f := db.NewFilter()
	reachFilter(f, who.Reach, "i")
	f.And("b.kind = ?", closing).And("i.category LIKE ?", "RS%").And("i.state = ?", Held)
	if id != 0 {
		f.And("b.id = ?", id)
	}
	return db.All[PersonnelBatch](ctx, r.Door.Reader(), `SELECT b.id, b.code, b.source, b.submitted_by, b.at, count(*) AS items,
  sum(CASE WHEN p.id IS NULL THEN 1 ELSE 0 END) AS waiting, coalesce(max(p.name), '') AS by_name, coalesce(max(p.at), 0) AS accepted_at
FROM archive_batch b JOIN archive_item i ON i.batch_id = b.id LEFT JOIN archive_acceptance p ON p.item_id = i.id`+f.Where()+`
GROUP BY b.id, b.code, b.source, b.submitted_by, b.at ORDER BY CASE WHEN sum(CASE WHEN p.id IS NULL THEN 1 ELSE 0 END) > 0 THEN 0 ELSE 1 END, b.id DESC LIMIT 200`, f.Args()...)
}

// PersonnelPaper is one paper of such a batch.
type PersonnelPaper struct {
	Item
	Files    []File
	Accepted Acknowledged // zero while it waits
}

// Acknowledged says who accepted a personnel paper, and when.
type Acknowledged struct {
	Login string `db:"login"`
	Name  string `db:"name"`
	At    int64  `db:"at"`
}

// PersonnelPapers gives the papers of one batch to their keeper; for anybody else the
// batch has none.
func (r *Room) PersonnelPapers(ctx context.Context, who act.Actor, batch int64) (PersonnelBatch, []PersonnelPaper, error) {
	if !who.May(KeepPersonnel) {
		return PersonnelBatch{}, nil, fault.New(fault.Forbidden, "人事材料由政工科人事管理员核对接收。")
	}
	list, err := r.personnelBatches(ctx, who, batch)
	if err != nil {
		return PersonnelBatch{}, nil, err
	}
	if len(list) == 0 {
		return PersonnelBatch{}, nil, act.OutOfReach(act.Subject("archive_batch", batch))
	}
	f := db.NewFilter()
	reachFilter(f, who.Reach, "")
	f.And("batch_id = ?", batch).And("category LIKE ?", "RS%").And("state = ?", Held)
	rd := r.Door.Reader()
	items, err := db.All[Item](ctx, rd, "SELECT "+itemSelect+" FROM archive_item"+f.Where()+" ORDER BY id LIMIT 200", f.Args()...)
	if err != nil {
		return list[0], nil, err
	}
	var out []PersonnelPaper
	for _, it := range items {
		p := PersonnelPaper{Item: it}
		if p.Files, err = db.All[File](ctx, rd, q.SQL("item_files"), it.ID); err != nil {
			return list[0], nil, err
		}
		if p.Accepted, _, err = db.Maybe[Acknowledged](ctx, rd, q.SQL("acceptance"), it.ID); err != nil {
			return list[0], nil, err
		}
		out = append(out, p)
	}
	return list[0], out, nil
}

// personnelIn reads a personnel paper inside a deed; what is none, or lies out of the
// actor's reach, does not exist for the keeper.
func personnelIn(tx *act.Tx, id int64) (Item, Acknowledged, error) {
	it, err := itemFor(tx.Ctx, tx, tx.Actor, id)
	if err != nil {
		return it, Acknowledged{}, err
	}
	b, ok, err := db.Maybe[Batch](tx.Ctx, tx, q.SQL("batch"), it.BatchID)
	if err == nil && (!ok || b.Kind != closing || it.Compartment() == "") {
		err = act.OutOfReach(act.Subject("archive_item", id))
	}
	if err != nil {
		return it, Acknowledged{}, err
	}
	a, _, err := db.Maybe[Acknowledged](tx.Ctx, tx, q.SQL("acceptance"), id)
	return it, a, err
}

func personnelKey(batch int64) string { return fmt.Sprintf("archive.personnel:%d", batch) }

// awaitKeeper puts it on the keeper's list that a batch of personnel papers came.
func awaitKeeper(tx *act.Tx, batch int64, source string) error {
	return notify.Put(tx, notify.Todo{Key: personnelKey(batch), Role: org.Personnel, Text: "核对接收人事材料：" + source, URL: personnelURL(batch)})
}

type keepIn struct {
	r *Room
	a Amendment
}

var acceptPersonnel = act.Define(act.Spec[keepIn, bool]{
	Name: "archive.personnel.accept", Label: "核对接收人事材料", Right: KeepPersonnel, Basis: []law.ID{law.ArchiveRoomPersonnel, law.ArchiveFilingUnits},
	Do: func(tx *act.Tx, in keepIn) (bool, act.Entry, error) {
		it, was, err := personnelIn(tx, in.a.ID)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case was.At != 0:
			return false, act.Entry{}, fault.Newf(fault.Conflict, "这一件已由%s于 %s 接收。", was.Name, stamp(was.At))
		case in.a.Version != 0 && in.a.Version != it.Version:
			return false, act.Entry{}, fault.New(fault.Conflict, "这一件刚被他人改过，您的修改没有保存。请对照新内容再改。")
		case it.State != Held:
			return false, act.Entry{}, fault.Newf(fault.Conflict, "这一件%s，不能接收。", StateLabel(it.State))
		}
		a := Amendment{Title: in.a.Title, Date: in.a.Date, Year: in.a.Year, Unit: in.a.Unit, Retention: in.a.Retention}
		old := it
		changes, err := a.apply(tx.Ctx, in.r, &it)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case it.Retention == "":
			return false, act.Entry{}, fault.Field("retention", "", "请选定保管期限。")
		case old.Stage >= Filed && (it.Title != old.Title || it.Date != old.Date || it.Year != old.Year || it.Unit != old.Unit || it.Retention != old.Retention):
			return false, act.Entry{}, fault.Newf(fault.Conflict, "这一件%s，著录不能在接收时修改。请照现有著录接收，再请档案员写明理由修改。", it.Stage.Label())
		}
		if it.Year != old.Year || it.Unit != old.Unit || it.Retention != old.Retention {
			it.unnumber()
		}
		it.RetentionFrom, it.Doubts, it.Version = Confirmed, "{}", it.Version+1
		it.derive()
		if err := in.r.store(tx, &it); err != nil {
			return false, act.Entry{}, err
		}
		if err := acknowledge(tx, it.ID); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: act.Subject("archive_item", it.ID), Summary: "核对接收人事材料 1 件，保管期限" + it.Retention.Label(),
			Detail: map[string]any{"batch": it.BatchID, "changed": strings.Join(keys(changes), "、")}}, settlePersonnel(tx, it.BatchID)
	}})

// settlePersonnel settles the keeper's to-do once nothing of the batch waits.
func settlePersonnel(tx *act.Tx, batch int64) error {
	waiting, err := db.One[int64](tx.Ctx, tx, q.SQL("personnel_unaccepted"), batch)
	if err != nil || waiting > 0 {
		return err
	}
	return notify.Done(tx, personnelKey(batch))
}

type turnIn struct {
	r      *Room
	id     int64
	reason string
}

var excludePersonnel = act.Define(act.Spec[turnIn, bool]{
	Name: "archive.personnel.exclude", Label: "人事材料不归档", Right: KeepPersonnel, Basis: []law.ID{law.ArchiveRoomPersonnel, law.ArchiveStdArrange},
	Do: func(tx *act.Tx, in turnIn) (bool, act.Entry, error) {
		it, was, err := personnelIn(tx, in.id)
		reason := db.Trimmed(in.reason)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case was.At != 0:
			return false, act.Entry{}, fault.Newf(fault.Conflict, "这一件已由%s于 %s 接收，不能改为不归档。", was.Name, stamp(was.At))
		case it.Stage >= Filed || it.State != Held:
			return false, act.Entry{}, fault.Newf(fault.Conflict, "这一件%s，不能改为不归档。", it.Stage.Label())
		case reason == "":
			return false, act.Entry{}, fault.Field("reason", "", "请写明不归档的理由（如：重份、送错）。")
		case len([]rune(reason)) > 500:
			return false, act.Entry{}, fault.Field("reason", "", "理由最多 500 个字，请删减。")
		}
		if err := in.r.disengaged(tx, &it); err != nil {
			return false, act.Entry{}, err
		}
		it.State, it.Version = Excluded, it.Version+1
		it.Remark = strings.TrimPrefix(it.Remark+"；不归档："+reason, "；") // the ledger does not tell what personnel papers say
		it.unnumber()
		if err := in.r.store(tx, &it); err != nil {
			return false, act.Entry{}, err
		}
		if err := settlePersonnel(tx, it.BatchID); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: act.Subject("archive_item", it.ID), Summary: "人事材料 1 件不归档", Detail: map[string]any{"batch": it.BatchID}}, in.r.changed(tx)
	}})

// ExcludePersonnel marks a personnel paper that is not to be archived, with the
// reason, which stands with the paper. What is accepted already stays.
func (r *Room) ExcludePersonnel(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := excludePersonnel.Run(ctx, r.Door, who, turnIn{r, id, reason})
	return err
}

func acknowledge(tx *act.Tx, item int64) error {
	id, err := tx.Next("archive_acceptance")
	if err != nil {
		return err
	}
	_, err = db.Exec(tx.Ctx, tx, q.SQL("acceptance_insert"), id, item, tx.Actor.Login, tx.Actor.Name, tx.Now)
	tx.Touch("archive_acceptance", id)
	return err
}

// AcceptPersonnel accepts a personnel paper after a look at it, with what its keeper
// corrects (title, date, year, unit, period; nil fields stay).
func (r *Room) AcceptPersonnel(ctx context.Context, who act.Actor, a Amendment) error {
	_, err := acceptPersonnel.Run(ctx, r.Door, who, keepIn{r, a})
	return err
}

type lookIn struct{ file int64 }

var lookPersonnel = act.Define(act.Spec[lookIn, File]{
	Name: "archive.personnel.look", Label: "接收前查看人事材料", Right: KeepPersonnel, Basis: []law.ID{law.ArchiveRoomPersonnel, law.ArchiveUseRegister},
	Do: func(tx *act.Tx, in lookIn) (File, act.Entry, error) {
		hidden := act.OutOfReach(act.Subject("archive_file", in.file))
		f, ok, err := db.Maybe[File](tx.Ctx, tx, q.SQL("file"), in.file)
		if err == nil && !ok {
			err = hidden
		}
		if err != nil {
			return f, act.Entry{}, err
		}
		it, was, err := personnelIn(tx, f.ItemID)
		switch {
		case fault.Is(err, fault.NotFound):
			return f, act.Entry{}, hidden
		case err != nil:
			return f, act.Entry{}, err
		case was.At != 0:
			return f, act.Entry{}, fault.Newf(fault.Conflict, "这一件已由%s于 %s 接收，以后查阅须先登记。", was.Name, stamp(was.At))
		}
		return f, act.Entry{Subject: act.Subject("archive_item", it.ID), Summary: "接收前查看人事材料 1 份", Detail: map[string]any{"file": f.ID}}, nil
	}})

// LookPersonnel opens a file of a personnel paper that waits to be accepted, for its
// keeper to check it; that it was opened stands in the ledger. Once accepted it is
// read like any personnel file: the reading is registered first.
func (r *Room) LookPersonnel(ctx context.Context, who act.Actor, file int64) (File, blob.File, error) {
	f, err := lookPersonnel.Run(ctx, r.Door, who, lookIn{file})
	if err != nil {
		return f, nil, err
	}
	b, err := r.Files.Open(ctx, f.SHA256)
	return f, b, err
}

// PersonnelState is what everybody who keeps the register may know of the personnel
// papers of a batch: how many, and whether they are accepted.
type PersonnelState struct {
	Batch   int64  `db:"batch_id"`
	Items   int64  `db:"items"`
	Waiting int64  `db:"waiting"`
	By      string `db:"by_name"`
	At      int64  `db:"accepted_at"`
}

// PersonnelStates tells of the latest 200 batches those with personnel papers that
// another room handed over.
func (r *Room) PersonnelStates(ctx context.Context) ([]PersonnelState, error) {
	return db.All[PersonnelState](ctx, r.Door.Reader(), q.SQL("personnel_states"))
}

// personnelState is that of one batch; none have no Items.
func (r *Room) personnelState(ctx context.Context, batch int64) (PersonnelState, error) {
	s, _, err := db.Maybe[PersonnelState](ctx, r.Door.Reader(), q.SQL("personnel_state"), batch)
	return s, err
}

// words say who has to accept the papers, or who did.
func (s PersonnelState) words(since int64) string {
	head := fmt.Sprintf("本批有人事材料 %d 件，内容只有政工科看得到。", s.Items)
	if s.Waiting > 0 {
		return head + fmt.Sprintf("须由政工科的人事管理员核对接收，%d 件自 %s 起等待。", s.Waiting, stamp(since))
	}
	return head + "已由" + s.By + "于 " + stamp(s.At) + " 核对接收。"
}
