package official

import (
	"io"
	"strings"

	"lantai.internal/kit/print/docx"
)

// What Word is told: 三号 is 16 points there, squeezed to 28 in a line by the grid;
// a line is what 22 of them leave of the height.
const (
	wordSize3 = 16.0
	wordLine  = 225.0 / 22 * 72 / 25.4
	wordEm    = wordSize3 * 25.4 / 72
	songti    = "方正小标宋简体"
	redHex    = "C80000"
)

// DOCX writes the paper as a Word document. Its typefaces are named, not carried.
// Where the PDF moves lines closer so that the first page shows text, Word's user
// decides; everything else stands in the same order with the same words.
func (p Paper) DOCX(w io.Writer) error {
	p, err := p.checked()
	if err != nil {
		return err
	}
	title := strings.ReplaceAll(p.Title, "\n", "")
	if title == "" {
		title = p.Mark + p.Number
	}
	d := docx.New(docx.Options{Title: title, Author: p.Signed, Date: p.Date.Time(), Size: wordSize3})
	d.Section(docx.Section{W: paperW, H: paperH, Top: top, Bottom: paperH - bottom, Left: left, Right: paperW - right,
		Lines: 22, Chars: 28, Restart: true, Edges: p.edges()})
	wr := &word{d: d}
	p.wordHead(wr)
	if p.Title != "" {
		st := docx.Style{Font: songti, Size: size2, Align: docx.AlignCenter, Line: size2 + gap*72/25.4, OffGrid: true, Before: wr.skip(2)}
		d.Para(strings.Join(TitleLines(p.Title, width/ptMM(size2), p.names()), "\n"), st)
		wr.blank(1)
	}
	if len(p.To) > 0 {
		wr.para(strings.Join(p.To, "，")+"：", docx.Style{})
	}
	wr.body(paragraphs(p.Body))
	p.wordAttached(wr)
	if p.Form == Minutes {
		p.wordAttendance(wr)
	} else {
		p.wordSignature(wr)
	}
	labels := attachedLabels(len(p.Attachments))
	for i, a := range p.Attachments {
		wr.para("附件"+strings.TrimSuffix(labels[i], "."), docx.Style{Font: docx.Hei, Break: true})
		wr.blank(1)
		d.Para(strings.Join(TitleLines(a.Title, width/ptMM(size2), p.names()), "\n"),
			docx.Style{Font: songti, Size: size2, Align: docx.AlignCenter, Line: size2 + gap*72/25.4, OffGrid: true})
		wr.blank(1)
		wr.body(paragraphs(a.Body))
	}
	p.wordImprint(d)
	return d.Write(w)
}

// word writes paragraphs on the grid; pending is white above the next one.
type word struct {
	d       *docx.Document
	pending float64
}

// skip gives the white of n lines in points, if the head asked for it.
func (w *word) skip(n float64) float64 {
	if w.pending == 0 {
		return 0
	}
	w.pending = 0
	return n * wordLine
}

func (w *word) para(text string, st docx.Style) {
	st.Line = wordLine
	w.d.Para(text, st)
}

func (w *word) blank(n int) {
	for range n {
		w.para("", docx.Style{})
	}
}

func (w *word) body(ps []para) {
	for _, p := range ps {
		st := docx.Style{Indent: 2, Line: wordLine, Align: docx.AlignBoth}
		lead := docx.Run{Text: p.head}
		switch p.level {
		case 1:
			lead.Font = docx.Hei
		case 2:
			lead.Font = docx.Kai
		}
		st.Keep = p.level > 0 && p.text == ""
		w.d.Runs([]docx.Run{lead, {Text: p.text}}, st)
	}
}

// wordMark writes the mark with its upper edge the given millimetres below what is above it.
func (p Paper) wordMark(w *word, before float64) {
	size := p.wordMarkSize()
	w.d.Para(p.Mark, docx.Style{Font: songti, Size: size, Color: redHex, Align: docx.AlignCenter, OffGrid: true,
		Line: size, Before: before * 72 / 25.4})
}

// wordMarkSize is the largest size in points at which the mark fits one line.
func (p Paper) wordMarkSize() float64 {
	for _, s := range markSizes {
		if breadth([]rune(p.Mark))*ptMM(s) <= width {
			return s
		}
	}
	return markSizes[len(markSizes)-1]
}

func (p Paper) wordHead(w *word) {
	w.pending = 1
	corner := func() {
		for _, e := range p.corner() {
			st := docx.Style{}
			if e.Style.Family == Hei {
				st.Font = docx.Hei
			}
			w.para(e.Text, st)
		}
	}
	red := &docx.Rule{Width: 0.5, Space: ruleBelow, Color: redHex}
	switch p.Form {
	case Letter:
		if p.Number != "" {
			w.d.Para(p.Number, docx.Style{Align: docx.AlignRight, Line: wordSize3, Before: gap * 72 / 25.4, OffGrid: true})
		}
		corner()
		return
	case Plain:
		w.pending = 0
		return
	case Order:
		p.wordMark(w, orderBelow)
		if p.Number != "" {
			w.blank(2)
			w.para(p.Number, docx.Style{Align: docx.AlignCenter})
		}
		w.blank(2)
		return
	}
	corner()
	p.wordMark(w, markBelow-float64(len(p.corner()))*225/22)
	w.blank(2)
	switch {
	case p.Form == Minutes || p.Form == Brief:
		switch {
		case len(p.Signers) > 0:
			p.wordSigners(w, nil)
		case p.Number != "":
			w.para(p.Number, docx.Style{Align: docx.AlignCenter})
		}
		w.para(p.Imprint+"\t"+day(p.Date), docx.Style{Left: wordEm, Right: wordEm, RightTab: width - wordEm, Below: red})
	case len(p.Signers) > 0:
		p.wordSigners(w, red)
	default:
		w.para(p.Number, docx.Style{Align: docx.AlignCenter, Below: red})
	}
}

// wordSigners writes the number at the left and who signed at the right, two names a
// line, the number in the last one.
func (p Paper) wordSigners(w *word, below *docx.Rule) {
	names, label := p.Signers, "签发人："
	st := docx.Style{Line: wordLine, Left: wordEm, Right: wordEm, RightTab: width - wordEm}
	for len(names) > 2 {
		w.d.Runs([]docx.Run{{Text: "\t" + label}, {Text: strings.Join(names[:2], "　"), Font: docx.Kai}}, st)
		names, label = names[2:], ""
	}
	st.Below = below
	w.d.Runs([]docx.Run{{Text: p.Number + "\t" + label}, {Text: strings.Join(names, "　"), Font: docx.Kai}}, st)
}

func (p Paper) wordAttached(w *word) {
	labels := attachedLabels(len(p.Attached))
	for i, n := range p.Attached {
		label, hang := "附件：", 5*wordEm
		if i > 0 {
			label = ""
		} else {
			w.blank(1)
		}
		first := 3 * wordEm
		if labels[i] == "" {
			first, hang = 3*wordEm, 5*wordEm
		} else {
			hang += wordEm
			first += wordEm
		}
		if i > 0 {
			first = wordEm
		}
		w.para(label+labels[i]+n, docx.Style{Left: hang, Hanging: first})
	}
}

func (p Paper) wordAttendance(w *word) {
	begun := false
	for _, l := range []struct {
		label string
		names []string
	}{{"出席：", p.Present}, {"请假：", p.Excused}, {"列席：", p.Observers}} {
		if len(l.names) == 0 {
			continue
		}
		if !begun {
			w.blank(1)
			begun = true
		}
		w.d.Runs([]docx.Run{{Text: l.label, Font: docx.Hei}, {Text: strings.Join(l.names, "　")}},
			docx.Style{Line: wordLine, Left: 5 * wordEm, Hanging: 3 * wordEm})
	}
}

func (p Paper) wordSignature(w *word) {
	date := day(p.Date)
	sw, dw := breadth([]rune(p.Signed))*wordEm, breadth([]rune(date))*wordEm
	at := func(text string, rightMM float64) {
		w.para(text, docx.Style{Align: docx.AlignRight, Right: rightMM})
	}
	switch {
	case p.Form == Order:
		w.blank(2)
		at(strings.TrimPrefix(p.Post+"　　"+p.Signed, "　　"), 4*wordEm)
		if date != "" {
			w.blank(1)
			at(date, 4*wordEm)
		}
	case p.Signed == "" && (date == "" || p.Form == Brief):
	case p.Seal == NoSeal:
		w.blank(1)
		signRight := 2 * wordEm
		dateRight := signRight + sw - 2*wordEm - dw
		if dw > sw || dateRight < 0 {
			dateRight = 2 * wordEm
			signRight = dateRight + dw + 2*wordEm - sw
		}
		if p.Signed != "" {
			at(p.Signed, signRight)
		}
		if date != "" {
			at(date, dateRight)
		}
	default:
		w.blank(2)
		if p.Signed != "" {
			at(p.Signed, max(4*wordEm+dw/2-sw/2, 0))
		}
		at(date, 4*wordEm)
	}
	if p.Note != "" {
		w.para("（"+strings.Trim(strings.TrimSpace(p.Note), "（）()")+"）", docx.Style{Indent: 2})
	}
}

func (p Paper) wordImprint(d *docx.Document) {
	var rows []docx.BlockRow
	inset := four
	if len(p.Copies) > 0 {
		label := "抄送："
		if p.Form == Minutes || p.Form == Brief {
			label = "分送："
		}
		rows = append(rows, docx.BlockRow{Text: label + strings.Join(p.Copies, "，") + "。", Hanging: 3 * four})
	}
	if p.Form != Letter && p.Imprint != "" {
		on := day(p.Printed)
		if on == "" {
			on = day(p.Date)
		}
		if on != "" {
			on += "印发"
		}
		rows = append(rows, docx.BlockRow{Text: p.Imprint + "\t" + on})
	}
	if len(rows) == 0 {
		return
	}
	if p.Form != Letter {
		rows[0].Above = thick
		if len(rows) > 1 {
			rows[1].Above = thin
		}
		rows[len(rows)-1].Below = thick
	}
	d.AtFoot(rows, docx.Style{Size: size4}, width, imprintLine, inset)
}

// edges are the page numbers: outside, with a dash on either side. A letter's first
// page has its mark and its double lines there.
func (p Paper) edges() *docx.Edges {
	// The dash stands in the middle of its character, 7 mm below the text.
	numberAt := paperH - bottom - numberBelow - four/2
	e := &docx.Edges{HeadAt: 15, FootAt: numberAt}
	after := 0.0
	if p.Form == Letter {
		e.HeadAt, e.FootAt = letterAt, letterFoot
		after = numberAt - letterFoot
		e.OwnFirst = true
		// The rules are longer than the text, which is not in the middle of the paper.
		over, shift := (letterRule-width)/2, (left+right)/2-paperW/2
		st := docx.Style{Left: -over - shift, Right: -over + shift, OffGrid: true, Font: songti, Size: p.wordMarkSize(), Color: redHex, Align: docx.AlignCenter}
		st.Line = st.Size
		st.Below = &docx.Rule{Kind: "thickThinSmallGap", Width: 1, Space: ruleBelow, Color: redHex}
		e.FirstHead = []docx.Line{{Runs: []docx.Run{{Text: p.Mark}}, Style: st}}
		st.Below, st.Line = &docx.Rule{Kind: "thinThickSmallGap", Width: 1, Color: redHex}, 1
		e.FirstFoot = []docx.Line{{Style: st}}
	}
	line := func(a docx.Align) []docx.Line {
		st := docx.Style{Font: docx.Song, Size: size4, Align: a, Line: size4, After: after * 72 / 25.4, OffGrid: true}
		if a == docx.AlignRight {
			st.Right = four
		} else {
			st.Left = four
		}
		return []docx.Line{{Runs: []docx.Run{{Text: "— {PAGE} —"}}, Style: st}}
	}
	e.Odd, e.Even = line(docx.AlignRight), line(docx.AlignLeft)
	return e
}
