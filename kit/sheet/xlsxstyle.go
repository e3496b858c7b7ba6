package sheet

import (
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// cellStyle is what a number format says about the meaning of a number.
type cellStyle struct {
	date, time bool
	digits     int // at least so many digits, for formats such as 0000
}

// readStyles reads which styles show days and times.
func (w *workbook) readStyles() error {
	if w.styleAt == nil {
		return nil
	}
	rc, err := w.styleAt.Open()
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Op: "sheet.xlsx", Say: errXML.Say, Err: err}
	}
	defer rc.Close()
	x, err := newXMLScan(io.LimitReader(rc, maxPart), maxPart)
	if err != nil {
		return err
	}
	codes := map[int]string{}
	inXfs := false
	for {
		if err := x.next(false); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		switch {
		case x.is("numFmt") && x.open && len(codes) < maxStyles:
			id, _ := x.attr("numFmtId")
			code, _ := x.attr("formatCode")
			if n, err := strconv.Atoi(id); err == nil {
				codes[n] = code
			}
		case x.is("cellXfs"):
			inXfs = x.open && !x.empty
		case inXfs && x.is("xf") && x.open && len(w.styles) < maxStyles:
			id, _ := x.attr("numFmtId")
			n, _ := strconv.Atoi(id)
			w.styles = append(w.styles, styleOf(n, codes[n]))
		}
	}
}

// styleOf reads a number format: by its code if the file gives one, else by its
// built-in number (those of Chinese Excel included).
func styleOf(id int, code string) cellStyle {
	if code == "" {
		switch {
		case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
			return cellStyle{date: true}
		case id == 22:
			return cellStyle{date: true, time: true}
		case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47, id == 55, id == 56:
			return cellStyle{time: true}
		}
		return cellStyle{}
	}
	// Only the first section counts, without quoted text, escapes and bracketed conditions.
	var b strings.Builder
	var end byte
	for i := 0; i < len(code); i++ {
		c := code[i]
		switch {
		case end != 0:
			if c == end {
				end = 0
			}
		case c == '"':
			end = '"'
		case c == '[':
			if j := strings.IndexByte(code[i:], ']'); j == 2 && strings.IndexByte("hHmMsS", code[i+1]) >= 0 {
				b.WriteByte('h') // elapsed time
			}
			end = ']'
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == ';':
			i = len(code)
		default:
			b.WriteByte(c | 0x20)
		}
	}
	s := b.String()
	if s == "general" || strings.Contains(s, "general") {
		return cellStyle{}
	}
	if len(s) > 1 && len(s) <= 20 && strings.Trim(s, "0") == "" {
		return cellStyle{digits: len(s)}
	}
	clock := strings.ContainsAny(s, "hs")
	day := strings.ContainsAny(s, "yd") || !clock && strings.Contains(s, "m")
	return cellStyle{date: day, time: clock}
}

// SerialDate gives the day that a spreadsheet's day number stands for, in the
// 1900 system (with its imaginary 29 February 1900) or the 1904 system. ok is
// false for numbers outside 1 January 1900 to 31 December 9999.
func SerialDate(serial float64, date1904 bool) (d civil.Date, ok bool) {
	if math.IsNaN(serial) || serial < 0 || serial >= 2958466 {
		return civil.Date{}, false
	}
	n := int(serial)
	start := civil.Must("1899-12-30")
	switch {
	case date1904:
		start = civil.Must("1904-01-01")
	case n == 0 || n == 60:
		return civil.Date{}, false
	case n < 60:
		start = civil.Must("1899-12-31")
	}
	d = start.AddDays(n)
	return d, d.Year <= 9999
}

func serialText(serial float64, date1904 bool, st cellStyle) (string, bool) {
	// Rounded to seconds: 0.1 s is below what the notation can hold.
	seconds := int(math.Round((serial - math.Floor(serial)) * 86400))
	clock := ""
	if st.time {
		clock = time.Unix(int64(seconds%86400), 0).UTC().Format("15:04:05")
	}
	if !st.date {
		return clock, serial >= 0 && serial < 1e6
	}
	d, ok := SerialDate(serial+float64(seconds/86400), date1904)
	if !ok {
		return "", false
	}
	if st.time && seconds%86400 != 0 {
		return d.String() + " " + clock, true
	}
	return d.String(), true
}
