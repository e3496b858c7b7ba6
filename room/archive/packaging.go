package archive

import (
	"context"
	"fmt"
	"io"
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
	r   *Room
	opt PackageOptions
}

var makePackage = act.Define(act.Spec[packageIn, PackageReport]{
	Name: "archive.package.make", Right: Arrange, Basis: []law.ID{law.ArchivesLaw20, law.ArchivesLaw30},
	Do: func(tx *act.Tx, in packageIn) (PackageReport, act.Entry, error) {
		rep := PackageReport{Kind: in.opt.Kind, Path: in.opt.Out, Skipped: []string{}}
		create, ok := map[string]func(context.Context, string, packet.Packet) error{packet.KindBag: packet.CreateBag, packet.KindEEP: packet.CreateEEP, packet.KindDAT93: packet.CreateDAT93}[in.opt.Kind]
		if !ok {
			return rep, act.Entry{}, fault.Field("kind", in.opt.Kind, "移交包的种类只能是 bagit、eep 或 dat93。")
		}
		p, err := in.r.packet(tx, in.opt, &rep)
		if err != nil {
			return rep, act.Entry{}, err
		}
		if err = create(tx.Ctx, in.opt.Out, p); err != nil {
			return rep, act.Entry{}, err
		}
		return rep, act.Entry{Subject: fmt.Sprintf("archive_year:%d", in.opt.Year),
			Summary: fmt.Sprintf("制作%d年度移交包（%s）：%d 件 %d 个文件，已另行读回核对", in.opt.Year, in.opt.Kind, rep.Items, rep.Files), Detail: rep}, nil
	}})

// Package makes a transfer package of a year and reads it back before it is done.
func (r *Room) Package(ctx context.Context, who act.Actor, o PackageOptions) (PackageReport, error) {
	return makePackage.Run(ctx, r.Door, who, packageIn{r, o})
}

func (r *Room) packet(tx *act.Tx, o PackageOptions, rep *PackageReport) (packet.Packet, error) {
	cfg, err := config(tx.Ctx, tx)
	if err != nil {
		return packet.Packet{}, err
	}
	if cfg.Fonds.Code == "" {
		return packet.Packet{}, fault.Field("fonds", "", "全宗号尚未设定，不能制作移交包。请先在设置中填写区档案馆给定的全宗号。")
	}
	p := packet.Packet{Fonds: cfg.Fonds.Code, FondsName: cfg.Fonds.Name, Year: o.Year, CreatedAt: clock.FromMicros(tx.Now), System: "兰台"}
	units := map[string]string{}
	us, err := r.Bureau.Units(tx.Ctx)
	if err != nil {
		return p, err
	}
	for _, u := range us {
		units[u.Code] = u.Name
	}
	f := db.NewFilter()
	reachFilter(f, tx.Actor.Reach, "")
	f.And("year = ?", o.Year).And("code <> ''").And("state IN (?, ?)", Held, Transferred)
	if o.Transfer {
		db.In(f, "retention", TransferPeriods)
	}
	items, err := db.All[Item](tx.Ctx, tx, "SELECT "+itemSelect+" FROM archive_item"+f.Where()+" ORDER BY category, unit, retention, item_no", f.Args()...)
	if err != nil {
		return p, err
	}
	for i := range items {
		it := &items[i]
		files, err := db.All[File](tx.Ctx, tx, q.SQL("item_files"), it.ID)
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
				Open: func() (io.ReadCloser, error) { return r.Files.Open(tx.Ctx, fl.SHA256) }})
		}
		if x.Events, err = r.events(tx, it.ID); err != nil {
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
func (r *Room) events(tx *act.Tx, id int64) ([]packet.Event, error) {
	entries, err := act.Entries(tx.Ctx, tx, act.EntryFilter{Subject: act.Subject("archive_item", id)}, 50)
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
