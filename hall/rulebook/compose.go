package rulebook

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/web"
)

// addToDraft puts the present text of a clause, and the rows that rest on it, into
// the amendment that is being written, without saving anything.
func (s *Shelf) addToDraft(r *web.Request, in draftInput) (web.Answer, error) {
	book, err := s.Library.latest(r.Context(), s.Library.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	id := law.ID(strings.TrimSpace(in.Clause))
	c, ok := book.Card(id)
	switch {
	case !ok || !c.Carried:
		return s.draftForm(r, fault.Field("clause", in.Clause, "规章里没有编号为“"+in.Clause+"”的条文，或它还没有成卡。编号见条文页。"), nil)
	case strings.Contains(in.Amendment, "id: "+string(id)+"\n"):
		return s.draftForm(r, fault.Field("clause", in.Clause, "这一条已经在修改内容里。"), nil)
	}
	return s.draftForm(r, nil, url.Values{"title": {in.Title}, "reason": {in.Reason}, "wished_from": {r.Values().Get("wished_from")},
		"amendment": {book.addClause(in.Amendment, id)}})
}

// addClause writes a clause as it stands into an amendment, under its heads.
func (b *Book) addClause(text string, id law.ID) string {
	c, _ := b.Card(id)
	var card strings.Builder
	card.WriteString("  - id: " + string(id) + "\n    statement: " + quoted(c.Statement) + "\n")
	if len(c.Parameters) > 0 {
		card.WriteString("    parameters:\n")
		for _, p := range c.Parameters {
			card.WriteString("      - {name: " + p.Name + ", value: " + strconv.Quote(p.Value) + "}\n")
		}
	}
	text = under(text, "cards:", card.String())
	for _, t := range b.Tables {
		if !t.Until.IsZero() || strings.Contains(text, "  - id: "+t.ID+"\n    rows:") {
			continue
		}
		var rows strings.Builder
		for _, r := range t.Rows {
			if r.Clause == id || slices.Contains(r.Also, id) {
				rows.WriteString("      - " + r.flow(t) + "\n")
			}
		}
		if rows.Len() > 0 {
			text = under(text, "tables:", "  - id: "+t.ID+"\n    rows:\n"+rows.String())
		}
	}
	return text
}

// under puts a block right below a head, which is added if the text lacks it.
func under(text, head, block string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, l := range lines {
		if strings.TrimRight(l, "\r\n ") == head {
			return strings.Join(lines[:i], "") + head + "\n" + block + strings.Join(lines[i+1:], "")
		}
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text + head + "\n" + block
}

// quoted writes a text for YAML; quotes only where it needs them.
func quoted(s string) string {
	if s == "" || strings.ContainsAny(s, `:#"'\{}[],&*?|<>=!%@`+"`\n") || strings.TrimSpace(s) != s {
		return strconv.Quote(s)
	}
	return s
}

// flow writes a row on one line, as a book does.
func (r Row) flow(t Table) string {
	var when []string
	for _, in := range t.Inputs {
		if cell, ok := r.When[in.Name]; ok {
			if strings.ContainsAny(cell, "0123456789") {
				cell = strconv.Quote(cell)
			}
			when = append(when, in.Name+": "+cell)
		}
	}
	parts := []string{"id: " + r.ID}
	if len(when) > 0 {
		parts = append(parts, "when: {"+strings.Join(when, ", ")+"}")
	}
	switch {
	case r.Person != "":
		parts = append(parts, "person: "+quoted(r.Person))
	case r.Refer != "":
		parts = append(parts, "refer: "+r.Refer)
	case r.Chain != nil:
		var steps []string
		for _, s := range r.Chain {
			steps = append(steps, s.String())
		}
		parts = append(parts, "chain: ["+strings.Join(steps, ", ")+"]")
	case r.List != nil:
		parts = append(parts, "list: ["+strings.Join(r.List, ", ")+"]")
	default:
		parts = append(parts, "then: "+strconv.Quote(r.Then))
	}
	parts = append(parts, "clause: "+string(r.Clause))
	if len(r.Interpretation) > 0 {
		parts = append(parts, "interpretation: ["+strings.Join(r.Interpretation, ", ")+"]")
	}
	if len(r.Also) > 0 {
		also := make([]string, 0, len(r.Also))
		for _, id := range r.Also {
			also = append(also, string(id))
		}
		parts = append(parts, "also: ["+strings.Join(also, ", ")+"]")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// legend is the words of a table with their Chinese, to write conditions by.
func (b *Book) legend(t Table) string {
	var s []string
	for _, in := range t.Inputs {
		if len(in.Words) == 0 {
			s = append(s, in.Label+" "+in.Name+"："+strconv.Itoa(in.From)+".."+strconv.Itoa(in.To))
			continue
		}
		words := make([]string, 0, len(in.Words))
		for _, w := range in.Words {
			words = append(words, w+" "+t.Say(w))
		}
		s = append(s, in.Label+" "+in.Name+"："+strings.Join(words, "、"))
	}
	if outcomes := b.outcomes(t.ID); len(outcomes) > 0 {
		words := make([]string, 0, len(outcomes))
		for _, w := range outcomes {
			words = append(words, w+" "+t.Say(w))
		}
		s = append(s, "结果 then："+strings.Join(words, "、"))
	}
	return strings.Join(s, "；")
}

// actorWords are those who act in chains and what they do, to write steps by.
func (b *Book) actorWords() string {
	var s []string
	for _, a := range b.Actors {
		s = append(s, a.Who+" "+a.Label)
	}
	for _, a := range Acts() {
		if w := b.Words[string(a)]; w != "" {
			s = append(s, string(a)+" "+w)
		}
	}
	return strings.Join(s, "、")
}
