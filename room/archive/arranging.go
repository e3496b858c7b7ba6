package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/arrange"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/schedule"
)

// Year is the state of a filing year.
type Year struct {
	ID       int64  `db:"id"`
	Year     int64  `db:"year"`
	ClosedAt int64  `db:"closed_at"`
	ClosedBy string `db:"closed_by"`
	Basis    string `db:"basis"`
}

// Closed reports whether the numbers of the year are frozen.
func (y Year) Closed() bool { return y.ClosedAt != 0 }

// ArrangeReport is the answer to an arrangement, in the form of the command line.
type ArrangeReport struct {
	Arranged    int            `json:"arranged"`
	Left        int            `json:"left"`
	LeftBecause []arrange.Left `json:"left_because"`
	Joined      int            `json:"joined"`          // papers that became parts of another item
	Review      int            `json:"review"`          // periods filled by default, to be looked at again
	Warnings    []string       `json:"warnings"`        // e.g. that no fonds code is set
	Boxes       int            `json:"boxes,omitempty"` // boxes packed anew, if the year was packed before
}

// ArrangeOptions say how a year is arranged.
type ArrangeOptions struct {
	Year    int
	Default code.Period // fills periods that nothing decides; "" leaves them
	DryRun  bool
}

type arrangeIn struct {
	r   *Room
	opt ArrangeOptions
}

var arrangeYear = act.Define(act.Spec[arrangeIn, ArrangeReport]{
	Name: "archive.year.arrange", Label: "整理年度档案", Right: Arrange,
	Basis: []law.ID{law.ArchiveStdArrange, law.ArchiveStdLocal, law.ArchiveProcessStages, law.ArchiveRetentionClasses, law.DAT22Arrange, law.DAT22Number},
	Do: func(tx *act.Tx, in arrangeIn) (ArrangeReport, act.Entry, error) {
		if err := tx.Alone(yearWork(in.opt.Year)); err != nil {
			return ArrangeReport{}, act.Entry{}, err
		}
		a, err := newArranging(tx, in)
		if err != nil {
			return ArrangeReport{}, act.Entry{}, err
		}
		if err := a.run(); err != nil {
			return ArrangeReport{}, act.Entry{}, err
		}
		if in.opt.DryRun {
			return a.rep, act.Entry{}, &dryRun{a.rep}
		}
		rep := a.rep
		return rep, act.Entry{Subject: fmt.Sprintf("archive_year:%d", in.opt.Year),
			Summary: fmt.Sprintf("整理%d年度：编号 %d 件，合件 %d 份，留待 %d 件", in.opt.Year, rep.Arranged, rep.Joined, rep.Left),
			Detail: map[string]any{"arranged": rep.Arranged, "joined": rep.Joined, "left": rep.Left, "review": rep.Review,
				"rule": in.r.Basis, "schedule": in.r.Schedule.ID + " " + in.r.Schedule.Version}}, nil
	}})

// dryRun carries the answer out of a transaction that is taken back.
type dryRun struct{ answer any }

func (*dryRun) Error() string { return "dry run" }

// ArrangeYear forms items, classes, orders and numbers them. In an open year all
// numbers are made anew; in a closed one late papers go to the end of their class.
func (r *Room) ArrangeYear(ctx context.Context, who act.Actor, opt ArrangeOptions) (ArrangeReport, error) {
	if opt.Year < 1900 || opt.Year > 9999 {
		return ArrangeReport{}, fault.Field("year", strconv.Itoa(opt.Year), "年度应为四位数字，如 2019。")
	}
	if opt.Default != "" && !slices.Contains(code.Ordinary, opt.Default) {
		return ArrangeReport{}, fault.Field("retention", string(opt.Default), "默认保管期限只能是 Y、D30 或 D10。")
	}
	rep, err := arrangeYear.Run(ctx, r.Door, who, arrangeIn{r, opt})
	var dry *dryRun
	if errors.As(err, &dry) {
		return dry.answer.(ArrangeReport), nil
	}
	return rep, err
}

type arranging struct {
	arrangeIn
	tx    *act.Tx
	cfg   Config
	plan  arrange.Plan
	state Year
	items map[string]*Item
	order []*Item
	rep   ArrangeReport

	placing repeated
	was     map[int64]Item // as they were before
	gone    []int64        // items that became parts of others
	stale   []*Item        // items whose words or facts in the search index are to be renewed
}

func newArranging(tx *act.Tx, in arrangeIn) (*arranging, error) {
	a := &arranging{arrangeIn: in, tx: tx, items: map[string]*Item{}, rep: ArrangeReport{LeftBecause: []arrange.Left{}, Warnings: []string{}}}
	var err error
	if a.cfg, err = config(tx.Ctx, tx); err != nil {
		return nil, err
	}
	if a.plan, err = in.r.plan(tx.Ctx, a.cfg.Fonds); err != nil {
		return nil, err
	}
	if a.state, _, err = db.Maybe[Year](tx.Ctx, tx, q.SQL("year_state"), in.opt.Year); err != nil {
		return nil, err
	}
	f := db.NewFilter().And("year = ?", in.opt.Year).And("state = ?", Held)
	if a.state.Closed() {
		f.And("stage < ?", int64(Filed)).And("item_no = 0 OR code = ''")
	}
	list, err := db.All[Item](tx.Ctx, tx, tx.Lock("SELECT "+itemSelect+" FROM archive_item"+f.Where()+" ORDER BY id"), f.Args()...)
	if err != nil {
		return nil, err
	}
	a.placing = repeated{tx: tx, query: q.SQL("item_place")}
	a.was = make(map[int64]Item, len(list))
	for i := range list {
		a.was[list[i].ID] = list[i]
		a.items[strconv.FormatInt(list[i].ID, 10)] = &list[i]
		a.order = append(a.order, &list[i])
	}
	if a.cfg.Fonds.Code == "" {
		a.rep.Warnings = append(a.rep.Warnings, "全宗号尚未设定，只排顺序号，不出正式档号；设定全宗号后重新整理即可。")
	}
	if in.r.Schedule.ApprovalNo == "" {
		a.rep.Warnings = append(a.rep.Warnings, "保管期限表是样表，尚无区档案局批准文号；按它提出的期限请逐件核对。")
	}
	return a, nil
}

func (a *arranging) run() error {
	defer a.placing.close()
	names, err := a.r.unitsByAnyName(a.tx.Ctx, a.tx)
	if err != nil {
		return err
	}
	papers := make([]arrange.Paper, 0, len(a.order))
	firstNames, err := a.fileNames()
	if err != nil {
		return err
	}
	for _, it := range a.order {
		if it.Unit == "" {
			it.Unit = names[upperTrim(it.UnitWritten)]
		}
		a.propose(it)
		papers = append(papers, arrange.Paper{ID: strconv.FormatInt(it.ID, 10), Code: it.CodeGiven, Title: it.Title, DocNo: it.DocNo, Issuer: it.Issuer,
			FileName: firstNames[it.ID], Category: it.Category, Unit: cmp.Or(it.Unit, it.UnitWritten), Period: it.Retention, Year: int(it.Year), Date: it.Date, Pages: int(it.Pages), Sort: int(it.SortNo)})
	}
	composed := arrange.Compose(papers, arrange.ComposeSettings{JoinReplies: a.cfg.Int("join_replies") == 1})
	last, err := a.lastNumbers()
	if err != nil {
		return err
	}
	res, err := arrange.Number(composed, arrange.Settings{Plan: a.plan, Grammar: a.cfg.Fonds.Grammar, Fonds: a.cfg.Fonds.Code,
		DefaultPeriod: a.opt.Default, FallbackYear: a.opt.Year, Last: last})
	if err != nil {
		return err
	}
	a.rep.LeftBecause = append(a.rep.LeftBecause, res.Left...)
	a.rep.Left = len(res.Left)
	placed := map[int64]bool{}
	for _, p := range res.Placed {
		if err := a.place(p); err != nil {
			return err
		}
		placed[a.items[p.Item.ID].ID] = true
	}
	for _, l := range res.Left {
		if err := a.unplace(a.items[l.ID]); err != nil {
			return err
		}
	}
	if err := a.r.Index.Delete(a.tx.Ctx, a.tx, a.gone...); err != nil {
		return err
	}
	if err := a.r.reindexAll(a.tx, a.stale); err != nil {
		return err
	}
	if a.opt.DryRun {
		return nil
	}
	return a.repack()
}

// propose fills a missing period from the schedule.
func (a *arranging) propose(it *Item) {
	if it.Retention != "" && it.RetentionFrom != Proposed && it.RetentionFrom != ByDefault {
		return
	}
	p, decided := schedule.Propose(a.r.Schedule, schedule.Question{Title: it.Title, Issuer: it.Issuer, OwnNames: a.r.OwnNames})
	if decided {
		it.Retention, it.RetentionFrom, it.RetentionRule = p.Period, Proposed, p.RowID+" "+p.Schedule
	} else if it.RetentionFrom == Proposed && it.RetentionRule == p.RowID+" "+p.Schedule && slices.Contains(p.Choices, it.Retention) {
		return // proposed by its weight when it was handed over
	} else if it.RetentionFrom == Proposed || it.RetentionFrom == ByDefault && a.opt.Default == "" {
		it.Retention, it.RetentionFrom, it.RetentionRule = "", "", ""
	}
}

func (a *arranging) fileNames() (map[int64]string, error) {
	type row struct {
		ItemID int64  `db:"item_id"`
		Path   string `db:"path"`
		Name   string `db:"name"`
	}
	names := map[int64]string{}
	err := db.Each(a.tx.Ctx, a.tx, `SELECT f.item_id, f.path, f.name FROM archive_file f JOIN archive_item i ON i.id = f.item_id
		WHERE i.year = $1 AND i.state = 'held' AND f.ordinal = 1`, []any{a.opt.Year}, func(x *row) error {
		names[x.ItemID] = cmp.Or(x.Path, x.Name)
		return nil
	})
	return names, err
}

// lastNumbers gives the highest number of each class of a closed year.
func (a *arranging) lastNumbers() (map[arrange.Class]int, error) {
	if !a.state.Closed() {
		return nil, nil
	}
	type row struct {
		Category  string      `db:"category"`
		Unit      string      `db:"unit"`
		Retention code.Period `db:"retention"`
		Last      int64       `db:"last"`
	}
	rows, err := db.All[row](a.tx.Ctx, a.tx, `SELECT category, unit, retention, max(item_no) AS last FROM archive_item
		WHERE year = $1 AND (stage = 4 OR code <> '') AND state <> 'merged' GROUP BY category, unit, retention`, a.opt.Year)
	m := map[arrange.Class]int{}
	for _, x := range rows {
		m[arrange.Class{Category: x.Category, Year: a.opt.Year, Unit: x.Unit, Period: x.Retention}] = int(x.Last)
	}
	return m, err
}

func (a *arranging) place(p arrange.Placed) error {
	it := a.items[p.Item.ID]
	it.Year, it.Unit, it.Code, it.ItemNo = int64(p.Class.Year), p.Class.Unit, p.Code, int64(p.Number)
	if p.Review {
		it.Retention, it.RetentionFrom, it.RetentionRule = p.Class.Period, ByDefault, ""
		a.rep.Review++
	}
	it.Retention = p.Class.Period
	it.Stage = max(it.Stage, Arranged)
	if len(p.Item.Parts) > 1 {
		it.Pages = int64(p.Item.Pages)
	}
	if err := a.write(it); err != nil {
		return err
	}
	if err := a.joinParts(it, p.Item); err != nil {
		return err
	}
	for _, id := range p.Item.Related {
		if err := a.relate(it.ID, a.items[id].ID); err != nil {
			return err
		}
	}
	a.rep.Arranged++
	return nil
}

// unplace takes number and code from an item that lost its class.
func (a *arranging) unplace(it *Item) error {
	if a.state.Closed() {
		return nil
	}
	it.unnumber()
	return a.write(it)
}

func (a *arranging) write(it *Item) error {
	tx, was := a.tx, a.was[it.ID]
	if *it == was {
		return nil
	}
	if err := a.placing.run(it.ID, it.Year, it.Unit, string(it.Retention), it.RetentionFrom, it.RetentionRule,
		it.Pages, it.Code, it.ItemNo, int64(it.Stage), it.BoxID); err != nil {
		return err
	}
	tx.Touch("archive_item", it.ID)
	if it.Code != was.Code {
		a.stale = append(a.stale, it)
	} else if it.facts() != was.facts() {
		return a.r.Index.PutFacts(tx.Ctx, tx, it.ID, it.facts())
	}
	return nil
}

// joinParts moves the files of the parts under the main paper, in internal order.
func (a *arranging) joinParts(main *Item, c arrange.Item) error {
	if len(c.Parts) < 2 {
		return nil
	}
	tx, ordinal := a.tx, int64(1)
	for _, part := range c.Parts {
		it := a.items[part.Paper.ID]
		fs, err := db.All[File](tx.Ctx, tx, q.SQL("item_files"), it.ID)
		if err != nil {
			return err
		}
		for _, f := range fs {
			role := f.Role
			if f.Origin == it.ID {
				role = roleWord(part.Role)
			}
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("file_place"), f.ID, main.ID, ordinal, role); err != nil {
				return err
			}
			tx.Touch("archive_file", f.ID)
			ordinal++
		}
		if it.ID == main.ID {
			continue
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("item_merge"), it.ID, main.ID); err != nil {
			return err
		}
		tx.Touch("archive_item", it.ID)
		it.State, it.MergedInto = Merged, main.ID
		a.gone = append(a.gone, it.ID)
		a.rep.Joined++
	}
	a.stale = append(a.stale, main)
	return nil
}

var roleWords = map[arrange.Role]string{arrange.Sheet: "processing_sheet", arrange.Main: "main", arrange.Attachment: "attachment",
	arrange.Forwarded: "forwarded", arrange.DraftSheet: "draft_sheet", arrange.FinalDraft: "final_draft", arrange.Minority: "minority",
	arrange.Foreign: "foreign", arrange.Translated: "translation", arrange.Copy: "copy", arrange.Incoming: "incoming"}

func roleWord(r arrange.Role) string { return roleWords[r] }

// RoleLabel is the Chinese name of a file's role.
func RoleLabel(word string) string {
	for r, w := range roleWords {
		if w == word {
			return r.Label()
		}
	}
	return "附件"
}

func (a *arranging) relate(one, other int64) error {
	tx := a.tx
	for _, p := range [][2]int64{{one, other}, {other, one}} {
		n, err := db.One[int64](tx.Ctx, tx, q.SQL("relation_found"), p[0], p[1])
		if err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		id, err := tx.Next("archive_relation")
		if err != nil {
			return err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("relation_insert"), id, p[0], p[1], "see_also"); err != nil {
			return err
		}
		tx.Touch("archive_relation", id)
	}
	return nil
}

// repack packs an open year anew if it had boxes: their contents changed.
func (a *arranging) repack() error {
	if a.state.Closed() {
		return nil
	}
	boxes, err := db.All[Box](a.tx.Ctx, a.tx, q.SQL("boxes_of_year"), a.opt.Year)
	if err != nil || len(boxes) == 0 {
		return err
	}
	p := &packing{r: a.r, tx: a.tx, year: a.opt.Year}
	if err := p.run(); err != nil {
		return err
	}
	a.rep.Boxes = p.rep.Boxes
	return nil
}
