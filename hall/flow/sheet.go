package flow

import (
	"fmt"
	"io"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/print"
	"lantai.internal/kit/web/ui"
)

// Sheet draws a form of the bureau with what was said in the steps of a case: framed
// rows below the bureau's title, the ground and the numbers at the foot of every
// page. Measures are millimetres.
type Sheet struct {
	doc *print.Document
	f   *print.Flow
}

// SheetHead is what stands above and below a form.
type SheetHead struct {
	Bureau string
	Title  string // without the bureau's name
	Number string
	Basis  string
	Case   View // the zero View for what was never submitted
	Today  civil.Date
	Note   string // at the right of the foot; the number of the page when empty
}

// SheetWidth is the width of a form between its frames.
const SheetWidth = 160.0

const (
	sheetLeft = 25.0
	sheetTop  = 22.0
	sheetFoot = 25.0
)

var (
	sheetLabel = print.Style{Size: 12, Align: print.Center, LineHeight: 1.3}
	sheetValue = print.Style{Size: 12, LineHeight: 1.4}
	sheetSmall = print.Style{Size: 8, Color: print.Grey, LineHeight: 1.3}
)

// NewSheet begins a form.
func NewSheet(h SheetHead) (*Sheet, error) {
	t := h.Today
	d, err := print.New(print.Options{Title: h.Bureau + h.Title, Author: h.Bureau, Subject: h.Number, Date: time.Date(t.Year, t.Month, t.Day, 0, 0, 0, 0, civil.Shanghai)})
	if err != nil {
		return nil, err
	}
	f := d.Section(print.Section{Margins: print.Margins{Top: sheetTop, Right: 25, Bottom: sheetFoot, Left: sheetLeft}, Foot: h.foot})
	f.Draw(17, func(p *print.Page, in print.Rect) {
		p.Fit(print.Rect{X: in.X, Y: in.Y, W: SheetWidth, H: 12}, h.Bureau+h.Title, print.Style{Size: 18, Bold: true, Align: print.Center}, 12)
	})
	return &Sheet{d, f}, nil
}

func (h SheetHead) foot(p *print.Page, no, of int) {
	y := p.Size.H - sheetFoot + 1
	p.LineIn(sheetLeft, y, sheetLeft+SheetWidth, y, 0.1, print.Grey, false)
	top := sheetSmall
	top.VAlign = print.Top
	height := p.Box(print.Rect{X: sheetLeft, Y: y + 1, W: SheetWidth, H: 10}, "办理依据："+h.Basis, top)
	line := "编号 " + h.Number
	if h.Case.SubmittedAt != 0 {
		line += "　提交 " + ui.Stamp(clock.FromMicros(h.Case.SubmittedAt))
	}
	if h.Case.Ledger != 0 {
		line += fmt.Sprintf("　台账第 %d 号", h.Case.Ledger)
	}
	y += max(height, 4) + 5
	p.Text(sheetLeft, y, line+"　打印 "+h.Today.String(), sheetSmall)
	right := sheetSmall
	right.Align = print.Right
	note := h.Note
	if note == "" {
		note = print.PageOf(no, of)
	}
	p.Text(sheetLeft+SheetWidth, y, note, right)
}

// Cell is a framed label with its value; Lead is the width of the label, none if 0.
type Cell struct {
	Label, Value string
	Lead, Width  float64
}

// Row sets cells beside one another.
func (s *Sheet) Row(height float64, cells ...Cell) {
	s.f.Draw(height, func(p *print.Page, in print.Rect) {
		x := in.X
		for _, c := range cells {
			if c.Lead > 0 {
				labelled(p, print.Rect{X: x, Y: in.Y, W: c.Lead, H: height}, c.Label)
			}
			p.Frame(print.Rect{X: x + c.Lead, Y: in.Y, W: c.Width, H: height}, 0.3)
			p.Fit(print.Rect{X: x + c.Lead + 2, Y: in.Y, W: c.Width - 4, H: height}, c.Value, sheetValue, 7)
			x += c.Lead + c.Width
		}
	})
}

func labelled(p *print.Page, r print.Rect, text string) {
	p.Frame(r, 0.3)
	p.Fit(print.Rect{X: r.X + 1, Y: r.Y, W: r.W - 2, H: r.H}, text, sheetLabel, 8)
}

// Over draws into the row of this height that was set last.
func (s *Sheet) Over(height float64, draw func(p *print.Page, in print.Rect)) {
	draw(s.f.Page(), print.Rect{X: s.f.Left(), Y: s.f.Y() - height, W: SheetWidth, H: height})
}

// Draw leaves the drawing of a stretch of the form to the room.
func (s *Sheet) Draw(height float64, draw func(p *print.Page, in print.Rect)) { s.f.Draw(height, draw) }

// Text is a framed label with a text of any length, at least least high; it goes on
// over the page where it must.
func (s *Sheet) Text(name, text string, lead, least float64) error {
	style := print.Style{Size: 12, LineHeight: 1.45}
	lines, err := s.doc.Lines(text, style, SheetWidth-lead-6)
	if err != nil {
		return err
	}
	const line = 12 * 1.45 * 25.4 / 72
	if len(lines) == 0 {
		lines = []string{""}
	}
	for first := true; len(lines) > 0; first = false {
		s.f.Need(max(line+4, min(least, line*float64(len(lines))+4)))
		n := max(1, min(len(lines), int((s.f.Room()-5)/line)))
		part := strings.Join(lines[:n], "\n")
		lines = lines[n:]
		h := line*float64(n) + 4
		if len(lines) == 0 && first {
			h = max(h, least)
		}
		head := name
		if !first {
			head += "（续）"
		}
		s.f.Draw(h, func(p *print.Page, in print.Rect) {
			labelled(p, print.Rect{X: in.X, Y: in.Y, W: lead, H: h}, head)
			p.Frame(print.Rect{X: in.X + lead, Y: in.Y, W: SheetWidth - lead, H: h}, 0.3)
			p.Box(print.Rect{X: in.X + lead + 3, Y: in.Y, W: SheetWidth - lead - 5, H: h}, part, print.Style{Size: 12, LineHeight: 1.45, VAlign: print.Middle})
		})
	}
	return nil
}

// Block is the box of one step: opinion, signature, date.
type Block struct {
	Label string
	Added string // why the form has it although its source has not
	Said  Said
	Empty string // what stands there when the chain does not come by
}

// notAsked stands in the box of a step that the rules leave out of this case.
const notAsked = "—（按规定不经此环节）"

// BlockOf is the box of a role; found is false, and the box says so, where the chain
// does not come by.
func BlockOf(said []Said, who Who, title, added string) (b Block, found bool) {
	b = Block{Label: title, Added: added, Empty: notAsked}
	for _, s := range said {
		if s.Who == who {
			b.Said, b.Empty, found = s, "", true
		}
	}
	return b, found
}

// Sign draws the box of a step.
func (s *Sheet) Sign(height, lead float64, b Block) {
	s.f.Draw(height, func(p *print.Page, in print.Rect) {
		head := print.Rect{X: in.X, Y: in.Y, W: lead, H: height}
		if b.Added != "" {
			p.Fit(print.Rect{X: in.X + 1, Y: in.Y + height - 10, W: lead - 2, H: 8}, b.Added, print.Style{Size: 8, Align: print.Center, Color: print.Grey}, 6)
			p.Frame(head, 0.3)
			p.Fit(print.Rect{X: in.X + 1, Y: in.Y, W: lead - 2, H: height - 9}, b.Label, sheetLabel, 8)
		} else {
			labelled(p, head, b.Label)
		}
		box := print.Rect{X: in.X + lead, Y: in.Y, W: SheetWidth - lead, H: height}
		p.Frame(box, 0.3)
		if b.Empty != "" {
			p.Fit(print.Rect{X: box.X + 3, Y: box.Y, W: box.W - 6, H: height}, b.Empty, print.Style{Size: 12, Align: print.Center}, 8)
			return
		}
		p.Fit(print.Rect{X: box.X + 3, Y: box.Y + 2, W: box.W - 6, H: height - 12}, b.Said.Opinion, print.Style{Size: 12, VAlign: print.Top, LineHeight: 1.4}, 7)
		p.Fit(print.Rect{X: box.X + 3, Y: box.Y + height - 9, W: box.W - 50, H: 7}, "签字："+b.Said.Signed, print.Style{Size: 12}, 7)
		if b.Said.Draft != "" {
			p.Text(box.X+box.W-3, box.Y+height-10, b.Said.Draft, print.Style{Size: 9, Align: print.Right, Color: print.Grey})
		}
		p.Text(box.X+box.W-3, box.Y+height-4, SignedOn(b.Said.On), print.Style{Size: 12, Align: print.Right})
	})
}

// SignedOn is a date to sign under, or the room for it.
func SignedOn(on civil.Date) string {
	if on.IsZero() {
		return "　　年　　月　　日"
	}
	return on.Chinese()
}

// Write ends the form.
func (s *Sheet) Write(w io.Writer) error { return s.doc.Write(w) }
