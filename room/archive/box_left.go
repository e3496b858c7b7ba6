package archive

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// NoteLeft writes into the notes of closed boxes (备考表) which items left them and
// why: what is in a box after its year was closed differs from its catalogue by
// exactly what its note says (clause archive.print.colophon).
func (r *Room) NoteLeft(tx *act.Tx, items []int64, why string) error {
	type place struct {
		ItemID int64 `db:"id"`
		BoxID  int64 `db:"box_id"`
		ItemNo int64 `db:"item_no"`
	}
	left := map[int64][]int64{}
	for some := range slices.Chunk(items, 500) {
		f := db.NewFilter()
		db.In(f, "id", some)
		f.And("box_id > 0")
		places, err := db.All[place](tx.Ctx, tx, "SELECT id, box_id, item_no FROM archive_item"+f.Where(), f.Args()...)
		if err != nil {
			return err
		}
		for _, p := range places {
			left[p.BoxID] = append(left[p.BoxID], p.ItemNo)
		}
	}
	for _, box := range slices.Sorted(maps.Keys(left)) {
		if err := noteLeaving(tx, box, left[box], why); err != nil {
			return err
		}
	}
	return nil
}

// noteLeaving adds a line to the note of a box, if it is closed.
func noteLeaving(tx *act.Tx, id int64, numbers []int64, why string) error {
	b, ok, err := act.Locked[Box](tx, q.SQL("box"), id)
	if err != nil || !ok || !b.Sealed {
		return err
	}
	b.Note = strings.TrimSpace(b.Note + "\n" + tx.Today.Chinese() + "：第 " + numberRanges(numbers) + " 号" + howMany(len(numbers)) + why + "。")
	_, err = db.Exec(tx.Ctx, tx, q.SQL("box_update"), b.ID, b.SpineMM, b.Thickness, b.FirstNo, b.LastNo, b.Items, true, db.Clean(b.Note))
	tx.Touch("archive_box", b.ID)
	return err
}

func howMany(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf("共 %d 件", n)
}

// numberRanges writes item numbers as people do: 0001、0003–0005.
func numberRanges(numbers []int64) string {
	ns := slices.Compact(slices.Sorted(slices.Values(numbers)))
	var out []string
	for i := 0; i < len(ns); {
		j := i
		for j+1 < len(ns) && ns[j+1] == ns[j]+1 {
			j++
		}
		s := fmt.Sprintf("%04d", ns[i])
		if j > i {
			s += "–" + fmt.Sprintf("%04d", ns[j])
		}
		out = append(out, s)
		i = j + 1
	}
	return strings.Join(out, "、")
}
