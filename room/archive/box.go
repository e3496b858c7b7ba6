package archive

import (
	"fmt"

	"lantai.internal/room/archive/code"
)

// Box is a box on the shelf. It holds one class: category, year, unit and period
// are never mixed (DA/T 22-2015, 6.4; clause archive.box.single_class).
type Box struct {
	ID         int64       `db:"id"`
	Category   string      `db:"category"`
	Year       int64       `db:"year"`
	Unit       string      `db:"unit"`
	Retention  code.Period `db:"retention"`
	Number     int64       `db:"number"`
	SpineMM    int64       `db:"spine_mm"`
	Thickness  int64       `db:"thickness"` // micrometres of paper
	FirstNo    int64       `db:"first_no"`
	LastNo     int64       `db:"last_no"`
	Items      int64       `db:"items"`
	Sealed     bool        `db:"sealed"`
	LocationID int64       `db:"location_id"`
	Note       string      `db:"note"`
}

var boxColumns = []string{"category", "year", "unit", "retention", "number", "spine_mm", "thickness", "first_no", "last_no", "items", "sealed", "location_id", "note"}

// Label is how the box is called: 2012年 第3盒.
func (b Box) Label() string { return fmt.Sprintf("第%d盒", b.Number) }

// Range is the item numbers in the box, 0001–0052.
func (b Box) Range() string { return fmt.Sprintf("%04d–%04d", b.FirstNo, b.LastNo) }
