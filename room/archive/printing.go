package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/forms"
)

// PrintOptions say what to print.
type PrintOptions struct {
	Kind      forms.Kind
	Format    forms.Format
	Year      int
	Retention code.Period // "" all
	Unit      string      // code; "" all
	Box       int64       // number of one box; 0 all
	OnA3      bool        // covers and spines on A3 with cutting marks
}

func (o PrintOptions) scope() string {
	return fmt.Sprintf("%s/%s/%d", o.Retention, o.Unit, o.Box)
}

// Print is a paper that was made.
type Print struct {
	Name     string // a file name, Chinese
	Bytes    []byte
	Revision int64
}

type printIn struct {
	r    *Room
	opt  PrintOptions
	copy *printCopy
	made *Print
}

// printCopy is a paper made before its deed, with what it was made of.
type printCopy struct {
	rev   int64
	state string
	bytes []byte
}

// errReprint says that the data changed while the paper was being made.
var errReprint = fault.New(fault.Conflict, "打印期间这个年度的数据一直有人在改，没有印成。请等整理、装盒等操作办完再打印。")

var printed = act.Define(act.Spec[printIn, int64]{
	Name: "archive.year.print", Label: "打印年度目录", Right: Arrange,
	Basis: []law.ID{law.ArchivePrintCatalogue, law.ArchivePrintBoxlist, law.ArchivePrintColophon, law.ArchivePrintCompilation, law.ArchivePrintAllMachine},
	Do: func(tx *act.Tx, in printIn) (int64, act.Entry, error) {
		o, c := in.opt, in.copy
		if err := tx.Alone(fmt.Sprintf("archive.print.%s.%d", o.Kind, o.Year)); err != nil {
			return 0, act.Entry{}, err
		}
		last, state, err := printState(tx.Ctx, tx, o)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if last+1 != c.rev || state != c.state {
			return 0, act.Entry{}, errReprint
		}
		id, err := tx.Next("archive_print")
		if err != nil {
			return 0, act.Entry{}, err
		}
		sum := sha256.Sum256(c.bytes)
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("print_insert"), id, string(o.Kind), o.Year, o.scope(), string(o.Format), c.rev, tx.Now, hex.EncodeToString(sum[:])); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_print", id)
		*in.made = Print{Name: fmt.Sprintf("%d年度%s.%s", o.Year, o.Kind.Label(), o.Format), Bytes: c.bytes, Revision: c.rev}
		return id, act.Entry{Subject: act.Subject("archive_print", id), Summary: fmt.Sprintf("打印%d年度%s（第%d次）", o.Year, o.Kind.Label(), c.rev),
			Detail: map[string]any{"format": o.Format, "retention": o.Retention, "unit": o.Unit, "box": o.Box, "sha256": hex.EncodeToString(sum[:])}}, nil
	}})

// printState is the revision of the last print and, as a word to compare, the
// state of everything a print of the year shows.
func printState(ctx context.Context, rd db.Reader, o PrintOptions) (last int64, state string, err error) {
	if last, err = db.One[int64](ctx, rd, q.SQL("print_last"), string(o.Kind), o.Year, o.scope()); err != nil {
		return
	}
	items, err := db.One[packageState](ctx, rd, q.SQL("year_versions"), o.Year)
	if err != nil {
		return
	}
	boxes, err := db.All[Box](ctx, rd, q.SQL("boxes_of_year"), o.Year)
	if err != nil {
		return
	}
	year, _, err := db.Maybe[Year](ctx, rd, q.SQL("year_state"), o.Year)
	if err != nil {
		return
	}
	cfg, err := config(ctx, rd)
	return last, fmt.Sprint(items, boxes, year, cfg), err
}

// printTries is how often a paper is made anew because its data changed meanwhile.
const printTries = 3

// Print makes a paper from the data as it stands and notes it in the register of
// prints with its revision and digest. Others work on while it is being made: only
// the note is an act of writing, and it is made if the data is still the same.
func (r *Room) Print(ctx context.Context, who act.Actor, o PrintOptions) (Print, error) {
	var made Print
	if !who.May(Arrange) {
		_, err := printed.Run(ctx, r.Door, who, printIn{r: r, opt: o}) // refused there, on record
		return made, err
	}
	if o.Year == 0 {
		return made, fault.Field("year", "", "请指定年度。")
	}
	if o.Unit != "" {
		u, err := r.unit(ctx, o.Unit)
		if err != nil {
			return made, err
		}
		o.Unit = u.Code
	}
	for try := 1; ; try++ {
		c, err := r.printCopy(ctx, who.Using(Arrange), o)
		if err == nil {
			_, err = printed.Run(ctx, r.Door, who, printIn{r, o, c, &made})
		}
		if !errors.Is(err, errReprint) || try == printTries {
			return made, err
		}
	}
}

// printCopy makes a paper without noting it.
func (r *Room) printCopy(ctx context.Context, who act.Actor, o PrintOptions) (*printCopy, error) {
	last, state, err := printState(ctx, r.Door.Reader(), o)
	if err != nil {
		return nil, err
	}
	model, err := r.model(ctx, who, o, last+1)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := forms.Write(o.Kind, o.Format, &b, model); err != nil {
		return nil, err
	}
	return &printCopy{last + 1, state, b.Bytes()}, nil
}

// PrintTo is Print into a writer.
func (r *Room) PrintTo(ctx context.Context, who act.Actor, o PrintOptions, w io.Writer) (Print, error) {
	p, err := r.Print(ctx, who, o)
	if err == nil {
		_, err = w.Write(p.Bytes)
		err = fault.Wrap("archive.print", fault.Full, err)
	}
	return p, err
}

// printing gathers one model.
type printing struct {
	r     *Room
	rd    db.Reader
	ctx   context.Context
	who   act.Actor
	o     PrintOptions
	units map[string]string
	items []Item
	boxes []Box
	state Year
}

func (r *Room) model(ctx context.Context, who act.Actor, o PrintOptions, rev int64) (forms.Model, error) {
	rd := r.Door.Reader()
	p := &printing{r: r, rd: rd, ctx: ctx, who: who, o: o, units: map[string]string{}}
	cfg, err := config(ctx, rd)
	if err != nil {
		return forms.Model{}, err
	}
	m := forms.Model{Fonds: forms.Fonds{Code: cfg.Fonds.Code, Name: cfg.Fonds.Name}, OnA3: o.OnA3,
		Meta: forms.Meta{Basis: r.basisLine(cfg), Revision: int(rev), Number: fmt.Sprintf("%d-%s-%d", o.Year, o.Kind.Label(), rev), Date: r.Door.Today(), By: who.Capacity}}
	if err := p.load(); err != nil {
		return m, err
	}
	if o.Box != 0 && len(p.items) == 0 {
		return m, &fault.Error{Kind: fault.NotFound, Field: "box", Value: fmt.Sprint(o.Box), Say: fmt.Sprintf("%d年度没有符合条件的第%d盒，请核对年度、盒号和所选的期限、机构。", o.Year, o.Box)}
	}
	if o.Kind != forms.Summary && len(p.items) == 0 {
		return m, fault.Newf(fault.NotFound, "%d年度没有符合条件、已编号的件，无可打印。请先整理。", o.Year)
	}
	switch o.Kind {
	case forms.Catalogue:
		m.Groups = p.groups()
	case forms.BoxCatalogue, forms.BoxNote, forms.BoxCover, forms.BoxSpine:
		if m.Boxes = p.boxForms(cfg); len(m.Boxes) == 0 {
			return m, fault.Newf(fault.NotFound, "%d年度没有符合条件的盒。请先装盒。", o.Year)
		}
	case forms.Stamp:
		for i := range p.items {
			m.Stamps = append(m.Stamps, p.stamp(cfg, &p.items[i]))
		}
	case forms.Compilation:
		m.Compilation, err = p.compilation()
	case forms.Summary:
		m.Summary, err = r.summary(ctx, rd, cfg, o.Year)
		if err == nil && r.Enrich != nil {
			err = r.Enrich(ctx, o.Year, m.Summary)
		}
	default:
		err = fault.Field("kind", string(o.Kind), "没有“"+string(o.Kind)+"”这种打印件。")
	}
	return m, err
}

// basisLine names the rules of arrangement with the local number once it is known.
func (r *Room) basisLine(cfg Config) string {
	s := r.Basis
	if n := cfg.Text("local_rule"); n != "" {
		s += "（地方依据：" + n + "）"
	}
	return s
}

func (p *printing) load() error {
	units, err := p.r.Bureau.Units(p.ctx)
	if err != nil {
		return err
	}
	for _, u := range units {
		p.units[u.Code] = u.Name
	}
	if p.state, _, err = db.Maybe[Year](p.ctx, p.rd, q.SQL("year_state"), p.o.Year); err != nil {
		return err
	}
	boxes, err := db.All[Box](p.ctx, p.rd, q.SQL("boxes_of_year"), p.o.Year)
	if err != nil {
		return err
	}
	for _, b := range boxes {
		if (p.o.Retention == "" || b.Retention == p.o.Retention) && (p.o.Unit == "" || b.Unit == p.o.Unit) && (p.o.Box == 0 || b.Number == p.o.Box) {
			p.boxes = append(p.boxes, b)
		}
	}
	f := db.NewFilter()
	reachFilter(f, p.who.Reach, "")
	f.And("year = ?", p.o.Year).And("item_no > 0").And("state IN (?, ?)", Held, Transferred)
	if p.o.Retention != "" {
		f.And("retention = ?", string(p.o.Retention))
	}
	if p.o.Unit != "" {
		f.And("unit = ?", p.o.Unit)
	}
	if p.o.Box != 0 {
		var ids []int64
		for _, b := range p.boxes {
			ids = append(ids, b.ID)
		}
		db.In(f, "box_id", ids)
	}
	p.items, err = db.All[Item](p.ctx, p.rd, "SELECT "+itemSelect+" FROM archive_item"+f.Where()+" ORDER BY category, unit, retention, item_no, id", f.Args()...)
	if err != nil {
		return err
	}
	return p.shelfOrder()
}

// shelfOrder puts the items in the order of the classification scheme.
func (p *printing) shelfOrder() error {
	cfg, err := config(p.ctx, p.rd)
	if err != nil {
		return err
	}
	plan, err := p.r.plan(p.ctx, cfg.Fonds)
	if err != nil {
		return err
	}
	sortByShelf(plan, p.items)
	return nil
}

func (p *printing) class(year int64, unit string, r code.Period) forms.Class {
	return forms.Class{Year: int(year), Retention: string(r), Unit: p.units[unit]}
}

func (p *printing) row(it *Item) forms.Row {
	return forms.Row{Code: it.Code, DocNo: it.DocNo, Issuer: it.Issuer, Title: it.Title, Date: it.Date, Level: it.Level,
		Pages: int(it.Pages), Estimated: it.PagesEstimated, Note: it.Remark}
}

func (p *printing) groups() []forms.Group {
	var out []forms.Group
	for i := range p.items {
		it := &p.items[i]
		c := p.class(it.Year, it.Unit, it.Retention)
		if len(out) == 0 || out[len(out)-1].Class != c {
			out = append(out, forms.Group{Class: c})
		}
		g := &out[len(out)-1]
		g.Rows = append(g.Rows, p.row(it))
	}
	return out
}

func (p *printing) boxForms(cfg Config) []forms.Box {
	in := map[int64][]forms.Row{}
	for i := range p.items {
		in[p.items[i].BoxID] = append(in[p.items[i].BoxID], p.row(&p.items[i]))
	}
	var out []forms.Box
	for _, b := range p.boxes {
		f := forms.Box{Class: p.class(b.Year, b.Unit, b.Retention), Number: fmt.Sprint(b.Number), Code: BoxCode(cfg.Fonds.Code, b),
			First: fmt.Sprintf("%04d", b.FirstNo), Last: fmt.Sprintf("%04d", b.LastNo), Thickness: int(b.SpineMM), Rows: in[b.ID], Situation: b.Note}
		if p.state.Closed() {
			f.Arranged = civil.DateOf(clock.FromMicros(p.state.ClosedAt))
			if p.state.ClosedBy != act.Program("").Name { // a person signs for the box, never the program
				f.Arranger = p.state.ClosedBy
			}
		}
		out = append(out, f)
	}
	return out
}

// BoxCode is what a box's QR code says: fonds, category and running number.
func BoxCode(fonds string, b Box) string {
	return fmt.Sprintf("%s-%s-H%05d", fonds, b.Category, b.Number)
}

func (p *printing) stamp(cfg Config, it *Item) forms.Stamped {
	return forms.Stamped{Class: p.class(it.Year, it.Unit, it.Retention), FondsCode: cfg.Fonds.Code, Item: fmt.Sprintf("%04d", it.ItemNo), Pages: int(it.Pages), Code: it.Code}
}

// StampedCopy gives a copy of an item's first PDF with the filing stamp on its
// first page; the original is only read.
func (r *Room) StampedCopy(ctx context.Context, who act.Actor, id int64, w io.Writer) error {
	it, err := r.Item(ctx, who, id)
	if err != nil {
		return err
	}
	if it.ItemNo == 0 {
		return fault.New(fault.Conflict, "这一件还没有编号，不能盖归档章。请先整理。")
	}
	fs, err := r.FilesOf(ctx, who, id)
	if err != nil {
		return err
	}
	cfg, err := r.Config(ctx)
	if err != nil {
		return err
	}
	for _, f := range fs {
		if f.Kind != "pdf" {
			continue
		}
		in, err := r.Files.Open(ctx, f.SHA256)
		if err != nil {
			return err
		}
		defer in.Close()
		p := &printing{r: r, units: map[string]string{}}
		units, err := r.Bureau.Units(ctx)
		if err != nil {
			return err
		}
		for _, u := range units {
			p.units[u.Code] = u.Name
		}
		return forms.StampFirstPage(in, w, p.stamp(cfg, &it), forms.StampPlace{}, forms.Meta{Date: r.Door.Today(), By: who.Capacity})
	}
	return fault.New(fault.NotFound, "这一件没有 PDF 文件；纸质件请打印归档章粘贴。")
}
