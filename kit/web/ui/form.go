package ui

import (
	"net/url"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
)

// Form carries one form through the server and back: where it goes, its
// idempotency key, what the person typed and what was wrong with it. Nothing
// typed is lost: a refused form is rendered from the same struct.
type Form struct {
	ID        string // sets the ids of its fields apart from another form's on the same page
	Action    string
	Method    string // "post" when empty; "get" for filters
	Multipart bool   // carries files
	Wide      bool   // two columns, for staff
	Key       string // idempotency key, hidden field _key; set by kit/web
	Values    url.Values
	Errors    []fault.FieldError
	Problem   string // what is wrong with the whole, when no single field is at fault
	Trace     string // trace number that belongs to Problem
	Draft     string // address that takes the draft every 10 s; empty for none
	Saved     string // when the draft was last saved, as shown
}

// Value gives what the field holds.
func (f *Form) Value(name string) string {
	if f == nil {
		return ""
	}
	return f.Values.Get(name)
}

// Has reports whether the field holds value among its values.
func (f *Form) Has(name, value string) bool {
	if f == nil {
		return false
	}
	for _, v := range f.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Set gives the field its values, unless the person has already typed some.
func (f *Form) Set(name string, values ...string) {
	if f.Values == nil {
		f.Values = url.Values{}
	}
	if _, typed := f.Values[name]; !typed {
		f.Values[name] = values
	}
}

// Fault gives what is wrong with the field, empty if nothing is.
func (f *Form) Fault(name string) string {
	if f == nil {
		return ""
	}
	for _, e := range f.Errors {
		if e.Field == name {
			return e.Say
		}
	}
	return ""
}

// Failed reports whether the form came back with something to mend.
func (f *Form) Failed() bool { return f != nil && (len(f.Errors) > 0 || f.Problem != "") }

func (f *Form) method() string {
	if f.Method == "" {
		return "post"
	}
	return f.Method
}

// Kind is the sort of control a Field is.
type Kind string

// The kinds of control.
const (
	Text     Kind = "text"
	Area     Kind = "area"
	Select   Kind = "select"
	Date     Kind = "date" // a text field that takes 20261120, 2026.11.20, 11-20, 今天
	Number   Kind = "number"
	Password Kind = "password"
	Check    Kind = "check"  // one box, value "1"
	Checks   Kind = "checks" // several boxes of one name
	Radio    Kind = "radio"
	File     Kind = "file"
	Hidden   Kind = "hidden"
)

// Option is one choice of a Select, Radio or Checks.
type Option struct {
	Value, Label string
	Group        string // heading in a Select or Checks; options of one group stand together
	Hint         string // under the label of a Radio
}

// Field is one labelled control of a form.
type Field struct {
	Form         *Form
	Name         string // also its id, prefixed f-
	Label        string
	Hint         string // below; gives way to the fault
	Kind         Kind   // Text when empty
	Optional     bool   // marked （选填）; every other field must be filled
	Options      []Option
	List         []string // suggestions for a Text
	Rows         int      // of an Area, 4 when 0
	Max          int      // characters
	Half         bool     // takes one of two columns in a wide form
	Multiple     bool     // of a File
	Accept       string   // of a File, e.g. ".pdf,.docx"
	Autocomplete string   // HTML autofill word; "off" when empty
	Code         bool     // a number, code or file name: no extra spacing, digits aligned
	ReadOnly     bool
	Focus        bool   // gets the focus when the page opens
	Reason       string // why it is disabled; empty if it is not
}

func (f Field) id() string { return f.Form.fieldID(f.Name) }

// fieldID is the id of a field: f-title, or f-filter-title in a form with an ID.
func (f *Form) fieldID(name string) string {
	if f != nil && f.ID != "" {
		return "f-" + attrName(f.ID) + "-" + attrName(name)
	}
	return "f-" + attrName(name)
}

// told reports whether the choices say more of themselves than their label.
func (f Field) told() bool {
	for _, o := range f.Options {
		if o.Hint != "" {
			return true
		}
	}
	return false
}

func (f Field) describedBy() string {
	if f.Form.Fault(f.Name) != "" {
		return f.id() + "-fault"
	}
	if f.hint() != "" {
		return f.id() + "-hint"
	}
	return ""
}

// uploading stands under every field that takes a file: what is no text a program cannot
// judge, so whoever sends it does.
const uploading = "国家秘密不得上传。扫描件和图片由上传人核对，上传即表示没有密级标志，系统记录在案。"

func (f Field) hint() string {
	switch {
	case f.Reason != "":
		return f.Reason
	case f.Kind == File:
		return f.Hint + uploading
	case f.Hint != "":
		return f.Hint
	case f.Kind == Date:
		return "可直接键入 20261120、11-20 或“今天”"
	}
	return ""
}

func (f Field) attributes() templ.Attributes {
	a := templ.Attributes{"id": f.id(), "name": f.Name}
	if d := f.describedBy(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Form.Fault(f.Name) != "" {
		a["aria-invalid"] = "true"
	}
	if !f.Optional && f.Kind != Check && f.Kind != Checks && f.Kind != Hidden {
		a["aria-required"] = "true"
	}
	if f.Reason != "" {
		a["disabled"] = true
	}
	if f.ReadOnly {
		a["readonly"] = true
	}
	if f.Focus {
		a["autofocus"] = true
	}
	if f.Max > 0 && (f.Kind == "" || f.Kind == Text || f.Kind == Area) {
		a["maxlength"] = itoa(f.Max)
	}
	return a
}

// openGroup reports whether a group of boxes is unfolded: the first one, and those in
// which something is chosen.
func (f Field) openGroup(i int, list []Option) bool {
	if i == 0 {
		return true
	}
	for _, o := range list {
		if f.Form.Has(f.Name, o.Value) {
			return true
		}
	}
	return false
}

// grouped keeps the options' order and puts those of one group together.
func (f Field) grouped() (names []string, by map[string][]Option) {
	by = map[string][]Option{}
	for _, o := range f.Options {
		if _, seen := by[o.Group]; !seen {
			names = append(names, o.Group)
		}
		by[o.Group] = append(by[o.Group], o)
	}
	return names, by
}

// Button is something to press: a link when URL is set, a submit button
// otherwise. One primary button a view; the label is verb and object.
type Button struct {
	Label       string
	URL         string // a link
	Name, Value string // of the submit
	Action      string // sends its form elsewhere (formaction)
	Look        string // "primary", "" (default), "text", "danger"
	Size        string // "small", "" (32 px), "large"
	Reason      string // why it cannot be pressed; empty if it can
	Key         string // one-key shortcut, shown as <kbd>, e.g. "a"
	Save        bool   // Ctrl+Enter presses it
}

func (b Button) classes() string {
	c := "btn"
	if b.Look != "" {
		c += " " + b.Look
	}
	if b.Size != "" {
		c += " " + b.Size
	}
	return c
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return itoa(f.Rows)
}

func (f Field) autofill(otherwise string) string {
	if f.Autocomplete == "" {
		return otherwise
	}
	return f.Autocomplete
}
