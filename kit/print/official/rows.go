package official

import (
	"strings"

	"lantai.internal/kit/print"
)

// row is one line of text, placed by paginate.
type row struct {
	runs  []print.Run
	x     float64 // from the left edge of the type area
	w     float64 // spread to this width; 0 leaves the line as it is
	align print.Align
	size  float64 // square of the characters in millimetres; 0 is 三号
	blank int     // lines left empty above it, unless it begins a page
	body  bool    // a line of the body's text
	head  bool    // a heading: the next line stays with it
	fresh bool    // begins a page
	page  int     // where it came to stand, from 0
	y     float64 // upper edge of its characters
	under float64 // room below that must be on the page, for the seal
}

func (r row) em() float64 {
	if r.size > 0 {
		return r.size
	}
	return em
}

// Styles of the elements.
var (
	song     = print.Style{Size: size3, Family: FangSong}
	hei      = print.Style{Size: size3, Family: Hei, Bold: true}
	kai      = print.Style{Size: size3, Family: Kai}
	small    = print.Style{Size: size4, Family: FangSong}
	headline = print.Style{Size: size2, Family: XiaoBiaoSong, Bold: true}
)

func levelStyle(level int) print.Style {
	switch level {
	case 1:
		return hei
	case 2:
		return kai
	}
	return song
}

// setter turns elements into rows.
type setter struct {
	d   *print.Document
	err error
}

func (s *setter) lines(text string, st print.Style, w float64) []string {
	ls, err := s.d.Lines(text, st, w)
	if err != nil && s.err == nil {
		s.err = err
	}
	return ls
}

func (s *setter) width(text string, st print.Style) float64 {
	w, err := s.d.Width(text, st)
	if err != nil && s.err == nil {
		s.err = err
	}
	return w
}

// slack is the white at the end of a full line up to which it is spread.
const slack = 3 * em

// body sets paragraphs: two characters of indent, full lines spread to the width.
func (s *setter) body(ps []para) []row {
	var out []row
	for _, p := range ps {
		st := song
		st.Indent = 2
		lead := []rune(p.head)
		ls := s.lines(p.head+p.text, st, width)
		for i, l := range ls {
			var head, rest strings.Builder
			for _, r := range l {
				for len(lead) > 0 && lead[0] == ' ' && r != ' ' {
					lead = lead[1:]
				}
				if len(lead) > 0 && rest.Len() == 0 {
					head.WriteRune(r)
					lead = lead[1:]
					continue
				}
				rest.WriteRune(r)
			}
			r := row{body: true, head: p.level > 0 && p.text == ""}
			if head.Len() > 0 {
				r.runs = append(r.runs, print.Run{Text: head.String(), Style: levelStyle(p.level)})
			}
			if rest.Len() > 0 {
				r.runs = append(r.runs, print.Run{Text: rest.String(), Style: song})
			}
			room := width
			if i == 0 {
				r.x, room = 2*em, width-2*em
			}
			if i < len(ls)-1 && s.width(l, song) > room-slack {
				r.w = room
			}
			out = append(out, r)
		}
	}
	return out
}

// hanging sets a label at x and a text after it whose further lines begin below the
// text's first character, up to the edge w from x.
func (s *setter) hanging(label, text string, ls, st print.Style, x, w float64) []row {
	lw := s.width(label, ls)
	var out []row
	lines := s.lines(text, st, w-lw)
	for i, l := range lines {
		r := row{runs: []print.Run{{Text: l, Style: st}}, x: x + lw, size: ptMM(st.Size)}
		if i < len(lines)-1 && s.width(l, st) > w-lw-slack {
			r.w = w - lw
		}
		if i == 0 {
			// Label and text are two rows in one place: the text is spread alone.
			out = append(out, row{runs: []print.Run{{Text: label, Style: ls}}, x: x, size: r.size})
			r.blank = together
		}
		out = append(out, r)
	}
	return out
}

// together marks a row that stands beside the one before it.
const together = -1

// plain sets text from the left edge over the full width.
func (s *setter) plain(text string, st print.Style) []row {
	var out []row
	ls := s.lines(text, st, width)
	for i, l := range ls {
		r := row{runs: []print.Run{{Text: l, Style: st}}, size: ptMM(st.Size)}
		if i < len(ls)-1 && s.width(l, st) > width-slack {
			r.w = width
		}
		out = append(out, r)
	}
	return out
}

// title sets the title's lines in the middle.
func (s *setter) title(lines []string) []row {
	var out []row
	for _, l := range lines {
		for _, one := range s.lines(l, headline, width) {
			out = append(out, row{runs: []print.Run{{Text: one, Style: headline}}, align: print.Center, size: ptMM(size2)})
		}
	}
	return out
}

// attached sets 附件：, numbered if there are several.
func (s *setter) attached(names []string) []row {
	var out []row
	labels := attachedLabels(len(names))
	for i, n := range names {
		label := "附件："
		x := 2 * em
		if i > 0 {
			x += s.width(label, song)
			label = ""
		}
		rows := s.hanging(label+labels[i], n, song, song, x, width-x)
		if i == 0 {
			rows[0].blank = 1
		}
		out = append(out, rows...)
	}
	return out
}

func ptMM(pt float64) float64 { return pt * 25.4 / 72 }

// signature sets who signs, the date and the note below them. The rows before it
// are the text it follows.
func (s *setter) signature(p Paper) []row {
	var out []row
	if p.Form == Brief && p.Signed == "" {
		return nil // its head has the date
	}
	date := day(p.Date)
	signW, dateW := s.width(p.Signed, song), s.width(date, song)
	at := func(text string, x float64, blank int) {
		if text != "" {
			out = append(out, row{runs: []print.Run{{Text: text, Style: song}}, x: x, blank: blank})
		}
	}
	switch {
	case p.Form == Order:
		// The signer's name stamp, four characters from the right, after the post.
		nameX := width - 4*em - signW
		at(p.Post, nameX-2*em-s.width(p.Post, song), 2)
		if p.Post != "" {
			at(p.Signed, nameX, together)
		} else {
			at(p.Signed, nameX, 2)
		}
		at(date, width-4*em-dateW, 1)
	case p.Seal == NoSeal:
		signX := width - 2*em - signW
		dateX := signX + 2*em
		if dateW > signW {
			dateX = width - 2*em - dateW
			signX = dateX - 2*em
		}
		if p.Signed == "" {
			at(date, width-2*em-dateW, 1)
			break
		}
		at(p.Signed, signX, 1)
		at(date, dateX, 0)
	default:
		// The seal covers both lines, its upper edge within one line of the text.
		dateX := width - 4*em - dateW
		signX := min(dateX+dateW/2-signW/2, width-signW)
		at(p.Signed, signX, 2)
		if p.Signed == "" {
			at(date, dateX, 3)
		} else {
			at(date, dateX, 0)
		}
		if len(out) > 0 {
			out[len(out)-1].under = sealTop + sealDiameter - (4*pitch + em - gap)
		}
	}
	if p.Note != "" {
		note := strings.Trim(strings.TrimSpace(p.Note), "（）()")
		for i, l := range s.lines("（"+note+"）", print.Style{Size: size3, Family: FangSong, Indent: 2}, width) {
			r := row{runs: []print.Run{{Text: l, Style: song}}}
			if i == 0 {
				r.x = 2 * em
			}
			out = append(out, r)
		}
	}
	return out
}

// sealTop is how far the seal's upper edge stands below the text.
const sealTop = 9.5

// attendance sets 出席, 请假 and 列席 of minutes.
func (s *setter) attendance(p Paper) []row {
	var out []row
	for _, l := range []struct {
		label string
		names []string
	}{{"出席", p.Present}, {"请假", p.Excused}, {"列席", p.Observers}} {
		if len(l.names) == 0 {
			continue
		}
		rows := s.hanging(l.label+"：", strings.Join(l.names, "　"), hei, song, 2*em, width-2*em)
		if len(out) == 0 {
			rows[0].blank = 1
		}
		out = append(out, rows...)
	}
	return out
}

// attachment sets an attachment on pages of its own.
func (s *setter) attachment(a Attachment, label string, names []string) []row {
	out := []row{{runs: []print.Run{{Text: "附件" + label, Style: hei}}, fresh: true}}
	t := s.title(TitleLines(a.Title, width/ptMM(size2), names))
	if len(t) > 0 {
		t[0].blank = 1
	}
	out = append(out, t...)
	b := s.body(paragraphs(a.Body))
	if len(b) > 0 {
		b[0].blank = 1
	}
	return append(out, b...)
}
