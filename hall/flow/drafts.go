package flow

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

// Line is one field of a filled form, as people read it.
type Line struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Draft is the text of a case as it was put forward (第几稿). It never changes; what
// is said of the case is said of the draft that lay before whoever said it. Who sees
// the case sees its drafts, nobody else. In the ledger stands a digest of the row.
type Draft struct {
	ID     int64  `db:"id"`
	CaseID int64  `db:"case_id"`
	N      int    `db:"n"`       // within the case, from 1
	MadeAt int64  `db:"made_at"` // put forward, microseconds UTC
	Body   string `db:"body"`    // canonical
	SHA256 string `db:"sha256"`  // of Body, in hexadecimal digits
}

// Lines are the fields of the form in their order.
func (d Draft) Lines() []Line {
	var out []Line
	// Body is what canonical wrote.
	_ = json.Unmarshal([]byte(d.Body), &out)
	return out
}

// canonical writes a text so that the same text always has the same digest: a JSON
// array of the fields that say something, in the order of the form, label before
// text, UTF-8, without spaces between and without escapes that JSON does not ask for.
func canonical(text []Line) (string, error) {
	said := []Line{}
	for _, l := range text {
		if l = (Line{db.Clean(l.Label), db.Clean(l.Text)}); l.Text != "" {
			said = append(said, l)
		}
	}
	if len(said) == 0 {
		return "", errors.New("flow: a submission needs its text")
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(said)
	return string(bytes.TrimRight(b.Bytes(), "\n")), err
}

// draft keeps the text of a submission, unless it is the text that lies before the
// chain already.
func (f *Flow) draft(tx *act.Tx, c *loaded, text []Line) error {
	body, err := canonical(text)
	if err != nil {
		return err
	}
	last, _, err := db.Maybe[Draft](tx.Ctx, tx, q.SQL("draft_last"), c.ID)
	if err != nil || last.Body == body {
		return err
	}
	id, err := tx.Next("flow_draft")
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(body))
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("draft_insert"), id, c.ID, last.N+1, tx.Now, body, hex.EncodeToString(sum[:])); err != nil {
		return err
	}
	tx.Touch("flow_draft", id)
	return nil
}

func drafts(ctx context.Context, r db.Reader, id int64) ([]Draft, error) {
	return db.All[Draft](ctx, r, q.SQL("drafts"), id)
}

// Difference is a field that two drafts say differently; empty where one does not
// have it.
type Difference struct{ Label, Was, Is string }

// Differences compares a draft with a later one, in the order of the later; what was
// left out comes last.
func (d Draft) Differences(later Draft) []Difference {
	var out []Difference
	was, is := d.Lines(), later.Lines()
	text := func(list []Line, label string) string {
		i := slices.IndexFunc(list, func(l Line) bool { return l.Label == label })
		if i < 0 {
			return ""
		}
		return list[i].Text
	}
	for _, l := range is {
		if old := text(was, l.Label); old != l.Text {
			out = append(out, Difference{l.Label, old, l.Text})
		}
	}
	for _, l := range was {
		if text(is, l.Label) == "" {
			out = append(out, Difference{l.Label, l.Text, ""})
		}
	}
	return out
}

func draftName(n int) string { return fmt.Sprintf("第 %d 稿", n) }

// stands reports whether an action is a word on the text; what only moves the case or
// tells of it is not.
func (a Action) stands() bool {
	switch a {
	case Copy, Urge, PassOn, Assign, Withdraw:
		return false
	}
	return true
}

// standsOn names the draft that an event stands on, if it is a word on the text. always names it also where there
// is only one, as printed papers do.
func (v View) standsOn(e Event, always bool) string {
	d := e.data()
	switch {
	case !e.Action.stands():
		return ""
	case len(v.Drafts) == 0 || len(v.Drafts) == 1 && d.Draft != 0 && !always:
		return ""
	case d.Draft == 0:
		return "当时的文本没有留存"
	}
	return "据" + draftName(d.Draft)
}

// draftLine says on the card which draft lies before the viewer, and where the
// drafts are compared.
func (v View) draftLine() (ui.Pair, bool) {
	n := len(v.Drafts)
	if n < 2 {
		return ui.Pair{}, false
	}
	last := v.Drafts[n-1]
	return ui.Pair{Key: "文本", Text: fmt.Sprintf("%s，与上一稿有 %d 处不同", draftName(last.N), len(v.Drafts[n-2].Differences(last))), URL: v.URL + "#drafts", Wide: true}, true
}

// changes is the table of what a draft changed in the one before it.
func changes(before, after Draft) ui.Table {
	t := ui.Table{Caption: draftName(before.N) + "与" + draftName(after.N) + "不同之处",
		Columns: []ui.Column{{Label: "项目"}, {Label: draftName(before.N), Wrap: true}, {Label: draftName(after.N), Wrap: true}}}
	said := func(s string) string {
		if s == "" {
			return "（没有）"
		}
		return s
	}
	for _, d := range before.Differences(after) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: d.Label}, {Text: said(d.Was)}, {Text: said(d.Is)}}})
	}
	return t
}

// pairs are the whole text of a draft with its digest.
func (d Draft) pairs() []ui.Pair {
	var out []ui.Pair
	for _, l := range d.Lines() {
		out = append(out, ui.Pair{Key: l.Label, Text: l.Text, Wide: true})
	}
	return append(out, ui.Pair{Key: "SHA-256", Text: d.SHA256, Code: true, Wide: true})
}

// signers are those who said something of a draft: signed it or gave it back.
func (v View) signers(n int) string {
	var s []string
	for _, e := range v.History {
		if (e.Outcome != "" || e.Action == Return) && e.data().Draft == n {
			s = append(s, e.who()+"："+e.Action.Label())
		}
	}
	if len(s) == 0 {
		return "还没有人在这一稿上签署意见。"
	}
	return "据这一稿办理的：" + strings.Join(s, "；") + "。"
}
