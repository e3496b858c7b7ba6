package print

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf16"

	"lantai.internal/base/fault"
)

var (
	wideEntry  = regexp.MustCompile(`(?m)^(<[0-9A-F]{4}><[0-9A-F]{4}>)<([0-9A-F]{5,6})>$`)
	lengthLine = regexp.MustCompile(`^<<\n/Length \d+\n>>\nstream\n`)
)

// repair corrects the table by which viewers turn glyphs back into characters.
// gopdf v0.37.0 writes a character above U+FFFF there as its code point (five
// digits) where the format wants UTF-16, so that 𬭊 prints right but is copied
// and found as something else. wide says whether such characters were used; a
// document without them is left as it is. The same holds for the strings of the
// metadata and the outline, which are given as strs.
//
// The objects of the file are walked by its own table of offsets, which is then
// written anew.
func repair(pdf []byte, wide bool, strs []string) ([]byte, error) {
	mend := newMender(strs)
	if !wide && mend == nil {
		return pdf, nil
	}
	broken := func(what string) error {
		return fault.Wrap("print.repair", fault.Internal, fmt.Errorf("unexpected file: %s", what))
	}
	tail := bytes.LastIndex(pdf, []byte("\nxref\n"))
	if tail < 0 {
		return nil, broken("no xref")
	}
	tail++
	offsets, trailer, ok := readXref(pdf[tail:])
	if !ok || len(offsets) == 0 {
		return nil, broken("xref")
	}
	out := bytes.NewBuffer(make([]byte, 0, len(pdf)+4096))
	out.Write(pdf[:offsets[0]])
	at := make([]int, len(offsets))
	for i, from := range offsets {
		to := tail
		if i+1 < len(offsets) {
			to = offsets[i+1]
		}
		if from > to || to > len(pdf) {
			return nil, broken("offsets")
		}
		at[i] = out.Len()
		obj := pdf[from:to]
		if bytes.Contains(obj, []byte("begincmap")) {
			var err error
			if obj, err = widen(obj); err != nil {
				return nil, err
			}
		} else if mend != nil && !bytes.Contains(obj, []byte("stream\n")) {
			obj = mend(obj)
		}
		out.Write(obj)
	}
	xref := out.Len()
	fmt.Fprintf(out, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(out, "%010d 00000 n \n", o)
	}
	if mend != nil {
		trailer = mend(trailer)
	}
	out.Write(trailer)
	fmt.Fprintf(out, "startxref\n%d\n%%%%EOF\n", xref)
	return out.Bytes(), nil
}

// newMender gives a function that writes those of the strings right that gopdf
// wrote wrong, nil if there are none.
func newMender(strs []string) func([]byte) []byte {
	var pairs [][2][]byte
	for _, s := range strs {
		wrong, right := []byte("<FEFF"), []byte("<FEFF")
		wide := false
		for _, r := range s {
			wide = wide || r > 0xffff
			wrong = fmt.Appendf(wrong, "%04X", r)
			for _, u := range utf16.Encode([]rune{r}) {
				right = fmt.Appendf(right, "%04X", u)
			}
		}
		if wide {
			pairs = append(pairs, [2][]byte{append(wrong, '>'), append(right, '>')})
		}
	}
	if pairs == nil {
		return nil
	}
	return func(b []byte) []byte {
		for _, p := range pairs {
			b = bytes.ReplaceAll(b, p[0], p[1])
		}
		return b
	}
}

// readXref gives the offsets of a table of one section and the trailer after it.
func readXref(b []byte) (offsets []int, trailer []byte, ok bool) {
	end := bytes.Index(b, []byte("trailer\n"))
	stop := bytes.LastIndex(b, []byte("startxref\n"))
	if end < 0 || stop < end {
		return nil, nil, false
	}
	for i, l := range bytes.Split(bytes.TrimRight(b[:end], "\n"), []byte("\n")) {
		if i < 3 { // "xref", the range, the free entry
			continue
		}
		if len(l) < 10 {
			return nil, nil, false
		}
		n, err := strconv.Atoi(string(l[:10]))
		if err != nil {
			return nil, nil, false
		}
		offsets = append(offsets, n)
	}
	return offsets, b[end:stop], true
}

// widen rewrites one table object.
func widen(obj []byte) ([]byte, error) {
	head, body, ok := bytes.Cut(obj, []byte("stream\n"))
	end := bytes.LastIndex(body, []byte("endstream"))
	_, dict, cut := bytes.Cut(head, []byte("obj\n"))
	if !ok || !cut || end < 0 || !lengthLine.Match(append(append([]byte(nil), dict...), "stream\n"...)) {
		return nil, fault.Wrap("print.repair", fault.Internal, fmt.Errorf("unexpected character table"))
	}
	fixed := wideEntry.ReplaceAllFunc(body[:end], func(m []byte) []byte {
		p := wideEntry.FindSubmatch(m)
		n, err := strconv.ParseUint(string(p[2]), 16, 32)
		if err != nil {
			return m
		}
		hi, lo := utf16.EncodeRune(rune(n))
		return fmt.Appendf(nil, "%s<%04X%04X>", p[1], hi, lo)
	})
	var out bytes.Buffer
	out.Write(head[:len(head)-len(dict)])
	fmt.Fprintf(&out, "<<\n/Length %d\n>>\nstream\n", len(fixed))
	out.Write(fixed)
	out.Write(body[end:])
	return out.Bytes(), nil
}
