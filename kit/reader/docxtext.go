package reader

import (
	"encoding/xml"
	"strings"
)

// docxText writes the text of one WordprocessingML part: paragraphs as lines,
// table rows as lines with tabs, in the order of the page.
type docxText struct {
	d     *Document
	limit int
	out   strings.Builder
	// cells holds the text of the table cells that are open, innermost last.
	cells []*strings.Builder
	rows  [][]string

	rendered bool // the layout's own page breaks are there
	wanted   bool // a break to write before the next text
}

func (w *docxText) to() *strings.Builder {
	if n := len(w.cells); n > 0 {
		return w.cells[n-1]
	}
	return &w.out
}

func (w *docxText) write(s string) {
	if w.wanted {
		w.wanted = false
		w.out.WriteByte('\f')
	}
	w.to().WriteString(s)
}

func (w *docxText) line() {
	b := w.to()
	if s := b.String(); s != "" && !strings.HasSuffix(s, "\n") || len(w.cells) == 0 {
		b.WriteByte('\n')
	}
}

const maxNestedTables = 20

func (w *docxText) part(x *xmlTokens, kind string) error {
	inText := false
	for {
		t, err := x.next()
		if err != nil {
			return err
		}
		if t == nil {
			return nil
		}
		if w.out.Len() > w.limit {
			w.d.warn("正文过长，只读取了前面的部分。")
			return nil
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "Fallback":
				// The same text box a second time, for old programs.
				if err := x.skip(); err != nil {
					return err
				}
			case "footnote", "endnote":
				if s := attr(t, "type"); s == "separator" || s == "continuationSeparator" || s == "continuationNotice" {
					if err := x.skip(); err != nil {
						return err
					}
				}
			case "del", "moveFrom":
				w.d.warn("文档有未处理的修订，正文按接受修订后的文字读取。")
				if err := x.skip(); err != nil {
					return err
				}
			case "ins", "moveTo":
				w.d.warn("文档有未处理的修订，正文按接受修订后的文字读取。")
			case "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr":
				if err := w.properties(x, t.Name.Local); err != nil {
					return err
				}
			case "t":
				inText = isWord(t.Name)
			case "tab":
				w.write("\t")
			case "cr":
				w.write("\n")
			case "noBreakHyphen":
				w.write("-")
			case "br":
				switch attr(t, "type") {
				case "page":
					if !w.rendered && kind == "body" {
						w.wanted = true
					}
				case "column":
				default:
					w.write("\n")
				}
			case "lastRenderedPageBreak":
				if kind == "body" {
					w.rendered = true
					w.wanted = w.out.Len() > 0 || len(w.cells) > 0
				}
			case "tr":
				w.rows = append(w.rows, nil)
			case "tc":
				if len(w.cells) >= maxNestedTables {
					return refuse(ErrBroken, nil, "DOCX 文件里的表格嵌套过深，没有读取。请用 Word 或 WPS 另存后重新上传。")
				}
				w.cells = append(w.cells, &strings.Builder{})
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				inText = false
			case "p":
				w.line()
			case "tc":
				w.endCell()
			case "tr":
				w.endRow()
			}
		case xml.CharData:
			if inText && len(t) > 0 {
				w.write(string(t))
			}
		}
	}
}

func isWord(n xml.Name) bool {
	return n.Space == "" || n.Space == "w" || strings.Contains(n.Space, "wordprocessingml")
}

func (w *docxText) endCell() {
	n := len(w.cells)
	if n == 0 || len(w.rows) == 0 {
		return
	}
	s := strings.Join(strings.Fields(w.cells[n-1].String()), " ")
	w.cells = w.cells[:n-1]
	w.rows[len(w.rows)-1] = append(w.rows[len(w.rows)-1], s)
}

func (w *docxText) endRow() {
	n := len(w.rows)
	if n == 0 {
		return
	}
	row := strings.TrimRight(strings.Join(w.rows[n-1], "\t"), "\t")
	w.rows = w.rows[:n-1]
	if row != "" {
		w.to().WriteString(row + "\n")
	}
}

// properties passes over formatting, but for the break before a paragraph and
// the mark of a tracked change.
func (w *docxText) properties(x *xmlTokens, name string) error {
	for from := x.depth; x.depth >= from; {
		t, err := x.next()
		if err != nil || t == nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "pageBreakBefore" && name == "pPr" && !w.rendered && len(w.cells) == 0 {
			if v := attr(e, "val"); v != "0" && v != "false" && v != "off" && w.out.Len() > 0 {
				w.wanted = true
			}
		}
	}
	return nil
}
