package study

import (
	"context"
	"fmt"
	"io"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/kit/print"
	"lantai.internal/kit/print/official"
)

// blocks are the paragraphs of a typed text.
func blocks(text string) []official.Block {
	var out []official.Block
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, official.Block{Text: l})
		}
	}
	return out
}

// officeName is the name of the unit that prepares briefs and the summary.
func (r *Room) officeName() string {
	if u, ok := r.Rules.Base.Unit(r.Org.Places.Office); ok {
		return r.Rules.Base.Bureau + u.Name
	}
	return r.Rules.Base.Bureau
}

// briefPaper sets a brief in the form of a 简报 (clause study.brief). A draft says so where
// its number will stand.
func (r *Room) briefPaper(b Brief) official.Paper {
	p := official.Paper{Form: official.Brief, Mark: "学习简报", Number: "草稿", Title: b.Title, Body: blocks(b.Text), Imprint: r.officeName(), Date: b.IssuedOn, Printed: b.IssuedOn, Words: []string{r.Rules.Base.Bureau}}
	if b.No > 0 {
		p.Number = fmt.Sprintf("第%d期", b.No)
	}
	if b.IssuedOn.IsZero() {
		p.Date = dayOf(b.MadeAt)
		p.Printed = p.Date
	}
	if b.SentTo != "" {
		p.Copies = []string{b.SentTo}
	}
	return p
}

// summaryPaper sets the yearly summary as a paper of the bureau to whom the card names
// (clause study.summary.to). Its number and who signed it are given when it is sent and
// are not kept here, so both are left out.
func (r *Room) summaryPaper(ctx context.Context, s Summary) (official.Paper, error) {
	day := dayOf(s.MadeAt)
	if !s.SentOn.IsZero() {
		day = s.SentOn
	}
	to := s.SentTo
	if to == "" {
		book, err := r.Rules.At(ctx, day)
		if err != nil {
			return official.Paper{}, err
		}
		p, _ := book.Param(law.StudySummaryTo, "recipient")
		to = p.Value
	}
	p := official.Paper{Form: official.Document, Mark: r.Rules.Base.Bureau + "文件", Title: fmt.Sprintf("%s%d年学习总结", r.Rules.Base.Bureau, s.Year), Body: append([]official.Block{{Text: s.Figures}}, blocks(s.Text)...),
		Signed: r.Rules.Base.Bureau, Date: day, Seal: official.SealRoom, Imprint: r.officeName(), Printed: day, Words: []string{r.Rules.Base.Bureau}}
	if to != "" {
		p.To = []string{to}
	}
	return p, nil
}

// pdfOf draws a paper with the typefaces of the bureau.
func (r *Room) pdfOf(p official.Paper, w io.Writer) error {
	var fonts *print.Fonts
	if r.Fonts != nil {
		var err error
		if fonts, err = r.Fonts(); err != nil {
			return err
		}
	}
	return p.PDF(w, fonts)
}
