package sheet

import (
	"errors"
	"io"
	"strings"
	"unicode"

	"lantai.internal/base/fault"
)

// Normalize reduces the name of a column to what matters: blanks and line
// breaks go, full-width letters, digits and brackets become half-width, letters
// become lower case, marks such as "*" and ":" at the ends go.
func Normalize(name string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
			return -1
		case r >= '！' && r <= '～':
			return unicode.ToLower(r - '！' + '!')
		case r == '【' || r == '〔':
			return '('
		case r == '】' || r == '〕':
			return ')'
		}
		return unicode.ToLower(r)
	}, name)
	return strings.Trim(s, "*:;,.\"'")
}

// findHeader reads the first rows, decides which of them is the header and keeps the rest for Next.
func (t *Table) findHeader(o Options) error {
	if o.NoHeader {
		return nil
	}
	var rows []pendingRow
	for len(rows) < headerWindow || o.HeaderRow > 0 {
		if err := t.ctx.Err(); err != nil {
			return err
		}
		raw, err := t.src.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if _, ok := AsRowError(err); err != nil && !ok {
			return err
		}
		rows = append(rows, pendingRow{raw, err})
		if o.HeaderRow > 0 {
			if raw.number >= o.HeaderRow {
				break
			}
			if len(rows) > headerWindow {
				rows = rows[1:]
			}
		}
	}
	var at int
	if o.HeaderRow > 0 {
		if n := len(rows); n > 0 && rows[n-1].err == nil && rows[n-1].row.number == o.HeaderRow {
			at = n - 1
		} else {
			return fault.Newf(fault.Invalid, "第 %d 行没有内容，不能作表头。请核对表头行号。", o.HeaderRow)
		}
	} else {
		at = pickHeader(rows, o.Known)
	}
	if at < 0 {
		for _, r := range rows {
			if r.err != nil {
				return r.err
			}
		}
		return &fault.Error{Kind: fault.Invalid, Op: "sheet.header", Say: "表格里没有内容。", Err: ErrBlank}
	}
	head := rows[at].row
	t.headerAt = head.number
	t.banners = map[string]bool{}
	for _, r := range rows[:at] {
		if r.err == nil && !blank(r.row.cells) {
			t.preamble = append(t.preamble, r.row.cells)
			t.banners[rowKey(r.row.cells)] = true
		}
	}
	if n := len(t.preamble); n > 0 {
		t.note("表头在第 %d 行，其上 %d 行作标题看待，未作数据读取。", t.headerAt, n)
	}
	for _, c := range head.cells {
		t.header = append(t.header, strings.Join(strings.Fields(c), ""))
		t.normal = append(t.normal, Normalize(c))
	}
	// Blank columns at the right end of a formatted area are no columns.
	for n := len(t.header); n > 0 && t.header[n-1] == ""; n-- {
		t.header, t.normal = t.header[:n-1], t.normal[:n-1]
	}
	t.pending = rows[at+1:]
	// A second header row hangs below the first by vertical merges: its own cells name the columns the first left to it.
	if len(t.pending) > 0 && t.pending[0].row.heirOf == t.headerAt {
		for i, c := range t.pending[0].row.cells {
			name := strings.Join(strings.Fields(c), "")
			switch {
			case name == "":
			case i >= len(t.header):
				for len(t.header) < i {
					t.header, t.normal = append(t.header, ""), append(t.normal, "")
				}
				t.header, t.normal = append(t.header, name), append(t.normal, Normalize(name))
			case t.header[i] == "" || o.Known != nil && !o.Known(t.normal[i]):
				t.header[i], t.normal[i] = name, Normalize(name)
			}
		}
		t.pending = t.pending[1:]
	}
	return nil
}

// pickHeader gives the index of the header among the first rows, -1 if all are blank.
// A row with the most known names wins; if no row has two, the first row that is
// about as wide as the widest and has no number in it.
func pickHeader(rows []pendingRow, known func(string) bool) int {
	best, most := -1, 1
	width := 0
	for i, r := range rows {
		n, k := 0, 0
		seen := map[string]bool{}
		for _, c := range r.row.cells {
			if strings.TrimSpace(c) == "" {
				continue
			}
			n++
			if name := Normalize(c); known != nil && !seen[name] && known(name) {
				k++
				seen[name] = true
			}
		}
		if k > most {
			best, most = i, k
		}
		width = max(width, n)
	}
	if best >= 0 || width == 0 {
		return best
	}
	first := -1
	for i, r := range rows {
		n, numbers := 0, 0
		for _, c := range r.row.cells {
			if c = strings.TrimSpace(c); c == "" {
				continue
			}
			n++
			if strings.Trim(c, "0123456789.,-/") == "" {
				numbers++
			}
		}
		if n == 0 {
			continue
		}
		if first < 0 {
			first = i
		}
		if n*10 >= width*6 && numbers == 0 {
			return i
		}
	}
	return first
}

func rowKey(cells []string) string {
	var b strings.Builder
	for _, c := range cells {
		if n := Normalize(c); n != "" {
			b.WriteString(n)
			b.WriteByte(0)
		}
	}
	return b.String()
}

// repeated reports whether a row is the header again, or one of the title rows
// above it: catalogues made for paper repeat them on every page.
func (t *Table) repeated(r rawRow) bool {
	if len(t.normal) == 0 {
		return false
	}
	same, filled := 0, 0
	for i, c := range r.cells {
		if c == "" {
			continue
		}
		n := Normalize(c)
		if n == "" {
			continue
		}
		filled++
		if i < len(t.normal) && t.normal[i] == n {
			same++
		} else if same == 0 && filled > 1 {
			break
		}
	}
	if filled == same && (same >= 2 || same == 1 && len(t.normal) == 1) {
		t.note("表中重复出现的表头已略过。")
		return true
	}
	if len(t.banners) > 0 && filled <= 2 && t.banners[rowKey(r.cells)] {
		t.note("表中重复出现的标题行已略过。")
		return true
	}
	return false
}
