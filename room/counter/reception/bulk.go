package reception

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/sheet"
)

// BadRow is a row of a table that cannot be taken in, and why.
type BadRow struct {
	Row int // as the user sees it in the file
	Say string
}

// Sheet is a table that somebody brings.
type Sheet struct {
	io.ReaderAt
	Size int64
	Name string
}

// Taken says what became of a table.
type Taken struct {
	Places, Elements int
	Bad              []BadRow // with any, nothing was entered
}

const mostRows = 500

type bulkIn struct {
	r     *Room
	sheet Sheet
}

var bulkDeed = act.Define(act.Spec[bulkIn, Taken]{Name: "reception.duty.sheet", Label: "导入岗位责任", Right: Use, Basis: []law.ID{law.PostDef},
	Do: func(tx *act.Tx, in bulkIn) (Taken, act.Entry, error) {
		s, err := in.r.inDeed(tx)
		if err != nil {
			return Taken{}, act.Entry{}, err
		}
		var out Taken
		out, err = in.r.takeSheet(tx, s, in.sheet)
		if err == nil && len(out.Bad) > 0 {
			err = &fault.Error{Kind: fault.Invalid, Field: "file", Say: "表里有不对的行，没有导入。", Err: errBad{out}}
		}
		return out, act.Entry{Subject: "counter_element", Summary: fmt.Sprintf("导入岗位责任 %d 个科室和岗位、%d 项要素", out.Places, out.Elements), Detail: map[string]any{"file": in.sheet.Name}}, err
	}})

// errBad carries the bad rows out of a deed that is undone for them.
type errBad struct{ Taken }

func (e errBad) Error() string { return fmt.Sprintf("%d bad rows", len(e.Bad)) }

// DescribeSheet takes the duties of units and posts from a table: a column 岗位 (its
// name or the unit's) and one for each element. One bad row, and nothing is entered:
// the rows are named instead. A table that the registers' Screen refuses is not read.
func (r *Room) DescribeSheet(ctx context.Context, who act.Actor, x Sheet) (Taken, error) {
	if err := r.Registers.Screened(ctx, x, x.Size, x.Name); err != nil {
		return Taken{}, err
	}
	t, err := bulkDeed.Run(ctx, r.Door, who, bulkIn{r, x})
	if bad := (errBad{}); errors.As(err, &bad) {
		return Taken{Bad: bad.Bad}, nil
	}
	return t, err
}

var placeHeads = []string{"岗位", "科室或岗位", "岗位名称", "科室"}

func (r *Room) takeSheet(tx *act.Tx, s *scene, x Sheet) (Taken, error) {
	names := s.elementNames()
	t, err := sheet.OpenReader(tx.Ctx, x, x.Size, x.Name, sheet.Options{Known: func(n string) bool { return slices.Contains(names, n) || slices.Contains(placeHeads, n) }, MaxUnpacked: 64 << 20})
	if err != nil {
		return Taken{}, err
	}
	defer t.Close()
	place, at := -1, map[string]int{}
	for i, h := range t.Header() {
		n := sheet.Normalize(h)
		if place < 0 && slices.Contains(placeHeads, n) {
			place = i
		}
		if slices.Contains(names, n) {
			at[n] = i
		}
	}
	if place < 0 || len(at) == 0 {
		return Taken{}, fault.Field("file", x.Name, "表头应有“岗位”一列，以及要素各一列："+strings.Join(names, "、")+"。")
	}
	posts, err := r.Org.Posts(tx.Ctx)
	if err != nil {
		return Taken{}, err
	}
	find := func(name string) []string {
		var out []string
		for _, u := range s.units {
			if u.Active && u.Name == name {
				out = append(out, unitPlace(u.Code))
			}
		}
		for _, p := range posts {
			if p.Title == name {
				out = append(out, postPlace(p.Code))
			}
		}
		return out
	}
	var out Taken
	for n := 0; ; n++ {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if e, ok := sheet.AsRowError(err); ok {
			out.Bad = append(out.Bad, BadRow{e.Number, e.Err.Safe()})
			continue
		}
		if err != nil {
			return out, err
		}
		if n >= mostRows {
			return out, fault.Field("file", x.Name, fmt.Sprintf("一张表不超过 %d 行，请分几次导入。", mostRows))
		}
		cell := func(i int) string {
			if i < len(row.Cells) {
				return db.Trimmed(row.Cells[i])
			}
			return ""
		}
		name := cell(place)
		found := find(name)
		if len(found) != 1 {
			say := "本局没有“" + name + "”这个科室或岗位，请核对名称。"
			if len(found) > 1 {
				say = "有几个“" + name + "”，请在页面上填写。"
			}
			out.Bad = append(out.Bad, BadRow{row.Number, say})
			continue
		}
		said := map[string]string{}
		for e, i := range at {
			if w := cell(i); w != "" {
				said[e] = w
			}
		}
		changed, err := r.describe(tx, s, found[0], said)
		switch {
		case err != nil && (fault.Is(err, fault.Invalid) || fault.Is(err, fault.Forbidden)):
			out.Bad = append(out.Bad, BadRow{row.Number, fault.Of(err).Safe()})
		case err != nil:
			return out, err
		case changed > 0:
			out.Places++
			out.Elements += changed
		}
	}
	if out.Elements == 0 && len(out.Bad) == 0 {
		return out, fault.Field("file", x.Name, "表里没有可以导入的内容，或者与已填的一样。")
	}
	return out, nil
}
