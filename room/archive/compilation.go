package archive

import (
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/forms"
)

// compilationText bounds the text of one entry, so that a book stays a book.
const compilationText = 20000

// compilation gathers the year's book. A text that may be read only after its
// reading is registered is in it only if the editor registered it; the book says
// what it leaves out, and bears the mark of the highest text it prints.
func (p *printing) compilation() (*forms.CompilationText, error) {
	c := &forms.CompilationText{Title: fmt.Sprintf("%d年文件资料汇编", p.o.Year), Editor: p.who.UnitName}
	withheld := 0
	for i := range p.items {
		it := &p.items[i]
		if it.Retention != code.Permanent && p.o.Retention == "" {
			continue // the year's book holds what is kept for ever, unless another period is asked for
		}
		open, err := p.r.readable(p.ctx, p.who, it)
		if err != nil {
			return nil, err
		}
		e := forms.EntryText{Row: p.row(it)}
		if open {
			err = p.text(it, &e)
			c.Level = max(c.Level, it.Level)
		} else {
			withheld++
			e.Withheld = "本件须登记后阅览，编印时没有登记，正文未录。请登记后按档号调阅原件。"
			if it.Level >= mark.WorkSecret {
				e.Withheld = "本件是" + it.Level.Label() + "，" + strings.TrimPrefix(e.Withheld, "本件")
			}
		}
		if err != nil {
			return nil, err
		}
		c.Entries = append(c.Entries, e)
	}
	if len(c.Entries) == 0 {
		return nil, fault.Newf(fault.NotFound, "%d年度没有永久保管的件；要汇编其他期限的，请指定保管期限。", p.o.Year)
	}
	if withheld > 0 {
		c.Preface = fmt.Sprintf("本汇编列 %d 件，其中 %d 件只列目录、未录正文：工作秘密等须登记后阅览，编印人在编印当日没有登记。", len(c.Entries), withheld)
	}
	return c, nil
}

// text fills in the text of an entry, cut to what a book can hold.
func (p *printing) text(it *Item, e *forms.EntryText) error {
	bodies, err := db.All[string](p.ctx, p.rd, q.SQL("bodies_of"), it.ID)
	if err != nil {
		return err
	}
	e.Text = strings.ReplaceAll(joinBodies(bodies), "\f", "\n")
	if r := []rune(e.Text); len(r) > compilationText {
		e.Text, e.Abstract = string(r[:compilationText])+"……", true
	}
	if strings.TrimSpace(e.Text) == "" {
		e.Text, e.Abstract = "（本件为纸质材料，未录正文。"+it.Keywords+"）", true
	}
	return nil
}
