package reader

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// ofdTextObject is one TextObject: runs of characters with the place of each.
type ofdTextObject struct {
	boundary [4]float64
	size     float64 // mm
	ctm      [6]float64
	fill     [3]uint8
	runs     []ofdRun
}

type ofdRun struct {
	x, y   float64
	dx, dy []float64
	s      string
}

type ofdPath struct {
	boundary     [4]float64
	ctm          [6]float64
	width        float64 // of the stroke, mm
	stroke, fill bool
	strokeColor  [3]uint8
	fillColor    [3]uint8
	data         string
}

var unitCTM = [6]float64{1, 0, 0, 1, 0, 0}

func numbers(s string, max int) []float64 {
	var out []float64
	for _, f := range strings.FieldsFunc(s, func(c rune) bool { return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r' }) {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) > 1e7 || len(out) >= max {
			break
		}
		out = append(out, v)
	}
	return out
}

func number(s string, or float64) float64 {
	if n := numbers(s, 1); len(n) == 1 {
		return n[0]
	}
	return or
}

// parseBox reads x y width height and refuses what is no page: nothing or
// larger than ten metres.
func parseBox(s string) (box [4]float64, ok bool) {
	n := numbers(s, 4)
	if len(n) != 4 || n[2] <= 0 || n[3] <= 0 || n[2] > 10_000 || n[3] > 10_000 {
		return box, false
	}
	return [4]float64(n), true
}

func boundary(e xml.StartElement) (b [4]float64) {
	copy(b[:], numbers(attr(e, "Boundary"), 4))
	return b
}

func ctm(e xml.StartElement) [6]float64 {
	if n := numbers(attr(e, "CTM"), 6); len(n) == 6 {
		return [6]float64(n)
	}
	return unitCTM
}

// deltas reads DeltaX and DeltaY: distances, with "g n d" for n times d.
func deltas(s string, want int) []float64 {
	var out []float64
	f := strings.Fields(s)
	for i := 0; i < len(f) && len(out) < want; i++ {
		if f[i] == "g" && i+2 < len(f) {
			n, err := strconv.Atoi(f[i+1])
			if err != nil {
				break
			}
			d := number(f[i+2], 0)
			for ; n > 0 && len(out) < want; n-- {
				out = append(out, d)
			}
			i += 2
			continue
		}
		out = append(out, number(f[i], 0))
	}
	return out
}

func colour(s string, or [3]uint8) [3]uint8 {
	n := numbers(s, 4)
	clamp := func(v float64) uint8 { return uint8(math.Max(0, math.Min(255, v))) }
	switch len(n) {
	case 1:
		return [3]uint8{clamp(n[0]), clamp(n[0]), clamp(n[0])}
	case 3:
		return [3]uint8{clamp(n[0]), clamp(n[1]), clamp(n[2])}
	case 4: // CMYK, 0 to 255
		k := 255 - n[3]
		return [3]uint8{clamp((255 - n[0]) * k / 255), clamp((255 - n[1]) * k / 255), clamp((255 - n[2]) * k / 255)}
	}
	return or
}

// walkObjects hands the objects of a Content.xml over, layer by layer.
func walkObjects(x *xmlTokens, v ofdVisitor) error {
	for {
		t, err := x.next()
		if err != nil || t == nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "TextObject":
			err = walkText(x, e, v)
		case "PathObject":
			err = walkPath(x, e, v)
		case "ImageObject":
			if attr(e, "Visible") != "false" {
				v.image(attr(e, "ResourceID"), boundary(e), ctm(e))
			}
			err = x.skip()
		case "Area", "Actions":
			err = x.skip()
		}
		if err != nil {
			return err
		}
	}
}

func walkText(x *xmlTokens, e xml.StartElement, v ofdVisitor) error {
	o := &ofdTextObject{boundary: boundary(e), size: number(attr(e, "Size"), 0), ctm: ctm(e)}
	visible := attr(e, "Visible") != "false"
	lastX, lastY := 0.0, 0.0
	for from := x.depth; x.depth >= from; {
		t, err := x.next()
		if err != nil {
			return err
		}
		if t == nil {
			break
		}
		s, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch s.Name.Local {
		case "FillColor":
			o.fill = colour(attr(s, "Value"), o.fill)
		case "Clips":
			if err := x.skip(); err != nil {
				return err
			}
		case "TextCode":
			text, err := x.text()
			if err != nil {
				return err
			}
			text = strings.Trim(text, "\r\n")
			n := len([]rune(text))
			lastX, lastY = number(attr(s, "X"), lastX), number(attr(s, "Y"), lastY)
			o.runs = append(o.runs, ofdRun{x: lastX, y: lastY, s: text,
				dx: deltas(attr(s, "DeltaX"), n), dy: deltas(attr(s, "DeltaY"), n)})
		}
	}
	if visible {
		v.text(o)
	}
	return nil
}

func walkPath(x *xmlTokens, e xml.StartElement, v ofdVisitor) error {
	o := &ofdPath{boundary: boundary(e), ctm: ctm(e), width: number(attr(e, "LineWidth"), 0.353),
		stroke: attr(e, "Stroke") != "false", fill: attr(e, "Fill") == "true"}
	visible := attr(e, "Visible") != "false"
	for from := x.depth; x.depth >= from; {
		t, err := x.next()
		if err != nil {
			return err
		}
		if t == nil {
			break
		}
		s, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch s.Name.Local {
		case "StrokeColor":
			o.strokeColor = colour(attr(s, "Value"), o.strokeColor)
		case "FillColor":
			o.fillColor = colour(attr(s, "Value"), o.fillColor)
		case "Clips":
			if err := x.skip(); err != nil {
				return err
			}
		case "AbbreviatedData":
			if o.data, err = x.text(); err != nil {
				return err
			}
		}
	}
	if visible {
		v.path(o)
	}
	return nil
}

// ofdText joins the objects of a page to lines: writers make an object of a
// line, of a word, or of each character.
type ofdText struct {
	out  *strings.Builder
	any  bool
	y    float64 // baseline of the last run
	endX float64
	size float64
}

func (w *ofdText) image(string, [4]float64, [6]float64) {}
func (w *ofdText) path(*ofdPath)                        {}

func (w *ofdText) text(o *ofdTextObject) {
	size := o.size
	if k := math.Hypot(o.ctm[2], o.ctm[3]); k > 0 {
		size *= k
	}
	if size <= 0 {
		size = 3
	}
	for _, r := range o.runs {
		if strings.TrimSpace(r.s) == "" {
			continue
		}
		x := o.boundary[0] + o.ctm[0]*r.x + o.ctm[2]*r.y + o.ctm[4]
		y := o.boundary[1] + o.ctm[1]*r.x + o.ctm[3]*r.y + o.ctm[5]
		width, down := 0.0, 0.0
		for i, c := range []rune(r.s) {
			step := size
			if c < 0x2E80 {
				step = size / 2
			}
			if i < len(r.dx) {
				step = r.dx[i] * math.Hypot(o.ctm[0], o.ctm[1])
			}
			width += step
			if i < len(r.dy) {
				down += r.dy[i]
			}
		}
		if w.any {
			switch {
			case math.Abs(y-w.y) > 0.6*math.Min(size, w.size), x < w.endX-2*size:
				w.out.WriteByte('\n')
			case x > w.endX+1.5*size:
				w.out.WriteByte(' ')
			}
		}
		w.out.WriteString(r.s)
		w.any, w.y, w.endX, w.size = true, y+down, x+width, size
	}
}

func (w *ofdText) end() {
	if w.any {
		w.out.WriteByte('\n')
	}
}
