package archive

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/arrange"
	"lantai.internal/room/archive/code"
)

// Amendment is a correction of an item, by field. A nil field stays as it is.
type Amendment struct {
	ID                                 int64
	Version                            int64 // the version that was seen; 0 does not check
	Title, DocNo, Issuer, Date, Year   *string
	Retention, Unit, Level, Pages      *string
	Keywords, Remark, Category, SortNo *string
	Reason                             string // required once the item is filed
}

type amendIn struct {
	r *Room
	a Amendment
}

var amend = act.Define(act.Spec[amendIn, Item]{
	Name: "archive.item.amend", Label: "修改著录", Right: Arrange, Basis: []law.ID{law.ArchiveSystemAllEntered},
	Do: func(tx *act.Tx, in amendIn) (Item, act.Entry, error) {
		it, err := itemFor(tx.Ctx, tx, tx.Actor, in.a.ID)
		if err != nil {
			return Item{}, act.Entry{}, err
		}
		if in.a.Version != 0 && in.a.Version != it.Version {
			return Item{}, act.Entry{}, fault.New(fault.Conflict, "这一件刚被他人改过，您的修改没有保存。请对照新内容再改。")
		}
		if it.State != Held {
			return Item{}, act.Entry{}, fault.Newf(fault.Conflict, "这一件%s，不能再改。", StateLabel(it.State))
		}
		old := it
		changes, err := in.a.apply(tx.Ctx, in.r, &it)
		if err != nil {
			return Item{}, act.Entry{}, err
		}
		if len(changes) == 0 {
			return it, act.Entry{Subject: act.Subject("archive_item", it.ID), Summary: "核对著录，无改动：" + it.Title}, nil
		}
		if old.Stage >= Filed && strings.TrimSpace(in.a.Reason) == "" {
			return Item{}, act.Entry{}, fault.Field("reason", "", "该年度已关账，修改著录须写明理由。")
		}
		if old.Stage >= Filed && (it.Year != old.Year || it.Unit != old.Unit || it.Retention != old.Retention || it.Category != old.Category) {
			if err := in.r.recode(tx, &it, in.a.Reason); err != nil {
				return Item{}, act.Entry{}, err
			}
		} else if it.Year != old.Year || it.Unit != old.Unit || it.Retention != old.Retention || it.Category != old.Category {
			it.unnumber()
		}
		it.Version++
		it.derive()
		if err := in.r.store(tx, &it); err != nil {
			return Item{}, act.Entry{}, err
		}
		return it, act.Entry{Subject: act.Subject("archive_item", it.ID), Summary: fmt.Sprintf("修改著录《%s》：%s", it.Title, strings.Join(keys(changes), "、")),
			Detail: map[string]any{"changes": changes, "reason": in.a.Reason}}, nil
	}})

// Amend corrects an item. On a filed item a reason is required; a change of year,
// unit, period or category then moves it to the end of its new class and keeps
// the old code beside the new one.
func (r *Room) Amend(ctx context.Context, who act.Actor, a Amendment) (Item, error) {
	return amend.Run(ctx, r.Door, who, amendIn{r, a})
}

// Change is a field before and after.
type Change struct {
	Old string `json:"old"`
	New string `json:"new"`
}

func keys(m map[string]Change) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (a Amendment) apply(ctx context.Context, r *Room, it *Item) (map[string]Change, error) {
	changes := map[string]Change{}
	var errs []*fault.Error
	bad := func(field, value, say string) { errs = append(errs, fault.Field(field, value, say)) }
	text := func(label string, in *string, to *string, most int, field string) {
		if in == nil {
			return
		}
		v := db.Trimmed(*in)
		if n := len([]rune(v)); n > most {
			bad(field, v, fmt.Sprintf("%s最多 %d 个字，现在是 %d 个。", label, most, n))
			return
		}
		if v == *to {
			return
		}
		if e := mark.Refuse(field, v); e != nil {
			errs = append(errs, e)
			return
		}
		changes[label] = Change{*to, v}
		*to = v
	}
	if a.Title != nil && strings.TrimSpace(*a.Title) == "" {
		bad("title", "", "题名不能为空。没有题名的，自拟题名并加方括号。")
	} else {
		text("题名", a.Title, &it.Title, 2000, "title")
	}
	text("文号", a.DocNo, &it.DocNo, 200, "doc_no")
	text("责任者", a.Issuer, &it.Issuer, 500, "issuer")
	text("关键词", a.Keywords, &it.Keywords, 1000, "keywords")
	text("备注", a.Remark, &it.Remark, 2000, "remark")
	if a.Date != nil {
		d, err := civil.Date{}, error(nil)
		if strings.TrimSpace(*a.Date) != "" {
			d, err = civil.ParseLoose(*a.Date)
		}
		switch {
		case err != nil:
			errs = append(errs, fault.Of(err))
		case d != it.Date:
			changes["日期"] = Change{it.Date.String(), d.String()}
			it.Date = d
			if it.Year == 0 && !d.IsZero() {
				changes["年度"] = Change{"", fmt.Sprint(d.Year)}
				it.Year = int64(d.Year)
			}
		}
	}
	number := func(label, field string, in *string, to *int64, lo, hi int64) {
		if in == nil {
			return
		}
		var n int64
		v := strings.TrimSpace(*in)
		if v != "" {
			if _, err := fmt.Sscanf(v, "%d", &n); err != nil || fmt.Sprint(n) != v || n < lo || n > hi {
				bad(field, v, fmt.Sprintf("%s应为 %d 到 %d 之间的整数。", label, lo, hi))
				return
			}
		}
		if n != *to {
			changes[label] = Change{fmt.Sprint(*to), v}
			*to = n
			if field == "pages" {
				it.PagesEstimated = false
			}
		}
	}
	number("年度", "year", a.Year, &it.Year, 1900, 9999)
	number("页数", "pages", a.Pages, &it.Pages, 0, 1_000_000)
	number("类内位置", "sort_no", a.SortNo, &it.SortNo, 0, 1_000_000)
	if a.Retention != nil {
		p, err := code.Period(""), error(nil)
		if strings.TrimSpace(*a.Retention) != "" {
			p, err = code.ParsePeriod(*a.Retention)
		}
		switch {
		case err != nil:
			errs = append(errs, fault.Of(err))
		case it.Category == "WS" && p != "" && !slices.Contains(code.Ordinary, p):
			bad("retention", *a.Retention, "文书档案的保管期限只有永久、30年、10年三种。")
		case p != it.Retention || p != "" && it.RetentionFrom != Confirmed:
			changes["保管期限"] = Change{it.Retention.Label(), p.Label()}
			it.Retention, it.RetentionFrom = p, Confirmed
			if p == "" {
				it.RetentionFrom, it.RetentionRule = "", ""
			}
		}
	}
	if a.Unit != nil {
		v := strings.TrimSpace(*a.Unit)
		u := Unit{}
		if v != "" {
			var err error
			if u, err = r.unit(ctx, v); err != nil {
				errs = append(errs, fault.Of(err))
			}
		}
		if u.Code != it.Unit && (v == "" || u.Code != "") {
			changes["机构"] = Change{it.Unit, u.Code}
			it.Unit = u.Code
		}
	}
	if a.Level != nil {
		l, err := mark.Parse(*a.Level)
		switch {
		case err != nil:
			errs = append(errs, fault.Of(err))
		case l != it.Level:
			changes["密级"] = Change{it.Level.Label(), l.Label()}
			it.Level = l
		}
	}
	if a.Category != nil {
		v := code.Normalise(strings.TrimSpace(*a.Category))
		if _, ok := code.CategoryOf(v); !ok {
			bad("category", *a.Category, "门类“"+*a.Category+"”不认识，请填 WS、ZP、KU 等十三个一级门类代码。")
		} else if v != it.Category {
			changes["门类"] = Change{it.Category, v}
			it.Category = v
		}
	}
	if len(changes) > 0 {
		it.Doubts = settle(it.Doubts, changes)
	}
	return changes, fault.Join(errs...)
}

var doubtOf = map[string]string{"题名": "title", "文号": "doc_no", "责任者": "issuer", "日期": "date", "关键词": "keywords", "保管期限": "retention"}

// settle takes the doubts about fields away that a person has decided.
func settle(doubts string, changes map[string]Change) string {
	m := map[string]Doubt{}
	if json.Unmarshal([]byte(doubts), &m) != nil {
		return doubts
	}
	for label := range changes {
		delete(m, doubtOf[label])
	}
	b, err := json.Marshal(m)
	if err != nil {
		return doubts
	}
	return string(b)
}

// recode gives a filed item a number at the end of its new class, and keeps the
// old code with the reason. In a year that is still open it becomes a paper again,
// numbered with the others when the year is arranged.
func (r *Room) recode(tx *act.Tx, it *Item, reason string) error {
	if err := tx.Alone(yearWork(int(it.Year))); err != nil {
		return err
	}
	cfg, err := config(tx.Ctx, tx)
	if err != nil {
		return err
	}
	if err := r.placeable(tx, it, cfg); err != nil {
		return err
	}
	state, _, err := db.Maybe[Year](tx.Ctx, tx, q.SQL("year_state"), it.Year)
	if err != nil {
		return err
	}
	box, number, because := it.BoxID, it.ItemNo, "，理由："+db.Trimmed(reason)
	if !state.Closed() {
		old := it.Code
		it.unnumber()
		if err := noteLeaving(tx, box, []int64{number}, fmt.Sprintf("移出，归入 %d 年度重新编号%s", it.Year, because)); err != nil {
			return err
		}
		return keepCode(tx, it, old, reason)
	}
	last, err := db.One[int64](tx.Ctx, tx, `SELECT coalesce(max(item_no), 0) FROM archive_item
		WHERE year = $1 AND category = $2 AND unit = $3 AND retention = $4 AND id <> $5`, it.Year, it.Category, it.Unit, string(it.Retention), it.ID)
	if err != nil {
		return err
	}
	old := it.Code
	it.ItemNo, it.BoxID, it.Stage = last+1, 0, Filed
	if cfg.Fonds.Code != "" {
		it.Code, err = code.Format(cfg.Fonds.Grammar, code.Parts{Fonds: cfg.Fonds.Code, Category: it.Category, Year: int(it.Year), Period: it.Retention, Unit: it.Unit, Item: int(it.ItemNo)})
		if err != nil {
			return err
		}
	}
	if err := noteLeaving(tx, box, []int64{number}, "移出，改编为 "+cmp.Or(it.Code, fmt.Sprintf("第 %04d 号", it.ItemNo))+because); err != nil {
		return err
	}
	return keepCode(tx, it, old, reason)
}

// placeable refuses what would leave a filed item without a class.
func (r *Room) placeable(tx *act.Tx, it *Item, cfg Config) error {
	plan, err := r.plan(tx.Ctx, cfg.Fonds)
	switch {
	case err != nil:
		return err
	case it.Year == 0:
		return fault.Field("year", "", "已归档的件必须有年度。")
	case it.Retention == "":
		return fault.Field("retention", "", "已归档的件必须有保管期限。")
	case it.Unit == "" && plan.Scheme != arrange.YearPeriod:
		return fault.Field("unit", "", "已归档的件必须有机构。")
	}
	return nil
}

// keepCode keeps a former code with the one that follows it, empty if there is none yet.
func keepCode(tx *act.Tx, it *Item, old, reason string) error {
	id, err := tx.Next("archive_code_history")
	if err != nil {
		return err
	}
	_, err = db.Exec(tx.Ctx, tx, q.SQL("history_insert"), id, it.ID, old, it.Code, db.Clean(reason), tx.Now)
	tx.Touch("archive_code_history", id)
	return err
}

// store writes all columns of an item.
func (r *Room) store(tx *act.Tx, it *Item) error {
	set := make([]string, len(itemColumns))
	for i, c := range itemColumns {
		set[i] = fmt.Sprintf("%s = $%d", c, i+2)
	}
	if _, err := db.Exec(tx.Ctx, tx, "UPDATE archive_item SET "+strings.Join(set, ", ")+" WHERE id = $1", append([]any{it.ID}, it.values()...)...); err != nil {
		return err
	}
	tx.Touch("archive_item", it.ID)
	return r.reindex(tx, it)
}

type stateIn struct {
	r      *Room
	ids    []int64
	state  string
	reason string
}

var setState = act.Define(act.Spec[stateIn, int]{
	Name: "archive.item.exclude", Label: "不归档", Right: Arrange, Basis: []law.ID{law.ArchiveStdArrange},
	Do: func(tx *act.Tx, in stateIn) (int, act.Entry, error) {
		if in.state == Excluded && strings.TrimSpace(in.reason) == "" {
			return 0, act.Entry{}, fault.Field("reason", "", "请写明不归档的理由（如：重份、普发不需办理）。")
		}
		for _, id := range in.ids {
			it, err := itemFor(tx.Ctx, tx, tx.Actor, id)
			if err != nil {
				return 0, act.Entry{}, err
			}
			if it.Stage >= Filed || it.State != Held && it.State != Excluded {
				return 0, act.Entry{}, fault.Newf(fault.Conflict, "《%s》%s，不能改为不归档。", it.Title, it.Stage.Label())
			}
			if in.state == Excluded {
				if err := in.r.disengaged(tx, &it); err != nil {
					return 0, act.Entry{}, err
				}
			}
			it.State, it.Version = in.state, it.Version+1
			it.unnumber()
			if err := in.r.store(tx, &it); err != nil {
				return 0, act.Entry{}, err
			}
		}
		if err := in.r.changed(tx); err != nil {
			return 0, act.Entry{}, err
		}
		word := "不归档"
		if in.state == Held {
			word = "恢复归档"
		}
		return len(in.ids), act.Entry{Subject: "archive_item", Summary: fmt.Sprintf("%s %d 件：%s", word, len(in.ids), in.reason), Detail: map[string]any{"items": in.ids}}, nil
	}})

// disengaged refuses to exclude an item that is in somebody's hands, asked for, or
// in an appraisal.
func (r *Room) disengaged(tx *act.Tx, it *Item) error {
	if r.Out != nil {
		with, err := r.Out(tx.Ctx, tx, it.ID)
		if err != nil {
			return err
		}
		if with != "" {
			return fault.Newf(fault.Conflict, "《%s》%s，收回以后才能改为不归档。", it.Title, with)
		}
	}
	for _, ask := range r.Engaged {
		in, err := ask(tx.Ctx, tx, it.ID)
		if err != nil {
			return err
		}
		if in != "" {
			return fault.Newf(fault.Conflict, "《%s》%s，办结或撤销以后才能改为不归档。", it.Title, in)
		}
	}
	return nil
}

// Exclude marks papers as not to be archived, with the reason; they stay findable
// in their own list and can be taken back. It is refused for what is lent, asked
// for, or in an appraisal.
func (r *Room) Exclude(ctx context.Context, who act.Actor, ids []int64, reason string) (int, error) {
	return setState.Run(ctx, r.Door, who, stateIn{r, ids, Excluded, reason})
}

// Restore takes papers back that were marked as not to be archived.
func (r *Room) Restore(ctx context.Context, who act.Actor, ids []int64) (int, error) {
	return setState.Run(ctx, r.Door, who, stateIn{r, ids, Held, ""})
}

type mapIn struct {
	r             *Room
	written, unit string
}

var mapUnit = act.Define(act.Spec[mapIn, int]{
	Name: "archive.unit.map", Label: "设定机构对应", Right: Arrange, Basis: []law.ID{law.ArchiveNetworkL4},
	Do: func(tx *act.Tx, in mapIn) (int, act.Entry, error) {
		u, err := in.r.unit(tx.Ctx, in.unit)
		if err != nil {
			return 0, act.Entry{}, err
		}
		written := db.Trimmed(in.written)
		if written == "" {
			return 0, act.Entry{}, fault.Field("written", "", "请填写来源中的机构名称。")
		}
		id, known, err := db.Maybe[int64](tx.Ctx, tx, "SELECT id FROM archive_unit_map WHERE written = $1", written)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if known {
			_, err = db.Exec(tx.Ctx, tx, q.SQL("unit_map_change"), id, u.Code)
		} else if id, err = tx.Next("archive_unit_map"); err == nil {
			_, err = db.Exec(tx.Ctx, tx, q.SQL("unit_map_set"), id, written, u.Code)
		}
		if err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_unit_map", id)
		items, err := db.All[Item](tx.Ctx, tx, tx.Lock("SELECT "+itemSelect+" FROM archive_item WHERE unit = '' AND unit_written = $1 AND state = 'held' ORDER BY id"), written)
		if err != nil {
			return 0, act.Entry{}, err
		}
		for i := range items {
			items[i].Unit = u.Code
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("item_unit"), items[i].ID, u.Code); err != nil {
				return 0, act.Entry{}, err
			}
			tx.Touch("archive_item", items[i].ID)
			if err := in.r.Index.PutFacts(tx.Ctx, tx, items[i].ID, items[i].facts()); err != nil {
				return 0, act.Entry{}, err
			}
		}
		return len(items), act.Entry{Subject: act.Subject("archive_unit_map", id), Summary: fmt.Sprintf("指定“%s”为%s，%d 件随之归入", written, u.Name, len(items))}, nil
	}})

// MapUnit decides which unit a spelling means, for what is held and what comes.
// It gives the number of items that got their unit.
func (r *Room) MapUnit(ctx context.Context, who act.Actor, written, unit string) (int, error) {
	return mapUnit.Run(ctx, r.Door, who, mapIn{r, written, unit})
}
