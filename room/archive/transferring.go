package archive

import (
	"context"
	"fmt"
	"io"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/forms"
)

// TransferYear is how far the transfer of a filing year has come. The counts are of
// items with a period the archives take in, within the reader's reach.
type TransferYear struct {
	Year       int64 `db:"year"`
	Items      int64 `db:"items"`      // held or handed over
	Unreviewed int64 `db:"unreviewed"` // held, without an opinion on opening
	Gone       int64 `db:"gone"`       // handed over

	Rule TransferRule `db:"-"`
}

// DueIn is the calendar year by whose end the items are to be handed over.
func (y TransferYear) DueIn() int { return int(y.Year) + y.Rule.After }

// Left is how many items are still to be handed over.
func (y TransferYear) Left() int64 { return y.Items - y.Gone }

func transferFilter(r act.Reach, rule TransferRule) *db.Filter {
	f := db.NewFilter()
	reachFilter(f, r, "")
	f.And("stage = ?", Filed).And("code <> ''").And("state IN (?, ?)", Held, Transferred)
	rule.and(f)
	return f
}

// Transfers lists the closed years with what is to be handed over of them, the
// oldest first, by the rule of today (clause law.archives-regulations.20).
func (r *Room) Transfers(ctx context.Context, who act.Actor) ([]TransferYear, error) {
	rule, err := r.TransferRule(ctx)
	if err != nil {
		return nil, err
	}
	f := transferFilter(who.Reach, rule)
	years, err := db.All[TransferYear](ctx, r.Door.Reader(), `SELECT year, count(*) AS items, sum(CASE WHEN state = 'held' AND opening = 'unreviewed' THEN 1 ELSE 0 END) AS unreviewed,
		sum(CASE WHEN state = 'transferred' THEN 1 ELSE 0 END) AS gone FROM archive_item`+f.Where()+" GROUP BY year ORDER BY year", f.Args()...)
	for i := range years {
		years[i].Rule = rule
	}
	return years, err
}

// nothingToTransfer says that a year has nothing to hand over.
func nothingToTransfer(rule TransferRule, year int) error {
	return fault.Newf(fault.NotFound, "%d年度没有已归档的%s档案，没有要移交的。", year, rule.Words())
}

// Transfer gives one year of Transfers.
func (r *Room) Transfer(ctx context.Context, who act.Actor, year int) (TransferYear, error) {
	all, err := r.Transfers(ctx, who)
	if err != nil {
		return TransferYear{}, err
	}
	for _, y := range all {
		if y.Year == int64(year) {
			return y, nil
		}
	}
	rule, err := r.TransferRule(ctx)
	if err == nil {
		err = nothingToTransfer(rule, year)
	}
	return TransferYear{Year: int64(year), Rule: rule}, err
}

func transferItems(ctx context.Context, rd db.Reader, reach act.Reach, rule TransferRule, year int) ([]Item, error) {
	f := transferFilter(reach, rule)
	f.And("year = ?", year)
	return db.All[Item](ctx, rd, kept(rd, "SELECT "+itemSelect+" FROM archive_item"+f.Where()+" ORDER BY category, retention DESC, unit, item_no"), f.Args()...)
}

// TransferRegister writes the register of a year's transfer and the list of its
// items, with the opinion on opening beside each, as PDF or DOCX.
func (r *Room) TransferRegister(ctx context.Context, who act.Actor, year int, format forms.Format, w io.Writer) error {
	rule, err := r.TransferRule(ctx)
	if err != nil {
		return err
	}
	items, err := transferItems(ctx, r.Door.Reader(), who.Reach, rule, year)
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return nothingToTransfer(rule, year)
	}
	cfg, err := r.Config(ctx)
	if err != nil {
		return err
	}
	type sum struct {
		Files int64 `db:"files"`
		Bytes int64 `db:"bytes"`
	}
	f := transferFilter(who.Reach, rule)
	f.And("year = ?", year)
	files, err := db.One[sum](ctx, r.Door.Reader(), "SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM archive_file WHERE item_id IN (SELECT id FROM archive_item"+f.Where()+")", f.Args()...)
	if err != nil {
		return err
	}
	t := &forms.TransferRegister{Work: fmt.Sprintf("%d年度档案移交", year), Giver: cfg.Fonds.Name, Items: len(items), Bytes: files.Bytes,
		Content: fmt.Sprintf("%s%d年度归档文件，%s，%s 至 %s，附电子文件 %d 个", cfg.Fonds.Name, year, rule.Words(), items[0].Code, items[len(items)-1].Code, files.Files)}
	opinions, levels := map[string]int{}, map[mark.Level]int{}
	for i := range items {
		it := &items[i]
		opinions[it.Opening]++
		levels[it.Level]++
		t.Rows = append(t.Rows, forms.TransferRow{Code: it.Code, Title: it.Title, Date: it.Date, Pages: int(it.Pages), Retention: string(it.Retention), Opening: OpeningLabel(it.Opening)})
	}
	t.Opening = fmt.Sprintf("到期开放意见：开放 %d 件，控制 %d 件，延期开放 %d 件，未审核 %d 件。密级：公开 %d 件，内部 %d 件，工作秘密 %d 件。逐件意见见移交目录。",
		opinions["open"], opinions["controlled"], opinions["deferred"], opinions["unreviewed"], levels[mark.Public], levels[mark.Internal], levels[mark.WorkSecret])
	return forms.Write(forms.Transfer, format, w, forms.Model{Meta: forms.Meta{Date: r.Door.Today(), By: who.Capacity}, Fonds: forms.Fonds{Code: cfg.Fonds.Code, Name: cfg.Fonds.Name}, Transfer: t})
}

// HandOver is what the signed register of a transfer says.
type HandOver struct {
	Year     int
	Receiver string     // the archives that took the items in
	Number   string     // of the signed register or receipt
	On       civil.Date // when both sides signed
}

type handOverIn struct {
	r *Room
	h HandOver
}

var handOver = act.Define(act.Spec[handOverIn, int]{
	Name: "archive.transfer.hand", Label: "移交进馆", Right: Arrange, Basis: []law.ID{law.ArchivesLaw20, law.ArchivesLaw30},
	Do: func(tx *act.Tx, in handOverIn) (int, act.Entry, error) {
		h, r := in.h, in.r
		h.Receiver, h.Number = strings.TrimSpace(h.Receiver), strings.TrimSpace(h.Number)
		var errs []*fault.Error
		if n := len([]rune(h.Receiver)); n == 0 || n > 100 {
			errs = append(errs, fault.Field("receiver", h.Receiver, "请填写接收单位，如区档案馆，最多 100 字。"))
		}
		if n := len([]rune(h.Number)); n == 0 || n > 60 {
			errs = append(errs, fault.Field("number", h.Number, "请填写双方签字的登记表或回执编号，最多 60 字。没有签回的登记表，不能登记移交。"))
		}
		if h.On.IsZero() || h.On.After(tx.Today) {
			errs = append(errs, fault.Field("on", h.On.String(), "请填写双方签字的日期，不能晚于今天。"))
		}
		if err := fault.Join(errs...); err != nil {
			return 0, act.Entry{}, err
		}
		rule, err := r.transferRule(tx.Ctx, tx.Today)
		if err != nil {
			return 0, act.Entry{}, err
		}
		items, err := transferItems(tx.Ctx, tx, tx.Actor.Reach, rule, h.Year)
		if err != nil {
			return 0, act.Entry{}, err
		}
		unreviewed, n := 0, 0
		for i := range items {
			if items[i].State == Held && items[i].Opening == "unreviewed" {
				unreviewed++
			}
		}
		if unreviewed > 0 {
			return 0, act.Entry{}, fault.Refuse(law.ArchivesLaw30, fmt.Sprintf("还有 %d 件没有开放意见。到期开放意见要随档案一并移交，请先在开放审核里审完。", unreviewed))
		}
		var left []int64
		for i := range items {
			it := &items[i]
			if it.State != Held {
				continue
			}
			if r.Out != nil {
				with, err := r.Out(tx.Ctx, tx, it.ID)
				if err != nil {
					return 0, act.Entry{}, err
				}
				if with != "" {
					return 0, act.Entry{}, fault.Newf(fault.Conflict, "《%s》%s，收回以后才能移交。", it.Title, with)
				}
			}
			it.State, it.Version = Transferred, it.Version+1
			if err := r.store(tx, it); err != nil {
				return 0, act.Entry{}, err
			}
			left = append(left, it.ID)
			n++
		}
		if n == 0 {
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "%d年度没有待移交的档案。", h.Year)
		}
		if err := r.NoteLeft(tx, left, fmt.Sprintf("于%s移交%s，登记表 %s", h.On.Chinese(), h.Receiver, h.Number)); err != nil {
			return 0, act.Entry{}, err
		}
		return n, act.Entry{Subject: fmt.Sprintf("archive_year:%d", h.Year),
			Summary: fmt.Sprintf("%d年度档案 %d 件于%s移交%s，登记表 %s", h.Year, n, h.On.Chinese(), h.Receiver, h.Number),
			Detail:  map[string]any{"items": n, "receiver": h.Receiver, "number": h.Number, "on": h.On.String()}}, r.changed(tx)
	}})

// HandOver records that the archives took a year's items in: they leave the room,
// their descriptions stay. It is refused while an item has no opinion on opening
// (clause law.archives-regulations.30) or is out on loan.
func (r *Room) HandOver(ctx context.Context, who act.Actor, h HandOver) (int, error) {
	return handOver.Run(ctx, r.Door, who, handOverIn{r, h})
}
