package letter

import (
	"fmt"
	"html"
	"strings"
)

// HTML is the letter as structured text: one article with headings, lists and
// tables that a screen reader can follow, without styles or scripts. Everything in
// it is escaped.
func (l Letter) HTML() string {
	var b strings.Builder
	tag := func(name, class, text string) {
		attr := ""
		if class != "" {
			attr = ` class="` + class + `"`
		}
		fmt.Fprintf(&b, "<%s%s>%s</%s>\n", name, attr, strings.ReplaceAll(html.EscapeString(text), "\n", "<br>"), name)
	}
	b.WriteString("<article class=\"letter\" lang=\"zh-CN\">\n")
	if !l.record() {
		tag("p", "letter-agency", l.Agency)
		tag("p", "letter-number", l.Number)
	}
	tag("h2", "", l.Title)
	if l.Addressee != "" {
		tag("p", "letter-to", l.Addressee+"：")
	}
	above, below := l.split()
	for _, x := range above {
		element(&b, x, tag)
	}
	if !l.record() {
		tag("p", "letter-agency-below", l.Agency)
		fmt.Fprintf(&b, "<p class=\"letter-date\"><time datetime=\"%s\">%s</time></p>\n", l.Date, l.Date.Chinese())
	}
	for _, x := range below {
		element(&b, x, tag)
	}
	b.WriteString("</article>\n")
	return b.String()
}

func element(b *strings.Builder, x Block, tag func(name, class, text string)) {
	switch x.Shape {
	case Para:
		class := ""
		if x.Remedy {
			class = "letter-remedy"
		}
		tag("p", class, x.Text)
	case Quote:
		tag("blockquote", "", x.Text)
	case List:
		b.WriteString("<ol>\n")
		for _, s := range x.Lines {
			tag("li", "", s)
		}
		b.WriteString("</ol>\n")
	case Grid:
		table(b, x)
	case Note:
		tag("p", "letter-note", x.Text)
	}
}

func table(b *strings.Builder, x Block) {
	b.WriteString("<table>\n")
	if len(x.Head) > 0 {
		b.WriteString("<thead><tr>")
		for _, s := range x.Head {
			fmt.Fprintf(b, "<th scope=\"col\">%s</th>", html.EscapeString(s))
		}
		b.WriteString("</tr></thead>\n")
	}
	b.WriteString("<tbody>\n")
	for _, r := range x.Rows {
		b.WriteString("<tr>")
		for i, s := range r {
			s = strings.ReplaceAll(html.EscapeString(strings.TrimRight(s, "\n")), "\n", "<br>")
			if i == 0 && len(x.Head) == 0 {
				fmt.Fprintf(b, "<th scope=\"row\">%s</th>", s)
			} else {
				fmt.Fprintf(b, "<td>%s</td>", s)
			}
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>\n")
}

// Text is the letter as plain text, for e-mail and for searching.
func (l Letter) Text() string {
	var s []string
	add := func(lines ...string) {
		for _, x := range lines {
			if x = strings.TrimRight(x, "\n"); x != "" {
				s = append(s, x)
			}
		}
	}
	add(l.Agency, l.Number, l.Title)
	if l.Addressee != "" {
		add(l.Addressee + "：")
	}
	set := func(blocks []Block) {
		for _, x := range blocks {
			switch x.Shape {
			case List:
				for i, t := range x.Lines {
					add(fmt.Sprintf("%d. %s", i+1, t))
				}
			case Grid:
				if len(x.Head) > 0 {
					add(strings.Join(x.Head, "\t"))
				}
				for _, r := range x.Rows {
					add(strings.TrimRight(strings.Join(r, "\t"), "\t\n"))
				}
			default:
				add(x.Text)
			}
		}
	}
	above, below := l.split()
	set(above)
	if !l.record() {
		add(l.Agency, l.Date.Chinese())
	}
	set(below)
	return strings.Join(s, "\n") + "\n"
}
