package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/packet"
)

// PackageOptions say what goes into a transfer package.
type PackageOptions struct {
	Year int
	Kind string // bagit, eep or dat93
	Out  string // folder, or a file ending in .zip or .tar
	// Transfer leaves out what the county archives do not take in.
	Transfer bool

	rule TransferRule // by which they decide what that is
}

// PackageReport is the answer to making a package.
type PackageReport struct {
	Kind    string   `json:"kind"`
	Path    string   `json:"path"`
	Items   int      `json:"items"`
	Files   int      `json:"files"`
	Skipped []string `json:"skipped"` // codes of items without a file, which this kind cannot hold
}

type packageIn struct {
	r     *Room
	opt   PackageOptions
	rep   PackageReport
	state packageState
}

// packageState tells whether anything of what a package holds has changed.
type packageState struct {
	Items    int64 `db:"items"`
	Versions int64 `db:"versions"`
}

var makePackage = act.Define(act.Spec[packageIn, PackageReport]{
	Name: "archive.package.make", Label: "制作移交包", Right: Arrange, Basis: []law.ID{law.ArchivesLaw20, law.ArchivesLaw30},
	Do: func(tx *act.Tx, in packageIn) (PackageReport, act.Entry, error) {
		now, err := packaged(tx.Ctx, tx, tx.Actor, in.opt)
		if err == nil && now != in.state {
			err = fault.Newf(fault.Conflict, "制作移交包期间%d年度的著录有改动，这个包没有保留。请重新制作。", in.opt.Year)
		}
		rep := in.rep
		return rep, act.Entry{Subject: fmt.Sprintf("archive_year:%d", in.opt.Year),
			Summary: fmt.Sprintf("制作%d年度移交包（%s）：%d 件 %d 个文件，已另行读回核对", in.opt.Year, in.opt.Kind, rep.Items, rep.Files), Detail: rep}, err
	}})

// Package makes a transfer package of a year and reads it back before it is done.
// Others work on meanwhile: only the note in the ledger is an act of writing. If
// they changed what is in the package, it is not kept.
func (r *Room) Package(ctx context.Context, who act.Actor, o PackageOptions) (PackageReport, error) {
	in := packageIn{r: r, opt: o, rep: PackageReport{Kind: o.Kind, Path: o.Out, Skipped: []string{}}}
	if !who.May(Arrange) {
		return makePackage.Run(ctx, r.Door, who, in) // refused there, on record
	}
	create, ok := map[string]func(context.Context, string, packet.Packet) error{packet.KindBag: packet.CreateBag, packet.KindEEP: packet.CreateEEP, packet.KindDAT93: packet.CreateDAT93}[o.Kind]
	if !ok {
		return in.rep, fault.Field("kind", o.Kind, "移交包的种类只能是 bagit、eep 或 dat93。")
	}
	var err error
	if o.Transfer {
		if o.rule, err = r.TransferRule(ctx); err != nil {
			return in.rep, err
		}
		in.opt = o
	}
	if in.state, err = packaged(ctx, r.Door.Reader(), who, o); err != nil {
		return in.rep, err
	}
	p, err := r.packet(ctx, who, o, &in.rep)
	if err != nil {
		return in.rep, err
	}
	if err := create(ctx, o.Out, p); err != nil {
		return in.rep, err
	}
	rep, err := makePackage.Run(ctx, r.Door, who, in)
	if err != nil {
		err = errors.Join(err, os.RemoveAll(o.Out))
	}
	return rep, err
}

func packageFilter(who act.Actor, o PackageOptions) *db.Filter {
	f := db.NewFilter()
	reachFilter(f, who.Reach, "")
	f.And("year = ?", o.Year).And("code <> ''").And("state IN (?, ?)", Held, Transferred)
	if o.Transfer {
		o.rule.and(f)
	}
	return f
}

func packaged(ctx context.Context, rd db.Reader, who act.Actor, o PackageOptions) (packageState, error) {
	f := packageFilter(who, o)
	return db.One[packageState](ctx, rd, "SELECT count(*) AS items, CAST(coalesce(sum(version), 0) AS BIGINT) AS versions FROM archive_item"+f.Where(), f.Args()...)
}

func (r *Room) packet(ctx context.Context, who act.Actor, o PackageOptions, rep *PackageReport) (packet.Packet, error) {
	rd := r.Door.Reader()
	cfg, err := config(ctx, rd)
	if err != nil {
		return packet.Packet{}, err
	}
	if cfg.Fonds.Code == "" {
		return packet.Packet{}, fault.Field("fonds", "", "全宗号尚未设定，不能制作移交包。请先在设置中填写区档案馆给定的全宗号。")
	}
	p := packet.Packet{Fonds: cfg.Fonds.Code, FondsName: cfg.Fonds.Name, Year: o.Year, CreatedAt: clock.FromMicros(r.Door.Now()), System: "兰台"}
	units := map[string]string{}
	us, err := r.Bureau.Units(ctx)
	if err != nil {
		return p, err
	}
	for _, u := range us {
		units[u.Code] = u.Name
	}
	f := packageFilter(who, o)
	items, err := db.All[Item](ctx, rd, "SELECT "+itemSelect+" FROM archive_item"+f.Where()+" ORDER BY category, unit, retention, item_no", f.Args()...)
	if err != nil {
		return p, err
	}
	for i := range items {
		it := &items[i]
		files, err := db.All[File](ctx, rd, q.SQL("item_files"), it.ID)
		if err != nil {
			return p, err
		}
		if len(files) == 0 && o.Kind != packet.KindBag {
			rep.Skipped = append(rep.Skipped, it.Code)
			continue
		}
		x := packet.Item{Code: it.Code, Category: it.Category, Year: int(it.Year), Number: fmt.Sprintf("%04d", it.ItemNo), Title: it.Title, DocNo: it.DocNo,
			Issuer: it.Issuer, Date: it.Date, Period: string(it.Retention), Unit: units[it.Unit], Level: it.Level.Label(), Pages: int(it.Pages),
			Remark: it.Remark, Opening: OpeningLabel(it.Opening)}
		if it.Keywords != "" {
			x.Keywords = strings.Split(it.Keywords, ";")
		}
		for _, fl := range files {
			x.Files = append(x.Files, packet.File{Name: fl.Name, Size: fl.Size, SHA256: fl.SHA256, SM3: fl.SM3,
				Open: func() (io.ReadCloser, error) { return r.Files.Open(ctx, fl.SHA256) }})
		}
		if x.Events, err = events(ctx, rd, it.ID); err != nil {
			return p, err
		}
		rep.Items++
		rep.Files += len(files)
		p.Items = append(p.Items, x)
	}
	if len(p.Items) == 0 {
		if len(rep.Skipped) > 0 {
			return p, fault.Newf(fault.Conflict, "%d年度的 %d 件都没有电子文件，这种移交包装不了；请用 bagit。", o.Year, len(rep.Skipped))
		}
		return p, fault.Newf(fault.NotFound, "%d年度没有编好档号的件。请先整理。", o.Year)
	}
	return p, nil
}

// events tells what was done with an item, from the ledger.
func events(ctx context.Context, rd db.Reader, id int64) ([]packet.Event, error) {
	entries, err := act.Entries(ctx, rd, act.EntryFilter{Subject: act.Subject("archive_item", id)}, 50)
	if err != nil {
		return nil, err
	}
	var out []packet.Event
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		out = append(out, packet.Event{Who: e.Name, Post: e.Capacity, What: e.Summary, When: clock.FromMicros(e.At), Basis: e.Basis})
	}
	return out, nil
}
