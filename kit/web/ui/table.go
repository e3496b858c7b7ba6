package ui

import (
	"strings"

	"github.com/a-h/templ"
)

// Column is one column of a Table.
type Column struct {
	Label   string
	Numeric bool   // right-aligned, tabular digits
	Code    bool   // archival codes, numbers: never broken, no extra spacing
	Sort    string // address that sorts by this column; empty for none
	Sorted  string // "asc" or "desc" when the table is sorted by it
	Wide    bool   // takes the room that is left
	Wrap    bool   // a text that may break, so that a long one leaves room for the rest
	Minor   bool   // left out on a narrow screen
	Under   string // second line of the head
	Slim    bool   // as narrow as one character lets it be: a day of a month
	Quiet   bool   // shaded, a column that matters less than its neighbours
	Pinned  bool   // stays in view when the table scrolls sideways; the first column only
}

// Cell is what stands in one place of a Table.
type Cell struct {
	Text  string
	URL   string          // makes the text a link
	Sub   string          // second, quieter line
	Tags  []Tag           // after the text
	Field string          // may be corrected in place under this field name
	Fault string          // what is wrong with the value
	Body  templ.Component // instead of all of the above
	// Choices limits a cell corrected in place to these values.
	Choices []string
}

// Row is one line of a Table.
type Row struct {
	ID      string // value of the checkbox; also the row's anchor, prefixed r-
	URL     string // where o and Enter lead
	Cells   []Cell
	Checked bool
	Strong  bool   // unread, needs attention
	Edit    string // address that takes a corrected cell: fields field, value, _key
}

// Table is the one list of the house. It scrolls sideways inside its own region
// and never the page.
type Table struct {
	Caption string // for those who do not see it
	Columns []Column
	Rows    []Row
	Select  string // name of the checkbox column; empty for none
	Bulk    *Bulk  // what can be done with the chosen rows
	Empty   Empty  // shown instead of an empty table
	Paste   string // address that takes pasted TSV; empty for none
}

// Bulk is the bar of actions over chosen rows; it is a form around the table.
type Bulk struct {
	Form    *Form
	Actions []Button
	Total   int    // of the whole list behind the filters
	All     string // name of the box that means "all of them, not only this page"; empty for none
}

// Empty says why there is nothing, and what to do about it.
type Empty struct {
	Title  string // 还没有…, 没有符合条件的…, 没有权限…
	Text   string
	Action Button
	Link   Link
}

// Chip is one filter in force; its address takes it away.
type Chip struct {
	Label, Value string
	Remove       string // address without this filter; empty for a fixed one
}

// Filters is the row of conditions of a list. Every state is an address.
type Filters struct {
	Chips []Chip
	Saved []Link // views worth keeping
	Form  *Form  // with Fields, behind 条件; method get
	Add   []Field
	Count string // "共 1 284 件"
}

// Pager walks a list by key, not by number, at the same cost at any depth.
type Pager struct {
	First, Last int // ordinal numbers of the rows shown; 0 when unknown
	Total       int // -1 when unknown
	Unit        string
	Prev, Next  string // addresses; empty at the ends
	Jump        string // name of a field that jumps to a code; empty for none
	Action      string // where Jump goes
}

// needed reports whether there is anything to turn, to jump in or to count.
func (p Pager) needed() bool {
	return p.Prev != "" || p.Next != "" || p.Jump != "" || p.Total > 0
}

func (p Pager) sentence() string {
	unit := p.Unit
	if unit == "" {
		unit = "件"
	}
	var s string
	if p.First > 0 {
		s = "第 " + Thousands(p.First) + "–" + Thousands(p.Last) + " " + unit
	}
	if p.Total >= 0 {
		if s != "" {
			s += "，"
		}
		s += "共 " + Thousands(p.Total) + " " + unit
	}
	return s
}

func (c Column) classes() string {
	s := ""
	for _, k := range []struct {
		on bool
		w  string
	}{{c.Numeric, "num r"}, {c.Code, "code"}, {c.Wide, "wide"}, {c.Wrap, "wrap"}, {c.Minor, "minor"}, {c.Slim, "slim"}, {c.Quiet, "quiet"}, {c.Pinned, "pin"}} {
		if k.on {
			if s != "" {
				s += " "
			}
			s += k.w
		}
	}
	return s
}

// empty reports whether nothing stands in the cell.
func (c Cell) empty() bool {
	return c.Text == "" && c.Sub == "" && c.Fault == "" && c.Field == "" && c.Body == nil && len(c.Tags) == 0
}

// classes are those of one cell.
func (t Table) classes(i int, r Row, c Cell) string {
	s := t.column(i).classes()
	if c.Field != "" && r.Edit != "" {
		s += " edit"
	}
	if c.Fault != "" {
		s += " bad"
	}
	if c.empty() {
		s += " void"
	}
	return strings.TrimPrefix(s, " ")
}

func (c Column) ariaSort() string {
	switch c.Sorted {
	case "asc":
		return "ascending"
	case "desc":
		return "descending"
	}
	return "none"
}

func (t Table) column(i int) Column {
	if i < len(t.Columns) {
		return t.Columns[i]
	}
	return Column{}
}

// name is how a row is called aloud: its first text.
func (r Row) name() string {
	for _, c := range r.Cells {
		if c.Text != "" {
			return c.Text
		}
	}
	return r.ID
}

// in gives the field the form it stands in, if it has none.
func (f Field) in(form *Form) Field {
	if f.Form == nil {
		f.Form = form
	}
	return f
}
