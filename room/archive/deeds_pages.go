package archive

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/code"
)

// maxChosen is how many items one act over chosen rows takes.
const maxChosen = 20_000

// Chosen are items picked from a list: by number, or all behind a filter.
type Chosen struct {
	IDs  []int64
	All  bool // everything the filter gives, not only IDs
	List List
}

// in resolves the choice inside a deed, within the actor's reach.
func (c Chosen) in(tx *act.Tx) ([]Item, error) {
	f := db.NewFilter()
	if c.All {
		f = c.List.filter(tx.Actor)
	} else {
		if len(c.IDs) == 0 {
			return nil, fault.Field("id", "", "还没有选中任何一件，请先勾选左侧方框。")
		}
		if len(c.IDs) > 1000 {
			return nil, fault.New(fault.TooLarge, "一次最多逐件勾选 1000 件；更多请用“全选符合条件的”。")
		}
		reachFilter(f, tx.Actor.Reach, "")
		db.In(f, "id", c.IDs)
	}
	items, err := db.All[Item](tx.Ctx, tx, tx.Lock("SELECT "+itemSelect+" FROM archive_item"+f.Where()+" ORDER BY id LIMIT "+f.Arg(maxChosen+1)), f.Args()...)
	switch {
	case err != nil:
		return nil, err
	case len(items) > maxChosen:
		return nil, fault.Newf(fault.TooLarge, "符合条件的超过 %d 件，请加条件分几次办理。", maxChosen)
	case len(items) == 0:
		return nil, fault.New(fault.NotFound, "选中的件已不在，或者您无权查看。")
	}
	return items, nil
}

// Acceptance is the answer to accepting what the program proposed.
type Acceptance struct {
	Accepted  int // periods confirmed
	Settled   int // descriptions confirmed
	Undecided int // items for which the schedule settles nothing
	Skipped   int // filed, or no longer held
}

type acceptIn struct {
	r       *Room
	c       Chosen
	sure    bool // leave out items whose description is doubtful
	periods bool
	words   bool
}

var accept = act.Define(act.Spec[acceptIn, Acceptance]{
	Name: "archive.item.accept", Label: "确认著录", Right: Arrange, Basis: []law.ID{law.ArchiveRetentionClasses, law.ArchiveSystemAllEntered},
	Do: func(tx *act.Tx, in acceptIn) (Acceptance, act.Entry, error) {
		var a Acceptance
		items, err := in.c.in(tx)
		if err != nil {
			return a, act.Entry{}, err
		}
		var done []int64
		for i := range items {
			it := &items[i]
			if it.Stage >= Filed || it.State != Held {
				a.Skipped++
				continue
			}
			if in.sure && it.Doubts != "{}" {
				continue
			}
			before := *it
			if in.periods && periodOpen(it) {
				if in.r.acceptPeriod(it) {
					a.Accepted++
				} else {
					a.Undecided++
				}
			}
			if in.words && it.Doubts != "{}" {
				it.Doubts = "{}"
				a.Settled++
			}
			if *it == before {
				continue
			}
			it.Version++
			if err := in.r.store(tx, it); err != nil {
				return a, act.Entry{}, err
			}
			done = append(done, it.ID)
		}
		if len(done) == 0 {
			return a, act.Entry{Subject: "archive_item", Summary: fmt.Sprintf("核对 %d 件，没有可以认可的内容", len(items))}, nil
		}
		e := act.Entry{Subject: "archive_item", Summary: fmt.Sprintf("认可保管期限 %d 件，核对著录 %d 件", a.Accepted, a.Settled),
			Detail: map[string]any{"items": done, "schedule": in.r.Schedule.ID + " " + in.r.Schedule.Version}}
		if len(done) == 1 {
			e.Subject = act.Subject("archive_item", done[0])
		}
		return a, e, nil
	}})

// acceptPeriod confirms the period an item has, or the one the schedule proposes;
// false if there is neither.
func (r *Room) acceptPeriod(it *Item) bool {
	p, decided := r.ProposePeriod(it)
	switch {
	case it.Retention == "" && !decided:
		return false
	case decided && it.RetentionFrom != ByDefault && it.Retention != p.Period:
		it.Retention = p.Period
		it.unnumber()
	}
	if decided && it.Retention == p.Period {
		it.RetentionRule = p.RowID + " " + p.Schedule
	}
	it.RetentionFrom = Confirmed
	return true
}

// AcceptPeriods confirms the proposed periods of items.
func (r *Room) AcceptPeriods(ctx context.Context, who act.Actor, c Chosen) (Acceptance, error) {
	return accept.Run(ctx, r.Door, who, acceptIn{r: r, c: c, periods: true})
}

// AcceptSure confirms the periods of those items whose description is certain.
func (r *Room) AcceptSure(ctx context.Context, who act.Actor, c Chosen) (Acceptance, error) {
	return accept.Run(ctx, r.Door, who, acceptIn{r: r, c: c, periods: true, sure: true})
}

// AcceptWords confirms the descriptions of items after a look at them.
func (r *Room) AcceptWords(ctx context.Context, who act.Actor, c Chosen) (Acceptance, error) {
	return accept.Run(ctx, r.Door, who, acceptIn{r: r, c: c, words: true})
}

type assignIn struct {
	r *Room
	c Chosen
	a Amendment
}

var assign = act.Define(act.Spec[assignIn, int]{
	Name: "archive.item.assign", Label: "划归机构", Right: Arrange, Basis: []law.ID{law.ArchiveFilingUnits, law.ArchiveSystemAllEntered},
	Do: func(tx *act.Tx, in assignIn) (int, act.Entry, error) {
		items, err := in.c.in(tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		var done []int64
		words := map[string]string{}
		for i := range items {
			it := &items[i]
			if it.State != Held {
				continue
			}
			old := *it
			changes, err := in.a.apply(tx.Ctx, in.r, it)
			if err != nil {
				return 0, act.Entry{}, err
			}
			if len(changes) == 0 {
				continue
			}
			if old.Stage >= Filed {
				return 0, act.Entry{}, fault.Newf(fault.Conflict, "《%s》已归档，须逐件修改并写明理由；这次一件也没有改。", old.Title)
			}
			if it.Unit != old.Unit || it.Retention != old.Retention || it.Year != old.Year || it.Category != old.Category {
				it.unnumber()
			}
			it.Version++
			if err := in.r.store(tx, it); err != nil {
				return 0, act.Entry{}, err
			}
			for k, c := range changes {
				words[k] = c.New
			}
			done = append(done, it.ID)
		}
		var what []string
		for k, v := range words {
			what = append(what, k+"改为"+v)
		}
		slices.Sort(what)
		e := act.Entry{Subject: "archive_item", Summary: fmt.Sprintf("成批修改 %d 件：%s", len(done), strings.Join(what, "、")), Detail: map[string]any{"items": done}}
		if len(done) == 0 {
			e.Summary = fmt.Sprintf("成批核对 %d 件，无改动", len(items))
		}
		return len(done), e, nil
	}})

// Assign makes one change to many items that are not filed yet; the fields of a
// that are nil stay. It gives how many were changed.
func (r *Room) Assign(ctx context.Context, who act.Actor, c Chosen, a Amendment) (int, error) {
	return assign.Run(ctx, r.Door, who, assignIn{r, c, a})
}

type openIn struct {
	r      *Room
	id     int64
	reason string
}

var openItem = act.Define(act.Spec[openIn, bool]{
	Name: "archive.item.open", Label: "查看档案", Right: Read, Basis: []law.ID{law.ArchiveUseRegister},
	Do: func(tx *act.Tx, in openIn) (bool, act.Entry, error) {
		it, err := itemFor(tx.Ctx, tx, tx.Actor, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		reason := db.Trimmed(in.reason)
		if it.Level == mark.WorkSecret && reason == "" {
			return false, act.Entry{}, fault.Field("reason", "", "请写明查阅的用途，例如“办理来函××号需要”。")
		}
		return true, act.Entry{Subject: act.Subject("archive_item", it.ID), Summary: "打开原文《" + it.Title + "》：" + reason,
			Detail: map[string]any{"level": it.Level.Word(), "reason": reason}}, nil
	}})

// OpenItem records that an item's original is opened and for what. Work secrets
// are shown only to those who did so on the same day.
func (r *Room) OpenItem(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := openItem.Run(ctx, r.Door, who, openIn{r, id, reason})
	return err
}

type orderIn struct {
	r  *Room
	id int64
	to int // 1-based place in the class; 0: one up, -1: one down
}

type orderRow struct {
	ID        int64  `db:"id"`
	ItemNo    int64  `db:"item_no"`
	SortNo    int64  `db:"sort_no"`
	Code      string `db:"code"`
	CodeGiven string `db:"code_given"`
	Stage     Stage  `db:"stage"`
}

// Up and Down are the places one before and one after the present.
const (
	Up   = 0
	Down = -1
)

var orderClass = act.Define(act.Spec[orderIn, int]{
	Name: "archive.class.order", Label: "排定类内顺序", Right: Arrange, Basis: []law.ID{law.ArchiveStdArrange, law.DAT22Arrange, law.DAT22Number},
	Do: func(tx *act.Tx, in orderIn) (int, act.Entry, error) {
		year, _, err := db.Maybe[int64](tx.Ctx, tx, qd.SQL("item_year"), in.id)
		if err == nil {
			err = tx.Alone(yearWork(int(year)))
		}
		if err != nil {
			return 0, act.Entry{}, err
		}
		it, err := itemFor(tx.Ctx, tx, tx.Actor, in.id)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if it.State != Held || it.ItemNo == 0 {
			return 0, act.Entry{}, fault.New(fault.Conflict, "这一件还没有编号，请先整理本年度再调顺序。")
		}
		rows, err := db.All[orderRow](tx.Ctx, tx, qd.SQL("class_order"), it.Year, it.Category, it.Unit, string(it.Retention))
		if err != nil {
			return 0, act.Entry{}, err
		}
		for _, x := range rows {
			if x.Stage >= Filed {
				return 0, act.Entry{}, fault.Newf(fault.Conflict, "%d年度已经关账，件号固定，不能再调顺序。", it.Year)
			}
			if x.CodeGiven != "" {
				return 0, act.Entry{}, fault.New(fault.Conflict, "这一类里有沿用原档号的件，顺序由原档号决定，不能手工调整。")
			}
		}
		from := slices.IndexFunc(rows, func(x orderRow) bool { return x.ID == it.ID })
		to := in.to - 1
		switch in.to {
		case Up:
			to = from - 1
		case Down:
			to = from + 1
		}
		if in.to > len(rows) || in.to < Down {
			return 0, act.Entry{}, fault.Field("value", fmt.Sprint(in.to), fmt.Sprintf("本类共 %d 件，件号应在 1 到 %d 之间。", len(rows), len(rows)))
		}
		to = max(0, min(len(rows)-1, to))
		moved := rows[from]
		rows = slices.Insert(slices.Delete(slices.Clone(rows), from, from+1), to, moved)
		if err := in.r.renumber(tx, &it, rows); err != nil {
			return 0, act.Entry{}, err
		}
		return to + 1, act.Entry{Subject: act.Subject("archive_item", it.ID),
			Summary: fmt.Sprintf("调整顺序：《%s》由第 %d 件移到第 %d 件", it.Title, from+1, to+1)}, nil
	}})

// renumber writes the order of a class of an open year and packs its year anew if
// it has boxes.
func (r *Room) renumber(tx *act.Tx, it *Item, rows []orderRow) error {
	cfg, err := config(tx.Ctx, tx)
	if err != nil {
		return err
	}
	for i, x := range rows {
		n := int64(i + 1)
		c := ""
		if cfg.Fonds.Code != "" {
			c, err = code.Format(cfg.Fonds.Grammar, code.Parts{Fonds: cfg.Fonds.Code, Category: it.Category, Year: int(it.Year), Period: it.Retention, Unit: it.Unit, Item: int(n)})
			if err != nil {
				return err
			}
		}
		if x.ItemNo == n && x.SortNo == n && x.Code == c {
			continue
		}
		if _, err := db.Exec(tx.Ctx, tx, qd.SQL("item_order"), x.ID, n, n, c); err != nil {
			return err
		}
		tx.Touch("archive_item", x.ID)
		if x.Code == c {
			continue
		}
		full, err := itemFor(tx.Ctx, tx, tx.Actor, x.ID)
		if err != nil {
			return err
		}
		if err := r.reindex(tx, &full); err != nil {
			return err
		}
	}
	boxes, err := db.All[Box](tx.Ctx, tx, q.SQL("boxes_of_year"), it.Year)
	if err != nil || len(boxes) == 0 {
		return err
	}
	return (&packing{r: r, tx: tx, year: int(it.Year)}).run()
}

// OrderItem moves an item inside its class of an open year: to a place from 1,
// or Up, or Down. The order laid down by hand outlives a new arrangement. It
// gives the new place.
func (r *Room) OrderItem(ctx context.Context, who act.Actor, id int64, to int) (int, error) {
	return orderClass.Run(ctx, r.Door, who, orderIn{r, id, to})
}

type noteIn struct {
	id   int64
	note string
}

var noteBox = act.Define(act.Spec[noteIn, bool]{
	Name: "archive.box.note", Label: "填写备考表", Right: Arrange, Basis: []law.ID{law.ArchivePrintColophon},
	Do: func(tx *act.Tx, in noteIn) (bool, act.Entry, error) {
		b, ok, err := db.Maybe[Box](tx.Ctx, tx, q.SQL("box"), in.id)
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "没有这一盒。")
		}
		if err != nil {
			return false, act.Entry{}, err
		}
		note := db.Trimmed(in.note)
		if n := len([]rune(note)); n > 4000 {
			return false, act.Entry{}, fault.Field("note", note, fmt.Sprintf("备考说明最多 4000 个字，现在是 %d 个。", n))
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("box_update"), b.ID, b.SpineMM, b.Thickness, b.FirstNo, b.LastNo, b.Items, b.Sealed, note); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("archive_box", b.ID)
		return true, act.Entry{Subject: act.Subject("archive_box", b.ID), Summary: "修改" + b.Label() + "的备考说明",
			Detail: map[string]Change{"note": {b.Note, note}}}, nil
	}})

// NoteBox sets the sentences of a box's note (备考表).
func (r *Room) NoteBox(ctx context.Context, who act.Actor, id int64, note string) error {
	_, err := noteBox.Run(ctx, r.Door, who, noteIn{id, note})
	return err
}

// GapCall are missing numbers that a unit is asked for.
type GapCall struct {
	Year    int
	Numbers []string
	Unit    string // code
	Holder  string // whom to ask; may be empty
}

type gapIn struct {
	r *Room
	g GapCall
}

var callGap = act.Define(act.Spec[gapIn, int]{
	Name: "archive.due.call", Label: "催交应归材料", Right: Arrange, Basis: []law.ID{law.ArchiveGapScattered, law.ArchiveRateCollection},
	Do: func(tx *act.Tx, in gapIn) (int, act.Entry, error) {
		g := in.g
		u, err := in.r.unit(tx.Ctx, g.Unit)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if len(g.Numbers) == 0 || len(g.Numbers) > 500 {
			return 0, act.Entry{}, fault.Field("no", "", "请勾选要登记的漏号，一次最多 500 个。")
		}
		fresh := 0
		for _, no := range g.Numbers {
			no = db.Trimmed(no)
			if no == "" || len([]rune(no)) > 200 {
				return 0, act.Entry{}, fault.Field("no", no, "文号为空或过长。")
			}
			id, known, err := db.Maybe[int64](tx.Ctx, tx, qd.SQL("due_of_number"), g.Year, no)
			if err != nil {
				return 0, act.Entry{}, err
			}
			if !known {
				if id, err = tx.Next("archive_due"); err != nil {
					return 0, act.Entry{}, err
				}
				if _, err := db.Exec(tx.Ctx, tx, q.SQL("due_insert"), id, g.Year, u.Code, no, "", db.Trimmed(g.Holder), "gap", 0); err != nil {
					return 0, act.Entry{}, err
				}
				fresh++
			}
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("due_urged"), id); err != nil {
				return 0, act.Entry{}, err
			}
			tx.Touch("archive_due", id)
		}
		return fresh, act.Entry{Subject: "archive_due", Summary: fmt.Sprintf("向%s催交漏号 %d 个，新登记 %d 个", u.Name, len(g.Numbers), fresh),
			Detail: map[string]any{"year": g.Year, "numbers": g.Numbers, "unit": u.Code, "holder": g.Holder}}, nil
	}})

// CallGap enters missing numbers in the list of what should be filed and counts
// one urging each. It gives how many are new in the list.
func (r *Room) CallGap(ctx context.Context, who act.Actor, g GapCall) (int, error) {
	return callGap.Run(ctx, r.Door, who, gapIn{r, g})
}
